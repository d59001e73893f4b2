"""Markdown of HTML pages, scored by part: headings with their levels, lines of code, table cells, list items, words.

    python -m benchmarks.markdown [FOLDER]

FOLDER holds pages as NAME.html and the wanted Markdown beside them as NAME.md; by default corpus/markdown, which was
written for this package. The score of a page is the mean of five F1, each of two bags; a part that neither side has
counts as 1. trafilatura is asked for Markdown with links, formatting and tables.
"""

import argparse
import re
import statistics
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import trafilatura

from benchmarks.data import WORD_OR_IDEOGRAPH, attempt
from cleaner import Cleaner

FOLDER = Path(__file__).parent.parent / "corpus" / "markdown"
FENCE = re.compile(r"[>\s]*(?:[-*+]|\d+[.)])?\s*(```+|~~~+)")
HEADING = re.compile(r"(#{1,6})\s+(.*)")
ITEM = re.compile(r"[>\s]*(?:[-*+]|\d+[.)])\s+(.*)")
RULE = re.compile(r"[>\s]*\|?[\s:|-]*-{3,}[\s:|-]*")
TARGET = re.compile(r"(!?\[[^\[\]]*\])\([^()]*\)")


class Parts(NamedTuple):
    """What is compared of a page, each a bag."""

    headings: Counter[str]
    code: Counter[str]
    cells: Counter[str]
    items: Counter[str]
    words: Counter[str]


def words_in(text: str) -> list[str]:
    """The words of some Markdown, lower-cased; targets of links are none."""
    return WORD_OR_IDEOGRAPH.findall(TARGET.sub(r"\1", text).lower())


def plain(text: str) -> str:
    """Markdown as its words alone, to compare pieces by."""
    return " ".join(words_in(text))


def parts_of(markdown: str) -> Parts:
    """The parts of some Markdown."""
    parts = Parts(Counter(), Counter(), Counter(), Counter(), Counter(words_in(markdown)))
    fence = ""
    for line in markdown.splitlines():
        if match := FENCE.match(line):
            fence = "" if fence and match[1].startswith(fence) else fence or match[1]
        elif fence:
            parts.code[" ".join(line.split())] += bool(line.strip())
        elif match := HEADING.match(line):
            parts.headings[f"{len(match[1])} {plain(match[2])}"] += 1
        elif line.lstrip("> ").startswith("|") and not RULE.fullmatch(line):
            parts.cells.update(cell for part in re.split(r"(?<!\\)\|", line) if (cell := plain(part)))
        elif (match := ITEM.match(line)) and (item := plain(match[1])):
            parts.items[item] += 1
    return Parts(*(+bag for bag in parts))


def f1(found: Counter[str], wanted: Counter[str]) -> float:
    """F1 of two bags; 1 where both are empty."""
    if not found and not wanted:
        return 1.0
    return 2 * (found & wanted).total() / (found.total() + wanted.total())


def score(found: str, wanted: str) -> list[float]:
    """The five F1 of one page.

    >>> score("# A\\n\\nb c", "# A\\n\\nb d")
    [1.0, 1.0, 1.0, 1.0, 0.6666666666666666]
    """
    return [f1(*bags) for bags in zip(parts_of(found), parts_of(wanted), strict=True)]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    pages = sorted(parser.parse_args().folder.glob("*.html"))
    systems: dict[str, Callable[[str], str]] = {}
    for mode, html in (("careful", "fast"), ("balanced", "fast"), ("balanced", "full")):
        cleaner = Cleaner(mode=mode, kind="html", html=html, format="markdown")  # type: ignore[arg-type]
        systems[f"cleaner {mode} {html}"] = lambda page, cleaner=cleaner: cleaner.clean(page).text  # type: ignore[misc]
    systems["trafilatura"] = lambda page: (
        trafilatura.extract(page, output_format="markdown", include_links=True, include_formatting=True) or ""
    )
    print(f"{len(pages)} pages{'':16} mean  " + "  ".join(f"{name:8}" for name in Parts._fields))
    for name, work in systems.items():
        rows = [
            score(attempt(work, page.read_text("utf-8")), page.with_suffix(".md").read_text("utf-8")) for page in pages
        ]
        columns = [statistics.mean(column) for column in zip(*rows, strict=True)]
        print(f"{name:24} {statistics.mean(columns):.3f}  " + "  ".join(f"{value:8.3f}" for value in columns))


if __name__ == "__main__":
    main()
