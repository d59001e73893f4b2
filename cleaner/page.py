"""A page: the lines of one document, their exact place in the source, and the columns stages share."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Collection, Hashable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, TypeVarTuple

from cleaner.edit import Edit, Spared

if TYPE_CHECKING:
    from cleaner.markup import Markup

__all__ = ["Body", "Cause", "Page", "is_prose", "line_keys", "prose_weights", "words_of", "words_of_all"]

KEY_LIMIT = 1500
"""Longest line, in characters, that gets a key: no label or legal notice of a rule is longer."""

PROSE_WINDOW = 600
"""Characters at the start of a line that decide whether it is prose; a one-line page is prose or not by its start."""

DECORATION = " •·‣▪●■◦►▶▸»›→⟶|–—-‹«←<>▾▼▲✓"
"""Bullets, arrows and separators around a label: they say nothing of what it is."""

STRAIGHT = {"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"'}

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
Args = TypeVarTuple("Args")


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
    ``struck[i]`` is true once a stage took line ``i``. ``markup`` holds what the DOM knows of each line of a rendered
    page, and is None for a text dump. Only the engine (`cleaner.pipeline`) changes a page.

    What follows from the texts alone is computed once (`fact`), whatever the number of rounds; what follows from the
    live lines too (`live`, `body`) once between two strikes.
    """

    __slots__ = (
        "_bodies",
        "_facts",
        "_live",
        "core_ends",
        "core_starts",
        "markup",
        "source",
        "starts",
        "struck",
        "texts",
    )

    def __init__(self, source: str, markup: "Markup | None" = None) -> None:
        self.source = source
        self.markup = markup
        lines = source.splitlines(keepends=True)
        self.texts = [line.strip() for line in lines]
        self.starts = array("q", accumulate(map(len, lines), initial=0))
        spans = zip(self.starts, lines, self.texts, strict=False)
        self.core_starts = array("q", [at + line.find(core) for at, line, core in spans])
        self.core_ends = array("q", [at + len(core) for at, core in zip(self.core_starts, self.texts, strict=True)])
        self.struck = bytearray(len(lines))
        self._facts: dict[Hashable, Any] = {}
        self._bodies: dict[frozenset[int], Body] = {}
        self._live: list[int] | None = None

    def __len__(self) -> int:
        return len(self.texts)

    def fact(self, compute: Callable[["Page", *Args], T], *args: *Args) -> T:
        """``compute(page, *args)``, called once until a text changes: it must read nothing else. Not to be changed."""
        call = (compute, args)
        if call not in self._facts:
            self._facts[call] = compute(self, *args)
        found: T = self._facts[call]
        return found

    @property
    def keys(self) -> list[str]:
        """What rules match on (see `line_keys`)."""
        return self.fact(keys_of)

    @property
    def prose(self) -> list[float]:
        """How much prose each line is (see `prose_weights`); 0.0 where it is none."""
        return self.fact(prose_of)

    def set_text(self, line: int, text: str) -> None:
        """Replaces the repaired text of a line, and forgets all facts."""
        self.texts[line] = text
        self._facts.clear()
        self._bodies.clear()
        self._live = None

    def line_at(self, offset: int) -> int:
        """The line that holds a source offset."""
        return bisect_right(self.starts, offset) - 1

    def set_struck(self, line: int) -> None:
        """Marks a line as taken."""
        self.struck[line] = 1
        self._bodies.clear()
        self._live = None

    def live(self) -> list[int]:
        """The lines that are neither blank nor struck, in order. For reading only."""
        if self._live is None:
            lines = enumerate(zip(self.texts, self.struck, strict=True))
            self._live = [line for line, (text, gone) in lines if text and not gone]
        return self._live

    def body(self, ignore: Collection[int] = ()) -> Body:
        """Where the prose stands: the stretch of live lines with the greatest sum of weights.

        Prose weighs by its length, any other line a little below nothing, so a lone sentence in a footer does not
        stretch the body over forty links. Lines in ``ignore`` count as no prose. Maximum-sum segment: Bentley,
        "Programming Pearls", CACM 27(9), 1984.
        """
        ignored = frozenset(ignore)
        if ignored not in self._bodies:
            prose = self.prose
            weights = [(rank, line, prose[line]) for rank, line in enumerate(self.live()) if prose[line]]
            self._bodies[ignored] = heaviest([weight for weight in weights if weight[1] not in ignored])
        return self._bodies[ignored]

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


def heaviest(weights: Sequence[tuple[int, int, float]]) -> Body:
    """The stretch with the greatest sum, gaps paid for, of (rank among the live lines, line, weight)."""
    best, total = 0.0, 0.0
    body, first, last_rank = Body(0, -1), 0, 0
    for rank, line, weight in weights:
        total -= GAP_COST * (rank - last_rank - 1)
        if total <= 0.0:
            total, first = 0.0, line
        total += weight
        last_rank = rank
        if total > best:
            best, body = total, Body(first, line)
    return body


def keys_of(page: Page) -> list[str]:
    """The keys of a page's lines, for `Page.fact`."""
    return line_keys(page.texts)


def prose_of(page: Page) -> list[float]:
    """The prose weights of a page's lines, for `Page.fact`."""
    return prose_weights(page.texts)


def prose_weights(texts: Sequence[str]) -> list[float]:
    """For each line 0.0 if it is no prose (see `is_prose`), else 1 for each 30 characters of its first 300.

    Ideographs count three times: a sentence of Chinese has a third of the characters.
    """
    return [prose_weight(text) if len(text) >= MIN_PROSE_IDEOGRAPHS and is_prose(text) else 0.0 for text in texts]


def prose_weight(text: str) -> float:
    """The weight of a line that is prose."""
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


def line_keys(texts: Sequence[str]) -> list[str]:
    """The form of lines that rules match on: case-folded, quotes straightened, white space squeezed, ends undecorated.

    Empty for lines beyond KEY_LIMIT. Offsets in a key mean nothing: folding changes lengths. The lines are folded
    joined, which is five times faster than one by one; none of them holds a line feed.

    >>> line_keys(["»  Read   MORE … ›", "It‘s"])
    ['read more …', "it's"]
    """
    if not texts:
        return []
    folded = "\n".join([text if len(text) <= KEY_LIMIT else "" for text in texts]).casefold()
    if not folded.isascii():
        for curly, straight in STRAIGHT.items():
            folded = folded.replace(curly, straight)
    keys = folded.split("\n")
    if "  " in folded or not "".join(keys).isprintable():
        keys = [key if key.isprintable() and "  " not in key else " ".join(key.split()) for key in keys]
    return [key.strip(DECORATION) for key in keys]


def words_of_all(keys: Sequence[str]) -> list[list[str]]:
    """`words_of` each key. The ASCII ones are translated joined, which is four times faster than one by one.

    >>> words_of_all(["harbour-today", "été 2021"])
    [['harbour', 'today'], ['été', '2021']]
    """
    if not keys:
        return []
    plain = "\n".join([key if key.isascii() else "" for key in keys]).translate(NO_WORD).split("\n")
    return [words.split() or WORD.findall(key) for words, key in zip(plain, keys, strict=True)]


def words_of(key: str) -> list[str]:
    """The words of a key: runs of letters, digits and underscores.

    >>> words_of("harbour today, harbour-today")
    ['harbour', 'today', 'harbour', 'today']
    """
    return key.translate(NO_WORD).split() if key.isascii() else WORD.findall(key)


WORD = re.compile(r"\w+")
NO_WORD = {code: " " for code in range(128) if not WORD.match(chr(code)) and chr(code) != "\n"}
"""For ASCII the same as WORD, three times faster. A line feed is left to separate keys that are translated joined."""


def is_prose(text: str) -> bool:
    """Whether a line is a long sentence or a paragraph, in any script.

    >>> is_prose("The ferry left the harbour at noon, and nobody on the quay could say when it would be back.")
    True
    >>> is_prose("Home News Sport Weather Travel Culture Business Opinion Video Podcasts Contact.")
    False
    """
    window = text[:PROSE_WINDOW]
    if not window.isascii() and len(IDEOGRAPH.findall(window)) >= MIN_PROSE_IDEOGRAPHS:
        return TERMINAL.search(window) is not None
    if len(window) < MIN_PROSE_CHARS or window.count(" ") < MIN_PROSE_WORDS - 1:
        return False
    if not (". " in window or window[-1] == "." or TERMINAL.search(window)):
        return False
    return plainly_lower(window) or mostly_lower(window)


def mostly_lower(text: str) -> bool:
    """Whether a text has MIN_PROSE_WORDS words, and MIN_LOWER_SHARE of them, or of those with case, in lower case."""
    words = text.split()
    if len(words) < MIN_PROSE_WORDS:
        return False
    lower = sum(map(str.islower, words))
    if lower >= MIN_LOWER_SHARE * len(words):
        return True
    if text.isascii():
        return False
    cased = sum(word.lower() != word.upper() for word in words)
    return lower >= MIN_LOWER_SHARE * cased and len(words) - cased >= MIN_PROSE_WORDS


LOWER_OR_BLANK = b"abcdefghijklmnopqrstuvwxyz "


def plainly_lower(text: str) -> bool:
    """A quick proof that `mostly_lower` holds, which succeeds with most paragraphs in English; False proves nothing.

    A word that is not in lower case has a character other than ``a`` to ``z``, so the number of such characters bounds
    the number of such words. Counting them is four times faster than looking at each word.
    """
    words = text.count(" ")  # and one more, unless the text was cut at a blank
    letters = text.encode("ascii", "ignore")
    others = len(text) - len(letters) + len(letters.translate(None, LOWER_OR_BLANK))
    return words >= MIN_PROSE_WORDS and "  " not in text and others <= (1 - MIN_LOWER_SHARE) * words
