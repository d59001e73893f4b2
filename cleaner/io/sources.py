"""Any source as a stream of documents: a folder, or a file told by its suffix, here or behind an fsspec URL."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import IO

from cleaner.errors import InputError, OptionError
from cleaner.io import jsonl, warc
from cleaner.io.documents import Document, Fields, Reject
from cleaner.io.files import cause_of, read_bytes, walk
from cleaner.io.parquet import read_parquet
from cleaner.io.places import is_url, place

__all__ = ["Meter", "folder_site", "format_of", "identity", "open_source", "read_documents"]

PARQUET = (".parquet", ".pq")
SUFFIXES = (*jsonl.SUFFIXES, *PARQUET, *warc.SUFFIXES)
READERS = {"jsonl": jsonl.read_jsonl, "parquet": read_parquet, "warc": warc.read_warc}


def format_of(name: str) -> str:
    """``jsonl``, ``parquet``, ``warc`` or ``folder``; empty for a single document. A URL's folder ends in a slash.

    >>> format_of("s3://crawl/CC-1.warc.gz"), format_of("a/b.ndjson.zst"), format_of("s3://a/b/"), format_of("page.txt")
    ('warc', 'jsonl', 'folder', '')
    """
    lower = name.lower()
    for kind, suffixes in (("jsonl", jsonl.SUFFIXES), ("parquet", PARQUET), ("warc", warc.SUFFIXES)):
        if lower.endswith(suffixes):
            return kind
    if is_url(name):
        return "folder" if name.endswith("/") else ""
    return "folder" if Path(name).is_dir() else ""


class Meter:
    """How far a source has been read, and how far there is to go, in its own unit; 0 where that is not known."""

    def __init__(self) -> None:
        self.total = 0
        self.at: Callable[[], int] = int


def read_documents(
    name: str, fields: Fields, glob: str = "*", meter: Meter | None = None
) -> Iterator[Document | Reject]:
    """The documents of a source, in order, as a stream; ``meter`` follows it.

    Raises:
        InputError: there is no such source, or it may not be read.
        OptionError: its format needs a package that is missing.
    """
    kind = format_of(name)
    meter = meter or Meter()
    if kind == "folder":
        yield from read_folder(place(name), glob, meter)
        return
    if kind not in READERS:
        raise OptionError(f"{name} is neither a folder nor one of {', '.join(SUFFIXES)}")
    with open_source(name) as stream:
        meter.total, meter.at = size_of(stream), stream.tell
        yield from READERS[kind](stream, name, fields)


def size_of(stream: IO[bytes]) -> int:
    """Bytes of a stream that can tell; 0 of others."""
    if not stream.seekable():
        return 0
    size = stream.seek(0, 2)
    stream.seek(0)
    return size


def read_folder(folder: Path, glob: str, meter: Meter) -> Iterator[Document | Reject]:
    """The files of a folder whose names match; each is called by its path below the folder."""
    paths = [path for path in walk(folder) if fnmatchcase(path.name, glob)]
    done = 0
    meter.total, meter.at = len(paths), lambda: done
    for path in paths:
        done += 1
        key = path.relative_to(folder).as_posix()
        try:
            yield Document(key, read_bytes(path), site=folder_site(folder, path), where=str(path))
        except InputError as error:
            yield Reject(key, str(path), str(error))


def folder_site(folder: Path, path: Path) -> str:
    """The site of a file: the name of the sub-folder of ``folder`` that it lies in, or of ``folder`` itself.

    >>> folder_site(Path("crawl"), Path("crawl/example.org/a/b.txt")), folder_site(Path("crawl"), Path("crawl/c.txt"))
    ('example.org', 'crawl')
    """
    below = path.relative_to(folder).parts
    return below[0] if len(below) > 1 else folder.resolve().name


@contextmanager
def open_source(name: str) -> Iterator[IO[bytes]]:
    """A file, or an fsspec URL, to read bytes from.

    Raises:
        InputError: it cannot be opened; the message names it and the cause.
        OptionError: a URL without what it needs installed.
    """
    try:
        stream = place(name).open("rb")
    except OSError as error:
        raise InputError(f"{name}: {cause_of(error)}") from error
    with stream:
        yield stream


def identity(name: str) -> list[object]:
    """What tells whether a source is still the same: name, size and time of change, as far as they are known.

    Raises:
        InputError: there is no such source.
    """
    if is_url(name):
        return [name]
    path = Path(name)
    if path.is_dir():
        return [name, sum(1 for _ in walk(path))]
    try:
        stat = path.stat()
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}") from error
    return [name, stat.st_size, stat.st_mtime_ns]
