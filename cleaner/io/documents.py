"""What every reader yields: a document, or the news that there is none where one should be."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from cleaner.columns import NOTHING_ADDED
from cleaner.log import storable, to_json

__all__ = ["Document", "Fields", "MadeRow", "Reject", "SourceRow", "document_of", "said_names"]

SAID_NAMES = 20
"""Columns that a message names: a table may have 100,000."""


class Fields(NamedTuple):
    """Where a record holds its text, its id and its URL; ``group`` names its site, where that is not the URL's host."""

    text: str = "text"
    id: str = "id"
    url: str = "url"
    group: str = ""


class SourceRow(Protocol):
    """A record as its format holds it, all fields included, so that what is not the text comes out as it went in."""

    def get(self, name: str) -> Any:
        """The value of a field; None where there is none. Bytes and str are text, whatever else is not."""
        ...

    def has(self, name: str) -> bool:
        """Whether there is a field of that name."""
        ...

    def json_with(self, name: str, text: str, added: Mapping[str, Any] = NOTHING_ADDED) -> str:
        """The record as a JSON object on one line, ``text`` in the field ``name``, and fields ``added`` at its end.

        Raises:
            InputError: a value that JSON has no form for.
        """
        ...

    def json_without(self, names: Collection[str]) -> str:
        """The fields beside ``names``, as a JSON object on one line. Raises as `json_with`."""
        ...

    def size(self) -> int:
        """Bytes, roughly, that the record takes in memory: what bounds how many are held."""
        ...


@dataclass(frozen=True, slots=True)
class MadeRow:
    """The record of a document that came without one."""

    values: Mapping[str, str]

    def get(self, name: str) -> Any:
        """As `SourceRow` says."""
        return self.values.get(name)

    def has(self, name: str) -> bool:
        """As `SourceRow` says."""
        return name in self.values

    def json_with(self, name: str, text: str, added: Mapping[str, Any] = NOTHING_ADDED) -> str:
        """As `SourceRow` says."""
        return to_json({**self.values, name: text, **added})

    def json_without(self, names: Collection[str]) -> str:
        """As `SourceRow` says."""
        return to_json({key: value for key, value in self.values.items() if key not in names})

    def size(self) -> int:
        """As `SourceRow` says."""
        return sum(map(len, self.values.values()))


@dataclass(frozen=True, slots=True)
class Document:
    """One document: ``source`` is what `Cleaner.clean` takes, ``where`` its place in the file it comes from, ``row``
    its whole record, other columns included."""

    id: str
    source: str | bytes
    url: str = ""
    site: str = ""
    encoding: str | None = None
    row: SourceRow = field(default=MadeRow({}), repr=False)
    where: str = ""

    def without_source(self) -> "Document":
        """The document once its text is no longer needed; written out, as this is done a million times."""
        return Document(self.id, "", self.url, self.site, self.encoding, self.row, self.where)


@dataclass(frozen=True, slots=True)
class Reject:
    """A document that could not be read or cleaned: which, where it stood, and why."""

    id: str
    where: str
    cause: str


def document_of(row: SourceRow, where: str, default: str, fields: Fields) -> Document | Reject:
    """The document of a record of any format, called ``default`` where it has no id.

    >>> document_of(MadeRow({"id": "7"}), "row 1", "1", Fields())
    Reject(id='7', where='row 1', cause="the field 'text' holds no text")
    """
    value = row.get(fields.id)
    if isinstance(value, dict | list):
        return Reject(default, where, f"the field {fields.id!r} holds no id: it is neither text nor a number")
    name = default if value is None else id_text(value)
    source = row.get(fields.text)
    if not isinstance(source, str | bytes):
        return Reject(name, where, f"the field {fields.text!r} holds no text")
    url, site = row.get(fields.url), row.get(fields.group) if fields.group else None
    found = url if isinstance(url, str) else ""
    return Document(name, source, found, "" if site is None else storable(str(site)), None, row, where)


def said_names(names: Sequence[str]) -> str:
    """Names of columns, the first SAID_NAMES of them.

    >>> said_names("ab"), said_names("x" * 99)[-19:]
    ('a, b', 'x, x, x and 79 more')
    """
    more = len(names) - SAID_NAMES
    return ", ".join(names[:SAID_NAMES]) + (f" and {more} more" if more > 0 else "")


def id_text(value: object) -> str:
    """An id as text: floats as JSON has them; of bytes what UTF-8 they are, lone surrogates (PEP 383) for the rest."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    return to_json(value) if isinstance(value, float) else str(value)
