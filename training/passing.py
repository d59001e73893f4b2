"""The convolutions over a page's lines that `training.fitting` trains and `cleaner.model.passing` runs."""

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

STATE = 32
"""Columns of a line's state."""
TAPS, REACH = 5, (1, 2, 4, 8)
"""Lines that a layer reads, and how far apart they are in each."""
SPREAD = 0.2
"""Deviation of the taps before training."""


class Passed(nn.Module):
    """Layers of convolutions, each column by itself, then mixed and added to the state."""

    def __init__(self, n_summaries: int) -> None:
        super().__init__()
        self.first = nn.Linear(n_summaries, STATE)
        self.taps = nn.Parameter(torch.randn(len(REACH), TAPS, STATE) * SPREAD)
        self.mix = nn.ModuleList([nn.Linear(STATE, STATE) for _ in REACH])

    def forward(self, summaries: torch.Tensor, start: torch.Tensor, end: torch.Tensor) -> torch.Tensor:
        """The states of lines after all layers; ``start`` and ``end`` bound each line's page."""
        state = torch.relu(self.first(summaries))
        index = torch.arange(len(state))
        for reach, taps, mix in zip(REACH, self.taps, self.mix, strict=True):
            total = torch.zeros_like(state)
            for number, tap in enumerate(taps):
                other = index + (number - TAPS // 2) * reach
                there = ((other >= start) & (other < end)).float()[:, None]
                total = total + state[other.clamp(0, len(state) - 1)] * there * tap
            state = state + torch.relu(mix(total))
        return state

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
