"""Site templates on real sites: the DAnIEL development pages of the sites with ten pages or more, gold main text.

    python -m benchmarks.templates

Templates are learned from the same pages they clean, as `cleaner clean --learn` does; the gold plays no part in it. No
constant is fitted to these pages. Ideographs are counted one by one.
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from benchmarks.data import WORD_OR_IDEOGRAPH, Score, mean, read, word_f1
from cleaner import Cleaner
from cleaner.learning import learn
from cleaner.page import Page

MIN_PAGES = 10
Pages = list[dict[str, Any]]


def naive(pages: Pages) -> Callable[[str], str]:
    """What templates must beat: lines, digits masked, on three pages and a tenth of the site's, dropped anywhere."""
    counts = Counter(key for page in pages for key in {*masked(page["dumps"]["blocks"])})
    least = max(3, 0.1 * len(pages))

    def clean(text: str) -> str:
        lines = Page(text).texts
        return "\n".join(line for line, key in zip(lines, masked(text), strict=True) if counts[key] < least)

    return clean


def masked(text: str) -> list[str]:
    """The keys of a text's lines, digits as ``#``."""
    return [re.sub(r"\d+", "#", key) for key in Page(text).keys]


def main() -> None:
    """Prints the table: one row a site, the mean over pages last."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mode", default="careful")
    mode = parser.parse_args().mode
    sites: dict[str, Pages] = defaultdict(list)
    for page in read("daniel-dev"):
        sites[page["domain"]].append(page)
    sites = {site: pages for site, pages in sites.items() if len(pages) >= MIN_PAGES}
    templates = learn((site, page["dumps"]["blocks"]) for site, pages in sites.items() for page in pages)
    plain, learned = Cleaner(mode=mode, kind="text"), Cleaner(mode=mode, kind="text", templates=templates)
    systems = ("keep everything", "naive recurrence", mode, f"{mode}, templates")
    rows: dict[str, list[list[Score]]] = {}
    print(f"{'':20} pages  " + "".join(f"{name:22}" for name in systems))
    for site, pages in sites.items():
        drop = naive(pages)
        rows[site] = [
            [
                word_f1(text, page["gold"], WORD_OR_IDEOGRAPH)
                for text in (
                    page["dumps"]["blocks"],
                    drop(page["dumps"]["blocks"]),
                    plain.clean(page["dumps"]["blocks"]).text,
                    learned.clean(page["dumps"]["blocks"], site=site).text,
                )
            ]
            for page in pages
        ]
        print_row(site, rows[site])
    everything = [row for site in rows.values() for row in site]
    print_row("all", everything)
    kept = mean([row[0] for row in everything])[2]
    print(f"recall, of what keeping everything gets: {mean([row[-1] for row in everything])[2] / kept:.4f}")


def print_row(name: str, rows: list[list[Score]]) -> None:
    """F1, precision and recall of each system."""
    columns = [mean([row[at] for row in rows]) for at in range(len(rows[0]))]
    print(
        f"{name:20} {len(rows):5}  "
        + "  ".join(" ".join(f"{value:.3f}" for value in score) + "   " for score in columns)
    )


if __name__ == "__main__":
    main()
