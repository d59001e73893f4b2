"""Which lines of a page are content: scores, the choice, and the reasons."""

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.resources.abc import Traversable

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from cleaner.errors import WeightsError
from cleaner.markup.columns import Markup
from cleaner.model.arrays import F32, Bool
from cleaner.model.choice import Aim, choose
from cleaner.model.correction import Correction
from cleaner.model.dom import DOM_NAMES, HINT_BITS, N_VERDICT, dom_columns
from cleaner.model.features import LEXICON_BITS, N_LEXICAL, NAMES, lexical, measure
from cleaner.model.network import CLIP, PARTS, POOLS, Layers, Net, forward, mean_share, slope
from cleaner.model.passing import read_passing
from cleaner.model.reasons import phrasebook
from cleaner.model.words import Words, data_file, split_words

__all__ = ["WEIGHTS", "Model", "Verdict", "load", "meaning", "read_weights"]


WORDLESS = 0.5
"""Score of a line without any word where it has no neighbour with one."""

DIGITS = 4
"""Decimals of a score: linear algebra libraries differ in the seventh, and the choice must not differ by machine."""


WEIGHTS = {
    "text": ("weights.npz", NAMES),
    "html-fast": ("weights-html-fast.npz", (*NAMES, *DOM_NAMES[:-N_VERDICT])),
    "html-full": ("weights-html-full.npz", (*NAMES, *DOM_NAMES)),
}
"""For a text dump, for rendered HTML, and for HTML with trafilatura's verdict: the file of weights, and its columns."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the model says of a page: one entry a line.

    ``score``: expected share of the line's words that are content, 0 to 1. ``keep``: the choice. ``row``: the
    line's row in ``columns`` and ``layers``, which `Model.reasons` reads, or -1 for a line without a word; the lines of
    a passage share one.
    """

    score: F32
    keep: Bool
    row: npt.NDArray[np.intp]
    columns: F32
    layers: tuple[Layers, ...]

    def over(self, sizes: Sequence[int]) -> "Verdict":
        """The same where each entry stands for several lines of the page, a passage's."""
        if len(sizes) == sum(sizes):
            return self
        spread = np.repeat(np.arange(len(sizes)), sizes)
        return replace(self, score=self.score[spread], keep=self.keep[spread], row=self.row[spread])


@dataclass(frozen=True, slots=True)
class Model:
    """The networks, their shared scaling of features, and the lexicons of words and of class names; a model for HTML
    also has the one for text, whose score is one of its features; a ``correction`` fits the scores to a corpus. Read
    only; safe to share between threads."""

    names: tuple[str, ...]
    nets: tuple[Net, ...]
    mean: F32
    deviation: F32
    lexicon: F32
    hints: F32
    text: "Model | None" = None
    correction: Correction | None = None

    def columns(self, words: Words, dom: Markup | None = None, rows: npt.NDArray[np.intp] | None = None) -> F32:
        """Features of lines that each hold a word, cut to the range the networks know; ``rows``: where ``dom`` has
        them."""
        found = measure(words, self.lexicon)
        if self.text is not None and dom is not None and rows is not None:
            own = found.copy()
            own[:, -N_LEXICAL:] = lexical(words, self.text.lexicon)
            score = self.text.scores(self.text.clipped(own))[0]
            found = np.concatenate([found, dom_columns(dom, rows, words.count, self.hints, score)], axis=1)
        return self.clipped(found[:, : len(self.names)])

    def clipped(self, columns: F32) -> F32:
        """The columns cut to the range the networks know, in place."""
        np.maximum(columns, self.mean - CLIP * self.deviation, out=columns)
        return np.minimum(columns, self.mean + CLIP * self.deviation, out=columns)

    def scores(self, columns: F32) -> tuple[F32, tuple[Layers, ...]]:
        """The networks' mean score of each line, corrected if there is a correction, and what each computed."""
        with one_thread():
            layers = tuple(forward(net, columns) for net in self.nets)
        score = np.round(mean_share(layers), DIGITS)
        if self.correction:
            score = np.round(self.correction.corrected(score, columns, self.names), DIGITS)
        return score, layers

    def judge(
        self,
        lines: Sequence[str],
        aim: Aim = "balanced",
        struck: Bool | None = None,
        dom: Markup | None = None,
        numbers: Sequence[int] = (),
    ) -> Verdict:
        """Score all lines of a page and choose the ones to keep.

        ``lines`` are the page's non-blank lines, stripped and with white space squeezed, struck ones included
        (they are context); ``struck`` marks those that earlier stages took: they do not count in the choice
        and are not kept. Models for HTML take ``dom`` too, and where in it the lines are. A page whose other lines
        hold words always keeps one; a page without any word is kept as it is.
        """
        spoken = np.array([line[:1].isalnum() or HAS_WORD.search(line) is not None for line in lines], bool)
        live = np.ones(len(lines), bool) if struck is None else ~struck
        row = np.where(spoken, np.cumsum(spoken) - 1, -1)
        if not (spoken & live).any():
            return Verdict(np.full(len(lines), WORDLESS, np.float32), live, row, NOTHING, ())
        words = split_words([line for line, has_word in zip(lines, spoken.tolist(), strict=True) if has_word])
        columns = self.columns(words, dom, np.asarray(numbers, np.intp)[spoken] if dom is not None else None)
        score, layers = self.scores(columns)
        keep = live[spoken]
        keep[keep] = choose(score[keep], words.count[keep], aim)
        return Verdict(_fill(score, spoken), (_fill(keep, spoken) >= 1) & live, row, columns, layers)

    def reasons(self, verdict: Verdict, wanted: Sequence[int], count: int = 2) -> list[tuple[str, ...]]:
        """For each wanted line, the groups of features that weighed most towards its being boilerplate, in
        words.

        The weight of a feature is its distance from the usual times the slope of the line's log-odds along
        it.
        """
        rows = verdict.row[np.asarray(wanted, np.intp)]
        said = iter(self._phrases(verdict, rows[rows >= 0], count) if (rows >= 0).any() else ())
        return [next(said) if row >= 0 else WITHOUT_WORD for row in rows.tolist()]

    def _phrases(self, verdict: Verdict, rows: npt.NDArray[np.intp], count: int) -> list[tuple[str, ...]]:
        """Reasons for rows of the verdict's columns."""
        phrases = phrasebook(self.names)
        away = verdict.columns[rows] - self.mean
        with one_thread():
            steepness = sum(
                (slope(net, made, rows) for net, made in zip(self.nets, verdict.layers, strict=True)),
                np.zeros(1, np.float32),
            )
            pull = steepness * away
            high = (np.abs(pull) * (away / self.deviation)) @ phrases.member >= 0
            weight = pull @ phrases.member
        weight[~np.where(high, phrases.says_high, phrases.says_low)] = 0
        best = np.argsort(weight, axis=1)[:, :count]
        pulling = np.take_along_axis(weight, best, 1) < 0
        ways = np.where(pulling, 2 * best + np.take_along_axis(high, best, 1), -1)
        return [phrases.of(tuple(line)) or DOUBT for line in ways.tolist()]


NOTHING = np.zeros((0, len(NAMES)), np.float32)
HAS_WORD = re.compile(r"\w")
WITHOUT_WORD = ("a line without words between struck lines",)
DOUBT = ("nothing speaks for it being content",)


def _fill(values: F32 | Bool, spoken: Bool) -> F32:
    """Values of lines with words spread to all lines: a line without gets the mean of its two neighbours'."""
    index = np.cumsum(spoken)
    above = values[np.maximum(index - 1, 0)].astype(np.float32)
    below = values[np.minimum(index, len(values) - 1)].astype(np.float32)
    filled: F32 = np.where(spoken, above, (above + below) / 2)
    return filled


def one_thread() -> AbstractContextManager[object]:
    """Keeps linear algebra on the calling thread: a page is too small to share, and worker processes would fight."""
    limit: AbstractContextManager[object] = _pools().limit(limits=1, user_api="blas")
    return limit


@cache
def _pools() -> ThreadpoolController:
    return ThreadpoolController()


def meaning(names: Sequence[str]) -> str:
    """A digest of all that the code must share with the training for weights to mean the same: names and order of the
    columns, the neighbours that are pooled, where columns are cut, and the sizes of the lexicons."""
    return sha256(repr((list(names), POOLS, CLIP, LEXICON_BITS, HINT_BITS)).encode()).hexdigest()


@cache
def load(kind: str = "text") -> Model:
    """The shipped model of a kind in WEIGHTS, read once.

    Raises:
        WeightsError: see `read_weights`.
    """
    return read_weights(data_file(WEIGHTS[kind][0]), kind, load() if kind != "text" else None)


def read_weights(path: Traversable, kind: str, text: Model | None = None) -> Model:
    """Read the weights of a kind in WEIGHTS, a NumPy archive without pickled objects; ``text`` is the model for text
    that one for HTML builds on.

    Raises:
        WeightsError: they were trained with other columns, pools or lexicons than this version has (`meaning`).
    """
    names = WEIGHTS[kind][1]
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
        if "meaning" not in file or str(file["meaning"]) != meaning(names):
            raise WeightsError(f"{path.name} was trained on other features than this version computes: train again")
        lexicon, hints = np.zeros(1 << LEXICON_BITS, np.float32), np.zeros(1 << HINT_BITS, np.float32)
        lexicon[np.cumsum(file["slot_steps"], dtype=np.int64)] = file["slot_values"] * file["slot_scale"]
        if "hint_slots" in file:
            hints[file["hint_slots"]] = file["hint_values"] * file["slot_scale"]
        nets = tuple(
            Net(**{name: file[f"{i}.{name}"] for name in PARTS}, passing=read_passing(file, f"{i}.passing"))
            for i in range(int(file["nets"]))
        )
        return Model(names, nets, file["mean"], file["deviation"], lexicon, hints, text)
