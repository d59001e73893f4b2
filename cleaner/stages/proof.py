"""The language of a foreign head or tail, proven: that lines are in it, and that they are a site's and no text's."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from cleaner.stages.tongues import ballot, contact, score, words_in
from cleaner.text.detection import lean, likeliest
from cleaner.text.languages import foreign_labels, share_script, words_for_ours

__all__ = ["YEAR", "Lines", "Tongue", "tongue_of"]


class Lines(NamedTuple):
    """Lines outside the body of a page in ``lang`` that are judged together: text and what is known of each.

    ``strange`` says that a line has words or letters of another language, ``sentence`` that it is prose without a year
    and no quotation, ``struck`` that an earlier stage took it. ``apart`` is 2 if what stands right above the first
    strange line was struck, 1 if something further above was, else 0. ``known`` is a language that the page's other
    end is proven to be in.
    """

    lang: str
    texts: tuple[str, ...]
    strange: tuple[bool, ...]
    sentence: tuple[bool, ...]
    struck: tuple[bool, ...]
    apart: int
    known: str | None = None


class Tongue(NamedTuple):
    """A language proven, and the first and last of the lines that prove it (indices, inclusive).

    ``capitals`` says that its labels are written in capitals, as names are.
    """

    lang: str
    first: int
    last: int
    capitals: bool = False


MIN_LEAN = 4.0
"""Nats from which a line reads as a language: about 50 to 1."""

VOTE_NATS = 3.0
"""What a function word of a language counts beside the letters, where languages are compared."""

MIN_LABELS = 5
MIN_LABELS_EACH = 1.5
"""Labels in capitals that an address proves, and how many to each line of it: a list of hotels has more of these."""

MAX_END = 200
"""Characters of strange lines, from their start and from their end, that a language is guessed from."""

MAX_LINE = 30.0
"""Nats of one line that count where the heaviest stretch of lines is looked for."""

MIN_HITS = 4
MIN_DISTINCT = 3
MIN_TOTAL_OF_WORDS = 15.0
"""Proof by words: function words of a language, words of imprints counted twice; how many different ones; and the nats
by which the letters of their lines must agree."""

MIN_VOICES = 3
MIN_SPOKEN_SHARE = 1 / 4
MIN_TOTAL_OF_LETTERS = 40.0
"""Proof by letters: how many lines with words in lower case read as the language, and function words, together; which
share of all that read so; and the nats by which their letters agree. A label of one long word counts half, as it may be
a name. Names are mostly capitals."""

SIX_DIGITS = re.compile(r"\d(?:.{0,4}\d){5}")
PHONE = re.compile(r"^\D*(?:[+0(]|\b(?:tel|fax|тел)).*(?:\d[ ()./\-]*){6}|(?:\d[ ()./\-]*){8}", re.I)
"""A telephone number; six digits near each other are looked for first, which is faster."""

POSTCODE = re.compile(
    r"(?:^|[\s,(])(?:[A-Z]{1,3}-)?(?!1[4-9]\d\d\b|20\d\d\b)\d{2,4}[ -]?\d{2,3}(?: [A-Z]{2})? [^\W\d_a-z]"
)
"""A postal code with a place: "62-200 Gniezno", "6900 AA Walburg"; not a year."""

STREET = re.compile(
    r"^[^\d:]{4,40}\s\d{1,3} ?[a-zA-Z]?\.?(?:,|$)|^\d{1,3}(?: ?bis)?(?:, ?[^\d\W]| [^\W\d]{4,}.* [A-Z])"
)
"""A street with the number of a house after it, or before it."""

DIGIT = re.compile(r"\d")
HOURS = re.compile(r"\b\d{1,2}(?:[:.h]\d\d)?\b\D{1,9}\b\d{1,2}(?:[:.h]\d\d\b| ?(?:h|Uhr)\b)")
"""From one time of day to another."""

YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
"""Sentences with one may be of a bibliography."""

MIN_POINTS = 3
"""Points that prove a site's own lines: 2 for a word of imprints on a label, for a way to reach somebody, for a
sentence, for a line that a rule took; 1 for a street, postal code, hours, a label with
"our", for labels in a row; and those of what was struck above."""

MAX_OF_LABELS = 4
MAX_OF_SENTENCES = 3

NEAR = 3
FAR = 12
"""Lines between those in the language and an address that goes with them; and where the language is not known yet."""

MAX_WORDS_OF_LABEL = 5
SHORT = 3
MIN_SHORT_LINES = 4
MIN_SHORT_SHARE = 0.5
"""Labels in a row: lines of up to three words, so many, and half of those that read as the language. Titles of works,
verses and answers are longer."""

MIN_MENU_LINES = 6
MIN_MIXED_SHARE = 1 / 4
"""A menu of sections: so many lines, of which this share at least is of one word, and this share is of more."""

MAX_DATED_SHARE = 1 / 3
"""Share of lines with a year from which they are a bibliography."""


@lru_cache(512)
def tongue_of(lines: Lines) -> Tongue | None:
    """The language other than ``lines.lang`` that lines are proven to be in, as lines of a site; None without proof.

    Remembered across pages and rounds: it follows from the lines alone.
    """
    strange = [at for at, strange in enumerate(lines.strange) if strange]
    if points(lines, strange, None) < MIN_POINTS:
        return None  # before letters are counted
    other = guess(list(dict.fromkeys(lines.texts[at] for at in strange)), lines.lang)
    if other is None:
        return None
    nats = [score(text, lines.lang, other) for text in lines.texts]
    first, last = heaviest_stretch(nats)
    reads = [at for at in range(first, last + 1) if nats[at] >= MIN_LEAN]
    total = sum(nats[first : last + 1])
    letters = total if share_script(lines.lang, other) else sum(lean(lines.texts[at], "en", other) for at in reads)
    proven = by_words(lines, reads, other, total) or by_letters(lines, reads, other, letters)
    capitals = not proven and by_address(lines, range(first, last + 1), other, letters)
    if not (proven or capitals) or points(lines, reads, other) < MIN_POINTS:
        return None
    return Tongue(other, first, last, capitals)


def guess(texts: Sequence[str], lang: str) -> str | None:
    """The language that strange lines are most likely in; None if that is ``lang``, or nearly."""
    votes, _ = ballot(texts, lang)
    bonus = {other: VOTE_NATS * count for other, count in votes.items()}
    best = likeliest(both_ends(" ".join(texts)), lang, bonus)
    return best[0] if best and best[1] >= MIN_TOTAL_OF_WORDS else None


def both_ends(text: str) -> str:
    """The start and the end of a long text."""
    return text if len(text) <= 2 * MAX_END else f"{text[:MAX_END]} {text[-MAX_END:]}"


def heaviest_stretch(nats: Sequence[float]) -> tuple[int, int]:
    """The first and last place of the stretch with the greatest sum, each number cut to MAX_LINE either way."""
    best = total = 0.0
    found, start = (0, -1), 0
    for at, nat in enumerate(nats):
        if total <= 0.0:
            total, start = 0.0, at
        total += min(max(nat, -MAX_LINE), MAX_LINE)
        if total > best:
            best, found = total, (start, at)
    return found


def by_words(lines: Lines, reads: Sequence[int], other: str, nats: float) -> bool:
    """Whether function words and words of imprints prove that lines are in ``other``, and letters agree."""
    votes, words = ballot([lines.texts[at] for at in reads], lines.lang)
    return nats >= MIN_TOTAL_OF_WORDS and votes[other] >= MIN_HITS and len(words[other]) >= MIN_DISTINCT


def clear(lines: Lines, other: str, nats: float) -> bool:
    """Whether letters speak clearly for ``other``, and can: English words stand in menus in all languages."""
    return nats >= MIN_TOTAL_OF_LETTERS and other != "en"


def by_letters(lines: Lines, reads: Sequence[int], other: str, nats: float) -> bool:
    """Whether letters prove that lines are in ``other``, and enough of them are no names."""
    if not clear(lines, other, nats):
        return False
    texts = [lines.texts[at] for at in reads]
    votes = ballot(texts, lines.lang)[0][other]
    voices = sum(map(is_voice, texts))
    single = sum(" " not in text and score(text, lines.lang, other) >= MIN_TOTAL_OF_WORDS for text in texts)
    spoken = voices + single // 2
    return votes + voices > 0 and votes + spoken >= MIN_VOICES and spoken >= MIN_SPOKEN_SHARE * len(texts)


def by_address(lines: Lines, stretch: range, other: str, nats: float) -> bool:
    """Whether labels in capitals are proven by an address in ``other`` that they surround: no list of addresses."""
    if not clear(lines, other, nats):
        return False
    texts = [lines.texts[at] for at in range(max(stretch.start - 1, 0), min(stretch.stop + 1, len(lines.texts)))]
    contacts = [text for text in texts if contact(text) or STREET.search(text) or POSTCODE.search(text)]
    labels = [text for text in texts if text not in contacts and score(text, lines.lang, other) >= MIN_LEAN]
    places = [text for text in contacts if STREET.search(text) or POSTCODE.search(text)]
    there = any(score(text, lines.lang, other) >= 0 for text in places)
    return there and len(labels) >= max(MIN_LABELS, MIN_LABELS_EACH * len(contacts))


def is_voice(text: str) -> bool:
    """Whether a line has running words and is no address."""
    return bool(words_in(text).running) and not contact(text) and not STREET.search(text) and not POSTCODE.search(text)


def points(lines: Lines, reads: Sequence[int], other: str | None) -> int:
    """The points for what a site's own lines have and a text's do not, among and near those that read as ``other``.

    With None for ``other`` the most that any language could get, where ``reads`` are strange lines.
    """
    if not reads:
        return 0
    reach = NEAR if other else FAR
    near = {at for read in reads for at in range(read - reach, read + reach + 1)}
    around = [text for at, text in enumerate(lines.texts) if at in near]
    spoken = [lines.texts[at] for at in reads]
    found = MIN_POINTS * (lines.known is not None and other in (None, lines.known))
    found += 2 * any(lines.struck[at] for at in reads) + lines.apart + (2 if other is None else labels_in_a_row(spoken))
    found += 2 * any(map(has_contact, around))
    numbered = [text for text in around if DIGIT.search(text)]
    found += sum(any(map(pattern.search, numbered)) for pattern in (POSTCODE, STREET, HOURS))
    labels = [text for text in spoken if len(text.split()) <= MAX_WORDS_OF_LABEL]
    found += any(not words_for_ours().isdisjoint(words_in(text).all) for text in labels)
    found += min(MAX_OF_LABELS, sum(label_points(text, lines.lang, other) for text in spoken))
    sentences = sum(lines.sentence[at] for at in reads)
    found += min(MAX_OF_SENTENCES, sentences + (sentences > 0))
    dated = sum(YEAR.search(text) is not None for text in spoken)
    return found - 2 * (other is not None and dated > MAX_DATED_SHARE * len(spoken))


def has_contact(text: str) -> bool:
    """Whether a line has an address of mail, a copyright sign or a telephone number, and little else."""
    if "@" in text or "©" in text:
        return contact(text)
    phone = SIX_DIGITS.search(text) and PHONE.search(text)
    return phone is not None and "isbn" not in text.lower() and contact(text)


def labels_in_a_row(texts: Sequence[str]) -> int:
    """1 for enough lines as short as labels; 2 if one word alone and several take turns, as in a menu of sections."""
    sizes = [len(text.split()) for text in texts]
    short = sum(size <= SHORT for size in sizes)
    if short < max(MIN_SHORT_LINES, MIN_SHORT_SHARE * len(texts)):
        return 0
    single = sizes.count(1)
    mixed = MIN_MIXED_SHARE * len(texts) <= single <= (1 - MIN_MIXED_SHARE) * len(texts)
    return 2 if mixed and len(texts) >= MIN_MENU_LINES else 1


def label_points(text: str, lang: str, other: str | None) -> int:
    """2 for a word of imprints on a label, 1 for one on a longer line that is no sentence."""
    if foreign_labels(lang, other).isdisjoint(words_in(text).all):
        return 0
    if text.endswith((".", "?", "!")):
        return 0
    return 2 if len(text.split()) <= MAX_WORDS_OF_LABEL else 1
