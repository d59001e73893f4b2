"""The outputs of a run: clean text, log and rejects, each in the format that its name asks for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from cleaner.batch.records import Encode
from cleaner.batch.summary import Item
from cleaner.columns import Column
from cleaner.errors import OptionError, OutputError
from cleaner.io.apart import check_apart, check_files_apart
from cleaner.io.compressed import packer
from cleaner.io.documents import Reject
from cleaner.io.files import is_stream, remove
from cleaner.io.formats import FOLDER, JSONL, PARQUET, Format, Source, Target, Writer, Written, format_of
from cleaner.io.formats.jsonl import concatenate, json_record
from cleaner.io.parts import PartFiles, parts_folder
from cleaner.io.places import Place, sibling

__all__ = ["Outputs", "Sinks", "line_format"]

KNOWN = ", ".join((*JSONL.suffixes, *PARQUET.suffixes))

TABLES = (".parquet2", ".arrow", ".feather", ".orc", ".avro", ".html", ".xml")
"""Suffixes that promise something else than lines of JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """Where a run writes: ``clean`` takes the records, ``log`` their removal logs, if any, ``rejects`` what could not
    be cleaned; the last is ``CLEAN.rejects.jsonl`` if not given, or
    ``cleaner.rejects.jsonl`` in the current folder if that is a stream."""

    clean: Place
    log: Place | None = None
    rejects: Place | None = None

    @property
    def rejects_place(self) -> Place:
        """Where rejects go."""
        if self.rejects:
            return self.rejects
        name = f"{self.clean.name}.rejects.jsonl"
        return Path("cleaner.rejects.jsonl") if is_stream(self.clean) else sibling(self.clean, name)

    @property
    def others(self) -> list[Place]:
        """What the user named beside ``clean``, and is a file."""
        return [place for place in (self.log, self.rejects) if place and not is_stream(place)]

    def check(self, source: Source, more: Mapping[str, Place | None]) -> None:
        """Raises OptionError where the outputs are not apart from each other, from the source, and from what is read
        ``more``, by what to call it."""
        writes = {"-o": self.clean, "--log": self.log, "--rejects": self.rejects_place}
        if not is_stream(self.clean):
            writes["the parts folder"] = parts_folder(self.clean)
        check_apart(more if source.files else {"input": source.place, **more}, writes)
        check_files_apart(source.files, writes)


class Sinks:
    """What writes the outputs of a run, in the formats that their names ask for.

    Raises:
        OptionError: a format that cannot be written, or not from this source; files of one name.
        InputError: the source, whose columns the output keeps, cannot be read.
    """

    def __init__(self, source: Source, outputs: Outputs, columns: tuple[Column, ...] = ()) -> None:
        self.rejects = outputs.rejects_place
        if line_format(self.rejects) is not JSONL:
            raise OptionError(f"{self.rejects}: rejects are JSON Lines")
        kind = output_format(outputs.clean)
        target = Target(place=outputs.clean, source=source, added=columns)
        self.writers: dict[str, Writer] = {"out": kind.writer(target)}
        if outputs.log:
            log_kind = line_format(outputs.log)
            self.writers["log"] = log_kind.log_writer(Target(place=outputs.log, source=source))

    @property
    def encode(self) -> Encode | None:
        """What a worker makes of a record for the output of clean texts; see `Writer.encode`."""
        return self.writers["out"].encode

    def go_on(self, parts: PartFiles) -> None:
        """Takes note of what an earlier process wrote."""
        for name, writer in self.writers.items():
            writer.go_on(parts.paths(name))

    def claimed(self, item: Item) -> Item:
        """The item, or a reject where an output has no room for it beside those before."""
        if isinstance(item, Reject):
            return item
        document, done = item
        for writer in self.writers.values():
            if cause := writer.claim(done.file):
                return Reject(document.id, document.where, cause)
        return item

    def pieces(self, batch: Sequence[Item]) -> dict[str, Callable[[Path], None]]:
        """What writes a piece of each output."""
        good: list[Written] = []
        bad: list[Reject] = []
        for item in batch:
            if isinstance(item, Reject):
                bad.append(item)
            else:
                good.append(Written(item[0], item[1].text, item[1].log, item[1].file, item[1].added, item[1].line))
        made: dict[str, Callable[[Path], None]] = {
            name: partial(writer.put, rows=good) for name, writer in self.writers.items()
        }
        return made | {"rejects": partial(self.put_rejects, rejects=bad)}

    def put_rejects(self, part: Path, rejects: Sequence[Reject]) -> None:
        """A part of the rejects, packed as their name says."""
        records = ({"id": item.id, "where": item.where, "cause": item.cause} for item in rejects)
        part.write_bytes(packer(self.rejects.name)(b"".join(map(json_record, records))))

    def finish(self, parts: PartFiles, *, rejected: bool) -> None:
        """Puts every output in its place; there is no file of rejects where there are none."""
        for name, writer in self.writers.items():
            writer.check(parts.paths(name, whole=writer.place is None))  # what has a place is proved when it is joined
        if "log" in self.writers and (strangers := self.writers["out"].strangers()):
            raise OutputError(
                f"{strangers[0]} is of no document of this run, and `cleaner restore` would refuse the folder: move"
                f" {'it' if len(strangers) == 1 else f'all {len(strangers)} such files'} away, then --resume"
            )
        for name, writer in self.writers.items():
            if writer.place:
                parts.finish(name, writer.place, writer.merge)
        if rejected:
            parts.finish("rejects", self.rejects, concatenate)
        else:
            remove(self.rejects)  # of a run before


def output_format(output: Place) -> Format:
    """The format of a run's output: its name's; JSON Lines in a stream; else a folder. Raises OptionError for a suffix
    that says something else."""
    if is_stream(output):
        return format_of(str(output)) or JSONL
    found = format_of(str(output))
    if not found and PurePosixPath(output.name).suffix:
        raise OptionError(f"{output}: no format is called so: use {KNOWN}; if it is to be a folder, make it first")
    return found or FOLDER


def line_format(output: Place) -> Format:
    """The format of a log or of rejects: JSON Lines, unless the name says something else. Raises OptionError for a
    suffix that says neither."""
    found = format_of(str(output))
    suffixes = [suffix for suffix in PurePosixPath(output.name.lower()).suffixes if suffix not in (".gz", ".zst")]
    if not found and suffixes and suffixes[-1] in TABLES:
        raise OptionError(f"{output}: no format is called so: use {KNOWN}")
    return found or JSONL
