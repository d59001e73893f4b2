"""How time and memory grow with one hostile document: each kind at a size, and at four times that size.

    python -m benchmarks.growth [--millions 2]

Time should grow no faster than n log n, about 4.3 times. Memory is the process's peak, a run of its own for each.
"""

import argparse
import resource
import subprocess
import sys
import time

from cleaner import Cleaner

KINDS = {
    "prose, one line": "The ferry left the harbour at noon, and nobody knew. ",
    "accents, one line": "Déjà vu à Paris — l’été. ",
    "no-break spaces": "a\u00a0",
    "mojibake, one line": "donâ€™t ",
    "entities, one line": "&amp; ",
    "one word, one line": "x",
    "copies of a line": "The same line again and again here\n",
    "copies of a label": "Name *\n",
    "paragraphs": "The ferry left the harbour at noon, and nobody on the quay could say when.\n\n",
    "blank lines": "\n",
    "CRLF": "word\r\n",
    "NULs": "\0",
    "lone surrogates": "\ud800a",
    "right-to-left marks": "\u200fabc ",
}


def document(kind: str, size: int) -> str:
    """A text of ``size`` characters."""
    if kind == "one-word lines":
        return "".join(f"tide{number}\n" for number in range(size // 11))
    return KINDS[kind] * (size // len(KINDS[kind]))


def measure(kind: str, size: int) -> None:
    """Prints seconds, and peak memory in bytes for each character of the document."""
    text = document(kind, size)
    cleaner = Cleaner(kind="text")
    cleaner.clean("The ferry left.\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    result = cleaner.clean(text)
    seconds = time.process_time() - start
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert result.restore() == text
    print(f"{seconds:.2f} {peak / max(1, len(text)):.1f}")


def main() -> None:
    """Runs each kind and size in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--millions", type=float, default=2.0)
    parser.add_argument("--one", nargs=2, metavar=("KIND", "SIZE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        measure(options.one[0], int(options.one[1]))
        return
    size = int(options.millions * 1_000_000)
    print(f"{'':20} {size:>12,} chars {4 * size:>12,} chars   growth   bytes a character")
    for kind in (*KINDS, "one-word lines"):
        command = [sys.executable, "-m", "benchmarks.growth", "--one", kind]
        runs = [
            subprocess.run([*command, str(n)], check=True, capture_output=True, text=True) for n in (size, 4 * size)
        ]
        (small, _), (large, memory) = ([float(x) for x in run.stdout.split()] for run in runs)
        print(f"{kind:20} {small:16.2f} s {large:16.2f} s {large / max(small, 0.01):8.1f} {float(memory):10.1f}")


if __name__ == "__main__":
    main()
