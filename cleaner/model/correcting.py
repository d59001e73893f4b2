"""A correction fitted to labelled pages, and scored on pages that it was not fitted to.

A logistic regression on some of the features that the model has seen, beside the model's own log-odds, which stand as
they are: with a strong enough penalty nothing is added to them. How strong is chosen, and whether the correction helps
is found out, by leaving out a fifth of the pages in turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.model.arrays import F32, F64
from cleaner.model.choice import choose
from cleaner.model.correction import FAR, Correction, log_odds
from cleaner.model.judge import WEIGHTS

__all__ = ["MIN_LABELLED", "Example", "Fitted", "fit_correction"]

MIN_LABELLED = 8
"""Labelled pages of a kind below which nothing can be told: a fifth of them is hardly two."""

TURNS = 5
PENALTIES = (10.0, 30.0, 100.0, 300.0)
"""On the squared weights, against one unit of loss a line. Below 10 twenty pages of a source were learned by heart."""

SURELY = 2.0
"""Standard errors by which the gain must be above 0. With 1, on twenty pages of a source of many sites, every third
correction that was accepted did harm."""

STEPS, HALVINGS, SETTLED = 50, 20, 1e-6

FEATURES = (
    "log_words", "word_length", "upper_words", "number_words", "digit_share", "comma_share", "ends_stop", "ends_colon",
    "ends_ellipsis", "sentences", "function_share", "cue_any", "cue_byline", "cue_date", "cue_related", "cue_comment",
    "cue_share", "cue_media", "prose", "copies", "is_copy", "in_prose", "in_main", "from_top", "from_bottom", "place",
    "to_prose_above", "to_prose_below", "in_stretch", "after_start", "before_end", "run", "lexical", "known",
    "log_words[-1:0]", "log_words[1:2]", "prose[-6:0]", "prose[1:7]", "lexical[-6:0]", "lexical[1:7]",
    "link_share", "heading", "in_link", "hint", "hint_known", "in_article", "in_item", "after_h1", "to_h1",
    "region_share", "hint[-6:0]", "hint[1:7]", "text_score",
    "kept", "kept_whole", "commented", "kept[-6:0]", "kept[1:7]", "kept_span",
)  # fmt: skip
"""What a correction may build on: what a line is and where it stands, of HTML also its markup and trafilatura's
verdict; of each kind of model those that it has. With half as many a correction gained a third less."""


@dataclass(frozen=True, slots=True)
class Example:
    """The lines of one page that the model decides, one entry a line: its features, its score, how many words it has,
    the share of them that is content, and whether that is known. ``kind`` is the model's."""

    kind: str
    columns: F32
    score: F32
    words: F64
    content: F64
    known: F64


@dataclass(frozen=True, slots=True)
class Fitted:
    """A correction for a ``kind`` of model, and, for each page left out in turn, F1 over its known lines ``before``
    and ``after``."""

    kind: str
    correction: Correction
    penalty: float
    before: F64
    after: F64

    @property
    def gain(self) -> float:
        """Mean gain in F1."""
        return float((self.after - self.before).mean())

    @property
    def error(self) -> float:
        """Standard error of the gain over pages."""
        return float((self.after - self.before).std(ddof=1) / np.sqrt(len(self.before)))

    @property
    def helps(self) -> bool:
        """Whether the gain is surely one."""
        return self.gain > SURELY * self.error


def fit_correction(examples: Sequence[Example]) -> Fitted:
    """The correction for pages of one kind, at least MIN_LABELLED of them."""
    before = np.array([page_f1(example, example.score) for example in examples])
    turns = {penalty: left_out(examples, penalty) for penalty in PENALTIES}
    best = max(PENALTIES, key=lambda penalty: float(turns[penalty].mean()))
    return Fitted(examples[0].kind, fitted(examples, best), best, before, turns[best])


def left_out(examples: Sequence[Example], penalty: float) -> F64:
    """F1 of each page by a correction that was fitted without it."""
    found = np.zeros(len(examples))
    for turn in range(TURNS):
        rest = [example for number, example in enumerate(examples) if number % TURNS != turn]
        correction = fitted(rest, penalty)
        for number in range(turn, len(examples), TURNS):
            example = examples[number]
            names = WEIGHTS[example.kind][1]
            found[number] = page_f1(example, correction.corrected(example.score, example.columns, names))
    return found


def page_f1(example: Example, score: npt.NDArray[np.floating]) -> float:
    """Word F1, over the known lines of a page, of what the model would choose by some scores."""
    kept = choose(np.asarray(score, np.float32), example.words) if len(score) else np.zeros(0, bool)
    wanted = example.words * example.content * example.known
    found = example.words * kept * example.known
    size = float(wanted.sum() + found.sum())
    return float(2 * (wanted * kept).sum() / size) if size else 1.0


def fitted(examples: Sequence[Example], penalty: float) -> Correction:
    """The correction that fits the known lines of some pages best, given a penalty."""
    names = WEIGHTS[examples[0].kind][1]
    chosen = tuple(name for name in FEATURES if name in names)
    known = [example.known > 0 for example in examples]
    at = [names.index(name) for name in chosen]
    rows = np.concatenate([example.columns[mask][:, at] for example, mask in zip(examples, known, strict=True)])
    odds = log_odds(np.concatenate([example.score[mask] for example, mask in zip(examples, known, strict=True)]))
    content = np.concatenate([example.content[mask] for example, mask in zip(examples, known, strict=True)])
    values = np.column_stack([rows, odds]).astype(np.float64)
    mean, deviation = values.mean(0), values.std(0) + 0.02
    shown = np.clip((values - mean) / deviation, -FAR, FAR)
    found = regression(np.column_stack([shown, np.ones(len(shown))]), odds, content, penalty)
    return Correction(chosen, mean, deviation, found[:-1], float(found[-1]))


def regression(columns: F64, offset: F64, wanted: F64, penalty: float) -> F64:
    """Weights of a logistic regression beside an ``offset``, by Newton's method with halved steps; the last column, the
    bias, is held a tenth as hard as the others."""
    held = np.full(columns.shape[1], penalty)
    held[-1] = penalty / 10
    weight = np.zeros(columns.shape[1])
    now = loss(weight, columns, offset, wanted, held)
    for _ in range(STEPS):
        share = 1 / (1 + np.exp(-np.clip(offset + columns @ weight, -30, 30)))
        slope = columns.T @ (share - wanted) + held * weight
        step = np.linalg.solve((columns.T * (share * (1 - share))) @ columns + np.diag(held), slope)
        for _ in range(HALVINGS):
            then = loss(weight - step, columns, offset, wanted, held)
            if then <= now:
                break
            step = step / 2
        if now - then < SETTLED * now:
            break
        weight, now = weight - step, then
    return weight


def loss(weight: F64, columns: F64, offset: F64, wanted: F64, held: F64) -> float:
    """What the regression makes small."""
    odds = offset + columns @ weight
    return float((np.logaddexp(0, odds) - wanted * odds).sum() + 0.5 * (held * weight * weight).sum())
