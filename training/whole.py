"""Score the whole pipeline, rules and exceptions included, on pages whose domains its networks never saw:

    python -m training.whole BENCH_FOLDER CACHE [--set more-dev] [--dump html] [--clean] [--fold 0] [--every 5]

CACHE is that of `training.train`, `training.heads` (and `training.train_html`), whose networks of a fold are used.
Scores are as the benchmark's ``score.py``: word F1, precision, recall; of segments F1, precision and recall over all
pages; of recipes the share of known lines kept and of pages that lose more than a tenth. With ``--clean`` the gold is
the input; the last columns are then the share of texts that lose over a tenth, and of texts that a second cleaning
changes.
"""

import argparse
import collections
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cleaner import Cleaner
from cleaner.errors import CleanerError
from cleaner.model import heads, judge
from training import dataset
from training.plan import FOLDS, Plan, cached
from training.train_html import KINDS

MIN_CLEAN_CHARS = 500
"""A shorter gold is no text to clean."""

Row = tuple[float, ...]


def use_heads(cache: Path, fold: int, kind: str) -> None:
    """Makes the stage use the heads of a kind that did not see a fold, written from the arrays that `training.heads`
    left in the cache."""
    path = cache / f"heads-{kind}-{fold}.npz"
    np.savez_compressed(path, allow_pickle=False, **cached(cache, f"heads-{kind}-{fold}", dict))
    setattr(heads, "data_file", lambda _: path)  # noqa: B010  # the stage asks for the heads by their file's name
    heads.load_heads.cache_clear()


def models(cache: Path, fold: int) -> dict[str, judge.Model]:
    """The models of all kinds that did not see a fold, read from weights files as the shipped ones are."""
    plan = Plan(cache, {}, cache)
    found: dict[str, judge.Model] = {}
    for kind in judge.WEIGHTS:
        name = f"{kind}-{fold}-1"
        if (cache / f"{name}.pickle").exists():
            path = cache / f"{name}.npz"
            cached(plan.cache, name, object).save(path)  # type: ignore[attr-defined]
            found[kind] = judge.read_weights(path, kind, found.get("text"))
    return found


def words_score(predicted: str, gold: str, pattern: Any) -> Row:
    """F1, precision and recall of two bags of words."""
    p, g = (collections.Counter(pattern.findall(text.lower())) for text in (predicted, gold))
    if not p or not g:
        return (1.0, 1.0, 1.0) if not p and not g else (0.0, 0.0, 0.0)
    hit = sum((p & g).values())
    return 2 * hit / (sum(p.values()) + sum(g.values())), hit / sum(p.values()), hit / sum(g.values())


def lines_kept(out: str, lines: Sequence[str], pattern: Any) -> float:
    """The share of lines whose words stand in a text, in a row."""
    words = " ".join(pattern.findall(out.lower()))
    return float(np.mean([" ".join(pattern.findall(line.lower())) in words for line in lines]))


class Tally:
    """Rows by group, and counts of segments."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = collections.defaultdict(list)
        self.segments: collections.Counter[tuple[bool, bool]] = collections.Counter()

    def add(self, record: dict[str, Any], out: str, source: str) -> None:
        """Counts one page."""
        pattern = dataset.WORD if source.startswith("wcxb") else dataset.WORD_OR_IDEOGRAPH
        flat = " ".join(out.split())
        if "must" in record:
            kept = lines_kept(out, record["must"], pattern)
            row: Row = (kept, float(kept < 0.9))
        elif "with" in record and "gold" not in record:
            for wanted, pieces in ((True, record["with"]), (False, record["without"])):
                for piece in pieces:
                    self.segments[wanted, " ".join(piece.split()) in flat] += 1
            return
        else:
            row = words_score(out, record["gold"], pattern)
        self.put(record.get("source") or record.get("type", ""), row)
        if comments := record.get("comments"):
            self.put("comments gone", (comments_gone(out, record["gold"], comments),))

    def put(self, name: str, row: Row) -> None:
        """Counts a row under its group and under all."""
        self.rows[name].append(row)
        if name != "comments gone":
            self.rows["ALL"].append(row)

    def show(self) -> None:
        """Prints the table."""
        for name, rows in sorted(self.rows.items()):
            print(f"{name:14} {len(rows):5}  " + "  ".join(f"{value:.4f}" for value in np.mean(rows, axis=0)))
        if self.segments:
            hit, wrong, missed = (self.segments[key] for key in ((True, True), (False, True), (True, False)))
            f1, p, r = 2 * hit / (2 * hit + wrong + missed), hit / (hit + wrong), hit / (hit + missed)
            print(f"segments F1 {f1:.4f} P {p:.4f} R {r:.4f}")


def comments_gone(out: str, gold: str, comments: str) -> float:
    """The share of the words of readers' comments that are gone."""
    pattern = dataset.WORD_OR_IDEOGRAPH
    mine = collections.Counter(pattern.findall(gold.lower()))
    theirs, left = (collections.Counter(pattern.findall(text.lower())) - mine for text in (comments, out))
    return 1 - sum((theirs & left).values()) / max(1, sum(theirs.values()))


def clean_row(cleaner: Cleaner, text: str, pattern: Any) -> Row:
    """F1, precision and recall of clean text cleaned; whether it loses over a tenth, and whether a second cleaning
    changes it."""
    out = cleaner.clean(text).text
    row = words_score(out, text, pattern)
    return (*row, float(row[2] < 0.9), float(cleaner.clean(out).text != out))


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--set", default="wcxb-dev")
    parser.add_argument("--dump", default="blocks")
    parser.add_argument("--fold", type=int, action="append")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--clean", action="store_true")
    parser.add_argument("--html", default="full", choices=KINDS)
    options = parser.parse_args()
    html = {}
    if options.dump == "html" and not options.clean:
        html = {r["id"]: r["html"] for r in dataset.records(options.bench / f"{options.set}-html.jsonl.zst")}
    pages = list(dataset.records(options.bench / f"{options.set}.jsonl.zst"))[:: options.every]
    cleaner, tally = Cleaner(mode="balanced", html=options.html), Tally()
    for fold in options.fold or FOLDS:
        found = models(options.cache, fold)
        judge.load = found.__getitem__  # type: ignore[assignment]  # the stage asks for the weights by this name
        use_heads(options.cache, fold, f"html-{options.html}" if html else "text")
        for record in pages:
            if record["fold"] % len(FOLDS) != fold:
                continue
            if options.clean:
                if len(record["gold"]) >= MIN_CLEAN_CHARS:
                    pattern = dataset.WORD if options.set.startswith("wcxb") else dataset.WORD_OR_IDEOGRAPH
                    tally.put(record.get("source") or record["type"], clean_row(cleaner, record["gold"], pattern))
                continue
            text = html[record["id"]] if html else record["dumps"][options.dump]
            try:
                out = cleaner.clean(text).text
            except CleanerError:
                out = ""
            tally.add(record, out, options.set)
    tally.show()


if __name__ == "__main__":
    main()
