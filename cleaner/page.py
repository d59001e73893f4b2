"""A page: the lines of one document, their exact place in the source, and the columns stages share."""

import re
from array import array
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple, TypeVar

from cleaner.edit import Edit, Spared

__all__ = ["Body", "Cause", "Page", "is_prose", "line_key", "words_of"]

KEY_LIMIT = 1500
"""Longest line, in characters, that gets a key: no label or legal notice of a rule is longer."""

PROSE_WINDOW = 2000
"""Characters at the start of a line that decide whether it is prose; a one-line page is prose or not by its start."""

DECORATION = " •·‣▪●■◦►▶▸»›→⟶|–—-‹«←<>▾▼▲✓"
"""Bullets, arrows and separators around a label: they say nothing of what it is."""

STRAIGHT = str.maketrans("‘’‚“”„", "'''\"\"\"")

TERMINAL = re.compile(r"""[.!?…։؟۔।]["'”’»)\]]*(?:\s|$)|[。！？]|[.:;,]["”]""")
"""The end of a sentence, in the scripts whose full stops differ."""

IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")

MIN_PROSE_WORDS = 9
MIN_PROSE_CHARS = 45
MIN_PROSE_IDEOGRAPHS = 25
MIN_LOWER_SHARE = 0.5
"""A line of prose has nine words or more, of which at least half begin in lower case (a headline or a menu on one line
has fewer; German prose about 60 %), and a sentence end. Chosen by reading lines of all three dumps, not fitted."""

T = TypeVar("T")


class Cause(NamedTuple):
    """Who strikes or rewrites a line, and why: the part of an edit that does not depend on the line."""

    stage: str
    rule: str
    category: str
    reason: str


class Body(NamedTuple):
    """First and last line (indices into the page, inclusive) of the prose; ``first > last`` where there is none."""

    first: int
    last: int

    def zone(self, line: int) -> str:
        """``head``, ``body`` or ``tail``; a page without prose is all ``edge``.

        >>> Body(3, 8).zone(2), Body(3, 8).zone(3), Body(3, 8).zone(9), Body(0, -1).zone(5)
        ('head', 'body', 'tail', 'edge')
        """
        if self.first > self.last:
            return "edge"
        return "head" if line < self.first else "tail" if line > self.last else "body"


class Page:
    """The lines of one document, split wherever Unicode breaks a line (`str.splitlines`).

    Columns hold one entry a line. ``starts`` has one more: the length of the source. The *core* of a line is the line
    without surrounding white space and line break; ``texts`` starts as the core and becomes its repaired form.
    ``struck[i]`` is true once a stage took line ``i``. Only the engine (`cleaner.pipeline`) changes a page.
    """

    __slots__ = ("_keys", "_prose", "core_ends", "core_starts", "source", "starts", "struck", "texts")

    def __init__(self, source: str) -> None:
        self.source = source
        self.starts = array("q", [0])
        self.core_starts = array("q")
        self.core_ends = array("q")
        self.texts: list[str] = []
        at = 0
        for line in source.splitlines(keepends=True):
            core = line.strip()
            first = at + (len(line) - len(line.lstrip())) if core else at
            self.core_starts.append(first)
            self.core_ends.append(first + len(core))
            self.texts.append(core)
            at += len(line)
            self.starts.append(at)
        self.struck = bytearray(len(self.texts))
        self._keys: list[str | None] = [None] * len(self.texts)
        self._prose: list[bool | None] = [None] * len(self.texts)

    def __len__(self) -> int:
        return len(self.texts)

    def set_text(self, line: int, text: str) -> None:
        """Replaces the repaired text of a line; what was computed from the old one is forgotten."""
        self.texts[line] = text
        self._keys[line] = self._prose[line] = None

    def live(self) -> list[int]:
        """The lines that are neither blank nor struck, in order."""
        struck = self.struck
        return [i for i, text in enumerate(self.texts) if text and not struck[i]]

    def key(self, line: int) -> str:
        """What rules match on (see `line_key`)."""
        return self._column(self._keys, line, line_key)

    def prose(self, line: int) -> bool:
        """Whether the line is a long sentence or paragraph (see `is_prose`)."""
        return self._column(self._prose, line, is_prose)

    def _column(self, column: list[T | None], line: int, compute: Callable[[str], T]) -> T:
        value = column[line]
        if value is None:
            value = column[line] = compute(self.texts[line])
        return value

    def body(self, live: Sequence[int], ignore: Collection[int] = ()) -> Body:
        """Where the prose stands: the stretch of ``live`` lines with the greatest sum of weights.

        Prose weighs by its length, any other line a little below nothing, so a lone sentence in a footer does not
        stretch the body over forty links. Lines in ``ignore`` count as no prose. Maximum-sum segment: Bentley,
        "Programming Pearls", CACM 27(9), 1984.
        """
        best, total = 0.0, 0.0
        body, first = Body(0, -1), 0
        for line in live:
            if total <= 0.0:
                total, first = 0.0, line
            if self.prose(line) and line not in ignore:
                total += prose_weight(self.texts[line])
                if total > best:
                    best, body = total, Body(first, line)
            else:
                total -= GAP_COST
        return body

    def strike(self, line: int, cause: Cause, score: float | None = None) -> Edit:
        """The edit that removes a line together with its line break."""
        start, end = self.starts[line], self.starts[line + 1]
        return Edit(start, end, self.source[start:end], "", *cause, score)

    def rewrite(self, line: int, text: str, cause: Cause) -> Edit | None:
        """The edit that makes ``text`` of a line's core, cut to what differs; None where nothing does."""
        start, end = self.core_starts[line], self.core_ends[line]
        return replace(self.source[start:end], text, start, cause)

    def spare(self, line: int, cause: Cause) -> Spared:
        """The note that a line was considered and stays; ``cause.reason`` says why it stays."""
        return Spared(self.core_starts[line], self.core_ends[line], self.texts[line], *cause)


GAP_COST = 0.5
"""What a line between two pieces of prose costs. With the weight below, a sentence of 120 characters bridges eight such
lines: the captions, subheads and list items inside an article, but not the links between it and a footer's notice."""


def prose_weight(text: str) -> float:
    """The weight of a line of prose: 1 for each 30 characters, ideographs counted three times, at most 10."""
    size = min(len(text), 300)
    if not text.isascii():
        size += 2 * len(IDEOGRAPH.findall(text[:300]))
    return min(size / 30, 10.0)


def replace(before: str, after: str, start: int, cause: Cause) -> Edit | None:
    """The smallest single edit at source offset ``start`` that turns ``before`` into ``after``; None if none is needed.

    >>> edit = replace("one  two", "one two", 10, Cause("s", "r", "c", "why"))
    >>> edit.start, edit.before, edit.after
    (14, ' ', '')
    """
    if before == after:
        return None
    shorter = min(len(before), len(after))
    head = _common(before, after, shorter)
    tail = _common(before[::-1], after[::-1], shorter - head)
    end = len(before) - tail
    return Edit(start + head, start + end, before[head:end], after[head : len(after) - tail], *cause)


def _common(a: str, b: str, limit: int) -> int:
    """Length of the common prefix of two strings, at most ``limit``; halving, so a long line costs no Python loop."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def line_key(text: str) -> str:
    """The form rules match on: case-folded, quotes straightened, white space squeezed, decoration stripped.

    Empty for lines beyond KEY_LIMIT. Offsets in it mean nothing: folding changes lengths.

    >>> line_key("»  Read   MORE … ›")
    'read more …'
    """
    if len(text) > KEY_LIMIT:
        return ""
    folded = text.casefold()
    if not folded.isascii():
        folded = folded.translate(STRAIGHT)
    return " ".join(folded.split()).strip(DECORATION)


def words_of(key: str) -> list[str]:
    """The words of a key: runs of letters and digits.

    >>> words_of("harbour today, harbour-today")
    ['harbour', 'today', 'harbour', 'today']
    """
    return WORD.findall(key)


WORD = re.compile(r"\w+")


def is_prose(text: str) -> bool:
    """Whether a line is a long sentence or a paragraph, in any script.

    >>> is_prose("The ferry left the harbour at noon, and nobody on the quay could say when it would be back.")
    True
    >>> is_prose("Home News Sport Weather Travel Culture Business Opinion Video Podcasts Contact.")
    False
    """
    if len(text) < MIN_PROSE_IDEOGRAPHS:
        return False
    window = text[:PROSE_WINDOW]
    if not TERMINAL.search(window):
        return False
    if not window.isascii() and len(IDEOGRAPH.findall(window)) >= MIN_PROSE_IDEOGRAPHS:
        return True
    words = window.split()
    if len(words) < MIN_PROSE_WORDS or len(window) < MIN_PROSE_CHARS:
        return False
    lower = sum(map(str.islower, words))
    if lower >= MIN_LOWER_SHARE * len(words):
        return True
    if window.isascii():
        return False
    cased = sum(word.lower() != word.upper() for word in words)
    return lower >= MIN_LOWER_SHARE * cased and len(words) - cased >= MIN_PROSE_WORDS
