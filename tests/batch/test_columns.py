"""Columns that a run adds to its records, and `restore` takes away again."""

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.cli import main
from cleaner.columns import COLUMNS, Column, columns_asked, values_of
from cleaner.errors import OptionError
from cleaner.io.formats.jsonl import JsonRow, members_of

pytestmark = pytest.mark.usefixtures("one_worker_here")

PROSE = "The tide took the old pier in one night, and the town watched from the quay with its lamps held high.\n"
WALL = "Please enable JavaScript and disable your ad blocker to continue.\n"
TEXT = json.dumps(f"Home\nSkip to content\n{PROSE}Leave a Reply\n")
ROWS = [f'{{"id": "p{n}",  "text":{TEXT}, "x": 1e400 }}' for n in range(9)]
ALL = "Please enable JavaScript and disable your ad blocker to continue.\n"
ROWS = [
    f'{{"id": "p{n}",  "text":"Home\\nSkip to content\\n{PROSE[:-1]} {n}\\nLeave a Reply\\n", "x": 1e400 }}'
    for n in range(9)
]
ALL = ",".join(COLUMNS)


def run(*args: object) -> Result:
    return CliRunner().invoke(main, [*map(str, args)])


def clean(source: Path, out: Path, *args: object) -> Result:
    log = out.parent / "log.jsonl"
    return run("clean", source, "-o", out, "--log", log, "--columns", ALL, "-q", *args)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "in.jsonl"
    file.write_text("\n".join([*ROWS, json.dumps({"id": "wall", "text": WALL}), ""]))
    return file


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz"])
def test_json_records_get_fields_at_their_end_and_lose_them_again(tmp_path: Path, source: Path, name: str) -> None:
    out = tmp_path / name
    assert clean(source, out).exit_code == 0
    data = gzip.decompress(out.read_bytes()) if name.endswith(".gz") else out.read_bytes()
    rows = [json.loads(line) for line in data.splitlines()]
    assert [*rows[0]] == ["id", "text", "x", *(f"clean_{what}" for what in COLUMNS)]
    heads = [
        row for row in map(json.loads, (tmp_path / "log.jsonl").read_text().splitlines()) if row["record"] == "document"
    ]
    for row, head in zip(rows, heads, strict=True):
        assert head["columns"] == [f"clean_{what}" for what in COLUMNS]
        assert row["clean_flags"] == head.get("flags", [])
        assert (row["clean_confidence"], row["clean_kind"]) == (head["confidence"], head["page_kind"])
        assert (row["clean_language"], row["clean_mode"]) == (head["language"], "balanced")
    assert rows[-1]["clean_flags"] == ["javascript"]
    assert b'"x": 1e400, "clean_confidence": ' in data
    assert run("restore", out, tmp_path / "log.jsonl", "-o", tmp_path / "back.jsonl").exit_code == 0
    assert (tmp_path / "back.jsonl").read_bytes() == source.read_bytes()


@pytest.mark.parametrize(("name", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_tables_of_text_get_columns_and_lose_them_again(tmp_path: Path, name: str, delimiter: str) -> None:
    rows = [["id", "text", "stars"], *([f"p{n}", f"Home\n{PROSE}{n}\n", "5"] for n in range(5)), ["w", WALL, ""]]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    (tmp_path / f"in.{name}").write_text(text.getvalue(), newline="")
    assert clean(tmp_path / f"in.{name}", tmp_path / f"out.{name}").exit_code == 0
    with (tmp_path / f"out.{name}").open(newline="") as stream:
        found = [*csv.DictReader(stream, delimiter=delimiter)]
    assert [*found[0]] == ["id", "text", "stars", *(f"clean_{what}" for what in COLUMNS)]
    assert 0 < float(found[0]["clean_confidence"]) <= 1
    assert (found[0]["clean_flags"], found[-1]["clean_flags"]) == ("[]", '["javascript"]')
    again = ("restore", tmp_path / f"out.{name}", tmp_path / "log.jsonl", "-o", tmp_path / f"back.{name}")
    assert run(*again).exit_code == 0
    assert (tmp_path / f"back.{name}").read_bytes() == (tmp_path / f"in.{name}").read_bytes()


def test_parquet_gets_typed_columns_and_loses_them_again(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    texts = [f"Home\n{PROSE}{n}\n" for n in range(5)] + [None, WALL]
    table = pa.table({"text": texts, "id": range(7), "deep": [[1, 2]] * 7})
    parquet.write_table(table, tmp_path / "in.parquet")
    assert clean(tmp_path / "in.parquet", tmp_path / "out.parquet").exit_code == 1  # one row has no text
    made = parquet.read_table(tmp_path / "out.parquet")
    assert made.schema.field("clean_confidence").type == pa.float64()
    assert made.schema.field("clean_flags").type == pa.list_(pa.string())
    assert made["clean_flags"].to_pylist()[-2:] == [[], ["javascript"]]
    again = ("restore", tmp_path / "out.parquet", tmp_path / "log.jsonl", "-o", tmp_path / "back.parquet")
    assert run(*again).exit_code == 0
    assert parquet.read_table(tmp_path / "back.parquet").equals(table.filter(pa.compute.is_valid(table["text"])))


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_records_that_become_a_table_have_them_too(tmp_path: Path, source: Path, name: str) -> None:
    pytest.importorskip("pyarrow")
    assert clean(source, tmp_path / name).exit_code == 0
    assert clean(tmp_path / name, tmp_path / "again.jsonl", "--columns", "kind=second").exit_code == 0
    row = json.loads((tmp_path / "again.jsonl").read_text().splitlines()[0])
    assert (row["clean_mode"], row["second"]) == ("balanced", row["clean_kind"])


def test_a_run_in_two_pieces_and_by_two_workers_gives_the_same(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.batch.run.PART_DOCUMENTS", 3)
    assert clean(source, tmp_path / "out.jsonl").exit_code == 0
    with patch("cleaner.batch.outputs.Sinks.finish", side_effect=KeyboardInterrupt):
        assert clean(source, tmp_path / "two.jsonl", "--workers", 2).exit_code == 130
    refused = clean(source, tmp_path / "two.jsonl", "--resume", "--columns", "kind")
    assert "--resume: columns changed since the run began" in refused.stderr
    assert clean(source, tmp_path / "two.jsonl", "--workers", 2, "--resume").exit_code == 0
    assert (tmp_path / "two.jsonl").read_bytes() == (tmp_path / "out.jsonl").read_bytes()


def test_a_record_that_has_such_a_field_is_a_reject(tmp_path: Path, source: Path) -> None:
    with source.open("a") as stream:
        stream.write(json.dumps({"id": "mine", "clean_kind": "own", "text": PROSE}) + "\n")
    result = clean(source, tmp_path / "out.jsonl")
    assert result.exit_code == 1
    assert "mine: the record has 'clean_kind' already" in result.stderr
    assert "kind=new_kind" in result.stderr
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == len(ROWS) + 1


def test_a_table_that_has_such_a_column_is_refused(tmp_path: Path, source: Path) -> None:
    pytest.importorskip("pyarrow")
    for name in ("a.csv", "a.parquet"):
        assert clean(source, tmp_path / name).exit_code == 0
        result = clean(tmp_path / name, tmp_path / f"b{name[1:]}")
        assert result.exit_code == 2
        assert "has 'clean_confidence' already" in result.stderr


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("trust", "'trust' is no column to add: there are confidence"),
        ("kind=", "has no name"),
        ("kind,kind", "two columns would be called 'clean_kind'"),
        ("kind=text", "has 'text' already"),
        ("kind=url", "has 'url' already"),
    ],
)
def test_columns_that_mean_nothing_are_wrong_usage(tmp_path: Path, source: Path, asked: str, said: str) -> None:
    result = run("clean", source, "-o", tmp_path / "out.jsonl", "--columns", asked)
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr
    assert not (tmp_path / "out.jsonl").exists()


def test_columns_are_for_records(tmp_path: Path, source: Path) -> None:
    result = run("clean", source, "-o", tmp_path / "folder/", "--columns", "kind")
    assert (result.exit_code, "columns are for records" in result.stderr) == (2, True), result.stderr
    (tmp_path / "page.txt").write_text(PROSE)
    result = run("clean", tmp_path / "page.txt", "--columns", "kind")
    assert (result.exit_code, "--columns: " in result.stderr) == (2, True), result.stderr


@pytest.mark.parametrize("columns", [["clean_none"], ["text"], "x", [1]])
def test_a_log_that_names_other_columns_is_refused(tmp_path: Path, source: Path, columns: Any) -> None:
    assert clean(source, tmp_path / "out.jsonl").exit_code == 0
    lines = (tmp_path / "log.jsonl").read_text().splitlines()
    lines[0] = json.dumps({**json.loads(lines[0]), "columns": columns})
    (tmp_path / "log.jsonl").write_text("\n".join(lines))
    result = run("restore", tmp_path / "out.jsonl", tmp_path / "log.jsonl", "-o", tmp_path / "back.jsonl")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1), result.stderr
    assert not (tmp_path / "back.jsonl").exists()


SPACE = st.text(st.sampled_from(" \t"), max_size=2)
VALUES = st.one_of(st.none(), st.text(max_size=5), st.lists(st.integers(), max_size=2))


@given(st.dictionaries(st.text(max_size=4), VALUES, max_size=4), SPACE, VALUES, VALUES)
def test_what_is_added_at_the_end_of_a_line_is_all_that_goes(
    record: dict[str, Any], space: str, one: Any, other: Any
) -> None:
    parts = [f"{json.dumps(key)}{space}:{json.dumps(value)}{space}" for key, value in {**record, "text": "x"}.items()]
    line = f"{{{space}{f',{space}'.join(parts)}}}"
    added = {"clean_one": one, "clean_other": other}
    made = JsonRow(line, members_of(line)).json_with("text", "x", added).replace('"text" :', '"text":')
    row = JsonRow(made, members_of(made))
    assert {**json.loads(line), **added} == json.loads(made)
    assert row.without([*added]).line == line.replace('"text" :', '"text":')
    assert row.without([*added]).members == members_of(row.without([*added]).line)


def test_names_follow_their_prefix() -> None:
    assert columns_asked(["kind", "flags=wrong"], "my_") == (Column("my_kind", "kind"), Column("wrong", "flags"))
    with pytest.raises(OptionError):
        columns_asked(["nothing"])


def test_the_encoding_of_a_page_is_that_of_its_bytes() -> None:
    cleaner = Cleaner(mode="careful", html="fast")
    page = f"<html><head><meta charset=latin-1></head><body><p>Café. {PROSE}</p></body></html>".encode("latin-1")
    for source, kind in ((page, "cp1252"), (PROSE.encode(), "utf-8"), (PROSE, None)):
        assert values_of(cleaner.clean(source), columns_asked("encoding"))["clean_encoding"] == kind
