"""How time and memory grow: lines, a line's length, pages, sites, rules, hostile characters; each doubled four times.

    python -m benchmarks.growth [--only lines] [--mode balanced]

Each figure is a process of its own: processor time of the work alone, and by how much it raised the process's peak
memory. Time should double with the size; so should memory for one document, and stay as it is for more pages and sites.
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from cleaner import Cleaner
from cleaner.rules.rule import Rule

DOUBLINGS = 4
PROSE = "The ferry left the harbour at noon on day {n}, and nobody on the quay could say when it would be back."
LABELS = ("Home", "Share this page {n}", "Leave a Reply", "{n} comments", "Pier {n} | Tides | Letters")

HOSTILE = {
    "prose, one line": "The ferry left the harbour, and nobody knew. ",
    "accents, one line": "Déjà vu à Paris — l’été. ",
    "no-break spaces": "a\u00a0",
    "mojibake, one line": "donâ€™t ",
    "entities, one line": "&amp; ",
    "one word, one line": "x",
    "copies of a line": "The same line again and again here\n",
    "copies of a label": "Name *\n",
    "blank lines": "\n",
    "CRLF": "word\r\n",
    "NULs": "\0",
    "lone surrogates": "\ud800a",
    "right-to-left marks": "\u200fabc ",
}
"""What a hostile document repeats."""


def page(first: int, lines: int) -> str:
    """A page of so many lines, half of them prose; ``first`` makes it another."""
    texts = (PROSE if at % 2 else LABELS[at // 2 % len(LABELS)] for at in range(lines))
    return "".join(text.replace("{n}", str(first + at)) + "\n" for at, text in enumerate(texts))


def of_one(text: str, mode: Any) -> Callable[[], object]:
    """What cleans one document."""
    cleaner = warmed(Cleaner(kind="text", mode=mode))
    return lambda: cleaner.clean(text).edits[:]


def of_many(documents: Iterable[dict[str, str]], cleaner: Cleaner) -> Callable[[], object]:
    """What cleans one document after the other."""
    warmed(cleaner)
    return lambda: sum(len(result.edits) for result in cleaner.pipe(documents))


def warmed(cleaner: Cleaner) -> Cleaner:
    """The cleaner with all it loads at first use loaded."""
    cleaner.clean(page(0, 40))
    return cleaner


def pages(count: int, hosts: int) -> Iterable[dict[str, str]]:
    """Pages of hosts."""
    return ({"source": page(at, 40), "url": f"https://site-{at % hosts}.example/{at}"} for at in range(count))


def with_rules(count: int, mode: Any) -> Callable[[], object]:
    """What reads and compiles so many rules more and cleans twenty pages by them."""
    rules = [
        Rule(f"mine/rule-{at}", "navigation", "r", (f"harbour (?:tide|pier) {at}",), (f"Harbour tide {at}",), ())
        for at in range(count)
    ]

    def work() -> None:
        of_many(pages(20, 1), Cleaner(kind="text", mode=mode, rules=rules))()

    return work


AXES: dict[str, tuple[int, Callable[[int, Any], Callable[[], object]]]] = {
    "lines of a page": (1000, lambda size, mode: of_one(page(0, size), mode)),
    "characters of a line": (100_000, lambda size, mode: of_one(PROSE * (size // len(PROSE)), mode)),
    "pages": (100, lambda size, mode: of_many(pages(size, 10), Cleaner(kind="text", mode=mode))),
    "sites": (100, lambda size, mode: of_many(pages(1600, size), Cleaner(kind="text", mode=mode))),
    "rules": (100, with_rules),
    **{
        name: (200_000, lambda size, mode, text=text: of_one(text * (size // len(text)), mode))  # type: ignore[misc]
        for name, text in HOSTILE.items()
    },
}
"""What is doubled: the first size, and what makes the work of a size."""


def measure(axis: str, size: int, mode: str) -> None:
    """Prints seconds, and bytes that the peak of memory rose by."""
    work = AXES[axis][1](size, mode)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    work()
    seconds = time.process_time() - start
    print(seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)


def main() -> None:
    """Runs each axis and size in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="axes whose name holds this")
    parser.add_argument("--mode", default="balanced")
    parser.add_argument("--one", nargs=2, metavar=("AXIS", "SIZE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        measure(options.one[0], int(options.one[1]), options.mode)
        return
    for axis in [axis for axis in AXES if options.only in axis]:
        sizes = [AXES[axis][0] << doubling for doubling in range(DOUBLINGS + 1)]
        command = [sys.executable, "-m", "benchmarks.growth", "--mode", options.mode, "--one", axis]
        runs = [subprocess.run([*command, str(n)], check=True, capture_output=True, text=True) for n in sizes]
        seconds, memory = zip(*(map(float, run.stdout.split()) for run in runs), strict=True)
        each = (seconds[-1] / max(seconds[0], 0.01)) ** (1 / DOUBLINGS)
        print(f"{axis:20} {sizes[0]:>8,} to {sizes[-1]:>9,}: {' '.join(f'{s:7.2f}' for s in seconds)} s", end="")
        print(f", {each:.2f} a doubling; {' '.join(f'{m / 1e6:6.1f}' for m in memory)} MB", flush=True)


if __name__ == "__main__":
    main()
