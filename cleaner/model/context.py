"""Columns that the whole page decides: repetition, shared words, where a line lies, and what the page is like."""

import numpy as np

from cleaner.model.arrays import F32, I64, U64, Bool
from cleaner.model.lines import ColumnMap, per_line, ratio
from cleaner.model.words import LONGEST_WORD, POWERS, Words, mix

__all__ = ["page_values", "positions", "prose_lines", "repetition", "stretches", "topics"]


PROSE_WORDS = 9
"""Least words of a line that may count as prose; the same figure as the rules'
(`cleaner.page.MIN_PROSE_WORDS`)."""

SHORT_WORDS = 6
"""A line with fewer words is short: labels and menu entries; nine in ten boilerplate lines of the training
pages."""


def _line_keys(words: Words) -> U64:
    """A number for each line's text (digits alike): equal lines get equal numbers."""
    keys = np.zeros(words.n_lines, np.uint64)
    if words.line.size:
        starts = np.flatnonzero(np.diff(words.line, prepend=-1))
        rank = np.arange(words.line.size) - np.repeat(starts, np.diff(starts, append=words.line.size))
        parts = words.key * POWERS[np.minimum(rank, LONGEST_WORD - 1)]
        keys[words.line[starts]] = np.add.reduceat(parts, starts)
    return mix(keys)


def prose_lines(base: ColumnMap) -> Bool:
    """Lines of running text: long enough, mostly lower case where the script has case, with a sentence
    end."""
    lower = base["lower_words"] > 0.4 * base["words"]
    return (base["words"] >= PROSE_WORDS) & (lower | (base["uncased"] > 0.5)) & (base["sentences"] > 0)


def _kind(base: ColumnMap) -> I64:
    """Rough kind of each line: its length and whether it has numbers, sentences and capitals."""
    size: I64 = np.minimum(base["words"], 20).astype(np.int64)
    size *= 8
    size += (base["number_words"] > 0) * 4
    size += (base["sentences"] > 0) * 2
    size += base["upper_words"] > 0.6
    return size


def _numbered(slot: I64) -> tuple[I64, int]:
    """Words numbered 0, 1, 2, ... so that equal words have equal numbers; and how many numbers there are."""
    order = np.argsort(slot.astype(np.uint16), kind="stable")
    new = np.diff(slot[order], prepend=-1) != 0
    number = np.empty_like(slot)
    number[order] = np.cumsum(new) - 1
    return number, int(new.sum())


def topics(words: Words, base: ColumnMap, prose: Bool, main: Bool) -> ColumnMap:
    """How often the line's words occur in the page, and which occur in its prose or main stretch
    elsewhere."""
    n, line = words.n_lines, words.line
    word, size = _numbered(words.slot)
    seen = np.bincount(word, minlength=size)
    here, there = prose[line], main[line]
    topical = np.bincount(word[here], minlength=size)[word] > here
    telling = words.length > LONG_LETTERS
    central = (np.bincount(word[there], minlength=size)[word] > there) & telling
    units = np.maximum(base["units"], 1)
    return {
        "word_copies": ratio(per_line(line, n, np.log(seen)[word]), units),
        "in_prose": ratio(per_line(line[topical], n), units),
        "in_main": ratio(per_line(line[central], n), np.maximum(per_line(line[telling], n), 1)),
    }


KIND_SLOTS = 65521
"""Slots (a prime) for the kinds of three lines in a row."""


def repetition(words: Words, base: ColumnMap) -> ColumnMap:
    """How often the line, and its kind among its neighbours, occur in the page."""
    _, first, inverse, counts = np.unique(_line_keys(words), return_index=True, return_inverse=True, return_counts=True)
    kind = _kind(base)
    triple = ((np.roll(kind, 1) * 173 + kind) * 173 + np.roll(kind, -1)) % KIND_SLOTS
    place, size = _numbered(triple)
    return {
        "copies": np.minimum(counts[inverse], 10).astype(np.float32),
        "is_copy": (first[inverse] < np.arange(words.n_lines)).astype(np.float32),
        "like_places": np.log1p(np.bincount(place, minlength=size)[place]).astype(np.float32),
    }


def _before(values: F32) -> F32:
    """Sum over all lines before each."""
    return (np.cumsum(values) - values).astype(np.float32)


def _gap(hit: Bool) -> F32:
    """Lines since the last hit before each line (0 at a hit; the whole page where there is none)."""
    index = np.arange(hit.size)
    last = np.maximum.accumulate(np.where(hit, index, -1))
    return np.where(last < 0, hit.size, index - last).astype(np.float32)


LONG_LETTERS = 4
"""Words of more letters tell a topic: in most languages function words are shorter."""

SHORT_COST = 6.0
NARROW_COST = 25.0
"""Words of prose that outweigh one line without prose, when the main stretch of a page is looked for: a menu
of eight lines parts two paragraphs, or (narrow) a teaser's few labels do. Two guesses; the model weighs
them."""


def _stretch(gain: F32) -> tuple[int, int]:
    """First and last line of the stretch with the highest sum (Kadane's, by cumulative sums)."""
    total = np.append(0.0, np.cumsum(gain))
    low = np.minimum.accumulate(total)
    end = int(np.argmax(total - low))
    start = int(np.argmin(total[: end + 1]))
    return start, max(end - 1, start)


def stretches(base: ColumnMap, prose: Bool) -> tuple[tuple[int, int], tuple[int, int]]:
    """The page's main stretch of prose, and a narrower one in which gaps cost more."""
    gain = np.minimum(base["words"], 60)
    wide, narrow = (np.where(prose, gain, -cost).astype(np.float32) for cost in (SHORT_COST, NARROW_COST))
    return _stretch(wide), _stretch(narrow)


def _signed(steps: F32) -> F32:
    return np.sign(steps) * np.log1p(np.abs(steps))


def positions(base: ColumnMap, prose: Bool, wide: tuple[int, int], narrow: tuple[int, int]) -> ColumnMap:
    """Where the line lies in the page and towards its prose."""
    n, words = prose.size, base["words"]
    index = np.arange(n, dtype=np.float32)
    mass = np.where(prose, words, 0).astype(np.float32)
    total, all_mass = max(float(words.sum()), 1.0), max(float(mass.sum()), 1.0)
    before, after = _gap(prose), _gap(prose[::-1])[::-1]
    short = words < SHORT_WORDS
    run = np.cumsum(np.diff(short, prepend=short[:1]))
    return {
        "from_top": np.log1p(index),
        "from_bottom": np.log1p(n - 1 - index),
        "place": index / n,
        "words_above": _before(words) / total,
        "prose_above": _before(mass) / all_mass,
        "to_prose_above": np.log1p(before),
        "to_prose_below": np.log1p(after),
        "to_prose": np.log1p(np.minimum(before, after)),
        "in_stretch": ((index >= wide[0]) & (index <= wide[1])).astype(np.float32),
        "after_start": _signed(index - wide[0]),
        "before_end": _signed(wide[1] - index),
        "in_narrow": ((index >= narrow[0]) & (index <= narrow[1])).astype(np.float32),
        "after_narrow_start": _signed(index - narrow[0]),
        "before_narrow_end": _signed(narrow[1] - index),
        "run": np.where(short, 1, -1) * np.log1p(np.bincount(run)[run]),
    }


def page_values(base: ColumnMap, prose: Bool, wide: tuple[int, int], narrow: tuple[int, int]) -> dict[str, float]:
    """What the page is like as a whole, the same for all its lines."""
    words, n = base["words"], prose.size
    total = max(float(words.sum()), 1.0)
    mass = float(words[prose].sum())
    values = {
        "lines": np.log1p(n),
        "words": np.log1p(total),
        "prose_share": mass / total,
        "prose_lines": np.log1p(prose.sum()),
        "prose_words": np.log1p(mass),
        "prose_length": np.log1p(mass / max(int(prose.sum()), 1)),
        "stretch": float(words[wide[0] : wide[1] + 1].sum()) / total,
        "stretch_lines": (wide[1] + 1 - wide[0]) / n,
        "narrow": float(words[narrow[0] : narrow[1] + 1].sum()) / total,
        "narrow_prose": float(words[narrow[0] : narrow[1] + 1][prose[narrow[0] : narrow[1] + 1]].sum())
        / max(mass, 1.0),
        "questions": np.log1p(float(base["ends_bang"].sum())),
        "functions": float(base["function_words"].sum()) / total,
    }
    for name in ("is_copy", "number_words", "code_share", "uncased", "like_places", "upper_words"):
        values[name] = float(base[name].mean())
    for name in ("currency_count", "clock", "cue_comment", "cue_commerce", "cue_date"):
        values[name] = np.log1p(float(base[name].sum()))
    return {f"page_{name}": float(value) for name, value in values.items()}
