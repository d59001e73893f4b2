"""Files and folders of text: read whole, written so that nobody ever sees half a file."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from cleaner.errors import InputError, OptionError, OutputError
from cleaner.io.places import resolved

__all__ = ["atomic", "cause_of", "check_output", "read_bytes", "walk"]


def read_bytes(path: Path) -> bytes:
    """The content of a file; raises InputError, naming file and cause, where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {cause_of(error)}") from error


def cause_of(error: Exception) -> str:
    """What an error of a file system says, without the path; those behind URLs say less.

    >>> cause_of(FileNotFoundError("s3://crawl/none")), cause_of(NotImplementedError())
    ('No such file or directory', 'NotImplementedError')
    """
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return os.strerror(errno.ENOENT) if isinstance(error, FileNotFoundError) else str(error) or type(error).__name__


def walk(folder: Path) -> Iterator[Path]:
    """The regular files below a folder in sorted order, hidden ones and links to folders left out."""
    if not isinstance(folder, Path):
        yield from walk_remote(folder)
        return
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if not name.startswith(".") and path.is_file():
                yield path


def walk_remote(folder: Any) -> Iterator[Path]:
    """The files below a folder behind a URL, by one listing. Raises InputError where there are none: a store of objects
    knows no empty folders."""
    names = sorted(folder.fs.find(folder.path))
    if not names:
        raise InputError(f"{folder}: {os.strerror(errno.ENOENT)}")
    for name in names:
        below = name.removeprefix(folder.path.rstrip("/")).lstrip("/")
        if not any(part.startswith(".") for part in below.split("/")):
            yield folder / below


def check_output(source: Path, *outputs: Path | None) -> None:
    """Raises OptionError where writing an output would change what is read from ``source``."""
    origin = resolved(source)
    for output in filter(None, outputs):
        target = resolved(output)
        if target == origin:
            raise OptionError(f"{output} is the input itself")
        if origin in target.parents and not (isinstance(source, Path) and source.is_file()):
            raise OptionError(f"{output} lies inside the input folder {source}: the next run would read it")


@contextmanager
def atomic(path: Path) -> Iterator[IO[bytes]]:
    """A stream whose content appears under ``path`` once it is complete; on an error nothing appears.

    Raises:
        OutputError: the file system refuses; the message names path and cause.
    """
    if not isinstance(path, Path):
        with uploaded(path) as upload:
            yield upload
        return
    name = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as stream:
            yield stream
        os.chmod(name, 0o666 & ~current_umask())
        os.replace(name, path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        if name is not None:
            Path(name).unlink(missing_ok=True)


@contextmanager
def uploaded(path: Any) -> Iterator[IO[bytes]]:
    """A temporary file that is sent to a place behind a URL once it is complete: streams of fsspec would send half of
    one, too, when an error ends them."""
    with tempfile.NamedTemporaryFile() as stream:
        yield cast(IO[bytes], stream)
        stream.flush()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.fs.put_file(stream.name, path.path)
        except Exception as error:  # each file system has its own
            raise OutputError(f"{path}: cannot be written: {cause_of(error)}") from error


def current_umask() -> int:
    """The process's file mode mask; reading it means setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
