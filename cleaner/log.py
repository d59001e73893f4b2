"""The removal log: what its records say, how they are written and read, and how they give the source back.

JSON Lines, UTF-8. For each document one ``document`` record, its ``edit`` records in source order, and ``kept`` records
for lines that nearly went. SCHEMA is the version of all three.
"""

import hashlib
import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate
from typing import IO, Any

from cleaner.edit import BareEdit, Edit, undo
from cleaner.errors import LogError, MismatchError
from cleaner.result import Result
from cleaner.text.decode import encode

__all__ = [
    "SCHEMA",
    "by_document",
    "document_record",
    "element_finder",
    "find_document",
    "halves_of",
    "log_records",
    "read_log",
    "restore",
    "restore_bytes",
    "storable",
    "to_json",
    "write_log",
]

SCHEMA = 1

UNSHOWN = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What JSON may hold as it is, and is escaped all the same: controls that move a terminal's cursor, line separators,
marks that turn the direction of what follows, and halves of characters, which UTF-8 cannot hold."""


def log_records(result: Result, doc_id: str = "") -> Iterator[dict[str, Any]]:
    """The log of one document: its ``document`` record, then edits, then notes on kept lines."""
    yield document_record(result, doc_id)
    yield from edit_records(result)
    yield from (note.to_record() for note in result.spared)


def document_record(result: Result, doc_id: str) -> dict[str, Any]:
    """The first record of a document's log."""
    from cleaner import __version__  # the package imports this module

    return {
        "record": "document",
        "schema": SCHEMA,
        "id": doc_id,
        "cleaner": __version__,
        "ruleset": result.ruleset,
        "mode": result.mode,
        "language": result.language,
        "encoding": source_encoding(result),
        "source_sha256": digest(result.source, source_encoding(result)),
        "clean_sha256": digest(result.text),
        "source_chars": len(result.source),
        "clean_chars": len(result.text),
        "edits": len(result.edits),
        "removed_lines": dict(Counter([it.category for it in result.changes if it.action == "strike"]).most_common()),
        "kept": len(result.spared),
        "confidence": result.confidence,
        "page_kind": result.kind,
        **({"flags": list(result.flags)} if result.flags else {}),
        **({"adaptation": result.adaptation} if result.adaptation else {}),
        **html_fields(result),
    }


def edit_records(result: Result) -> Iterator[dict[str, Any]]:
    """The records of the edits; of an HTML page, what was struck or rewritten says the XPath of its ``element``
    and, where the page proves it, its ``html_span``."""
    element = element_finder(result)
    for edit in result.edits:
        yield with_halves(edit.to_record()) | element(edit)


def element_finder(result: Result) -> Callable[[Edit | BareEdit], dict[str, Any]]:
    """What gives the fields ``element`` and ``html_span`` of an edit of a result; none where there is no element."""
    if not result.markup or not result.markup.elements:
        return lambda edit: {}
    elements, spans = result.markup.elements, result.markup.spans
    starts = list(accumulate(map(len, result.source.splitlines(keepends=True)), initial=0))

    def found(edit: Edit | BareEdit) -> dict[str, Any]:
        line = bisect_right(starts, edit.start) - 1
        if edit.action == "repair" or not elements[line]:
            return {}
        span = spans[line] if spans else None
        return {"element": elements[line], **({"html_span": list(span)} if span else {})}

    return found


SPLIT_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
"""Two halves of a character as two characters, which a str may hold. JSON writes both alike, and reads one."""


def with_halves(record: dict[str, Any]) -> dict[str, Any]:
    """The record of an edit; ``halves`` says where its ``before`` has a split pair, if it does."""
    found = halves_of(record["before"])
    return {**record, "halves": found} if found else record


def halves_of(text: str) -> list[int]:
    """Where a text has split pairs."""
    return [] if text.isascii() else [pair.start() for pair in SPLIT_PAIR.finditer(text)]


def halved(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The record with pairs split again that JSON has joined; raises LogError where there are none."""
    if "halves" not in record:
        return record
    try:
        text = str(record["before"])
        for start in record["halves"]:
            if not SPLIT_PAIR.match(text, start):
                pair = text[start].encode("utf-16-be", "surrogatepass")
                text = text[:start] + "".join(chr(pair[at] << 8 | pair[at + 1]) for at in (0, 2)) + text[start + 1 :]
    except (KeyError, TypeError, IndexError, ValueError):
        raise LogError("edit record has halves that do not fit its text") from None
    return {**record, "before": text}


def source_encoding(result: Result) -> str | None:
    """The charset that gives the source's bytes back; None for a rendered page, whose text never was bytes."""
    return None if result.markup else result.encoding


def html_fields(result: Result) -> dict[str, Any]:
    """What the ``document`` record says of an HTML page: ``source`` is then the rendered text."""
    if result.markup is None:
        return {}
    return {
        "kind": "html",
        "html_sha256": result.markup.sha256,
        "html_encoding": result.markup.encoding,
        "metadata": dict(result.markup.metadata),
        "partial": list(result.markup.partial),
    }


def write_log(records: Iterable[Mapping[str, Any]], stream: IO[str]) -> None:
    """Writes records as JSON Lines; ``stream`` is UTF-8."""
    for record in records:
        stream.write(to_json(record) + "\n")


def to_json(value: object) -> str:
    """JSON on one line that UTF-8 can hold and a terminal can show: readable where it can be, else escaped.

    >>> to_json(["é"]), to_json("é" + chr(0x9B) + chr(0xD800))
    ('["é"]', '"é\\\\u009b\\\\ud800"')
    """
    text = ENCODER.encode(value)
    if text.isprintable():  # as nearly all are, and UNSHOWN are not
        return text
    return UNSHOWN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


ENCODER = json.JSONEncoder(ensure_ascii=False)
"""Made once: `json.dumps` makes one for each call that asks for anything but its defaults."""


def storable(text: str) -> str:
    """The text as a table of UTF-8 can hold it: lone surrogates written out.

    >>> print(storable("a" + chr(0xD800)))
    a\\ud800
    """
    return text.encode("utf-8", "backslashreplace").decode()


def read_log(stream: Iterable[str]) -> Iterator[list[dict[str, Any]]]:
    """The records of one document after the other; raises LogError at a line that is no record."""
    return by_document(parsed(stream))


def parsed(stream: Iterable[str]) -> Iterator[tuple[int, Any]]:
    """The values of JSON Lines, with their numbers; raises LogError at a line that is no JSON."""
    for number, line in enumerate(stream, 1):
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError) as error:
            said = error.msg if isinstance(error, json.JSONDecodeError) else error
            raise LogError(f"line {number} of the log is not JSON: {said}") from None


def by_document(records: Iterable[tuple[int, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Numbered records, one document's after the other's; raises LogError at one that belongs to no log."""
    found: list[dict[str, Any]] = []
    for number, record in records:
        if not isinstance(record, dict) or record.get("record") not in ("document", "edit", "kept"):
            raise LogError(f"line {number} of the log is no record of a removal log")
        if record["record"] == "document" and found:
            yield found
            found = []
        found.append(record)
    if found:
        yield found


def find_document(
    logged: Iterable[list[dict[str, Any]]], clean_data: bytes, doc_id: str | None = None
) -> list[dict[str, Any]]:
    """The records of one document of a log: by ``doc_id`` if given, else of the one whose clean text this is.

    A log of one document is that document's, even if its hash differs: `restore` then says so.

    Raises:
        LogError: the log has no such document.
    """
    wanted = hashlib.sha256(clean_data).hexdigest()
    seen: list[list[dict[str, Any]]] = []
    for records in logged:
        document = records[0]
        if doc_id == document.get("id") or (doc_id is None and wanted == document.get("clean_sha256")):
            return records
        seen = [*seen, records][:2]
    if len(seen) == 1 and doc_id is None:
        return seen[0]
    raise LogError(f"the log has no document {'of this clean text' if doc_id is None else f'with the id {doc_id!r}'}")


def restore(clean_text: str, records: Iterable[Mapping[str, Any]]) -> str:
    """The source of one document, from its clean text and its log records.

    Raises:
        LogError: the log is malformed, cut short, or of another schema.
        MismatchError: text or log were altered.
    """
    return restored(clean_text, records)[0]


def restore_bytes(clean_text: str, records: Iterable[Mapping[str, Any]]) -> bytes:
    """The source as the bytes it came in; UTF-8 for a document that came as str. Raises as `restore`."""
    text, encoding = restored(clean_text, records)
    return encode(text, encoding)


def restored(clean_text: str, records: Iterable[Mapping[str, Any]]) -> tuple[str, str | None]:
    """The source text and the charset it came in, both hashes checked."""
    document, *rest = [*records] or [{}]
    if not all(isinstance(record, Mapping) for record in (document, *rest)):
        raise LogError("the log has a record that is no mapping")
    if document.get("record") != "document":
        raise LogError("the log does not begin with a document record")
    if document.get("schema") != SCHEMA:
        raise LogError(f"the log has schema {document.get('schema')!r}; this version reads {SCHEMA}")
    edits = [Edit.from_record(halved(record)) for record in rest if record.get("record") == "edit"]
    if len(edits) != document.get("edits"):
        raise LogError(f"the log holds {len(edits)} edits and should hold {document.get('edits')}")
    if digest(clean_text) != document.get("clean_sha256"):
        raise MismatchError("the clean text is not the one this log was written for (SHA-256 differs)")
    source, encoding = undo(clean_text, edits), document.get("encoding")
    try:
        matches = digest(source, encoding) == document.get("source_sha256")
    except (LookupError, UnicodeError, TypeError) as error:
        raise MismatchError(f"the log's encoding {encoding!r} does not fit the text") from error
    if not matches:
        raise MismatchError("the log was altered: it does not give the source back (SHA-256 differs)")
    return source, encoding


def digest(text: str, encoding: str | None = None) -> str:
    """SHA-256, in hex, of a text's bytes as `cleaner.text.decode.encode` gives them."""
    return hashlib.sha256(encode(text, encoding)).hexdigest()
