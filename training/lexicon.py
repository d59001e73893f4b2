"""A lexical score: a logistic regression of content on a line's words and word pairs, in a hashed table."""

from collections.abc import Callable, Collection, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from cleaner.model.features import LEXICON_BITS
from training.table import Table

Floats = npt.NDArray[np.float32]

MIN_PAGES = 5
"""Pages on which a word must stand: words of fewer pages tell the page, not boilerplate from content."""
ONE_OF_EACH = ("blocks", "html")
"""The dumps in which pages are counted: every page has one of them."""
EPOCHS, PAGES_A_STEP, SHARE_OF_PAGES = 4, 20, 0.4
RATE, RIDGE = 0.03, 5e-6
FLATTEN = 0.7
"""Power of a line's weight: between each line alike (0) and each word alike (1)."""
STEP = 0.02
"""Weights are stored as whole multiples of this, in one byte."""


def _frequent(table: Table, pages: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Slots that occur on ``MIN_PAGES`` pages, counted in one dump of each."""
    counts = np.zeros(1 << LEXICON_BITS, np.int64)
    for page in pages[np.isin(table.dump[pages], ONE_OF_EACH)]:
        first, last = table.gram_end[table.offset[page]], table.gram_end[table.offset[page + 1]]
        counts[np.unique(table.gram[first:last])] += 1
    return np.flatnonzero(counts >= MIN_PAGES)


def fit(table: Table, pages: npt.NDArray[np.int64], seed: int = 0) -> Floats:
    """Weight of each slot (0 where unknown), learned on the given pages."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    known = _frequent(table, pages)
    number = np.full(1 << LEXICON_BITS, len(known))
    number[known] = np.arange(len(known))
    weights = torch.zeros(len(known) + 1, requires_grad=True)
    bias = torch.zeros(1, requires_grad=True)
    optimiser = torch.optim.Adam([weights, bias], lr=RATE)
    shown = torch.ones(len(known) + 1)
    shown[-1] = 0
    chance = np.minimum(SHARE_OF_PAGES * table.rate[pages], 1)
    for _ in range(EPOCHS):
        some = rng.permutation(pages[rng.random(len(pages)) < chance])
        for start in range(0, len(some), PAGES_A_STEP):
            loss = _loss(table, some[start : start + PAGES_A_STEP], weights * shown, bias, number)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    steps = np.clip(np.round(weights.detach().numpy()[:-1] / STEP), -127, 127)
    lexicon = np.zeros(1 << LEXICON_BITS, np.float32)
    lexicon[known] = np.where(steps == 0, 1, steps) * STEP
    return lexicon


def _loss(
    table: Table,
    pages: npt.NDArray[np.int64],
    weights: torch.Tensor,
    bias: torch.Tensor,
    number: npt.NDArray[np.int64],
) -> torch.Tensor:
    rows = table.rows(pages)
    slots = np.concatenate(
        [table.gram[table.gram_end[table.offset[p]] : table.gram_end[table.offset[p + 1]]] for p in pages]
    )
    count = np.diff(table.gram_end)[rows]
    line = torch.from_numpy(np.repeat(np.arange(len(rows)), count))
    total = torch.zeros(len(rows)).index_add(0, line, weights[torch.from_numpy(number[slots])])
    odds = bias + total / torch.sqrt(torch.from_numpy(count.astype(np.float32)) + 1)
    weight = torch.from_numpy(table.weight[rows] ** FLATTEN)
    entropy = nn.functional.binary_cross_entropy_with_logits(
        odds, torch.from_numpy(table.label[rows]), reduction="none"
    )
    return (entropy * weight).sum() / weight.sum() + RIDGE * (weights * weights).sum()


def nested(
    tables: Sequence[Table], folds: Collection[int], held: int | None, learn: Callable[[frozenset[int]], Floats]
) -> tuple[list[Floats], Floats]:
    """Lexical columns for training without the ``held`` fold, and the lexicon for scoring it.

    Every line's score comes from a lexicon that saw neither its own fold nor the held one, so that the
    network learns how far to trust a score on unseen pages. ``learn`` gives the lexicon of some folds. Returns the
    columns of each table and the lexicon of all folds but ``held``.
    """
    live = frozenset(fold for fold in folds if fold != held)
    whole = learn(live)
    columns = [table.lexical(whole) for table in tables]
    for fold in live:
        part = learn(live - {fold})
        for table, target in zip(tables, columns, strict=True):
            mine = table.fold[table.page] == fold
            target[mine] = table.lexical(part)[mine]
    return columns, whole
