"""A correction fitted to labelled pages, and scored on pages that it was not fitted to.

A logistic regression on some of the features that the model has seen, beside the model's own log-odds, which stand as
they are: with a strong enough penalty nothing is added to them. How strong is chosen, and whether the correction helps
is found out, by leaving out a fifth of the pages in turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.model.arrays import F32, F64
from cleaner.model.choice import choose
from cleaner.model.correction import OUTLYING, Correction, log_odds
from cleaner.model.judge import WEIGHTS

__all__ = ["MIN_LABELLED", "Example", "Fitted", "Turns", "fit_correction"]

MIN_LABELLED = 8
"""Labelled pages of a kind below which nothing can be told: a fifth of them is hardly two."""

TURNS = 5
PENALTIES = (10.0, 30.0, 100.0, 300.0)
"""On the squared weights, against one unit of loss a line. Below 10 twenty pages of a source were learned by heart."""

SURELY, FAIRLY = 2.0, 1.5
"""Standard errors by which the loss of pages left out must be smaller, and their F1 greater. F1 alone jumps with the
choice of a few lines: asked for by two standard errors it refused eight of ten corrections that help, by one it took
every third of those that do harm. The loss alone took two of twelve on pages of as many sites, where none helps."""

STEPS, HALVINGS, SETTLED, TINY = 50, 20, 1e-6, 1e-12

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


class Turns(NamedTuple):
    """What corrections of one ``penalty`` do for pages they were not fitted to: the ``f1`` of each page's known lines,
    and how badly they are foretold, before and after."""

    penalty: float
    f1: F64
    corrected_f1: F64
    loss: F64
    corrected_loss: F64

    @property
    def gain(self) -> float:
        """Mean gain in F1."""
        return float((self.corrected_f1 - self.f1).mean())

    @property
    def better(self) -> float:
        """Standard errors by which the loss is smaller."""
        return certainty(self.loss - self.corrected_loss)

    @property
    def helps(self) -> bool:
        """Whether these corrections surely help."""
        return self.better > SURELY and certainty(self.corrected_f1 - self.f1) > FAIRLY


def certainty(gains: F64) -> float:
    """The mean of gains over pages, in standard errors of it."""
    return float(gains.mean() / max(gains.std(ddof=1) / np.sqrt(len(gains)), TINY))


class Fitted(NamedTuple):
    """A correction for a ``kind`` of model, and how corrections of its penalty do."""

    kind: str
    correction: Correction
    turns: Turns


def fit_correction(examples: Sequence[Example]) -> Fitted:
    """The correction for pages of one kind, at least MIN_LABELLED of them; that with the greatest gain in F1, of those
    that help, if any do."""
    turns = [left_out(examples, penalty) for penalty in PENALTIES]
    best = max(turns, key=lambda found: (found.helps, found.gain))
    return Fitted(examples[0].kind, fitted(examples, best.penalty), best)


def left_out(examples: Sequence[Example], penalty: float) -> Turns:
    """Each page with and without a correction that was fitted without it."""
    scores: list[tuple[float, float, float, float]] = [(0.0, 0.0, 0.0, 0.0)] * len(examples)
    for turn in range(TURNS):
        correction = fitted([page for number, page in enumerate(examples) if number % TURNS != turn], penalty)
        for number in range(turn, len(examples), TURNS):
            page = examples[number]
            score = correction.corrected(page.score, page.columns, WEIGHTS[page.kind][1])
            scores[number] = page_f1(page, page.score), page_f1(page, score), miss(page, page.score), miss(page, score)
    return Turns(penalty, *np.array(scores).T)


def miss(example: Example, score: F32) -> float:
    """Mean loss of the known lines of a page: how badly scores foretell them."""
    odds, known = log_odds(score), example.known
    return float(((np.logaddexp(0, odds) - example.content * odds) * known).sum() / max(known.sum(), 1))


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
    shown = np.clip((values - mean) / deviation, -OUTLYING, OUTLYING)
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
