"""The network that `train` fits with PyTorch and `cleaner.model` runs with numpy."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from cleaner.model.network import CLIP, POOLS
from training.passing import STATE, Passed
from training.table import Table

HIDDEN, SUMMARY, SECOND = 64, 32, 40
"""Sizes of the layers."""
DROPOUT, INPUT_DROPOUT = 0.3, 0.2
RATE, DECAY, BATCH_LINES, EPOCHS = 2.5e-3, 0.1, 3000, 14
"""Twice the epochs with more dropout gave 0.002 to 0.003 (7 epochs, 0.2 and 0.1, sizes 48/32/40): the pages are few,
not the lines, and what helps is what keeps the network from learning them by heart."""
CHOICE_LOSS = 0.3
"""Weight of the page-F1 loss of the second output, a helper: training with it, the first output scored
higher."""
MADE_WEIGHT = 0.6
"""Weight of a made page beside a real one."""
MASK_CHANCE = 0.15
"""Chance that a page is shown without lexical score, and often without cue words: as in a language never
seen."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Mean and deviation of each feature over the training lines."""

    mean: npt.NDArray[np.float32]
    deviation: npt.NDArray[np.float32]

    def apply(self, columns: npt.NDArray[np.floating]) -> npt.NDArray[np.float16]:
        """Columns in standard deviations, cut at ``CLIP``; blockwise, to spare memory."""
        result = np.empty(columns.shape, np.float16)
        for start in range(0, len(columns), 50_000):
            block = np.asarray(columns[start : start + 50_000], np.float32)
            result[start : start + 50_000] = np.clip((block - self.mean) / self.deviation, -CLIP, CLIP)
        return result


class Dropout(nn.Module):
    """Dropout with one random byte an entry: PyTorch's own draws took a third of a training step on one core."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.least = round(share * 256)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Some entries 0, the others scaled up, in training."""
        if not self.training:
            return x
        drawn = torch.randint(-(1 << 63), (1 << 63) - 1, ((x.numel() + 7) // 8,)).view(torch.uint8)
        shown = (drawn[: x.numel()].view_as(x) >= self.least).float()
        return x * shown.mul_(256 / (256 - self.least))


def summaries(inner: torch.Tensor, start: torch.Tensor, end: torch.Tensor) -> list[torch.Tensor]:
    """Means of each line's neighbours at the distances of POOLS."""
    total = torch.cat([torch.zeros(1, inner.shape[1]), torch.cumsum(inner, 0)])
    index = torch.arange(len(inner))
    parts = []
    for first, last in POOLS:
        low = torch.minimum(torch.maximum(index + first, start), end)
        high = torch.minimum(torch.maximum(index + last, start), end)
        sums = total.index_select(0, high) - total.index_select(0, low)
        parts.append(sums / torch.clamp(high - low, min=1)[:, None])
    return parts


class LineNet(nn.Module):
    """Two layers over a line's features, with summaries of neighbours and, where ``passing``, what lines pass along
    fed to the second."""

    def __init__(self, n_features: int, *, passing: bool) -> None:
        super().__init__()
        self.first = nn.Linear(n_features, HIDDEN)
        self.inner = nn.Linear(HIDDEN, SUMMARY)
        self.passed = Passed(SUMMARY) if passing else None
        self.second = nn.Linear(HIDDEN + SUMMARY * len(POOLS) + STATE * passing, SECOND)
        self.last = nn.Linear(SECOND, 2)
        self.drop, self.drop_input = Dropout(DROPOUT), Dropout(INPUT_DROPOUT)

    def forward(self, x: torch.Tensor, start: torch.Tensor, end: torch.Tensor) -> torch.Tensor:
        """Log-odds (content share; keep) of each line; ``start`` and ``end`` bound each line's page."""
        hidden = self.drop(torch.relu(self.first(self.drop_input(x))))
        inner = torch.relu(self.inner(hidden))
        parts = [hidden, *summaries(inner, start, end)]
        if self.passed is not None:
            parts.append(self.passed(inner, start, end))
        result: torch.Tensor = self.last(self.drop(torch.relu(self.second(torch.cat(parts, 1)))))
        return result


@dataclass(frozen=True, slots=True)
class Shown:
    """Pages to train on or to score: a table, the blocks of its scaled columns in the networks' order, and the pages'
    numbers."""

    table: Table
    blocks: tuple[npt.NDArray[np.float16], ...]
    pages: npt.NDArray[np.int64]

    def columns(self, rows: npt.NDArray[np.int64]) -> torch.Tensor:
        """All columns of some lines."""
        return torch.cat([torch.from_numpy(block[rows]).float() for block in self.blocks], 1)


def bounds(sizes: npt.NDArray[np.int64]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """First line, one past the last line, and number of the page of each line of a batch."""
    offset = np.append(0, np.cumsum(sizes))

    def repeat(values: npt.NDArray[np.int64]) -> torch.Tensor:
        return torch.from_numpy(np.repeat(values, sizes))

    return repeat(offset[:-1]), repeat(offset[1:]), repeat(np.arange(len(sizes)))


def _drawn(table: Table, pages: npt.NDArray[np.int64], rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """The pages of one epoch, each as often as its rate says, on average, in random order."""
    rate = table.rate[pages]
    times = rate.astype(np.int64) + (rng.random(len(pages)) < rate % 1)
    return rng.permutation(np.repeat(pages, times))


def _batches(sources: Sequence[Shown], rng: np.random.Generator) -> list[tuple[int, npt.NDArray[np.int64]]]:
    """Random batches of about ``BATCH_LINES`` lines, each from one source."""
    batches = []
    for number, source in enumerate(sources):
        pages = _drawn(source.table, source.pages, rng)
        cuts = np.flatnonzero(np.diff(np.cumsum(source.table.size[pages]) // BATCH_LINES)) + 1
        batches += [(number, batch) for batch in np.split(pages, cuts) if source.table.size[batch].sum() > 0]
    return [batches[i] for i in rng.permutation(len(batches))]


def masks(names: tuple[str, ...], count: int, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Which columns each page of a batch shows."""
    lexical = np.array([name.startswith(("lexical", "known")) for name in names])
    cues = np.array(["cue_" in name for name in names])
    functions = np.array(["function" in name for name in names])
    hints = np.array([name.startswith("hint") for name in names])
    shown = np.ones((count, len(names)), np.float32)
    for row in np.flatnonzero(rng.random(count) < MASK_CHANCE):
        shown[row, lexical | hints] = 0
        shown[row, cues & (rng.random() < 0.7)] = 0
        shown[row, functions & (rng.random() < 0.4)] = 0
    return shown


def _loss(
    odds: torch.Tensor,
    table: Table,
    rows: npt.NDArray[np.int64],
    pages: npt.NDArray[np.int64],
    page: torch.Tensor,
) -> torch.Tensor:
    """Cross-entropy by words with equal weight for each page, and the pages' soft F1."""
    label, words = torch.from_numpy(table.label[rows]), torch.from_numpy(table.words[rows])
    gold, zero = torch.from_numpy(table.gold[pages]), torch.zeros(len(pages))
    entropy = nn.functional.binary_cross_entropy_with_logits(odds[:, 0], label, reduction="none")
    share = torch.sigmoid(odds[:, 1]) * words * torch.from_numpy(table.known[rows])
    hits, size = zero.index_add(0, page, share * label), zero.index_add(0, page, share)
    f1 = (2 * hits + 1e-3) / (size + gold + 1e-3)
    each = zero.index_add(0, page, entropy * torch.from_numpy(table.weight[rows])) + CHOICE_LOSS * (1 - f1) * (gold > 0)
    return each.mean()


def fit(
    sources: Sequence[Shown], names: tuple[str, ...], seed: int, rounds: int = EPOCHS, *, passing: bool = True
) -> LineNet:
    """Train on the first source's pages and (with less weight) the others' made pages."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = LineNet(len(names), passing=passing)
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    epochs = [_batches(sources, rng) for _ in range(rounds)]
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, RATE, total_steps=sum(map(len, epochs)) + 1, pct_start=0.15
    )
    net.train()
    for number, pages in (batch for epoch in epochs for batch in epoch):
        source = sources[number]
        rows = source.table.rows(pages)
        start, end, page = bounds(source.table.size[pages])
        x = source.columns(rows)
        shown = torch.from_numpy(masks(names, len(pages), rng))
        loss = _loss(net(x * shown[page], start, end), source.table, rows, pages, page)
        optimiser.zero_grad()
        (loss * (MADE_WEIGHT if number else 1.0)).backward()
        optimiser.step()
        schedule.step()
    net.eval()
    return net


def predict(net: LineNet, source: Shown) -> npt.NDArray[np.float32]:
    """Content share of the lines of the source's pages, in the order of ``Table.rows(pages)``."""
    scores = []
    with torch.no_grad():
        for pages in np.array_split(source.pages, max(1, len(source.pages) // 40)):
            start, end, _ = bounds(source.table.size[pages])
            x = source.columns(source.table.rows(pages))
            scores.append(torch.sigmoid(net(x, start, end)[:, 0]).numpy())
    return np.concatenate(scores)


def export(net: LineNet, scale: Scale) -> dict[str, npt.NDArray[np.float32]]:
    """Weights as `cleaner.model.network.Net` holds them: scaling folded into the first layer, no helper output."""
    layer = {
        name: (m.weight.detach().numpy().T, m.bias.detach().numpy())
        for name, m in net.named_children()
        if isinstance(m, nn.Linear)
    }
    first = layer["first"][0] / scale.deviation[:, None]
    second, width = layer["second"][0], HIDDEN + SUMMARY * len(POOLS)
    return {
        "first": first, "first_bias": layer["first"][1] - scale.mean @ first,
        "inner": layer["inner"][0], "inner_bias": layer["inner"][1],
        "second": second[:width], "second_bias": layer["second"][1],
        "last": layer["last"][0][:, 0], "last_bias": layer["last"][1][:1],
        **(net.passed.arrays(second[width:]) if net.passed is not None else {}),
    }  # fmt: skip
