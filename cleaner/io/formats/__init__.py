"""The formats of many documents, one module each, and the one table that knows them all."""

from pathlib import Path

from cleaner.errors import OptionError
from cleaner.io.formats.base import Format, Meter, Source, Target, Unread, Writer, Written
from cleaner.io.formats.folder import FOLDER
from cleaner.io.formats.jsonl import JSONL
from cleaner.io.formats.parquet import PARQUET
from cleaner.io.formats.table import CSV
from cleaner.io.formats.warc import WARC
from cleaner.io.formats.zipped import ZIP
from cleaner.io.places import Stdio, is_url

__all__ = [
    "CSV",
    "FOLDER",
    "FORMATS",
    "JSONL",
    "PARQUET",
    "SUFFIXES",
    "Format",
    "Meter",
    "Source",
    "Target",
    "Unread",
    "Writer",
    "Written",
    "format_of",
    "format_read",
]

FORMATS = (JSONL, CSV, PARQUET, WARC, ZIP, FOLDER)
SUFFIXES = tuple(suffix for kind in FORMATS for suffix in kind.suffixes)


def format_of(name: str) -> Format | None:
    """The format of a name, by its suffix; None for a single document. A URL's folder ends in a slash.

    >>> [found.name for found in map(format_of, ("s3://crawl/CC-1.warc.gz", "a/b.ndjson.zst", "s3://a/b/")) if found]
    ['warc', 'jsonl', 'folder']
    >>> format_of("page.txt")
    """
    path = name.partition("?")[0] if is_url(name) else name
    for kind in FORMATS:
        if kind.suffixes and path.lower().endswith(kind.suffixes):
            return kind
    folder = name.endswith("/") if is_url(name) else Path(name).is_dir()
    return FOLDER if folder else None


def format_read(source: Source) -> Format:
    """The format of a source of many documents, of stdin JSON Lines; raises OptionError where it is of none."""
    if isinstance(source.place, Stdio):
        return JSONL
    if found := format_of(str(source)):
        return found
    raise OptionError(f"{source} is neither a folder nor one of {', '.join(SUFFIXES)}")
