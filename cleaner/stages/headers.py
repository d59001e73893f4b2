"""Stage `headers`: titles and site headers that stand more than once around the body; the best-written copy stays."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from cleaner.edit import Edit
from cleaner.page import Body, Cause, Page, words_of
from cleaner.stages.menus import SENTENCE_END, repeated_menus

__all__ = ["HeaderStage", "smallest_unit"]

MAX_HEADER_CHARS = 200
"""A longer line is no header; a doubled headline fits twice."""

MIN_TITLE_WORDS = 3
"""A repeated line of one or two words is a label or an answer, not a title."""

MAX_COPIES = 4
"""A line that stands, to the letter, more often around the body is an entry of a list, such as a price."""

MAX_SITE_WORDS = 3
"""Site names in "name, name" confetti are short; longer repeated units are titles."""

MAX_TAGLINE_WORDS = 6
"""Words a title may be joined with ("Title | The Harbour Times, since 1890") and still be that title."""

JOINT = re.compile(r"\s[|–—\-:·•»«/]+\s|[|»«]")
"""What stands between a title and the name of its site."""

NEAR = 12
"""Lines above the body among which the page's own title is looked for."""

SITE_NAME = Cause("headers", "headers/site-name", "site-header", "the site's name, repeated on the line and the page")
REPEATED = Cause("headers", "headers/repeated-title", "duplicate", "a better-written copy of this header stays")
JOINED = Cause("headers", "headers/joined-title", "duplicate", "the title again, joined with the site's name")
DOUBLED = Cause("headers", "headers/doubled-title", "duplicate", "the title twice on one line; once is enough")


class Parts(NamedTuple):
    """A short line taken apart: ``words`` is ``unit`` repeated ``times`` times; ``joined`` if a separator is in it."""

    words: tuple[str, ...]
    unit: tuple[str, ...]
    times: int
    joined: bool

    @property
    def name(self) -> str:
        """The unit without blanks: "Egypt Today" and "egypttoday" are one name."""
        return "".join(self.unit)


Header = tuple[int, Parts]
"""A line and its parts."""


class HeaderStage:
    """Strikes the surplus copies of titles and site headers in head and tail. Repetition inside the body is style."""

    name = "headers"

    def __call__(self, page: Page) -> Iterator[Edit]:
        """Yields removals, and a rewrite for a title doubled on the only line it stands on."""
        body = page.body()
        if body.first > body.last:
            return  # without prose there is no telling a header from a list
        keys, struck = page.keys, page.struck
        headers = [header for header in page.fact(read_headers) if not struck[header[0]]]
        sites = site_names(headers, body)
        if sites:
            names = {line for line, parts in headers if parts.name in sites and body.zone(line) != "body"}
            yield from (page.strike(line, SITE_NAME) for line in names)
            headers = [header for header in headers if header[0] not in names]
        copies = list(strike_copies(page, headers, body, sites))
        yield from copies
        # A title's last copy must not go as a menu because the others went as titles.
        settled = {keys[page.line_at(copy.start)] for copy in copies}
        yield from repeated_menus(page, body, settled)


def read_headers(page: Page) -> list[Header]:
    """The lines that are no prose and may be headers, with their parts."""
    lines = enumerate(zip(page.keys, page.prose, strict=True))
    return [(line, parts) for line, (key, prose) in lines if key and not prose and (parts := read_header(key))]


@lru_cache(1 << 14)
def read_header(key: str) -> Parts | None:
    """The parts of a line's key; None for a long line, a sentence, or one without words.

    Remembered for the next round and the next page of the site, up to about 8 MB.
    """
    words = tuple(words_of(key)) if len(key) <= MAX_HEADER_CHARS and not key.endswith(SENTENCE_END) else ()
    if not words:
        return None
    unit, times = smallest_unit(words) if words[0] in words[1:] else (words, 1)
    return Parts(words, unit, times, len(words) > MIN_TITLE_WORDS and JOINT.search(key) is not None)


def site_names(headers: Sequence[Header], body: Body) -> set[str]:
    """The names of the site: short units doubled on a line outside the body that stand on another line, or thrice."""
    doubled = [
        parts
        for line, parts in headers
        if parts.times > 1
        and len(parts.unit) <= MAX_SITE_WORDS
        and body.zone(line) != "body"
        and not parts.name.isdigit()
    ]
    if not doubled:
        return set()
    lines = Counter([parts.name for _, parts in headers])
    return {parts.name for parts in doubled if parts.times > 2 or lines[parts.name] > 1}


def smallest_unit(words: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
    """The shortest sequence of words that, repeated, makes up ``words``, and how often it stands there.

    >>> smallest_unit(("egypt", "today", "egypt", "today"))
    (('egypt', 'today'), 2)
    >>> smallest_unit(("row", "your", "boat"))
    (('row', 'your', 'boat'), 1)
    """
    size = len(words)
    for period in range(1, size // 2 + 1):
        if size % period == 0 and words[:period] * (size // period) == words:
            return words[:period], size // period
    return words, 1


def strike_copies(page: Page, headers: Sequence[Header], body: Body, sites: set[str]) -> Iterator[Edit]:
    """The edits for titles: one copy of each stays, the best written in the body or close above it."""
    groups: dict[tuple[str, ...], list[Header]] = {}
    for header in headers:
        if len(header[1].unit) >= MIN_TITLE_WORDS:
            groups.setdefault(title_of(header[1], sites) if sites else header[1].unit, []).append(header)
    kept = []
    for unit, group in groups.items():
        if len(group) == 1:
            kept += group
            continue
        if len(group) > MAX_COPIES and max(Counter(page.texts[line] for line, _ in group).values()) > MAX_COPIES:
            continue
        ranked = sorted((demerits(page, header, body, unit), *header) for header in group)
        kept.append(ranked[0][1:])
        for _, line, parts in ranked[1:]:
            if body.zone(line) != "body":
                cause = REPEATED if parts.words == unit else DOUBLED if parts.unit == unit else JOINED
                yield page.strike(line, cause)
    alone = {parts.words for _, parts in headers}
    for line, parts in kept:
        if body.zone(line) != "body":
            if parts.joined and joins_a_title(page.keys[line], alone, parts):
                yield page.strike(line, JOINED)
            elif parts.times == 2 and (edit := undouble(page, line, parts)):
                yield edit


def title_of(parts: Parts, sites: set[str]) -> tuple[str, ...]:
    """The unit of a header without names of the site at its ends."""
    words = parts.unit
    for size in range(1, MAX_SITE_WORDS + 1):
        while len(words) > size + 1 and "".join(words[:size]) in sites:
            words = words[size:]
        while len(words) > size + 1 and "".join(words[-size:]) in sites:
            words = words[:-size]
    return words


def demerits(page: Page, header: Header, body: Body, unit: tuple[str, ...]) -> tuple[bool, bool, int, int]:
    """What speaks against a copy, the gravest first: far from the body, joined or doubled, ill-written, distance."""
    line, parts = header
    text = page.texts[line]
    written = 2 if text.islower() else 1 if text.isupper() else 0
    return not body.first - NEAR <= line <= body.last, parts.words != unit, written, abs(line - body.first)


def joins_a_title(key: str, titles: Container[tuple[str, ...]], parts: Parts) -> bool:
    """Whether a part of the line, between separators, is a title with a line of its own, and little else is there."""
    pieces = [tuple(words_of(piece)) for piece in JOINT.split(key)]
    return any(
        piece in titles and piece != parts.words and len(parts.words) - len(piece) <= MAX_TAGLINE_WORDS
        for piece in pieces
    )


def undouble(page: Page, line: int, parts: Parts) -> Edit | None:
    """The rewrite of a line that says its title twice, to once; None where its words do not match its key's."""
    text = page.texts[line]
    marks = list(re.finditer(r"\w+", text))
    if len(marks) != len(parts.words):
        return None
    return page.rewrite(line, text[marks[len(parts.unit)].start() :], DOUBLED)
