"""The language of a foreign head or tail, proven: that lines are in it, and that they are a site's and no text's."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from cleaner.stages.tongues import (
    ballot,
    contact,
    score,
    words_in,
)
from cleaner.text.detection import lean, likeliest
from cleaner.text.languages import foreign_labels, own_words, share_script

__all__ = ["Lines", "tongue_of"]


class Lines(NamedTuple):
    """Lines outside the body of a page in ``lang`` that are judged together: text and what is known of each.

    ``strange`` says that a line has words or letters of another language, ``sentence`` that it is prose without a year
    and no quotation, ``struck`` that an earlier stage took it. ``apart`` is 2 if what stands right above the first
    strange line was struck, 1 if something further above was, else 0.
    """

    lang: str
    texts: tuple[str, ...]
    strange: tuple[bool, ...]
    sentence: tuple[bool, ...]
    struck: tuple[bool, ...]
    apart: int


MIN_LEAN = 4.0
"""Nats from which a line reads as a language: about 50 to 1."""

VOTE_NATS = 3.0
"""What a function word of a language counts beside the letters, where languages are compared."""

MIN_VOTES = 4
MIN_DISTINCT = 3
MIN_LEAN_OF_WORDS = 15.0
"""Proof by words: function words of a language, words of imprints counted twice; how many different ones; and the nats
by which the letters of their lines must agree."""

MIN_VOICES = 3
MIN_LEAN_OF_LETTERS = 40.0
"""Proof by letters: lines with words in lower case that read as the language, and function words, together; and the
nats by which the letters of all lines in no clear language agree. Names and titles of works are mostly capitals."""

REACH = re.compile(
    r"\S@\S|©|^(?!.*is[bs]n)[^\d]*(?:[+0(]|\btel|\bfax|\bтел).*(?:\d[ ()./\-]*){6}|(?:\d[ ()./\-]*){8}", re.I
)
"""An address of mail or a telephone number."""

POSTCODE = re.compile(r"(?:^|[\s,(])(?:[A-Z]{1,3}-)?(?!1[4-9]\d\d\b|20\d\d\b)\d{2,4}[ -]?\d{2,3}(?: [A-Z]{2})? [^\W\d_a-z]")
"""A postal code with a place: "62-200 Gniezno", "6900 AA Walburg"; not a year."""

STREET = re.compile(r"^[^\d:]{4,40}\s\d{1,3} ?[a-zA-Z]?\.?(?:,|$)|^\d{1,3}(?: ?bis)?(?:, ?[^\d\W]| [^\W\d]{4,}.* [A-Z])")
"""A street with the number of a house after it, or before it and a comma."""

HOURS = re.compile(r"\b\d{1,2}[:.h]\d\d\b\D{1,9}\b\d{1,2}[:.h]\d\d\b")
"""From one time of day to another."""

YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")

OURS = frozenset(
    "unser unsere unseren notre nos nuestro nuestra nuestros nuestras nosso nossa nossos nossas nostro nostra nostri nostre "
    "nasz nasza nasze nasi onze ons vår vårt våra våre vores meidän náš naše naši náši bizim nostru noastră noastre noștri "
    "наш наша наше наши наші".split()
)
"""How sites speak of what is theirs: "our", in any case that stands on labels."""

MIN_MARKS = 3
"""Points that prove a site's own lines: 2 for a word of imprints on a label, for a way to reach somebody, for a sentence,
for a line that a rule took; 1 for a street, postal code, hours, for labels in a row, for something struck above."""

NEAR = 3
"""Lines between those in the language and an address that goes with them."""

MAX_LABEL_WORDS = 5
SHORT = 3
MIN_SHORT_LINES = 4
MIN_SHORT_SHARE = 0.5
"""Labels in a row: lines of up to three words, so many, and half of those that read as the language. Titles of works,
verses and answers are longer."""

MAX_DATED_SHARE = 1 / 3
"""Share of lines with a year from which they are a bibliography."""


@lru_cache(256)
def tongue_of(lines: Lines) -> str | None:
    """The language other than ``lines.lang`` that lines are proven to be in, as lines of a site; None without proof.

    Remembered across pages and rounds: it follows from the lines alone.
    """
    seeds = [text for text, strange in zip(lines.texts, lines.strange, strict=True) if strange]
    if not seeds or marks(lines, lines.strange, None) < MIN_MARKS:
        return None  # before letters are counted
    votes, words = ballot(seeds, lines.lang)
    bonus = {other: VOTE_NATS * count for other, count in votes.items()}
    guess = likeliest(" ".join(seeds), lines.lang, bonus)
    if guess is None:
        return None
    reads = tuple(score(text, lines.lang, guess) >= MIN_LEAN for text in lines.texts)
    spoken = [text for text, read in zip(lines.texts, reads, strict=True) if read]
    by_words = votes[guess] >= MIN_VOTES and len(words.get(guess, ())) >= MIN_DISTINCT
    enough = by_words and sum(lean(text, lines.lang, guess) for text in spoken) >= MIN_LEAN_OF_WORDS
    if not (enough or (share_script(lines.lang, guess) and by_letters(lines, guess, votes[guess]))):
        return None
    return guess if marks(lines, reads, guess) >= MIN_MARKS else None


def by_letters(lines: Lines, other: str, votes: int) -> bool:
    """Whether letters prove that lines are in ``other``, and enough of them are no names."""
    own = own_words(lines.lang, other)
    free = [text for text in lines.texts if own.isdisjoint(words_in(text).running)]
    nats = {text: lean(text, lines.lang, other) for text in free}
    clear = sum(nat for nat in nats.values() if nat > -MIN_LEAN) >= MIN_LEAN_OF_LETTERS
    voices = sum(nat >= MIN_LEAN and is_voice(text) for text, nat in nats.items())
    long = sum(nat >= MIN_LEAN_OF_WORDS and " " not in text for text, nat in nats.items())
    return clear and votes + voices > 0 and votes + voices + long // 2 >= MIN_VOICES


def is_voice(text: str) -> bool:
    """Whether a line has running words and is no address."""
    return bool(words_in(text).running) and not contact(text) and not STREET.search(text) and not POSTCODE.search(text)


def marks(lines: Lines, reads: Sequence[bool], other: str | None) -> int:
    """The points for what a site's own lines have and a text's do not, near the lines that read as ``other``.

    With None for ``other``: the most that any language could get.
    """
    at = [n for n, read in enumerate(reads) if read]
    if not at:
        return 0
    near = {n for m in at for n in range(m - NEAR, m + NEAR + 1)}
    around = [text for n, text in enumerate(lines.texts) if n in near]
    spoken = [lines.texts[n] for n in at]
    short = [text for text in spoken if len(text.split()) <= SHORT]
    row = len(short) >= MIN_SHORT_LINES and len(short) >= MIN_SHORT_SHARE * len(spoken)
    points = lines.apart + (row if other else True) + 2 * any(lines.struck[n] for n in at)
    points += 2 * any(REACH.search(text) and contact(text) for text in around)
    points += any(not OURS.isdisjoint(words_in(text).all) for text in spoken if len(text.split()) <= MAX_LABEL_WORDS)
    points += any(map(POSTCODE.search, around)) + any(map(STREET.search, around)) + any(map(HOURS.search, around))
    points += min(4, sum(label_points(text, lines.lang, other) for text in spoken))
    points += min(3, sum(lines.sentence[n] for n in at) + any(lines.sentence[n] for n in at))
    dated = sum(YEAR.search(text) is not None for text in spoken) > MAX_DATED_SHARE * len(spoken)
    return points - 2 * dated


def label_points(text: str, lang: str, other: str | None) -> int:
    """2 for a word of imprints on a label, 1 for one on a longer line that is no sentence."""
    if foreign_labels(lang, other).isdisjoint(words_in(text).all):
        return 0
    if text.endswith((".", "?", "!")):
        return 0
    return 2 if len(text.split()) <= MAX_LABEL_WORDS else 1
