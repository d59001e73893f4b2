"""How sure a text dump is clean already: fits the weights of `cleaner.model.purity`, and measures what they do.

    python -m training.purity BENCH_FOLDER CACHE [--every 5]

Gold texts are clean, raw pages are not, and what `balanced` makes of a raw page counts as clean, so that a second
cleaning finds nothing to do. CACHE is that of `training.train`. Prints the weights, and for some thresholds what clean
texts keep, how many change in a second cleaning, and what raw pages lose in F1.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner import Cleaner
from cleaner.judgement import Judgement
from cleaner.model import judge
from cleaner.model.purity import CHROME_SIGNS, signs
from cleaner.page import Page
from cleaner.stages import content
from cleaner.stages.exceptions import Judged
from training import dataset
from training.plan import FOLDS
from training.whole import MIN_CLEAN_CHARS, models, words_score

SETS = ("wcxb-dev", "more-dev")
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.7)
RIDGE, STEPS, PARTS = 3.0, 60, 5
WEIGHT = {"gold": 1.0, "page": 1.0, "again": 0.5}

F64 = npt.NDArray[np.float64]


class Case(NamedTuple):
    """One text: its kind (gold, page, again), its page, its signs, and its scores if the model cuts it and if not."""

    kind: str
    page: str
    signs: tuple[float, ...]
    cut: tuple[float, ...]
    whole: tuple[float, ...]


SEEN: list[tuple[float, ...]] = []
"""The signs of the pages that the stage judged, the last one last."""
looked_by_stage = content.ContentStage.look


def watch(stage: content.ContentStage, page: Page) -> tuple[list[Judged], Judgement]:
    """As the stage looks at a page, remembering the page's signs."""
    judged, judgement = looked_by_stage(stage, page)
    if judged:
        SEEN.append(signs([item.score for item in judged], sum(page.struck)))
    return judged, judgement


def cases(bench: Path, cache: Path, every: int) -> Iterator[Case]:
    """Every so manieth page of the sets, as three cases."""
    content.ContentStage.look = watch  # type: ignore[method-assign, assignment]
    content.clean_already = lambda *_: False
    cleaner = Cleaner(mode="balanced")
    for fold in FOLDS:
        judge.load = models(cache, fold).__getitem__  # type: ignore[assignment]
        for name in SETS:
            for number, record in enumerate(dataset.records(bench / f"{name}.jsonl.zst")):
                if record["fold"] % len(FOLDS) == fold and number % every == 0:
                    pattern = dataset.WORD if name == "wcxb-dev" else dataset.WORD_OR_IDEOGRAPH
                    yield from three(cleaner, record, pattern)


def three(cleaner: Cleaner, record: dict[str, Any], pattern: Any) -> Iterator[Case]:
    """The gold of a page, the page, and the page cleaned."""
    raw, gold = record["dumps"]["blocks"], record["gold"]
    texts = {"gold": gold, "page": raw, "again": cleaner.clean(raw).text}
    for kind, text in texts.items():
        SEEN.clear()
        if kind == "page" or len(text) >= MIN_CLEAN_CHARS:
            out = cleaner.clean(text).text
            if SEEN:
                aim = gold if kind == "page" else text
                yield Case(
                    kind, record["id"], SEEN[-1], words_score(out, aim, pattern), words_score(text, aim, pattern)
                )


def fit(values: F64, clean: F64, weight: F64) -> F64:
    """Weights of a logistic regression by Newton's method, with a penalty on all but the bias; columns are scaled
    first."""
    scale = values.std(0)
    scale[-1] = 1.0
    columns, found = values / scale, np.zeros(values.shape[1])
    penalty = np.diag(np.append(np.full(len(found) - 1, RIDGE), 0.01))
    for _ in range(STEPS):
        share = 1 / (1 + np.exp(-columns @ found))
        slope = columns.T @ (weight * (share - clean)) + penalty @ found
        found -= np.linalg.solve((columns.T * (weight * share * (1 - share))) @ columns + penalty, slope)
    result: F64 = found / scale
    return result


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--every", type=int, default=5)
    options = parser.parse_args()
    found = list(cases(options.bench, options.cache, options.every))
    values, kind = np.array([case.signs for case in found]), np.array([case.kind for case in found])
    weight = np.array([WEIGHT[name] for name in kind])
    clean = (kind != "page").astype(float)
    part = np.array([sum(map(ord, case.page)) % PARTS for case in found])
    share = np.zeros(len(found))
    for number in range(PARTS):
        rest = part != number
        learned = fit(values[rest], clean[rest], weight[rest])
        share[~rest] = 1 / (1 + np.exp(-values[~rest] @ learned))
    for name, value in zip(CHROME_SIGNS, fit(values, clean, weight), strict=True):
        print(f'    "{name}": {value:.2f},')
    cut, whole = (np.array([getattr(case, name) for case in found]) for name in ("cut", "whole"))
    for least in (2.0, *THRESHOLDS):
        spared = share > least
        f1 = np.where(spared, whole[:, 0], cut[:, 0])[kind == "page"].mean()
        recall = np.where(spared, 1.0, cut[:, 2])
        again = (np.where(spared, 1.0, cut[:, 0]) < 1)[kind == "again"].mean()
        gold = recall[kind == "gold"]
        print(
            f"from {least}: pages' F1 {f1:.4f}, {spared[kind == 'page'].mean():.3f} of them left whole; gold recall"
            f" {gold.mean():.4f}, {(gold < 0.9).mean():.3f} lose over a tenth; {again:.3f} change in a second cleaning"
        )


if __name__ == "__main__":
    main()
