"""Titles and names of sites as lines say them: which short lines say a thing twice, join it with another, or again.

Part of the stage `headers`.
"""

import re
from collections import Counter
from typing import NamedTuple

from cleaner.page import Page
from cleaner.stages.menus import menu_entries
from cleaner.text.words import words_of_all

__all__ = [
    "JOINT", "MIN_HEADER_WORDS", "Header", "HeaderParts", "doubled_headers", "line_names", "lines_saying",
    "read_headers", "smallest_unit", "telling_headers",
]  # fmt: skip

MAX_HEADER_CHARS = 200
"""A longer line is no header; a doubled headline fits twice."""

MIN_HEADER_WORDS = 3
"""A repeated line of one or two words is a label or an answer, not a title."""

JOINT = re.compile(r"[|–—\-:·•»«/](?:(?<=[|»«])|(?<=\s.)[|–—\-:·•»«/]*\s)")
"""What stands between a title and the name of its site, but for a blank before it: a search for the class of its signs
is four times faster than one for ``\\s[|–—\\-:·•»«/]+\\s|[|»«]``."""


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


def spelled_lines(page: Page) -> list[tuple[int, list[str]]]:
    """The lines short enough for a header, with the words of their keys; lines without words left out, and links of
    Markdown, whose address says the words again."""
    keys = page.keys
    lines = [line for line in page.fact(menu_entries) if len(keys[line]) <= MAX_HEADER_CHARS and "](" not in keys[line]]
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
