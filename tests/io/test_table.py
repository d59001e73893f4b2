"""CSV and TSV in and out."""

import csv
import gzip
import io
import tracemalloc
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from cleaner.cli import main
from cleaner.io.documents import Document
from cleaner.io.formats import CSV, Source
from cleaner.io.formats.rows import row_texts

PROSE = "The tide took the old pier in one night, and the town watched from the quay with its lamps held high."
ROWS = [["id", "text", "stars"], *([f"p{n}", f"Skip to content\n{PROSE} {n}\n", "1e400"] for n in range(7))]


def table(rows: list[list[str]], delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode("utf-8", "surrogateescape")


def run(*args: object) -> Result:
    return CliRunner().invoke(main, ["clean", "--mode", "careful", *map(str, args)])


@pytest.mark.parametrize("name", ["in.csv", "in.tsv", "in.csv.gz"])
def test_cells_beside_the_text_keep_their_values(tmp_path: Path, name: str) -> None:
    data = table(ROWS, "\t" if "tsv" in name else ",")
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    out = tmp_path / f"out{name[2:]}"
    result = run(tmp_path / name, "-o", out, "--log", tmp_path / "log.jsonl")
    assert result.exit_code == 0, result.stderr
    found = gzip.decompress(out.read_bytes()) if name.endswith("gz") else out.read_bytes()
    read = list(csv.reader(io.StringIO(found.decode(), newline=""), delimiter="\t" if "tsv" in name else ","))
    assert read == [ROWS[0], *([row[0], f"{PROSE} {n}\n", "1e400"] for n, row in enumerate(ROWS[1:]))]


@pytest.mark.parametrize("cell", ["\0\0\r", f"{PROSE}\r", f"\r{PROSE}", f"{PROSE}\r{PROSE}", "\r\n\r"])
def test_a_cell_with_carriage_returns_is_restored(tmp_path: Path, cell: str) -> None:
    (tmp_path / "in.csv").write_bytes(table([["text", "more"], [cell, cell], [PROSE, ""]]))
    assert run(tmp_path / "in.csv", "-o", tmp_path / "out.csv", "--log", tmp_path / "log.jsonl").exit_code == 0
    restoring = [
        "restore",
        *(str(tmp_path / name) for name in ("out.csv", "log.jsonl")),
        "-o",
        str(tmp_path / "back.csv"),
    ]
    assert CliRunner().invoke(main, restoring).exit_code == 0
    with (tmp_path / "back.csv").open(newline="") as stream:
        assert list(csv.reader(stream)) == [["text", "more"], [cell, cell], [PROSE, ""]]


def test_a_table_may_become_json_lines_and_back(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(table(ROWS))
    assert run(tmp_path / "in.csv", "-o", tmp_path / "out.jsonl").exit_code == 0
    assert run(tmp_path / "out.jsonl", "-o", tmp_path / "back.csv").exit_code == 0
    with (tmp_path / "back.csv").open(newline="") as stream:
        first = next(csv.DictReader(stream))
    assert first == {"id": "p0", "url": "", "text": f"{PROSE} 0\n", "fields": '{"stars": "1e400"}'}


def test_a_row_of_another_width_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(table([*ROWS[:3], ["p9", PROSE], *ROWS[3:]]))
    result = run(tmp_path / "in.csv", "-o", tmp_path / "out.csv")
    assert result.exit_code == 1
    assert "the row has 2 cells, and there are 3 columns" in result.stderr
    assert "7 documents cleaned, 1 rejected" in result.stderr


@pytest.mark.parametrize(
    ("data", "cause"),
    [(b"", "no column 'text', but no columns at all"), (b"a,b\n1,2\n", "but a, b"), (b"text,a,a\n", "one name")],
)
def test_a_table_without_a_text_is_refused_by_name(tmp_path: Path, data: bytes, cause: str) -> None:
    (tmp_path / "in.csv").write_bytes(data)
    result = run(tmp_path / "in.csv", "-o", tmp_path / "out.csv")
    assert result.exit_code != 0
    assert cause in result.stderr
    assert not (tmp_path / "out.csv").exists()


def test_a_cell_that_is_no_utf8_is_read_as_bytes(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b"id,text,note\n1,caf\xe9 au lait,\xff\n")
    assert run(tmp_path / "in.csv", "-o", tmp_path / "out.csv").exit_code == 0
    assert (tmp_path / "out.csv").read_bytes() == 'id,text,note\n1,"café au lait\n",'.encode() + b"\xff\n"


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"])), st.text(max_size=9)), max_size=5))
def test_whatever_cells_hold_is_read(rows: list[tuple[str, str]]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        place = Path(folder, "x.csv")
        place.write_bytes(
            table([["text", "more"], *([text, more.encode("utf-8", "ignore").decode()] for text, more in rows)])
        )
        found = [item for item in CSV.read(Source(place=place)) if isinstance(item, Document)]
    assert [item.source for item in found] == [text for text, _ in rows]


def test_a_row_without_end_costs_only_itself(tmp_path: Path) -> None:
    long = 'x"' * 1_000_000
    data = table([*ROWS[:3], ["p7", long, "1"], ["p8", long.replace('"', "\n"), "1"], *ROWS[3:]])
    (tmp_path / "in.csv").write_bytes(data)
    result = run(tmp_path / "in.csv", "-o", tmp_path / "out.csv", "--max-bytes", 100_000, "-q")
    assert result.exit_code == 1
    assert result.stderr == "".join(
        f"rejected: row {n}: {n}: the row is longer than 1248576 characters (see --max-bytes)\n" for n in (3, 4)
    )
    with (tmp_path / "out.csv").open(newline="") as stream:
        assert [row["id"] for row in csv.DictReader(stream)] == [f"p{n}" for n in range(7)]


def test_a_row_is_kept_no_longer_than_it_may_be(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "in.csv.gz", "wb") as stream:
        stream.write(b'id,text\n1,"')
        for _ in range(200):
            stream.write(b"x" * 999_999 + b"\n")  # 200 MB in one cell
        stream.write(b'"\n2,The tide.\n')
    tracemalloc.start()
    items = list(CSV.read(Source(place=tmp_path / "in.csv.gz", max_bytes=1_000_000)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [item.id for item in items] == ["1", "2"]
    assert peak < 30e6


def test_a_malformed_row_costs_only_itself(tmp_path: Path) -> None:
    data = table(ROWS[:3]) + b'p8,"a"b,1\n' + table(ROWS[3:])
    (tmp_path / "in.csv").write_bytes(data)
    result = run(tmp_path / "in.csv", "-o", tmp_path / "out.csv")
    assert "rejected: row 3: 3: no row of a table" in result.stderr
    assert "7 documents cleaned, 1 rejected" in result.stderr


CELL = st.text(st.sampled_from('a",\n\r \x00'), max_size=6)


@given(st.lists(st.lists(CELL, min_size=2, max_size=3), max_size=6), st.sampled_from(["\n", "\r\n", "\r"]))
def test_rows_end_where_the_csv_module_ends_them(rows: list[list[str]], ending: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=ending).writerows(rows)
    written = text.getvalue()
    found = list(row_texts(io.StringIO(written, newline=""), ",", 10**6))
    assert "".join(found) == written
    assert [next(csv.reader(io.StringIO(row, newline="")), []) for row in found] == list(
        csv.reader(io.StringIO(written, newline=""))
    )


@given(st.text(st.sampled_from('a",\n'), max_size=40), st.integers(1, 5))
def test_rows_end_in_one_place_whatever_is_read_at_a_time(text: str, piece: int) -> None:
    whole = list(row_texts(io.StringIO(text, newline=""), ",", 10**6))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cleaner.io.formats.rows.ROW_PIECE", piece)
        assert list(row_texts(io.StringIO(text, newline=""), ",", 10**6)) == whole
