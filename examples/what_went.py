"""A chart of what went from a run, by role, from its log. Needs matplotlib (the extra `examples`).

cleaner clean pages -o cleaned --log log.jsonl
python examples/what_went.py log.jsonl what_went.png
"""

import sys
from collections import Counter
from pathlib import Path

import matplotlib.pyplot as plt

from cleaner.log import read_log
from cleaner.roles import role_of_category


def main(log: str, output: str) -> None:
    """Adds up the lines that went, as each document's record counts them, and draws a bar for each role."""
    counts: Counter[str] = Counter()
    with Path(log).open(encoding="utf-8") as stream:
        for records in read_log(stream):
            for category, lines in records[0]["removed_lines"].items():
                counts[role_of_category(category)] += lines
    names, sizes = zip(*reversed(counts.most_common()), strict=True)
    figure, axes = plt.subplots(figsize=(8, 0.3 * len(names) + 1), layout="constrained")
    axes.barh(names, sizes)
    axes.set_xlabel("lines that went")
    figure.savefig(output)
    print(f"{sum(sizes)} lines of {len(names)} roles")


if __name__ == "__main__":
    main(*sys.argv[1:])
