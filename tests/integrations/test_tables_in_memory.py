"""The helpers for tables in memory, each run by the package it is for."""

import json
from typing import Any

import pytest

from cleaner import Cleaner
from cleaner.errors import OptionError
from cleaner.integrations.pandas import clean_frame
from cleaner.integrations.polars import clean_table
from tests.integrations.test_steps import BOOK, CAUSES, PAGE, ROWS, TEXTS, check

ADDED = ["clean_text", "clean_log", "clean_error"]
CLEANER = Cleaner(templates=BOOK)


def check_rows(done: list[Any]) -> None:
    """The rows are ROWS with three cells more, each what it should be."""
    assert [row["clean_text"] for row in done] == TEXTS
    for row, before, cause in zip(done, ROWS, CAUSES, strict=True):
        assert row["id"] == before["id"]
        if cause:
            assert (row["clean_text"], row["clean_log"]) == (None, None)
            assert cause in row["clean_error"]
        else:
            assert row["clean_error"] is None
            check(row["clean_text"], row["clean_log"], before)


def test_pandas() -> None:
    pd = pytest.importorskip("pandas", reason="the extra 'pandas' is not installed")
    frame = pd.DataFrame(ROWS, index=["a", "b", "b", "c"])
    done = clean_frame(frame, CLEANER)
    assert [*done.columns] == [*ROWS[0], *ADDED]
    assert [*done.index] == ["a", "b", "b", "c"]
    check_rows(done.to_dict("records"))
    assert [*frame.columns] == [*ROWS[0]]


def test_pandas_takes_missing_values_bytes_and_no_rows() -> None:
    pd = pytest.importorskip("pandas", reason="the extra 'pandas' is not installed")
    frame = pd.DataFrame({"body": [PAGE.encode(), float("nan"), pd.NA], 7: [1, 2, 3]})
    done = clean_frame(frame, CLEANER, text="body", prefix="out_")
    assert done["out_error"][0] is None
    assert ["null" in error for error in done["out_error"][1:]] == [True, True]
    assert [*clean_frame(frame[:0], CLEANER, text="body").columns] == ["body", 7, *ADDED]


def test_pandas_names_what_is_wrong() -> None:
    pd = pytest.importorskip("pandas", reason="the extra 'pandas' is not installed")
    with pytest.raises(OptionError, match="no column 'text' for the text; there are body"):
        clean_frame(pd.DataFrame({"body": [PAGE]}))
    with pytest.raises(OptionError, match="several columns 'text'"):
        clean_frame(pd.DataFrame([[PAGE, PAGE]], columns=["text", "text"]))


BESIDE = "confidence,kind=page,flags"


def test_pandas_and_polars_add_what_else_is_asked_for() -> None:
    pd, pl = pytest.importorskip("pandas"), pytest.importorskip("polars")
    texts = [PAGE, None]
    frame = clean_frame(pd.DataFrame({"text": texts}), columns=BESIDE)
    table = clean_table(pl.DataFrame({"text": texts}), columns=BESIDE.split(","))
    result = Cleaner().clean(PAGE)
    assert [*frame.columns][-3:] == table.columns[-3:] == ["clean_confidence", "page", "clean_flags"]
    assert table["clean_confidence"].to_list() == [result.confidence, None]
    assert frame["clean_confidence"][0] == result.confidence
    assert (frame["page"][0], table["page"][0]) == (result.kind, result.kind)
    assert table.schema["clean_flags"] == pl.List(pl.String)
    assert table["clean_flags"].to_list() == [[], None]
    assert json.loads(table["clean_log"][0])[0]["columns"] == ["clean_confidence", "page", "clean_flags"]
    with pytest.raises(OptionError, match="'page' already"):
        clean_frame(pd.DataFrame({"text": texts, "page": texts}), columns=BESIDE)
    with pytest.raises(OptionError, match="no column to add"):
        clean_table(table, columns="trust")


def test_polars() -> None:
    pl = pytest.importorskip("polars", reason="the extra 'polars' is not installed")
    done = clean_table(pl.DataFrame(ROWS), CLEANER)
    assert done.columns == [*ROWS[0], *ADDED]
    assert [done.schema[name] for name in ADDED] == [pl.String] * 3
    check_rows(done.to_dicts())
    assert clean_table(pl.LazyFrame(ROWS), CLEANER).equals(done)


def test_polars_takes_bytes_and_no_rows_and_names_what_is_wrong() -> None:
    pl = pytest.importorskip("polars", reason="the extra 'polars' is not installed")
    table = pl.DataFrame({"body": [PAGE.encode(), None]})
    done = clean_table(table, CLEANER, text="body")
    assert [bool(text) for text in done["clean_text"]] == [True, False]
    assert clean_table(table.head(0), CLEANER, text="body").schema["clean_text"] == pl.String
    with pytest.raises(OptionError, match="no column 'text' for the text; there are body"):
        clean_table(table, CLEANER)
