"""What follows from a line alone, remembered across pages: a random page of the web shares a third of its lines with
those before it, a page of a crawl by sites two thirds."""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

__all__ = ["Memo"]

Known = TypeVar("Known")

MAX_MEMO = 16 << 20
"""Bytes a memory holds, two a character and ENTRY for each text, at which it starts anew: some 60,000 labels."""

ENTRY = 250
"""Bytes that remembering a text takes beside its characters: two objects' heads, a place in the table, and a value."""

LONGEST = 100
"""Characters of the longest text that is remembered. Longer lines are sentences, which seldom come again."""


class Memo(Generic[Known]):
    """What ``make`` gives for texts, remembered: with it and without the values are the same, in any order of calls.

    ``make`` takes texts, each of them once, and gives for each a value that follows from that text alone and that
    nobody changes; None stands for nothing remembered, and is no value. Safe in threads: a table is never changed but
    by adding and by emptying it, and two threads that come at once make the same. A process has its own.
    """

    __slots__ = ("_known", "_longest", "_make", "_size")

    def __init__(self, make: Callable[[Sequence[str]], Iterable[Known]], longest: int = LONGEST) -> None:
        self._make = make
        self._longest = longest
        self._known: dict[str, Known] = {}
        self._size = 0

    def __call__(self, texts: Sequence[str]) -> list[Known]:
        """The value of each text."""
        found = list(map(self._known.get, texts))
        fresh = {text: None for text, value in zip(texts, found, strict=True) if value is None}
        if not fresh:
            return found  # type: ignore[return-value]  # none of them is None
        made = dict(zip(fresh, self._make([*fresh]), strict=True))
        self.keep(made)
        return [made[text] if value is None else value for text, value in zip(texts, found, strict=True)]

    def keep(self, made: dict[str, Known]) -> None:
        """Remembers what is short enough; where there is no room for it, nothing else from then on."""
        short = {text: value for text, value in made.items() if len(text) <= self._longest}
        size = 2 * sum(map(len, short)) + ENTRY * len(short)
        if self._size + size > MAX_MEMO:
            self._known, self._size = {}, 0
        if size <= MAX_MEMO:
            self._known.update(short)
            self._size += size

    def __len__(self) -> int:
        return len(self._known)
