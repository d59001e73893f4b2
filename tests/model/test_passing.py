"""What lines pass along: the same sums as a plain loop, and nothing from beyond the page."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.model.judge import load
from cleaner.model.passing import Passing, read_passing, weighed


@given(st.integers(1, 40), st.sampled_from([1, 2, 4, 8]), st.integers(0, 2**32 - 1))
def test_sums_equal_a_plain_loop(lines: int, reach: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    state = rng.normal(size=(lines, 3)).astype(np.float32)
    taps = rng.normal(size=(5, 3)).astype(np.float32)
    plain = np.zeros((lines, 3))
    for line in range(lines):
        for tap in range(5):
            other = line + (tap - 2) * reach
            if 0 <= other < lines:
                plain[line] += state[other] * taps[tap]
    assert np.allclose(weighed(state, taps, reach), plain, atol=1e-5)


def made_up(reach: tuple[int, ...], width: int = 8) -> Passing:
    """Random weights."""
    rng = np.random.default_rng(1)
    deep = len(reach)
    parts = [(6, width), (width,), (deep, 5, width), (deep, width, width), (deep, width), (width, 4)]
    return Passing(np.array(reach), *(rng.random(size=shape, dtype=np.float32) for shape in parts))


def test_a_line_is_heard_thirty_lines_away_and_no_further() -> None:
    passing = made_up((1, 2, 4, 8))
    summaries = np.random.default_rng(0).random((100, 6), dtype=np.float32)
    before = passing.along(summaries)
    summaries[50] += 3
    changed = np.flatnonzero(np.abs(passing.along(summaries) - before).max(axis=1) > 0)
    assert (changed.min(), changed.max()) == (20, 80)


def test_weights_are_read_by_name_and_may_be_missing() -> None:
    passing = made_up((1, 3))
    file = {f"0.passing.{name}": getattr(passing, name) for name in Passing.__dataclass_fields__}
    found = read_passing(file, "0.passing")
    assert found is not None
    summaries = np.ones((5, 6), np.float32)
    assert np.array_equal(found.along(summaries), passing.along(summaries))
    assert read_passing(file, "1.passing") is None


def test_the_shipped_network_for_text_has_them() -> None:
    assert all(net.passing is not None for net in load().nets)


def test_training_passes_along_what_the_library_does_and_nothing_from_page_to_page() -> None:
    torch = pytest.importorskip("torch")
    from training.fitting import SUMMARY, bounds
    from training.passing import STATE, Passed

    torch.manual_seed(1)
    net, sizes = Passed(SUMMARY), np.array([30, 1, 120])
    start, end, _ = bounds(sizes)
    summaries = np.random.default_rng(1).random((sizes.sum(), SUMMARY), dtype=np.float32)
    with torch.no_grad():
        found = net(torch.from_numpy(summaries), start, end).numpy()
    arrays = net.arrays(np.eye(STATE, dtype=np.float32))
    passing = read_passing({name.replace("passing", "0.passing"): part for name, part in arrays.items()}, "0.passing")
    assert passing is not None
    alone = [passing.along(page) for page in np.split(summaries, np.cumsum(sizes)[:-1])]
    assert np.allclose(found, np.concatenate(alone), atol=1e-5)
