"""The headline of a page: which lines above the body may be it."""

import re
from collections.abc import Iterable
from itertools import pairwise

from cleaner.page import Body, Page
from cleaner.text.words import words_of

__all__ = ["headlines"]

ABOVE_BODY = 12
"""Lines above the body among which its headline is looked for; the same figure as the rules'
(`cleaner.stages.headers.NEAR`)."""

MIN_HEADLINE_WORDS, MAX_HEADLINE_WORDS = 3, 30
"""Words of a headline; three ideographs count as one. Sparing headlines costs 0.002."""

ABOVE = 3
MIN_ABOVE_WORDS = 4
"""Lines directly above the likeliest headline that may be one too, that being the deck, and the words they have."""

CLOSE = 4
"""Lines directly above the body in which its headline is looked for where none shares a word with it. Costs nothing."""

TELLING = 4
"""Letters from which on a word tells a topic; most function words are shorter."""

IDEOGRAPHIC = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def headlines(page: Page, body: Body) -> set[int]:
    """The lines that may be the headline of the body: of the lines above it the one that shares most words with its
    prose, and those just above that one, since it may be the deck; where none shares a word, the longest of the last
    few. A rendered page says which it is."""
    if body.first > body.last:
        return set()
    keys, prose, live = page.keys, page.prose, page.live()
    above = [line for line in live if line < body.first][-ABOVE_BODY:]
    if page.markup and any(page.markup.headings[line] == 1 for line in above):
        return {line for line in above if page.markup.headings[line] == 1}
    titles = {
        line for line in above if not prose[line] and MIN_HEADLINE_WORDS <= size(keys[line]) <= MAX_HEADLINE_WORDS
    }
    told = {line: telling(keys[line]) for line in titles}
    topic = topic_of(
        [keys[line] for line in live if prose[line] and body.zone(line) == "body"], set().union(*told.values())
    )
    shares = {}
    for line, words in told.items():
        if hits := len(words & topic):
            shares[line] = hits * hits / len(words)
    if not shares:
        return set(sorted(titles & set(above[-CLOSE:]), key=lambda line: (size(keys[line]), line))[-1:])
    best = max(shares, key=lambda line: (shares[line], line))
    at = above.index(best)
    over = [line for line in above[max(0, at - ABOVE) : at] if line in shares and size(keys[line]) >= MIN_ABOVE_WORDS]
    return {best, *over}


def topic_of(keys: Iterable[str], wanted: set[str]) -> set[str]:
    """Those of the ``wanted`` words that `telling` finds in lines with these keys: only what titles have is looked for,
    as a long text has thousands of other words."""
    if not wanted:
        return wanted
    texts = list(keys)
    found = wanted.intersection(words_of("\n".join([key for key in texts if key.isascii()])))
    return found.union(*(wanted & telling(key) for key in texts if not key.isascii()))


def telling(key: str) -> set[str]:
    """What tells the topic of a line's key: its longer words, and its pairs of ideographs.

    >>> sorted(telling("the soup with pears"))
    ['pears', 'soup', 'with']
    """
    pairs = IDEOGRAPHIC.findall(key)
    return {word for word in words_of(key) if len(word) >= TELLING} | {a + b for a, b in pairwise(pairs)}


def size(key: str) -> int:
    """How many words a key has, about."""
    return max(len(words_of(key)), len(IDEOGRAPHIC.findall(key)) // 3)
