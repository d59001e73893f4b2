"""Facts lost: numbers, dates, names, quotations and links that stood in struck prose and stand nowhere in the clean
text.

A menu may go with everything in it. A sentence that goes may take a figure with it that the reader needed; of all that
a cleaner does wrong this is the worst, and what a report shows first. Found by form alone, in any language whose names
have capitals; a name is two capitalised words or more in a row, since one alone is any noun in German.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from cleaner.edit import Edit
from cleaner.templates.patterns import date_names
from cleaner.text.languages import stop_words
from cleaner.text.prose import is_prose

__all__ = ["Fact", "FactKind", "facts_in", "facts_lost"]

FactKind = Literal["quotation", "number", "date", "name", "link"]


class Fact(NamedTuple):
    """A fact as the source writes it; ``start`` is its offset there, in code points."""

    kind: FactKind
    text: str
    start: int


LINK_IN_TEXT = re.compile(r"(?:https?://|www\.)[^\s<>\"”]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
CLOSERS = ".,;:!?)]}'’»”"
"""What ends a sentence and not the link before it."""

QUOTE = re.compile(
    r"“([^“”]{12,400})”|„([^„“”]{12,400})[“”]|«([^«»]{12,400})»|»([^«»]{12,400})«"
    r"|(?<!\w)\"([^\"]{12,400})\"(?!\w)|[「『]([^「」『』]{6,400})[」』]"
)
"""Said by somebody: from 12 characters on (6 of ideographs), as shorter ones are titles and words in doubt."""

FIGURE = re.compile(r"[$€£¥₹]?\s?\d+(?:[.,:/’'\u00a0\u202f-]?\d+)*\s?[%‰€£]?")
"""With its separators, its sign of currency or per cent; of any script's digits."""

NUMERIC_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,4}年(?:\d{1,2}月(?:\d{1,2}日)?)?")
MONTH_WORD = re.compile(r"[^\W\d_]{3,}\.?")
DAY_BEFORE = re.compile(r"\d{1,4}(?:st|nd|rd|th|er|\.|º|ª)? ?(?:of |de |d[’'])?$", re.IGNORECASE)
DAY_AFTER = re.compile(r"(?: (?:the )?\d{1,2}(?:st|nd|rd|th)?\b)?(?:,? (?:de )?\d{4}\b)?", re.IGNORECASE)
SURE = 4
"""Letters from which on the name of a month is no other word; a shorter one needs a capital or numbers around it."""

LONGEST_DAY = 12
"""Characters before the name of a month that may belong to its date."""

NAME_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
PARTICLES = frozenset(["al", "bin", "da", "de", "del", "di", "du", "el", "ibn", "of", "van", "von", "zu"])
ARTICLES = frozenset(["den", "der", "la", "le"])
"""Particles behind another one alone, as in "van der": two German nouns with "der" between them are no name."""

OPENING = ("en", "de", "fr", "es", "it", "pt", "nl")
"""Languages whose stop words open sentences. Not all of them: "Ada" is a stop word in Indonesian."""


@cache
def openers() -> frozenset[str]:
    """Words that open a sentence with a capital and belong to no name after them."""
    return frozenset().union(*(stop_words(language) for language in OPENING))


QUOTATION = str.maketrans("‘’‚“”„«»", "''''''''", '"')


def facts_lost(struck: Iterable[Edit], kept: str | None) -> list[Fact]:
    """The facts of the struck prose that the text kept does not have, each once: first those that a score took, then
    those that a rule proved to be no text, each in source order.

    ``struck`` are a document's edits; only those that remove are looked at. ``kept`` is the clean text, or None
    where only the log is at hand: then no fact counts as kept but those of a duplicate, whose copy stays.
    """
    prose = [
        edit
        for edit in struck
        if edit.removes and not (kept is None and edit.category == "duplicate") and is_prose(edit.before.strip())
    ]
    if not prose:
        return []
    whole = comparable(kept or "")
    numbers = {comparable(found[0]) for found in FIGURE.finditer(kept or "")}
    lost: dict[tuple[str, str], Fact] = {}
    for edit in sorted(prose, key=lambda edit: edit.score is None):
        for kind, text, start in facts_in(edit.before):
            form = comparable(text)
            if form not in (numbers if kind == "number" else whole):
                lost.setdefault((kind, form), Fact(kind, text, edit.start + start))
    return list(lost.values())


def comparable(text: str) -> str:
    """The form that facts are compared in: case-folded, compatible characters and quotes made one.

    >>> comparable("“Größe”\\u00a0 12")
    "'grösse' 12"
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().translate(QUOTATION).split())


def facts_in(text: str) -> Iterator[Fact]:
    """The facts of a text; a number inside a link or a date is no fact of its own.

    >>> [f"{fact.kind} {fact.text}" for fact in facts_in("On 3 May 2021 Ada Lovelace of Acme paid $1,200 (12%).")]
    ['date 3 May 2021', 'name Ada Lovelace of Acme', 'number $1,200', 'number 12%']
    """
    links = [Fact("link", found[0].rstrip(CLOSERS), found.start()) for found in LINK_IN_TEXT.finditer(text)]
    quotes = [
        Fact("quotation", found[found.lastindex], found.start(found.lastindex))
        for found in QUOTE.finditer(text)
        if found.lastindex
    ]
    dates = list(outside(dates_in(text), links))
    numbers = outside(numbers_in(text), [*links, *dates])
    names = outside(names_in(text), [*links, *dates])
    yield from sorted([*links, *quotes, *dates, *numbers, *names], key=lambda fact: fact.start)


def outside(facts: Iterable[Fact], taken: Sequence[Fact]) -> Iterator[Fact]:
    """The facts that share no character with those ``taken``."""
    for kind, text, start in facts:
        end = start + len(text)
        if not any(start < other.start + len(other.text) and other.start < end for other in taken):
            yield Fact(kind, text, start)


def numbers_in(text: str) -> Iterator[Fact]:
    """Numbers, without the white space that the pattern allows at their ends."""
    for found in FIGURE.finditer(text):
        number = found[0].strip()
        yield Fact("number", number, found.start() + found[0].index(number))


def dates_in(text: str) -> Iterator[Fact]:
    """Dates in digits, and names of months or weekdays with a number beside them."""
    for found in NUMERIC_DATE.finditer(text):
        yield Fact("date", found[0], found.start())
    for found in MONTH_WORD.finditer(text):
        if found[0].rstrip(".").casefold() not in date_names():
            continue
        floor = max(0, found.start() - LONGEST_DAY)
        before = DAY_BEFORE.search(text[floor : found.start()])
        after = DAY_AFTER.match(text, found.end())
        start = floor + before.start() if before else found.start()
        end = after.end() if after else found.end()
        short = len(found[0]) < SURE and found[0].islower()
        if (before and end > found.end()) if short else (before or end > found.end()):
            yield Fact("date", text[start:end], start)


def names_in(text: str) -> Iterator[Fact]:
    """Runs of two capitalised words or more, particles between them included."""
    run: list[re.Match[str]] = []
    for word in NAME_WORD.finditer(text):
        if run and text[run[-1].end() : word.start()] != " ":
            yield from full_name(text, run)
            run = []
        inside = run and (word[0] in PARTICLES or (word[0] in ARTICLES and run[-1][0] in PARTICLES))
        if word[0][0].isupper() or inside:
            run.append(word)
        else:
            yield from full_name(text, run)
            run = []
    yield from full_name(text, run)


def full_name(text: str, run: Sequence[re.Match[str]]) -> Iterator[Fact]:
    """The name that a run of words is, if it is one: no opener of a sentence before it, no particle behind it."""
    words = list(run)
    while words and words[0][0].casefold() in openers():
        words.pop(0)
    while words and words[-1][0] in PARTICLES | ARTICLES:
        words.pop()
    if sum(word[0][0].isupper() for word in words) >= 2:
        yield Fact("name", text[words[0].start() : words[-1].end()], words[0].start())
