"""CSV and TSV in and out."""

import csv
import gzip
import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from cleaner.cli import main
from cleaner.io.documents import Document
from cleaner.io.formats import CSV, Source

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
