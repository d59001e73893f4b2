"""A folder of pages, one file each: mirrored with clean text."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import IO

from cleaner.errors import InputError
from cleaner.io.documents import Document, MadeRow, Reject
from cleaner.io.files import atomic, read_bytes, walk_files
from cleaner.io.formats.base import Format, Source, Target, Written
from cleaner.io.places import Place, child

__all__ = ["FOLDER", "file_name", "folder_site"]


def read_folder(source: Source) -> Iterator[Document | Reject]:
    """The files of a folder whose names match; each is called by its path below the folder."""
    found = [(key, place) for key, place in walk_files(source.place) if fnmatchcase(place.name, source.glob)]
    done = 0
    source.meter.total, source.meter.at = len(found), lambda: done
    for key, place in found:
        done += 1
        try:
            row = MadeRow({source.fields.id: key})
            yield Document(key, read_bytes(place), "", folder_site(source, key), None, row, str(place))
        except InputError as error:
            yield Reject(key, str(place), str(error))


def folder_site(source: Source, key: str) -> str:
    """The site of a file: the name of the sub-folder of the source that it lies in, or of the source itself.

    >>> crawl = Source(place=Path("crawl"))
    >>> folder_site(crawl, "example.org/a/b.txt"), folder_site(crawl, "c.txt")
    ('example.org', 'crawl')
    """
    top, slash, _ = key.partition("/")
    if slash:
        return top
    return source.place.resolve().name if isinstance(source.place, Path) else source.place.name


class FolderWriter:
    """A file for each document, below a folder; as `Writer` says, but the files are there at once."""

    def __init__(self, target: Target) -> None:
        self.folder = target.place
        self.place: Place | None = None

    def put(self, part: Path, rows: Sequence[Written]) -> None:
        """As `Writer` says; ``part`` stays empty."""
        for row in rows:
            name = file_name(row.document.id).as_posix() + (".txt" if row.rendered else "")
            with atomic(child(self.folder, name)) as stream:
                stream.write(row.text.encode("utf-8", "surrogatepass"))
        part.touch()

    def merge(self, parts: Sequence[Path], stream: IO[bytes]) -> None:
        """As `Writer` says: there is nothing to join."""


def file_name(key: str) -> Path:
    """A relative path for a document's id: never above the folder it is put below, nor hidden, nor empty.

    >>> file_name("a/../../etc/passwd").as_posix(), file_name("/b//c.txt").as_posix(), file_name("").as_posix()
    ('a/_/_/etc/passwd', 'b/c.txt', '_')
    """
    parts = [part for part in PurePosixPath(key.replace("\0", "_")).parts if part.strip("/")]
    return Path(*["_" + part.lstrip(".") if part.startswith(".") else part for part in parts] or ["_"])


FOLDER = Format(name="folder", read=read_folder, writer=FolderWriter)
