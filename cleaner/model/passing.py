"""What lines pass along to their neighbours: convolutions over the states of a page's lines, each further apart.

Means of neighbours (`network.POOLS`) say what stands around a line; these say in what order. Four layers of five lines
see thirty lines up and down. On sites that no network had seen they are worth more than a second network, and take half
its time.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.model.arrays import F32, rectified

__all__ = ["Passing", "read_passing"]


@dataclass(frozen=True, slots=True)
class Passing:
    """The weights: ``first`` from a line's summary to its state; a layer each ``taps`` (5 lines, ``reach`` apart, one
    weight a column), ``mix`` and ``mix_bias``; ``last`` to what the network's second layer adds up."""

    reach: npt.NDArray[np.int64]
    first: F32
    first_bias: F32
    taps: F32
    mix: F32
    mix_bias: F32
    last: F32

    def along(self, summaries: F32) -> F32:
        """What reaches the second layer of each line of a page."""
        state = rectified(summaries @ self.first, self.first_bias)
        for reach, taps, mix, bias in zip(self.reach.tolist(), self.taps, self.mix, self.mix_bias, strict=True):
            state += rectified(weighed(state, taps, reach) @ mix, bias)
        return np.asarray(state @ self.last, np.float32)


def weighed(state: F32, taps: F32, reach: int) -> F32:
    """The weighed sum of each line's state and those of its neighbours, ``reach`` lines apart; beyond the page's ends
    there is nothing.

    >>> weighed(np.array([[1.0], [2.0], [3.0]], np.float32), np.array([[1.0], [0.0], [1.0]], np.float32), 1).ravel()
    array([2., 4., 2.], dtype=float32)
    """
    n, width = state.shape
    edge = len(taps) // 2 * reach
    wide = np.zeros((n + 2 * edge, width), np.float32)
    wide[edge : edge + n] = state
    total: F32 = wide[:n] * taps[0]
    for at in range(1, len(taps)):
        total += wide[at * reach : at * reach + n] * taps[at]
    return total


def read_passing(file: Mapping[str, npt.NDArray[np.float32]], name: str) -> Passing | None:
    """The weights under a name of a weights file; None where it has none."""
    if f"{name}.reach" not in file:
        return None
    return Passing(*(file[f"{name}.{part}"] for part in Passing.__dataclass_fields__))  # type: ignore[arg-type]
