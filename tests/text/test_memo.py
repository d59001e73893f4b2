"""What is remembered of lines changes nothing, whatever came before, and does not grow without bound."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.text import memo as module
from cleaner.text.memo import Memo
from tests.strategies import texts


def lengths(lines: Sequence[str]) -> list[tuple[str, int]]:
    return [(line, len(line)) for line in lines]


@given(st.lists(st.lists(st.text("ab ", max_size=4), max_size=6), max_size=6))
def test_values_are_the_same_with_and_without(pages: list[list[str]]) -> None:
    memo = Memo(lengths, longest=2)
    assert [memo(page) for page in pages] == [lengths(page) for page in pages]


@given(st.lists(texts, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_pages_are_cleaned_alike_in_any_order(pages: list[str], chance: Any) -> None:
    alone = {page: Cleaner(mode="careful", kind="text").clean(page) for page in pages}
    chance.shuffle(pages)
    cleaner = Cleaner(mode="careful", kind="text")
    for page in pages:
        assert cleaner.clean(page) == alone[page]


def test_each_text_is_made_once_and_long_ones_again() -> None:
    asked: list[str] = []

    def noted(lines: Sequence[str]) -> list[int]:
        asked.extend(lines)
        return [len(line) for line in lines]

    memo = Memo(noted, longest=3)
    assert memo(["a", "abcd", "a"]) == [1, 4, 1]
    assert memo(["abcd", "a", "b"]) == [4, 1, 1]
    assert asked == ["a", "abcd", "abcd", "b"]


def test_it_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_MEMO", 1000 * (module.ENTRY + 10))
    memo = Memo(lengths)
    for page in range(20):
        memo([f"{page} {line}" for line in range(150)])
        assert 150 <= len(memo) <= 1000
    memo([str(line) for line in range(5000)])  # one page with more than there is room for
    assert len(memo) <= 1000


def test_another_thread_may_forget_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_MEMO", 5 * module.ENTRY)
    memo = Memo(lengths)
    pages = [[str(number % modulus) for number in range(200)] for modulus in range(2, 40)] * 5
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(memo, pages)) == [lengths(page) for page in pages]
