"""One document of a removal log, with the figures that say how much could have gone wrong in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleaner.alarm import NO_LIMITS, LossLimits, loss_flags, prose_chars
from cleaner.edit import Edit, Spared
from cleaner.report.facts import Fact, facts_lost

__all__ = ["Logged", "doubt_of", "logged_document"]


@dataclass(frozen=True, slots=True)
class Logged:
    """A document of a log: its record, its removals, the notes on lines that stayed, and the facts it lost.

    ``prose`` counts the characters of struck long sentences whose copy does not stay; ``alarms`` says what was lost
    beyond the limits that the report was given.
    """

    document: Mapping[str, Any]
    removals: Sequence[Edit]
    spared: Sequence[Spared]
    facts: Sequence[Fact]
    prose: int
    alarms: Sequence[str] = ()

    @property
    def id(self) -> str:
        """What the document is called."""
        return str(self.document.get("id") or "")

    @property
    def source_chars(self) -> int:
        """Characters of the source."""
        return int(self.document.get("source_chars") or 0)

    @property
    def removed(self) -> int:
        """Characters that went."""
        return sum(len(edit.before) for edit in self.removals)

    @property
    def share(self) -> float:
        """Share of the source that went, 0 to 1."""
        return self.removed / self.source_chars if self.source_chars else 0.0

    @property
    def confidence(self) -> float | None:
        """The page's expected F1, where the log has it."""
        value = self.document.get("confidence")
        return float(value) if isinstance(value, int | float) else None

    @property
    def flags(self) -> list[str]:
        """What the cleaner noted of the page as a whole, where the log has it, and the alarms."""
        value = self.document.get("flags")
        logged = [str(flag) for flag in value] if isinstance(value, list) else []
        return [*dict.fromkeys([*logged, *self.alarms])]  # the run may have had the report's limits


def logged_document(
    records: Sequence[Mapping[str, Any]], text: str | None = None, limits: LossLimits = NO_LIMITS
) -> Logged:
    """The document that log records describe; ``text`` is its clean text, where that is at hand.

    Raises:
        LogError: a record is malformed.
    """
    edits = [Edit.from_record(record) for record in records if record.get("record") == "edit"]
    removals = [edit for edit in edits if edit.removes]
    spared = [Spared.from_record(record) for record in records if record.get("record") == "kept"]
    facts, prose = facts_lost(removals, text), sum(map(prose_chars, removals))
    chars = int(records[0].get("source_chars") or 0)
    return Logged(records[0], removals, spared, facts, prose, loss_flags(removals, chars, limits))


def doubt_of(edit: Edit) -> tuple[float, int, int]:
    """How doubtful a strike is, the greater the more: by its score, then by its prose, then by its length."""
    return edit.score or 0.0, prose_chars(edit), len(edit.before)
