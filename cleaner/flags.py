"""What a page is when it is not what it should be: a stub before a paywall, a wall, a captcha, a page not found, empty.

Two things must come together: a line that says so (``data/flags.toml``), and a page that holds too little prose to be
anything else. A page with an article's worth of text is never looked at.
"""

from collections.abc import Sequence
from functools import cache
from typing import Literal, get_args

import re2

from cleaner.page import Page
from cleaner.rules.automaton import Matcher, hits_by_line, line_options, matcher_of
from cleaner.shipped import shipped_table

__all__ = ["FLAGS", "Flag", "flags_of"]

Flag = Literal["paywall", "login-wall", "cookie-wall", "captcha", "javascript", "not-found", "empty"]
FLAGS: tuple[Flag, ...] = get_args(Flag)

ROOM: dict[str, float] = {
    "captcha": 25.0, "javascript": 20.0, "not-found": 20.0, "login-wall": 20.0, "cookie-wall": 30.0, "paywall": 60.0,
}  # fmt: skip
"""Prose, by weight (30 characters each), that a page may hold beside the lines that say what it is. A paragraph of news
weighs 10; a stub before a paywall has a headline, a deck and a paragraph or three."""

MAX_WORDS = 120
"""Words that a page may keep beside the lines that say what it is, but for a stub: a shop has no prose either."""

MAX_PATTERN_CHARS = 400
"""A longer line is a text about the matter, except of cookies."""

COOKIE_SHARE = 0.5
"""Share of a page's prose that must be about cookies where a wall of them stands in for the page."""

EMPTY_WORDS = 12
"""Words of a rendered page below which, without any prose, there is nothing on it."""


def flags_of(page: Page) -> tuple[Flag, ...]:
    """The flags of a cleaned page, in the order of FLAGS; reads which lines were struck, changes nothing."""
    prose = page.prose
    live = page.live()
    kept = sum(prose[line] for line in live)
    if kept > max(ROOM.values()) + 10:
        return ()
    said = page.fact(lines_that_say)
    found = {flag for flag, lines in said.items() if lines and fits(page, flag, lines, live)}
    if not found and is_empty(page, live):
        return ("empty",)
    return tuple(flag for flag in FLAGS if flag in found)


def fits(page: Page, flag: str, lines: Sequence[int], live: Sequence[int]) -> bool:
    """Whether the page's shape agrees with what some of its lines say."""
    prose, own = page.prose, set(lines)
    beside = sum(prose[line] for line in live if line not in own)
    if beside > ROOM[flag]:
        return False
    if flag != "paywall" and sum(len(page.texts[line].split()) for line in live if line not in own) > MAX_WORDS:
        return False
    if flag == "cookie-wall":
        about = sum(prose[line] for line in lines)
        return about > 0 and about >= COOKIE_SHARE * (about + beside)
    if flag == "paywall":
        body = page.body()
        return beside > 0 and any(line >= body.first for line in lines)
    return True


def is_empty(page: Page, live: Sequence[int]) -> bool:
    """Whether next to nothing is left of a rendered page, or of a text dump no word at all though it had some."""
    if page.markup is None:
        return any(page.texts) and not any(character.isalnum() for line in live for character in page.texts[line])
    words = sum(len(page.texts[line].split()) for line in live)
    return words < EMPTY_WORDS and not any(page.prose[line] for line in live)


def lines_that_say(page: Page) -> dict[str, list[int]]:
    """For each flag the lines whose keys say it, for `Page.fact`."""
    find, owners = patterns()
    asked = [key if len(key) <= MAX_PATTERN_CHARS or "cookie" in key or "daten" in key else "" for key in page.keys]
    whole = "\n".join(asked).encode("utf-8", "replace")
    found: dict[str, list[int]] = {}
    for line, indices in hits_by_line(find, whole):
        for flag in {owners[index] for index in indices}:
            found.setdefault(flag, []).append(line)
    return found


@cache
def patterns() -> tuple[Matcher, tuple[str, ...]]:
    """What finds the patterns in a key, or in several, as one RE2 set, and the flag of each."""
    search, owners = re2.Set.SearchSet(line_options()), []
    for flag, table in shipped_table("data/flags.toml").items():
        for pattern in table["patterns"]:
            search.Add(f"(?m:{pattern})")
            owners.append(flag)
    return matcher_of(search), tuple(owners)
