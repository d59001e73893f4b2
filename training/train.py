"""Train the content model and write its weights, out-of-fold scores and model card, by one command:

    python -m training.train BENCH_FOLDER [--out cleaner/model/data] [--cache FOLDER] [--without dragnet]

BENCH_FOLDER holds the sets that `training.sources` names, and ``daniel-dev.jsonl.zst``, which is scored only. One
thread, about four minutes a network. With a cache, several processes can share the work: each with ``--only`` and some
of the folds (``all`` for the shipped weights), and one without it at the end.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from cleaner.model.features import NAMES
from cleaner.model.judge import meaning
from training import fitting, lexicon, sources
from training.card import write_card
from training.dataset import Sample
from training.plan import FOLDS, Plan, cached, clock, options_of, plan_of
from training.scores import known_scores, page_scores
from training.table import Made, Table, made, real, texts, vary_some

SCALE_ROWS = 100_000
"""Lines that the features' means and deviations are taken from."""


def fit_scale(columns: npt.NDArray[np.float16]) -> fitting.Scale:
    """Mean and deviation of each column over some of the rows."""
    rows = np.random.default_rng(0).choice(len(columns), min(SCALE_ROWS, len(columns)), replace=False)
    some = columns[np.sort(rows)].astype(np.float32)
    return fitting.Scale(some.mean(0), some.std(0) + 0.02)


def joined(scales: Sequence[fitting.Scale]) -> fitting.Scale:
    """The scales of blocks of columns side by side."""
    return fitting.Scale(np.concatenate([s.mean for s in scales]), np.concatenate([s.deviation for s in scales]))


@dataclass
class Corpus:
    """The tables that text networks learn from, real pages first, their features scaled once for all folds (no label
    enters), and the lexicons learned so far."""

    tables: list[Table]
    scale: fitting.Scale
    cache: Path | None
    name: str = "text-words"
    lexicons: dict[frozenset[int], lexicon.Floats] = field(default_factory=dict)

    def learn(self, folds: frozenset[int]) -> lexicon.Floats:
        """The lexicon of some folds."""
        if folds not in self.lexicons:
            name = f"{self.name}-" + "".join(map(str, sorted(folds)))
            pages = np.flatnonzero(np.isin(self.tables[0].fold, list(folds)))
            self.lexicons[folds] = cached(self.cache, name, lambda: lexicon.fit(self.tables[0], pages))
        return self.lexicons[folds]


def corpus_of(tables: Sequence[Table], cache: Path | None) -> Corpus:
    """The corpus of some tables, whose columns are scaled in place."""
    scale = fit_scale(tables[0].columns)
    for table in tables:
        table.fold = table.fold % len(FOLDS)
        table.columns = scale.apply(table.columns)
    return Corpus(list(tables), scale, cache)


@dataclass(frozen=True, slots=True)
class Predictor:
    """Networks, their lexicon, and the scales of the features and of the lexicon's columns."""

    nets: list[fitting.LineNet]
    lexicon: lexicon.Floats
    base: fitting.Scale
    own: fitting.Scale

    def predict(self, table: Table, pages: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Mean score of the networks for the lines of some pages, in the order of ``table.rows(pages)``; the table's
        columns are scaled by ``base`` already."""
        block = self.own.apply(table.around(table.lexical(self.lexicon)))
        shown = fitting.Shown(table, (table.columns, block), pages)
        mean: npt.NDArray[np.float32] = np.mean([fitting.predict(net, shown) for net in self.nets], axis=0)
        return mean

    def save(self, path: Path) -> None:
        """Write the weights as `cleaner.model.judge.load` reads them."""
        scale = joined([self.base, self.own])
        np.savez_compressed(path, allow_pickle=False, **weights(self.nets, scale, self.lexicon, NAMES))


def trained(corpus: Callable[[], Corpus], plan: Plan, held: int | None) -> Predictor:
    """What is learned without one fold, or on all."""
    count = len(plan.seeds(held))
    return cached(plan.cache, f"text-{held}-{count}", lambda: fit_text(corpus(), plan, held))


def fit_text(corpus: Corpus, plan: Plan, held: int | None) -> Predictor:
    """Networks trained without one fold, or on all."""
    columns, words = lexicon.nested(corpus.tables, FOLDS, held, corpus.learn)
    blocks = [table.around(mine) for table, mine in zip(corpus.tables, columns, strict=True)]
    own = fit_scale(blocks[0])
    shown = [
        fitting.Shown(table, (table.columns, own.apply(block)), np.flatnonzero((table.fold != held) & (table.size > 0)))
        for table, block in zip(corpus.tables, blocks, strict=True)
    ]
    nets = [
        cached(plan.cache, f"text-net-{held}-{seed}", partial(fitting.fit, shown, NAMES, seed))
        for seed in plan.seeds(held)
    ]
    return Predictor(nets, words, corpus.scale, own)


def weights(
    nets: Sequence[fitting.LineNet], scale: fitting.Scale, words: npt.NDArray[np.float32], names: tuple[str, ...]
) -> dict[str, npt.NDArray[Any]]:
    """The arrays of a weights file: networks, scaling, names of the columns, and the lexicon of words."""
    slots = np.flatnonzero(words)
    arrays: dict[str, npt.NDArray[Any]] = {
        f"{i}.{name}": value.astype(np.int64 if value.dtype.kind == "i" else np.float32)
        for i, net in enumerate(nets)
        for name, value in fitting.export(net, scale).items()
    }
    return arrays | {
        "names": np.array(names),
        "meaning": np.array(meaning(names)),
        "nets": np.array(len(nets)),
        "mean": scale.mean,
        "deviation": scale.deviation,
        "slot_steps": np.diff(slots, prepend=0).astype(np.uint16),
        "slot_values": np.round(words[slots] / lexicon.STEP).astype(np.int8),
        "slot_scale": np.array(lexicon.STEP, np.float32),
    }


def out_of_fold(
    corpus: Corpus, plan: Plan, daniel: Table, say: Callable[[str], None]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Scores of all training lines by networks that never saw their domains; and the folds' mean on the other
    set."""
    table = corpus.tables[0]
    score, other = np.zeros(len(table.label), np.float32), np.zeros(len(daniel.label), np.float32)
    for fold in FOLDS:
        found = trained(lambda: corpus, plan, fold)
        pages = np.flatnonzero(table.fold == fold)
        score[table.rows(pages)] = found.predict(table, pages)
        other += found.predict(daniel, np.arange(len(daniel.size))) / len(FOLDS)
        say(f"fold {fold} done")
    return score, other


def text_corpus(plan: Plan) -> tuple[list[Sample], Corpus]:
    """The training pages' dumps, and the corpus of their table and the table of made pages."""
    items = cached(plan.cache, "samples", lambda: sources.samples(plan.bench, plan.sources))
    tables = cached(plan.cache, "tables", lambda: text_tables(items, plan))
    return items, corpus_of(tables, plan.cache)


def text_tables(items: list[Sample], plan: Plan) -> list[Table]:
    """The table of the pages' dumps, and that of made pages and texts."""
    changed: list[Made] = [*vary_some(items, plan.seed), *texts(items, plan.seed)]
    return [real(items, sources.rates(items, plan.sources)), made(items, changed)]


def daniel_table(plan: Plan, scale: fitting.Scale) -> tuple[list[Sample], Table]:
    """The validation set's pages and their table."""
    only = {"daniel": sources.VALIDATION}
    items = cached(plan.cache, "daniel", lambda: sources.samples(plan.bench, only))
    table = cached(plan.cache, "daniel-table", lambda: real(items, sources.rates(items, only)))
    table.columns = scale.apply(table.columns)
    return items, table


def lazy_corpus(plan: Plan) -> Callable[[], Corpus]:
    """The corpus of text dumps, made when it is first asked for."""
    return cache(lambda: text_corpus(plan)[1])


def main() -> None:
    """Run the whole training; see the module's docstring."""
    options = options_of(__doc__ or "").parse_args()
    torch.set_num_threads(1)
    plan, say = plan_of(options), clock()
    items, corpus = text_corpus(plan)
    say(f"{len(items)} samples, {' and '.join(str(len(table.label)) for table in corpus.tables)} lines")
    for part in options.only or ():
        held = None if part == "all" else int(part)
        found = trained(lambda: corpus, plan, held)
        if held is None:
            found.save(options.out / "weights.npz")
        else:
            say_scores(items, corpus.tables[0], held, found, say)
        say(f"{part} done")
    if not options.only:
        report(items, corpus, plan, options.out, say)


def say_scores(items: list[Sample], table: Table, fold: int, found: Predictor, say: Callable[[str], None]) -> None:
    """Print the scores of one fold."""
    pages = np.flatnonzero(table.fold == fold)
    score = found.predict(table, pages)
    rows = page_scores(items, table, pages, score, "balanced") | known_scores(items, table, pages, score)
    for name, row in rows.items():
        say(f"{name:40} {row[0]:5.0f} " + " ".join(f"{value:.4f}" for value in row[1:]))


def report(items: list[Sample], corpus: Corpus, plan: Plan, out: Path, say: Callable[[str], None]) -> None:
    """Write the shipped weights, and the card with the scores of the folds."""
    others, daniel = daniel_table(plan, corpus.scale)
    final = trained(lambda: corpus, plan, None)
    final.save(out / "weights.npz")
    say("weights written")
    score, other = out_of_fold(corpus, plan, daniel, say)
    table = corpus.tables[0]
    every, all_other = np.arange(len(table.size)), np.arange(len(daniel.size))
    found = {
        "sources": {name: source.terms for name, source in plan.sources.items()},
        "digest": sources.digests(plan.bench, [*plan.sources.values(), sources.VALIDATION]),
        "balanced": page_scores(items, table, every, score, "balanced"),
        "strict": page_scores(items, table, every, score, "strict"),
        "known": known_scores(items, table, every, score),
        "daniel": page_scores(others, daniel, all_other, final.predict(daniel, all_other), "balanced"),
        "daniel_folds": page_scores(others, daniel, all_other, other, "balanced"),
        "options": {"seed": plan.seed, "nets": plan.nets, "fold_nets": plan.fold_nets},
    }
    Path(__file__).with_name("report.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    write_card(found, out / "MODEL_CARD.md")
    say("done")


if __name__ == "__main__":
    from training.train import main as run  # cached objects must know their classes by the module's name

    run()
