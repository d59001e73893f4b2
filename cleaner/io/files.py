"""Files and folders of text: read whole, written so that nobody ever sees half a file."""

import errno
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, cast

from cleaner.errors import InputError, OutputError
from cleaner.io.places import Place, Remote, Stdio, resolved, without_secrets

__all__ = ["atomic", "io_fault", "is_stream", "open_place", "read_bytes", "remove", "walk_files", "write_all"]


def read_bytes(place: Place, limit: int = -1) -> bytes:
    """The content of a file, or of stdin, or the first ``limit`` bytes of it; raises InputError, naming file and cause,
    where it cannot be read."""
    try:
        with open_place(place) as stream:
            return stream.read(limit)
    except OSError as error:
        raise InputError(f"{place}: {io_fault(error)}") from error


@contextmanager
def open_place(place: Place) -> Iterator[IO[bytes]]:
    """A file, or stdin, to read bytes from.

    Raises:
        InputError: it cannot be opened; the message names it and the cause.
    """
    if isinstance(place, Stdio):
        if sys.stdin is None:
            raise InputError("stdin is closed")
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
    said = without_secrets(str(error)) or type(error).__name__
    return os.strerror(errno.ENOENT) if isinstance(error, FileNotFoundError) else said


def walk_files(folder: Place) -> Iterator[tuple[str, Place]]:
    """The regular files below a folder, each with its path below it, in sorted order, and links that lead nowhere;
    hidden ones and links to folders are left out. Raises InputError where a folder cannot be read."""
    if isinstance(folder, Remote):
        yield from walk_remote(folder)
    elif isinstance(folder, Path):
        for root, folders, names in os.walk(folder, onerror=unreadable):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                path = Path(root, name)
                if not name.startswith(".") and (path.is_file() or leads_nowhere(path)):
                    yield path.relative_to(folder).as_posix(), path


def unreadable(error: OSError) -> None:
    """Raises InputError for a folder that cannot be read: its files would be missed, and nobody would know."""
    raise InputError(f"{error.filename}: {io_fault(error)}") from error


def leads_nowhere(path: Path) -> bool:
    """Whether a path is a link to what is not there, or to itself."""
    return path.is_symlink() and not path.exists()


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


def remove(place: Place) -> None:
    """Removes a file, if it is there; a link, a pipe or a device stays.

    Raises:
        OutputError: the file system refuses.
    """
    try:
        if isinstance(place, Remote):
            place.path.unlink(missing_ok=True)
        elif isinstance(place, Path) and place.is_file() and not place.is_symlink():
            place.unlink()
    except OSError as error:
        raise OutputError(f"{place}: cannot be removed: {io_fault(error)}") from error


@contextmanager
def atomic(place: Place, scratch: Path | None = None, *, lasting: bool = False) -> Iterator[IO[bytes]]:
    """A stream whose content appears at ``place`` once it is complete; on an error nothing appears.

    Until then it is a temporary file beside it, or in the folder ``scratch``, whose owner removes what a killed process
    leaves there. What is ``lasting`` is on the disk when it appears, power cut or not. A file that is there keeps its
    mode and owner, a link stays a link. What is no regular file (a pipe, a device, stdout) is written through.

    Raises:
        OutputError: the file system refuses; the message names place and cause.
    """
    if isinstance(place, Stdio):
        if sys.stdout is None:
            raise OutputError("stdout is closed")
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    way = (
        uploaded(place)
        if isinstance(place, Remote)
        else through(place)
        if is_stream(place)
        else replacing(place, scratch, lasting=lasting)
    )
    with way as stream:
        yield stream


DESCRIPTORS = ("/dev/fd/", "/dev/stdout", "/dev/stderr", "/proc/self/fd/")
"""Paths of what this process has open already. What stands there may be a regular file (``> file``), which whoever
opened it goes on writing: it must not be replaced."""


def is_stream(place: Place) -> bool:
    """Whether a place is stdout, or a path to write through, and no file to replace."""
    if not isinstance(place, Path):
        return isinstance(place, Stdio)
    if str(place).startswith(DESCRIPTORS):
        return True
    try:
        mode = place.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


@contextmanager
def through(path: Path) -> Iterator[IO[bytes]]:
    """What is there, to write to its end."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error
    with os.fdopen(handle, "wb") as stream:
        yield stream


def write_all(stream: IO[bytes], data: bytes) -> None:
    """Writes all of the data: an unbuffered stdout (PYTHONUNBUFFERED) takes only what its pipe has room for."""
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) :]


@contextmanager
def replacing(path: Path, scratch: Path | None, *, lasting: bool = False) -> Iterator[IO[bytes]]:
    """A temporary file that takes the place of ``path``, or of what it links to, once it is complete."""
    name = None
    try:
        target = Path(str(resolved(path))) if path.is_symlink() else path
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=scratch or target.parent, prefix=f".{target.name[:40]}.")
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            if lasting:
                os.fsync(stream.fileno())
        move(name, target)
        name = None
        if lasting:
            sync_folder(target.parent)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        if name is not None:
            with suppress(OSError):
                os.unlink(name)


def sync_folder(folder: Path) -> None:
    """Puts the names in a folder on the disk; Windows opens no folders, and some network file systems sync none."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def move(name: str, path: Path) -> None:
    """Puts a file in its place, at once, with the mode and owner of what was there; from another file system by way of
    a copy beside it. Into the place of a file whose owner cannot be kept only the content goes."""
    try:
        before: os.stat_result | None = path.stat()
    except FileNotFoundError:
        before = None
    try:
        if before:
            keep_owner(name, before)
        os.chmod(name, stat.S_IMODE(before.st_mode) if before else 0o666 & ~current_umask())
        os.replace(name, path)
    except PermissionError:
        if not before:
            raise
        shutil.copyfile(name, path)
        os.unlink(name)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        with replacing(path, None) as stream, open(name, "rb") as whole:
            shutil.copyfileobj(whole, stream)
        os.unlink(name)


def keep_owner(name: str, before: os.stat_result) -> None:
    """Gives a file the owner and group of another; raises PermissionError where only root could."""
    if os.name != "nt" and (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
        os.chown(name, before.st_uid, before.st_gid)


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
