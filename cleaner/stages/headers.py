"""Stage `headers`: titles and site headers that stand more than once around the body; the best-written copy stays."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterator, Sequence

from cleaner.edit import Cause
from cleaner.page import Body, Page
from cleaner.stage import Phase, Rewrite, Strike
from cleaner.stages.code import stands_in_code
from cleaner.stages.labels import chains
from cleaner.stages.menus import entries_around, listed_keys, menu_around, repeated_menus
from cleaner.stages.titles import (
    JOINT,
    MIN_HEADER_WORDS,
    Header,
    HeaderParts,
    doubled_headers,
    line_names,
    lines_saying,
    read_headers,
    telling_headers,
)
from cleaner.text.words import words_of

__all__ = ["HeaderStage"]

MIN_FRAME = 3
"""Lines that rules and markup took, or entries in a row of a menu that stands above the text and below it: a page
without has no frame, and what it says twice is its text. Of the words that this stage took of gold texts two thirds
stood on such pages; of raw pages it takes as much as before."""

MAX_COPIES = 4
"""A line that stands, to the letter, more often around the body is an entry of a list, such as a price."""

MAX_SITE_WORDS = 3
"""Site names in "name, name" confetti are short; longer repeated units are titles."""

MAX_TAGLINE_WORDS = 6
"""Words a title may be joined with ("Title | The Harbour Times, since 1890") and still be that title."""

TITLE_REACH = 12
"""Lines above the body among which the page's own title is looked for."""

SITE_NAME = Cause("headers", "headers/site-name", "site-header", "the site's name, repeated on the line and the page")
REPEATED = Cause("headers", "headers/repeated-title", "duplicate", "a better-written copy of this header stays")
JOINED = Cause("headers", "headers/joined-title", "duplicate", "the title again, joined with the site's name")
DOUBLED = Cause("headers", "headers/doubled-title", "duplicate", "the title twice on one line; once is enough")


class HeaderStage:
    """Strikes the surplus copies of titles and site headers in head and tail. Repetition inside the body is style.

    With ``framed``, of a page without a frame only the title's copies go.
    """

    name = "headers"
    phase = Phase.STRIKE

    def __init__(self, *, framed: bool = False) -> None:
        self.framed = framed

    def __call__(self, page: Page) -> Iterator[Strike | Rewrite]:
        """Yields removals, and a rewrite for a title doubled on the only line it stands on; none inside code."""
        body = page.reach()
        if body.first > body.last:
            return iter(())  # without prose there is no telling a header from a list
        found = titles_above(page, body) if self.framed and not has_frame(page, body) else repeated_headers(page, body)
        return (proposal for proposal in found if not stands_in_code(page, proposal.line))


def has_frame(page: Page, body: Body) -> bool:
    """Whether something stands around the text of a page; see MIN_FRAME."""
    if page.struck.count(1) >= MIN_FRAME:
        return True
    live, menu = page.live(), menu_around(page, body, *entries_around(page, body))
    return any(len(row) >= MIN_FRAME for row in chains([bisect_left(live, line) for line in sorted(menu)], 0))


def titles_above(page: Page, body: Body) -> Iterator[Strike | Rewrite]:
    """The surplus copies of the title close above the body, which a page without a frame may have too."""
    above, struck = range(body.first - TITLE_REACH, body.first), page.struck
    titles = [header for header in page.fact(telling_headers) if header[0] in above and not struck[header[0]]]
    return strike_copies(page, titles, body, set(), set())


def repeated_headers(page: Page, body: Body) -> Iterator[Strike | Rewrite]:
    """The headers of a page that repeat each other around the body, code's lines among them."""
    keys, struck = page.keys, page.struck
    sites = site_names(page, [header for header in page.fact(doubled_headers) if not struck[header[0]]], body)
    names = site_lines(page, body, sites) if sites else set()
    yield from (Strike(line, SITE_NAME) for line in names)
    titles = page.fact(read_headers if sites else telling_headers)  # without its site's name a title may be a copy
    listed = page.fact(listed_keys)
    headers = [header for header in titles if not struck[header[0]] and keys[header[0]] not in listed]
    copies = list(strike_copies(page, [header for header in headers if header[0] not in names], body, sites, names))
    yield from copies
    # A title's last copy must not go as a menu because the others went as titles.
    settled = {keys[copy.line] for copy in copies}
    yield from repeated_menus(page, body, settled)


def site_names(page: Page, headers: Sequence[Header], body: Body) -> set[str]:
    """The names of the site: short units doubled on a line outside the body that stand on another line, or thrice."""
    doubled = [
        parts
        for line, parts in headers
        if parts.times > 1 and parts.size <= MAX_SITE_WORDS and body.zone(line) != "body" and not parts.name.isdigit()
    ]
    if not doubled:
        return set()
    lines = Counter([name for line, name in page.fact(line_names).items() if not page.struck[line]])
    return {parts.name for parts in doubled if parts.times > 2 or lines[parts.name] > 1}


def site_lines(page: Page, body: Body, sites: Container[str]) -> set[int]:
    """The live lines outside the body that say nothing but a name of the site."""
    names = page.fact(line_names).items()
    return {line for line, name in names if name in sites and not page.struck[line] and body.zone(line) != "body"}


def strike_copies(
    page: Page, headers: Sequence[Header], body: Body, sites: Container[str], names: Container[int]
) -> Iterator[Strike | Rewrite]:
    """The proposals for titles: one copy of each stays, the best written in the body or close above it.

    ``names`` are the lines that go as a name in ``sites``.
    """
    groups = group_titles(headers, sites)
    kept = [header for group in groups.values() if len(group) == 1 for header in group]
    for unit, group in groups.items():
        if len(group) == 1:
            continue
        if len(group) > MAX_COPIES and max(Counter(page.texts[line] for line, _ in group).values()) > MAX_COPIES:
            continue
        ranked = sorted((demerits(page, header, body, unit), *header) for header in group)
        kept.append(ranked[0][1:])
        for _, line, parts in ranked[1:]:
            if body.zone(line) != "body":
                cause = REPEATED if parts.words == unit else DOUBLED if parts.unit == unit else JOINED
                yield Strike(line, cause)
    for line, parts in kept:
        if not (parts.joined or parts.times == 2) or body.zone(line) == "body":
            continue
        if parts.joined and joins_a_title(page, (line, parts), names):
            yield Strike(line, JOINED)
        elif parts.times == 2 and (rewrite := undouble(page, line, parts)):
            yield rewrite


def group_titles(headers: Sequence[Header], sites: Container[str]) -> dict[str, list[Header]]:
    """The headers long enough for a title, by their unit without names of the site."""
    groups: dict[str, list[Header]] = {}
    for header in headers:
        parts = header[1]
        if parts.size >= MIN_HEADER_WORDS:
            groups.setdefault(title_of(parts.unit, sites) if sites else parts.unit, []).append(header)
    return groups


def title_of(unit: str, sites: Container[str]) -> str:
    """The unit of a header without names of the site at its ends."""
    words = unit.split(" ")
    for size in range(1, MAX_SITE_WORDS + 1):
        while len(words) > size + 1 and "".join(words[:size]) in sites:
            words = words[size:]
        while len(words) > size + 1 and "".join(words[-size:]) in sites:
            words = words[:-size]
    return " ".join(words)


def demerits(page: Page, header: Header, body: Body, unit: str) -> tuple[bool, bool, int, int]:
    """What speaks against a copy, the gravest first: far from the body, joined or doubled, ill-written, distance."""
    line, parts = header
    text = page.texts[line]
    written = 2 if text.islower() else 1 if text.isupper() else 0
    return not body.first - TITLE_REACH <= line <= body.last, parts.words != unit, written, abs(line - body.first)


def joins_a_title(page: Page, header: Header, names: Container[int]) -> bool:
    """Whether a part of the line, between separators, is a title with a line of its own, and little else is there: a
    line that is not struck, nor among ``names``."""
    line, parts = header
    saying = page.fact(lines_saying)
    pieces = [" ".join(words_of(piece)) for piece in JOINT.split(page.keys[line])]
    return any(
        piece != parts.words
        and parts.size * parts.times - len(piece.split()) <= MAX_TAGLINE_WORDS
        and any(not page.struck[own] and own not in names for own in saying.get(piece, ()))
        for piece in pieces
    )


def undouble(page: Page, line: int, parts: HeaderParts) -> Rewrite | None:
    """The rewrite of a line that says its title twice, to once; None where its words do not match its key's."""
    text = page.texts[line]
    marks = list(re.finditer(r"\w+", text))
    if len(marks) != parts.size * parts.times:
        return None
    return Rewrite(line, text[marks[parts.size].start() :], DOUBLED)
