"""Records that a worker takes apart, cleans and puts together again, so that the process that reads and writes only
moves bytes; and the tasks of documents that it must read itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cleaner.batch.one import Outcome, Task, attempt
from cleaner.batch.summary import Cleaned, Item
from cleaner.batch.worker import Work, clean_and_make
from cleaner.columns import Column, taken_column
from cleaner.io.documents import Document, Fields, Reject, SourceRow
from cleaner.io.formats import Unread

__all__ = ["Encode", "Opening", "clean_record", "item_of", "item_of_record", "tasks_of", "unread_tasks"]


Encode = Callable[[SourceRow, str, Mapping[str, Any]], bytes]
"""What makes of a record, its clean text and the columns added what stands in the output."""


class Opening(NamedTuple):
    """How a worker takes a record apart, by ``parse`` and where its ``fields`` are; which ``columns`` it gets, and what
    puts it together with its clean text (``encode``)."""

    parse: Callable[[Unread, Fields], Document | Reject]
    fields: Fields
    columns: tuple[Column, ...]
    encode: Encode

    def open(self, record: Unread) -> Document | Reject:
        """The document of a record; nothing in it makes this raise."""
        done = attempt(lambda: self.parse(record, self.fields))
        if done.value is None:
            return Reject(str(record.number), f"record {record.number}", str(done.error))
        return checked(done.value, self.columns)


def unread_tasks(records: Iterable[Unread | Reject], said: Task) -> Iterator[tuple[Unread | Reject, Task | None]]:
    """Each record with its task, which has its number for an id, and what is ``said`` of all documents."""
    for item in records:
        if isinstance(item, Reject):
            yield item, None
        else:
            yield item, said._replace(source=item.data, id=str(item.number))


def tasks_of(
    documents: Iterable[Document | Reject], said: Task, columns: Sequence[Column]
) -> Iterator[tuple[Document | Reject, Task | None]]:
    """Each document with its task; a reject in place of one to which ``columns`` cannot be added."""
    for document in documents:
        item = document if isinstance(document, Reject) else checked(document, columns)
        if isinstance(item, Reject):
            yield item, None
        else:
            yield item.without_source(), own_task(item, said)  # the text is not needed twice


def own_task(document: Document, said: Task) -> Task:
    """The task of a document; site, URL and encoding are those ``said`` of all, where there are such."""
    site = said.site or ("" if said.url else document.site)
    return Task(document.source, said.url or document.url, site, said.encoding or document.encoding, document.id)


def checked(document: Document | Reject, columns: Sequence[Column]) -> Document | Reject:
    """The document, or a reject where its record has a field that is to be added."""
    if isinstance(document, Reject) or not columns:
        return document
    there = [column.name for column in columns if document.row.has(column.name)]
    taken = taken_column(columns, there, "the record")
    return Reject(document.id, document.where, taken) if taken else document


# --- in a worker, and back ---


def clean_record(task: Task, work: Work[Cleaned], opening: Opening) -> Outcome[Cleaned | Reject]:
    """What becomes of a record: the line for its output, and all that is counted; or the reject that it is."""
    document = opening.open(Unread(task.source, int(task.id)))  # type: ignore[arg-type]  # `unread_tasks` made it
    if isinstance(document, Reject):
        return Outcome(document)

    def put_together(done: Cleaned) -> Cleaned:
        line = opening.encode(document.row, done.text, done.added)
        return done._replace(text="", added={}, line=line, id=document.id, where=document.where)

    done = clean_and_make(own_task(document, task), work).made(put_together)
    if done.value is None:
        return Outcome(Reject(document.id, document.where, str(done.error)))
    return Outcome(done.value)


def item_of(document: Document, done: Outcome[Cleaned] | None) -> Item:
    """What became of a document."""
    if done is None or done.value is None:  # it is not None: a document always has a task
        return Reject(document.id, document.where, str(done and done.error))
    return document, done.value


def item_of_record(record: Unread, done: Outcome[Cleaned | Reject] | None, opening: Opening) -> Item:
    """What became of a record; one whose worker was lost is named by what it holds."""
    if done is None or done.value is None:
        named = opening.open(record)
        return Reject(named.id, named.where, str(done and done.error))
    if isinstance(done.value, Reject):
        return done.value
    return Document(done.value.id, "", where=done.value.where), done.value
