"""Stage `headers`: titles and site headers that stand more than once around the body; the best-written copy stays."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cleaner.edit import Edit
from cleaner.page import Body, Cause, Page, words_of

__all__ = ["HeaderStage", "smallest_unit"]

MAX_HEADER_CHARS = 200
"""A longer line is no header; a doubled headline fits twice."""

MIN_TITLE_WORDS = 3
"""A repeated line of one or two words is a label or an answer, not a title."""

MAX_SITE_WORDS = 3
"""Site names in "name, name" confetti are short; longer repeated units are titles."""

MAX_TAGLINE_WORDS = 6
"""Words a title may be joined with ("Title | The Harbour Times, since 1890") and still be that title."""

JOINT = re.compile(r"\s[|–—\-:·•»«/]+\s|[|»«]")
"""What stands between a title and the name of its site."""

SITE_NAME = Cause("headers", "headers/site-name", "site-header", "the site's name, repeated on the line and the page")
REPEATED = Cause("headers", "headers/repeated-title", "duplicate", "a better-written copy of this header stays")
JOINED = Cause("headers", "headers/joined-title", "duplicate", "the title again, joined with the site's name")
DOUBLED = Cause("headers", "headers/doubled-title", "duplicate", "the title twice on one line; once is enough")


HeaderParts = tuple[tuple[str, ...], tuple[str, ...], int]


class Header(NamedTuple):
    """A short line outside the body, taken apart: ``words`` is ``unit`` repeated ``times`` times."""

    line: int
    words: tuple[str, ...]
    unit: tuple[str, ...]
    times: int

    @property
    def name(self) -> str:
        """The unit without blanks: "Egypt Today" and "egypttoday" are one name."""
        return "".join(self.unit)


class HeaderStage:
    """Strikes the surplus copies of titles and site headers in head and tail. Repetition inside the body is style."""

    name = "headers"

    def __call__(self, page: Page) -> Iterator[Edit]:
        """Yields removals, and a rewrite for a title doubled on the only line it stands on."""
        live = page.live()
        body = page.body(live)
        if body.first > body.last:
            return  # without prose there is no telling a header from a list
        column, prose = page.key_column(read_headers), page.prose
        headers = [Header(line, *column[line]) for line in live if column[line] and not prose[line]]
        doubled = [header for header in headers if header.times >= 2]
        sites = {header.name for header in doubled if is_confetti(header, headers, body)}
        if sites:
            names = [h for h in headers if h.name in sites and body.zone(h.line) != "body"]
            yield from (page.strike(header.line, SITE_NAME) for header in names)
            headers = [header for header in headers if header not in names]
        yield from strike_copies(page, headers, body, sites)


def read_headers(keys: Sequence[str]) -> list[HeaderParts | None]:
    """For each line's key its words, the unit they repeat and how often; None for a long or wordless line."""
    parts: list[HeaderParts | None] = []
    for key in keys:
        words = tuple(words_of(key)) if len(key) <= MAX_HEADER_CHARS else ()
        if words and words[0] in words[1:]:
            parts.append((words, *smallest_unit(words)))
        else:
            parts.append((words, words, 1) if words else None)
    return parts


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


def is_confetti(header: Header, headers: Sequence[Header], body: Body) -> bool:
    """Whether a line repeats the name of the site: a short unit, doubled on this line and standing elsewhere too."""
    if header.times < 2 or len(header.unit) > MAX_SITE_WORDS or body.zone(header.line) == "body":
        return False
    if header.name.isdigit():
        return False
    return header.times >= 3 or sum(other.name == header.name for other in headers) >= 2


def strike_copies(page: Page, headers: Sequence[Header], body: Body, sites: set[str]) -> Iterator[Edit]:
    """The edits for titles: one copy of each stays, in the body if one stands there, else the best written."""
    groups: dict[tuple[str, ...], list[Header]] = {}
    for header in headers:
        unit = title_of(header, sites) if sites else header.unit
        if len(unit) >= MIN_TITLE_WORDS:
            groups.setdefault(unit, []).append(header)
    kept = []
    for unit, group in groups.items():
        keeper = min(group, key=lambda h: demerits(page, h, body, unit)) if len(group) > 1 else group[0]  # noqa: B023
        kept.append(keeper)
        for header in group:
            if header is not keeper and body.zone(header.line) != "body":
                cause = REPEATED if header.words == unit else DOUBLED if header.unit == unit else JOINED
                yield page.strike(header.line, cause)
    titles = {header.words: header for header in kept}
    for header in kept:
        if body.zone(header.line) == "body":
            continue
        if joins_a_title(page.texts[header.line], titles, header):
            yield page.strike(header.line, JOINED)
        elif header.times == 2 and (edit := undouble(page, header)):
            yield edit


def title_of(header: Header, sites: set[str]) -> tuple[str, ...]:
    """The unit of a header without names of the site at its ends."""
    words = header.unit
    for size in range(1, MAX_SITE_WORDS + 1):
        while len(words) > size + 1 and "".join(words[:size]) in sites:
            words = words[size:]
        while len(words) > size + 1 and "".join(words[-size:]) in sites:
            words = words[:-size]
    return words


def demerits(page: Page, header: Header, body: Body, unit: tuple[str, ...]) -> tuple[bool, bool, int, int]:
    """What speaks against a copy, the gravest first: outside the body, joined or doubled, ill-written, far from it."""
    text = page.texts[header.line]
    written = 0 if not text.islower() and not text.isupper() else 1 if text.isupper() else 2
    distance = abs(header.line - body.first)
    return body.zone(header.line) != "body", header.words != unit, written, distance


def joins_a_title(text: str, titles: dict[tuple[str, ...], Header], header: Header) -> bool:
    """Whether a part of the line, between separators, is a title with a line of its own, and little else is there."""
    parts = JOINT.split(text)
    if len(parts) < 2:
        return False
    words = [tuple(words_of(part.casefold())) for part in parts]
    return any(
        part in titles and titles[part] is not header and len(header.words) - len(part) <= MAX_TAGLINE_WORDS
        for part in words
    )


def undouble(page: Page, header: Header) -> Edit | None:
    """The rewrite of a line that says its title twice, to once; None where the halves differ in their letters."""
    text = page.texts[header.line]
    marks = list(re.finditer(r"\w+", text))
    if len(marks) != len(header.words):
        return None
    second = marks[len(header.unit)].start()
    return page.rewrite(header.line, text[second:], DOUBLED)
