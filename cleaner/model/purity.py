"""Whether a text is clean already: judged for the page as a whole, before any line goes by its score alone.

A raw page nearly always has lines at its top and bottom that are boilerplate for certain, and rules that took some. A
text without them may be a forum's or a shop's and score low all over, but nothing in it is worth a risk.
"""

from collections.abc import Sequence
from math import exp, log1p

__all__ = ["CHROME_SIGNS", "clean_share", "signs"]

CERTAIN, DOUBTFUL, GOOD = 0.05, 0.1, 0.8
"""Scores below which a line is boilerplate for certain or nearly, and above which it is content."""

ENDMOST = 3
"""Lines at the top and at the bottom that are looked at apart."""

CHROME_SIGNS = {
    "sure lines": -0.20,
    "share of doubtful lines": -1.22,
    "share of good lines": -1.73,
    "least score at the top": 2.09,
    "least score at the bottom": 3.10,
    "mean score at the top": 2.20,
    "mean score at the bottom": 1.83,
    "lines that rules took": -0.72,
    "lines": 0.68,
    "bias": -3.89,
}
"""What speaks for a clean text, and how much: a logistic regression by `training.purity`, out of fold, over gold texts
and pages that were cleaned once (both clean) and raw pages (not)."""


def signs(scores: Sequence[float], struck: int) -> tuple[float, ...]:
    """The values of CHROME_SIGNS for a page: scores of its lines, and how many lines rules took."""
    top, bottom, count = scores[:ENDMOST], scores[-ENDMOST:], len(scores)
    return (
        log1p(sum(score < CERTAIN for score in scores)),
        sum(score < DOUBTFUL for score in scores) / count,
        sum(score > GOOD for score in scores) / count,
        min(top),
        min(bottom),
        sum(top) / len(top),
        sum(bottom) / len(bottom),
        log1p(struck),
        log1p(count),
        1.0,
    )


def clean_share(scores: Sequence[float], struck: int) -> float:
    """Probability, 0 to 1, that a text of lines with these scores is clean already; ``struck`` lines rules took.

    >>> clean_share([0.9] * 20, 0) > 0.9 > 0.1 > clean_share([0.01] * 20 + [0.9] * 20 + [0.01] * 20, 12)
    True
    """
    total = sum(weight * value for weight, value in zip(CHROME_SIGNS.values(), signs(scores, struck), strict=True))
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
