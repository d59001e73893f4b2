"""JSON Lines: one record a line, plain or packed with gzip or zstd. Of a record only the text is ever rewritten: all
else, spaces and the digits of numbers included, comes out as it went in."""

import io
import json
import re
import shutil
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from json import JSONDecodeError
from pathlib import Path
from typing import IO, Any

from cleaner.columns import NOTHING_ADDED
from cleaner.errors import LogError
from cleaner.io.compressed import packer, unpacked
from cleaner.io.documents import Document, Fields, Reject, SourceRow, document_of
from cleaner.io.files import open_place
from cleaner.io.formats.base import Format, Source, SplitRecords, Target, Unread, Writer, Written, opened
from cleaner.io.places import Place
from cleaner.log import read_log, to_json

__all__ = ["JSONL", "JsonRow", "concatenate", "json_line", "json_record", "read_json_lines"]


MAX_ESCAPED, BESIDES = 3, 1 << 20
"""Bytes of a line that are read: for each byte of the largest document, as escapes take more room than what they stand
for, and for the other fields."""


class Number(str):
    """A number of a record, as it is written there: 1e400 and long decimals stay what they are."""

    __slots__ = ()


DECODER = json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=Number)
SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Member:
    """A field of a record: its value, where the field begins, and where its value begins and ends in the line."""

    value: Any
    key: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class JsonRow:
    """A record as its line; as `SourceRow` says."""

    line: str
    members: Mapping[str, Member]

    def get(self, name: str) -> Any:
        """As `SourceRow` says; a number is bytes and str of neither kind of text unless it is an id."""
        found = self.members.get(name)
        return found.value if found else None

    def has(self, name: str) -> bool:
        """As `SourceRow` says."""
        return name in self.members

    def json_with(self, name: str, text: str, added: Mapping[str, Any] = NOTHING_ADDED) -> str:
        """As `SourceRow` says."""
        at, line, end = self.members[name], self.line, self.end_of()
        more = "".join([f", {to_json(key)}: {to_json(value)}" for key, value in added.items()])
        return f"{line[: at.start]}{to_json(text)}{line[at.end : end]}{more}{line[end:]}"

    def end_of(self, left_out: Collection[str] = ()) -> int:
        """Where the last field ends, but for those left out."""
        return max([member.end for name, member in self.members.items() if name not in left_out], default=1)

    def without(self, names: Collection[str]) -> "JsonRow":
        """The record as it was before fields of these names were added at its end; raises LogError where one is not
        there."""
        for name in names:
            if name not in self.members:
                raise LogError(f"there is no field {name!r}, which the log says was added")
        members = {name: member for name, member in self.members.items() if name not in names}
        return JsonRow(self.line[: self.end_of(names)] + self.line[self.end_of() :], members)

    def json_without(self, names: Collection[str]) -> str:
        """As `SourceRow` says."""
        others = (self.line[at.key : at.end] for name, at in self.members.items() if name not in names)
        return "{" + ", ".join(others) + "}"

    def size(self) -> int:
        """As `SourceRow` says: the line, and its values."""
        return 2 * len(self.line)


def members_of(line: str) -> dict[str, Member]:
    """The fields of a JSON object, each with its place in the line; the last of several with one name.

    >>> members_of('{"id": 07e1}')
    Traceback (most recent call last):
    json.decoder.JSONDecodeError: Expecting ',' delimiter: line 1 column 9 (char 8)
    >>> members_of('{"id": 7e999}')["id"]
    Member(value='7e999', key=1, start=7, end=12)

    Raises:
        ValueError: the line is no JSON, or no object.
        RecursionError: it is nested too deeply to be read.
    """
    found: dict[str, Member] = {}
    at = expect(line, 0, "{")
    if line.startswith("}", at):
        at += 1
    else:
        while True:
            if not line.startswith('"', at):
                raise JSONDecodeError("Expecting property name enclosed in double quotes", line, at)
            name, after = DECODER.raw_decode(line, at)
            start = expect(line, skip(line, after), ":")
            value, end = DECODER.raw_decode(line, start)
            found[name] = Member(value, at, start, end)
            at = skip(line, end)
            if line.startswith("}", at):
                at += 1
                break
            at = expect(line, at, ",")
    if skip(line, at) != len(line):
        raise JSONDecodeError("Extra data", line, at)
    return found


def skip(line: str, at: int) -> int:
    """Where the white space at ``at`` ends."""
    return SPACE.match(line, at).end()  # type: ignore[union-attr]  # it matches anything


def expect(line: str, at: int, sign: str) -> int:
    """Where the value behind ``sign`` begins; raises JSONDecodeError where another sign stands there."""
    at = skip(line, at)
    if not line.startswith(sign, at):
        raise JSONDecodeError(f"Expecting {sign!r} delimiter", line, at)
    return skip(line, at + 1)


def read_json_lines(source: Source) -> Iterator[Document | Reject]:
    """The documents of a file; a reject, named by its line, for a record without a text, and one where the file breaks
    off. A record without an id is called by its line."""
    for item in split_file(source):
        yield item if isinstance(item, Reject) else record_of(item, source.fields)


def split_file(source: Source) -> Iterator[Unread | Reject]:
    """The lines of a file that hold something; a reject for one that is too long, and one where the file breaks off."""
    with opened(source) as stream:
        yield from split_lines(stream, source)


def split_lines(stream: IO[bytes], source: Source) -> Iterator[Unread | Reject]:
    """The lines of a stream that is packed as its source's name says."""
    number, limit = 0, MAX_ESCAPED * source.max_bytes + BESIDES
    try:
        content = unpacked(stream, source.place.name)
        while line := content.readline(limit):
            number += 1
            if len(line) == limit and not line.endswith(b"\n"):
                line = b""
                while (rest := content.readline(limit)) and not rest.endswith(b"\n"):
                    pass
                yield Reject(str(number), f"line {number}", f"the line is longer than {limit} bytes (see --max-bytes)")
            if line.strip():
                yield Unread(line, number)
    except (OSError, EOFError, zlib.error) as error:
        yield Reject("", f"after line {number}", f"the rest of {source} cannot be read: {error}")


def record_of(record: Unread, fields: Fields) -> Document | Reject:
    """The document of one line."""
    line, number = record
    where = f"line {number}"
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
        if not text.startswith("{"):
            json.loads(text)
            return Reject(str(number), where, "not a JSON object")
        row = JsonRow(text, members_of(text))
    except (ValueError, RecursionError) as error:
        return Reject(str(number), where, f"not JSON: {error}")
    if isinstance(row.get(fields.text), Number):
        return Reject(str(row.get(fields.id) or number), where, f"the field {fields.text!r} holds no text")
    return document_of(row, where, str(number), fields)


def json_record(record: Mapping[str, Any]) -> bytes:
    """A record of this package's own as one line of UTF-8."""
    return to_json(record).encode() + b"\n"


def json_line(name: str, row: SourceRow, text: str, added: Mapping[str, Any] = NOTHING_ADDED) -> bytes:
    """A record with its text in the field ``name``, and fields ``added``, as one line of UTF-8."""
    return row.json_with(name, text, added).encode("utf-8", "surrogatepass") + b"\n"


class JsonWriter(Writer):
    """Records with their other fields and clean text, as lines; as `Writer` says."""

    def __init__(self, target: Target) -> None:
        self.place = target.place
        self.fields = target.source.fields
        self.encode = partial(json_line, self.fields.text)
        self.pack = packer(target.place.name)

    def put(self, part: Path, rows: Sequence[Written]) -> None:
        """As `Writer` says."""
        part.write_bytes(self.pack(b"".join(self.line(row) for row in rows)))

    def line(self, row: Written) -> bytes:
        """The line of one record."""
        return row.line or json_line(self.fields.text, row.document.row, row.string(), row.added)

    def merge(self, parts: Sequence[Path], stream: IO[bytes]) -> None:
        """As `Writer` says."""
        concatenate(parts, stream)


class JsonLogWriter(JsonWriter):
    """Removal logs, as lines; as `Writer` says."""

    def line(self, row: Written) -> bytes:
        """The lines of one document."""
        return row.log


def concatenate(parts: Sequence[Path], stream: IO[bytes]) -> None:
    """Parts one behind the other; packed parts are members or frames of one packed file."""
    for part in parts:
        with part.open("rb") as piece:
            shutil.copyfileobj(piece, stream)


def read_json_log(place: Place) -> Iterator[list[dict[str, Any]]]:
    """The log of JSON Lines, packed as its name says.

    Raises:
        InputError: it cannot be opened.
        LogError: it is no log, or breaks off.
    """
    with open_place(place) as raw:
        stream = io.TextIOWrapper(unpacked(raw, place.name), "utf-8", newline="\n")
        try:
            yield from read_log(stream)
        except UnicodeDecodeError as error:
            raise LogError(f"{place}: not UTF-8 at byte {error.start}") from None
        except (OSError, EOFError, zlib.error) as error:
            raise LogError(f"the rest of {place} cannot be read: {error}") from error


JSONL = Format(
    name="jsonl",
    suffixes=tuple(f"{name}{packing}" for name in (".jsonl", ".ndjson") for packing in ("", ".gz", ".zst")),
    read=read_json_lines,
    records=SplitRecords(split_file, record_of),
    writer=JsonWriter,
    log_writer=JsonLogWriter,
    read_log=read_json_log,
)
