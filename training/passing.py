"""The convolutions over a page's lines that `training.fitting` trains and `cleaner.model.passing` runs."""

from functools import reduce

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

STATE = 32
"""Columns of a line's state."""
TAPS, REACH = 5, (1, 2, 4, 8)
"""Lines that a layer reads, and how far apart they are in each."""
GAP = TAPS // 2 * max(REACH)
"""Empty lines between pages in training: as far as any layer reads."""
SPREAD = 0.2
"""Deviation of the taps before training."""


def apart(start: torch.Tensor) -> torch.Tensor:
    """The place of each line where pages stand `GAP` lines apart, from the first line of each line's page.

    >>> apart(torch.tensor([0, 0, 2])).tolist()
    [0, 1, 18]
    """
    index = torch.arange(len(start))
    return index + GAP * (torch.cumsum(index == start, 0) - 1)


class Passed(nn.Module):
    """Layers of convolutions, each column by itself, then mixed and added to the state."""

    def __init__(self, n_summaries: int) -> None:
        super().__init__()
        self.first = nn.Linear(n_summaries, STATE)
        self.taps = nn.Parameter(torch.randn(len(REACH), TAPS, STATE) * SPREAD)
        self.mix = nn.ModuleList([nn.Linear(STATE, STATE) for _ in REACH])

    def forward(self, summaries: torch.Tensor, start: torch.Tensor, end: torch.Tensor) -> torch.Tensor:
        """The states of lines after all layers; ``start`` and ``end`` bound each line's page. Pages stand `GAP` lines
        apart, so that a shift is a slice: gathering line by line took a quarter of a training step."""
        place = apart(start)
        filled = torch.zeros(int(place[-1]) + 1, 1).index_fill_(0, place, 1.0)
        state = torch.zeros(len(filled), STATE).index_copy(0, place, torch.relu(self.first(summaries)))
        for reach, taps, mix in zip(REACH, self.taps, self.mix, strict=True):
            wide = nn.functional.pad(state, (0, 0, GAP, GAP))
            shifts = (GAP + (number - TAPS // 2) * reach for number in range(TAPS))
            parts = (wide[at : at + len(state)] * tap for at, tap in zip(shifts, taps, strict=True))
            state = (state + torch.relu(mix(reduce(torch.add, parts)))) * filled
        return state.index_select(0, place)

    def arrays(self, last: npt.NDArray[np.float32]) -> dict[str, npt.NDArray[np.float32]]:
        """The weights as `cleaner.model.passing.Passing` names them; ``last``: of the layer that reads the states."""
        return {
            "passing.reach": np.array(REACH),
            "passing.first": self.first.weight.detach().numpy().T,
            "passing.first_bias": self.first.bias.detach().numpy(),
            "passing.taps": self.taps.detach().numpy(),
            "passing.mix": np.stack([layer.weight.detach().numpy().T for layer in self.mix]),
            "passing.mix_bias": np.stack([layer.bias.detach().numpy() for layer in self.mix]),
            "passing.last": last,
        }
