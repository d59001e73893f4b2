"""The outputs of a run: clean text, log and rejects, each in the format that its name asks for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cleaner.batch.summary import Item
from cleaner.io.documents import Reject
from cleaner.io.files import remove
from cleaner.io.formats import FOLDER, JSONL, Source, Target, Writer, Written, format_of
from cleaner.io.formats.jsonl import concatenate, json_record
from cleaner.io.parts import PartFiles
from cleaner.io.places import Place, sibling

__all__ = ["Outputs", "Sinks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """Where a run writes: ``clean`` takes the records, ``log`` their removal logs, if any, ``rejects`` what could not
    be cleaned; the last is ``CLEAN.rejects.jsonl`` if not given."""

    clean: Place
    log: Place | None = None
    rejects: Place | None = None

    @property
    def rejects_place(self) -> Place:
        """Where rejects go."""
        return self.rejects or sibling(self.clean, f"{self.clean.name}.rejects.jsonl")


class Sinks:
    """What writes the outputs of a run, in the formats that their names ask for.

    Raises:
        OptionError: a format that cannot be written, or not from this source.
        InputError: the source, whose columns the output keeps, cannot be read.
    """

    def __init__(self, source: Source, outputs: Outputs) -> None:
        self.rejects = outputs.rejects_place
        mirrored = format_of(str(source)) is FOLDER
        kind = FOLDER if mirrored else format_of(str(outputs.clean)) or FOLDER
        self.writers: dict[str, Writer] = {"out": kind.writer(Target(place=outputs.clean, source=source))}
        if outputs.log:
            log_kind = format_of(str(outputs.log)) or JSONL
            self.writers["log"] = log_kind.log_writer(Target(place=outputs.log, source=source))

    def pieces(self, batch: Sequence[Item]) -> dict[str, Callable[[Path], None]]:
        """What writes a piece of each output."""
        good: list[Written] = []
        bad: list[Reject] = []
        for item in batch:
            if isinstance(item, Reject):
                bad.append(item)
            else:
                good.append(Written(item[0], item[1].text, item[1].log, item[1].rendered))
        made: dict[str, Callable[[Path], None]] = {
            name: partial(writer.put, rows=good) for name, writer in self.writers.items()
        }
        return made | {"rejects": lambda path: write_rejects(path, bad)}

    def finish(self, parts: PartFiles, *, rejected: bool) -> None:
        """Puts every output in its place; there is no file of rejects where there are none."""
        for name, writer in self.writers.items():
            if writer.place:
                parts.finish(name, writer.place, writer.merge)
        if rejected:
            parts.finish("rejects", self.rejects, concatenate)
        else:
            remove(self.rejects)  # of a run before


def write_rejects(path: Path, rejects: Sequence[Reject]) -> None:
    """A part of the rejects, as JSON Lines."""
    records = ({"id": item.id, "where": item.where, "cause": item.cause} for item in rejects)
    path.write_bytes(b"".join(map(json_record, records)))
