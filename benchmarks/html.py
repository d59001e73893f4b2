"""HTML pages: quality of `full` and `fast`, beside trafilatura on the same pages. What they cost: `benchmarks.speed`.

    python -m benchmarks.html [--step 10] [--mode balanced]

The shipped weights were trained on these pages, so F1 in the learned modes is not what new pages give: for that, see
cleaner/model/data/MODEL_CARD_HTML.md.
"""

import argparse
import logging
import statistics
from collections.abc import Callable
from typing import Any

import trafilatura

from benchmarks.data import attempt, read, word_f1
from cleaner import Cleaner
from cleaner.markup.render import render


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
    for name, work in systems.items():
        f1 = [word_f1(attempt(work, page), wanted)[0] for wanted, page in pages]
        print(f"{name:20} F1 {statistics.mean(f1):.4f}")


if __name__ == "__main__":
    main()
