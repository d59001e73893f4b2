"""The run: every document of a source cleaned into outputs, resumable, whatever single documents do."""

import logging
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.alarm import NO_LIMITS, LossLimits
from cleaner.batch.ahead import clashes_of, text_suffix
from cleaner.batch.hints import check_hints
from cleaner.batch.one import CleansOne, Task
from cleaner.batch.outputs import Outputs, Sinks, line_format, output_format
from cleaner.batch.pool import AHEAD, GRACE, Work, clean_stream, rejects_logger
from cleaner.batch.records import Encode, Opening, clean_record, item_of, item_of_record, tasks_of, unread_tasks
from cleaner.batch.summary import Item, Notes, Summary, cleaned_of
from cleaner.columns import Column, taken_column
from cleaner.errors import CleanerError, InputError, OptionError
from cleaner.io.documents import Reject
from cleaner.io.files import is_stream
from cleaner.io.formats import FOLDER, Source, format_read
from cleaner.io.parts import PartFiles
from cleaner.io.places import without_secrets
from cleaner.io.sources import identity_of, read_documents

__all__ = ["Progress", "Run", "RunStopped", "clean_source"]

logger = logging.getLogger(__name__)

PART_DOCUMENTS, PART_BYTES = 500, 1 << 25
"""Documents of a part, and bytes of its texts, logs and sources, whichever comes first: what a killed run has to do
again at most, and what is held in memory before it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run over the documents of a source.

    ``site``, ``url`` and ``encoding`` stand for all documents, where they are given. ``resume`` goes on with a run that
    was stopped, if there is one. Documents that lose more than ``limits`` allow are flagged. ``config`` is the digest
    of the file that options came from, which the log names. ``ahead`` is how many documents may be under way for each
    worker; ``clashes`` are names of files that several documents would have (`clashes_of`). ``columns`` are added to
    records; one that has a field of such a name already is a reject.
    """

    source: Source
    outputs: Outputs
    site: str = ""
    url: str = ""
    encoding: str | None = None
    workers: int = 1
    resume: bool = False
    limits: LossLimits = NO_LIMITS
    config: str = ""
    ahead: int = AHEAD
    clashes: frozenset[int] = frozenset()
    columns: tuple[Column, ...] = ()


class Progress(NamedTuple):
    """How far a run is: documents so far, those of the run it goes on with included, and how much of the source was
    read, of how much, in its own unit; 0 where that is not known."""

    documents: int
    at: int
    total: int


class RunStopped(KeyboardInterrupt):
    """Ctrl-C: ``documents`` are stored, and, if there are some, the same run with ``resume`` goes on there."""

    def __init__(self, documents: int) -> None:
        super().__init__(documents)
        self.documents = documents


Watch = Callable[[Item, Progress], object]
"""Is told of each document when it is done, in order."""


def clean_source(run: Run, cleaner: CleansOne, watch: Watch = lambda item, progress: None) -> Summary:
    """Cleans all documents of a source into the outputs of a run. A document that cannot be cleaned is a reject in the
    summary and in the outputs' rejects.

    Raises:
        OptionError: options that do not fit each other, or a run to resume that was another.
        InputError: the source cannot be read at all.
        OutputError: an output cannot be written.
        WorkerError: the worker processes cannot start.
        RunStopped: Ctrl-C.
    """
    check_run(run, cleaner)
    sinks = Sinks(run.source, run.outputs, run.columns)
    if output_format(run.outputs.clean) is FOLDER:
        run = replace(run, clashes=clashes_of(run.source, cleaner.options))
    identity = identity_of_run(run, cleaner)
    parts = PartFiles(run.outputs.clean, identity, resume=run.resume, others=run.outputs.others)
    try:
        return carried_out(run, cleaner, (sinks, parts), watch)
    except KeyboardInterrupt:
        raise RunStopped(0 if is_stream(run.outputs.clean) else parts.state["read"]) from None
    except CleanerError:
        if not parts.proofs:
            parts.remove()  # nothing was done that could go on
        raise
    finally:
        if is_stream(run.outputs.clean) and parts.folder.path.exists():
            parts.remove()
        parts.let_go()


def check_run(run: Run, cleaner: CleansOne) -> None:
    """Raises OptionError where what a run reads and writes is not apart, or cannot be gone on with."""
    options = cleaner.options
    files = (*options.rules, options.templates, options.adapt)
    read = {f"file {file}": Path(file) for file in files if isinstance(file, str | Path)}
    run.outputs.check(run.source, read)
    check_hints(cleaner, Task(None, run.url, run.site, run.encoding))
    if run.outputs.log:
        line_format(run.outputs.log)
    if run.columns and output_format(run.outputs.clean) is FOLDER:
        raise OptionError("columns are for records: name an output such as out.jsonl, out.csv or out.parquet")
    if taken := taken_column(run.columns, run.source.fields, "a record"):
        raise OptionError(taken)
    if run.resume and is_stream(run.outputs.clean):
        raise OptionError("--resume cannot take back what went into a stream: name a file with -o")


def carried_out(run: Run, cleaner: CleansOne, store: tuple[Sinks, PartFiles], watch: Watch) -> Summary:
    """`clean_source`, once the parts are locked."""
    sinks, parts = store
    summary = Summary.from_json(parts.state["summary"]) if parts.state["summary"] else Summary()
    sinks.go_on(parts)
    read = int(parts.state["read"])
    logger.info("%s into %s, from document %d on", run.source, run.outputs.clean, read + 1)
    found = items_of(run, cleaner, read, sinks.encode)
    items = map(sinks.claimed, chain(found, source_changes(run.source, parts.run["source"])))
    for batch in batched(watched(items, run, read, watch)):
        for item in batch:
            summary.add(item)
        read += len(batch)
        parts.add(sinks.pieces(batch), read, summary.to_json())
        logger.debug("%d documents are stored", read)
    summary.skipped = run.source.meter.skipped  # of the whole source, whose start is read again by a run that goes on
    sinks.finish(parts, rejected=bool(summary.rejects))
    parts.remove()
    logger.info("%d documents cleaned, %d rejected", summary.documents, summary.rejects.total())
    return summary


def source_changes(source: Source, before: list[object]) -> Iterator[Reject]:
    """A reject if a source is no longer what it was when the run began: nobody can say which of its documents were
    read."""
    try:
        changed = identity_of(source) != before
    except InputError:
        changed = True
    if changed:
        yield Reject("", str(source), f"{source} changed while it was read: run again once it is complete")


def items_of(run: Run, cleaner: CleansOne, read: int, encode: Encode | None = None) -> Generator[Item]:
    """The outcomes of the documents of a source behind the first ``read``. Where the source's records can be sent as
    they are, and what is written of one is made of it alone (``encode``), workers do both."""
    records = format_read(run.source).records if encode else None
    said, work = Task(None, run.url, run.site, run.encoding), work_of(run, cleaner)
    if records and encode:
        opening = Opening(records.parse, run.source.fields, run.columns, encode)
        work = replace(work, each=partial(clean_record, opening=opening))
        unread = islice(records.split(run.source), read, None)
        for record, done in clean_stream(unread_tasks(unread, said), work):
            yield logged_reject(record) if isinstance(record, Reject) else item_of_record(record, done, opening)
    else:
        documents = islice(read_documents(run.source), read, None)
        for item, done in clean_stream(tasks_of(documents, said, run.columns), work):
            yield logged_reject(item) if isinstance(item, Reject) else item_of(item, done)


def logged_reject(reject: Reject) -> Reject:
    """A reject that no cleaning was asked for, logged."""
    rejects_logger.warning("%s: %s", reject.where or reject.id, reject.cause)
    return reject


def work_of(run: Run, cleaner: CleansOne) -> Work[Any]:
    """How the documents of a run are cleaned."""
    return Work(
        cleaner=cleaner,
        make=partial(cleaned_of, notes=notes_of(run, cleaner)),
        workers=run.workers,
        max_seconds=GRACE * cleaner.options.max_seconds,
        ahead=run.ahead,
    )


def notes_of(run: Run, cleaner: CleansOne) -> Notes:
    """What a run adds to each document."""
    return Notes(
        limits=run.limits,
        logged=run.outputs.log is not None,
        suffix=text_suffix(cleaner.options),
        folder=output_format(run.outputs.clean) is FOLDER,
        clashes=run.clashes,
        config=run.config,
        columns=run.columns,
    )


def watched(items: Iterable[Item], run: Run, read: int, watch: Watch) -> Iterator[Item]:
    """The items, each told to ``watch``."""
    meter = run.source.meter
    for number, item in enumerate(items, read + 1):
        watch(item, Progress(number, meter.at(), meter.total))
        yield item


def batched(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items in parts, which end at PART_DOCUMENTS or PART_BYTES: they depend on nothing but the documents."""
    batch: list[Item] = []
    size = 0
    for item in items:
        batch.append(item)
        size += size_of_item(item)
        if len(batch) == PART_DOCUMENTS or size >= PART_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def size_of_item(item: Item) -> int:
    """Bytes and characters that an outcome holds, all fields of its record included."""
    if isinstance(item, Reject):
        return 0
    document, done = item
    return len(done.text) + len(done.line) + len(done.log) + done.source_chars + document.row.size()


def identity_of_run(run: Run, cleaner: CleansOne) -> dict[str, Any]:
    """What must be the same for a run to go on where it stopped."""
    from cleaner import __version__  # the package imports this module

    outputs, source = run.outputs, run.source
    return {
        "source": identity_of(source),
        "version": __version__,
        "outputs": [str(outputs.clean), str(outputs.log), str(outputs.rejects)],
        "fields": list(source.fields),
        "glob": source.glob,
        "limits": [run.limits.max_removed, run.limits.max_prose, list(run.limits.protect)],
        "site": [run.site, without_secrets(run.url), run.encoding],
        "config": run.config,
        "columns": [list(column) for column in run.columns],
        "cleaner": cleaner.digest,
    }
