"""The pipeline's thresholds, each chosen on two folds of the pages and scored on the third, which it was not chosen on:

    python -m training.thresholds BENCH_FOLDER CACHE [--kind html-full] [--every 5] [--only CAUTION COMMENT]

CACHE is that of `training.train` and `training.heads` (and `training.train_html`), whose networks of a fold are used.
One threshold at a time, the others as shipped. Prints, for each, the mean word F1 of every value (of WCXB, dragnet,
fundus and the small sets in equal parts); the value that the other folds' pages choose for each fold, and the F1 of
those choices on the pages that they were not chosen on, beside that of the shipped value; and per value what is gone of
readers' comments and what stays of the main text of pages with comments.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from cleaner import Cleaner
from cleaner.edit import apply
from cleaner.engine import Draft
from cleaner.errors import CleanerError
from cleaner.model import choice, judge
from cleaner.page import Page
from cleaner.stages import article, exceptions, roles
from training import dataset
from training.cases import SETS
from training.plan import FOLDS
from training.train_html import KINDS
from training.whole import comments_gone, models, use_heads, words_score

OWN_GROUPS = ("wcxb", "dragnet", "fundus")
"""Sources that count by themselves; the others count together."""
COMMENTS = "comments gone", "text beside comments"


class Threshold(NamedTuple):
    """A constant: its module, its name there (of a field of a tuple, both with a point between), the values tried, and
    whether only rendered pages have it."""

    module: Any
    name: str
    values: tuple[float, ...]
    rendered: bool = False

    def shipped(self) -> float:
        """The value of the source."""
        name, _, part = self.name.partition(".")
        found = getattr(self.module, name)
        return float(getattr(found, part) if part else found)

    def put(self, value: float) -> None:
        """Makes the pipeline use a value."""
        name, _, part = self.name.partition(".")
        setattr(self.module, name, getattr(self.module, name)._replace(**{part: value}) if part else value)


def thresholds(kind: str) -> list[Threshold]:
    """The thresholds of text dumps or of rendered pages."""
    rendered = kind != "text"
    bars = "HTML_BARS" if rendered else "TEXT_BARS"
    every = [
        Threshold(choice, "CAUTION", (0.25, 0.5, 0.75, 1.0)),
        Threshold(choice, "UNSEEN", (0.0, 25.0, 50.0, 75.0, 100.0, 160.0)),
        Threshold(exceptions, f"{bars}.prose", (0.25, 0.35, 0.4, 0.5, 0.6)),
        Threshold(exceptions, f"{bars}.gap", (0.35, 0.45, 0.55)),
        Threshold(exceptions, f"{bars}.edge", (0.4, 0.5, 0.6)),
        Threshold(exceptions, "SIBLING", (0.1, 0.15, 0.25, 0.4), rendered=True),
        Threshold(article, "ARTICLE", (0.2, 0.3, 0.4, 0.5, 0.7)),
        Threshold(article, "DOUBTED_RUN", (0.5, 0.6, 0.7, 0.8), rendered=True),
        Threshold(roles, "COMMENT", (0.35, 0.5, 0.65)),
        Threshold(roles, "FORUM", (0.3, 0.5, 0.7)),
    ]
    return [threshold for threshold in every if rendered or not threshold.rendered]


class Seen(NamedTuple):
    """A page cleaned with a value of a threshold."""

    threshold: str
    value: float
    fold: int
    group: str
    score: float


def group_of(record: dict[str, Any]) -> str:
    """The group that a page's F1 counts in."""
    source: str = record.get("source", "wcxb")
    return source if source in OWN_GROUPS else "small sets"


def pages(bench: Path, every: int, *, rendered: bool) -> list[tuple[str, str, dict[str, Any]]]:
    """Every so manieth page: name of the set, what is cleaned, record."""
    found = []
    for name in SETS:
        some = list(dataset.records(bench / f"{name}.jsonl.zst"))[::every]
        html = {r["id"]: r["html"] for r in dataset.records(bench / f"{name}-html.jsonl.zst")} if rendered else {}
        found += [(name, html[r["id"]] if rendered else r["dumps"]["blocks"], r) for r in some]
    return found


def cleaned(
    cleaner: Cleaner, source: str, record: dict[str, Any], name: str, tried: Sequence[Threshold]
) -> Iterator[Seen]:
    """A page cleaned with every value of every threshold."""
    fold, group = record["fold"] % len(FOLDS), group_of(record)
    text, _, markup = cleaner.read(source)
    pattern = dataset.WORD if name == SETS[0] else dataset.WORD_OR_IDEOGRAPH
    for threshold in tried:
        kept = threshold.shipped()
        for value in threshold.values:
            threshold.put(value)
            draft = Draft(Page(text, markup))
            draft.run(cleaner.stages_for("", "")[0])
            out = apply(text, draft.edits().changes)
            row = words_score(out, record["gold"], pattern)
            yield Seen(threshold.name, value, fold, group, row[0])
            if record.get("comments"):
                gone = comments_gone(out, record["gold"], record["comments"])
                yield Seen(threshold.name, value, fold, COMMENTS[0], gone)
                yield Seen(threshold.name, value, fold, COMMENTS[1], row[2])
        threshold.put(kept)


def mean_score(seen: Sequence[Seen]) -> float:
    """The mean of the groups' means."""
    groups: dict[str, list[float]] = defaultdict(list)
    for item in seen:
        if item.group not in COMMENTS:
            groups[item.group].append(item.score)
    return float(np.mean([np.mean(scores) for scores in groups.values()]))


def say(threshold: Threshold, seen: Sequence[Seen]) -> None:
    """Prints what was found of one threshold."""
    of = {value: [item for item in seen if item.value == value] for value in threshold.values}
    print(f"{threshold.name}, shipped {threshold.shipped()}")
    for value, some in of.items():
        means = {name: np.mean([item.score for item in some if item.group == name]) for name in {i.group for i in some}}
        row = "  ".join(f"{name} {mean:.4f}" for name, mean in sorted(means.items()))
        print(f"  {value:6}  {mean_score(some):.4f}  {row}")
    chosen, honest, shipped = [], [], []
    for fold in FOLDS:
        others = {value: mean_score([item for item in some if item.fold != fold]) for value, some in of.items()}
        chosen.append(max(others, key=others.__getitem__))
        honest.append(mean_score([item for item in of[chosen[-1]] if item.fold == fold]))
        shipped.append(mean_score([item for item in of[threshold.shipped()] if item.fold == fold]))
    print(
        f"  chosen {chosen}; on the fold left out {np.mean(honest):.4f}, as shipped {np.mean(shipped):.4f}", flush=True
    )


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--kind", default="text", choices=("text", *(f"html-{kind}" for kind in KINDS)))
    parser.add_argument("--every", type=int, default=5)
    parser.add_argument("--only", nargs="+", default=())
    options = parser.parse_args()
    rendered = options.kind != "text"
    tried = [t for t in thresholds(options.kind) if not options.only or t.name in options.only]
    cleaner = Cleaner(kind="html", html=options.kind.partition("-")[2]) if rendered else Cleaner(kind="text")
    some = pages(options.bench, options.every, rendered=rendered)
    seen: list[Seen] = []
    for fold in FOLDS:
        judge.load = models(options.cache, fold).__getitem__  # type: ignore[assignment]  # the stage asks by this name
        use_heads(options.cache, fold, options.kind)
        for name, source, record in some:
            if record["fold"] % len(FOLDS) == fold:
                try:
                    seen += cleaned(cleaner, source, record, name, tried)
                except CleanerError:
                    continue
    for threshold in tried:
        say(threshold, [item for item in seen if item.threshold == threshold.name])


if __name__ == "__main__":
    main()
