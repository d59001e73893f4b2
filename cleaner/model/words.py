"""A page's characters and words as arrays: classes of characters in every script, and hashed words.

Characters are mapped to a few classes by one table over code points, so that capitals, sentence ends or
quotes count alike in every script; an ideograph weighs as several letters, so that lengths compare between
scripts.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

import numpy as np
import numpy.typing as npt

from cleaner.model.arrays import F32, I64, U64, Bool

__all__ = [
    "CLASS",
    "CLASSES",
    "LETTER_WEIGHT",
    "LONGEST_WORD",
    "POWERS",
    "SLOT_BITS",
    "WORD_WEIGHT",
    "Words",
    "data_file",
    "mix",
    "split_words",
]


LINE_LIMIT = 4000
"""Characters of a line that are looked at: what a line is shows long before, and a 50 MB line must not cost
more."""

SLOT_BITS = 16
"""Words are told apart by this many bits of their hash: a page has about 900 different words, so about 1 %
collide."""


def data_file(name: str) -> Traversable:
    """A file of ``cleaner/model/data``, wherever the package is installed."""
    return resources.files("cleaner.model") / "data" / name


# --- characters ---

CLASSES = (
    "space", "lower", "upper", "letter", "ideograph", "kana", "continua", "mark", "digit", "stop", "bang",
    "ellipsis", "comma", "colon", "quote", "dash", "separator", "round", "square", "currency", "code",
    "legal", "symbol", "apostrophe",
)  # fmt: skip
CLASS = {name: i for i, name in enumerate(CLASSES)}
WORD_CLASSES = ("lower", "upper", "letter", "ideograph", "kana", "continua", "mark", "digit")

EXACT = {
    "stop": ".。．։।॥።",
    "bang": "!?！？؟¡¿⁉‼；;",
    "ellipsis": "…⋯",
    "comma": ",、，،",
    "colon": ":：",
    "quote": '"“”„«»‹›「」『』《》〈〉″',
    "dash": "-–—―‐‑",
    "separator": "|/\\>›»→←▶►▸•·●▪■◦‣⟩※‧∙◆★☆✓✔×〉",
    "round": "()（）",
    "square": "[]{}【】",
    "code": "@#&_*+=~^%<$`",
    "legal": "©®™℗",
    "apostrophe": "'’‘ʼ",
}
RANGES = {
    "ideograph": ((0x3005, 0x3007), (0x3400, 0x9FFF), (0xF900, 0xFAFF)),
    "kana": ((0x3041, 0x30FF), (0x31F0, 0x31FF)),
    "continua": ((0x0E01, 0x0EDB), (0x1000, 0x109F), (0x1780, 0x17D3)),
}
"""Scripts written without spaces: Chinese, Japanese, and (continua) Thai, Lao, Burmese and Khmer."""

BY_CATEGORY = {
    "Ll": "lower", "Lu": "upper", "Lt": "upper", "Lm": "letter", "Lo": "letter",
    "Mn": "mark", "Mc": "mark", "Me": "mark", "Nd": "digit", "Nl": "digit", "No": "digit",
    "Sc": "currency", "Pd": "dash", "Pi": "quote", "Pf": "quote",
    "Zs": "space", "Zl": "space", "Zp": "space", "Cc": "space", "Cf": "space",
}  # fmt: skip

LETTERS_PER = {"ideograph": 3.0, "kana": 2.0, "continua": 1.2}
"""Letters of English that say as much as one character: from the lengths of translated texts, rounded."""

WORDS_PER = {"ideograph": 0.6, "kana": 0.4, "continua": 0.22}
"""Words that one character stands for in scripts without spaces (a Chinese word has 1.6 ideographs)."""


PLANE = "".join(map(chr, range(1 << 16)))
"""The characters of the basic plane."""


@cache
def _class_table() -> npt.NDArray[np.uint8]:
    """Class of every code point of the basic plane; index 65535 stands for all beyond (emoji, mostly)."""
    of_category = {category: CLASS[name] for category, name in BY_CATEGORY.items()}
    table = np.array([of_category.get(of, CLASS["symbol"]) for of in map(unicodedata.category, PLANE)], np.uint8)
    for name, spans in RANGES.items():
        for first, last in spans:
            table[first : last + 1] = CLASS[name]
    for name, chars in EXACT.items():
        table[[ord(c) for c in chars]] = CLASS[name]
    return table


@cache
def _fold_table() -> U64:
    """Lower-case form of every code point of the basic plane, with all digits made one, as a number to hash. The one
    character whose lower-case form is two stays as it is."""
    folded = DOTTED_I.join(map(str.lower, PLANE.split(DOTTED_I)))
    table = _code_points(folded).astype(np.uint64)
    table[_class_table() == CLASS["digit"]] = ord("0")
    return table


DOTTED_I = "\u0130"


def _flag(names: Sequence[str]) -> Bool:
    return np.isin(np.arange(len(CLASSES)), [CLASS[n] for n in names])


IS_WORD = _flag(WORD_CLASSES)
IS_SPELLED = _flag([name for name in WORD_CLASSES if name not in ("ideograph", "kana")])
LETTER_WEIGHT = np.array([LETTERS_PER.get(n, 1.0) for n in CLASSES], np.float32)
WORD_WEIGHT = np.array([WORDS_PER.get(n, 0.0) for n in CLASSES], np.float32)

# --- words ---

HASH_BASE = 0x9E3779B97F4A7C15
LONGEST_WORD = 32
"""Characters of a word that enter its hash."""
POWERS: U64 = np.cumprod(np.full(LONGEST_WORD, HASH_BASE, np.uint64), dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Words:
    """A page's characters and words as arrays, shared by the features and the lexical score.

    ``classes``, ``line_of_char``: one entry a character (a line's break belongs to the line). ``breaks``: one
    entry a line, the character that ends it. ``first``,
    ``length``, ``line``, ``key``: one entry a word: first character, length, line, 64-bit hash of its folded
    form.
    """

    n_lines: int
    classes: npt.NDArray[np.uint8]
    line_of_char: I64
    breaks: I64
    first: I64
    length: I64
    line: I64
    key: U64

    @property
    def count(self) -> F32:
        """Words of each line, ideographs one by one."""
        return np.bincount(self.line, minlength=self.n_lines).astype(np.float32)

    @property
    def slot(self) -> I64:
        """Words as numbers below ``2 ** SLOT_BITS``."""
        return (self.key >> np.uint64(64 - SLOT_BITS)).astype(np.int64)


LIST_MARKS = "*•▪◦·‣+[] "
"""What one renderer writes around a list item or a form field and another does not: not looked at."""


def mix(keys: U64) -> U64:
    """Spread every bit of a sum of products over the upper bits."""
    keys = keys ^ (keys >> np.uint64(29))
    return keys * np.uint64(0xBF58476D1CE4E5B9)


def _code_points(text: str) -> npt.NDArray[np.uint16]:
    """Code points of a text, those beyond the basic plane as 65535."""
    points = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    if points.size == len(text):
        return points
    wide = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return np.minimum(wide, 0xFFFF).astype(np.uint16)


def split_words(lines: Sequence[str]) -> Words:
    """Split lines into words (as ``\\w+``, each ideograph alone) and hash them.

    >>> page = split_words(["The 3 cats", "天气 The"])
    >>> page.line.tolist(), page.length.tolist(), bool(page.key[0] == page.key[-1])
    ([0, 0, 0, 1, 1, 1], [3, 1, 4, 1, 1, 3], True)
    """
    text = "\n".join([line[:LINE_LIMIT].lstrip(LIST_MARKS).rstrip("[ ") for line in lines]) + "\n"
    points = _code_points(text)
    classes = _class_table()[points]
    breaks = np.flatnonzero(points == ord("\n"))
    line_of_char = np.repeat(np.arange(len(lines)), np.diff(breaks, prepend=-1))
    word = IS_WORD[classes]
    spelled = IS_SPELLED[classes]
    joined = np.zeros_like(word)
    np.logical_and(spelled[1:], spelled[:-1], out=joined[1:])
    inside = np.flatnonzero(word)
    if not inside.size:
        none = np.zeros(0, np.int64)
        return Words(len(lines), classes, line_of_char, breaks, none, none, none, none.astype(np.uint64))
    starts = np.flatnonzero(~joined[inside])
    first = inside[starts]
    length = np.diff(starts, append=inside.size)
    rank = np.minimum(np.arange(inside.size) - np.repeat(starts, length), LONGEST_WORD - 1)
    key = np.add.reduceat(_fold_table()[points[inside]] * POWERS[rank], starts)
    return Words(len(lines), classes, line_of_char, breaks, first, length, line_of_char[first], mix(key))
