"""One document of many: cleaned, or the reason why not. Whatever a document makes go wrong is its own error, and the
others go on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from cleaner.errors import (
    CleanerError,
    DefectError,
    InputError,
    OptionError,
    RulesError,
    TooLargeError,
    WeightsError,
)
from cleaner.options import Options
from cleaner.result import Result

__all__ = ["CleansOne", "Outcome", "Task", "clean_one", "task_of", "text_of_task"]

Value = TypeVar("Value")
Other = TypeVar("Other")


NOT_ITS_OWN = (RulesError, WeightsError, OptionError)
"""Errors of a cleaner, not of the document that happens to be the first: rules are read and compiled when they are
needed, and a run in which they are wrong must end, and not reject every document."""


class CleansOne(Protocol):
    """What a batch needs of a `cleaner.Cleaner`."""

    @property
    def options(self) -> Options:
        """How it cleans."""
        ...

    @property
    def digest(self) -> str:
        """What tells it from one with other options, rules or templates."""
        ...

    def clean(self, source: str | bytes, *, url: str = "", site: str = "", encoding: str | None = None) -> Result:
        """Cleans one document; raises CleanerError where it cannot."""
        ...


class Task(NamedTuple):
    """What it takes to clean a document, and nothing else of it: this is what a worker process is sent. A ``source``
    of another type than str or bytes is an error of its document."""

    source: object
    url: str = ""
    site: str = ""
    encoding: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Value]):
    """What became of a document: either its ``value`` or its ``error``; the other is None."""

    value: Value | None
    error: CleanerError | None = None

    def made(self, make: Callable[[Value], Other]) -> "Outcome[Other]":
        """What ``make`` makes of the value; an error of its own, too, is this document's."""
        return Outcome(None, self.error) if self.value is None else attempt(lambda value=self.value: make(value))  # type: ignore[misc]


def clean_one(cleaner: CleansOne, task: Task) -> Outcome[Result]:
    """Cleans a document. Nothing it holds makes this raise.

    Raises:
        RulesError, WeightsError, OptionError: the cleaner cannot clean anything, and the next document fares no better.
    """
    return attempt(lambda: cleaner.clean(text_of_task(task), url=task.url, site=task.site, encoding=task.encoding))


def attempt(work: Callable[[], Value]) -> Outcome[Value]:
    """What some work on a document gave, or its error. An error of NOT_ITS_OWN is raised."""
    try:
        return Outcome(work())
    except NOT_ITS_OWN:
        raise
    except CleanerError as error:
        return Outcome(None, error)
    except (RecursionError, MemoryError) as error:
        return failed(TooLargeError(f"{type(error).__name__}: {error}"), error)
    except Exception as error:  # a defect of ours, met by one document, must not cost the other million
        return failed(DefectError(f"internal error: {type(error).__name__}: {error}"), error)


def failed(error: CleanerError, cause: Exception) -> Outcome[Any]:
    """An error with what caused it."""
    error.__cause__ = cause
    return Outcome(None, error)


def text_of_task(task: Task) -> str | bytes:
    """The source; raises InputError where it is no text."""
    if isinstance(task.source, str | bytes):
        return task.source
    what = "null" if task.source is None else f"of type {type(task.source).__name__}"
    raise InputError(f"there is no text: the value is {what}")


def task_of(document: object) -> Task:
    """The task of a document as callers give them: a source, or a mapping with the arguments of `Cleaner.clean`.

    Raises:
        OptionError: a mapping without a source, or with an argument that `Cleaner.clean` does not take.
    """
    if not isinstance(document, Mapping):
        return Task(document)
    unknown = [name for name in document if name not in ("source", "url", "site", "encoding")]
    if unknown or "source" not in document:
        what = f"has no {unknown[0]!r}" if unknown else "needs a 'source'"
        raise OptionError(f"a document {what}: it is a mapping of source, url, site and encoding")
    return Task(**document)
