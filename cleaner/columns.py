"""What can be said of a cleaned document in columns beside its text: in a run's output, and in tables in memory."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaner.errors import OptionError

if TYPE_CHECKING:
    from cleaner.result import Result

__all__ = ["COLUMNS", "NOTHING_ADDED", "Column", "columns_asked", "taken_column", "values_of"]

NOTHING_ADDED: Mapping[str, Any] = {}

COLUMNS: dict[str, Callable[["Result"], Any]] = {
    "confidence": lambda result: result.confidence,
    "kind": lambda result: result.kind,
    "flags": lambda result: list(result.flags),
    "encoding": lambda result: result.markup.encoding if result.markup else result.encoding,
    "language": lambda result: result.language,
    "mode": lambda result: result.mode,
}
"""What may be asked for: a number or None for ``confidence``, a list of texts for ``flags``, a text or None else."""


class Column(NamedTuple):
    """A column to add: its ``name``, and ``what`` of COLUMNS it holds."""

    name: str
    what: str


def columns_asked(asked: str | Iterable[str], prefix: str = "clean_") -> tuple[Column, ...]:
    """The columns that are asked for, in that order: each of COLUMNS is called by it behind the prefix, unless it is
    given another name.

    >>> columns_asked("confidence, kind=page_kind")
    (Column(name='clean_confidence', what='confidence'), Column(name='page_kind', what='kind'))

    Raises:
        OptionError: there is no such thing to tell, a name is empty, or two are the same.
    """
    items = asked.split(",") if isinstance(asked, str) else [*asked]
    made = [column_asked(item.strip(), prefix) for item in items if item.strip()]
    for column in made:
        if sum(column.name == other.name for other in made) > 1:
            raise OptionError(f"two columns would be called {column.name!r}")
    return tuple(made)


def column_asked(item: str, prefix: str) -> Column:
    """One column, ``WHAT`` or ``WHAT=NAME``."""
    what, renamed, name = (part.strip() for part in item.partition("="))
    if what not in COLUMNS:
        raise OptionError(f"{what!r} is no column to add: there are {', '.join(COLUMNS)}")
    if renamed and not name:
        raise OptionError(f"the column {item!r} has no name: write {what} or {what}=NAME")
    return Column(name or prefix + what, what)


def taken_column(columns: Sequence[Column], names: Collection[str], where: str) -> str:
    """Why ``columns`` cannot be added to what has such ``names`` already; empty if they can."""
    for name, what in columns:
        if name in names:
            return f"{where} has {name!r} already: call the new column otherwise, such as {what}=new_{what}"
    return ""


def values_of(result: "Result", columns: Sequence[Column], flags: Sequence[str] = ()) -> dict[str, Any]:
    """What the columns hold for a result, by their names; its ``flags`` of loss stand behind its own, as in the log."""
    values = {name: COLUMNS[what](result) for name, what in columns}
    for name, what in columns:
        if what == "flags":
            values[name] += flags
    return values
