"""Heads beside the choice of lines: the role of each line, and what kind of page it is.

Both are small networks of their own over the features that the choice of lines is made from.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from cleaner.judgement import PER_ROLE, Judgement
from cleaner.model.arrays import F32
from cleaner.model.dom import N_HINT, N_VERDICT
from cleaner.model.features import N_LEXICAL, NAMES
from cleaner.model.judge import WEIGHTS, Verdict, meaning, one_thread
from cleaner.model.network import PARTS, Net, forward
from cleaner.model.words import data_file

__all__ = ["PAGE_COLUMNS", "Heads", "KindNet", "judgement_of", "load_heads", "pooled"]

HEADS_FILE = "heads.npz"
LOG_WORDS = NAMES.index("log_words")
BASE = len(NAMES) - N_LEXICAL

PAGE_COLUMNS: dict[str, npt.NDArray[np.intp]] = {
    kind: np.array([*range(BASE), *(range(len(NAMES) + 1, len(names) - N_HINT) if kind != "text" else ())])
    if kind != "html-full"
    else np.array([*range(BASE), *range(len(NAMES) + 1, len(names) - N_HINT - N_VERDICT)])
    for kind, (_, names) in WEIGHTS.items()
}
"""The columns that the kind of a page is told by: all that need neither a lexicon nor another model."""

SPREAD_LIMIT = 4.0
"""Deviations at which a value that is averaged over a page is cut."""


@dataclass(frozen=True, slots=True)
class KindNet:
    """One hidden layer over a page's averaged columns: their mean and deviation are folded into the first layer."""

    mean: F32
    deviation: F32
    first: F32
    first_bias: F32
    last: F32
    last_bias: F32

    def shares(self, pooled_columns: F32) -> F32:
        """The probability of each kind."""
        scaled = np.clip((pooled_columns - self.mean) / self.deviation, -SPREAD_LIMIT, SPREAD_LIMIT)
        return softmax(np.maximum(scaled @ self.first + self.first_bias, 0) @ self.last + self.last_bias)


@dataclass(frozen=True, slots=True)
class Heads:
    """The networks for roles and kinds of one of WEIGHTS. Read only."""

    roles: Net
    kinds: KindNet
    columns: npt.NDArray[np.intp]

    def role_shares(self, columns: F32) -> F32:
        """The probability of each role, a row a line."""
        return softmax(forward(self.roles, columns).odds)


def softmax(odds: F32) -> F32:
    """Probabilities of the last axis' entries."""
    raised = np.exp(odds - odds.max(-1, keepdims=True))
    shares: F32 = raised / raised.sum(-1, keepdims=True)
    return shares


def pooled(columns: F32, words: F32) -> F32:
    """Means of a page's columns, by lines and by words."""
    share = words / max(float(words.sum()), 1.0)
    return np.concatenate([columns.mean(0), share @ columns])


def judgement_of(heads: Heads, lines: Sequence[int], verdict: Verdict) -> Judgement:
    """What the model makes of a page whose ``lines`` have a verdict. A line without words has no role."""
    columns, row = verdict.columns, verdict.row
    if not len(columns):
        return Judgement(array("q", lines), array("f", verdict.score.tolist()), array("f", bytes(4 * len(lines))))
    words = np.expm1(columns[:, LOG_WORDS])
    with one_thread():
        shares = heads.role_shares(columns)
        kinds = heads.kinds.shares(pooled(columns[:, heads.columns], words))
    steps = np.round(shares * PER_ROLE).astype(np.uint8)
    steps = np.where((row >= 0)[:, None], steps[row], np.uint8(0))
    sharing = np.bincount(row[row >= 0], minlength=len(columns))  # lines of a passage hold its words together
    words = np.where(row >= 0, (words / np.maximum(sharing, 1))[row], 0).astype(np.float32)
    scores = array("f", verdict.score.astype(np.float32).tobytes())
    return Judgement(array("q", lines), scores, array("f", words.tobytes()), steps.tobytes(), tuple(kinds.tolist()))


@cache
def load_heads(kind: str = "text") -> Heads:
    """The shipped heads of a kind in WEIGHTS, read once.

    Raises:
        WeightsError: they were trained with other columns than this version has.
    """
    from cleaner.errors import WeightsError

    with data_file(HEADS_FILE).open("rb") as stream, np.load(stream, allow_pickle=False) as file:
        if str(file[f"{kind}.meaning"]) != meaning(WEIGHTS[kind][1]):
            raise WeightsError(f"{HEADS_FILE} was trained on other features than this version computes: train again")
        roles = {name: file[f"{kind}.roles.{name}"].astype(np.float32) for name in PARTS}
        kinds = {name: file[f"{kind}.kinds.{name}"].astype(np.float32) for name in KindNet.__dataclass_fields__}
    return Heads(Net(**roles), KindNet(**kinds), PAGE_COLUMNS[kind])
