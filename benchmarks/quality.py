"""Quality on the development pages: F1, precision and recall by page type, for each dump and for doing nothing.

    python -m benchmarks.quality [--mode careful] [--dump blocks] [--fold K] [--set daniel-dev]

Rules are not fitted to these pages; a learned mode must be scored with ``--fold`` on folds it was not trained on.
"""

import argparse
from collections import defaultdict

from benchmarks.data import WORD, WORD_OR_IDEOGRAPH, Score, mean, read, word_f1
from cleaner import Cleaner
from cleaner.options import Options

DUMPS = ("blocks", "resiliparse", "inscriptis")


def score(mode: str, dump: str, fold: int | None, name: str) -> None:
    """Prints the table of one dump."""
    cleaner = Cleaner(Options.of({"mode": mode, "kind": "text"}))
    word = WORD if name.startswith("wcxb") else WORD_OR_IDEOGRAPH
    rows: dict[str, list[Score]] = defaultdict(list)
    for page in read(name):
        if fold is not None and page["fold"] != fold:
            continue
        text = page["dumps"][dump]
        rows["nothing done"].append(word_f1(text, page["gold"], word))
        found = word_f1(cleaner.clean(text).text, page["gold"], word)
        rows[page["type"]].append(found)
        rows["all"].append(found)
    print(f"{name}, {dump}, {mode:14}  pages     F1      P      R")
    for kind, scores in sorted(rows.items()):
        print(f"{kind:33} {len(scores):5}  " + "  ".join(f"{value:.4f}" for value in mean(scores)))
    print(f"recall, of what doing nothing gets: {mean(rows['all'])[2] / mean(rows['nothing done'])[2]:.4f}\n")


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mode", default="careful")
    parser.add_argument("--dump", choices=DUMPS, action="append")
    parser.add_argument("--fold", type=int)
    parser.add_argument("--set", default="wcxb-dev")
    options = parser.parse_args()
    for dump in options.dump or (DUMPS if options.set == "wcxb-dev" else DUMPS[:1]):
        score(options.mode, dump, options.fold, options.set)


if __name__ == "__main__":
    main()
