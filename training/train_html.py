"""Train the content model for rendered HTML, with and without trafilatura's verdict on each line, by one command:

    python -m training.train_html BENCH_FOLDER [--out cleaner/model/data] [--seed 1] [--nets 2] [--cache FOLDER]

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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from cleaner.errors import InputError
from cleaner.markup import Markup, render
from cleaner.model.choice import choose
from cleaner.model.dom import DOM_NAMES, N_VERDICT, hint_slots, measure_dom, text_column, verdict_columns
from cleaner.model.features import NAMES, spread
from training import dataset, fitting, lexicon, train
from training.augment import Lines
from training.card import write_html_card
from training.table import Table, made, real, vary_all
from training.train import DATA, FOLDS, TRAINING, cached, fit_scale, page_scores, weights

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


@dataclass
class Pages:
    """The table of pages' text, the same lines' DOM columns, their hints as a table of their own, and the text model's
    score of each line."""

    table: Table
    dom: npt.NDArray[np.float16]
    verdict: npt.NDArray[np.float16]
    hints: Table
    score: npt.NDArray[np.float32]

    def columns(self, text: lexicon.Floats, hint: lexicon.Floats) -> npt.NDArray[np.float16]:
        """All columns given the two lexicons' scores of all lines."""
        bounds = zip(self.table.offset[:-1], self.table.offset[1:], strict=True)
        around = [spread(hint[first:last]) for first, last in bounds if last > first]
        hints = np.concatenate([hint, np.concatenate(around)], axis=1).astype(np.float16)
        return np.concatenate(
            [self.table.with_lexical(text), text_column(self.score), self.dom, hints, self.verdict], axis=1
        )


Lined = tuple[Markup | None, npt.NDArray[np.int64]]
"""A page's DOM columns, and the rows in them of its lines."""


def measured(table: Table, pages: Iterable[Lined], score: npt.NDArray[np.float32]) -> Pages:
    """What the networks see of the pages of a table."""
    bounds = zip(pages, table.offset[:-1], table.offset[1:], strict=True)
    live = [(markup, rows, table.words[a:b]) for (markup, rows), a, b in bounds if markup is not None and len(rows)]
    dom = [measure_dom(markup, rows, words) for markup, rows, words in live]
    verdict = [verdict_columns(markup, rows) for markup, rows, _ in live]
    slots = [line for markup, rows, _ in live for line in hint_slots(markup, rows)]
    return Pages(
        table,
        np.concatenate(dom).astype(np.float16),
        np.concatenate(verdict).astype(np.float16),
        with_slots(table, slots),
        score,
    )


def prepared(pages: list[Rendered], bench: Path, seeds: list[int], cache: Path | None) -> tuple[Pages, Pages]:
    """The pages, and the pages changed as those of text are (`training.augment`), where every line keeps what
    the DOM knew of it."""
    samples = [page.sample for page in pages]
    changed = list(vary_all(samples, seeds[0]))
    tables = real(samples), made(samples, changed)
    first, second = text_scores(tables, bench, seeds, cache)
    lines = [(spliced(pages[page.own], pages[page.lender], page.lines), np.arange(len(page.lines))) for page in changed]
    return (
        measured(tables[0], [(page.markup, page.rows) for page in pages], first),
        measured(tables[1], lines, second),
    )


def spliced(own: Rendered, lender: Rendered, lines: Lines) -> Markup | None:
    """The DOM columns of a made page."""
    mine, theirs = own.markup, lender.markup
    if mine is None or theirs is None:
        return None
    rows = [(theirs, int(lender.rows[line.row])) if line.lent else (mine, int(own.rows[line.row])) for line in lines]
    apart = max(mine.regions) + 1
    return Markup(
        inside=[dom.inside[row] for dom, row in rows],
        paths=[dom.paths[row] for dom, row in rows],
        hints=[dom.hints[row] for dom, row in rows],
        headings=[dom.headings[row] for dom, row in rows],
        regions=[dom.regions[row] + apart * (dom is theirs and dom.regions[row] > 0) for dom, row in rows],
        link_shares=[dom.link_shares[row] for dom, row in rows],
        verdicts=[dom.verdicts[row] if dom.verdicts else 0.0 for dom, row in rows],
        sha256="",
        encoding=None,
    )


def with_slots(table: Table, slots: Iterable[tuple[int, ...]]) -> Table:
    """The table with other words: the slots of each line."""
    lines = list(slots)
    flat = np.array([slot for line in lines for slot in line], np.int32)
    return replace(table, gram=flat, gram_end=np.append(0, np.cumsum([len(line) for line in lines])))


class Trained:
    """Networks of one kind trained without one fold, and what scoring needs."""

    def __init__(  # noqa: PLR0913, PLR0917 - what is trained on, and what is left out
        self, pages: Pages, extra: Pages, kind: str, held: int | None, seeds: list[int], cache: Path | None
    ) -> None:
        name = f"html-{held if held is not None else 'all'}"
        text, more_text, self.lexicon = cached(
            cache, f"lexicon-{name}", lambda: lexicon.nested(pages.table, extra.table, FOLDS, held)
        )
        hint, more_hint, self.hints = cached(
            cache, f"hints-{name}", lambda: lexicon.nested(pages.hints, extra.hints, FOLDS, held)
        )
        self.names = names(kind)
        chosen, made_pages = (np.flatnonzero((t.fold != held) & (t.size > 0)) for t in (pages.table, extra.table))
        columns = pages.columns(text, hint)[:, : len(self.names)]
        more = extra.columns(more_text, more_hint)[:, : len(self.names)]
        self.scale = fit_scale(columns, pages.table.rows(chosen))
        sources = [
            fitting.Source(pages.table, self.scale.apply(columns), chosen),
            fitting.Source(extra.table, self.scale.apply(more), made_pages),
        ]
        self.nets = [
            cached(cache, f"net-{name}-{kind}-{seed}", lambda seed=seed: fitting.fit(sources, self.names, seed))  # type: ignore[misc]
            for seed in seeds
        ]

    def predict(self, pages: Pages, chosen: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Mean score of the networks for the lines of some pages."""
        columns = pages.columns(pages.table.lexical(self.lexicon), pages.hints.lexical(self.hints))
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


def text_scores(
    tables: Sequence[Table], bench: Path, seeds: list[int], cache: Path | None
) -> list[npt.NDArray[np.float32]]:
    """The text model's score of every line of each table, by networks that saw no page of its domain."""
    _, text, extra = train.text_tables(bench, seeds[0], cache)
    found = [np.zeros(len(table.label), np.float32) for table in tables]
    for fold in FOLDS:
        trained = train.Trained(text, extra, fold, seeds, cache=cache)
        for table, score in zip(tables, found, strict=True):
            chosen = np.flatnonzero(table.fold == fold)
            score[table.rows(chosen)] = trained.predict(table, chosen)
    return found


def made_scores(table: Table, pages: npt.NDArray[np.int64], score: npt.NDArray[np.float32]) -> train.Scores:
    """F1, precision and recall, mean over made pages, and over those made of articles. Their gold is only known as a
    number of words a line, so words are counted, not compared."""
    found: dict[str, list[tuple[float, float, float]]] = {"made": [], "made/article": []}
    for page in pages:
        rows = slice(table.offset[page], table.offset[page + 1])
        words, content = table.words[rows], table.words[rows] * table.label[rows]
        if content.sum() == 0:
            continue
        keep = choose(score[rows], words)
        hit = float(content[keep].sum())
        p, r = hit / float(words[keep].sum()), hit / float(content.sum())
        found["made"].append((2 * p * r / (p + r) if hit else 0.0, p, r))
        if table.kind[page] == "article":
            found["made/article"].append(found["made"][-1])
    return {name: [len(values), *np.mean(values, axis=0).tolist()] for name, values in found.items()}


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
    seeds = [options.seed + i for i in range(options.nets)]
    pages, extra = cached(options.cache, "html-pages", lambda: prepared(items, options.bench, seeds, options.cache))
    table, samples = pages.table, [item.sample for item in items]
    say(f"{len(items)} pages, {len(table.label)} lines, {len(names('full'))} columns")
    report: dict[str, Any] = {
        "digest": {HTML: hashlib.sha256((options.bench / HTML).read_bytes()).hexdigest()},
        "options": {"seed": options.seed, "nets": options.nets},
    }
    for kind in options.kinds:
        found, made_found = (np.zeros(len(t.label), np.float32) for t in (table, extra.table))
        for fold in FOLDS:
            if options.only and str(fold) not in options.only:
                continue
            trained = Trained(pages, extra, kind, fold, seeds, options.cache)
            chosen = np.flatnonzero(table.fold == fold)
            found[table.rows(chosen)] = trained.predict(pages, chosen)
            others = np.flatnonzero(extra.table.fold == fold)
            made_found[extra.table.rows(others)] = trained.predict(extra, others)
            here = page_scores(samples, table, chosen, found[table.rows(chosen)], "balanced")
            say(f"{kind} fold {fold}: {here['html'][1]:.4f}, articles {here['html/article'][1]:.4f}")
        if options.only:
            if "all" in options.only:
                Trained(pages, extra, kind, None, seeds, options.cache)
            continue
        Trained(pages, extra, kind, None, seeds, options.cache).save(options.out / f"weights-html-{kind}.npz")
        every = np.arange(len(table.size))
        if options.cache:
            np.savez(options.cache / f"scores-html-{kind}.npz", score=found)
        report[kind] = {mode: page_scores(samples, table, every, found, mode) for mode in ("balanced", "strict")}
        every = np.arange(len(extra.table.size))
        report[kind]["made"] = made_scores(extra.table, every, made_found)
        report["made_text"] = made_scores(extra.table, every, extra.score)
        say(f"{kind} {report[kind]['balanced']['html']}")
    if not options.only:
        Path(__file__).with_name("report-html.json").write_text(json.dumps(report, indent=1) + "\n", "utf-8")
        write_html_card(report, options.out / "MODEL_CARD_HTML.md")


if __name__ == "__main__":
    main()
