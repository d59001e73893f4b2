"""The pattern of a line: its key with slots for what changes from page to page, the numbers and the dates.

A pattern is the line's key (`cleaner.page.line_keys`: case-folded, quotes straightened, white space squeezed, bullets
and arrows at its ends stripped) in which

- each number, with its thousands, decimals or minutes, is ``{n}``: ``"1,204 comments"`` is ``"{n} comments"``;
- each date with a month or weekday in words is ``{date}``, ordinals, "of" and am or pm included: ``"Posted Monday, 3rd
  of March 2021 10:45 am"`` is ``"posted {date}"``. Names of months and weekdays are CLDR's, in 50 languages
  (``cleaner/data/dates.toml``). A name without a number beside it is a word like any other: "may", "Sunday".

Two lines are the same template where their patterns are equal. A line that holds ``{n}`` to the letter is taken for one
with a number there, which changes nothing that matters.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from cleaner.shipped import shipped_table

if TYPE_CHECKING:
    from cleaner.page import Page

__all__ = ["ends", "own_sentences", "page_patterns", "patterns_of"]

NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
"""A number of any script's digits: 7, 1,204, 3.5, 10:45."""

DATE_WORD = re.compile(r"[^\W\d_{}][^\s\d.,:;/|()–—{}-]*")
"""A word as the names of months and weekdays are written."""

NAME = "\x00"
"""Stands for such a name while dates are put together. A line that holds it, not repaired yet, has no slots."""

DATE_PART = rf"(?:\{{n\}}(?:(?:st|nd|rd|th|er|[ºª])(?![^\W\d_]))?|{NAME}|\b[ap]\.?m\b)"
GLUE = r"[ ,./|·–—-]{0,3}(?:(?:of|de|del|di|the|on|at|um|kl) )?"
DATE = re.compile(f"{DATE_PART}(?:{GLUE}{DATE_PART})*")
"""Names and numbers in a row, with what may stand between them; a date if it has both. No part can be read two ways, so
the time is linear."""


def patterns_of(keys: Sequence[str]) -> list[str]:
    """The pattern of each line key; an empty key, blank or too long, has an empty one.

    >>> patterns_of(["posted monday, 3rd of march 2021, 10:45 am", "1,204 comments", "you may go", "2 of 3 on sunday"])
    ['posted {date}', '{n} comments', 'you may go', '{date}']
    """
    masked = NUMBER.sub("{n}", "\n".join(keys)).split("\n") if keys else []
    return [dated(line) if line is not key and "{n}" in line else line for line, key in zip(masked, keys, strict=True)]


def dated(line: str) -> str:
    """The line with its dates as slots; its numbers are slots already."""
    names: list[str] = []
    marked = DATE_WORD.sub(lambda word: NAME if is_name(word[0], names) else word[0], line)
    if not names or NAME in line:
        return line
    rest = iter(names)

    def slot(found: re.Match[str]) -> str:
        own = [next(rest) for _ in range(found[0].count(NAME))]
        if own and "{n}" in found[0]:
            return "{date}"
        pieces = zip(found[0].split(NAME), [*own, ""], strict=True)
        return "".join(piece + name for piece, name in pieces)

    return DATE.sub(slot, marked)


def is_name(word: str, names: list[str]) -> bool:
    """Whether a word names a month or a weekday; noted in ``names`` if so."""
    if word not in date_names():
        return False
    names.append(word)
    return True


@cache
def date_names() -> frozenset[str]:
    """The names of months and weekdays in all languages."""
    return frozenset(name for names in shipped_table("data/dates.toml").values() for name in names.split())


MAX_SIGN = 40
"""Longest line without a single letter, in characters, that is its own pattern: a rule drawn with dashes."""


def page_patterns(page: "Page") -> list[str]:
    """The patterns of a page's lines, for `Page.fact`. A line of signs alone ("--"), which has no key, is itself.

    Lines beyond the length of a key have an empty pattern: they are never templates.
    """
    patterns = patterns_of(page.keys)
    signs = zip(patterns, page.texts, strict=True)
    return [pattern or (text.casefold() if len(text) <= MAX_SIGN else "") for pattern, text in signs]


def own_sentences(page: "Page") -> list[float]:
    """For `Page.fact`: the prose weights (`Page.prose`) of the lines that end as a sentence ends; 0.0 for all others.

    Where the text of an article stands must not be told by teasers: a headline with a question mark inside counts as
    prose elsewhere, and a list of a hundred of them outweighs an article.
    """
    return [weight if weight and ends(text) else 0.0 for weight, text in zip(page.prose, page.texts, strict=True)]


def ends(text: str) -> bool:
    """Whether a line ends as a sentence does; an ellipsis ends a teaser.

    >>> ends("It was over."), ends("It was over..."), ends("Is it over"), ends("終わった。"), ends('"Over!"')
    (True, False, False, True, True)
    """
    return END.search(text[-8:]) is not None


END = re.compile(r"""(?<![.…])[.!?։؟۔।。！？]["'”’»」』)\]]*$""")
