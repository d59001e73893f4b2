"""`--jsonl`: a filter that answers line by line, in order, and ends quietly."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cleaner.cli import main
from tests.batch.test_run import PROSE, ROWS, lines, rows_of

MORE: list[dict[str, Any]] = [*ROWS[:5], {"id": "bad", "text": None}, *ROWS[5:9]]
COMMAND = [sys.executable, "-m", "cleaner", "clean", "--mode", "careful", "--jsonl", "-q"]


def run_filter(data: bytes, *args: object) -> Result:
    return CliRunner().invoke(main, ["clean", "--mode", "careful", "--jsonl", *map(str, args)], input=data)


def parsed_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("workers", [1, 2])
def test_one_comes_out_for_one_that_goes_in_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run_filter(lines(MORE), "--workers", workers)
    assert done.exit_code == 1
    out = parsed_lines(done.stdout)
    assert [row["id"] for row in out] == [row["id"] for row in ROWS[:9]]
    assert [row["more"] for row in out] == [row["more"] for row in ROWS[:9]]
    assert all(PROSE in row["text"] and "Leave a Reply" not in row["text"] for row in out)
    assert "rejected: line 6: bad: the field 'text' holds no text" in done.stderr
    assert "9 documents cleaned, 1 rejected" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("one_worker_here")
def test_log_and_rejects_are_written_where_they_are_asked_for(tmp_path: Path) -> None:
    log, rejects = tmp_path / "log.jsonl.gz", tmp_path / "rejects.jsonl"
    done = run_filter(lines(MORE), "--log", log, "--rejects", rejects, "-q")
    assert done.stderr == "rejected: line 6: bad: the field 'text' holds no text\n"
    assert [row["where"] for row in rows_of(rejects)] == ["line 6"]
    (tmp_path / "out.jsonl").write_text(done.stdout)
    back = ["restore", str(tmp_path / "out.jsonl"), str(log), "-o", str(tmp_path / "back.jsonl")]
    assert CliRunner().invoke(main, back).exit_code == 0
    assert rows_of(tmp_path / "back.jsonl") == ROWS[:9]


def test_a_line_is_answered_before_the_next_one_is_read() -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        for row in ROWS[:3]:
            process.stdin.write(lines([row]))
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == row["id"]
        process.stdin.close()
        assert process.stdout.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_reader_that_goes_away_ends_it_quietly_and_the_log_is_kept(tmp_path: Path, workers: str) -> None:
    (tmp_path / "in.jsonl").write_bytes(lines(ROWS * 50))
    log = tmp_path / "log.jsonl"
    with (
        (tmp_path / "in.jsonl").open("rb") as source,
        subprocess.Popen(
            [*COMMAND, "--workers", workers, "--log", str(log)],
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process,
    ):
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (141, b"")
    logged = sum(row["record"] == "document" for row in rows_of(log))
    assert 1 <= logged < len(ROWS) * 50


@pytest.mark.usefixtures("one_worker_here")
def test_it_may_be_written_as_any_format(tmp_path: Path) -> None:
    done = run_filter(lines(MORE), "-o", tmp_path / "out.csv", "-q")
    assert done.exit_code == 1
    assert (tmp_path / "out.csv").read_text().startswith("id,url,text,fields\n")
    assert rows_of(tmp_path / "out.csv.rejects.jsonl")[0]["id"] == "bad"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["in.jsonl"], "--jsonl is for stdin"),
        (["--resume"], "--resume cannot take back"),
        (["--learn"], "--learn learns the sites"),
        (["--to", "json"], "--to: is for one page"),
        (["--glob", "*.txt"], "--glob: - is no folder"),
        (["--log", "-"], "both name -"),
    ],
)
def test_what_a_filter_cannot_do_is_refused(args: list[str], message: str) -> None:
    done = run_filter(b"", *args)
    assert (done.exit_code, message in done.stderr) == (2, True), done.stderr


@pytest.mark.usefixtures("one_worker_here")
def test_nothing_in_is_nothing_out() -> None:
    done = run_filter(b"\n\n", "-q")
    assert (done.exit_code, done.stdout) == (0, "")
