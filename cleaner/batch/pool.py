"""Worker processes: a stream of documents cleaned, in order, one bad document costing nothing but itself."""

import logging
import os
import pickle
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from typing import Any, NamedTuple, TypeVar

from cleaner.batch.one import Outcome, Task
from cleaner.batch.worker import AHEAD, TIMER, Work, adopt, clean_chunk, done_with
from cleaner.errors import CleanerError, OptionError, TimeLimitError, WorkerError
from cleaner.io.documents import Document

__all__ = ["AHEAD", "GRACE", "Work", "clean_stream", "clean_stream_here", "rejects_logger"]

logger = logging.getLogger(__name__)
rejects_logger = logging.getLogger("cleaner.batch.rejects")
"""Of documents that cannot be cleaned: apart from the rest, for those who name rejects in another way."""

Made = TypeVar("Made")
Tag = TypeVar("Tag")

AHEAD_CHARS = 1 << 24
"""Characters or bytes under way for each worker, beside the last document: what bounds the memory, whatever the size of
the documents."""

GRACE = 2.0
"""A worker is stopped after so many times ``max_seconds``: reading a page stops by itself at ``max_seconds``, and says
so."""

WORKERS_A_CORE, MIN_LIMIT = 4, 32
"""Workers for each processor beyond which more only take memory (some 150 MB each), and what is always allowed."""

PROOF = 3
"""Workers that a document must lose, alone in them, before it is to blame: one may be lost to anything."""


class Sent(NamedTuple):
    """A chunk under way."""

    chunk: list[tuple[Any, Task | None]]
    future: Any
    size: int
    pool: Any


def clean_stream_here(
    items: Iterable[tuple[Tag, Task | None]], work: Work[Made]
) -> Iterator[tuple[Tag, Outcome[Made] | None]]:
    """`clean_stream` in this process, where nothing can stop a document."""
    for tag, task in items:
        yield tag, task and noted(task, done_with(task, work))


def noted(task: Task, done: Outcome[Made]) -> Outcome[Made]:
    """The outcome, logged where it is an error."""
    if done.error:
        rejects_logger.warning("%s: %s", task.id or "a document without a name", done.error)
    return done


def clean_stream(
    items: Iterable[tuple[Tag, Task | None]], work: Work[Made]
) -> Iterator[tuple[Tag, Outcome[Made] | None]]:
    """Cleans a stream in worker processes: the outcome of each task beside its tag, in input order, the same whatever
    the number of workers. Tags stay in this process; an item without a task passes through.

    A document that kills its worker, or takes more than ``max_seconds``, has an error, and the others go on.

    Raises:
        WorkerError: the worker processes cannot start.
        OptionError: the cleaner cannot be sent to them.
    """
    crew = Crew(work)
    pending: deque[Sent] = deque()
    chunks = chunked(items, work.tasks_sent)
    try:
        while True:
            while has_room(pending, work) and (chunk := next(chunks, None)):
                pending.append(crew.send(chunk))
            if not pending:
                break
            yield from crew.settle(pending.popleft())
    finally:
        crew.stop()


def has_room(pending: deque[Sent], work: Work[Any]) -> bool:
    """Whether another chunk may be sent."""
    if not pending:
        return True
    documents, size = sum(len(sent.chunk) for sent in pending), sum(sent.size for sent in pending)
    return documents + work.tasks_sent <= work.ahead * work.workers and size < AHEAD_CHARS * work.workers


def chunked(items: Iterable[tuple[Tag, Task | None]], most: int) -> Iterator[list[tuple[Tag, Task | None]]]:
    """The items in chunks of at most ``most``; a large document ends its chunk."""
    chunk: list[tuple[Tag, Task | None]] = []
    size = 0
    for item in items:
        chunk.append(item)
        size += size_sent(item)
        if len(chunk) == most or size >= AHEAD_CHARS // AHEAD:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def size_sent(item: tuple[Any, Task | None]) -> int:
    """Characters or bytes of a task's source, and of the record that waits for it."""
    tag, task = item
    held = tag.row.size() if isinstance(tag, Document) else 0
    return held + (len(task.source) if task and isinstance(task.source, str | bytes) else 0)


class Crew:
    """The worker processes, replaced where they are lost."""

    def __init__(self, work: Work[Any]) -> None:
        self.work = work
        most = max(MIN_LIMIT, WORKERS_A_CORE * (os.cpu_count() or 1))
        if work.workers > most:
            raise OptionError(f"{work.workers} workers are more than this machine can use: {most} at most")
        self.proven = False  # that workers start at all
        try:
            self.packed = pickle.dumps(work)
        except Exception as error:  # whatever cannot be pickled raises what it likes
            raise OptionError(f"the cleaner cannot be sent to other processes: {error}") from error
        self.pool = self.start()

    def start(self) -> Any:
        """A pool of fresh workers."""
        from pebble import ProcessPool  # 20 ms, and --help does without

        return ProcessPool(max_workers=self.work.workers, initializer=adopt, initargs=(self.packed,), context=context())

    def stop(self) -> None:
        """Ends all workers."""
        self.pool.stop()
        self.pool.join()

    def send(self, chunk: list[tuple[Any, Task | None]]) -> Sent:
        """Sends a chunk to whichever worker is free."""
        tasks = [task for _, task in chunk if task]
        limit = None if TIMER or self.work.max_seconds is None else self.work.max_seconds * len(tasks)
        for _ in range(PROOF):
            try:
                future = self.pool.schedule(clean_chunk, (tasks,), timeout=limit)
            except RuntimeError:  # the pool broke in the meantime
                self.replace(self.pool)
                continue
            return Sent(chunk, future, sum(map(size_sent, chunk)), self.pool)
        raise WorkerError("worker processes are lost as soon as they start")

    def replace(self, pool: Any) -> None:
        """Takes a new pool in place of a broken one; raises WorkerError where no worker ever started."""
        if not self.proven:
            raise WorkerError(
                "worker processes cannot start. In a script, what uses workers must stand below the guard"
                ' `if __name__ == "__main__":`, since each worker imports the script; and a class of your own must'
                " be in a module they can import"
            ) from None
        if pool is self.pool:
            logger.warning("the worker processes are lost: others take their place")
            self.stop()
            self.pool = self.start()

    def settle(self, sent: Sent) -> Iterator[tuple[Any, Outcome[Any] | None]]:
        """The outcomes of a chunk; if its worker was lost, of each document alone."""
        try:
            outcomes = iter(self.wait(sent))
        except WorkerLost as lost:
            logger.warning("a worker process was lost (%s): each of its documents is tried alone", lost)
            outcomes = (self.alone(task) for _, task in sent.chunk if task)
        for tag, task in sent.chunk:
            yield tag, noted(task, next(outcomes)) if task else None

    def wait(self, sent: Sent) -> list[Outcome[Any]]:
        """The outcomes of the tasks of a chunk; raises WorkerLost."""
        from pebble import ProcessExpired

        while True:
            try:
                done: list[Outcome[Any]] = sent.future.result()
            except BrokenProcessPool:
                self.replace(sent.pool)
                sent = self.send(sent.chunk)
            except TimeoutError:
                raise WorkerLost(timed_out=True) from None
            except ProcessExpired as error:
                self.proven = True  # it had begun
                raise WorkerLost(error.exitcode, timed_out=TIMER and error.exitcode == -signal.SIGALRM) from None
            else:
                self.proven = True
                return done

    def alone(self, task: Task) -> Outcome[Any]:
        """The outcome of a document in a worker of its own, tried until it is clear that it is to blame."""
        error: CleanerError | None = None
        for _ in range(PROOF):
            try:
                return self.wait(self.send([(None, task)]))[0]
            except WorkerLost as lost:
                if lost.timed_out:
                    return Outcome(None, TimeLimitError(f"took too long: more than {self.work.max_seconds:g} s"))
                error = WorkerError(f"its worker died: exit code {lost.code}")
        return Outcome(None, error)


class WorkerLost(Exception):  # noqa: N818 - news for this module, and never an error of the caller's
    """A worker ended before its chunk was done."""

    def __init__(self, code: int | None = None, *, timed_out: bool = False) -> None:
        super().__init__("out of time" if timed_out else f"exit code {code}")
        self.code, self.timed_out = code, timed_out


def context() -> Any:
    """Workers are forked from a small server, so that they share nothing with threads of this process."""
    import multiprocessing

    return multiprocessing.get_context(
        "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else None
    )
