"""Any source as a stream of documents, and what tells whether a source is still the same."""

import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path

from cleaner.errors import InputError
from cleaner.io.documents import Document, Reject
from cleaner.io.files import io_fault
from cleaner.io.formats import FOLDER, Source, format_of, format_read
from cleaner.io.formats.folder import listed_files
from cleaner.io.places import Place, Remote, Stdio

__all__ = ["identity_of", "read_documents"]


def read_documents(source: Source) -> Iterator[Document | Reject]:
    """The documents of a source, in order, as a stream; its meter follows.

    Raises:
        InputError: there is no such source, or it may not be read.
        OptionError: it is of no known format, or that needs a package that is missing.
    """
    yield from format_read(source).read(source)


def identity_of(source: Source) -> list[object]:
    """What tells whether a source is still the same: name, size and time of change, as far as they are known.

    Raises:
        InputError: there is no such source.
    """
    place = source.place
    if isinstance(place, Stdio):
        return [str(place)]
    if format_of(str(place)) is FOLDER:
        listing = hashlib.sha256()
        for name, path in listed_files(source):
            listing.update(repr((name, *state_of(path, gone=["gone"]))).encode("utf-8", "surrogatepass"))
        return [str(place), listing.hexdigest()]
    return [str(place), *state_of(place)]


def state_of(place: Place, gone: list[object] | None = None) -> list[object]:
    """Size and time of change of a file; behind a URL what its file system says of that; where there is no such file
    ``gone``, if it is given.

    Raises:
        InputError: there is no such file.
    """
    try:
        if isinstance(place, Path):
            found = place.stat()
            regular = stat.S_ISREG(found.st_mode)  # a pipe changes by being read
            return [found.st_size, found.st_mtime_ns] if regular else []
        known = place.path.fs.info(place.path.path) if isinstance(place, Remote) else {}
    except OSError as error:
        if gone is not None:
            return gone
        raise InputError(f"{place}: {io_fault(error)}") from error
    return [str(known.get(name)) for name in ("size", "mtime", "LastModified", "last_modified", "ETag")]
