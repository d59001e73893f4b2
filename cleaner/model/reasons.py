"""What a person is told of a line: the groups of features that weighed most, in plain words."""

import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from weakref import ref

import numpy as np

from cleaner.model.arrays import F32, Bool
from cleaner.shipped import shipped_table

__all__ = ["LateReasons", "Phrases", "phrasebook"]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Feature columns in groups that a person understands, with what to say where a group is low or high.

    ``member`` has a row a column and a column a group: 1 where the one belongs to the other. ``text`` holds the
    phrases for low and for high; ``says_low`` and ``says_high`` tell where there is one. ``known``: see `of`.
    """

    member: F32
    text: tuple[tuple[str, ...], tuple[str, ...]]
    says_low: Bool
    says_high: Bool
    known: dict[tuple[int, ...], tuple[str, ...]] = field(default_factory=dict)

    def of(self, ways: tuple[int, ...]) -> tuple[str, ...]:
        """The phrases for groups of a line: each twice its number, and one more where it is high; -1 for none.

        Remembered, as there are few: some thousands at most.
        """
        if ways not in self.known:
            self.known[ways] = tuple(self.text[way % 2][way // 2] for way in ways if way >= 0)
        return self.known[ways]


@cache
def phrasebook(names: tuple[str, ...]) -> Phrases:
    """Groups from ``data/reasons.toml``; a column belongs to the first group that names it, or its name's
    beginning."""
    groups = list(shipped_table("model/data/reasons.toml").values())
    number = [
        next(i for i, group in enumerate(groups) if any(re.fullmatch(p, name) for p in group["columns"]))
        for name in names
    ]
    member = (np.array(number)[:, None] == np.arange(len(groups))).astype(np.float32)
    low, high = (tuple(group[key] for group in groups) for key in ("low", "high"))
    return Phrases(member, (low, high), np.array([t != "" for t in low]), np.array([t != "" for t in high]))


class LateReasons:
    """The reasons of a page's lines, by row: worked out for all lines together, when somebody asks for the first."""

    __slots__ = ("__weakref__", "_state")

    def __init__(self, work: Callable[[], Mapping[int, str]]) -> None:
        self._state: Callable[[], Mapping[int, str]] | Mapping[int, str] = work
        WAITING.append(ref(self))
        if len(WAITING) > MAX_WAITING and (oldest := WAITING.popleft()()):
            oldest.said()

    def said(self) -> Mapping[int, str]:
        """All of them. What they are worked out from is let go; two threads that come at once work out the same."""
        state = self._state
        if callable(state):
            state = self._state = state()
        return state

    def of(self, row: int) -> str:
        """The reason of one line."""
        return self.said()[row]


MAX_WAITING = 64
WAITING: deque[ref[LateReasons]] = deque()
"""Pages whose reasons nobody has asked for yet. What they are worked out from is some 200 KB a page: a list of a
million results must not hold it, so only the last few do, and the reasons of older pages are worked out."""
