"""The columns that one line alone decides: its length, characters, words, and how it begins and ends."""

from collections.abc import Mapping
from functools import cache

import numpy as np
import numpy.typing as npt

from cleaner.model.arrays import F32, I64, U64
from cleaner.model.words import CLASS, CLASSES, LETTER_WEIGHT, SLOT_BITS, WORD_WEIGHT, Words, split_words
from cleaner.shipped import shipped_table

__all__ = ["CUE_GROUPS", "ColumnMap", "per_line", "ratio", "shape", "vocabulary"]

ColumnMap = dict[str, F32]
"""Columns by name, each an array with one entry a line."""

# --- function words and cues ---


@cache
def _languages() -> tuple[tuple[str, ...], U64]:
    """Language codes, and for each word slot the set of languages (as bits) that have it as a function
    word."""
    lists = shipped_table("model/data/stopwords.toml")
    return tuple(lists), _slot_bits(lists)


@cache
def _cues() -> tuple[tuple[str, ...], U64]:
    lists = shipped_table("model/data/cues.toml")
    return tuple(lists), _slot_bits(lists)


def _slot_bits(lists: Mapping[str, str]) -> U64:
    bits = np.zeros(1 << SLOT_BITS, np.uint64)
    for number, words in enumerate(lists.values()):
        slots = split_words(words.split()).slot
        bits[slots] |= np.uint64(1 << number)
    return bits


CUE_GROUPS = _cues()[0]

VOTERS = 600
"""Words, taken evenly over the page, that decide its language for the purpose of function words."""


def function_words(words: Words) -> F32:
    """1 for each word that is a function word of the page's main language, else 0."""
    bits = _languages()[1][words.slot]
    some = np.ascontiguousarray(bits[:: max(1, bits.size // VOTERS)])
    votes = np.unpackbits(some.view(np.uint8).reshape(-1, 8), axis=1, bitorder="little").sum(0, dtype=np.int64)
    return ((bits >> np.uint64(votes.argmax())) & np.uint64(1)).astype(np.float32)


# --- columns of single lines ---


def per_line(index: I64, n: int, weights: npt.ArrayLike | None = None) -> F32:
    """Sum of ``weights`` (or the count) of the entries that belong to each line."""
    return np.bincount(index, weights, minlength=n).astype(np.float32)


def ratio(a: F32, b: F32 | float) -> F32:
    """``a / b``, entry by entry; ``b`` is never negative, and 0 counts as next to nothing."""
    return np.asarray(a / np.maximum(b, 1e-6), np.float32)


def _class_counts(words: Words) -> F32:
    """Characters of each class in each line, (lines, classes)."""
    k = len(CLASSES)
    flat = np.bincount(words.line_of_char * k + words.classes, minlength=words.n_lines * k)
    counts = flat.reshape(words.n_lines, k).astype(np.float32)
    counts[:, 0] -= 1
    return counts


def _pairs(words: Words) -> ColumnMap:
    """Pairs of neighbouring characters that say something: sentence ends, joined labels, clock times,
    decimals."""
    left, right = words.classes[:-1], words.classes[1:]
    ender = (left == CLASS["stop"]) | (left == CLASS["bang"])
    closed = (right == CLASS["space"]) | (right == CLASS["quote"])
    wide = (right == CLASS["ideograph"]) | (right == CLASS["kana"])
    digit = left == CLASS["digit"]
    found = {
        "sentences": (ender & (closed | wide), 12),
        "joined": ((left == CLASS["lower"]) & (right == CLASS["upper"]), 8),
        "clock": (digit & (right == CLASS["colon"]), 4),
        "slashed": (digit & (right == CLASS["separator"]), 4),
    }
    line, n = words.line_of_char, words.n_lines
    return {name: np.minimum(per_line(line[np.flatnonzero(hit)], n), most) for name, (hit, most) in found.items()}


def _ends(words: Words) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Classes of each line's first and last character."""
    starts = np.append(0, words.breaks[:-1] + 1)
    return words.classes[starts], words.classes[np.maximum(words.breaks - 1, starts)]


def _numbers(names: str) -> I64:
    return np.array([CLASS[name] for name in names.split()])


SHARES = _numbers("digit stop bang comma colon quote dash separator round code apostrophe")
COUNTS = _numbers("digit ellipsis comma separator square currency legal symbol")
STARTS = _numbers("lower upper digit quote dash separator")
ENDS = _numbers("stop bang ellipsis colon comma quote digit")
"""Classes whose share of the letters, count, or place at a line's start or end makes a column."""


def shape(words: Words) -> ColumnMap:
    """Lengths, classes of characters and words, and how the line begins and ends."""
    n, counts = words.n_lines, _class_counts(words)
    letters = counts @ LETTER_WEIGHT
    spelled = per_line(words.line, n)
    single = counts[:, CLASS["ideograph"]] + counts[:, CLASS["kana"]]
    count = spelled - single + counts @ WORD_WEIGHT
    begin = words.classes[words.first]
    cased = np.maximum(per_line(words.line[(begin == CLASS["lower"]) | (begin == CLASS["upper"])], n), 1)
    first, last = _ends(words)
    columns: ColumnMap = {
        "words": count.astype(np.float32),
        "units": spelled,
        "letters": letters.astype(np.float32),
        "log_words": np.log1p(count).astype(np.float32),
        "log_letters": np.log1p(letters).astype(np.float32),
        "word_length": np.minimum(ratio(letters, count + 0.5), 20),
        "uncased": ratio(counts[:, CLASS["letter"]] + single + counts[:, CLASS["continua"]], letters + 1),
        "upper_words": ratio(per_line(words.line[begin == CLASS["upper"]], n), cased),
        "lower_words": per_line(words.line[begin == CLASS["lower"]], n),
        "upper_letters": ratio(counts[:, CLASS["upper"]], counts[:, CLASS["lower"]] + counts[:, CLASS["upper"]] + 1),
        "number_words": ratio(per_line(words.line[begin == CLASS["digit"]], n), spelled),
    }
    shares = np.minimum(counts[:, SHARES] / (letters + 2)[:, None], 1).T
    capped = np.minimum(counts[:, COUNTS], 8).T
    starts, ends = STARTS[:, None] == first, ENDS[:, None] == last
    for form, classes, rows in (
        ("{}_share", SHARES, shares),
        ("{}_count", COUNTS, capped),
        ("starts_{}", STARTS, starts.astype(np.float32)),
        ("ends_{}", ENDS, ends.astype(np.float32)),
    ):
        columns |= {form.format(CLASSES[number]): row for number, row in zip(classes, rows, strict=True)}
    return columns | _pairs(words)


def vocabulary(words: Words) -> ColumnMap:
    """Function words and words that cue boilerplate."""
    n = words.n_lines
    stop = per_line(words.line, n, function_words(words))
    columns = {"function_words": stop, "function_share": ratio(stop, per_line(words.line, n) + 0.5)}
    bits = _cues()[1][words.slot]
    cued = np.flatnonzero(bits)
    k = len(CUE_GROUPS)
    word, group = np.nonzero((bits[cued, None] >> np.arange(k, dtype=np.uint64)) & np.uint64(1))
    counts = np.bincount(words.line[cued[word]] * k + group, minlength=n * k).reshape(n, k).astype(np.float32)
    cues = np.minimum(counts, 4).T
    return columns | {f"cue_{name}": cues[number] for number, name in enumerate(CUE_GROUPS)}
