"""Pages as flat arrays: one row a line, with offsets of pages, for training on millions of lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.model.features import N_LEXICAL, WINDOWS, grams, measure
from cleaner.model.words import words_of
from training.augment import Line, Lines, vary
from training.dataset import Sample

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

SHORTENABLE = ("article", "documentation", "forum", "service")
"""Page types whose gold is text, of which a shorter piece is still a page of that type."""
PAGE_PRIOR = 50
"""Words added to a page's size when its lines are weighed, so that a page of ten words does not weigh like
others."""


@dataclass(slots=True)
class Table:
    """Lines of many pages. ``size``, ``gold``, ``fold``, ``dump``, ``kind``: one entry a page; the rest one a
    line.

    ``columns`` holds the features without the lexical ones; ``gram`` the lexicon slots of all lines, end to
    end, with ``gram_end`` telling where each line's end; ``weight`` is a line's share of its page's words.
    """

    size: Ints
    gold: Floats
    fold: Ints
    dump: npt.NDArray[np.str_]
    kind: npt.NDArray[np.str_]
    offset: Ints
    page: Ints
    columns: npt.NDArray[np.float16]
    words: Floats
    label: Floats
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

    def with_lexical(self, lexical: Floats) -> npt.NDArray[np.float16]:
        """All columns: the features, and the lexical ones with their neighbourhood means."""
        total = np.concatenate([np.zeros((1, 2)), np.cumsum(lexical, axis=0, dtype=np.float64)])
        index, first, last = np.arange(len(lexical)), self.offset[self.page], self.offset[self.page + 1]
        parts = [self.columns, lexical.astype(np.float16)]
        for before, after in WINDOWS:
            low, high = np.clip(index + before, first, last), np.clip(index + after, first, last)
            parts.append(((total[high] - total[low]) / np.maximum(high - low, 1)[:, None]).astype(np.float16))
        return np.concatenate(parts, axis=1)


def build(pages: Iterable[tuple[Lines, float, int, str, str]]) -> Table:
    """A table of pages given as (lines with labels, words of gold, fold, dump, page type)."""
    columns, words, labels, slots, counts, heads = [], [], [], [], [np.zeros(1, np.int64)], []
    for lines, gold, fold, dump, kind in pages:
        heads.append((len(lines), gold, fold, dump, kind))
        if not lines:
            continue
        page = words_of([line.text for line in lines])
        columns.append(measure(page)[:, :-N_LEXICAL].astype(np.float16))
        words.append(page.count)
        labels.append(np.array([line.label for line in lines], np.float32))
        slot, line = grams(page)
        slots.append(slot[np.argsort(line, kind="stable")].astype(np.int32))
        counts.append(np.bincount(line, minlength=len(lines)))
    size, golds, folds, dumps, kinds = (np.array(values) for values in zip(*heads, strict=True))
    number, count = np.repeat(np.arange(len(size)), size), np.concatenate(words)
    mass = np.bincount(number, count, minlength=len(size))
    return Table(
        size, golds.astype(np.float32), folds, dumps, kinds, np.append(0, np.cumsum(size)), number,
        np.concatenate(columns), count, np.concatenate(labels),
        (count / (mass[number] + PAGE_PRIOR)).astype(np.float32),
        np.concatenate(slots), np.cumsum(np.concatenate(counts)),
    )  # fmt: skip


def real(samples: Iterable[Sample]) -> Table:
    """The pages as they are."""
    return build((_lines(s), float(sum(s.gold.values())), *_head(s)) for s in samples)


class Made(NamedTuple):
    """A made page: the numbers of the pages it was made of and borrowed from, and its lines."""

    own: int
    lender: int
    lines: Lines


def vary_all(samples: list[Sample], seed: int) -> Iterator[Made]:
    """One made page for every real one of five lines or more; what is borrowed comes from the same fold."""
    rng = np.random.default_rng(seed)
    lenders = {
        fold: [i for i, s in enumerate(samples) if s.fold == fold and len(s.lines) > 20]
        for fold in {s.fold for s in samples}
    }
    for number, item in enumerate(samples):
        if len(item.lines) >= 5:
            pool = lenders[item.fold]
            lender = pool[rng.integers(len(pool))]
            yield Made(number, lender, vary(_lines(item), _lines(samples[lender]), rng, item.type in SHORTENABLE))


def made(samples: list[Sample], pages: Iterable[Made]) -> Table:
    """The table of made pages; their gold is what they kept of it."""
    table = build((page.lines, 0.0, *_head(samples[page.own])) for page in pages)
    table.gold = np.bincount(table.page, table.words * table.label, minlength=len(table.size)).astype(np.float32)
    return table


def _head(item: Sample) -> tuple[int, str, str]:
    return item.fold, item.dump, item.type


def _lines(item: Sample) -> Lines:
    return [
        Line(text, label, row) for row, (text, label) in enumerate(zip(item.lines, item.label.tolist(), strict=True))
    ]
