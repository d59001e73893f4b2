"""WARC and WET, as crawlers write them. Read with fastwarc, which resiliparse's authors keep and which reads ten times
as fast as warcio."""

from collections.abc import Iterator
from typing import IO, Any

from cleaner.errors import MissingExtraError
from cleaner.io.documents import Document, Fields, MadeRow, Reject
from cleaner.io.formats.base import Format, Source, opened

__all__ = ["WARC"]

OK = 200
TEXT_TYPES = ("text/html", "application/xhtml+xml", "text/plain")


def read_archive(source: Source) -> Iterator[Document | Reject]:
    """The pages of an archive: responses with status 200 and resources that are HTML or text, and the conversions of a
    WET file; and a reject where the file breaks off.

    Raises:
        InputError: the file cannot be opened.
        MissingExtraError: fastwarc is missing.
    """
    try:
        import fastwarc.warc  # noqa: F401
    except ImportError:
        raise MissingExtraError.of("fastwarc, which WARC needs,", "warc") from None
    with opened(source) as stream:
        yield from read_pages_of(stream, str(source), source.fields)


def read_pages_of(stream: IO[bytes], name: str, fields: Fields) -> Iterator[Document | Reject]:
    """The pages of an open archive."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    number = 0
    last: tuple[str, int, int] | None = None
    try:
        for record in ArchiveIterator(stream, record_types=kinds, parse_http=True):
            number += 1
            key = record.record_id or str(number)
            size = record.content_length
            data = record.reader.read()
            if len(data) < size:
                last = key, len(data), size
                break
            if document := page_of(record, key, data, fields, f"record {number}"):
                yield document
    except (OSError, EOFError, ValueError) as error:
        yield Reject("", f"after record {number}", f"the rest of {name} cannot be read: {error}")
        return
    if last:
        yield Reject(
            last[0], f"record {number}", f"{name} breaks off: {last[1]} of {last[2]} bytes of this record are there"
        )
    elif reason := broken_end(stream, name):
        yield Reject("", f"after record {number}", reason)


def page_of(record: Any, key: str, data: bytes, fields: Fields, where: str) -> Document | None:
    """The document of one record, if it is a page."""
    http = record.http_headers
    if http is not None and http.status_code != OK:
        return None
    kind = (record.http_content_type if http is not None else record.headers.get("Content-Type", "")) or ""
    if kind and kind.partition(";")[0].strip().lower() not in TEXT_TYPES:
        return None
    declared = record.http_charset if http is not None else None
    url = record.headers.get("WARC-Target-URI", "")
    return Document(key, data, url, "", declared, MadeRow({fields.id: key, fields.url: url}), where)


def broken_end(stream: IO[bytes], name: str) -> str:
    """Why the end of a packed archive is not its true end; empty if it is. fastwarc takes a cut for the end."""
    if not name.lower().endswith(".gz"):
        return ""
    import gzip
    import zlib

    stream.seek(0)
    try:
        with gzip.open(stream) as content:
            while content.read(1 << 20):
                pass
    except (OSError, EOFError, zlib.error) as error:
        return f"the rest of {name} cannot be read: {error}"
    return ""


WARC = Format(
    name="warc",
    suffixes=tuple(f"{name}{packing}" for name in (".warc", ".wet") for packing in ("", ".gz")),
    read=read_archive,
)
