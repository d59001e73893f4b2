"""Train the content model for rendered HTML, with and without trafilatura's verdict on each line, by one command:

    python -m benchmarks.model.train_html BENCH_FOLDER [--out cleaner/model/data] [--seed 1] [--nets 2] [--cache FOLDER]

BENCH_FOLDER holds ``wcxb-dev-html.jsonl.zst`` and ``wcxb-dev.jsonl.zst`` (its gold). Folds are by domain, as for text.
The text model's score of each line is a feature: those of a fold come from networks trained without it, as `train`
makes them; with `train`'s cache that costs a minute, without it as long as `train`. With a cache, several processes
can share the work, each with ``--only`` and some of the folds (``all`` for the shipped weights), and one without it at
the end.
"""

import argparse
import hashlib
import json
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from benchmarks.model import dataset, fitting, lexicon, train
from benchmarks.model.card import write_html_card
from benchmarks.model.table import Table, real
from benchmarks.model.train import DATA, FOLDS, TRAINING, cached, fit_scale, page_scores, weights
from cleaner.errors import InputError
from cleaner.markup import Markup, render
from cleaner.model.dom import DOM_NAMES, N_VERDICT, hint_slots, measure_dom, text_column, verdict_columns
from cleaner.model.features import NAMES, spread

HTML = "wcxb-dev-html.jsonl.zst"
KINDS = ("fast", "full")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as a sample, its DOM columns, and which of its lines the sample holds."""

    sample: dataset.Sample
    markup: Markup | None
    rows: npt.NDArray[np.int64]


def rendered(folder: Path) -> list[Rendered]:
    """All pages of the benchmark; a page that cannot be rendered is one without lines."""
    logging.disable(logging.CRITICAL)
    gold = {record["id"]: record for record in dataset.records(folder / TRAINING)}
    pages = []
    for record in dataset.records(folder / HTML):
        try:
            text, markup = render(record["html"])
        except InputError:
            text, markup = "", None
        lines = text.split("\n")
        rows = np.array([i for i, line in enumerate(lines) if dataset.WORD.search(line)], np.int64)
        sample = dataset.sample({**gold[record["id"]], "dumps": {"html": text}}, "html")
        pages.append(Rendered(sample, markup, rows))
    return pages


class Pages:
    """The table of the pages' text, the same lines' DOM columns, and their hints as a table of their own."""

    def __init__(self, pages: list[Rendered]) -> None:
        self.table = real(page.sample for page in pages)
        live = [
            (page, page.markup, self.table.words[first:last])
            for page, first, last in zip(pages, self.table.offset[:-1], self.table.offset[1:], strict=True)
            if page.markup is not None and len(page.rows)
        ]
        dom = [measure_dom(markup, page.rows, words) for page, markup, words in live]
        self.dom = np.concatenate(dom).astype(np.float16)
        verdict = [verdict_columns(markup, page.rows) for page, markup, _ in live]
        self.verdict = np.concatenate(verdict).astype(np.float16)
        slots = [line for page, markup, _ in live for line in hint_slots(markup, page.rows)]
        self.hints = with_slots(self.table, slots)

    def columns(
        self, text: lexicon.Floats, hint: lexicon.Floats, score: npt.NDArray[np.float32]
    ) -> npt.NDArray[np.float16]:
        """All columns given the two lexicons' scores and the text model's score of all lines."""
        bounds = zip(self.table.offset[:-1], self.table.offset[1:], strict=True)
        around = [spread(hint[first:last]) for first, last in bounds if last > first]
        hints = np.concatenate([hint, np.concatenate(around)], axis=1).astype(np.float16)
        return np.concatenate(
            [self.table.with_lexical(text), text_column(score), self.dom, hints, self.verdict], axis=1
        )


def with_slots(table: Table, slots: Iterable[tuple[int, ...]]) -> Table:
    """The table with other words: the slots of each line."""
    lines = list(slots)
    flat = np.array([slot for line in lines for slot in line], np.int32)
    return replace(table, gram=flat, gram_end=np.append(0, np.cumsum([len(line) for line in lines])))


class Trained:
    """Networks of one kind trained without one fold, and what scoring needs."""

    def __init__(  # noqa: PLR0913, PLR0917 - what is trained on, and what is left out
        self,
        pages: Pages,
        score: npt.NDArray[np.float32],
        kind: str,
        held: int | None,
        seeds: list[int],
        cache: Path | None,
    ) -> None:
        self.score = score
        table, name = pages.table, f"html-{held if held is not None else 'all'}"
        text, _, self.lexicon = cached(cache, f"lexicon-{name}", lambda: lexicon.nested(table, table, FOLDS, held))
        hint, _, self.hints = cached(
            cache, f"hints-{name}", lambda: lexicon.nested(pages.hints, pages.hints, FOLDS, held)
        )
        self.names = names(kind)
        chosen = np.flatnonzero((table.fold != held) & (table.size > 0))
        columns = pages.columns(text, hint, score)[:, : len(self.names)]
        self.scale = fit_scale(columns, table.rows(chosen))
        source = fitting.Source(table, self.scale.apply(columns), chosen)
        self.nets = [
            cached(cache, f"net-{name}-{kind}-{seed}", lambda seed=seed: fitting.fit([source], self.names, seed))  # type: ignore[misc]
            for seed in seeds
        ]

    def predict(self, pages: Pages, chosen: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Mean score of the networks for the lines of some pages."""
        columns = pages.columns(pages.table.lexical(self.lexicon), pages.hints.lexical(self.hints), self.score)
        source = fitting.Source(pages.table, self.scale.apply(columns[:, : len(self.names)]), chosen)
        mean: npt.NDArray[np.float32] = np.mean([fitting.predict(net, source) for net in self.nets], axis=0)
        return mean

    def save(self, path: Path) -> None:
        """Write the weights as `cleaner.model.judge.load` reads them."""
        arrays = weights(self.nets, self.scale, self.lexicon, self.names)
        slots = np.flatnonzero(self.hints)
        arrays |= {
            "hint_slots": slots.astype(np.uint16),
            "hint_values": np.round(self.hints[slots] / lexicon.STEP).astype(np.int8),
        }
        np.savez_compressed(path, allow_pickle=False, **arrays)


def text_score(pages: Pages, bench: Path, seeds: list[int], cache: Path | None) -> npt.NDArray[np.float32]:
    """The text model's score of every line, by networks that saw no page of its domain."""
    table = pages.table
    _, text, extra = train.text_tables(bench, seeds[0], cache)
    found = np.zeros(len(table.label), np.float32)
    for fold in FOLDS:
        chosen = np.flatnonzero(table.fold == fold)
        found[table.rows(chosen)] = train.Trained(text, extra, fold, seeds, cache=cache).predict(table, chosen)
    return found


def names(kind: str) -> tuple[str, ...]:
    """The columns the networks of a kind see."""
    every = (*NAMES, *DOM_NAMES)
    return every if kind == "full" else every[:-N_VERDICT]


def main() -> None:
    """Run the whole training; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--out", type=Path, default=DATA)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--nets", type=int, default=2)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--only", nargs="+", choices=["all", *map(str, FOLDS)])
    options = parser.parse_args()
    torch.set_num_threads(1)
    began = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {text}", flush=True)

    items = cached(options.cache, "html", lambda: rendered(options.bench))
    pages = cached(options.cache, "html-pages", lambda: Pages(items))
    table, samples = pages.table, [item.sample for item in items]
    seeds = [options.seed + i for i in range(options.nets)]
    score = cached(options.cache, "html-text-score", lambda: text_score(pages, options.bench, seeds, options.cache))
    say(f"{len(items)} pages, {len(table.label)} lines, {len(names('full'))} columns")
    report: dict[str, Any] = {
        "digest": {HTML: hashlib.sha256((options.bench / HTML).read_bytes()).hexdigest()},
        "options": {"seed": options.seed, "nets": options.nets},
    }
    for kind in options.kinds:
        found = np.zeros(len(table.label), np.float32)
        for fold in FOLDS:
            if options.only and str(fold) not in options.only:
                continue
            trained = Trained(pages, score, kind, fold, seeds, options.cache)
            chosen = np.flatnonzero(table.fold == fold)
            found[table.rows(chosen)] = trained.predict(pages, chosen)
            here = page_scores(samples, table, chosen, found[table.rows(chosen)], "balanced")
            say(f"{kind} fold {fold}: {here['html'][1]:.4f}, articles {here['html/article'][1]:.4f}")
        if options.only:
            if "all" in options.only:
                Trained(pages, score, kind, None, seeds, options.cache)
            continue
        Trained(pages, score, kind, None, seeds, options.cache).save(options.out / f"weights-html-{kind}.npz")
        every = np.arange(len(table.size))
        if options.cache:
            np.savez(options.cache / f"scores-html-{kind}.npz", score=found)
        report[kind] = {mode: page_scores(samples, table, every, found, mode) for mode in ("balanced", "strict")}
        say(f"{kind} {report[kind]['balanced']['html']}")
    if not options.only:
        Path(__file__).with_name("report-html.json").write_text(json.dumps(report, indent=1) + "\n", "utf-8")
        write_html_card(report, options.out / "MODEL_CARD_HTML.md")


if __name__ == "__main__":
    main()
