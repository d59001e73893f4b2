"""The files that a run will write below a folder: known, and no two of one name, before anything is written."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from cleaner.errors import OptionError
from cleaner.io.documents import Document
from cleaner.io.files import is_stream
from cleaner.io.formats import FOLDER, Meter, Source, format_read
from cleaner.io.formats.folder import listed_files
from cleaner.io.names import HTML_SUFFIXES, NamesTaken, name_hash, page_name
from cleaner.io.places import Remote
from cleaner.options import Options
from cleaner.text.decode import HTML_HEAD
from cleaner.text.kind import is_html

__all__ = ["clashes_of", "text_suffix"]

logger = logging.getLogger(__name__)

HEAD_BYTES = 4 * HTML_HEAD
"""Bytes of a file in which HTML shows: a character takes four at most."""


class Foreseen(NamedTuple):
    """A document of a run to come: its id, where it is, and whether it is HTML."""

    id: str
    where: str
    rendered: bool


def text_suffix(options: Options) -> str:
    """What the names of HTML pages end in, once they are text."""
    return ".md" if options.format == "markdown" else ".txt"


def clashes_of(source: Source, options: Options) -> frozenset[int]:
    """The names (`name_hash`) that HTML pages cannot have in a folder, as other documents would have them too: these
    pages have longer ones.

    Where the source can be read only once, or lies behind a URL, only a listing tells: a run then rejects the second of
    two documents for one file.

    Raises:
        OptionError: two documents would be written to one file all the same.
    """
    logger.debug("looking at the names of all documents of %s", source)
    seen, clashes = set[int](), set[int]()
    for item in foreseen(source, options):
        name = name_hash(page_name(item.id, rendered=item.rendered, suffix=text_suffix(options)))
        (clashes if name in seen else seen).add(name)
    found = frozenset(clashes)
    check_files(source, options, found)
    return found


def check_files(source: Source, options: Options, clashes: frozenset[int]) -> None:
    """Raises OptionError where two documents would be written to one file of a folder."""
    names = NamesTaken()
    for item in foreseen(source, options):
        name = page_name(item.id, rendered=item.rendered, suffix=text_suffix(options), clashes=clashes)
        if not names.take(name):
            cure = "rename one, or leave it out with --glob" if format_read(source).by_file else "change one id"
            raise OptionError(
                f"{item.where}: another document would be written to {name} too: {cure}, or write all into one file,"
                " such as -o out.jsonl"
            )


def foreseen(source: Source, options: Options) -> Iterator[Foreseen]:
    """The documents of a source, as far as they can be known beforehand."""
    kind, remote = format_read(source), isinstance(source.place, Remote)
    if remote and kind is FOLDER:
        for key, place in listed_files(source):
            yield Foreseen(key, str(place), key.lower().endswith(HTML_SUFFIXES))
    elif not remote and not is_stream(source.place):
        limit = HEAD_BYTES if kind.by_file else source.max_bytes
        for item in kind.read(replace(source, max_bytes=limit, meter=Meter())):
            if isinstance(item, Document):
                where = item.where if kind is FOLDER else f"{source}: {item.where}: {item.id}"
                yield Foreseen(item.id, where, is_rendered(item.source, options))


def is_rendered(source: str | bytes, options: Options) -> bool:
    """Whether a document will be taken for HTML, as `Cleaner.read` does."""
    return options.kind == "html" or (options.kind == "auto" and is_html(source))
