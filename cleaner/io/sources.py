"""Any source as a stream of documents: a folder, or a file told by its suffix, here or behind an fsspec URL."""

from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import IO, cast

from cleaner.errors import InputError, OptionError
from cleaner.io import jsonl, warc
from cleaner.io.documents import Document, Fields, Reject
from cleaner.io.files import read_bytes, walk
from cleaner.io.parquet import read_parquet

__all__ = ["format_of", "identity", "is_collection", "open_source", "read_documents"]

PARQUET = (".parquet", ".pq")


def format_of(name: str) -> str:
    """``jsonl``, ``parquet``, ``warc`` or ``folder``; empty for a single document.

    >>> format_of("s3://crawl/CC-1.warc.gz"), format_of("a/b.ndjson.zst"), format_of("page.txt")
    ('warc', 'jsonl', '')
    """
    lower = name.lower()
    for kind, suffixes in (("jsonl", jsonl.SUFFIXES), ("parquet", PARQUET), ("warc", warc.SUFFIXES)):
        if lower.endswith(suffixes):
            return kind
    return "folder" if "://" not in name and Path(name).is_dir() else ""


def is_collection(name: str) -> bool:
    """Whether a source holds many documents."""
    return bool(format_of(name))


def read_documents(name: str, fields: Fields, glob: str = "*") -> Iterator[Document | Reject]:
    """The documents of a source, in order, as a stream.

    Raises:
        InputError: there is no such source, or it may not be read.
        OptionError: its format needs a package that is missing.
    """
    kind = format_of(name)
    if kind == "folder":
        yield from read_folder(Path(name), glob)
        return
    reader = {"jsonl": jsonl.read_jsonl, "parquet": read_parquet, "warc": warc.read_warc}[kind]
    with open_source(name) as stream:
        yield from reader(stream, name, fields)


def read_folder(folder: Path, glob: str) -> Iterator[Document | Reject]:
    """The files of a folder whose names match; each is called by its path below the folder."""
    for path in walk(folder):
        if not fnmatchcase(path.name, glob):
            continue
        key = path.relative_to(folder).as_posix()
        try:
            yield Document(key, read_bytes(path), site=folder_site(folder, path))
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
        OptionError: a URL without fsspec installed.
    """
    try:
        stream = remote(name) if "://" in name else Path(name).open("rb")
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}") from error
    with stream:
        yield stream


def remote(name: str) -> IO[bytes]:
    """A file behind a URL."""
    try:
        import fsspec
    except ImportError:
        raise OptionError(f"{name} needs fsspec: pip install 'webtext-cleaner[remote]'") from None
    try:
        return cast(IO[bytes], fsspec.open(name, "rb").open())
    except (ValueError, ImportError) as error:
        raise OptionError(f"{name}: {error}") from None


def identity(name: str) -> list[object]:
    """What tells whether a source is still the same: name, size and time of change, as far as they are known."""
    if "://" in name:
        return [name]
    path = Path(name)
    if path.is_dir():
        return [name, sum(1 for _ in walk(path))]
    stat = path.stat()
    return [name, stat.st_size, stat.st_mtime_ns]
