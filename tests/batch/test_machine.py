"""Runs in any order, with whatever happens to them: killed, failed, stopped, disturbed, resumed, restored.

A run that ends well has written everything, and everything restores. One that does not leaves every finished output as
it was, or puts the new one there whole. A longer search: ``HYPOTHESIS_PROFILE=long``, see CONTRIBUTING.
"""

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cleaner import Cleaner, CleanerError
from cleaner.batch.outputs import Outputs
from cleaner.batch.pool import clean_stream_here
from cleaner.batch.restoring import restore_source
from cleaner.batch.run import Run, RunStopped, clean_source
from cleaner.columns import columns_asked
from cleaner.errors import OutputError
from cleaner.io.documents import Document
from cleaner.io.formats import Source
from cleaner.io.sources import read_documents
from tests.batch.faults import every_call, failing, in_a_fork, killed
from tests.batch.test_run import PROSE, lines

CAREFUL = Cleaner(mode="careful", kind="text")
PIECES = [PROSE, "Skip to content\n", "Leave a Reply\r\n", "é\u2028", "\x00\x9b", "🙂 ", "\n"]
CAREFUL.clean("".join(PIECES))  # reads its rules now: later calls of the file system are a run's
TEXTS = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
ERRORS = st.sampled_from([errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.ENOENT])
STEPS = st.integers(1, 70)

Rows = dict[str, str]
Files = dict[str, bytes]


class AnyRun(RuleBasedStateMachine):
    """A folder with a source, what was written into it, and what a run that ended well has promised of that."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="cleaner-machine."))
        self.rows: Rows = {}
        self.made, self.tick = 0, 0
        self.promised: Rows | None = None  # the sources that the finished outputs stand for
        self.known: dict[tuple[tuple[str, str], ...], Files] = {}
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr("cleaner.batch.run.clean_stream", clean_stream_here)
        self.patch.setattr("cleaner.batch.run.PART_DOCUMENTS", 2)
        self.patch.setattr("os.fsync", lambda handle: None)  # no power fails here, and disks are slow

    def teardown(self) -> None:
        self.patch.undo()
        shutil.rmtree(self.folder)

    @initialize(
        source=st.sampled_from(["in.jsonl", "in"]),
        name=st.sampled_from(["out.jsonl", "out.jsonl.gz", "out", "out.csv"]),
        log=st.sampled_from(["log.jsonl", "log.jsonl.gz"]),
        texts=st.lists(TEXTS, max_size=5),
        columns=st.sampled_from(["", "flags,mode"]),
    )
    def begin(self, source: str, name: str, log: str, texts: list[str], columns: str) -> None:
        self.source, self.name, self.log = source, name, log
        self.columns = () if name == "out" else columns_asked(columns)
        self.change({f"p{number}": text for number, text in enumerate(texts)})
        self.made = len(texts)

    # --- the source ---

    def change(self, rows: Rows) -> None:
        """Other documents, written by a clock that does not only go forwards."""
        self.rows = rows or {"p": "The tide.\n"}
        place = self.folder / self.source
        self.tick += (-1) ** self.tick * 3 + 1
        if self.source == "in":
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            for key, text in self.rows.items():
                (place / key).write_bytes(text.encode())
                os.utime(place / key, (10**9, 10**9 + self.tick))
        else:
            place.write_bytes(lines([{"id": key, "text": text} for key, text in self.rows.items()]))
            os.utime(place, (10**9, 10**9 + self.tick))

    @rule(text=TEXTS)
    def add_document(self, text: str) -> None:
        self.made += 1
        self.change({**self.rows, f"p{self.made}": text})

    @rule(number=st.integers(0, 9))
    def remove_document(self, number: int) -> None:
        gone = [*self.rows][number % len(self.rows)]
        self.change({key: text for key, text in self.rows.items() if key != gone})

    @rule(number=st.integers(0, 9), text=TEXTS)
    def change_document(self, number: int, text: str) -> None:
        self.change({**self.rows, [*self.rows][number % len(self.rows)]: text})

    # --- what is between two runs ---

    @property
    def parts(self) -> Path:
        return self.folder / f".{self.name}.parts"

    @precondition(lambda self: self.parts.exists())
    @rule(number=st.integers(0, 30), how=st.sampled_from(["remove", "shorten", "flip", "empty"]))
    def damage_a_part(self, number: int, how: str) -> None:
        there = sorted(path for path in self.parts.iterdir() if path.is_file())
        if not there:
            return
        path = there[number % len(there)]
        data = path.read_bytes()
        if how == "remove" or not data:
            path.unlink()
        else:
            flipped = data[:-2] + bytes([data[-2] ^ 1 if len(data) > 1 else 0]) + data[-1:]
            path.write_bytes({"shorten": data[: len(data) // 2], "flip": flipped, "empty": b""}[how])

    @rule(which=st.sampled_from(["out", "log", "page"]))
    def remove_an_output(self, which: str) -> None:
        place = self.folder / (self.log if which == "log" else self.name)
        if which == "page" and place.is_dir():
            for page in [path for path in place.rglob("*") if path.is_file()][:1]:
                page.unlink()
        elif place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
        self.promised = None

    # --- runs ---

    def run_with(self, *, resume: bool, folder: Path | None = None) -> Run:
        into = folder or self.folder
        outputs = Outputs(clean=into / self.name, log=into / self.log, rejects=into / "r.jsonl")
        source = Source(place=self.folder / self.source)
        return Run(source=source, outputs=outputs, resume=resume, columns=self.columns)

    @rule(resume=st.booleans(), last=STEPS)
    def run_killed(self, resume: bool, last: int) -> None:
        def work() -> None:
            with every_call(last, killed):
                clean_source(self.run_with(resume=resume), CAREFUL)

        before = self.written()
        self.ended(before, "well" if in_a_fork(work) == 0 else "badly")

    @rule(resume=st.booleans(), last=STEPS, code=ERRORS)
    def run_on_a_bad_disk(self, resume: bool, last: int, code: int) -> None:
        before = self.written()
        with every_call(last, failing(code)):
            how = self.run(self.run_with(resume=resume))
        self.ended(before, how)

    @rule(resume=st.booleans(), at=st.integers(1, 6))
    def run_stopped(self, resume: bool, at: int) -> None:
        def stop(item: Any, progress: Any) -> None:
            if progress.documents == at:
                raise KeyboardInterrupt

        before = self.written()
        self.ended(before, self.run(self.run_with(resume=resume), stop))

    @rule(resume=st.booleans(), at=st.integers(1, 6), again=st.booleans())
    def run_twice_at_once(self, resume: bool, at: int, again: bool) -> None:
        def second(item: Any, progress: Any) -> None:
            if progress.documents == at:
                with pytest.raises(OutputError, match="another run writes the same output"):
                    clean_source(self.run_with(resume=again), CAREFUL)

        before = self.written()
        self.ended(before, self.run(self.run_with(resume=resume), second))

    @rule(resume=st.booleans(), at=st.integers(1, 6), number=st.integers(0, 30))
    def run_disturbed(self, resume: bool, at: int, number: int) -> None:
        def disturb(item: Any, progress: Any) -> None:
            if progress.documents == at:
                self.damage_a_part(number, "remove")

        before = self.written()
        self.ended(before, self.run(self.run_with(resume=resume), disturb))

    @rule(resume=st.booleans())
    def run_undisturbed(self, resume: bool) -> None:
        before = self.written()
        how = self.run(self.run_with(resume=resume))
        self.ended(before, how)
        assert how != "well" or not [*self.folder.glob(".*")]
        if strangers := self.written().keys() - self.whole().keys():
            assert how == "badly", "what an earlier run left would not restore"
            for name in strangers:
                (self.folder / name).unlink()
            self.promised = None
        else:
            assert resume or how == "well", "nothing is in the way of a new run"

    def run(self, run: Run, watch: Callable[..., object] = lambda item, progress: None) -> str:
        """How a run ended: well, badly, or with rejects; whatever it raises is an error of ours."""
        try:
            summary = clean_source(run, CAREFUL, watch)
        except RunStopped:
            return "badly"
        except CleanerError as error:
            return "no cause named" if "None" in str(error) else "badly"
        if summary.rejects:  # what it could not read, it named: the exit status is 1
            return "with rejects"
        assert summary.documents == len(self.rows)
        return "well"

    # --- what must hold ---

    def written(self) -> Files:
        """The finished outputs."""
        return files_of(self.folder, self.name, self.log)

    def whole(self) -> Files:
        """What an undisturbed run gives for the documents that are there."""
        key = tuple(self.rows.items())
        if key not in self.known:
            with tempfile.TemporaryDirectory() as other:
                clean_source(self.run_with(resume=False, folder=Path(other)), CAREFUL)
                self.known[key] = files_of(Path(other), self.name, self.log)
        return self.known[key]

    def ended(self, before: Files, how: str) -> None:
        """Whatever became of a run, each output is what it was before or what it should be."""
        assert how in ("well", "badly", "with rejects")
        after, whole = self.written(), self.whole()
        if after != before:
            self.promised = None
        if how == "with rejects":
            return
        for name in before.keys() | after.keys():
            assert after.get(name) in (before.get(name), whole.get(name)), name
        if how == "well":
            assert after == whole
            assert not [path for path in self.folder.glob(".*") if [*path.iterdir()]]
            self.promised = dict(self.rows)

    @precondition(lambda self: self.promised is not None)
    @rule()
    def restore(self) -> None:
        assert self.promised is not None
        suffix = self.name.removeprefix("out")
        back = self.folder / f"back{suffix}"
        made = Source(place=self.folder / self.name)
        assert restore_source(made, self.folder / self.log, back) == len(self.promised)
        found = {
            item.id: item.source.decode("utf-8") if isinstance(item.source, bytes) else item.source
            for item in read_documents(Source(place=back))
            if isinstance(item, Document)
        }
        assert found == self.promised
        shutil.rmtree(back) if back.is_dir() else back.unlink()

    @invariant()
    def nothing_is_left_behind(self) -> None:
        if hasattr(self, "name"):  # an invariant is looked at before `begin`, too
            known = {self.source, self.name, self.log, "r.jsonl"}
            hidden = {f".{name}.parts" for name in known}  # until the next run ends well
            assert {path.name for path in self.folder.iterdir()} <= known | hidden


def files_of(folder: Path, *names: str) -> Files:
    """What files of these names, and those in folders of these names, hold."""
    places = [folder / name for name in names]
    found = [path for place in places for path in ([place] if place.is_file() else place.rglob("*"))]
    return {str(path.relative_to(folder)): path.read_bytes() for path in found if path.is_file()}


LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"

TestAnyRun = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")(AnyRun.TestCase)
TestAnyRun.settings = settings(max_examples=5000 if LONG else 60, stateful_step_count=40 if LONG else 20)
