"""The sources of many cleaned documents, given back from their removal log."""

from cleaner.errors import InputError, LogError, OptionError
from cleaner.io.compressed import packer
from cleaner.io.documents import Document
from cleaner.io.files import atomic, read_bytes, write_all
from cleaner.io.formats import JSONL, Source, format_of
from cleaner.io.places import Place
from cleaner.io.sources import read_documents
from cleaner.log import find_document, restore, restore_bytes

__all__ = ["restore_file", "restore_source"]


def restore_source(clean: Source, log: Place, output: Place) -> int:
    """Writes the records of a cleaned file with the source of each text; those of HTML get the rendered text. Returns
    how many.

    Raises:
        LogError: the log is malformed, or holds no records for a document.
        MismatchError: a text or its log was altered; nothing is written.
        OptionError: the output is no JSON Lines.
    """
    if format_of(str(output)) is not JSONL:
        raise OptionError(f"{output}: restored records are written as {', '.join(JSONL.suffixes)}")
    logs = (format_of(str(log)) or JSONL).read_log(log)
    pack, count = packer(output.name), 0
    with atomic(output) as stream:
        for item in read_documents(clean):
            records = next(logs, None)
            if not isinstance(item, Document) or records is None or records[0].get("id") != item.id:
                raise LogError(f"{log} holds no records for {item.where or item.id} of {clean}, or not in its order")
            text = restore(str(item.source), records)
            stream.write(pack(item.row.json_with(clean.fields.text, text).encode("utf-8", "surrogatepass") + b"\n"))
            count += 1
    return count


def restore_file(clean: Place, log: Place, output: Place, doc_id: str | None = None) -> None:
    """Writes the source of one cleaned file, byte for byte; ``doc_id`` names it where the log holds several.

    Raises:
        InputError: the file cannot be read, or is no clean text.
        LogError: the log is malformed, or has no such document.
        MismatchError: the text or its log was altered; nothing is written.
    """
    data = read_bytes(clean)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{clean}: not UTF-8 at byte {error.start}; clean text always is") from None
    logs = (format_of(str(log)) or JSONL).read_log(log)
    try:
        source = restore_bytes(text, find_document(logs, data, doc_id))
    except LogError as error:
        raise type(error)(f"{log}: {error}") from error
    with atomic(output) as stream:
        write_all(stream, source)
