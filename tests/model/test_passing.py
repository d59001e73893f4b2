"""What lines pass along: the same sums as a plain loop, and nothing from beyond the page."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaner.model.judge import load
from cleaner.model.passing import read_passing, weighed


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


def test_the_text_model_hears_of_lines_thirty_away_and_no_further() -> None:
    passing = load().nets[0].passing
    assert passing is not None
    rng = np.random.default_rng(0)
    summaries = rng.random((80, passing.first.shape[0]), dtype=np.float32)
    before = passing.along(summaries)
    summaries[40] += 3
    changed = np.flatnonzero(np.abs(passing.along(summaries) - before).max(axis=1) > 0)
    assert changed.min() >= 40 - 2 * int(passing.reach.sum())
    assert changed.max() <= 40 + 2 * int(passing.reach.sum())
    assert len(changed) > 20


def test_a_network_without_them_has_none() -> None:
    assert read_passing({}, "0.passing") is None
    assert load("html-full").nets[0].passing is None
