"""A folder of pages, one file each: mirrored with clean text."""

import json
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from cleaner.errors import InputError, OutputError
from cleaner.io.compressed import read_page
from cleaner.io.documents import Document, MadeRow, Reject
from cleaner.io.files import atomic, walk_files, write_all
from cleaner.io.formats.base import Format, Source, Target, Writer, Written
from cleaner.io.names import NamesTaken
from cleaner.io.parts import reported
from cleaner.io.places import Place, child

__all__ = ["FOLDER", "check_one", "folder_site", "listed_files"]


def read_folder(source: Source) -> Iterator[Document | Reject]:
    """The files of a folder that are meant, unpacked; each is called by its path below the folder."""
    found = list(listed_files(source))
    if not found:
        raise InputError(
            f"{source}: there is no file in it" + (f" that matches {source.glob!r}" if source.glob != "*" else "")
        )
    done = 0
    source.meter.total, source.meter.at = len(found), lambda: done
    for key, place in found:
        done += 1
        row = MadeRow({source.fields.id: key})
        try:
            check_one(place.name)
            data = read_page(place, source.max_bytes + 1)
            yield Document(key, data, "", folder_site(source, key), None, row, str(place))
        except InputError as error:
            yield Reject(key, str(place), str(error))


def listed_files(source: Source) -> Iterator[tuple[str, Place]]:
    """The files of a folder that are meant, each with its path below the folder."""
    if source.files and isinstance(source.place, Path):
        files: Iterator[tuple[str, Place]] = (
            (file.relative_to(source.place).as_posix(), file) for file in source.files
        )
    else:
        files = walk_files(source.place)
    yield from ((key, place) for key, place in files if fnmatchcase(place.name, source.glob))


def check_one(name: str) -> None:
    """Raises InputError for a file of many documents, whose text would be read as one."""
    from cleaner.io.formats import SUFFIXES  # the table of the formats, this one included

    if name.lower().endswith(SUFFIXES):
        raise InputError("it holds many documents: clean it by itself, or leave it out with --glob")


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


class FolderWriter(Writer):
    """A file for each document, below a folder; as `Writer` says, but the files are there at once, and a part is the
    list of their names and sizes."""

    def __init__(self, target: Target) -> None:
        self.folder = target.place
        self.names = NamesTaken()

    def claim(self, file: str) -> str:
        """As `Writer` says: two documents never share a file."""
        return "" if self.names.take(file) else f"another document was written to the file {file} already"

    def go_on(self, parts: Sequence[Path]) -> None:
        """As `Writer` says."""
        for part in parts:
            for name, _ in listed(part):
                self.names.take(name)

    def put(self, part: Path, rows: Sequence[Written]) -> None:
        """As `Writer` says."""
        sizes = {}
        for row in rows:
            data = row.data()
            with atomic(child(self.folder, row.file), part.parent) as stream:
                write_all(stream, data)
            sizes[row.file] = len(data)
        part.write_text("".join(json.dumps(pair) + "\n" for pair in sizes.items()), "utf-8")

    def check(self, parts: Sequence[Path]) -> None:
        """As `Writer` says."""
        for part in parts:
            for name, size in listed(part):
                place = child(self.folder, name)
                if isinstance(place, Path) and not (place.is_file() and place.stat().st_size == size):
                    raise OutputError(f"{place} is missing or was changed since it was written")

    def strangers(self) -> Sequence[Place]:
        """As `Writer` says."""
        there = walk_files(self.folder) if isinstance(self.folder, Path) else ()
        return [place for name, place in there if not self.names.has(name)]


def listed(part: Path) -> Iterator[tuple[str, int]]:
    """The names and sizes in a part."""
    with reported(part, "read"), part.open(encoding="utf-8") as stream:
        for line in stream:
            name, size = json.loads(line)
            yield name, size


FOLDER = Format(name="folder", by_file=True, read=read_folder, writer=FolderWriter)
