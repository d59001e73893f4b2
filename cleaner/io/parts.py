"""Outputs of a long run: written in parts beside their final place, so that a killed run goes on where it was, and
nobody ever sees half a file.

What a part holds depends on the documents alone, whatever the workers did, so that a run in two pieces gives the same
bytes as one. The journal is replaced as a whole after each part; parts it does not name are written again.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from cleaner.errors import OptionError, OutputError
from cleaner.io.files import atomic
from cleaner.io.places import Place

__all__ = ["PartFiles"]

JOURNAL = "journal.json"


class PartFiles:
    """The parts of a run's outputs, in a hidden folder beside the first one, or here if that lies behind a URL.

    ``run`` is what must be the same for a run to go on: source, options, rules.

    Raises:
        OptionError: there is a journal of another run, and ``resume`` is asked for.
        OutputError: the folder cannot be written.
    """

    def __init__(self, output: Place, run: dict[str, Any], *, resume: bool) -> None:
        self.folder = parts_folder(output)
        self.run: dict[str, Any] = json.loads(json.dumps(run))
        self.state: dict[str, Any] = {"run": self.run, "parts": 0, "read": 0, "summary": {}}
        try:
            if resume and (self.folder / JOURNAL).exists():
                self.state = self.load()
            elif self.folder.exists():
                shutil.rmtree(self.folder)
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{self.folder}: cannot be written: {error.strerror}") from error

    def load(self) -> dict[str, Any]:
        """The journal's state."""
        journal = self.folder / JOURNAL
        try:
            state: dict[str, Any] = json.loads(journal.read_text("utf-8"))
        except ValueError:
            raise OptionError(f"{journal} is damaged: run again without --resume") from None
        other = [name for name in self.run if state.get("run", {}).get(name) != self.run[name]]
        if other:
            raise OptionError(f"--resume: {', '.join(other)} changed since the run began: run again without --resume")
        return state

    def part(self, name: str, number: int) -> Path:
        """Where a part of an output lies."""
        return self.folder / f"{number:06d}.{name}"

    def add(self, pieces: Mapping[str, Callable[[Path], None]], read: int, summary: dict[str, Any]) -> None:
        """Stores the next part: a piece of each output, as what writes a file; ``read`` documents so far."""
        number = self.state["parts"] + 1
        try:
            for name, write in pieces.items():
                path = self.part(name, number)
                write(path)
                with path.open("rb") as stream:
                    os.fsync(stream.fileno())
            self.state = {"run": self.run, "parts": number, "read": read, "summary": summary}
            with atomic(self.folder / JOURNAL) as stream_out:
                stream_out.write(json.dumps(self.state).encode())
        except OSError as error:
            raise OutputError(f"{self.folder}: cannot be written: {error.strerror}") from error

    def paths(self, name: str) -> list[Path]:
        """The parts of an output, in order."""
        return [self.part(name, number) for number in range(1, self.state["parts"] + 1)]

    def finish(self, name: str, output: Place, merge: Callable[[Sequence[Path], IO[bytes]], None]) -> None:
        """Makes an output of its parts."""
        with atomic(output, self.folder) as stream:
            merge(self.paths(name), stream)

    def remove(self) -> None:
        """Removes parts and journal, once every output is in its place."""
        shutil.rmtree(self.folder, ignore_errors=True)


def parts_folder(output: Place) -> Path:
    """The hidden folder for the parts of an output."""
    if isinstance(output, Path):
        return output.parent / f".{output.name}.parts"
    digest = hashlib.sha256(str(output).encode()).hexdigest()[:8]  # others may be called the same
    return Path(f".{output.name}.{digest}.parts")
