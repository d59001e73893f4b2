"""The log written straight is the log of records, to the last byte."""

from dataclasses import replace

import pytest
from hypothesis import given

from cleaner import Cleaner
from cleaner.batch.summary import log_lines
from cleaner.log import log_records, to_json
from cleaner.log_json import log_json
from tests.conftest import CHECKOUT
from tests.strategies import texts

CLEANERS = [Cleaner(mode="careful", kind="text"), Cleaner(mode="balanced", kind="text", stages=("chrome", "content"))]
PAGE = (CHECKOUT / "corpus" / "recipe" / "page.txt").read_text("utf-8")


@given(texts)
@pytest.mark.parametrize("cleaner", CLEANERS, ids=lambda cleaner: cleaner.options.mode)
def test_lines_are_the_records(cleaner: Cleaner, text: str) -> None:
    result = cleaner.clean(text)
    assert log_json(result, "page 1") == [to_json(record) for record in log_records(result, "page 1")]


@pytest.mark.parametrize("path", sorted(CHECKOUT.glob("corpus/*/page.*"))[::6], ids=lambda path: path.parent.name)
def test_lines_are_the_records_of_whole_pages(path: object) -> None:
    result = Cleaner(html="fast").clean(path.read_bytes())  # type: ignore[attr-defined]
    assert log_json(result) == [to_json(record) for record in log_records(result)]


def test_halves_and_scores_are_there() -> None:
    result = Cleaner(kind="text", stages=("chrome", "content")).clean(f"Leave a Reply \ud83d\ude00\n{PAGE}")
    lines = log_json(result, "x")
    assert lines == [to_json(record) for record in log_records(result, "x")]
    assert any('"score": 0.' in line for line in lines)


def test_flags_are_added_to_the_document() -> None:
    result = Cleaner(kind="text").clean(PAGE)
    first, *rest = log_json(result, "x", ["loss: much"])
    assert first.endswith('"flags": ["loss: much"]}')
    assert rest == log_json(result, "x")[1:]


def test_a_result_whose_edits_are_given_is_written_too() -> None:
    result = Cleaner(kind="text").clean(PAGE)
    given_edits = replace(result, edits=tuple(result.edits))
    assert log_json(given_edits) == log_json(result)
    assert log_lines(given_edits, "x") == log_lines(result, "x")
