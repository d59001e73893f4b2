"""Pages as flat arrays: one row a line, with offsets of pages, for training on millions of lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.model.features import N_LEXICAL, WINDOWS, grams, measure
from cleaner.model.words import split_words
from training.augment import Line, Lines, clean, vary, written
from training.dataset import Sample

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

SHORTENABLE = ("article", "documentation", "forum", "service")
"""Page types of WCXB whose gold is text, as all others' is, of which a shorter piece is still a page of that type."""
PAGE_PRIOR = 50
"""Words added to a page's size when its lines are weighed, so that a page of ten words does not weigh like
others."""


@dataclass(slots=True)
class Table:
    """Lines of many pages. ``size``, ``gold``, ``fold``, ``dump``, ``kind``, ``source``, ``rate``: one entry a page;
    the rest one a line.

    ``gold`` is the words of the whole content, 0 where only some lines are known; ``rate`` how often the page is drawn
    in an epoch. ``columns`` holds the features without the lexical ones; ``gram`` the lexicon slots of all lines, end
    to end, with ``gram_end`` telling where each line's end; ``known`` is 1 where the label counts; ``weight`` a line's
    share of its page's known words.
    """

    size: Ints
    gold: Floats
    fold: Ints
    dump: npt.NDArray[np.str_]
    kind: npt.NDArray[np.str_]
    source: npt.NDArray[np.str_]
    rate: Floats
    offset: Ints
    page: Ints
    columns: npt.NDArray[np.float16]
    words: Floats
    label: Floats
    known: Floats
    weight: Floats
    gram: npt.NDArray[np.int32]
    gram_end: Ints

    def rows(self, pages: Ints) -> Ints:
        """Rows of the given pages, page after page."""
        if not len(pages):
            return np.zeros(0, np.int64)
        return np.concatenate([np.arange(self.offset[p], self.offset[p + 1]) for p in pages])

    def lexical(self, lexicon: Floats) -> Floats:
        """The two lexical columns (as `features.lexical`, before neighbours) for every line."""
        weights = lexicon[self.gram]
        count = np.maximum(np.diff(self.gram_end), 1)
        total, known = (
            np.append(0, np.cumsum(weights, dtype=np.float64)),
            np.append(0, np.cumsum(weights != 0)),
        )
        score = (total[self.gram_end[1:]] - total[self.gram_end[:-1]]) / np.sqrt(count + 1)
        return np.stack([score, (known[self.gram_end[1:]] - known[self.gram_end[:-1]]) / count], axis=1).astype(
            np.float32
        )

    def around(self, lexical: Floats) -> npt.NDArray[np.float16]:
        """Columns of a lexicon and their means over neighbours, as `features.lexical` gives them."""
        total = np.concatenate([np.zeros((1, 2)), np.cumsum(lexical, axis=0, dtype=np.float64)])
        index, first, last = np.arange(len(lexical)), self.offset[self.page], self.offset[self.page + 1]
        parts = [lexical.astype(np.float16)]
        for before, after in WINDOWS:
            low, high = np.clip(index + before, first, last), np.clip(index + after, first, last)
            parts.append(((total[high] - total[low]) / np.maximum(high - low, 1)[:, None]).astype(np.float16))
        return np.concatenate(parts, axis=1)


class Head(NamedTuple):
    """What is the same for all lines of a page."""

    gold: float
    fold: int
    dump: str
    kind: str
    source: str
    rate: float


def build(pages: Iterable[tuple[Lines, Head]]) -> Table:
    """A table of pages given as lines with labels, and what is known of the page."""
    columns, words, labels, known, slots, counts, sizes, heads = [], [], [], [], [], [], [], []
    for lines, head in pages:
        heads.append(head)
        sizes.append(len(lines))
        if not lines:
            continue
        page = split_words([line.text for line in lines])
        columns.append(measure(page)[:, :-N_LEXICAL].astype(np.float16))
        words.append(page.count)
        labels.append(np.array([line.label for line in lines], np.float32))
        known.append(np.array([line.known for line in lines], np.float32))
        slot, line = grams(page)
        slots.append(slot[np.argsort(line, kind="stable")].astype(np.int32))
        counts.append(np.bincount(line, minlength=len(lines)))
    golds, folds, dumps, kinds, sources, rates = (np.array(values) for values in zip(*heads, strict=True))
    size = np.array(sizes)
    number, count, sure = np.repeat(np.arange(len(size)), size), np.concatenate(words), np.concatenate(known)
    mass = np.bincount(number, count * sure, minlength=len(size))
    return Table(
        size, golds.astype(np.float32), folds, dumps, kinds, sources, rates.astype(np.float32),
        np.append(0, np.cumsum(size)), number, np.concatenate(columns), count, np.concatenate(labels), sure,
        (count * sure / (mass[number] + PAGE_PRIOR)).astype(np.float32),
        np.concatenate(slots), np.append(0, np.cumsum(np.concatenate(counts))),
    )  # fmt: skip


def real(samples: Iterable[Sample], rates: Iterable[float]) -> Table:
    """The pages as they are."""
    return build(
        (_lines(s), _head(s, rate, float(sum(s.gold.values())))) for s, rate in zip(samples, rates, strict=True)
    )


class Made(NamedTuple):
    """A made page: the numbers of the pages it was made of and borrowed from, and its lines."""

    own: int
    lender: int
    lines: Lines


def vary_some(samples: list[Sample], seed: int) -> Iterator[Made]:
    """A made page of one dump of every real page of five lines or more, of many a clean one besides; what is
    borrowed comes from the same fold."""
    rng = np.random.default_rng(seed)
    lenders = {
        fold: [i for i, s in enumerate(samples) if s.fold == fold and s.whole and len(s.lines) > 20]
        for fold in {s.fold for s in samples}
    }
    for number in some_dumps(samples, rng):
        item, pool = samples[number], lenders[samples[number].fold]
        lender = pool[rng.integers(len(pool))]
        changed = vary(_lines(item), _lines(samples[lender]), rng, item.source != "wcxb" or item.type in SHORTENABLE)
        yield Made(number, lender, changed)
        if rng.random() < CLEAN_CHANCE:
            yield Made(number, number, clean(_lines(item), rng))


CLEAN_CHANCE = 0.6
"""Chance that a page lends its content to a clean page, and its gold to a clean text."""
MIN_GOLD_WORDS = 60
"""A shorter text is no page."""


def some_dumps(samples: list[Sample], rng: np.random.Generator) -> list[int]:
    """One dump of every page whose gold is whole."""
    dumps: dict[str, list[int]] = {}
    for number, item in enumerate(samples):
        if item.whole and len(item.lines) >= MIN_LINES:
            dumps.setdefault(item.id, []).append(number)
    return [found[rng.integers(len(found))] for found in dumps.values()]


MIN_LINES = 5
"""Lines of a page that others are made of."""


def texts(samples: list[Sample], seed: int) -> Iterator[Made]:
    """Gold texts, clean by definition, as they are or written in another way."""
    rng = np.random.default_rng(seed + 1)
    for number in some_dumps(samples, rng):
        item = samples[number]
        if sum(item.gold.values()) >= MIN_GOLD_WORDS and rng.random() < CLEAN_CHANCE:
            yield Made(number, number, written(item.text, rng))


def made(samples: list[Sample], pages: Iterable[Made]) -> Table:
    """The table of made pages; their gold is what they kept of it."""
    table = build((page.lines, _head(samples[page.own], MADE_RATE, 0.0)) for page in pages)
    table.gold = np.bincount(table.page, table.words * table.label, minlength=len(table.size)).astype(np.float32)
    return table


MADE_RATE = 0.5
"""How often a made page is drawn in an epoch."""


def _head(item: Sample, rate: float, gold: float) -> Head:
    return Head(gold, item.fold, item.dump, item.type, item.source, rate)


def _lines(item: Sample) -> Lines:
    rows = zip(item.lines, item.label.tolist(), item.known.tolist(), strict=True)
    return [Line(text, label, row, known=known) for row, (text, label, known) in enumerate(rows)]
