"""A folder of pages, one file each: mirrored with clean text."""

import json
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from cleaner.errors import InputError, OptionError, OutputError
from cleaner.io.documents import Document, MadeRow, Reject
from cleaner.io.files import atomic, read_bytes, walk_files
from cleaner.io.formats.base import Format, Source, Target, Writer, Written
from cleaner.io.names import NamesTaken, file_name
from cleaner.io.parts import reported
from cleaner.io.places import Place, child

__all__ = ["FOLDER", "check_names", "folder_site", "page_name"]

HTML_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")
"""Names of files that are HTML, as a rule."""


def read_folder(source: Source) -> Iterator[Document | Reject]:
    """The files of a folder whose names match; each is called by its path below the folder."""
    found = [(key, place) for key, place in walk_files(source.place) if fnmatchcase(place.name, source.glob)]
    if not found:
        raise InputError(
            f"{source}: there is no file in it" + (f" that matches {source.glob!r}" if source.glob != "*" else "")
        )
    done = 0
    source.meter.total, source.meter.at = len(found), lambda: done
    for key, place in found:
        done += 1
        try:
            row = MadeRow({source.fields.id: key})
            yield Document(
                key, read_bytes(place, source.max_bytes + 1), "", folder_site(source, key), None, row, str(place)
            )
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


class FolderWriter(Writer):
    """A file for each document, below a folder; as `Writer` says, but the files are there at once, and a part is the
    list of their names and sizes."""

    def __init__(self, target: Target) -> None:
        self.folder = target.place
        self.names = NamesTaken()

    def claim(self, document: Document, *, rendered: bool) -> str:
        """As `Writer` says: two documents never share a file."""
        name = page_name(document.id, rendered=rendered)
        return "" if self.names.take(name) else f"another document was written to the file {name} already"

    def go_on(self, parts: Sequence[Path]) -> None:
        """As `Writer` says."""
        for part in parts:
            for name, _ in listed(part):
                self.names.take(name)

    def put(self, part: Path, rows: Sequence[Written]) -> None:
        """As `Writer` says."""
        sizes = {}
        for row in rows:
            name, data = page_name(row.document.id, rendered=row.rendered), row.data()
            with atomic(child(self.folder, name), part.parent) as stream:
                stream.write(data)
            sizes[name] = len(data)
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


def page_name(key: str, *, rendered: bool) -> str:
    """The file of a document's text: what `file_name` says; that of HTML is text, and its name gets .txt.

    >>> page_name("a/b.html", rendered=True)
    'a/b.html.txt'
    """
    return file_name(key) + (".txt" if rendered else "")


def check_names(source: Source) -> None:
    """Raises OptionError, before anything is written, where two files of a folder would be written to one."""
    names = NamesTaken()
    for key, place in walk_files(source.place):
        if fnmatchcase(place.name, source.glob):
            name = page_name(key, rendered=key.lower().endswith(HTML_SUFFIXES))
            if not names.take(name):
                raise OptionError(
                    f"{place}: another file would be written to {name} too: rename one, or leave it out with --glob"
                )


FOLDER = Format(name="folder", read=read_folder, writer=FolderWriter)
