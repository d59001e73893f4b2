"""What every reader yields: a document, or the news that there is none where one should be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

__all__ = ["Document", "Fields", "Reject"]


class Fields(NamedTuple):
    """Where a record holds its text, its id and its URL; ``group`` names its site, where that is not the URL's host."""

    text: str = "text"
    id: str = "id"
    url: str = "url"
    group: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One document: ``source`` is what `Cleaner.clean` takes, ``where`` its place in the file it comes from, ``row``
    its whole record, other columns included."""

    id: str
    source: str | bytes
    url: str = ""
    site: str = ""
    encoding: str | None = None
    row: Mapping[str, Any] = field(default_factory=dict)
    where: str = ""


@dataclass(frozen=True, slots=True)
class Reject:
    """A document that could not be read or cleaned: which, where it stood, and why."""

    id: str
    where: str
    cause: str
