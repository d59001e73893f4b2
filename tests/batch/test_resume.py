"""A run that is killed, disturbed or watched by another: what it wrote is whole or not there, and `--resume` goes on."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.batch.outputs import Outputs
from cleaner.batch.pool import clean_stream_here
from cleaner.batch.restoring import restore_source
from cleaner.batch.run import Run, clean_source
from cleaner.errors import CleanerError, OutputError
from cleaner.io.documents import Document
from cleaner.io.formats import Source
from cleaner.io.lock import LockedFolder
from cleaner.io.sources import read_documents
from tests.batch.faults import in_a_fork
from tests.batch.test_run import PROSE, ROWS, lines, rows_of, run

pytestmark = pytest.mark.usefixtures("one_worker_here")

CAREFUL = Cleaner(mode="careful", kind="text")
TEXTS = st.lists(
    st.sampled_from([PROSE, "Skip to content\n", "Leave a Reply\r\n", "é\u2028", "\x00\x9b", "🙂 ", "\n"])
).map("".join)

STEPS = ("os.fsync", "os.replace", "os.unlink", "os.rmdir")
"""The calls between which a run leaves different things on the disk."""


class Steps:
    """Counts the calls in STEPS and kills this process before the ``last``."""

    def __init__(self, patch: pytest.MonkeyPatch, last: int) -> None:
        self.left = last
        for name in STEPS:
            module, _, function = name.partition(".")
            patch.setattr(name, self.counted(getattr(sys.modules[module], function)))

    def counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **options: Any) -> Any:
            self.left -= 1
            if not self.left:
                self.fail()
            return call(*args, **options)

        return step

    def fail(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.usefixtures("here")
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_run_killed_at_any_step_and_resumed_equals_an_undisturbed_one(
    tmp_path: Path,
) -> None:
    """In this process and without workers, so that each of some forty steps costs a fork and not an interpreter."""
    (tmp_path / "in.jsonl").write_bytes(lines([*ROWS[:4], {"text": None, "id": "null"}, *ROWS[4:9]]))
    cleaner = Cleaner(mode="careful")

    def work(folder: Path, last: int = 0) -> None:
        outputs = Outputs(clean=folder / "out.jsonl.gz", log=folder / "log.jsonl", rejects=folder / "r.jsonl")
        with pytest.MonkeyPatch.context() as patch:
            Steps(patch, last)
            clean_source(Run(source=Source(place=tmp_path / "in.jsonl"), outputs=outputs, resume=True), cleaner)

    def left(folder: Path) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    work(tmp_path / "whole")
    whole = left(tmp_path / "whole")
    assert sorted(whole) == ["log.jsonl", "out.jsonl.gz", "r.jsonl"]
    kills, last = 0, 1
    while in_a_fork(lambda: work(tmp_path / f"at{last}", last)) == -signal.SIGKILL:  # noqa: B023 - used at once
        pieces = tmp_path / f"at{last}"
        if (pieces / "out.jsonl.gz").exists():
            assert (pieces / "out.jsonl.gz").read_bytes() == whole["out.jsonl.gz"]
        assert in_a_fork(lambda: work(pieces, 3)) in (0, -signal.SIGKILL)  # noqa: B023 - killed once more, early
        work(pieces)
        assert left(pieces) == whole
        kills, last = kills + 1, last + 1
    assert kills > 15


@pytest.mark.usefixtures("here")
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@settings(max_examples=20)
@given(st.lists(st.integers(1, 30), max_size=4), st.sampled_from(["out.jsonl", "out.jsonl.gz", "out"]), st.data())
def test_any_kills_then_a_run_then_restore_give_the_source_back(
    tmp_path_factory: pytest.TempPathFactory, kills: list[int], name: str, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("run")
    rows = [{"id": f"p{n}", "text": data.draw(TEXTS)} for n in range(9)]
    (folder / "in.jsonl").write_bytes(lines(rows))
    run = Run(
        source=Source(place=folder / "in.jsonl"),
        outputs=Outputs(clean=folder / name, log=folder / "log.jsonl"),
        resume=True,
    )

    def work(last: int) -> None:
        with pytest.MonkeyPatch.context() as patch:
            Steps(patch, last)
            clean_source(run, CAREFUL)

    for last in kills:
        in_a_fork(lambda last=last: work(last))  # type: ignore[misc]
    work(0)
    back = folder / f"back{name.removeprefix('out')}"
    assert restore_source(Source(place=folder / name), folder / "log.jsonl", back) == 9
    found = (
        [(back / f"p{n}").read_bytes().decode("utf-8", "surrogatepass") for n in range(9)]
        if back.is_dir()
        else [item.source for item in read_documents(Source(place=back)) if isinstance(item, Document)]
    )
    assert found == [row["text"] for row in rows]


class Stop(Exception):  # noqa: N818 - no error
    """Ends a run in the middle."""


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs without workers, in parts of four documents."""
    monkeypatch.setattr("cleaner.batch.run.clean_stream", clean_stream_here)
    monkeypatch.setattr("cleaner.batch.run.PART_DOCUMENTS", 4)


def begun(tmp_path: Path, name: str = "out.jsonl") -> Run:
    """A run of 24 documents that stopped when all but the last part were stored."""
    (tmp_path / "in.jsonl").write_bytes(lines(ROWS[:24]))
    outputs = Outputs(clean=tmp_path / name, log=tmp_path / "log.jsonl")
    made = Run(source=Source(place=tmp_path / "in.jsonl"), outputs=outputs, resume=True)

    def stop(item: object, progress: Any) -> None:
        if progress.documents == 22:
            raise Stop

    with pytest.raises(Stop):
        clean_source(made, Cleaner(mode="careful"), stop)
    return made


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("damage", ["remove", "shorten", "change"])
@pytest.mark.parametrize("piece", ["000002.out", "000003.log", "000001.rejects"])
def test_a_part_that_is_not_what_the_journal_says_ends_the_run(tmp_path: Path, damage: str, piece: str) -> None:
    made = begun(tmp_path)
    (tmp_path / "out.jsonl").write_text("what an earlier run wrote\n")
    part = tmp_path / ".out.jsonl.parts" / piece
    data = part.read_bytes() or b"x"
    if damage == "remove":
        part.unlink()
    else:
        part.write_bytes(data[:-1] + b"?" if damage == "change" else data + b"?")
    with pytest.raises(OutputError, match=f"{piece} is missing or was changed"):
        clean_source(made, Cleaner(mode="careful"))
    assert (tmp_path / "out.jsonl").read_text() == "what an earlier run wrote\n"
    assert not (tmp_path / "log.jsonl").exists()


@pytest.mark.usefixtures("here")
def test_a_part_removed_while_the_run_goes_on_ends_it(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(lines(ROWS[:24]))
    outputs = Outputs(clean=tmp_path / "out.jsonl")

    def remove(item: object, progress: Any) -> None:
        if progress.documents == 22:
            (tmp_path / ".out.jsonl.parts" / "000002.out").unlink()

    with pytest.raises(OutputError, match=r"000002.out is missing"):
        clean_source(Run(source=Source(place=tmp_path / "in.jsonl"), outputs=outputs), Cleaner(mode="careful"), remove)
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.usefixtures("here")
def test_a_page_removed_from_the_output_folder_ends_the_run(tmp_path: Path) -> None:
    made = begun(tmp_path, "out")
    (tmp_path / "out" / "p3").unlink()
    with pytest.raises(OutputError, match="p3 is missing or was changed"):
        clean_source(made, Cleaner(mode="careful"))


@pytest.mark.usefixtures("here")
def test_a_journal_cut_short_by_a_kill_is_believed_up_to_there(tmp_path: Path) -> None:
    made = begun(tmp_path)
    journal = tmp_path / ".out.jsonl.parts" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-25])
    assert clean_source(made, Cleaner(mode="careful")).documents == 24
    assert [row["id"] for row in rows_of(tmp_path / "out.jsonl")] == [f"p{n}" for n in range(24)]


@pytest.mark.usefixtures("here")
def test_parts_and_journal_are_nobody_elses_to_read(tmp_path: Path) -> None:
    begun(tmp_path)
    assert (tmp_path / ".out.jsonl.parts").stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("here")
@pytest.mark.skipif(sys.platform == "win32", reason="there is no flock")
def test_a_second_run_with_the_same_output_is_kept_away(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(lines(ROWS[:24]))
    made = Run(source=Source(place=tmp_path / "in.jsonl"), outputs=Outputs(clean=tmp_path / "out.jsonl"))
    messages = []

    def again(item: object, progress: Any) -> None:
        if progress.documents in (1, 20):
            with pytest.raises(OutputError) as caught:
                clean_source(made, Cleaner(mode="careful"))
            messages.append(str(caught.value))

    assert clean_source(made, Cleaner(mode="careful"), again).documents == 24
    assert len(rows_of(tmp_path / "out.jsonl")) == 24
    assert len(messages) == 2
    assert all("another run writes the same output" in message for message in messages)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no flock")
def test_a_lock_ends_with_its_folder(tmp_path: Path) -> None:
    first = LockedFolder(tmp_path / "x")
    first.remove()
    second = LockedFolder(tmp_path / "x")
    with pytest.raises(OutputError, match="in use"):
        LockedFolder(tmp_path / "x")
    second.let_go()
    LockedFolder(tmp_path / "x").remove()
    assert not list(tmp_path.iterdir())


class Failing(Steps):
    """A file system that fails at the ``last`` call in STEPS, once."""

    def fail(self) -> None:
        raise OSError(28, "No space left on device")


@pytest.mark.usefixtures("here")
def test_a_disk_that_fails_at_any_step_is_one_error_and_the_run_goes_on_later(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(lines(ROWS[:9]))
    cleaner, last, failures = Cleaner(mode="careful"), 0, 0
    while failures == last:
        last += 1
        folder = tmp_path / str(last)
        outputs = Outputs(clean=folder / "out.jsonl", log=folder / "log.jsonl")
        made = Run(source=Source(place=tmp_path / "in.jsonl"), outputs=outputs, resume=True)
        with pytest.MonkeyPatch.context() as patch:
            failing = Failing(patch, last)
            try:
                clean_source(made, cleaner)
            except CleanerError as error:
                assert "No space left" in str(error)  # noqa: PT017 - the call that does not fail is the last
            failures += failing.left <= 0
        clean_source(made, cleaner)
        assert len(rows_of(folder / "out.jsonl")) == 9
        assert sorted(path.name for path in folder.iterdir()) == ["log.jsonl", "out.jsonl"]
    assert failures > 10


def test_a_run_is_not_resumed_with_other_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.batch.run.PART_DOCUMENTS", 7)
    (tmp_path / "in.jsonl").write_bytes(lines(ROWS))
    with monkeypatch.context() as patch:
        patch.setattr("cleaner.batch.outputs.Sinks.finish", lambda *a, **k: (_ for _ in ()).throw(KeyboardInterrupt))
        assert run(tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "-q").exit_code != 0
    other = run(tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "--resume", "--lang", "en")
    assert "cleaner changed since the run began" in other.stderr
    assert run(tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "--resume").exit_code == 0
    assert len(rows_of(tmp_path / "out.jsonl")) == 60
