"""A row of somebody's table: its clean text and log, or the reason why not, as three cells. What Spark and the other
pipelines share.

The log is a JSON array in one string: `json.loads` makes it what `cleaner.restore` takes, Spark's `from_json` makes it
rows of whatever fields are asked for, and a table's schema stays as it is when the log's grows.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from cleaner.batch.one import CleansOne, Outcome, Task, clean_one
from cleaner.columns import Column, columns_asked, values_of
from cleaner.errors import InputError, OptionError
from cleaner.log import storable
from cleaner.log_json import log_json
from cleaner.result import Result

__all__ = ["Cells", "TableColumns", "cells_of", "checked_text", "clean_cells"]


class Cells(NamedTuple):
    """What a table holds of a row: ``text`` and ``log`` (a JSON array of records), or else the ``error``; the rest is
    None. ``more`` are the columns asked for beside them."""

    text: str | None
    log: str | None
    error: str | None
    more: tuple[Any, ...] = ()

    @property
    def added(self) -> tuple[Any, ...]:
        """The cells of `TableColumns.added`, in its order."""
        return *self[:3], *self.more


class TableColumns(NamedTuple):
    """Names of a table's columns: where text, URL, site and id are, what precedes the names of those added, and which
    are added ``beside`` text, log and error.

    Only ``text`` must be there. An empty name, or a name left as it is here that the table lacks, is not used.
    """

    text: str = "text"
    url: str = "url"
    site: str = ""
    id: str = "id"
    prefix: str = "clean_"
    beside: tuple[Column, ...] = ()

    @property
    def added(self) -> tuple[str, ...]:
        """The columns for text, log and error, and those beside them.

        >>> TableColumns().added
        ('clean_text', 'clean_log', 'clean_error')
        """
        beside = (column.name for column in self.beside)
        return f"{self.prefix}text", f"{self.prefix}log", f"{self.prefix}error", *beside

    def with_beside(self, asked: str | Iterable[str]) -> "TableColumns":
        """These with the columns that are asked for; raises OptionError as `columns_asked`."""
        return self._replace(beside=columns_asked(asked, self.prefix))

    @property
    def roles(self) -> dict[str, str]:
        """The columns that are read, by what they hold."""
        return {"text": self.text, "url": self.url, "site": self.site, "id": self.id}

    def within(self, table: Collection[str], *, adding: bool = True) -> "TableColumns":
        """Those of a table with such columns, unused names empty.

        >>> TableColumns(site="host").within(["text", "host", "date"])
        TableColumns(text='text', url='', site='host', id='', prefix='clean_', beside=())

        Raises:
            OptionError: a column asked for is not there, or, where columns are added, one of those is.
        """
        usual = TableColumns()
        for role, name in self.roles.items():
            wanted = role == "text" or (name and name != getattr(usual, role))
            if wanted and name not in table:
                raise OptionError(f"there is no column {name!r} for the {role}; there are {', '.join(table)}")
        for name in self.added if adding else ():
            if name in table:
                raise OptionError(f"there is a column {name!r} already: name another prefix than {self.prefix!r}")
        text, url, site, doc_id = (name if name in table else "" for name in self.roles.values())
        return TableColumns(text, url, site, doc_id, self.prefix, self.beside)


def clean_cells(  # noqa: PLR0913 - what is known of a row
    cleaner: CleansOne,
    source: object,
    beside: Sequence[Column] = (),
    *,
    url: Any = None,
    site: Any = None,
    doc_id: Any = None,
) -> Cells:
    """Cleans one row's text, str or bytes; other values may be null or of any type. Nothing in a row makes this
    raise."""
    task = Task(source, as_text(url), as_text(site), None, as_text(doc_id))
    return cells_of(clean_one(cleaner, task), task.id, beside)


def cells_of(done: Outcome[Result], doc_id: str, beside: Sequence[Column] = ()) -> Cells:
    """The cells of a document that was cleaned, or was not."""
    said = {"columns": [column.name for column in beside]}
    written = done.made(
        lambda result: (
            checked_text(result),
            f"[{', '.join(log_json(result, doc_id, (), said))}]",
            None,
            tuple(values_of(result, beside).values()),
        )
    )
    if written.value is not None:
        return Cells(*written.value)
    return Cells(None, None, storable(str(written.error)), (None,) * len(beside))


def checked_text(result: Result) -> str:
    """The clean text; raises InputError where UTF-8 cannot hold it. Half a character stays only if the stage
    ``unicode`` is switched off."""
    try:
        result.text.encode()
    except UnicodeEncodeError as error:
        raise InputError(f"the clean text holds half a character: UnicodeEncodeError: {error}") from None
    return result.text


def as_text(value: Any) -> str:
    """A cell as str; empty for null."""
    return "" if value is None else str(value)
