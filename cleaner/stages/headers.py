"""Stage `headers`: titles and site headers that stand more than once around the body; the best-written copy stays."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from cleaner.edit import Cause
from cleaner.page import Body, Page
from cleaner.stage import Phase, Rewrite, Strike
from cleaner.stages.code import stands_in_code
from cleaner.stages.menus import listed_keys, menu_entries, repeated_menus
from cleaner.text.words import words_of, words_of_all

__all__ = ["HeaderStage", "smallest_unit"]

MAX_HEADER_CHARS = 200
"""A longer line is no header; a doubled headline fits twice."""

MIN_HEADER_WORDS = 3
"""A repeated line of one or two words is a label or an answer, not a title."""

MAX_COPIES = 4
"""A line that stands, to the letter, more often around the body is an entry of a list, such as a price."""

MAX_SITE_WORDS = 3
"""Site names in "name, name" confetti are short; longer repeated units are titles."""

MAX_TAGLINE_WORDS = 6
"""Words a title may be joined with ("Title | The Harbour Times, since 1890") and still be that title."""

JOINT = re.compile(r"[|–—\-:·•»«/](?:(?<=[|»«])|(?<=\s.)[|–—\-:·•»«/]*\s)")
"""What stands between a title and the name of its site, but for a blank before it: a search for the class of its signs
is four times faster than one for ``\\s[|–—\\-:·•»«/]+\\s|[|»«]``."""

TITLE_REACH = 12
"""Lines above the body among which the page's own title is looked for."""

SITE_NAME = Cause("headers", "headers/site-name", "site-header", "the site's name, repeated on the line and the page")
REPEATED = Cause("headers", "headers/repeated-title", "duplicate", "a better-written copy of this header stays")
JOINED = Cause("headers", "headers/joined-title", "duplicate", "the title again, joined with the site's name")
DOUBLED = Cause("headers", "headers/doubled-title", "duplicate", "the title twice on one line; once is enough")


class HeaderParts(NamedTuple):
    """A short line taken apart: ``words`` is ``unit``, of ``size`` words, repeated ``times`` times; ``joined`` if a
    separator is in it.

    Both are words with one blank between them, as a str remembers its hash and a tuple does not.
    """

    words: str
    unit: str
    size: int
    times: int
    joined: bool

    @property
    def name(self) -> str:
        """The unit without blanks: "Egypt Today" and "egypttoday" are one name."""
        return self.unit.replace(" ", "")


Header = tuple[int, HeaderParts]
"""A line and its parts."""


class HeaderStage:
    """Strikes the surplus copies of titles and site headers in head and tail. Repetition inside the body is style."""

    name = "headers"
    phase = Phase.STRIKE

    def __call__(self, page: Page) -> Iterator[Strike | Rewrite]:
        """Yields removals, and a rewrite for a title doubled on the only line it stands on; none inside code."""
        return (proposal for proposal in repeated_headers(page) if not stands_in_code(page, proposal.line))


def repeated_headers(page: Page) -> Iterator[Strike | Rewrite]:
    """The headers of a page that repeat each other, code's lines among them."""
    body = page.body()
    if body.first > body.last:
        return  # without prose there is no telling a header from a list
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


def spelled_lines(page: Page) -> list[tuple[int, list[str]]]:
    """The lines short enough for a header, with the words of their keys; lines without words left out."""
    keys = page.keys
    lines = [line for line in page.fact(menu_entries) if len(keys[line]) <= MAX_HEADER_CHARS]
    spelled = zip(lines, words_of_all([keys[line] for line in lines]), strict=True)
    return [(line, words) for line, words in spelled if words]


def read_headers(page: Page) -> list[Header]:
    """The lines that may be titles, or a name said twice, with their parts."""
    repeating = page.fact(repeating_lines)
    return [
        (line, repeating[line] if line in repeating else parts_of(words, page.keys[line]))
        for line, words in page.fact(spelled_lines)
        if len(words) >= MIN_HEADER_WORDS or line in repeating
    ]


def repeating_lines(page: Page) -> dict[int, HeaderParts]:
    """The lines whose first word comes again, with their parts: no other says a thing twice."""
    keys = page.keys
    return {line: parts_of(words, keys[line]) for line, words in page.fact(spelled_lines) if words[0] in words[1:]}


def doubled_headers(page: Page) -> list[Header]:
    """The lines that say a name or title more than once."""
    return [header for header in page.fact(repeating_lines).items() if header[1].times > 1]


def telling_headers(page: Page) -> list[Header]:
    """The titles that something may come of: those that stand more than once, are joined with something, or doubled.

    Most lines are none of it: they are told from their words, and never taken apart.
    """
    keys, repeating, saying = page.keys, page.fact(repeating_lines), page.fact(lines_saying)
    units = Counter([parts.unit for parts in repeating.values()])
    found = [
        (line, parts)
        for line, parts in repeating.items()
        if parts.size >= MIN_HEADER_WORDS and (units[parts.unit] > 1 or parts.joined or parts.times > 1)
    ]
    for words, lines in saying.items():
        size = words.count(" ") + 1
        if size >= MIN_HEADER_WORDS and lines[0] not in repeating:
            again = len(lines) + units[words] > 1
            found += [
                (line, HeaderParts(words, words, size, 1, joined))
                for line in lines
                if (joined := joins(size, keys[line])) or again
            ]
    return sorted(found)


def parts_of(words: list[str], key: str) -> HeaderParts:
    """The parts of a line with these words and this key."""
    whole = " ".join(words)
    unit, times = (whole, 1) if words[0] not in words[1:] else smallest_unit(words)
    return HeaderParts(whole, unit, len(words) // times, times, joins(len(words), key))


def joins(size: int, key: str) -> bool:
    """Whether a line of so many words, with this key, may join a title with something."""
    return size > MIN_HEADER_WORDS and JOINT.search(key) is not None


def line_names(page: Page) -> dict[int, str]:
    """The `HeaderParts.name` of every line that may be a header, of one word or many."""
    names = {line: "".join(words) for line, words in page.fact(spelled_lines)}
    return names | {line: parts.name for line, parts in page.fact(repeating_lines).items()}


def lines_saying(page: Page) -> dict[str, list[int]]:
    """The lines that may be headers, of one word or many, by their `HeaderParts.words`."""
    found: dict[str, list[int]] = {}
    for line, words in page.fact(spelled_lines):
        found.setdefault(" ".join(words), []).append(line)
    return found


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


def smallest_unit(words: list[str]) -> tuple[str, int]:
    """The shortest sequence of words that, repeated, makes up ``words``, and how often it stands there.

    >>> smallest_unit(["egypt", "today", "egypt", "today"])
    ('egypt today', 2)
    >>> smallest_unit(["row", "your", "boat"])
    ('row your boat', 1)
    """
    size = len(words)
    for period in range(1, size // 2 + 1):
        if size % period == 0 and words[:period] * (size // period) == words:
            return " ".join(words[:period]), size // period
    return " ".join(words), 1


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
