"""A worker process: set up with its cleaner once, then sent chunks of documents; and what both sides know of that."""

import gc
import pickle
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from cleaner.batch.one import CleansOne, Outcome, Task, clean_one
from cleaner.errors import CleanerError
from cleaner.result import Result

__all__ = ["AHEAD", "TIMER", "Work", "adopt", "clean_and_make", "clean_chunk", "done_with"]

Product = TypeVar("Product")

TASKS_SENT = 16
"""Documents sent to a worker at a time, if they are small: sending some costs 0.4 ms, cleaning one 2 ms and more."""

AHEAD = 64
"""Documents under way for each worker: enough that a slow one ahead does not idle the others."""

TIMER = hasattr(signal, "setitimer")
"""Whether a worker can bound each document by itself, in whatever library it is; else the pool bounds each chunk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Generic[Product]):
    """How a stream is cleaned: by what, what is made of each result (in the worker, to send back less), how many
    processes, how many seconds a document may take, wall clock, before its worker is stopped, and how many documents
    may be under way for each worker: with 1, and one worker, the next is read when the one before is done. ``each``,
    where it is given, is all that is done with a task, and may use ``make``."""

    cleaner: CleansOne
    make: Callable[[Task, Result], Product]
    each: Callable[[Task, "Work[Any]"], Outcome[Any]] | None = None
    workers: int = 1
    max_seconds: float | None = None
    ahead: int = AHEAD

    @property
    def tasks_sent(self) -> int:
        """Documents sent to a worker at a time."""
        return min(TASKS_SENT, self.ahead)


def done_with(task: Task, work: Work[Product]) -> Outcome[Product]:
    """What becomes of one task."""
    return work.each(task, work) if work.each else clean_and_make(task, work)


def clean_and_make(task: Task, work: Work[Product]) -> Outcome[Product]:
    """What is made of one document's result."""
    return clean_one(work.cleaner, task).made(lambda result: work.make(task, result))


WARM_UP = "The ferry left at noon."
"""Cleaned before the first document, whose time would else include half a second for compiling the rules."""

ADOPTED: dict[str, Any] = {}
"""What a worker process was given when it started: cleaner, maker and seconds."""


def adopt(packed: bytes) -> None:
    """Sets a worker process up: its cleaner is sent once, not with every document. Ctrl-C is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ADOPTED["work"] = work = pickle.loads(packed)
    with suppress(CleanerError):  # the first document says it again
        clean_one(work.cleaner, Task(WARM_UP))
    gc.collect()
    gc.freeze()  # what is loaded by now stays: collections that look at it again take a tenth of a worker's time


def clean_chunk(tasks: list[Task]) -> list[Outcome[Any]]:
    """The outcomes of a chunk."""
    return [bounded(task, ADOPTED["work"]) for task in tasks]


def bounded(task: Task, work: Work[Any]) -> Outcome[Any]:
    """What becomes of a document; the alarm ends this process where it takes too long, whatever library it is in."""
    if not TIMER or not work.max_seconds:
        return sendable(done_with(task, work))
    signal.setitimer(signal.ITIMER_REAL, work.max_seconds)
    try:
        return sendable(done_with(task, work))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def sendable(done: Outcome[Any]) -> Outcome[Any]:
    """The outcome without what an error drags along: causes and frames."""
    if done.error:
        done.error.__cause__ = done.error.__context__ = done.error.__traceback__ = None
    return done
