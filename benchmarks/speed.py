"""Time a page, beside trafilatura on the same pages' HTML in the same run; and cold starts of the command.

    python -m benchmarks.speed [--mode careful] [--step 1]

Processor time of one core, each page once, both warmed on one page; trafilatura first, as it slows down by a quarter in
a process that others have used. The ratio is what carries over to other machines.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import trafilatura

from benchmarks.data import read
from cleaner import Cleaner


def milliseconds(work: Callable[[str], Any], documents: Sequence[str]) -> float:
    """Processor time a document, in ms."""
    work(documents[0])
    start = time.process_time()
    for document in documents:
        work(document)
    return (time.process_time() - start) / len(documents) * 1000


def cold_start(*arguments: str) -> float:
    """The best of five wall-clock times of ``python -m cleaner ARGUMENTS``, in s."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "cleaner", *arguments], check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mode", default="careful")
    parser.add_argument("--step", type=int, default=1)
    options = parser.parse_args()
    texts = [page["dumps"]["blocks"] for page in read("wcxb-dev", options.step)]
    html = [page["html"] for page in read("wcxb-dev-html", options.step)]
    theirs = milliseconds(trafilatura.extract, html)
    ours = milliseconds(Cleaner(mode=options.mode, kind="text").clean, texts)
    print(f"{len(texts)} pages, mean {sum(map(len, texts)) / len(texts):,.0f} characters of text")
    print(f"cleaner, {options.mode}: {ours:.2f} ms a page; trafilatura: {theirs:.1f} ms; ratio {theirs / ours:.1f}")
    page = cold_start("clean", "corpus/recipe/page.txt")
    print(f"cold start: --help {cold_start('--help'):.3f} s, one page {page:.3f} s")


if __name__ == "__main__":
    main()
