"""Train the heads beside the choice of lines: the role of each line, and the kind of a page.

    python -m training.heads BENCH_FOLDER --cache FOLDER [--out cleaner/model/data] [--only 0 1 2 all]

The cache is that of `training.train` and `training.train_html`, whose scales and lexicons the heads share. Folds are by
domain, as there; with ``--only`` the heads of a fold are written to the cache, and without it, of all, to ``--out``.
"""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from cleaner.judgement import PAGE_KINDS
from cleaner.model import heads
from cleaner.model.judge import WEIGHTS, meaning
from cleaner.model.network import CLIP, POOLS
from cleaner.roles import ROLES
from training import fitting, train, train_html
from training.html_pages import rendered
from training.plan import FOLDS, Plan, cached, clock, options_of, plan_of
from training.role_labels import role_labels
from training.table import Table

HIDDEN, SUMMARY, SECOND = 32, 16, 24
"""Sizes of the role network: with a head on the two layers of the choice's own network instead, of 32 hidden units,
comments were found with 0.87 precision and recall by words, for 0.90; teasers 0.66 and 0.60, for 0.75 and 0.64."""
RATE, DECAY, DROPOUT, INPUT_DROPOUT = 3e-3, 0.02, 0.2, 0.1
EPOCHS = {"text": 10, "html": 12}
SHARE_OF_PAGES = {"text": 0.5, "html": 1.0}
"""Epochs, and the share of the pages shown in each."""
RARE = 100.0
"""Lines added to each role's count when roles are weighed by one over the root of it."""

KIND_HIDDEN, KIND_RATE, KIND_DECAY, KIND_EPOCHS, KIND_BATCH, KIND_DROPOUT = 24, 2e-3, 1.0, 20, 256, 0.2
MIN_LINES = 8
"""Lines of a page that is shown to the kind network."""
OF_TYPE = {"collection": "listing"}
ARTICLES = ("dragnet", "fundus", "readability", "portal", "chinese", "newspaper4k")
"""Sources of articles alone."""
ARTICLE_WEIGHT = {"dragnet": 0.3}


MEASURED = ("text", "html-full")
"""The kinds whose folds have heads of their own, for `training.confidence` and `training.whole`; those of the other
with ``--only 0 1 2``."""


class RoleNet(nn.Module):
    """As `fitting.LineNet`, smaller, with one output a role."""

    def __init__(self, n_features: int) -> None:
        super().__init__()
        self.first = nn.Linear(n_features, HIDDEN)
        self.inner = nn.Linear(HIDDEN, SUMMARY)
        self.second = nn.Linear(HIDDEN + SUMMARY * len(POOLS), SECOND)
        self.last = nn.Linear(SECOND, len(ROLES))
        self.drop, self.drop_input = fitting.Dropout(DROPOUT), fitting.Dropout(INPUT_DROPOUT)

    def forward(self, x: torch.Tensor, start: torch.Tensor, end: torch.Tensor) -> torch.Tensor:
        """Log-odds of the roles of each line."""
        hidden = self.drop(torch.relu(self.first(self.drop_input(x))))
        parts = [hidden, *fitting.summaries(torch.relu(self.inner(hidden)), start, end)]
        odds: torch.Tensor = self.last(self.drop(torch.relu(self.second(torch.cat(parts, 1)))))
        return odds


class Ground(NamedTuple):
    """What heads of one kind learn from: the pages' columns, their lines' roles, the scales of the columns, and the
    columns' names."""

    shown: fitting.Shown
    roles: npt.NDArray[np.int8]
    scale: fitting.Scale
    names: tuple[str, ...]
    plain: tuple[npt.NDArray[np.float16], ...]
    plain_scale: fitting.Scale


def fit_roles(ground: Ground, pages: npt.NDArray[np.int64], kind: str, seed: int = 1) -> RoleNet:
    """The role network, trained on some pages."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    table, roles, dump = ground.shown.table, ground.roles, kind.partition("-")[0]
    count = np.bincount(roles[roles >= 0], minlength=len(ROLES)).astype(np.float32)
    weight = torch.from_numpy(1 / np.sqrt(count + RARE))
    weight /= float((weight * torch.from_numpy(count)).sum() / count.sum())
    net = RoleNet(len(ground.names))
    epochs = [batches(table, pages[rng.random(len(pages)) < SHARE_OF_PAGES[dump]], rng) for _ in range(EPOCHS[dump])]
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=sum(map(len, epochs)) + 1)
    for batch in (batch for epoch in epochs for batch in epoch):
        rows = table.rows(batch)
        label = torch.from_numpy(roles[rows].astype(np.int64))
        known = label >= 0
        start, end, page = fitting.bounds(table.size[batch])
        masks = torch.from_numpy(fitting.masks(ground.names, len(batch), rng))
        odds = net(ground.shown.columns(rows) * masks[page], start, end)
        if known.any():
            loss = nn.functional.cross_entropy(odds[known], label[known], weight=weight)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        schedule.step()
    net.eval()
    return net


def batches(table: Table, pages: npt.NDArray[np.int64], rng: np.random.Generator) -> list[npt.NDArray[np.int64]]:
    """The pages in random order, in batches of about as many lines as the choice's network learns from."""
    pages = rng.permutation(pages)
    cuts = np.flatnonzero(np.diff(np.cumsum(table.size[pages]) // fitting.BATCH_LINES)) + 1
    return [batch for batch in np.split(pages, cuts) if len(batch)]


def kind_labels(table: Table) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """The number of each page's kind, -1 where none is known, and its weight."""
    labels = [
        PAGE_KINDS.index(OF_TYPE.get(kind, kind)) if source == "wcxb" else 0 if source in ARTICLES else -1
        for kind, source in zip(table.kind.tolist(), table.source.tolist(), strict=True)
    ]
    weight = np.array([ARTICLE_WEIGHT.get(source, 1.0) for source in table.source.tolist()], np.float32)
    return np.where(table.size < MIN_LINES, -1, np.array(labels)), weight


def page_columns(ground: Ground) -> npt.NDArray[np.float32]:
    """The averaged columns of every page."""
    table, scale = ground.shown.table, ground.plain_scale
    found = []
    for first, last in zip(table.offset[:-1], table.offset[1:], strict=True):
        block = np.concatenate([part[first:last].astype(np.float32) for part in ground.plain], axis=1)
        columns = np.clip(block, -CLIP, CLIP) * scale.deviation + scale.mean
        words = np.expm1(columns[:, heads.LOG_WORDS])
        found.append(heads.pooled(columns, words) if last > first else np.zeros(2 * columns.shape[1], np.float32))
    return np.array(found, np.float32)


def fit_kinds(ground: Ground, pages: npt.NDArray[np.int64], seed: int = 0) -> dict[str, npt.NDArray[np.float32]]:
    """The kind network's arrays, as `heads.KindNet` names them."""
    torch.manual_seed(seed)
    label, weight = kind_labels(ground.shown.table)
    pages = pages[label[pages] >= 0]
    values = page_columns(ground)
    mean, deviation = values[pages].mean(0), values[pages].std(0) + 0.05
    scaled = np.clip((values[pages] - mean) / deviation, -heads.SPREAD_LIMIT, heads.SPREAD_LIMIT)
    x, y, w = torch.from_numpy(scaled), torch.from_numpy(label[pages]), torch.from_numpy(weight[pages])
    count = np.bincount(label[pages], weight[pages], len(PAGE_KINDS) - 1).astype(np.float32)
    rare = torch.from_numpy(np.sqrt(count.sum() / len(count) / count))
    net = nn.Sequential(
        nn.Dropout(KIND_DROPOUT), nn.Linear(x.shape[1], KIND_HIDDEN), nn.ReLU(), nn.Dropout(KIND_DROPOUT),
        nn.Linear(KIND_HIDDEN, len(PAGE_KINDS) - 1),
    )  # fmt: skip
    optimiser = torch.optim.AdamW(net.parameters(), KIND_RATE, weight_decay=KIND_DECAY)
    for _ in range(KIND_EPOCHS):
        for some in torch.randperm(len(x)).split(KIND_BATCH):
            loss = nn.functional.cross_entropy(net(x[some]), y[some], reduction="none") * w[some] * rare[y[some]]
            optimiser.zero_grad()
            loss.mean().backward()
            optimiser.step()
    first, last = net[1], net[4]
    return {
        "mean": mean, "deviation": deviation, "first": array(first.weight).T, "first_bias": array(first.bias),
        "last": array(last.weight).T, "last_bias": array(last.bias),
    }  # fmt: skip


def array(values: torch.Tensor) -> npt.NDArray[np.float32]:
    """A parameter as an array."""
    found: npt.NDArray[np.float32] = values.detach().numpy()
    return found


def role_arrays(net: RoleNet, scale: fitting.Scale) -> dict[str, npt.NDArray[np.float32]]:
    """The role network's arrays, as `cleaner.model.network.Net` names them, scaling folded in."""
    layer = {
        name: (array(part.weight).T, array(part.bias))
        for name, part in net.named_children()
        if isinstance(part, nn.Linear)
    }
    first = layer["first"][0] / scale.deviation[:, None]
    layer["first"] = (first, layer["first"][1] - scale.mean @ first)
    arrays = {name: weight for name, (weight, _) in layer.items()}
    return arrays | {f"{name}_bias": bias for name, (_, bias) in layer.items()}


def text_ground(plan: Plan, held: int | None, corpus: train.Corpus) -> Ground:
    """What the heads for text learn from without a fold."""
    found = train.trained(lambda: corpus, plan, held)
    table = corpus.tables[0]
    block = found.own.apply(table.around(table.lexical(found.lexicon)))
    shown = fitting.Shown(table, (table.columns, block), np.arange(len(table.size)))
    scale = train.joined([found.base, found.own])
    return Ground(shown, role_labels(plan)["text"], scale, WEIGHTS["text"][1], (table.columns,), found.base)


def html_ground(plan: Plan, held: int | None, corpus: train_html.HtmlCorpus, kind: str) -> Ground:
    """What the heads for rendered pages learn from without a fold."""
    found = train_html.trained(corpus, plan, kind, held)
    table, hinted = corpus.text.tables[0], corpus.hints.tables[0]
    words = found.own[0].apply(table.around(table.lexical(found.words)))
    hints = found.own[1].apply(hinted.around(hinted.lexical(found.hints)))
    shown = fitting.Shown(table, corpus.blocks(0, words, hints, kind), np.arange(len(table.size)))
    plain, scale = (table.columns, corpus.dom[0]), train.joined([corpus.text.scale, corpus.scales[1]])
    names = WEIGHTS[f"html-{kind}"][1]
    return Ground(shown, role_labels(plan)["html"], found.scale, names, plain, scale)


def learned(ground: Ground, kind: str, held: int | None) -> dict[str, npt.NDArray[Any]]:
    """The arrays of both heads of a kind, trained without a fold."""
    table = ground.shown.table
    pages = np.flatnonzero((table.fold != held) & (table.size > 0))
    roles = role_arrays(fit_roles(ground, pages, kind), ground.scale)
    parts: dict[str, npt.NDArray[Any]] = {f"{kind}.roles.{name}": value for name, value in roles.items()}
    parts |= {f"{kind}.kinds.{name}": value for name, value in fit_kinds(ground, pages).items()}
    return {name: value.astype(np.float16 if ".kinds." in name else np.float32) for name, value in parts.items()} | {
        f"{kind}.meaning": np.array(meaning(ground.names))
    }


def main() -> None:
    """Run the training; see the module's docstring."""
    parser = options_of(__doc__ or "")
    parser.add_argument("--kinds", nargs="+", choices=list(WEIGHTS), default=list(WEIGHTS))
    options = parser.parse_args()
    torch.set_num_threads(1)
    plan, say = plan_of(options), clock()
    text = cache(lambda: train.text_corpus(plan)[1])
    html = cache(lambda: train_html.html_corpus(plan, cached(plan.cache, "html", lambda: rendered(plan))))
    for held in [None if part == "all" else int(part) for part in options.only or (*map(str, FOLDS), "all")]:
        measured = options.kinds if held is None or options.only else [k for k in options.kinds if k in MEASURED]
        for kind in measured:
            cached(plan.cache, f"heads-{kind}-{held}", lambda: learn_one(plan, kind, held, text, html))  # noqa: B023
            say(f"{kind} {held}")
    if not options.only:
        write(plan, None, options.out / heads.HEADS_FILE, options.kinds)


def learn_one(
    plan: Plan, kind: str, held: int | None, text: Callable[[], Any], html: Callable[[], Any]
) -> dict[str, Any]:
    """The heads of one kind, from the corpus that it learns from."""
    ground = (
        text_ground(plan, held, text())
        if kind == "text"
        else html_ground(plan, held, html(), kind.removeprefix("html-"))
    )
    return learned(ground, kind, held)


def write(plan: Plan, held: int | None, path: Path, kinds: Sequence[str]) -> None:
    """Write the heads of all kinds, as `heads.load_heads` reads them."""
    arrays: dict[str, Any] = {}
    for kind in kinds:
        arrays |= cached(plan.cache, f"heads-{kind}-{held}", dict)
    np.savez_compressed(path, allow_pickle=False, **arrays)


if __name__ == "__main__":
    from training.heads import main as run  # cached objects must know their classes by the module's name

    run()
