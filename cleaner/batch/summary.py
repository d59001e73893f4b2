"""What a run over many documents did: each document's outcome, and the counts of all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cleaner.alarm import NO_LIMITS, LossLimits, loss_flags
from cleaner.appraisal import Appraisal
from cleaner.batch.cells import checked_text
from cleaner.batch.one import Task
from cleaner.columns import NOTHING_ADDED, Column, values_of
from cleaner.io.documents import Document, Reject
from cleaner.io.names import page_name
from cleaner.log_json import NO_MORE, log_json
from cleaner.result import Result

__all__ = ["NO_NOTES", "Cleaned", "Item", "Notes", "Summary", "cleaned_of", "log_lines"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What a run adds to what is known of each document: its ``limits`` of loss; whether it is ``logged``; the
    ``suffix`` that the files of HTML pages get, the ``clashes`` of such names, and whether its output is a ``folder``,
    so that the log must name the file; the digest of the ``config`` file that options came from, if there is one; and
    the ``columns`` that are added."""

    limits: LossLimits = NO_LIMITS
    logged: bool = True
    suffix: str = ".txt"
    clashes: frozenset[int] = frozenset()
    folder: bool = False
    config: str = ""
    columns: tuple[Column, ...] = ()


NO_NOTES = Notes()
UNSURE = Appraisal(None, None, ())


class Cleaned(NamedTuple):
    """A cleaned document: its text, its removal log as JSON Lines, the name of its file below a folder, how many
    removals each stage, category and rule made, what it lost beyond its limits, how it is to be taken, and the values
    of columns added. Where a worker put its record together, ``line`` is all of it, there is no ``text`` any more, and
    ``id`` and ``where`` name the document."""

    text: str
    log: bytes
    source_chars: int
    file: str
    removals: Counter[tuple[str, str, str]]
    flags: Sequence[str] = ()
    said: Appraisal = UNSURE
    added: Mapping[str, Any] = NOTHING_ADDED
    clean_chars: int = 0
    line: bytes = b""
    id: str = ""
    where: str = ""


Item = tuple[Document, Cleaned] | Reject
"""What became of a document of a run."""


def cleaned_of(task: Task, result: Result, notes: Notes = NO_NOTES) -> Cleaned:
    """What a worker sends back of a result; no log where nobody asked for one. Raises InputError where UTF-8 cannot
    hold the text."""
    flags = loss_flags(result.edits, len(result.source), notes.limits)
    file = page_name(task.id, rendered=result.markup is not None, suffix=notes.suffix, clashes=notes.clashes)
    more = {
        "file": file if notes.folder else "",
        "config": notes.config,
        "columns": [column.name for column in notes.columns],
    }
    return Cleaned(
        checked_text(result),
        log_lines(result, task.id, flags, more) if notes.logged else b"",
        len(result.source),
        file,
        result.removal_counts,
        flags,
        Appraisal(result.confidence, result.kind, result.flags),
        values_of(result, notes.columns, flags) if notes.columns else NOTHING_ADDED,
        len(result.text),
    )


def log_lines(result: Result, doc_id: str, flags: Sequence[str] = (), more: Mapping[str, Any] = NO_MORE) -> bytes:
    """The log of a document as JSON Lines; its first record has the flags, and what there is ``more`` to say, where
    there is any."""
    return "".join([f"{line}\n" for line in log_json(result, doc_id, flags, more)]).encode()


@dataclass(slots=True)
class Summary:
    """What a run did, to be shown at its end; ``confidence`` is the sum of those of the ``judged`` documents.
    ``skipped`` is what the source holds beside documents, such as responses with another status than 200."""

    documents: int = 0
    chars_in: int = 0
    chars_out: int = 0
    stages: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    rejects: Counter[str] = field(default_factory=Counter)
    flagged: int = 0
    judged: int = 0
    confidence: float = 0.0
    kinds: Counter[str] = field(default_factory=Counter)
    page_flags: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)

    def add(self, item: Item) -> None:
        """Counts one outcome."""
        if isinstance(item, Reject):
            self.rejects[item.cause.partition(":")[0]] += 1
            return
        done = item[1]
        self.documents += 1
        self.chars_in += done.source_chars
        self.chars_out += done.clean_chars
        self.flagged += bool(done.flags)
        self.page_flags.update(done.said.flags)
        if done.said.kind and done.said.confidence is not None:
            self.judged += 1
            self.confidence += done.said.confidence
            self.kinds[done.said.kind] += 1
        for (stage, category, rule), count in done.removals.items():
            self.stages[stage] += count
            self.categories[category] += count
            self.rules[rule] += count

    def to_json(self) -> dict[str, Any]:
        """The counts, as `from_json` reads them."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Summary":
        """The counts that `to_json` gave."""
        counts: Any = {name: Counter(value) if isinstance(value, dict) else value for name, value in data.items()}
        return cls(**counts)
