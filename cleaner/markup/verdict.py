"""trafilatura's opinion of a page: how much of each line it kept, and what it knows of title, author and date.

trafilatura rewrites what it keeps (joins lines, marks list items, pipes tables), so its output is aligned with the
lines by letters and digits alone, in order: lines that are unique on both sides are anchors, and between two anchors
the rest are looked for one after the other.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, NamedTuple

from cleaner.markup.guest import alone

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["Opinion", "ask", "shares"]

MIN_ANCHOR = 16
"""Letters and digits from which a line that is found once is found rightly: "read more" and "share this" have fewer."""

SHORT_REACH = 600
"""Letters ahead in which a shorter line is looked for; further on it is another one that reads the same."""

PIECE_CHARS = 12
"""Letters of the pieces in which a line that is not found whole is looked for: two or three words."""

MAX_WORK = 2_000_000_000
"""Letters compared, for one page, before what is left counts as not kept: some seconds. A page of the benchmark needs a
thousandth of it."""

NOT_WORD = re.compile(r"[^\w\n]+")
ASCII_NOT_WORD = bytes(point for point in range(128) if not chr(point).isalnum() and chr(point) != "\n")

STATED = (
    "//@class[contains(., 'author') or contains(., 'byline') or contains(., 'date')]/.. | //@rel[. = 'author']/.. "
    "| //@itemprop[. = 'author' or . = 'datePublished']/.. | //time | //h1"
)
"""Where pages state their author and date; trafilatura reads these and the head, instead of the whole tree ten times.
By attribute: one condition on every element takes twice as long."""

MAX_STATED = 24
MAX_STATED_CHARS = 300

STATED_FIELDS = ("title", "author", "date", "sitename", "language", "description")
"""What is taken over from trafilatura's metadata, where it has any."""


class Opinion(NamedTuple):
    """The text trafilatura keeps, what it takes for readers' comments, and its metadata."""

    text: str
    comments: str
    metadata: dict[str, str]


def ask(tree: "HtmlElement", url: str = "", *, metadata: bool = True) -> Opinion:
    """trafilatura's extraction of a tree; it works on a copy. Nothing is raised: on a page it fails on, it keeps
    nothing.

    It is asked for recall, and without its second opinions (readability, jusText), which take two fifths of the time
    and, as one voice among several, changed nothing: out of fold, the model scores the same with either verdict.

    Metadata are read from the head and the places in STATED alone: over the whole page they take as long as the
    extraction (20 to 40 ms a page), and this takes 3.

    ``metadata`` says whether they are wanted at all.

    Both calls are made under one lock (`cleaner.markup.guest`), as trafilatura is not safe in threads: of several
    threads one is in here, and the others wait, so threads share the time of one core for this part.
    """
    with alone():
        import trafilatura  # 0.4 s
        from trafilatura.metadata import extract_metadata

        found: dict[str, str] = {}
        try:
            if metadata:
                stated = extract_metadata(
                    excerpt(tree), url or None, {"extensive_search": False, "original_date": True}
                )
                found = {name: str(value) for name in STATED_FIELDS if (value := getattr(stated, name, None))}
        except Exception:  # third-party code over hostile input: its failure is no failure of the page
            found.clear()
        try:
            document = trafilatura.bare_extraction(tree, url=url or None, fast=True, favor_recall=True)
        except Exception:
            document = None
    if document is None or isinstance(document, dict):
        return Opinion("", "", found)
    return Opinion(document.text or "", document.comments or "", found)


def excerpt(tree: "HtmlElement") -> "HtmlElement":
    """A small page of what states metadata: the head, JSON-LD, and the places in STATED. ``tree`` is not changed."""
    from lxml.html import Element

    page = Element("html", dict(tree.attrib))  # of a document of its own: XPaths that begin with // search it all
    body = page.makeelement("body")
    page.extend([deepcopy(head) for head in tree.iterchildren("head")])
    page.append(body)
    for script in tree.iter("script"):
        if script.get("type", "").strip().lower() == "application/ld+json" and script.getparent().tag != "head":
            body.append(without_tail(script))
    for place in tree.xpath(STATED)[:MAX_STATED]:
        if len(place.text_content()) <= MAX_STATED_CHARS:
            body.append(without_tail(place))
    return page


def without_tail(element: "HtmlElement") -> "HtmlElement":
    """A copy of an element without the text behind it."""
    copy = deepcopy(element)
    copy.tail = None
    return copy


def shares(texts: Sequence[str], *outputs: str) -> list[list[float]]:
    """How much of each line stands in each of ``outputs``, in the same order, 0 to 1. Lines without letters count as
    kept where their neighbours are.

    >>> shares(["Menu", "- The old pier is gone.", "Share", "Menu"], "The old\\npier is gone.", "")
    [[0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]
    """
    keys = letters(texts)
    return [found_in(keys, letters(output.splitlines())) if output else [0.0] * len(keys) for output in outputs]


def found_in(keys: Sequence[str], output: Sequence[str]) -> list[float]:
    """How much of each line is found in an output, both as `letters`."""
    search = Search(keys, "".join(output), starts_of(output))
    found = search.run()
    for line, key in enumerate(keys):
        if not key:
            found[line] = min(found[max(line - 1, 0)], found[min(line + 1, len(keys) - 1)])
    return found


def letters(texts: Sequence[str]) -> list[str]:
    """The letters and digits of each text, case-folded. For speed the texts, which hold no line feed, are joined, and
    ASCII comes first, as bytes are cheaper to drop than characters."""
    if not texts:
        return []
    joined = "\n".join(texts).casefold().encode("utf-8", "surrogatepass")
    kept = joined.translate(None, ASCII_NOT_WORD).decode("utf-8", "surrogatepass")
    return (kept if kept.isascii() else NOT_WORD.sub("", kept)).split("\n")


def starts_of(output: Sequence[str]) -> set[int]:
    """Where lines begin in the joined output."""
    starts, at = set(), 0
    for line in output:
        starts.add(at)
        at += len(line)
    return starts


class Search:
    """One alignment: the keys of the lines, and the letters they are looked for in."""

    def __init__(self, keys: Sequence[str], output: str, starts: set[int]) -> None:
        self.keys, self.output, self.starts = keys, output, starts
        self.found = [0.0] * len(keys)
        self.work = 0

    def run(self) -> list[float]:
        """The share found of each key."""
        anchors = self.anchors()
        for line, _ in anchors:
            self.found[line] = 1.0
        borders = [(-1, 0, 0), *((n, at, at + len(self.keys[n])) for n, at in anchors)]
        ends = [*((line, at) for line, at in anchors), (len(self.keys), len(self.output))]
        for (line, _, start), (next_line, end) in zip(borders, ends, strict=True):
            self.fill(range(line + 1, next_line), start, end)
        return self.found

    def anchors(self) -> list[tuple[int, int]]:
        """The lines found once, and where, in the longest run in which their order is the same on both sides."""
        counts = Counter(self.keys)
        places = []
        for line, key in enumerate(self.keys):
            if len(key) >= MIN_ANCHOR and counts[key] == 1:
                at = self.find(key, 0, len(self.output))
                if at >= 0:
                    self.found[line] = 1.0  # in another order, it is kept all the same
                    if self.find(key, at + 1, len(self.output)) < 0:
                        places.append((line, at))
        return longest_rise(places)

    def find(self, key: str, start: int, end: int) -> int:
        """``str.find``, until the work is done."""
        if self.work > MAX_WORK:
            return -1
        at = self.output.find(key, start, end)
        self.work += (at if at >= 0 else end) - start
        return at

    def fill(self, lines: range, start: int, end: int) -> None:
        """Looks for the lines between two anchors in what was kept between them, one behind the other."""
        for line in lines:
            key = self.keys[line]
            if not key or self.found[line] or start >= end:
                continue
            reach = end if len(key) >= MIN_ANCHOR else min(end, start + SHORT_REACH)
            at = self.find(key, start, reach)
            while at > start and at not in self.starts and len(key) < MIN_ANCHOR:
                at = self.find(key, at + 1, reach)  # inside other words
            if at >= 0:
                self.found[line] = 1.0
                start = at + len(key)
            elif len(key) > 2 * PIECE_CHARS:
                self.found[line] = self.partly(key, start, end)

    def partly(self, key: str, start: int, end: int) -> float:
        """The share of a key's pieces that stand between two places: trafilatura may drop part of a line."""
        pieces = [key[at : at + PIECE_CHARS] for at in range(0, len(key) - PIECE_CHARS + 1, PIECE_CHARS)]
        return sum(self.find(piece, start, end) >= 0 for piece in pieces) / len(pieces)


def longest_rise(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence whose second members rise (patience sorting; Fredman, Discrete Math. 11, 1975).

    >>> longest_rise([(0, 5), (1, 1), (2, 3), (3, 9)])
    [(1, 1), (2, 3), (3, 9)]
    """
    tails: list[int] = []  # index into places of the lowest end of a run of each length
    heights: list[int] = []
    before: list[int] = []
    for index, (_, at) in enumerate(places):
        rank = bisect_left(heights, at)
        before.append(tails[rank - 1] if rank else -1)
        if rank == len(tails):
            tails.append(index)
            heights.append(at)
        else:
            tails[rank], heights[rank] = index, at
    run = []
    index = tails[-1] if tails else -1
    while index >= 0:
        run.append(places[index])
        index = before[index]
    return run[::-1]
