"""Files and folders of text: read whole, written so that nobody ever sees half a file."""

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from cleaner.errors import InputError, OptionError, OutputError
from cleaner.io.places import Place, Remote, Stdio, resolved

__all__ = ["atomic", "check_output", "io_fault", "open_place", "read_bytes", "remove", "walk_files", "write_all"]


def read_bytes(place: Place) -> bytes:
    """The content of a file, or of stdin; raises InputError, naming file and cause, where it cannot be read."""
    if isinstance(place, Stdio):
        return sys.stdin.buffer.read()
    try:
        return bytes(place.path.read_bytes()) if isinstance(place, Remote) else place.read_bytes()
    except OSError as error:
        raise InputError(f"{place}: {io_fault(error)}") from error


@contextmanager
def open_place(place: Place) -> Iterator[IO[bytes]]:
    """A file, or stdin, to read bytes from.

    Raises:
        InputError: it cannot be opened; the message names it and the cause.
    """
    if isinstance(place, Stdio):
        yield sys.stdin.buffer
        return
    try:
        stream = cast(IO[bytes], place.path.open("rb")) if isinstance(place, Remote) else place.open("rb")
    except OSError as error:
        raise InputError(f"{place}: {io_fault(error)}") from error
    with stream:
        yield stream


def io_fault(error: Exception) -> str:
    """What an error of a file system says, without the path; those behind URLs say less.

    >>> io_fault(FileNotFoundError("s3://crawl/none")), io_fault(NotImplementedError())
    ('No such file or directory', 'NotImplementedError')
    """
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return os.strerror(errno.ENOENT) if isinstance(error, FileNotFoundError) else str(error) or type(error).__name__


def walk_files(folder: Place) -> Iterator[tuple[str, Place]]:
    """The regular files below a folder, each with its path below it, in sorted order; hidden ones and links to folders
    are left out."""
    if isinstance(folder, Remote):
        yield from walk_remote(folder)
    elif isinstance(folder, Path):
        for root, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                path = Path(root, name)
                if not name.startswith(".") and path.is_file():
                    yield path.relative_to(folder).as_posix(), path


def walk_remote(folder: Remote) -> Iterator[tuple[str, Place]]:
    """The files below a folder behind a URL, by one listing. Raises InputError where there are none: a store of objects
    knows no empty folders."""
    names = sorted(folder.path.fs.find(folder.path.path))
    if not names:
        raise InputError(f"{folder}: {os.strerror(errno.ENOENT)}")
    for name in names:
        below = name.removeprefix(folder.path.path.rstrip("/")).lstrip("/")
        if not any(part.startswith(".") for part in below.split("/")):
            yield below, folder.at(folder.path / below)


def check_output(source: Place, *outputs: Place | None) -> None:
    """Raises OptionError where writing an output would change what is read from ``source``."""
    origin = resolved(source)
    for output in outputs:
        if output is None:
            continue
        target = resolved(output)
        if target == origin and not isinstance(target, Stdio):
            raise OptionError(f"{output} is the input itself")
        if (
            isinstance(target, Path)
            and origin in target.parents
            and not (isinstance(source, Path) and source.is_file())
        ):
            raise OptionError(f"{output} lies inside the input folder {source}: the next run would read it")


def remove(place: Place) -> None:
    """Removes a file, if it is there."""
    if isinstance(place, Remote):
        place.path.unlink(missing_ok=True)
    elif isinstance(place, Path):
        place.unlink(missing_ok=True)


@contextmanager
def atomic(place: Place, scratch: Path | None = None) -> Iterator[IO[bytes]]:
    """A stream whose content appears at ``place`` once it is complete; on an error nothing appears.

    Until then it is a temporary file beside it, or in the folder ``scratch``, whose owner removes what a killed process
    leaves there.

    Raises:
        OutputError: the file system refuses; the message names place and cause.
    """
    if isinstance(place, Path):
        with replacing(place, scratch) as stream:
            yield stream
    elif isinstance(place, Remote):
        with uploaded(place) as stream:
            yield stream
    else:
        yield sys.stdout.buffer


def write_all(stream: IO[bytes], data: bytes) -> None:
    """Writes all of the data: an unbuffered stdout (PYTHONUNBUFFERED) takes only what its pipe has room for."""
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) :]


@contextmanager
def replacing(path: Path, scratch: Path | None) -> Iterator[IO[bytes]]:
    """A temporary file that takes the place of ``path`` once it is complete."""
    name = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=scratch or path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as stream:
            yield stream
        os.chmod(name, 0o666 & ~current_umask())
        move(name, path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        if name is not None:
            Path(name).unlink(missing_ok=True)


def move(name: str, path: Path) -> None:
    """Puts a file in its place, at once; from another file system by way of a copy beside it."""
    try:
        os.replace(name, path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        with replacing(path, None) as stream, open(name, "rb") as whole:
            shutil.copyfileobj(whole, stream)


@contextmanager
def uploaded(place: Remote) -> Iterator[IO[bytes]]:
    """A temporary file that is sent to a place behind a URL once it is complete: streams of fsspec would send half of
    one, too, when an error ends them."""
    with tempfile.NamedTemporaryFile() as stream:
        yield cast(IO[bytes], stream)
        stream.flush()
        try:
            place.path.parent.mkdir(parents=True, exist_ok=True)
            place.path.fs.put_file(stream.name, place.path.path)
        except Exception as error:  # each file system has its own
            raise OutputError(f"{place}: cannot be written: {io_fault(error)}") from error


def current_umask() -> int:
    """The process's file mode mask; reading it means setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
