"""The choice of lines for a page as a whole, from the score of each."""

from typing import Literal

import numpy as np
import numpy.typing as npt

from cleaner.model.arrays import F32, Bool

__all__ = ["Aim", "choose"]

Aim = Literal["balanced", "strict"]

CAUTION = 0.5
"""Taken off every line's log-odds before the choice. Out of fold, 0.5 for 0.3 gives 0.003 to 0.004 of F1 on the older
and news sets, of text and of HTML, and half a point more of readers' comments gone; on WCXB 0.001 less of text, 0.001
more of HTML. Up to a point of recall is the price."""

UNSEEN = 100.0
"""Words of content assumed outside the visible lines when F1 is estimated. Of 0, 50, 100 and 160, out of
fold, 100 is at the top or within 0.001 of it; it keeps short choices on doubtful pages from looking
certain."""

STRICT_PRECISION = 0.92
"""Expected precision that `strict` asks of a page's choice. Asking for 0.92 gives 0.901 to 0.911 overall,
0.90 gives 0.896 to 0.905."""


def choose(score: F32, words: npt.NDArray[np.floating], aim: Aim = "balanced") -> Bool:
    """Choose the lines (best scores first) that maximise the page's expected F1, or in `strict` as many as
    keep the expected precision.

    >>> choose(np.array([0.9, 0.2, 0.8], np.float32), np.array([50.0, 10.0, 80.0])).tolist()
    [True, False, True]
    """
    odds = score / np.maximum(1 - score, 1e-6) * np.exp(-CAUTION)
    share = odds / (1 + odds)
    order = np.argsort(-share, kind="stable")
    hits, size = np.cumsum((share * words)[order]), np.cumsum(words[order])
    best = int(np.argmax(2 * hits / (size + hits[-1] + UNSEEN))) + 1
    if aim == "strict":
        found = hits / np.maximum(size, 1e-6)
        best = max(1, min(best, int((found >= STRICT_PRECISION).sum())))
    keep = np.zeros(len(score), bool)
    keep[order[:best]] = True
    return keep
