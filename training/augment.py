"""Made pages: the training pages changed so that the model does not lean on English or on long articles.

Three changes, each with its own chance: a made-up language (letters exchanged, or words written as
ideographs), a shorter body, and boilerplate borrowed from another page of the same fold. And clean pages: the content
alone, or with a few lines of boilerplate above, below, or anywhere, so that the model learns to do no harm.
"""

import re
import textwrap
from collections.abc import Callable
from typing import NamedTuple
from zlib import crc32

import numpy as np

from cleaner.shipped import shipped_table


class Line(NamedTuple):
    """A line with its label, and where it is from: which ``row`` of the page, or of the one that lent it. ``known``: 0
    where the label says nothing."""

    text: str
    label: float
    row: int
    lent: bool = False
    known: float = 1.0


Lines = list[Line]

STOPWORDS = {code: words.split() for code, words in shipped_table("model/data/stopwords.toml").items()}
RANK = {word: rank for rank, word in enumerate(STOPWORDS["en"])}
ALPHABETIC = tuple(k for k in STOPWORDS if k not in ("en", "zh", "ja"))
WORD = re.compile(r"[^\W\d_]+")
VOWELS, CONSONANTS = "aeiouy", "bcdfghjklmnpqrstvwxz"
ALPHABETS = (
    (VOWELS, CONSONANTS),
    ("аеиоуы", "бвгджзклмнпрстфхцчшщ"),
    ("αεηιου", "βγδζθκλμνξπρστφχψςβδ"),
    ("aeiouą", "bcdfghjklmnprstwzłśż"),
    ("اويىةآ", "بتثجحخدذرزسشصضطظعغفق"),
)
"""Latin, Cyrillic, Greek, Polish and Arabic letters that stand in for the six vowels and twenty
consonants."""
SENTENCE_MARKS = str.maketrans({".": "。", ",": "，", "?": "？", "!": "！", ":": "：", ";": "；"})

LANGUAGE_CHANCE, IDEOGRAPH_CHANCE = 0.6, 0.3
SHORTER_CHANCE, BORROW_CHANCE = 0.4, 0.4
"""Chances of each change; guessed once, not tuned (daniel-dev, their purpose, is for validation only)."""
MIN_BODY, MAX_BODY = 3, 14
"""Lines of gold that a shortened body keeps, at random between these."""


def _alphabetic(rng: np.random.Generator) -> Callable[[re.Match[str]], str]:
    """A made-up language: letters exchanged, function words those of a real language of the same rank."""
    vowels, consonants = ALPHABETS[rng.integers(len(ALPHABETS))]
    target = "".join(rng.permutation(list(vowels))) + "".join(rng.permutation(list(consonants)))
    source = VOWELS + CONSONANTS
    table = str.maketrans(source + source.upper(), target + target.upper() if len(target.upper()) == 26 else target * 2)
    stops = STOPWORDS[ALPHABETIC[rng.integers(len(ALPHABETIC))]]

    def word(match: re.Match[str]) -> str:
        text: str = match[0]
        rank = RANK.get(text.lower())
        if rank is None or rank >= len(stops):
            return text.translate(table)
        stop: str = stops[rank]
        return stop.capitalize() if text[0].isupper() else stop

    return word


def _ideographic(rng: np.random.Generator) -> Callable[[re.Match[str]], str]:
    """Words as ideographs: one for about three letters, function words as Chinese ones or nothing."""
    salt = int(rng.integers(1 << 30))
    stops = STOPWORDS["zh"]

    def word(match: re.Match[str]) -> str:
        text = match[0].lower()
        rank = RANK.get(text)
        if rank is not None and rank < len(stops):
            return stops[rank] if rank % 2 else ""
        size = max(1, round(len(text) / 3.2))
        return "".join(chr(0x4E00 + crc32(f"{text}{i}{salt}".encode()) % 3500) for i in range(size))

    return word


def translate(lines: Lines, rng: np.random.Generator) -> Lines:
    """The page in a made-up language; now and then (one in three) with web words such as names of networks
    kept."""
    if rng.random() >= IDEOGRAPH_CHANCE:
        word = _alphabetic(rng)
        return [line._replace(text=WORD.sub(word, line.text)) for line in lines]
    word = _ideographic(rng)

    def written(text: str) -> str:
        text = re.sub(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f])", "", WORD.sub(word, text))
        return text.translate(SENTENCE_MARKS).replace("。 ", "。").replace("， ", "，")

    return [line._replace(text=written(line.text)) for line in lines]


def shorten(lines: Lines, rng: np.random.Generator) -> Lines:
    """A run of the gold's lines out of the middle, so that the body is small beside the boilerplate."""
    gold = [i for i, line in enumerate(lines) if line.label > 0.5]
    keep = int(rng.integers(MIN_BODY, MAX_BODY + 1))
    if len(gold) <= keep:
        return lines
    start = int(rng.integers(0, max(1, keep - 1)))
    out = set(gold[start : start + len(gold) - keep])
    return [line for i, line in enumerate(lines) if i not in out]


def borrow(lines: Lines, other: Lines, rng: np.random.Generator) -> Lines:
    """Boilerplate of another page before or (mostly) after the page's own."""
    chrome = [line._replace(lent=True) for line in other if line.label < 0.1 and line.known]
    if len(chrome) < 10:
        return lines
    size = int(rng.integers(10, min(len(chrome), 150) + 1))
    start = int(rng.integers(0, len(chrome) - size + 1))
    piece = chrome[start : start + size]
    gold = [i for i, line in enumerate(lines) if line.label > 0.5] or [len(lines) - 1]
    at = int(rng.integers(gold[-1] + 1, len(lines) + 1)) if rng.random() < 0.75 else int(rng.integers(0, gold[0] + 1))
    return lines[:at] + piece + lines[at:]


CLEAN, HEAD, TAIL, TWO = 0.5, 0.15, 0.2, 0.15
"""Shares of the clean pages without any boilerplate, with a head or a tail of it, and with two lines of it anywhere."""
MAX_EDGE = 15
"""Lines of a head or tail at most."""
REWRITTEN_CHANCE = 0.4
"""Chance that a text without boilerplate is written in another way: hard-wrapped, as Markdown, a sentence a line."""
WRAP = 72
CLEAN_LANGUAGE_CHANCE = 0.3
SENTENCE = re.compile(r"(?<=[.!?]) +(?=[A-Z])")


def clean(lines: Lines, rng: np.random.Generator) -> Lines:
    """The page's content, alone or with a little of its boilerplate."""
    gold = [line._replace(label=1.0, known=1.0) for line in lines if line.label > 0.5]
    chrome = [line for line in lines if line.label < 0.1 and line.known]
    way = rng.random()
    if gold and chrome and way > CLEAN:
        gold = _with_chrome(gold, chrome, way - CLEAN, rng)
    return translate(gold, rng) if rng.random() < CLEAN_LANGUAGE_CHANCE else gold


def _with_chrome(gold: Lines, chrome: Lines, way: float, rng: np.random.Generator) -> Lines:
    """Content with a head, a tail, or two lines of boilerplate."""
    size = int(rng.integers(1, min(MAX_EDGE, len(chrome)) + 1))
    if way < HEAD:
        return chrome[:size] + gold
    if way < HEAD + TAIL:
        return gold + chrome[-size:]
    for line in (chrome[i] for i in rng.integers(0, len(chrome), 2)):
        at = int(rng.integers(0, len(gold) + 1))
        gold = [*gold[:at], line, *gold[at:]]
    return gold


def written(text: str, rng: np.random.Generator) -> Lines:
    """A gold's own text, all of it content: as it is, or written in another way."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    if rng.random() < REWRITTEN_CHANCE:
        lines = [piece for line in lines if line for piece in WAYS[rng.integers(len(WAYS))](line)]
    made = [Line(line, 1.0, row) for row, line in enumerate(lines) if re.search(r"\w", line)]
    return translate(made, rng) if rng.random() < CLEAN_LANGUAGE_CHANCE else made


WAYS: tuple[Callable[[str], list[str]], ...] = (
    lambda line: textwrap.wrap(line, WRAP),
    lambda line: [f"## {line}" if len(line) < WRAP else line],
    lambda line: [f"- {line}" if len(line) < WRAP else line],
    SENTENCE.split,
)


def vary(lines: Lines, other: Lines, rng: np.random.Generator, shortenable: bool) -> Lines:
    """One made page from a page and, for borrowing, another of its fold."""
    if shortenable and rng.random() < SHORTER_CHANCE:
        lines = shorten(lines, rng)
    if rng.random() < BORROW_CHANCE:
        lines = borrow(lines, other, rng)
    if rng.random() < LANGUAGE_CHANCE:
        lines = translate(lines, rng)
    return [line for line in lines if re.search(r"\w", line.text)]
