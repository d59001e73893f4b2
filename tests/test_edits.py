"""Edits and reasons are made when somebody reads them, and are then what they would have been at once."""

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from cleaner import Cleaner
from cleaner.batch.one import Task
from cleaner.batch.summary import Notes, cleaned_of
from cleaner.edit import Cause, Edit, Edits
from cleaner.model import reasons as module
from cleaner.model.judge import Model
from cleaner.model.reasons import LateReasons
from tests.conftest import CHECKOUT

PAGE = (CHECKOUT / "corpus" / "recipe" / "page.txt").read_text("utf-8")


@pytest.fixture
def unreasoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model has no time for reasons."""

    def refused(*_: Any) -> Any:
        raise AssertionError("nobody asked for reasons")

    monkeypatch.setattr(Model, "reasons", refused)


@pytest.mark.usefixtures("unreasoned")
def test_a_run_that_writes_text_alone_works_out_no_reason() -> None:
    result = Cleaner(kind="text").clean(PAGE)
    done = cleaned_of(Task(PAGE), result, Notes(logged=False))
    assert done.log == b""
    assert done.text == result.text
    assert len(result.edits) > 0
    assert any(stage == "content" for stage, _, _ in done.removals)
    with pytest.raises(AssertionError, match="nobody asked"):
        result.edits[0]


def test_counts_are_those_of_the_edits() -> None:
    result = Cleaner(kind="text").clean(PAGE)
    counted = result.removal_counts
    assert counted.total() == len(result.removals) > 0
    assert all(counted[edit.stage, edit.category, edit.rule] for edit in result.removals)


def test_edits_are_their_tuple() -> None:
    edits = Cleaner(kind="text").clean(PAGE).edits
    assert isinstance(edits, Edits)
    whole = tuple(edits)
    assert all(isinstance(edit, Edit) and isinstance(edit.reason, str) for edit in whole)
    assert (edits == whole, edits[1:3] == whole[1:3], hash(edits) == hash(whole), repr(edits)) == (
        True,
        True,
        True,
        repr(whole),
    )
    assert pickle.loads(pickle.dumps(edits)) == copy.deepcopy(edits) == whole


def test_a_reason_may_be_worked_out_late() -> None:
    assert Cause("s", "r", "c", lambda: "worked out").why == "worked out"


def test_only_the_last_pages_keep_what_reasons_are_made_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_WAITING", 3)
    module.WAITING.clear()
    asked: list[int] = []

    def work(at: int) -> dict[int, str]:
        asked.append(at)
        return {0: str(at)}

    held = [LateReasons(partial(work, at)) for at in range(10)]
    assert asked == list(range(7))
    assert [late.of(0) for late in held] == [str(at) for at in range(10)]
    del held
    asked.clear()
    for at in range(10):
        LateReasons(partial(work, at))
    assert asked == []  # what nobody holds is never worked out


def test_reasons_are_the_same_for_threads_that_come_at_once() -> None:
    result = Cleaner(kind="text").clean(PAGE)
    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(lambda _: tuple(result.edits), range(8)))
    assert len(set(seen)) == 1
