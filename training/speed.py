"""Time of each step of the model on the benchmark's pages, one thread:

python -m training.speed BENCH_FOLDER
"""

import itertools
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from cleaner.model.choice import choose
from cleaner.model.features import measure
from cleaner.model.judge import Model, load
from cleaner.model.network import forward, mean_share
from cleaner.model.words import split_words
from training import dataset


def timed(name: str, function: Callable[..., Any], calls: list[tuple[Any, ...]]) -> list[Any]:
    """Results of all calls; prints the best mean of five rounds."""
    best, results = 1e9, []
    for _ in range(5):
        start = time.perf_counter()
        results = [function(*call) for call in calls]
        best = min(best, time.perf_counter() - start)
    print(f"{name:12} {1000 * best / len(calls):.3f} ms a page")
    return results


def run(model: Model, columns: Any) -> Any:
    """Scores of a page's lines by all networks."""
    return mean_share([forward(net, columns) for net in model.nets])


def main() -> None:
    """Time the first 400 pages that have lines."""
    model = load()
    path = Path(sys.argv[1]) / "wcxb-dev.jsonl.zst"
    pages = [dataset.visible(r["dumps"]["blocks"]) for r in itertools.islice(dataset.records(path), 400)]
    pages = [page for page in pages if page]
    print(f"{sum(map(len, pages)) / len(pages):.0f} lines a page")
    words = timed("words", split_words, [(page,) for page in pages])
    timed("features", measure, [(word, model.lexicon) for word in words])
    columns = timed("+ clipping", model.columns, [(word,) for word in words])
    scores = timed("network", run, [(model, column) for column in columns])
    timed("choice", choose, [(score, word.count) for score, word in zip(scores, words, strict=True)])
    verdicts = timed("whole", model.judge, [(page,) for page in pages])
    struck = [[i for i, keep in enumerate(v.keep) if not keep] for v in verdicts]
    timed("reasons", model.reasons, list(zip(verdicts, struck, strict=True)))


if __name__ == "__main__":
    main()
