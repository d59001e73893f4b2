"""`cleaner restore`: whatever `cleaner clean` writes comes back, and half a log is never believed."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner import Cleaner, CleanerError, log_records, restore, restore_bytes
from cleaner.cli import main
from tests.batch.test_run import PROSE, ROWS, lines, pack, rows_of

pytestmark = pytest.mark.usefixtures("one_worker_here")

LATIN = "Les pêcheurs étaient déjà là, et la marée n'attendait plus qu'eux pour partir au large.\n"


def call(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


def clean(*args: object) -> Result:
    return call("clean", "--mode", "careful", "-q", *args)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pages in three charsets, one of them HTML, in two folders."""
    made = tmp_path / "in"
    (made / "deep").mkdir(parents=True)
    (made / "a.txt").write_bytes(f"Skip to content\n{PROSE}".encode())
    (made / "deep" / "b.txt").write_bytes(LATIN.encode("cp1252"))
    (made / "deep" / "c.html").write_text(f"<html><body><nav>Menu</nav><p>{PROSE}</p></body></html>")
    return made


@pytest.mark.parametrize("log", ["log.jsonl", "log.jsonl.gz", "log.jsonl.zst", "log.parquet", "log"])
def test_a_folder_comes_back_byte_for_byte(tmp_path: Path, folder: Path, log: str) -> None:
    pytest.importorskip("pyarrow")
    assert clean(folder, "-o", tmp_path / "out", "--log", tmp_path / log).exit_code == 0
    done = call("restore", tmp_path / "out", tmp_path / log, "-o", tmp_path / "back")
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "back" / "a.txt").read_bytes() == (folder / "a.txt").read_bytes()
    assert (tmp_path / "back" / "deep" / "b.txt").read_bytes() == (folder / "deep" / "b.txt").read_bytes()
    assert PROSE.strip() in (tmp_path / "back" / "deep" / "c.txt").read_text()


@pytest.mark.parametrize("name", ["log.gz", "log.zst", "log.jsonl.gz", "log"])
def test_the_log_of_one_page_is_packed_as_its_name_says(tmp_path: Path, folder: Path, name: str) -> None:
    log = tmp_path / name
    assert clean(folder / "deep" / "b.txt", "-o", tmp_path / "one.txt", "--log", log).exit_code == 0
    assert log.read_bytes()[:2] == {".gz": b"\x1f\x8b", ".zst": b"\x28\xb5"}.get(log.suffix, b'{"')
    assert call("restore", tmp_path / "one.txt", log, "-o", tmp_path / "back").exit_code == 0
    assert (tmp_path / "back").read_bytes() == (folder / "deep" / "b.txt").read_bytes()


@pytest.mark.parametrize("kind", ["string", "large_string", "binary"])
def test_a_table_comes_back_in_its_type(tmp_path: Path, kind: str) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    texts = [f"Skip to content\n{PROSE}".encode(), LATIN.encode("cp1252"), b"Low water \xff, and " + PROSE.encode()]
    column = pa.array(texts, pa.binary())
    column = column if kind == "binary" else column.view(pa.string()).cast(kind)
    made = pa.table({"id": ["a", "b", "c"], "text": column, "stars": [1, 2, 3]})
    pq.write_table(made, tmp_path / "in.parquet")
    log = tmp_path / "log.parquet"
    assert clean(tmp_path / "in.parquet", "-o", tmp_path / "out.parquet", "--log", log).exit_code == 0
    done = call("restore", tmp_path / "out.parquet", log, "-o", tmp_path / "back.parquet")
    assert done.exit_code == 0, done.stderr
    back = pq.read_table(tmp_path / "back.parquet")
    assert back.schema == made.schema
    assert back.column("text").combine_chunks().cast(pa.binary()).to_pylist() == texts


def test_records_without_ids_come_back_behind_blank_lines_and_rejects(tmp_path: Path) -> None:
    rows = [{"text": row["text"]} for row in ROWS[:4]]
    data = lines(rows[:1]) + b"\n" + b"{\n" + lines(rows[1:3]) + b'{"text": null}\n' + lines(rows[3:])
    (tmp_path / "in.jsonl").write_bytes(data)
    out, log = tmp_path / "out.jsonl", tmp_path / "log.jsonl"
    assert clean(tmp_path / "in.jsonl", "-o", out, "--log", log).exit_code == 1
    assert call("restore", out, log, "-o", tmp_path / "back.jsonl").exit_code == 0
    assert rows_of(tmp_path / "back.jsonl") == rows


@pytest.fixture
def cleaned(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "in.jsonl").write_bytes(lines(ROWS[:6]))
    out, log = tmp_path / "out.jsonl", tmp_path / "log.jsonl"
    assert clean(tmp_path / "in.jsonl", "-o", out, "--log", log).exit_code == 0
    return out, log


def refused(clean_text: Path, log: Path, message: str) -> None:
    back = clean_text.with_name("back.jsonl" if clean_text.is_file() else "back")
    done = call("restore", clean_text, log, "-o", back)
    assert done.exit_code == 1
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert not back.exists()


def test_text_and_log_end_together(cleaned: tuple[Path, Path]) -> None:
    out, log = cleaned
    whole, logged = out.read_bytes(), log.read_bytes()
    out.write_bytes(lines(rows_of(out)[:-2]))
    refused(out, log, "the document 'p4' and those behind it are missing")
    out.write_bytes(whole)
    log.write_bytes(logged[: logged.rindex(b'{"record": "document"')])
    refused(out, log, "it holds no records for line 6")
    log.write_bytes(logged)
    out.write_bytes(whole[:-30])
    refused(out, log, "line 6: not JSON")


@pytest.mark.parametrize("name", ["log.jsonl.gz", "log.jsonl.zst"])
def test_a_packed_log_that_breaks_off_is_refused(cleaned: tuple[Path, Path], name: str) -> None:
    out, log = cleaned
    packed = log.with_name(name)
    packed.write_bytes(pack(log.read_bytes(), name)[:-20])
    refused(out, packed, "cannot be read")


def test_a_folder_with_a_file_more_or_less_is_refused(tmp_path: Path, folder: Path) -> None:
    out, log = tmp_path / "out", tmp_path / "log"
    assert clean(folder, "-o", out, "--log", log).exit_code == 0
    (out / "more.txt").write_text(PROSE)
    refused(out, log, "holds no records for")
    (out / "more.txt").unlink()
    (out / "a.txt").unlink()
    refused(out, log, "a.txt: No such file")


def test_restoring_onto_an_input_is_refused(cleaned: tuple[Path, Path]) -> None:
    out, log = cleaned
    before = out.read_bytes(), log.read_bytes()
    assert "is the clean text itself" in call("restore", out, log, "-o", out).stderr
    assert "is the log itself" in call("restore", out, log, "-o", log).stderr
    page = out.with_name("page.txt")
    page.write_text(PROSE)
    assert "is the clean text itself" in call("restore", page, log, "-o", page).stderr
    assert (out.read_bytes(), log.read_bytes()) == before


RESULT = Cleaner(mode="careful", kind="text").clean(f"Skip to content\n{PROSE}Leave a Reply\n\u00e9\n".encode("cp1252"))
RECORDS: list[Any] = [*log_records(RESULT, "x")]
VALUES: list[Any] = [None, True, -1, 0, 10**30, 1.5, "", "x", "utf-16", "idna", "undefined", [], {}, [1], "\ud800"]
KEYS = sorted({key for record in RECORDS for key in record} | {"halves"})


@given(
    st.lists(st.tuples(st.integers(0, 20), st.sampled_from(KEYS), st.sampled_from(VALUES)), max_size=3),
    st.lists(st.tuples(st.integers(0, 20), st.sampled_from([*VALUES, *RECORDS])), max_size=2),
    st.sampled_from([RESULT.text, RESULT.text + "x", ""]),
)
@example([], [(0, "no record")], RESULT.text)
def test_a_log_gives_the_source_back_or_is_refused(
    changes: list[tuple[int, str, Any]], insertions: list[tuple[int, Any]], text: str
) -> None:
    records = [dict(record) for record in RECORDS]
    for number, key, value in changes:
        records[number % len(records)][key] = value
    for number, record in insertions:
        records.insert(number, record)
    for give_back, source in ((restore, RESULT.source), (restore_bytes, RESULT.source.encode("cp1252"))):
        with suppress(CleanerError):
            assert give_back(text, records) == source


def test_another_format_than_the_clean_one_is_refused(cleaned: tuple[Path, Path]) -> None:
    out, log = cleaned
    assert "restored to jsonl" in call("restore", out, log, "-o", out.with_name("back.parquet")).stderr
    assert "restored to jsonl" in call("restore", out, log, "-o", out.with_name("back")).stderr


def test_an_altered_record_is_named(cleaned: tuple[Path, Path]) -> None:
    out, log = cleaned
    rows: list[dict[str, Any]] = rows_of(out)
    rows[2]["text"] += "!"
    out.write_text("".join(json.dumps(row) + "\n" for row in rows))
    refused(out, log, "out.jsonl, line 3: the clean text is not the one")
