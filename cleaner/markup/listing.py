"""The lists that are open while a page is read: the mark of each item, and how far its lines are indented."""

import re
from collections.abc import Mapping

__all__ = ["Listing", "deeper", "own_mark"]

DASH = "- "
MAX_INDENT = 40
"""Blanks before a line; deeper lists are hostile."""

MAX_NUMBER_CHARS = 9
"""Digits of an item's number, as CommonMark allows."""


MAX_WRITTEN_MARK = 4
WRITTEN_MARK = re.compile(r"(?:([0-9]{1,3})[.)]|[•◦▪▸‣·○●■–—-])")
"""What some pages write as text before an item, as its number or bullet."""


def own_mark(text: str, mark: str) -> str | None:
    """The mark of an item whose first line is only that mark as the page writes it; None where the line is more.

    >>> own_mark("2.", "  - "), own_mark("•", "- "), own_mark("2nd", "- ")
    ('  2. ', '- ', None)
    """
    match = WRITTEN_MARK.fullmatch(text) if len(text) <= MAX_WRITTEN_MARK else None
    if match is None:
        return None
    indent = mark[: len(mark) - len(mark.lstrip())]
    return f"{indent}{match[1]}. " if match[1] else mark


class Listing:
    """The open lists, the innermost last: for a numbered one the number of the next item and the step to the one after
    it, for others None. ``first`` is true until a list's first item opens."""

    def __init__(self) -> None:
        self.open: list[list[int] | None] = []
        self.first = True

    @property
    def holds_more(self) -> bool:
        """Whether the item that opens is not the first of the outermost list."""
        return len(self.open) > 1 or not self.first

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A list opens."""
        self.first = True
        if tag != "ol" or ("reversed" in attributes and number_in(attributes, "start") is None):
            self.open.append(None)  # the number that a reversed list begins with is known at its end
        else:
            self.open.append([number_in(attributes, "start", 1) or 0, -1 if "reversed" in attributes else 1])

    def end(self) -> None:
        """The innermost list closes."""
        self.first = False
        if self.open:
            self.open.pop()

    def item(self, attributes: Mapping[str, str]) -> str:
        """An item opens: its mark, ``- `` or such as ``3. ``."""
        self.first = False
        count = self.open[-1] if self.open else None
        if count is None:
            return DASH
        value = number_in(attributes, "value")
        number = count[0] if value is None else value
        count[0] = number + count[1]
        return f"{number}. " if number >= 0 else DASH


def number_in(attributes: Mapping[str, str], name: str, usual: int | None = None) -> int | None:
    """The whole number an attribute holds; ``usual`` where it holds none.

    >>> number_in({"start": " 5"}, "start"), number_in({"start": "x"}, "start", 1)
    (5, 1)
    """
    text = attributes.get(name, "").strip()
    return int(text) if text.lstrip("-").isdecimal() and text.isascii() and len(text) <= MAX_NUMBER_CHARS else usual


def deeper(indent: str, mark: str) -> str:
    """The indentation of lines below an item's first, that has ``mark`` at ``indent``."""
    return indent + " " * len(mark) if len(indent) < MAX_INDENT else indent
