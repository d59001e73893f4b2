"""Train the content model and write its weights, out-of-fold scores and model card, by one command:

    python -m training.train BENCH_FOLDER [--out cleaner/model/data] [--seed 1] [--nets 2] [--cache FOLDER]

BENCH_FOLDER holds ``wcxb-dev.jsonl.zst`` (trained on) and ``daniel-dev.jsonl.zst`` (scored only). One thread, about
four minutes a network. With a cache, several processes can share the work: each with ``--only`` and some of the folds
(``all`` for the shipped weights), and one without it at the end.
"""

import argparse
import hashlib
import json
import pickle
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import torch

from cleaner.model.choice import Mode, choose
from cleaner.model.features import NAMES
from training import dataset, fitting, lexicon
from training.card import write_card
from training.table import Table, made, real, vary_all

TRAINING, VALIDATION = "wcxb-dev.jsonl.zst", "daniel-dev.jsonl.zst"
DATA = Path(__file__).parents[1] / "cleaner" / "model" / "data"
FOLDS = range(5)
SCALE_ROWS = 100_000
"""Lines that the features' means and deviations are taken from."""

T = TypeVar("T")
Scores = dict[str, list[float]]


def cached(folder: Path | None, name: str, make: Callable[[], T]) -> T:
    """What ``make`` gives, kept in a file where a cache folder is given."""
    if folder is None:
        return make()
    path = folder / f"{name}.pickle"
    if not path.exists():
        path.write_bytes(pickle.dumps(make(), protocol=5))
    value: T = pickle.loads(path.read_bytes())
    return value


def samples(path: Path, dumps: tuple[str, ...], pattern: Any) -> list[dataset.Sample]:
    """Every dump of every page of a benchmark file, labelled."""
    return [dataset.sample(record, dump, pattern) for record in dataset.records(path) for dump in dumps]


def fit_scale(columns: npt.NDArray[np.float16], rows: npt.NDArray[np.int64]) -> fitting.Scale:
    """Mean and deviation of each column over some of the rows."""
    some = columns[np.random.default_rng(0).choice(rows, min(SCALE_ROWS, len(rows)), replace=False)].astype(np.float32)
    return fitting.Scale(some.mean(0), some.std(0) + 0.02)


class Trained:
    """Networks trained without one fold (or dump), and what scoring needs."""

    def __init__(  # noqa: PLR0913, PLR0917 - what is trained on, and what is left out
        self,
        table: Table,
        extra: Table,
        held: int | None,
        seeds: list[int],
        without: str = "",
        cache: Path | None = None,
    ) -> None:
        name = f"fold-{held}" if held is not None else "fold-all"
        mine, theirs, self.lexicon = cached(cache, f"lexicon-{name}", lambda: lexicon.nested(table, extra, FOLDS, held))
        columns, more = table.with_lexical(mine), extra.with_lexical(theirs)
        pages, made_pages = (
            np.flatnonzero((t.fold != held) & (t.dump != without) & (t.size > 0)) for t in (table, extra)
        )
        self.scale = fit_scale(columns, table.rows(pages))
        sources = [
            fitting.Source(table, self.scale.apply(columns), pages),
            fitting.Source(extra, self.scale.apply(more), made_pages),
        ]
        self.nets = [
            cached(cache, f"net-{name}-{seed}{without}", lambda seed=seed: fitting.fit(sources, NAMES, seed))  # type: ignore[misc]
            for seed in seeds
        ]

    def predict(self, table: Table, pages: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Mean score of the networks for the lines of some pages, in the order of ``table.rows(pages)``."""
        columns = self.scale.apply(table.with_lexical(table.lexical(self.lexicon)))
        source = fitting.Source(table, columns, pages)
        mean: npt.NDArray[np.float32] = np.mean([fitting.predict(net, source) for net in self.nets], axis=0)
        return mean

    def save(self, path: Path) -> None:
        """Write the weights as `cleaner.model.judge.load` reads them."""
        np.savez_compressed(path, allow_pickle=False, **weights(self.nets, self.scale, self.lexicon, NAMES))


def weights(
    nets: Sequence[fitting.LineNet], scale: fitting.Scale, words: npt.NDArray[np.float32], names: tuple[str, ...]
) -> dict[str, npt.NDArray[Any]]:
    """The arrays of a weights file: networks, scaling, names of the columns, and the lexicon of words."""
    slots = np.flatnonzero(words)
    arrays: dict[str, npt.NDArray[Any]] = {
        f"{i}.{name}": value.astype(np.float32)
        for i, net in enumerate(nets)
        for name, value in fitting.export(net, scale).items()
    }
    return arrays | {
        "names": np.array(names),
        "nets": np.array(len(nets)),
        "mean": scale.mean,
        "deviation": scale.deviation,
        "slot_steps": np.diff(slots, prepend=0).astype(np.uint16),
        "slot_values": np.round(words[slots] / lexicon.STEP).astype(np.int8),
        "slot_scale": np.array(lexicon.STEP, np.float32),
    }


def page_scores(
    items: list[dataset.Sample],
    table: Table,
    pages: npt.NDArray[np.int64],
    score: npt.NDArray[np.float32],
    mode: Mode,
) -> Scores:
    """F1, precision and recall, mean over pages, by dump and by dump and page type."""
    found: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    at = 0
    for page in pages:
        part = slice(at, at + int(table.size[page]))
        at = part.stop
        words = table.words[table.offset[page] : table.offset[page + 1]]
        keep = choose(score[part], words, mode) if table.size[page] else np.zeros(0, bool)
        result = dataset.page_score(items[page], keep)
        found[items[page].dump].append(result)
        found[f"{items[page].dump}/{items[page].type}"].append(result)
    return {name: [len(values), *np.mean(values, axis=0).tolist()] for name, values in sorted(found.items())}


def out_of_fold(  # noqa: PLR0913, PLR0917
    table: Table, extra: Table, daniel: Table, seeds: list[int], cache: Path | None, say: Callable[[str], None]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Scores of all training lines by networks that never saw their domains; and the folds' mean on the other
    set."""
    score, other = np.zeros(len(table.label), np.float32), np.zeros(len(daniel.label), np.float32)
    for fold in FOLDS:
        trained = Trained(table, extra, fold, seeds, cache=cache)
        pages = np.flatnonzero(table.fold == fold)
        score[table.rows(pages)] = trained.predict(table, pages)
        other += trained.predict(daniel, np.arange(len(daniel.size))) / len(FOLDS)
        say(f"fold {fold} done")
    return score, other


def leave_one_dump(  # noqa: PLR0913, PLR0917
    items: list[dataset.Sample], table: Table, extra: Table, seed: int, cache: Path | None, fold: int = 0
) -> dict[str, list[float]]:
    """For one fold: F1 on each dump by a network trained on all dumps and by one trained without that
    dump."""
    result = {}
    whole = Trained(table, extra, fold, [seed], cache=cache)
    for dump in dataset.DUMPS:
        pages = np.flatnonzero((table.fold == fold) & (table.dump == dump))
        pair = [whole, Trained(table, extra, fold, [seed], without=dump, cache=cache)]
        result[dump] = [page_scores(items, table, pages, t.predict(table, pages), "balanced")[dump][1] for t in pair]
    return result


def text_tables(bench: Path, seed: int, cache: Path | None) -> tuple[list[dataset.Sample], Table, Table]:
    """The training pages' dumps, their table, and the table of made pages."""
    items = cached(cache, "samples", lambda: samples(bench / TRAINING, dataset.DUMPS, dataset.WORD))
    return (
        items,
        cached(cache, "real", lambda: real(items)),
        cached(cache, "made", lambda: made(items, vary_all(items, seed))),
    )


def main() -> None:
    """Run the whole training; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--out", type=Path, default=DATA)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--nets", type=int, default=2)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--only", nargs="+", choices=["all", *map(str, FOLDS), *dataset.DUMPS])
    options = parser.parse_args()
    torch.set_num_threads(1)
    began = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {text}", flush=True)

    items, table, extra = text_tables(options.bench, options.seed, options.cache)
    others = cached(
        options.cache,
        "daniel",
        lambda: samples(options.bench / VALIDATION, ("blocks",), dataset.WORD_OR_IDEOGRAPH),
    )
    daniel = cached(options.cache, "other", lambda: real(others))
    say(f"{len(items)} samples, {len(table.label)} lines, {len(extra.label)} made lines")
    seeds = [options.seed + i for i in range(options.nets)]
    for part in options.only or ():
        if part in dataset.DUMPS:
            Trained(table, extra, 0, seeds[:1], part, options.cache)
        else:
            Trained(table, extra, None if part == "all" else int(part), seeds, cache=options.cache)
        say(f"{part} done")
    if options.only:
        return
    final = Trained(table, extra, None, seeds, cache=options.cache)
    final.save(options.out / "weights.npz")
    say("weights written")
    score, other = out_of_fold(table, extra, daniel, seeds, options.cache, say)
    if options.cache:
        np.savez(options.cache / "scores.npz", score=score, other=other)
    every, all_other = np.arange(len(table.size)), np.arange(len(daniel.size))
    report = {
        "digest": {
            name: hashlib.sha256((options.bench / name).read_bytes()).hexdigest() for name in (TRAINING, VALIDATION)
        },
        "balanced": page_scores(items, table, every, score, "balanced"),
        "strict": page_scores(items, table, every, score, "strict"),
        "daniel": page_scores(others, daniel, all_other, final.predict(daniel, all_other), "balanced"),
        "daniel_folds": page_scores(others, daniel, all_other, other, "balanced"),
        "left_out": leave_one_dump(items, table, extra, options.seed, options.cache),
        "options": {"seed": options.seed, "nets": options.nets},
    }
    Path(__file__).with_name("report.json").write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    write_card(report, options.out / "MODEL_CARD.md")
    say("done")


if __name__ == "__main__":
    main()
