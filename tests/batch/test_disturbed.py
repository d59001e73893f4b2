"""What changes around a run while it lasts, or stands in its way: nothing of it passes in silence."""

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cleaner import Cleaner
from cleaner.batch.outputs import Outputs
from cleaner.batch.restoring import restore_source
from cleaner.batch.run import Run, batched, clean_source, size_of_item
from cleaner.batch.summary import Cleaned
from cleaner.cli import main
from cleaner.errors import CleanerError, InputError, OutputError
from cleaner.io.documents import Document
from cleaner.io.formats import Source
from cleaner.io.sources import read_documents
from tests.batch.faults import every_call, failing, in_a_fork
from tests.batch.test_run import PROSE, ROWS, lines, rows_of, run
from tests.conftest import CHECKOUT

pytestmark = pytest.mark.usefixtures("one_worker_here")
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such thing")

CAREFUL = Cleaner(mode="careful", kind="text")
CAREFUL.clean(PROSE)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.batch.run.PART_DOCUMENTS", 4)


def made_run(folder: Path, out: str = "out.jsonl", *, resume: bool = False) -> Run:
    outputs = Outputs(clean=folder / out, log=folder / "log.jsonl")
    return Run(source=Source(place=folder / "in.jsonl"), outputs=outputs, resume=resume)


# --- the source ---


def cut(source: Path) -> None:
    os.truncate(source, source.stat().st_size // 2)


def grow(source: Path) -> None:
    with source.open("ab") as stream:
        stream.write(b"\n")


@posix
@pytest.mark.parametrize("change", [cut, grow, Path.unlink])
def test_a_source_that_changes_while_it_is_read_is_named(tmp_path: Path, change: Callable[[Path], object]) -> None:
    """A file cut at the end of a record would else be a shorter one, and nobody would know."""
    source = tmp_path / "in.jsonl"
    source.write_bytes(lines(ROWS[:20]))

    def disturb(item: Any, progress: Any) -> None:
        if progress.documents == 3:
            change(source)

    summary = clean_source(made_run(tmp_path), CAREFUL, disturb)
    assert any("changed while it was read" in cause for cause in summary.rejects)
    assert "changed while it was read" in rows_of(tmp_path / "out.jsonl.rejects.jsonl")[-1]["cause"]


@posix
def test_a_pipe_is_no_source_that_changes(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "in.jsonl")
    writer = threading.Thread(target=lambda: (tmp_path / "in.jsonl").write_bytes(lines(ROWS[:9])))
    writer.start()
    summary = clean_source(made_run(tmp_path), CAREFUL)
    writer.join(20)
    assert (summary.documents, summary.rejects.total()) == (9, 0)


def test_a_page_added_to_a_folder_while_it_is_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(3):
        (tmp_path / "in" / f"{number}.txt").write_text(PROSE)
    made = Run(source=Source(place=tmp_path / "in"), outputs=Outputs(clean=tmp_path / "out"))
    summary = clean_source(made, CAREFUL, lambda item, progress: (tmp_path / "in" / "new.txt").write_text(PROSE))
    assert sum(summary.rejects.values()) == 1


@posix
def test_links_that_lead_nowhere_are_rejects_and_loops_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(PROSE)
    (tmp_path / "in" / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "in" / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "in" / "up").symlink_to("..")
    done = run(tmp_path / "in", "-o", tmp_path / "out", "-q")
    assert done.exit_code == 1
    assert [row["id"] for row in rows_of(tmp_path / "out.rejects.jsonl")] == ["gone.txt", "loop.txt"]
    loop = tmp_path / "in" / "loop.txt"
    for command in ((loop, "-o", tmp_path / "x"), (tmp_path / "in" / "a.txt", "-o", loop)):
        done = run(*command)
        assert done.exit_code == 1
        assert "Too many levels of symbolic links" in done.stderr


def test_a_folder_that_cannot_be_read_ends_the_run_before_it_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its pages would else be missing, and nobody would know. By a patch: root may read everything."""
    (tmp_path / "in" / "closed").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text(PROSE)
    scan = os.scandir

    def refuse(path: Any) -> Any:
        if str(path).endswith("closed"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return scan(path)

    monkeypatch.setattr("os.scandir", refuse)
    done = run(tmp_path / "in", "-o", tmp_path / "out")
    assert done.exit_code == 1
    assert "closed: Permission denied" in done.stderr
    assert not (tmp_path / "out").exists()
    with pytest.raises(InputError, match="Permission denied"):
        list(read_documents(Source(place=tmp_path / "in")))


# --- the outputs ---


@posix
@pytest.mark.parametrize("same", ["log", "rejects"])
def test_a_second_run_with_the_same_log_or_rejects_is_kept_away(tmp_path: Path, same: str) -> None:
    (tmp_path / "in.jsonl").write_bytes(lines(ROWS[:3]))
    shared: Any = {same: tmp_path / "shared.jsonl"}
    runs = [
        Run(source=Source(place=tmp_path / "in.jsonl"), outputs=Outputs(clean=tmp_path / name, **shared))
        for name in ("a.jsonl", "b.jsonl")
    ]

    def second(item: Any, progress: Any) -> None:
        with pytest.raises(OutputError, match="another run writes the same output"):
            clean_source(runs[1], CAREFUL)

    assert clean_source(runs[0], CAREFUL, second).documents == 3
    assert clean_source(runs[1], CAREFUL).documents == 3
    assert not list(tmp_path.glob(".*"))


@pytest.mark.usefixtures("small_parts")
def test_a_page_of_another_run_in_the_folder_is_named_where_there_is_a_log(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(lines(ROWS[:6]))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old").write_text("of a document that is gone")
    with pytest.raises(OutputError, match=r"old is of no document of this run.*move it away, then --resume"):
        clean_source(made_run(tmp_path, "out"), CAREFUL)
    assert not (tmp_path / "log.jsonl").exists()
    (tmp_path / "out" / "old").unlink()
    assert clean_source(made_run(tmp_path, "out", resume=True), CAREFUL).documents == 6
    assert restore_source(Source(place=tmp_path / "out"), tmp_path / "log.jsonl", tmp_path / "back") == 6
    (tmp_path / "out" / "old").write_text("no log, no promise to restore")
    assert run(tmp_path / "in.jsonl", "-o", tmp_path / "out", "-q").exit_code == 0


@posix
@pytest.mark.parametrize("name", ["out", "out.jsonl"])
def test_an_output_folder_that_goes_away_while_a_run_lasts_is_an_error(tmp_path: Path, name: str) -> None:
    import shutil

    (tmp_path / "in.jsonl").write_bytes(lines(ROWS[:9]))

    def remove(item: Any, progress: Any) -> None:
        if progress.documents == 5:
            shutil.rmtree(tmp_path / f".{name}.parts")

    with pytest.raises(OutputError):
        clean_source(made_run(tmp_path, name), CAREFUL, remove)
    assert not (tmp_path / "log.jsonl").exists()
    assert clean_source(made_run(tmp_path, name), CAREFUL).documents == 9


@posix
@pytest.mark.parametrize("out", ["out.jsonl.gz", "out.parquet", "out.csv", "out"])
def test_a_full_disk_is_one_error_for_every_kind_of_output(tmp_path: Path, out: str) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "in.jsonl").write_bytes(lines(ROWS))

    def work() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (900, 900))
        with pytest.raises(CleanerError, match="File too large"):
            clean_source(made_run(tmp_path, out), CAREFUL)

    assert in_a_fork(work) == 0
    assert clean_source(made_run(tmp_path, out, resume=True), CAREFUL).documents == 60


@posix
@pytest.mark.usefixtures("small_parts")
def test_a_disk_that_fails_while_parts_are_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(lines(ROWS[:9]))
    failures = 0
    for last in range(1, 90):  # some failures are no harm, and the calls of a run are about eighty
        folder = tmp_path / str(last)
        outputs = Outputs(clean=folder / "out", log=folder / "log.jsonl")
        made = Run(source=Source(place=tmp_path / "in.jsonl"), outputs=outputs, resume=True)
        with every_call(last, failing(errno.EIO)):
            try:
                failures += bool(clean_source(made, CAREFUL).rejects)
            except CleanerError as error:
                assert "Input/output error" in str(error)  # noqa: PT017 - the call that does not fail is the last
                failures += 1
        assert clean_source(made, CAREFUL).documents == 9
        assert sorted(path.name for path in (folder / "out").iterdir()) == [f"p{n}" for n in range(9)]
        assert not list(folder.glob(".*"))
    assert failures > 40


def test_a_password_of_a_url_is_not_in_the_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in.jsonl").write_bytes(lines(ROWS[:3]))
    monkeypatch.setattr("cleaner.batch.outputs.Sinks.finish", lambda *a, **k: (_ for _ in ()).throw(KeyboardInterrupt))
    run(tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "--url", "https://me:hunter2@a.example/x?sig=hunter3")
    assert b"hunter" not in (tmp_path / ".out.jsonl.parts" / "journal.jsonl").read_bytes()


def test_a_damaged_log_in_a_table_is_refused(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    (tmp_path / "in.jsonl").write_bytes(lines(ROWS[:30]))
    out, log = tmp_path / "out.jsonl", tmp_path / "log.parquet"
    assert run(tmp_path / "in.jsonl", "-o", out, "--log", log, "-q").exit_code == 0
    data, start = log.read_bytes(), pq.ParquetFile(log).metadata.row_group(0).column(11).data_page_offset
    log.write_bytes(data[:start] + bytes(80) + data[start + 80 :])
    damaged = [log]
    for number, column in enumerate((pa.array([1, 2]), pa.array(["{", None]), pa.array([None], pa.string()))):
        damaged.append(tmp_path / f"{number}.parquet")
        pq.write_table(pa.table({"json": column}), damaged[-1])
    for place in damaged:
        with pytest.raises(CleanerError):
            restore_source(Source(place=out), place, tmp_path / "back.jsonl")


# --- memory ---


def test_a_part_holds_few_records_whose_other_fields_are_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """120 records of 3 MB beside a text of 30 characters took 1.4 GB."""
    pytest.importorskip("pyarrow")
    monkeypatch.setattr("cleaner.batch.run.PART_BYTES", 100_000)
    (tmp_path / "in.jsonl").write_bytes(lines([{"id": str(n), "text": "x", "html": "y" * 20_000} for n in range(12)]))
    for name in ("in.jsonl", "in.csv", "in.parquet"):
        if name != "in.jsonl":
            assert run(tmp_path / "in.jsonl", "-o", tmp_path / name, "-q").exit_code == 0
        found = [item for item in read_documents(Source(place=tmp_path / name)) if isinstance(item, Document)]
        items: Any = [(item, Cleaned("x", b"", 1, False, {})) for item in found]  # type: ignore[arg-type]
        assert len(items) == 12
        assert all(20_000 < size_of_item(item) < 60_000 for item in items), name
        assert max(map(len, batched(items))) <= 5


# --- stdin and stdout ---


def shell(line: str, folder: Path) -> tuple[int, str]:
    """Exit status and stderr of a line of shell in which `cleaner` is this checkout's."""
    script = f'cleaner() {{ "{sys.executable}" -m cleaner "$@"; }}\n{line}'
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(
        ["sh", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("cleaner clean page.txt >/dev/full", "No space left on device"),
        ("cleaner --version >/dev/full", "No space left on device"),
        ("cleaner clean page.txt >&-", "stdout is closed"),
        ('echo \'{"text": "a"}\' | cleaner clean --jsonl >&-', "stdout is closed"),
        ("cleaner explain page.txt >&-", "stdout is closed"),
        ("cleaner rules list >&-", "stdout is closed"),
        ("cleaner --help >&-", "stdout is closed"),
        ("cleaner clean - <&-", "stdin is closed"),
    ],
)
def test_a_stdout_that_takes_nothing_is_one_line(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "page.txt").write_text(PROSE)
    code, stderr = shell(line, tmp_path)
    assert code == 1
    assert said in stderr
    assert stderr.count("\n") == 1


def test_what_is_said_is_never_longer_than_a_screen(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(lines([{"id": "i" * 100_000, "text": None}]))
    (tmp_path / "in.csv").write_text(",".join(f"c{n}" for n in range(100_000)))
    assert len(run(tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "-q").stderr) < 2500
    assert (
        len(CliRunner().invoke(main, ["clean", str(tmp_path / "in.csv"), "-o", str(tmp_path / "o.csv")]).stderr) < 500
    )
