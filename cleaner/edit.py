"""An edit: one change to the source, with its cause; and how edits are applied and undone."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal, NamedTuple, Protocol, overload

from cleaner.errors import LogError, MismatchError

__all__ = ["Action", "BareEdit", "Cause", "Edit", "Edits", "Spared", "apply", "smallest_change", "undo"]

Action = Literal["strike", "rewrite", "repair"]
"""What an edit does: takes a whole line, makes a line say something else, or mends characters and white space."""


class Cause(NamedTuple):
    """Who changes or spares a line, and why: the part of an edit that does not depend on the line.

    ``reason`` may be a function that works it out: the model's reasons cost a fifth of its verdict, and a run that
    writes text alone shows none.
    """

    stage: str
    rule: str
    category: str
    reason: str | Callable[[], str]

    @property
    def why(self) -> str:
        """The reason in words."""
        return self.reason if isinstance(self.reason, str) else self.reason()


def takes_away(action: Action, after: str) -> bool:
    """Whether an edit takes text away; see `Edit.removes`."""
    return action == "strike" or (action == "rewrite" and not after)


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement in the source: ``source[start:end] == before`` becomes ``after``.

    ``start`` and ``end`` count code points. A struck line has ``after == ""`` and swallows its line break.
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
    action: Action = "repair"

    @property
    def removes(self) -> bool:
        """Whether it takes text away: a struck line, or a part that a rewrite cuts from one."""
        return takes_away(self.action, self.after)

    def to_record(self) -> dict[str, Any]:
        """The edit as a JSON-ready mapping, the log's ``edit`` record."""
        return {"record": "edit", **dict(zip(EDIT_FIELDS, EDIT_VALUES(self), strict=True))}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Edit":
        """The edit a log record describes; raises LogError where a field is missing or of the wrong type."""
        try:
            values = {name: record[name] for name in EDIT_FIELDS if name != "action"}
            edit = cls(**values, action=record.get("action", "repair"))  # logs of version 0.1 do without
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
        return {"record": "kept", **{name: getattr(self, name) for name in SPARED_FIELDS}}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Spared":
        """The note a log record describes; raises LogError where a field is missing."""
        try:
            return cls(**{name: record[name] for name in SPARED_FIELDS})
        except KeyError as missing:
            raise LogError(f"kept record lacks the field {missing}") from None


EDIT_FIELDS, SPARED_FIELDS = Edit.__slots__, Spared.__slots__
EDIT_VALUES = attrgetter(*EDIT_FIELDS)


class BareEdit(NamedTuple):
    """What an edit does, before anybody reads it: the engine makes hundreds a page, in a fifth of an `Edit`'s time."""

    start: int
    end: int
    after: str
    cause: Cause
    score: float | None = None
    action: Action = "repair"

    @property
    def stage(self) -> str:
        """See `Edit`."""
        return self.cause.stage

    @property
    def rule(self) -> str:
        """See `Edit`."""
        return self.cause.rule

    @property
    def category(self) -> str:
        """See `Edit`."""
        return self.cause.category

    @property
    def removes(self) -> bool:
        """See `Edit`."""
        return takes_away(self.action, self.after)

    def edit(self, source: str) -> Edit:
        """The edit of a source."""
        stage, rule, category, _ = cause = self.cause
        before = source[self.start : self.end]
        return Edit(self.start, self.end, before, self.after, stage, rule, category, cause.why, self.score, self.action)


class Edits(Sequence[Edit]):
    """The edits of a source, made of ``changes`` (in source order) when somebody first looks at them; equal to the
    tuple of them, and pickled as that."""

    __slots__ = ("_made", "changes", "source")

    def __init__(self, source: str, changes: Sequence[BareEdit]) -> None:
        self.source = source
        self.changes = changes
        self._made: tuple[Edit, ...] | None = None

    def made(self) -> tuple[Edit, ...]:
        """All of them; two threads that come at once make the same."""
        if self._made is None:
            self._made = tuple([change.edit(self.source) for change in self.changes])
        return self._made

    @overload
    def __getitem__(self, at: int) -> Edit: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Edit, ...]: ...

    def __getitem__(self, at: int | slice) -> Edit | tuple[Edit, ...]:
        return self.made()[at]

    def __iter__(self) -> Iterator[Edit]:
        return iter(self.made())

    def __len__(self) -> int:
        return len(self.changes)

    def __eq__(self, other: object) -> bool:
        return self.made() == (other.made() if isinstance(other, Edits) else other)

    def __hash__(self) -> int:
        return hash(self.made())

    def __repr__(self) -> str:
        return repr(self.made())

    def __reduce__(self) -> tuple[type[tuple[Edit, ...]], tuple[tuple[Edit, ...]]]:
        return tuple, (self.made(),)


class Replacing(Protocol):
    """An `Edit` or a `BareEdit`: where it replaces, and by what."""

    @property
    def start(self) -> int:
        """The first character that goes."""
        ...

    @property
    def end(self) -> int:
        """One past the last."""
        ...

    @property
    def after(self) -> str:
        """What comes."""
        ...


def apply(source: str, edits: Iterable[Replacing], start: int = 0, end: int | None = None) -> str:
    """The text with ``edits`` (sorted, not overlapping) applied to ``source[start:end]``; their offsets count from the
    start of ``source``.

    >>> apply("a  b", [Edit(1, 3, "  ", " ", "layout", "layout/space", "space", "one blank is enough")])
    'a b'
    """
    pieces: list[str] = []
    at = start
    for edit in edits:
        pieces += (source[at : edit.start], edit.after)
        at = edit.end
    pieces.append(source[at:end])
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


def smallest_change(before: str, after: str) -> tuple[int, int, str] | None:
    """Where ``before`` differs from ``after``, as one stretch: its start, its end, and what replaces it.

    >>> smallest_change("one  two", "one two"), smallest_change("one", "one")
    ((4, 5, ''), None)
    """
    if before == after:
        return None
    shorter = min(len(before), len(after))
    head = common_prefix(before, after, shorter)
    tail = common_prefix(before[::-1], after[::-1], shorter - head)
    return head, len(before) - tail, after[head : len(after) - tail]


def common_prefix(a: str, b: str, limit: int) -> int:
    """Length of the common prefix of two strings, at most ``limit``; halving, so a long line costs no Python loop."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
