"""An edit: one change to the source, with its cause; and how edits are applied and undone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cleaner.errors import LogError, MismatchError

__all__ = ["Edit", "Spared", "apply", "undo"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement in the source: ``source[start:end] == before`` becomes ``after``.

    ``start`` and ``end`` count code points. A removed line has ``after == ""`` and swallows its line break.
    ``score`` is the confidence of a learned or statistical verdict, 0 to 1; ``None`` where a rule is certain.
    """

    start: int
    end: int
    before: str
    after: str
    stage: str
    rule: str
    category: str
    reason: str
    score: float | None = None

    def to_record(self) -> dict[str, Any]:
        """The edit as a JSON-ready mapping, the log's ``edit`` record."""
        return {"record": "edit", **asdict(self)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Edit":
        """The edit a log record describes; raises LogError where a field is missing or of the wrong type."""
        try:
            edit = cls(**{name: record[name] for name in cls.__slots__})
        except KeyError as missing:
            raise LogError(f"edit record lacks the field {missing}") from None
        numbers = isinstance(edit.start, int) and isinstance(edit.end, int)
        if not (numbers and isinstance(edit.before, str) and isinstance(edit.after, str)):
            raise LogError("edit record has a field of the wrong type")
        if not 0 <= edit.start <= edit.end or edit.end - edit.start != len(edit.before):
            raise LogError(f"edit record at {edit.start} has a span that does not fit its text")
        return edit


@dataclass(frozen=True, slots=True)
class Spared:
    """A line that nearly went and stayed: the rule that matched, and in ``reason`` what saved the line."""

    start: int
    end: int
    text: str
    stage: str
    rule: str
    category: str
    reason: str

    def to_record(self) -> dict[str, Any]:
        """The note as a JSON-ready mapping, the log's ``kept`` record."""
        return {"record": "kept", **asdict(self)}


def apply(source: str, edits: Iterable[Edit]) -> str:
    """The text with ``edits`` (sorted, not overlapping) applied to ``source``.

    >>> apply("a  b", [Edit(1, 3, "  ", " ", "layout", "layout/space", "space", "one blank is enough")])
    'a b'
    """
    pieces: list[str] = []
    at = 0
    for edit in edits:
        pieces += (source[at : edit.start], edit.after)
        at = edit.end
    pieces.append(source[at:])
    return "".join(pieces)


def undo(clean: str, edits: Sequence[Edit]) -> str:
    """The source that ``edits`` turned into ``clean``; raises MismatchError where they do not fit.

    >>> undo("a b", [Edit(1, 3, "  ", " ", "layout", "layout/space", "space", "one blank is enough")])
    'a  b'
    """
    pieces: list[str] = []
    at = 0  # where we are in the clean text
    done = 0  # where we are in the source
    for edit in edits:
        kept = edit.start - done
        if kept < 0:
            raise MismatchError(f"edits overlap at source offset {edit.start}")
        if at + kept > len(clean) or not clean.startswith(edit.after, at + kept):
            raise MismatchError(f"the clean text does not fit the edit at source offset {edit.start}")
        pieces += (clean[at : at + kept], edit.before)
        at += kept + len(edit.after)
        done = edit.end
    pieces.append(clean[at:])
    return "".join(pieces)
