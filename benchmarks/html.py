"""HTML pages: quality and cost of `full` and `fast`, beside trafilatura on the same pages in the same run.

    python -m benchmarks.html [--step 10] [--mode balanced]

The shipped weights were trained on these pages, so F1 in the learned modes is not what new pages give: for that, see
cleaner/model/data/MODEL_CARD_HTML.md. Time is processor time of one core, each page once, all warmed on one page. The
systems take turns page by page, forwards and backwards. Trafilatura is a quarter faster in a young process of its own
(42 ms for 48 to 53), the cleaner is not.
"""

import argparse
import logging
import statistics
import time
from collections.abc import Callable
from typing import Any

import trafilatura

from benchmarks.data import attempt, read, word_f1
from cleaner import Cleaner
from cleaner.markup import render


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--step", type=int, default=10)
    parser.add_argument("--mode", default="balanced")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    gold = {page["id"]: page["gold"] for page in read("wcxb-dev", options.step)}
    pages = [(gold[page["id"]], page["html"]) for page in read("wcxb-dev-html", options.step)]
    cleaners = {html: Cleaner(mode=options.mode, kind="html", html=html) for html in ("full", "fast")}
    systems: dict[str, Callable[[str], Any]] = {
        "trafilatura": lambda page: trafilatura.extract(page) or "",
        "rendered, all kept": lambda page: render(page, opinion=False).text,
        **{f"cleaner {name}": lambda page, one=one: one.clean(page).text for name, one in cleaners.items()},  # type: ignore[misc]
    }
    cost = dict.fromkeys(systems, 0.0)
    f1: dict[str, list[float]] = {name: [] for name in systems}
    for work in systems.values():
        attempt(work, pages[0][1])
    turns = list(systems.items())
    for wanted, page in pages:
        turns.reverse()
        for name, work in turns:
            start = time.process_time()
            text = attempt(work, page)
            cost[name] += time.process_time() - start
            f1[name].append(word_f1(text, wanted)[0])
    for name, seconds in cost.items():
        each, ratio = seconds / len(pages) * 1000, seconds / cost["trafilatura"]
        print(f"{name:20} F1 {statistics.mean(f1[name]):.4f}  {each:6.1f} ms a page, {ratio:.2f} of trafilatura's time")


if __name__ == "__main__":
    main()
