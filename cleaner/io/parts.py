"""Outputs of a long run: written in parts beside their final place, so that a killed run goes on where it was, and
nobody ever sees half a file.

What a part holds depends on the documents alone, whatever the workers did, so that a run in two pieces gives the same
bytes as one. The journal and the parts prove each other: it gains a line, with size and digest of each piece, after a
part is on the disk; a part that it does not name is written again, and one that it names and that is missing or changed
ends the run. Once every output is in its place the journal is removed, and only then the parts: where parts are gone
there is no journal that could be believed, and the run begins again.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from cleaner.errors import OptionError, OutputError
from cleaner.io.files import atomic, io_fault, is_stream
from cleaner.io.lock import LockedFolder
from cleaner.io.places import Place

__all__ = ["PartFiles", "parts_folder", "reported"]

JOURNAL = "journal.jsonl"


class PartFiles:
    """The parts of a run's outputs, in a hidden folder beside the first one, or here if that lies behind a URL; a
    temporary one if it is a stream, which nothing can be taken back from.

    ``run`` is what must be the same for a run to go on: source, options, rules. ``others`` are the run's other outputs,
    which no second run may write meanwhile. ``state`` is what the last part's line said, beside the same ``run``.

    Raises:
        OptionError: there is a journal of another run, or a damaged one, and ``resume`` is asked for.
        OutputError: the folder cannot be written, another run uses it, or a part is missing or changed.
    """

    def __init__(self, output: Place, run: dict[str, Any], *, resume: bool, others: Iterable[Place] = ()) -> None:
        self.locks: list[LockedFolder] = []
        self.folder = LockedFolder(parts_folder(output))
        self.journal = self.folder.path / JOURNAL
        self.proofs: list[dict[str, list[Any]]] = []
        self.state: dict[str, Any] = {"read": 0, "summary": {}}
        self.run = header = json.loads(json.dumps(run))
        try:
            for place in others:
                self.locks.append(LockedFolder(parts_folder(place)))
            with reported(self.folder.path):
                if not (resume and self.journal.exists() and self.load(header)):
                    self.begin(header)
        except BaseException:
            self.let_go()
            raise

    def begin(self, header: dict[str, Any]) -> None:
        """An empty folder with a journal of no parts."""
        self.folder.clear(first=JOURNAL)
        self.append({"run": header})

    def append(self, record: dict[str, Any]) -> None:
        """A line more in the journal, on the disk when this returns."""
        with open(self.journal, "ab") as stream:
            stream.write(json.dumps(record).encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())

    def load(self, header: dict[str, Any]) -> bool:
        """Takes the journal's state; false where the run did not get as far as its first line."""
        records = self.records()
        if not records:
            return False
        run, *parts = records
        other = [name for name in header if run.get("run", {}).get(name) != header[name]]
        if other:
            raise OptionError(f"--resume: {', '.join(other)} changed since the run began: run again without --resume")
        self.proofs = [record["pieces"] for record in parts]
        self.state = parts[-1] if parts else self.state
        for number, pieces in enumerate(self.proofs, 1):
            for name in pieces:
                self.check(name, number, whole=False)
        return True

    def records(self) -> list[dict[str, Any]]:
        """The lines of the journal. A last line that a kill cut short is removed: its part is written again."""
        data = self.journal.read_bytes()
        whole, _, torn = data.rpartition(b"\n")
        if torn:
            os.truncate(self.journal, len(data) - len(torn))
        try:
            return [json.loads(line) for line in whole.split(b"\n") if line]
        except ValueError:
            raise OptionError(f"{self.journal} is damaged: run again without --resume") from None

    def part(self, name: str, number: int) -> Path:
        """Where a part of an output lies."""
        return self.folder.path / f"{number:06d}.{name}"

    def add(self, pieces: Mapping[str, Callable[[Path], None]], read: int, summary: dict[str, Any]) -> None:
        """Stores the next part: a piece of each output, as what writes a file; ``read`` documents so far."""
        number, proof = len(self.proofs) + 1, {}
        with reported(self.folder.path):
            for name, write in pieces.items():
                path = self.part(name, number)
                write(path)
                with path.open("rb") as stream:
                    os.fsync(stream.fileno())
                proof[name] = [path.stat().st_size, digest_of_file(path)]
            self.state = {"pieces": proof, "read": read, "summary": summary}
            self.append(self.state)
        self.proofs.append(proof)

    def check(self, name: str, number: int, *, whole: bool = True) -> Path:
        """A part that is what the journal says: its size, or its ``whole`` content; raises OutputError if it is not."""
        path, (size, digest) = self.part(name, number), self.proofs[number - 1][name]
        with reported(path, "read"):
            if not path.exists() or path.stat().st_size != size or (whole and digest_of_file(path) != digest):
                raise OutputError(f"{path} is missing or was changed since it was written: run again without --resume")
        return path

    def paths(self, name: str, *, whole: bool = True) -> list[Path]:
        """The parts of an output, in order, each proved, by its ``whole`` content or its size."""
        return [self.check(name, number, whole=whole) for number in range(1, len(self.proofs) + 1)]

    def finish(self, name: str, output: Place, merge: Callable[[Sequence[Path], IO[bytes]], None]) -> None:
        """Makes an output of its parts."""
        paths = self.paths(name)
        with atomic(output, self.folder.path, lasting=True) as stream:
            merge(paths, stream)

    def remove(self) -> None:
        """Removes journal and parts: when a run is done, or has done nothing."""
        with reported(self.folder.path):
            self.folder.remove(first=JOURNAL)

    def let_go(self) -> None:
        """Leaves the parts to a run that goes on later."""
        for lock in self.locks:
            lock.remove_if_empty()
        self.folder.let_go()


@contextmanager
def reported(path: Path, what: str = "written") -> Iterator[None]:
    """Turns what a file system raises into an OutputError."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path}: cannot be {what}: {io_fault(error)}") from error


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def parts_folder(output: Place) -> Path:
    """The hidden folder for the parts of an output."""
    if is_stream(output):
        return Path(tempfile.mkdtemp(prefix="cleaner."))
    if isinstance(output, Path):
        return output.parent / f".{output.name}.parts"
    digest = hashlib.sha256(str(output).encode("utf-8", "surrogatepass")).hexdigest()
    return Path(f".{output.name}.{digest[:8]}.parts")  # others may be called the same
