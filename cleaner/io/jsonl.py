"""JSON Lines: one record a line, plain or packed with gzip or zstd."""

import json
import zlib
from collections.abc import Iterator, Mapping
from typing import IO, Any

from cleaner.errors import InputError
from cleaner.io.compressed import unpacked
from cleaner.io.documents import Document, Fields, Reject

__all__ = ["SUFFIXES", "json_line", "read_jsonl"]

SUFFIXES = tuple(f"{name}{packing}" for name in (".jsonl", ".ndjson") for packing in ("", ".gz", ".zst"))


def read_jsonl(stream: IO[bytes], name: str, fields: Fields) -> Iterator[Document | Reject]:
    """The documents of a file; a reject, named by its line, for a record without a text, and one where the file breaks
    off. A record without an id is called by its line."""
    number = 0
    try:
        for number, line in enumerate(unpacked(stream, name), 1):
            if line.strip():
                yield document_of(line, f"line {number}", str(number), fields)
    except (OSError, EOFError, zlib.error) as error:
        yield Reject("", f"after line {number}", f"the rest of {name} cannot be read: {error}")


def document_of(line: bytes, where: str, default: str, fields: Fields) -> Document | Reject:
    """The document of one line."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Reject(default, where, f"not JSON: {error}")
    if not isinstance(record, dict):
        return Reject(default, where, "not a JSON object")
    return from_row(record, where, default, fields)


def from_row(row: Mapping[str, Any], where: str, default: str, fields: Fields) -> Document | Reject:
    """The document of a record of any format.

    >>> from_row({"text": None, "id": 7}, "row 1", "1", Fields())
    Reject(id='7', where='row 1', cause="the field 'text' holds no text")
    """
    value = row.get(fields.id)
    name = default if value is None else str(value)
    source = row.get(fields.text)
    if not isinstance(source, str | bytes):
        return Reject(name, where, f"the field {fields.text!r} holds no text")
    url, site = row.get(fields.url), row.get(fields.group) if fields.group else ""
    return Document(
        name, source, url if isinstance(url, str) else "", "" if site is None else str(site), None, row, where
    )


def json_line(record: Mapping[str, Any]) -> bytes:
    """A record as one line of UTF-8: readable where it can be, escaped where it holds lone surrogates.

    Raises:
        InputError: a value that JSON has no form for.
    """
    try:
        return json.dumps(record, ensure_ascii=False, default=plain).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(record, default=plain).encode() + b"\n"


def plain(value: object) -> object:
    """What JSON says of a value that other formats have: times and decimals as they read, bytes as text."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if type(value).__module__ == "decimal":
        return str(value)
    raise InputError(f"a value of type {type(value).__name__} cannot be written as JSON")
