"""What a run left behind, read for its report: the log, beside it the clean texts, and the rejects."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cleaner.alarm import NO_LIMITS, LossLimits
from cleaner.errors import LogError
from cleaner.io.documents import Document
from cleaner.io.files import open_place, read_bytes
from cleaner.io.formats import FOLDER, JSONL, Source, format_of
from cleaner.io.names import logged_name
from cleaner.io.places import Place, child
from cleaner.io.sources import read_documents
from cleaner.report.logged import Logged, logged_document

__all__ = ["clean_texts", "logged_documents", "logged_records", "read_rejects"]

TextOf = Callable[[Mapping[str, Any]], str]
"""Gives the clean text of a document record; asked in the order of the log."""


def logged_records(log: Place) -> Iterator[list[dict[str, Any]]]:
    """The records of each document of a log, one document after the other.

    Raises:
        InputError: the log cannot be read.
        LogError: it is malformed.
    """
    yield from (format_of(str(log)) or JSONL).read_log(log)


def logged_documents(log: Place, clean: Source | None = None, limits: LossLimits = NO_LIMITS) -> Iterator[Logged]:
    """The documents of a log, with facts looked for in the clean texts where these are given. Raises as
    `logged_records`, and LogError where log and texts do not belong together."""
    text_of = clean_texts(clean) if clean else None
    for records in logged_records(log):
        yield logged_document(records, text_of(records[0]) if text_of else None, limits)


def clean_texts(clean: Source) -> TextOf:
    """What gives the clean texts of a run: files of a folder by their documents' names, records in the log's order."""
    return folder_texts(clean.place) if format_of(str(clean)) is FOLDER else record_texts(clean)


def folder_texts(folder: Place) -> TextOf:
    """The clean texts of a run that wrote a folder."""

    def text_of(document: Mapping[str, Any]) -> str:
        place = child(folder, logged_name(document))
        return read_bytes(place).decode("utf-8", "surrogateescape")

    return text_of


def record_texts(clean: Source) -> TextOf:
    """The clean texts of a run that wrote records."""
    found = (item for item in read_documents(clean) if isinstance(item, Document))

    def text_of(document: Mapping[str, Any]) -> str:
        item = next(found, None)
        if item is None or item.id != document.get("id"):
            there = f"has {item.id!r} there" if item else "ends before it"
            raise LogError(f"the log names the document {document.get('id')!r} next, and {clean} {there}")
        return item.source if isinstance(item.source, str) else item.source.decode("utf-8", "surrogateescape")

    return text_of


def read_rejects(place: Place) -> Iterator[tuple[str, str, str]]:
    """Id, place and cause of each reject of a run.

    Raises:
        InputError: the file cannot be read.
        LogError: a line of it is no reject.
    """
    with open_place(place) as stream:
        for number, line in enumerate(stream, 1):
            try:
                record = json.loads(line)
                yield str(record["id"]), str(record["where"]), str(record["cause"])
            except (ValueError, KeyError, TypeError):
                raise LogError(f"{place}: line {number} is no reject") from None
