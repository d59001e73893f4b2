"""Which lines of a labelled page are content: those whose words stand in its gold, in runs."""

from collections import Counter
from collections.abc import Sequence

from cleaner.evaluation.score import SCORED_WORD

__all__ = ["content_shares"]

RUN = 4
"""Words in a row that must stand in the gold: fewer may be there by chance."""

BESIDE = 8
"""Lines above and below that tell which of several equal lines is the one in the gold."""

Runs = Counter[tuple[str, ...]]


def content_shares(lines: Sequence[str], gold: str) -> list[float]:
    """The share of each line's words, 0 to 1, that belong to the gold. What stands in the gold once makes only one line
    content: of equal short lines the one with most gold around it.

    >>> content_shares(["Tides", "The ferry left at noon", "Tides"], "Tides\\nThe ferry left at noon\\nNoon")
    [1.0, 1.0, 0.0]
    """
    split = [SCORED_WORD.findall(line.lower()) for line in lines]
    words = SCORED_WORD.findall(gold.lower())
    left = {size: Counter(runs_of(words, size)) for size in range(1, RUN + 1)}
    size = [len(line) * found_share(line, left) for line in split]
    around = [sum(size[max(0, at - BESIDE) : at + BESIDE + 1]) for at in range(len(split))]
    share, bag = [0.0] * len(split), Counter(words)
    for at in sorted(range(len(split)), key=lambda at: (len(split[at]) < RUN, -around[at])):
        held = (Counter(split[at]) & bag).total() / max(1, len(split[at]))  # a word may be in runs of several lengths
        share[at] = min(held, found_share(split[at], left, take=True))
        if share[at] > 0.5:
            bag -= Counter(split[at])
    return share


def runs_of(words: Sequence[str], size: int) -> list[tuple[str, ...]]:
    """All runs of so many words."""
    return [tuple(words[at : at + size]) for at in range(len(words) - size + 1)]


def found_share(words: Sequence[str], left: dict[int, Runs], *, take: bool = False) -> float:
    """The share of a line's words that stand in runs which the gold has left; ``take`` uses the runs up."""
    covered: set[int] = set()
    size = min(RUN, len(words))
    for at, run in enumerate(runs_of(words, size) if words else ()):
        if left[size][run] > 0:
            covered.update(range(at, at + size))
            if take:
                left[size][run] -= 1
    return len(covered) / max(1, len(words))
