"""HTML pages: quality and cost of `full` and `fast`, beside trafilatura on the same pages in the same run.

    python -m benchmarks.html [--step 10] [--mode balanced]

The shipped weights were trained on these pages, so F1 in the learned modes is not what new pages give: for that, see
cleaner/model/data/MODEL_CARD_HTML.md. Time is processor time of one core, each page once, all warmed on one page.
"""

import argparse
import logging
import statistics
import time
from collections.abc import Callable
from typing import Any

import trafilatura

from benchmarks.data import read, word_f1
from cleaner import Cleaner
from cleaner.errors import InputError
from cleaner.markup import render


def attempt(work: Callable[[str], str], page: str) -> str:
    """What is made of a page; nothing of one that is refused."""
    try:
        return work(page)
    except InputError:
        return ""


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
    cost = {}
    for name, work in systems.items():
        attempt(work, pages[0][1])
        start = time.process_time()
        texts = [attempt(work, page) for _, page in pages]
        cost[name] = (time.process_time() - start) / len(pages) * 1000
        f1 = statistics.mean(word_f1(text, wanted)[0] for text, (wanted, _) in zip(texts, pages, strict=True))
        ratio = cost[name] / cost["trafilatura"]
        print(f"{name:20} F1 {f1:.4f}  {cost[name]:6.1f} ms a page, {ratio:.2f} of trafilatura's time", flush=True)


if __name__ == "__main__":
    main()
