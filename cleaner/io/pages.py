"""Pages with the site each is from, for learning: out of folders of text, and JSON Lines, plain or packed."""

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from fnmatch import fnmatchcase
from pathlib import Path
from typing import IO, NamedTuple, cast

from cleaner.decode import decode, looks_like_html
from cleaner.errors import InputError, OptionError
from cleaner.markup import render
from cleaner.io.files import read_bytes, walk
from cleaner.templates import site_of

__all__ = ["Fields", "folder_site", "read_pages"]

JSON_LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.zst", ".ndjson.zst")

ZSTD_WINDOW = 2**27
"""Largest window, in bytes, that a zstd file may ask for: what `zstd --long` writes."""


CHUNK = 1 << 16
"""Bytes read at a time: small enough that what a hostile file unpacks to at once stays in the hundreds of megabytes."""


class Fields(NamedTuple):
    """Where a record's text is, and what names its site: the host of ``url``, or the value of ``group`` if given."""

    text: str = "text"
    url: str = "url"
    group: str = ""


def read_pages(source: Path, fields: Fields, glob: str = "*") -> Iterator[tuple[str, str] | InputError]:
    """The (site, text) of each page of a folder or a JSON Lines file; an InputError in place of one that is none.

    Raises:
        InputError: there is no such file, or it may not be read.
        OptionError: ``source`` is neither, or ``group`` is given for a folder.
    """
    if source.is_dir():
        if fields.group:
            raise OptionError(f"{source} is a folder, whose files have no fields: its sub-folders are the groups")
        yield from read_folder(source, glob)
    elif source.name.lower().endswith(JSON_LINES):
        yield from read_records(source, fields)
    elif not source.exists():
        raise InputError(f"{source}: No such file or directory")
    else:
        raise OptionError(f"{source} is neither a folder nor one of {', '.join(JSON_LINES)}")


def read_folder(folder: Path, glob: str) -> Iterator[tuple[str, str] | InputError]:
    """The pages of a folder's files."""
    for path in walk(folder):
        if fnmatchcase(path.name, glob):
            try:
                yield folder_site(folder, path), text_of(decode(read_bytes(path)).text)
            except InputError as error:
                yield error if str(path) in str(error) else InputError(f"{path}: {error}")


def folder_site(folder: Path, path: Path) -> str:
    """The site of a file: the name of the sub-folder of ``folder`` that it lies in, or of ``folder`` itself.

    >>> folder_site(Path("crawl"), Path("crawl/example.org/a/b.txt")), folder_site(Path("crawl"), Path("crawl/c.txt"))
    ('example.org', 'crawl')
    """
    below = path.relative_to(folder).parts
    return below[0] if len(below) > 1 else folder.resolve().name


def read_records(file: Path, fields: Fields) -> Iterator[tuple[str, str] | InputError]:
    """The pages of a JSON Lines file; an error at the end where the file breaks off or is damaged."""
    with ExitStack() as stack:
        lines = open_lines(file, stack)
        number = 0
        try:
            for number, line in enumerate(lines, 1):
                try:
                    yield page_of(line, fields)
                except InputError as error:
                    yield InputError(f"{file}: line {number}: {error}")
        except (OSError, EOFError, zlib.error) as error:
            yield InputError(f"{file}: cannot be read beyond line {number}: {error}")


def open_lines(file: Path, stack: ExitStack) -> IO[bytes]:
    """The lines of a file, unpacked by what its name says."""
    try:
        raw = stack.enter_context(file.open("rb"))
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}") from error
    if file.suffix.lower() == ".gz":
        return cast(IO[bytes], stack.enter_context(gzip.open(raw)))
    if file.suffix.lower() == ".zst":
        return cast(IO[bytes], io.BufferedReader(ZstdStream(raw, file), CHUNK))
    return raw


class ZstdStream(io.RawIOBase):
    """What a zstd file holds, of one frame or many; a file cut off within a frame is an EOFError, as gzip has it."""

    def __init__(self, raw: IO[bytes], file: Path) -> None:
        try:
            import zstandard  # optional: gzip and plain files do without
        except ImportError:
            raise OptionError(f"{file} is packed with zstd; to read it: pip install 'webtext-cleaner[zstd]'") from None
        self.raw = raw
        self.error: type[Exception] = zstandard.ZstdError
        self.decompressor = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW)
        self.frame = self.decompressor.decompressobj()
        self.fresh = True  # nothing of the present frame was read yet
        self.packed = b""
        self.data = memoryview(b"")

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # narrower than any buffer
        """Fills the buffer, in part where there is no more at hand."""
        while not self.data and self.more():
            pass
        size = min(len(buffer), len(self.data))
        buffer[:size] = self.data[:size]
        self.data = self.data[size:]
        return size

    def more(self) -> bool:
        """Unpacks the next piece; false at the end of the file."""
        self.packed = self.packed or self.raw.read(CHUNK)
        if not self.packed:
            if not self.fresh:
                raise EOFError("the file ends in the middle of a zstd frame")
            return False
        try:
            self.data = memoryview(self.frame.decompress(self.packed))
        except self.error as error:
            raise OSError(str(error)) from error
        self.packed, self.fresh = b"", False
        if self.frame.eof:
            self.packed, self.fresh = self.frame.unused_data, True
            self.frame = self.decompressor.decompressobj()
        return True


def page_of(line: bytes, fields: Fields) -> tuple[str, str]:
    """The site and text of one record; raises InputError with the field and what is wrong."""
    try:
        record = json.loads(line)
    except ValueError as error:
        raise InputError(f"not JSON: {error}") from None
    if not isinstance(record, dict):
        raise InputError("not a JSON object")
    text = record.get(fields.text)
    if not isinstance(text, str):
        raise InputError(f"the field {fields.text!r} holds no text")
    name = fields.group or fields.url
    value = record.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise InputError(f"the field {name!r} holds no {'name' if fields.group else 'URL'}")
    site = str(value) if fields.group else site_of(str(value))
    if not site:
        raise InputError(f"the field {name!r} names no site: {value!r}")
    return site, text_of(text)


def text_of(text: str) -> str:
    """The text of a dump, or of a page rendered without trafilatura's opinion; raises UnrenderedError."""
    return render(text, opinion=False).text if looks_like_html(text) else text
