"""WARC and WET, as crawlers write them. Read with fastwarc, which resiliparse's authors keep and which reads ten times
as fast as warcio."""

import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import IO, Any

from cleaner.errors import InputError, MissingExtraError
from cleaner.io.compressed import unpacked
from cleaner.io.documents import Document, MadeRow, Reject
from cleaner.io.formats.base import Format, Source, opened
from cleaner.io.http_body import decoded_body

__all__ = ["WARC"]

OK = 200
STATUSES = range(100, 600)
OTHER_KINDS = ("warcinfo", "request", "metadata", "revisit", "continuation")
"""The kinds of records of the standard that hold no page. What is there otherwise is counted as one, as in MEDIA."""

MEDIA = ("application", "audio", "font", "image", "message", "model", "multipart", "text", "video")
"""The top-level media types of the IANA's register."""

MAX_PACKED = 2
"""A record's bytes that are read, in documents of the largest size: chunks and headers take some."""

TEXT_TYPES = ("text/html", "application/xhtml+xml", "text/plain")


def read_archive(source: Source) -> Iterator[Document | Reject]:
    """The pages of an archive: responses with status 200 and resources that are HTML or text, and the conversions of a
    WET file; and a reject where the file breaks off. All other records are counted as skipped, by status and kind.

    Raises:
        InputError: the file cannot be opened.
        MissingExtraError: fastwarc is missing.
    """
    try:
        import fastwarc.warc  # noqa: F401
    except ImportError:
        raise MissingExtraError.of("fastwarc, which WARC needs,", "warc") from None
    with opened(source) as stream:
        yield from read_pages_of(stream, source)


def read_pages_of(stream: IO[bytes], source: Source) -> Iterator[Document | Reject]:
    """The pages of an open archive. It is unpacked here and not by fastwarc, which takes a cut for the end."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    pages = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    skipped = source.meter.skipped = Counter[str]()
    content: Any = UntilBroken(unpacked(stream, source.place.name))
    number = 0
    try:
        for record in ArchiveIterator(content, record_types=WarcRecordType.any_type, parse_http=False):
            number += 1
            if record.record_type == WarcRecordType.unknown:
                check_line_ends(record)
            if not record.record_type & pages:
                skipped[other_kind(record)] += 1
                continue
            record.parse_http()
            size = record.content_length
            data = record.reader.read(min(size, MAX_PACKED * source.max_bytes) + 1)
            where = f"record {number}"
            if len(data) < size <= MAX_PACKED * source.max_bytes:
                cause = f"{source} breaks off: {len(data)} of {size} bytes of this record are there"
                yield Reject(record.record_id or str(number), where, cause)
                return
            if cause := no_page(record):
                skipped[cause] += 1
            else:
                yield page_of(record, data, where, source)
    except BaseException as error:
        if not isinstance(error, OSError | ValueError) and not is_panic(error):
            raise
        content.fault = content.fault or error
    if content.fault:
        yield Reject("", f"after record {number}", f"the rest of {source} cannot be read: {content.fault}")


def check_line_ends(record: Any) -> None:
    """Raises ValueError for a record whose head fastwarc took for one line."""
    if "\n" in (record.headers.get("WARC-Type") or "\n"):
        raise ValueError("the lines of a record's head do not end in CR LF")


class UntilBroken:
    """A stream that ends where its content cannot be read on; ``fault`` says why. fastwarc reads ahead, and would not
    give the records that were whole if it met an error. It asks for `read` and `tell`, and nothing else."""

    def __init__(self, content: IO[bytes]) -> None:
        self.read1: Callable[[int], bytes] = getattr(content, "read1", content.read)
        self.at = 0
        self.fault: BaseException | None = None

    def read(self, size: int) -> bytes:
        """What is at hand, at most ``size`` bytes."""
        try:
            data = b"" if self.fault else self.read1(size)
        except (OSError, EOFError, zlib.error) as error:
            self.fault, data = error, b""
        self.at += len(data)
        return data

    def tell(self) -> int:
        """Bytes given so far."""
        return self.at


def is_panic(error: BaseException) -> bool:
    """Whether an error is a panic of Rust's, which is no Exception; fastwarc has some for archives that are damaged."""
    return type(error).__name__ == "PanicException"


def other_kind(record: Any) -> str:
    """What a record is that holds no page by its kind."""
    kind = (record.headers.get("WARC-Type") or "").lower()
    return f"{kind if kind in OTHER_KINDS else 'unknown'} records"


def no_page(record: Any) -> str:
    """What a record is, of which only pages are read; empty for a page. As few answers as can be counted."""
    http = record.http_headers
    if http is not None and http.status_code != OK:
        return f"status {http.status_code}" if http.status_code in STATUSES else "no HTTP status"
    kind = (record.http_content_type if http is not None else record.headers.get("Content-Type", "")) or ""
    if not kind or kind.partition(";")[0].strip().lower() in TEXT_TYPES:
        return ""
    media = kind.partition("/")[0].strip().lower()
    return f"type {media}" if media in MEDIA else "no known type"


def page_of(record: Any, data: bytes, where: str, source: Source) -> Document | Reject:
    """The document of one record, which is a page."""
    http = record.http_headers
    key, declared = record.record_id or where.removeprefix("record "), None
    url = (record.headers.get("WARC-Target-URI", "") or "").strip("<> ")  # the standard's first examples have brackets
    try:
        if http is not None:
            declared = record.http_charset
            codings = [http.get(name, "") or "" for name in ("Transfer-Encoding", "Content-Encoding")]
            data = decoded_body(data, codings[0], codings[1], source.max_bytes)
    except InputError as error:
        return Reject(key, where, str(error))
    row = MadeRow({source.fields.id: key, source.fields.url: url})
    return Document(key, data[: source.max_bytes + 1], url, "", declared, row, where)


WARC = Format(
    name="warc",
    suffixes=tuple(f"{name}{packing}" for name in (".warc", ".wet") for packing in ("", ".gz")),
    read=read_archive,
)
