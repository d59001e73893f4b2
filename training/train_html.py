"""Train the content model for rendered HTML, with and without trafilatura's verdict on each line, by one command:

    python -m training.train_html BENCH_FOLDER [--out cleaner/model/data] [--cache FOLDER] [--without dragnet]

BENCH_FOLDER holds the sets that `training.sources` names and their HTML. Folds are by domain, as for text. The text
model's score of each line is a feature: those of a fold come from networks trained without it, as `train` makes them;
with `train`'s cache that costs nothing, without it as long as `train`. With a cache, several processes can share the
work, each with ``--only`` and some of the folds (``all`` for the shipped weights), and one without it at the end.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from cleaner.markup.columns import Markup
from cleaner.model.dom import DOM_NAMES, N_VERDICT, hint_slots, measure_dom, text_column, verdict_columns
from cleaner.model.features import NAMES
from training import fitting, lexicon, sources, train
from training.card import write_html_card
from training.html_pages import RenderedPage, rendered, spliced
from training.plan import FOLDS, Plan, cached, clock, options_of, plan_of
from training.scores import known_scores, made_scores, page_scores
from training.table import Made, Table, made, real, vary_some
from training.train import Corpus, fit_scale, joined, weights

KINDS = ("fast", "full")
ROUNDS = 8
"""Fewer than for text: the text model's score, which is a feature, has learned most already. With 9 rounds instead of
14 the first weights scored 0.001 lower."""
HTML_DRAWS = 0.5
"""Draws of a page in an epoch beside those of all its text dumps."""


Block = npt.NDArray[np.float16]


@dataclass
class HtmlCorpus:
    """The tables of rendered pages, real ones first, and per table the same lines' columns of DOM and verdict, their
    hints as a table of their own, and the text model's score of each line; lexicons learned so far. Scaled once."""

    text: Corpus
    hints: Corpus
    dom: list[npt.NDArray[np.float16]]
    verdict: list[npt.NDArray[np.float16]]
    score: list[npt.NDArray[np.float16]]
    scales: list[fitting.Scale] = field(default_factory=list)

    def scale(self) -> None:
        """Scales the blocks that are the same for all folds: the text model's score, DOM, verdict."""
        for blocks in (self.score, self.dom, self.verdict):
            self.scales.append(fit_scale(blocks[0]))
            blocks[:] = [self.scales[-1].apply(block) for block in blocks]

    def blocks(self, number: int, words: Block, hints: Block, kind: str) -> tuple[Block, ...]:
        """The blocks of a table's columns in the order of `names`."""
        verdict = (self.verdict[number],) if kind == "full" else ()
        return (self.text.tables[number].columns, words, self.score[number], self.dom[number], hints, *verdict)

    def joined(self, words: fitting.Scale, hints: fitting.Scale, kind: str) -> fitting.Scale:
        """The scales of `blocks` side by side."""
        score, dom, verdict = self.scales
        return joined([self.text.scale, words, score, dom, hints, *((verdict,) if kind == "full" else ())])


Lined = tuple[Markup | None, npt.NDArray[np.int64]]
"""A page's DOM columns, and the rows in them of its lines."""


def measured(table: Table, pages: Iterable[Lined]) -> tuple[Block, Block, Table]:
    """Columns of DOM and verdict of the pages of a table, and their hints as a table."""
    bounds = zip(pages, table.offset[:-1], table.offset[1:], strict=True)
    live = [(markup, rows, table.words[a:b]) for (markup, rows), a, b in bounds if markup is not None and len(rows)]
    dom = np.concatenate([measure_dom(markup, rows, words) for markup, rows, words in live])
    verdict = np.concatenate([verdict_columns(markup, rows, words) for markup, rows, words in live])
    slots = [line for markup, rows, _ in live for line in hint_slots(markup, rows)]
    return dom.astype(np.float16), verdict.astype(np.float16), with_slots(table, slots)


def prepared(pages: list[RenderedPage], plan: Plan) -> tuple[list[Table], list[tuple[Block, Block, Table]]]:
    """The table of the pages, and that of the pages changed as those of text are (`training.augment`), where every line
    keeps what the DOM knew of it; and what `measured` finds of both."""
    samples = [page.sample for page in pages]
    changed = list(vary_some(samples, plan.seed))
    rates = [plan.sources[page.sample.source].draws * HTML_DRAWS for page in pages]
    tables = [real(samples, rates), made(samples, changed)]
    lines = [(page.markup, page.rows) for page in pages]
    return tables, [measured(tables[0], lines), measured(tables[1], of_made(pages, changed))]


def of_made(pages: list[RenderedPage], changed: Iterable[Made]) -> Iterator[Lined]:
    """The DOM columns of made pages, and all their rows."""
    for page in changed:
        yield spliced(pages[page.own], pages[page.lender], page.lines), np.arange(len(page.lines))


def html_corpus(plan: Plan, items: list[RenderedPage]) -> HtmlCorpus:
    """All that networks of either kind learn from."""
    tables, found = cached(plan.cache, "html-tables", lambda: prepared(items, plan))
    text = train.lazy_corpus(plan)
    first = train.trained(text, plan, 0)
    for table, (_, _, hinted) in zip(tables, found, strict=True):
        table.fold = hinted.fold = table.fold % len(FOLDS)
        table.columns = first.base.apply(table.columns)
    score = cached(plan.cache, "html-text-scores", lambda: text_scores(tables, plan, text))
    corpus = HtmlCorpus(
        Corpus(tables, first.base, plan.cache, "html-words"),
        Corpus([hints for _, _, hints in found], first.base, plan.cache, "html-hints"),
        [dom for dom, _, _ in found],
        [verdict for _, verdict, _ in found],
        [text_column(values).astype(np.float16) for values in score],
    )
    corpus.scale()
    return corpus


def with_slots(table: Table, slots: Iterable[Sequence[int]]) -> Table:
    """The table with other words: the slots of each line."""
    lines = list(slots)
    flat = np.array([slot for line in lines for slot in line], np.int32)
    return replace(table, gram=flat, gram_end=np.append(0, np.cumsum([len(line) for line in lines])))


@dataclass(frozen=True, slots=True)
class HtmlPredictor:
    """Networks of one kind, their lexicons of words and hints, and the scales of all columns and of the lexicons'."""

    kind: str
    nets: list[fitting.LineNet]
    words: lexicon.Floats
    hints: lexicon.Floats
    scale: fitting.Scale
    own: tuple[fitting.Scale, fitting.Scale]

    def predict(self, corpus: HtmlCorpus, number: int, pages: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Mean score of the networks for the lines of some pages of one of the corpus' tables."""
        table, hinted = corpus.text.tables[number], corpus.hints.tables[number]
        words = self.own[0].apply(table.around(table.lexical(self.words)))
        hints = self.own[1].apply(hinted.around(hinted.lexical(self.hints)))
        shown = fitting.Shown(table, corpus.blocks(number, words, hints, self.kind), pages)
        mean: npt.NDArray[np.float32] = np.mean([fitting.predict(net, shown) for net in self.nets], axis=0)
        return mean

    def save(self, path: Path) -> None:
        """Write the weights as `cleaner.model.judge.load` reads them."""
        arrays = weights(self.nets, self.scale, self.words, names(self.kind))
        slots = np.flatnonzero(self.hints)
        arrays |= {
            "hint_slots": slots.astype(np.uint16),
            "hint_values": np.round(self.hints[slots] / lexicon.STEP).astype(np.int8),
        }
        np.savez_compressed(path, allow_pickle=False, **arrays)


def trained(corpus: HtmlCorpus, plan: Plan, kind: str, held: int | None) -> HtmlPredictor:
    """What is learned of one kind without one fold, or on all."""
    return cached(plan.cache, f"html-{kind}-{held}-{len(plan.seeds(held))}", lambda: fit_html(corpus, plan, kind, held))


def fit_html(corpus: HtmlCorpus, plan: Plan, kind: str, held: int | None) -> HtmlPredictor:
    """Networks of one kind trained without one fold, or on all."""
    found = [lexicon.nested(part.tables, FOLDS, held, part.learn) for part in (corpus.text, corpus.hints)]
    (words, hints), own, shown = zip(*found, strict=True), [], []
    for part, columns in zip((corpus.text, corpus.hints), words, strict=True):
        blocks = [table.around(mine) for table, mine in zip(part.tables, columns, strict=True)]
        own.append(fit_scale(blocks[0]))
        shown.append([own[-1].apply(block) for block in blocks])
    pages = [
        fitting.Shown(
            table,
            corpus.blocks(number, shown[0][number], shown[1][number], kind),
            np.flatnonzero((table.fold != held) & (table.size > 0)),
        )
        for number, table in enumerate(corpus.text.tables)
    ]
    nets = [
        cached(
            plan.cache,
            f"html-net-{kind}-{held}-{seed}",
            partial(fitting.fit, pages, names(kind), seed, ROUNDS, passing=False),
        )
        for seed in plan.seeds(held)
    ]
    return HtmlPredictor(kind, nets, hints[0], hints[1], corpus.joined(own[0], own[1], kind), (own[0], own[1]))


def text_scores(tables: list[Table], plan: Plan, text: Callable[[], Corpus]) -> list[npt.NDArray[np.float32]]:
    """The text model's score of every line of each table, by networks that saw no page of its domain."""
    found = [np.zeros(len(table.label), np.float32) for table in tables]
    for fold in FOLDS:
        predictor = train.trained(text, plan, fold)
        for table, score in zip(tables, found, strict=True):
            chosen = np.flatnonzero(table.fold == fold)
            score[table.rows(chosen)] = predictor.predict(table, chosen)
    return found


def names(kind: str) -> tuple[str, ...]:
    """The columns the networks of a kind see."""
    every = (*NAMES, *DOM_NAMES)
    return every if kind == "full" else every[:-N_VERDICT]


def main() -> None:
    """Run the whole training; see the module's docstring."""
    parser = options_of(__doc__ or "")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    options = parser.parse_args()
    torch.set_num_threads(1)
    plan, say = plan_of(options), clock()
    items = cached(plan.cache, "html", lambda: rendered(plan))
    corpus = html_corpus(plan, items)
    say(f"{len(items)} pages, {[len(table.label) for table in corpus.text.tables]} lines, {len(names('full'))} columns")
    for part in options.only or ():
        for kind in options.kinds:
            held = None if part == "all" else int(part)
            found = trained(corpus, plan, kind, held)
            if held is None:
                found.save(options.out / f"weights-html-{kind}.npz")
            else:
                say_scores(items, corpus, held, found, say)
            say(f"{kind} {part} done")
    if not options.only:
        report(items, corpus, plan, options.out, say)


def say_scores(
    items: list[RenderedPage], corpus: HtmlCorpus, fold: int, found: HtmlPredictor, say: Callable[[str], None]
) -> None:
    """Print the scores of one fold."""
    table, samples = corpus.text.tables[0], [item.sample for item in items]
    pages = np.flatnonzero(table.fold == fold)
    score = found.predict(corpus, 0, pages)
    rows = page_scores(samples, table, pages, score, "balanced") | known_scores(samples, table, pages, score)
    for name, row in rows.items():
        say(f"{found.kind} {name:40} {row[0]:5.0f} " + " ".join(f"{value:.4f}" for value in row[1:]))


def report(items: list[RenderedPage], corpus: HtmlCorpus, plan: Plan, out: Path, say: Callable[[str], None]) -> None:
    """Write the shipped weights, and the card with the scores of the folds."""
    samples = [item.sample for item in items]
    found: dict[str, Any] = {
        "sources": {name: source.terms for name, source in plan.sources.items()},
        "digest": sources.digests(plan.bench, plan.sources.values(), "-html"),
        "options": {"seed": plan.seed, "nets": plan.nets, "fold_nets": plan.fold_nets},
    }
    table = corpus.text.tables[0]
    every = np.arange(len(table.size))
    for kind in KINDS:
        trained(corpus, plan, kind, None).save(out / f"weights-html-{kind}.npz")
        scores = out_of_fold(corpus, plan, kind)
        found[kind] = {aim: page_scores(samples, table, every, scores[0], aim) for aim in ("balanced", "strict")}
        found[kind]["known"] = known_scores(samples, table, every, scores[0])
        found[kind]["made"] = made_scores(corpus.text.tables[1], scores[1])
        say(f"{kind} done")
    Path(__file__).with_name("report-html.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    write_html_card(found, out / "MODEL_CARD_HTML.md")


def out_of_fold(corpus: HtmlCorpus, plan: Plan, kind: str) -> list[npt.NDArray[np.float32]]:
    """Scores of all lines of each table by networks that never saw their domains."""
    found = [np.zeros(len(table.label), np.float32) for table in corpus.text.tables]
    for fold in FOLDS:
        predictor = trained(corpus, plan, kind, fold)
        for number, (table, score) in enumerate(zip(corpus.text.tables, found, strict=True)):
            chosen = np.flatnonzero(table.fold == fold)
            score[table.rows(chosen)] = predictor.predict(corpus, number, chosen)
    return found


if __name__ == "__main__":
    from training.train_html import main as run  # cached objects must know their classes by the module's name

    run()
