"""The loss alarm: what a document may lose before somebody has to look at it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import re2

from cleaner.edit import Edit
from cleaner.errors import OptionError
from cleaner.rules.automaton import re2_options
from cleaner.text.prose import is_prose

__all__ = ["NO_LIMITS", "LossLimits", "loss_flags", "prose_chars"]

SHOWN = 60
"""Characters of protected text that a flag quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LossLimits:
    """What a document may lose; each limit is off unless given.

    ``max_removed`` is the share of its characters, 0 to 1; ``max_prose`` the characters of long sentences, copies that
    stay not counted; ``protect`` are patterns (RE2) of which no struck text may hold one.

    Raises:
        OptionError: a value outside its range, or a pattern that RE2 refuses.
    """

    max_removed: float | None = None
    max_prose: int | None = None
    protect: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.max_removed is not None and not 0 <= self.max_removed <= 1:
            raise OptionError(f"max_removed is a share from 0 to 1, not {self.max_removed}")
        if self.max_prose is not None and self.max_prose < 0:
            raise OptionError(f"max_prose is a number of characters, not {self.max_prose}")
        for pattern in self.protect:
            try:
                re2.compile(pattern, re2_options())
            except re2.error as error:
                raise OptionError(
                    f"protect: {pattern!r} is no pattern of RE2: {bytes(error.args[0]).decode()}"
                ) from None

    def __bool__(self) -> bool:
        return self.max_removed is not None or self.max_prose is not None or bool(self.protect)


NO_LIMITS = LossLimits()


def loss_flags(edits: Iterable[Edit], source_chars: int, limits: LossLimits) -> list[str]:
    """What a document lost beyond its limits, one sentence each; empty where all is well. Without limits no edit is
    looked at: of a result they are made, with their reasons, when they are.

    ``edits`` are a result's or a log's; ``source_chars`` the characters of the source.

    >>> strike = Edit(0, 9, "Contents\\n", "", "chrome", "navigation/x", "navigation", "a menu", action="strike")
    >>> loss_flags([strike], 10, LossLimits(max_removed=0.8, protect=("(?i)contents",)))
    ['loss: 90 % removed, more than 80 %', "loss: protected text removed: 'Contents' (navigation/x)"]
    """
    if not limits:
        return []
    removals = [edit for edit in edits if edit.removes]
    return [*too_much(removals, source_chars, limits), *protected(removals, limits.protect)]


def too_much(removals: list[Edit], source_chars: int, limits: LossLimits) -> Iterator[str]:
    """The limits of size that are passed."""
    share = sum(len(edit.before) for edit in removals) / source_chars if source_chars else 0.0
    if limits.max_removed is not None and share > limits.max_removed:
        yield f"loss: {100 * share:.0f} % removed, more than {100 * limits.max_removed:.0f} %"
    prose = sum(map(prose_chars, removals)) if limits.max_prose is not None else 0
    if limits.max_prose is not None and prose > limits.max_prose:
        yield f"loss: {prose} characters of prose removed, more than {limits.max_prose}"


def protected(removals: list[Edit], patterns: tuple[str, ...]) -> Iterator[str]:
    """The first strike that took what each pattern protects."""
    for pattern in patterns:
        for edit in removals:
            if re2.search(pattern, edit.before):
                text = edit.before.strip()
                said = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
                yield f"loss: protected text removed: {said!r} ({edit.rule})"
                break


def prose_chars(edit: Edit) -> int:
    """Characters of prose that a strike took for good; none where a copy stays."""
    text = edit.before.strip()
    return len(text) if edit.category != "duplicate" and is_prose(text) else 0
