"""Records as hostile as their formats allow: each is written, and comes back from the log it was written with."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cleaner.cli import main
from tests.batch.test_run import PROSE, ROWS, rows_of

pytestmark = pytest.mark.usefixtures("one_worker_here")

TEXTS = [f"Skip to content\n{PROSE}", PROSE]


def call(*args: object) -> Result:
    done = CliRunner().invoke(main, [str(arg) for arg in args])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def goes_and_comes_back(source: Path, out: str) -> Path:
    """Cleans a source and restores it."""
    clean, log, back = (source.with_name(name) for name in (out, "log.jsonl", f"back{out.removeprefix('out')}"))
    assert call("clean", "--mode", "careful", "-q", source, "-o", clean, "--log", log).exit_code == 0
    done = call("restore", clean, log, "-o", back)
    assert done.exit_code == 0, done.stderr
    return back


@pytest.mark.parametrize("out", ["out.jsonl", "out.csv", "out.tsv.gz", "out.parquet", "out"])
def test_halves_of_characters_anywhere(tmp_path: Path, out: str) -> None:
    """A half in an id or a URL was a traceback in CSV, and a table that did not restore in Parquet."""
    pytest.importorskip("pyarrow")
    row = (
        b'{"id":"\\ud800x","url":"\\ud801","text":"Skip to content\\nThe tide \\ud83d\\ude00 \\ud800.","n":"\\ud802"}\n'
    )
    (tmp_path / "in.jsonl").write_bytes(row)
    goes_and_comes_back(tmp_path / "in.jsonl", out)


@pytest.mark.parametrize("value", ["NaN", "1e999", "true", '"\\u202e\\u001b[2J"', "0.1000000000000000055", '""'])
@pytest.mark.parametrize("out", ["out.jsonl", "out.csv"])
def test_ids_of_any_kind(tmp_path: Path, value: str, out: str) -> None:
    (tmp_path / "in.jsonl").write_text(f'{{"id": {value}, "text": "Skip to content\\nThe tide."}}\n')
    goes_and_comes_back(tmp_path / "in.jsonl", out)


def tables() -> dict[str, Any]:
    pa = pytest.importorskip("pyarrow")
    twice = pa.StructArray.from_arrays([pa.array([1, 2]), pa.array([3, 4])], names=["a", "a"])
    when = datetime.datetime(2020, 1, 1, 12, 0, 1)
    return {
        "view": {"text": pa.array(TEXTS, pa.string_view()), "n": [1, 2]},
        "dictionary": {"text": pa.array(TEXTS, pa.large_string()).dictionary_encode()},
        "struct": {"text": TEXTS, "twice": twice},
        "nan": {"text": TEXTS, "id": [float("nan"), float("inf")]},
        "time": {"text": TEXTS, "id": [when, None]},
        "day": {"text": TEXTS, "id": pa.array([10**7, 1], pa.int32()).cast(pa.date32())},
        "duration": {"text": TEXTS, "id": pa.array([2**62, 1], pa.duration("ns"))},
        "controls": {"text": TEXTS, "a\x1b[2J\n\u202e": [1, 2], "": [3, 4]},
    }


@pytest.mark.parametrize("kind", ["view", "dictionary", "struct", "nan", "time", "day", "duration", "controls"])
@pytest.mark.parametrize("out", ["out.parquet", "out.jsonl", "out.csv"])
def test_columns_of_any_type(tmp_path: Path, kind: str, out: str) -> None:
    """Ids that are times or no numbers restored from no JSON; views and doubled names of fields were tracebacks."""
    columns = tables()[kind]
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table(columns), tmp_path / "in.parquet")
    back = goes_and_comes_back(tmp_path / "in.parquet", out)
    if out == "out.parquet":
        before, after = pq.read_table(tmp_path / "in.parquet"), pq.read_table(back)
        assert after.schema == before.schema
        for one, other in zip(after.columns, before.columns, strict=True):
            assert str(one.combine_chunks()) == str(other.combine_chunks())
    else:
        texts = [row["text"] for row in rows_of(back)] if out == "out.jsonl" else TEXTS
        assert texts == TEXTS


def test_rows_that_are_rejected_leave_the_others_in_their_table(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    texts = [row["text"] if number % 3 else None for number, row in enumerate(ROWS[:20])]
    pq.write_table(pa.table({"text": texts, "n": [*range(20)]}), tmp_path / "in.parquet")
    out = tmp_path / "out.parquet"
    assert call("clean", "--mode", "careful", "-q", tmp_path / "in.parquet", "-o", out).exit_code == 1
    assert pq.read_table(out).column("n").to_pylist() == [number for number in range(20) if number % 3]


def test_of_two_texts_in_one_record_the_last_is_cleaned_and_the_other_stays(tmp_path: Path) -> None:
    line = b'{"text":"Skip to content\\nOne.","id":1,"text":"Skip to content\\nTwo.","id":2}\n'
    (tmp_path / "in.jsonl").write_bytes(line)
    assert goes_and_comes_back(tmp_path / "in.jsonl", "out.jsonl").read_bytes() == line


def test_a_url_in_brackets_picks_its_site(tmp_path: Path) -> None:
    pytest.importorskip("fastwarc")
    head = f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:uuid:1>\r\nContent-Length: {len(PROSE)}\r\n"
    record = f"{head}WARC-Target-URI: <https://a.example/1>\r\n\r\n{PROSE}\r\n\r\n"
    (tmp_path / "in.wet").write_bytes(record.encode())
    assert call("clean", "-q", tmp_path / "in.wet", "-o", tmp_path / "out.jsonl").exit_code == 0
    assert rows_of(tmp_path / "out.jsonl")[0]["url"] == "https://a.example/1"


def test_an_archive_whose_lines_end_in_lf_alone_is_named(tmp_path: Path) -> None:
    pytest.importorskip("fastwarc")
    head = f"WARC/1.0\nWARC-Type: conversion\nWARC-Record-ID: <urn:uuid:1>\nContent-Length: {len(PROSE)}\n"
    (tmp_path / "in.wet").write_text(f"{head}\n{PROSE}\n\n", newline="")
    done = call("clean", tmp_path / "in.wet", "-o", tmp_path / "out.jsonl")
    assert done.exit_code == 1
    assert "do not end in CR LF" in done.stderr


def test_text_of_a_table_with_rows_of_many_cells(tmp_path: Path) -> None:
    names = ["text", *(f"c{number}" for number in range(20_000))]
    (tmp_path / "in.csv").write_text(",".join(names) + "\n" + ",".join(["The tide.", *["v"] * 20_000]) + "\n")
    back = goes_and_comes_back(tmp_path / "in.csv", "out.csv")
    assert back.read_bytes() == (tmp_path / "in.csv").read_bytes()
