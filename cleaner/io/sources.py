"""Any source as a stream of documents, and what tells whether a source is still the same."""

from collections.abc import Iterator

from cleaner.errors import InputError
from cleaner.io.documents import Document, Reject
from cleaner.io.files import walk_files
from cleaner.io.formats import Source, format_read
from cleaner.io.places import Place, Remote, Stdio

__all__ = ["identity_of", "read_documents"]


def read_documents(source: Source) -> Iterator[Document | Reject]:
    """The documents of a source, in order, as a stream; its meter follows.

    Raises:
        InputError: there is no such source, or it may not be read.
        OptionError: it is of no known format, or that needs a package that is missing.
    """
    yield from format_read(source).read(source)


def identity_of(place: Place) -> list[object]:
    """What tells whether a source is still the same: name, size and time of change, as far as they are known.

    Raises:
        InputError: there is no such source.
    """
    if isinstance(place, Remote | Stdio):
        return [str(place)]
    if place.is_dir():
        return [str(place), sum(1 for _ in walk_files(place))]
    try:
        stat = place.stat()
    except OSError as error:
        raise InputError(f"{place}: {error.strerror}") from error
    return [str(place), stat.st_size, stat.st_mtime_ns]
