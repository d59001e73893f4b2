"""The network over a page's line features, run by numpy alone.

It reads each line's features, a summary of its neighbours at several distances and of the page, and gives the share of
the line's words that belong to the main content.

Measured for the choice of runtime (2-core machine, one thread, pages of 266 lines): LightGBM brings 10 MB and
SciPy (143 MB), takes 0.8 to 1.0 s to import and 1.8 ms a page for 150 trees; ONNX Runtime 78 MB, 0.11 to 0.14
s, and 0.10 ms for one network without its pooling; numpy (73 MB, needed by the features anyway) 0.09 to 0.11
s, and 0.69 ms for two networks with pooling. ONNX Runtime would save half a millisecond of 2.95; numpy alone
it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.model.arrays import F32, rectified
from cleaner.model.features import spread
from cleaner.model.passing import Passing

__all__ = ["CLIP", "PARTS", "POOLS", "Layers", "Net", "forward", "mean_share", "slope"]


POOLS = ((-1, 0), (1, 2), (-5, 0), (1, 6), (-20, 21), (-(10**7), 10**7))
"""Neighbours whose summaries a line sees; the last is the whole page. Part of the weights' meaning: never
change alone."""

CLIP = 5.0
"""Standard deviations beyond which a feature says no more; part of the weights' meaning."""


@dataclass(frozen=True, slots=True)
class Net:
    """One network's weights, with the scaling of the features folded into the first layer."""

    first: F32
    first_bias: F32
    inner: F32
    inner_bias: F32
    second: F32
    second_bias: F32
    last: F32
    last_bias: F32
    passing: Passing | None = None


PARTS = tuple(name for name in Net.__dataclass_fields__ if name != "passing")
"""The arrays that every network has."""


@dataclass(frozen=True, slots=True)
class Layers:
    """What one network computed for each line: its log-odds, and the two hidden layers that reasons are read
    from."""

    odds: F32
    hidden: F32
    bent: F32


def forward(net: Net, columns: F32) -> Layers:
    """Run one network over a page."""
    hidden = rectified(columns @ net.first, net.first_bias)
    summaries = rectified(hidden @ net.inner, net.inner_bias)
    around = spread(summaries, POOLS)
    size = hidden.shape[1]
    bent = hidden @ net.second[:size]
    bent += around @ net.second[size:]
    bent += net.second_bias
    if net.passing is not None:
        bent += net.passing.along(summaries)
    odds = np.maximum(bent, 0) @ net.last
    odds += net.last_bias
    return Layers(odds, hidden, bent)


def mean_share(layers: Sequence[Layers]) -> F32:
    """Mean over the networks of the expected share of each line's words that are content."""
    odds = np.clip(np.stack([made.odds for made in layers]), -30, 30)
    share: F32 = (1 / (1 + np.exp(-odds))).mean(axis=0, dtype=np.float32)
    return share


def slope(net: Net, made: Layers, rows: npt.NDArray[np.intp]) -> F32:
    """Slope of lines' log-odds along their own features (the neighbours' summaries held fixed)."""
    back = ((made.bent[rows] > 0) * net.last) @ net.second[: made.hidden.shape[1]].T
    return np.asarray(((made.hidden[rows] > 0) * back) @ net.first.T, np.float32)
