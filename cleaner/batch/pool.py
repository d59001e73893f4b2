"""Many documents: cleaned by worker processes, results in input order, one bad document costing nothing but itself."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from cleaner.cleaner import Cleaner
from cleaner.errors import CleanerError
from cleaner.io.documents import Document, Reject
from cleaner.io.jsonl import json_line
from cleaner.log import log_records

if TYPE_CHECKING:
    from pebble import ProcessPool

__all__ = ["Cleaned", "Outcome", "Summary", "clean_documents"]

CHUNK = 32
"""Documents sent to a worker at a time: sending one costs 0.1 ms, and a lost worker costs a chunk's work."""

WINDOW = 4
"""Chunks under way for each worker; bounds the memory."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned document: its text, its removal log as JSON Lines, whether it was HTML, and how many removals each
    stage, category and rule made."""

    text: str
    log: bytes
    source_chars: int
    rendered: bool
    removals: Counter[tuple[str, str, str]]


Outcome = tuple[Document, Cleaned] | Reject


@dataclass(slots=True)
class Summary:
    """What a run did, to be shown at its end."""

    documents: int = 0
    chars_in: int = 0
    chars_out: int = 0
    stages: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    rejects: Counter[str] = field(default_factory=Counter)

    def add(self, item: Outcome) -> None:
        """Counts one outcome."""
        if isinstance(item, Reject):
            self.rejects[item.cause.partition(":")[0]] += 1
            return
        done = item[1]
        self.documents += 1
        self.chars_in += done.source_chars
        self.chars_out += len(done.text)
        for (stage, category, rule), count in done.removals.items():
            self.stages[stage] += count
            self.categories[category] += count
            self.rules[rule] += count

    def to_json(self) -> dict[str, Any]:
        """The counts, as `from_json` reads them."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Summary":
        """The counts that `to_json` gave."""
        counts: Any = {name: Counter(value) if isinstance(value, dict) else value for name, value in data.items()}
        return cls(**counts)


def clean_documents(
    documents: Iterable[Document | Reject], cleaner: Cleaner, *, workers: int = 1, max_seconds: float = 60.0
) -> Iterator[Outcome]:
    """Cleans a stream: one outcome for each item, in input order, the same whatever the number of workers.

    With two workers or more (or one, in a process of its own, for ``workers=0``) a document that kills its worker, or
    takes more than ``max_seconds``, becomes a reject, and the run goes on; in this process nothing can stop it.
    """
    if workers == 1:
        for item in documents:
            yield paired(item, outcome(cleaner, item))
        return
    from pebble import ProcessPool

    number = max(workers, 1)
    pool = ProcessPool(max_workers=number, initializer=start, initargs=(cleaner,), context=context())
    pending: deque[tuple[list[Document | Reject], Any]] = deque()
    stream = iter(documents)
    try:
        while True:
            while len(pending) < WINDOW * number and (chunk := list(islice(stream, CHUNK))):
                pending.append((chunk, pool.schedule(clean_chunk, (chunk,), timeout=max_seconds)))
            if not pending:
                break
            yield from settle(pool, *pending.popleft(), max_seconds)
        pool.close()  # type: ignore[no-untyped-call]
    finally:
        pool.stop()  # type: ignore[no-untyped-call]  # does nothing to a pool that has ended
        pool.join()


def settle(pool: "ProcessPool", chunk: list[Document | Reject], future: Any, max_seconds: float) -> Iterator[Outcome]:
    """The outcomes of a chunk; if its worker was lost, of each document alone."""
    from pebble import ProcessExpired

    try:
        results = future.result()
    except (ProcessExpired, TimeoutError):
        pass
    else:
        yield from map(paired, chunk, results)
        return
    for item in chunk:
        try:
            yield paired(item, pool.schedule(clean_chunk, ([item],), timeout=max_seconds).result()[0])
        except TimeoutError:
            yield lost(item, f"took too long: more than {max_seconds:g} s")
        except ProcessExpired as error:
            yield lost(item, f"its worker died: exit code {error.exitcode}")


def lost(item: Document | Reject, cause: str) -> Reject:
    """The reject of a document that took its worker with it."""
    return item if isinstance(item, Reject) else Reject(item.id, item.where, cause)


def paired(item: Document | Reject, done: Cleaned | Reject) -> Outcome:
    """A document with what became of it."""
    if isinstance(item, Reject):
        return item
    return Reject(done.id, item.where, done.cause) if isinstance(done, Reject) else (item, done)


def context() -> Any:
    """Workers are forked from a small server, so that they share nothing with threads of this process."""
    import multiprocessing

    return multiprocessing.get_context("forkserver")


WORKER: dict[str, Cleaner] = {}
"""The cleaner of a worker process, built once."""


def start(cleaner: Cleaner) -> None:
    """Sets a worker process up; Ctrl-C is the parent's to handle."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    WORKER["cleaner"] = cleaner


def clean_chunk(chunk: list[Document | Reject]) -> list[Cleaned | Reject]:
    """The outcomes of a chunk, in a worker."""
    return [outcome(WORKER["cleaner"], item) for item in chunk]


def outcome(cleaner: Cleaner, item: Document | Reject) -> Cleaned | Reject:
    """One document cleaned; whatever it makes go wrong is its own reject."""
    if isinstance(item, Reject):
        return item
    try:
        result = cleaner.clean(item.source, url=item.url, site=item.site, encoding=item.encoding)
        return Cleaned(
            result.text,
            b"".join(map(json_line, log_records(result, item.id))),
            len(result.source),
            result.markup is not None,
            Counter((edit.stage, edit.category, edit.rule) for edit in result.removals),
        )
    except CleanerError as error:
        return Reject(item.id, "", str(error))
    except (RecursionError, MemoryError) as error:
        return Reject(item.id, "", f"{type(error).__name__}: {error}")
    except Exception as error:  # a defect of ours, met by one page, must not cost the other million
        return Reject(item.id, "", f"internal error: {type(error).__name__}: {error}")
