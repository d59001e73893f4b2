"""Scores of a choice of lines: by word F1 where the gold is whole, by known lines where it is not."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cleaner.model.choice import Aim, choose
from training.dataset import Sample, page_score
from training.table import Table

Scores = dict[str, list[float]]


def page_scores(
    items: Sequence[Sample], table: Table, pages: npt.NDArray[np.int64], score: npt.NDArray[np.float32], aim: Aim
) -> Scores:
    """F1, precision and recall, mean over pages of a dump and a source, and of WCXB's page types."""
    found: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    at = 0
    for page in pages:
        part = slice(at, at + int(table.size[page]))
        at = part.stop
        item = items[page]
        if not item.whole:
            continue
        words = table.words[table.offset[page] : table.offset[page + 1]]
        keep = choose(score[part], words, aim) if table.size[page] else np.zeros(0, bool)
        result = page_score(item, keep)
        found[f"{item.dump}/{item.source}"].append(result)
        if item.source in ("wcxb", "daniel"):
            found[f"{item.dump}/{item.source}/{item.type}"].append(result)
    return {name: [len(values), *np.mean(values, axis=0).tolist()] for name, values in sorted(found.items())}


def known_scores(
    items: Sequence[Sample], table: Table, pages: npt.NDArray[np.int64], score: npt.NDArray[np.float32]
) -> Scores:
    """Of the sets of which only some lines are known: how many pages, and the shares of the wanted lines kept and of
    the unwanted ones struck."""
    right: dict[str, dict[bool, list[bool]]] = defaultdict(lambda: {True: [], False: []})
    count: dict[str, int] = defaultdict(int)
    at = 0
    for page in pages:
        part = slice(at, at + int(table.size[page]))
        at = part.stop
        item = items[page]
        if item.whole or not table.size[page]:
            continue
        keep = choose(score[part], table.words[table.offset[page] : table.offset[page + 1]])
        name = f"{item.dump}/{item.source}"
        count[name] += 1
        for stays, label, known in zip(keep.tolist(), item.label.tolist(), item.known.tolist(), strict=True):
            if known:
                right[name][label > 0.5].append(stays == (label > 0.5))
    return {
        name: [count[name], float(np.mean(ways[True] or [True])), float(np.mean(ways[False] or [True]))]
        for name, ways in sorted(right.items())
    }


def made_scores(table: Table, score: npt.NDArray[np.float32]) -> Scores:
    """F1, precision and recall, mean over made pages, and over those made of articles. Their gold is only known as a
    number of words a line, so words are counted, not compared."""
    found: dict[str, list[tuple[float, float, float]]] = {"made": [], "made/article": []}
    for page in range(len(table.size)):
        rows = slice(table.offset[page], table.offset[page + 1])
        words, content = table.words[rows], table.words[rows] * table.label[rows]
        if content.sum() == 0:
            continue
        keep = choose(score[rows], words)
        hit = float(content[keep].sum())
        p, r = hit / float(words[keep].sum()), hit / float(content.sum())
        found["made"].append((2 * p * r / (p + r) if hit else 0.0, p, r))
        if table.kind[page] == "article":
            found["made/article"].append(found["made"][-1])
    return {name: [len(values), *np.mean(values, axis=0).tolist()] for name, values in found.items()}
