"""A page: the lines of one document, their exact place in the source, and the columns stages share."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from itertools import accumulate
from operator import add, sub
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, TypeVarTuple

from cleaner.judgement import UNSAID, Judgement
from cleaner.markup.columns import Inside
from cleaner.text.keys import line_keys
from cleaner.text.passages import ends_among, lines_inside, passages, prose_weights_over, unfinished

if TYPE_CHECKING:
    from cleaner.markup.columns import Markup

__all__ = ["Body", "Page", "heaviest", "link_lines", "parted_passages", "sentence_ends"]

T = TypeVar("T")
Args = TypeVarTuple("Args")

Ranked = tuple[int, int, float]
"""A line of prose: its rank among the live lines, its number, its weight."""


class Body(NamedTuple):
    """First and last line (indices into the page, inclusive) of the prose; ``first > last`` where there is none."""

    first: int
    last: int

    def zone(self, line: int) -> str:
        """``head``, ``body`` or ``tail``; a page without prose is all ``page``.

        >>> Body(3, 8).zone(2), Body(3, 8).zone(3), Body(3, 8).zone(9), Body(0, -1).zone(5)
        ('head', 'body', 'tail', 'page')
        """
        if self.first > self.last:
            return "page"
        return "head" if line < self.first else "tail" if line > self.last else "body"


class Page:
    """The lines of one document, split wherever Unicode breaks a line (`str.splitlines`).

    Columns hold one entry a line. ``starts`` has one more: the length of the source. The *core* of a line is the line
    without surrounding white space and line break; ``texts`` starts as the core and becomes its repaired form. Of a
    rendered page ``texts`` starts as what the line says (``markup.said``), without the number of a list's item.
    ``struck[i]`` is true once a stage took line ``i``. ``markup`` holds what the DOM knows of each line of a rendered
    page, and is None for a text dump. ``judgement`` is what the
    model made of the page once it has judged it, and says nothing before. Only the engine (`cleaner.engine`) changes a
    page.

    What follows from the texts alone is computed once (`fact`), whatever the number of rounds; what follows from the
    live lines too (`live`, `body`) once between two strikes.
    """

    __slots__ = (
        "_bodies",
        "_facts",
        "_keys",
        "_live",
        "_prose",
        "_stale",
        "core_ends",
        "core_starts",
        "judgement",
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
        cores = [line.strip() for line in lines]
        self.starts = array("q", accumulate(map(len, lines), initial=0))
        flush = all(map(str.startswith, lines, cores))  # none is indented, as on most pages
        self.core_starts = self.starts[:-1] if flush else array("q", map(add, self.starts, map(str.find, lines, cores)))
        self.core_ends = array("q", map(add, self.core_starts, map(len, cores)))
        self.texts = [said.strip() for said in markup.said] if markup is not None and markup.said else cores
        self.struck = bytearray(len(lines))
        self.judgement: Judgement = UNSAID
        self._facts: dict[Hashable, Any] = {}
        self._bodies: dict[frozenset[int], Body] = {}
        self._keys: list[str] | None = None
        self._prose: list[float] | None = None
        self._live: list[int] | None = None
        self._stale = False

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
        """What rules match on (see `cleaner.text.keys`)."""
        if self._keys is None:  # not a `fact`: asked for hundreds of times a page
            self._keys = line_keys(self.texts)
        return self._keys

    @property
    def prose(self) -> list[float]:
        """How much prose each line is (see `cleaner.text.prose`); 0.0 where it is none."""
        if self._prose is None:
            self._prose = prose_weights_over(self.texts, self.fact(parted_passages))
        return self._prose

    def set_text(self, line: int, text: str) -> None:
        """Replaces the repaired text of a line, and forgets all facts."""
        self.texts[line] = text
        self._keys = self._prose = None
        self._facts.clear()
        self._bodies.clear()
        self._live = None

    def core(self, line: int) -> str:
        """What the source holds of a line, white space at its ends apart."""
        return self.source[self.core_starts[line] : self.core_ends[line]]

    def in_code(self, line: int) -> bool:
        """Whether a rendered page has the line inside ``pre``: all white space is meant there."""
        return self.markup is not None and self.markup.has(line, Inside.PRE)

    def line_at(self, offset: int) -> int:
        """The line that holds a source offset."""
        return bisect_right(self.starts, offset) - 1

    def set_struck(self, line: int) -> None:
        """Marks a line as taken."""
        self.struck[line] = 1
        self._stale = True

    def live(self) -> list[int]:
        """The lines that are neither blank nor struck, in order. For reading only."""
        if self._live is None:
            self._live, self._stale = [line for line, text in enumerate(self.texts) if text], True
        if self._stale:  # a line that went does not come back: only what was live is looked at again
            struck = self.struck
            self._live, self._stale = [line for line in self._live if not struck[line]], False
            self._bodies.clear()
        return self._live

    def body(self, ignore: Collection[int] = ()) -> Body:
        """Where the prose stands: the stretch of live lines with the greatest sum of weights.

        Prose weighs by its length, any other line a little below nothing, so a lone sentence in a footer does not
        stretch the body over forty links. Lines in ``ignore`` count as no prose. Maximum-sum segment: Bentley,
        "Programming Pearls", CACM 27(9), 1984.
        """
        ignored, live = frozenset(ignore), self.live()
        if ignored not in self._bodies:
            self._bodies[ignored] = heaviest(self._ranked_prose(live, ignored))
        return self._bodies[ignored]

    def reach(self) -> Body:
        """From the first to the last stretch of prose that is not small beside the body: what stands between two
        sections of a manual, or two posts of a thread, is neither head nor tail of the page."""
        prose = self._ranked_prose(self.live())
        (first, last), weight = stretch_of(prose)
        above, below = ([found for found in prose if found[1] < first], [found for found in prose if found[1] > last])
        return Body(farthest(above[::-1], SECTION * weight, first), farthest(below, SECTION * weight, last))

    def _ranked_prose(self, live: Sequence[int], ignored: Collection[int] = ()) -> list[Ranked]:
        """The ``live`` lines of prose but for those ignored."""
        struck, prose = self.struck, self.fact(weighted_prose)
        weights = [(line, weight) for line, weight in prose if not struck[line] and line not in ignored]
        return [(bisect_left(live, line), line, weight) for line, weight in weights]


GAP_COST = 0.5
"""What a line between two pieces of prose costs. With the weight below, a sentence of 120 characters bridges eight such
lines: the captions, subheads and list items inside an article, but not the links between it and a footer's notice."""


SECTION = 0.2
"""Share of the body's weight from which on another stretch of prose is a section of the same text: of what stands twice
between such sections half is meant, and teasers below an article weigh less."""


def heaviest(weights: Sequence[Ranked]) -> Body:
    """The stretch with the greatest sum, gaps paid for."""
    return stretch_of(weights)[0]


def stretch_of(weights: Sequence[Ranked]) -> tuple[Body, float]:
    """`heaviest`, and its sum; 0 where there is no prose."""
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
    return body, best


def farthest(weights: Iterable[Ranked], least: float, line: int) -> int:
    """The last line, in the order they are given, of a stretch whose sum is ``least``; ``line`` where there is none.

    >>> farthest([(9, 9, 2.0), (10, 10, 2.0), (40, 40, 1.0)], 3.0, 4)
    10
    """
    total, last_rank = 0.0, -1
    for rank, at, weight in weights:
        total = max(total - GAP_COST * (abs(rank - last_rank) - 1), 0.0) + weight
        last_rank = rank
        if total >= least:
            total, line = least, at
    return line


def inner_lines(page: Page) -> list[int]:
    """The `lines_inside` of a text dump, for `Page.fact`; a rendered page has none, with a line a block."""
    return lines_inside(page.texts) if page.markup is None else []


def parted_passages(page: Page) -> list[range]:
    """The passages of a text dump that stand on several lines, for `Page.fact`."""
    if page.markup is not None:
        return []
    return passages(page.texts, [*map(sub, page.core_ends, page.starts)], page.fact(inner_lines))


def link_lines(page: Page) -> set[int]:
    """The lines of a text dump that are links in a sentence, for `Page.fact`."""
    return unfinished(page.texts, page.fact(inner_lines))


def sentence_ends(page: Page) -> set[int]:
    """The lines of a text dump that end a sentence begun in the line above, for `Page.fact`."""
    return set(ends_among(page.texts, page.fact(inner_lines)))


def weighted_prose(page: Page) -> list[tuple[int, float]]:
    """The lines of prose with their weights, for `Page.fact`."""
    return [(line, weight) for line, weight in enumerate(page.prose) if weight]
