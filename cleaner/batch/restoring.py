"""The sources of cleaned documents, given back from their removal log: whatever `cleaner clean` writes.

Text and log prove each other: each document by its hashes (`cleaner.restore`), all of them by ending together.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from cleaner.errors import InputError, LogError, OptionError
from cleaner.io.apart import check_apart
from cleaner.io.compressed import packer, read_page
from cleaner.io.documents import Document
from cleaner.io.files import atomic, io_fault, read_bytes, walk_files, write_all
from cleaner.io.formats import FOLDER, JSONL, Source, Target, Written, format_of, format_read
from cleaner.io.formats.jsonl import JsonRow
from cleaner.io.names import logged_name
from cleaner.io.places import Place, child
from cleaner.io.sources import read_documents
from cleaner.log import find_document, restore, restore_bytes, storable

__all__ = ["restore_file", "restore_source"]

AT_ONCE = 100
"""Documents restored before they are written."""

Records = list[dict[str, Any]]


def restore_file(clean: Place, log: Place, output: Place, doc_id: str | None = None) -> None:
    """Writes the source of one cleaned file, byte for byte, each packed as its name says; ``doc_id`` names it where the
    log holds several.

    Raises:
        InputError: the file cannot be read, or is no clean text.
        LogError: the log is malformed, or has no such document.
        MismatchError: the text or its log was altered; nothing is written.
        OptionError: the output is one of the inputs.
    """
    check_apart({"clean text": clean, "log": log}, {"-o": output})
    data = read_page(clean)
    try:
        source = restore_bytes(as_utf8(data, str(clean)), find_document(logged(log), data, doc_id))
    except LogError as error:
        raise type(error)(f"{log}: {error}") from error
    with atomic(output) as stream:
        write_all(stream, packer(output.name)(source))


def restore_source(clean: Source, log: Place, output: Place) -> int:
    """Writes the records of a cleaned file or folder with the source of each text; those of HTML get the rendered text.
    Returns how many.

    Raises:
        InputError: a file cannot be read.
        LogError: the log is malformed, or text and log do not hold the same documents; the message names the first.
        MismatchError: a text or its log was altered.
        OptionError: the output is of another format than the clean texts, or one of the inputs.

    Nothing is written then.
    """
    kind = format_read(clean)
    if (format_of(str(output)) or FOLDER) is not kind:
        known = f"a name that ends in {', '.join(kind.suffixes)}" if kind.suffixes else "a folder"
        raise OptionError(f"{output}: what was cleaned into {kind.name} is restored to {kind.name}: give -o {known}")
    check_apart({"clean text": clean.place, "log": log}, {"-o": output})
    pairs = folder_pairs if kind is FOLDER else record_pairs
    if kind is FOLDER:
        for _ in pairs(clean, log):
            pass  # all of it must be right before the first file is written
    return write_pairs(pairs(clean, log), Target(place=output, source=clean, dropped=columns_added(clean, log)))


def columns_added(clean: Source, log: Place) -> tuple[str, ...]:
    """The columns that the run added, which the source did not have; a JSON record has its own.

    Raises:
        LogError: the log names none that could have been added.
    """
    kind, first = format_read(clean), next(logged(log), None)
    return () if kind in (FOLDER, JSONL) or not first else columns_logged(first, clean)


def columns_logged(records: Records, clean: Source) -> tuple[str, ...]:
    """The columns that were added to a record; raises LogError as `columns_added`."""
    names = records[0].get("columns", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise LogError("document record has columns that are no names")
    if clean.fields.text in names:
        raise LogError(f"the log says that the column {clean.fields.text!r} was added, which is the text's")
    return tuple(names)


def without_columns(item: Document, added: tuple[str, ...], expected: tuple[str, ...]) -> Document:
    """A document with its record as it was before columns were added, where each record has its own; of a table the
    writer drops those of all. Raises LogError where they are not the ones ``expected`` there, or not there."""
    if isinstance(item.row, JsonRow):
        return replace(item, row=item.row.without(added)) if added else item
    if added != expected:
        raise LogError("the columns that were added are not those of the first document")
    return item


def write_pairs(written: Iterator[Written], target: Target) -> int:
    """Writes restored documents; how many."""
    writer, parts, count = format_read(target.source).writer(target), [], 0
    with tempfile.TemporaryDirectory(prefix="cleaner.") as folder:
        while rows := list(islice(written, AT_ONCE)):
            parts.append(Path(folder, f"{count:09d}"))
            try:
                writer.put(parts[-1], rows)
            except OSError as error:
                raise InputError(f"{folder}: {io_fault(error)}") from error
            count += len(rows)
        if writer.place:
            with atomic(writer.place) as stream:
                writer.merge(parts, stream)
    return count


def record_pairs(clean: Source, log: Place) -> Iterator[Written]:
    """Each record with its source. They are in the log's order; a record with an id of its own has the log's."""
    logs, expected = logged(log), columns_added(clean, log)
    for item in read_documents(clean):
        records = next(logs, None)
        if not isinstance(item, Document):
            raise InputError(f"{clean}, {item.where}: {item.cause}")
        named = item.where or item.id
        if records is None:
            raise LogError(f"{log} ends before {clean} does: it holds no records for {named}")
        if item.row.get(clean.fields.id) is not None and storable(str(records[0].get("id"))) != storable(item.id):
            raise LogError(f"{log} holds no records for {named} of {clean}, or not in its order")
        with said_of(f"{clean}, {named}"):
            bare = without_columns(item, columns_logged(records, clean), expected)
        yield restored_row(bare, records, f"{clean}, {named}", as_text=format_read(clean) is JSONL)
    if rest := next(logs, None):
        raise LogError(
            f"{clean} ends before {log} does: the document {rest[0].get('id')!r} and those behind it are missing"
        )


def folder_pairs(clean: Source, log: Place) -> Iterator[Written]:
    """Each file of a folder that the log names with its source; there must be no others."""
    expected = set()
    for records in logged(log):
        head = records[0]
        name = logged_name(head)
        expected.add(name)
        place = child(clean.place, name)
        document = Document(name, read_bytes(place), where=str(place))
        yield restored_row(document, records, str(place), as_text=False)
    for name, place in walk_files(clean.place):
        if name not in expected:
            raise LogError(f"{log} holds no records for {place}")


def restored_row(item: Document, records: Records, named: str, *, as_text: bool) -> Written:
    """A document with its source. One that came as bytes is given back as bytes, unless its format knows text only; of
    HTML there is text."""
    text = item.source if isinstance(item.source, str) else as_utf8(item.source, named)
    give_back = restore if as_text or not records[0].get("encoding") else restore_bytes
    with said_of(named):
        return Written(replace(item, source=""), give_back(text, records), b"", item.id)


@contextmanager
def said_of(named: str) -> Iterator[None]:
    """Says of a LogError which document it is about."""
    try:
        yield
    except LogError as error:
        raise type(error)(f"{named}: {error}") from error


def logged(log: Place) -> Iterator[Records]:
    """The records of each document of a log; by its name JSON Lines or Parquet."""
    return (format_of(str(log)) or JSONL).read_log(log)


def as_utf8(data: bytes, named: str) -> str:
    """Clean text as str; raises InputError where it is none."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{named}: not UTF-8 at byte {error.start}; clean text always is") from None
