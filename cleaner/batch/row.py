"""A row of somebody's table: cleaned, or the reason why not. What Spark and the other pipelines share.

A run over a million rows must not end at one of them, so nothing here raises for what a row holds: the error stands in
the row's place. The log is a JSON array in one string: `json.loads` makes it what `cleaner.restore` takes, Spark's
`from_json` makes it rows of whatever fields are asked for, and a table's schema stays as it is when the log's grows.
"""

from collections.abc import Collection
from typing import Any, NamedTuple

from cleaner.cleaner import Cleaner
from cleaner.errors import CleanerError, OptionError
from cleaner.log import log_records, to_json

__all__ = ["Columns", "Outcome", "cause_of", "name_of", "outcome", "storable"]


class Outcome(NamedTuple):
    """What became of a row: ``text`` and ``log`` (a JSON array of records), or else the ``error``; the rest is None."""

    text: str | None
    log: str | None
    error: str | None


class Columns(NamedTuple):
    """Names of a table's columns: where text, URL, site and id are, and what precedes the names of those added.

    Only ``text`` must be there. An empty name, or a name left as it is here that the table lacks, is not used.
    """

    text: str = "text"
    url: str = "url"
    site: str = ""
    id: str = "id"
    prefix: str = "clean_"

    @property
    def added(self) -> tuple[str, str, str]:
        """The columns for text, log and error.

        >>> Columns().added
        ('clean_text', 'clean_log', 'clean_error')
        """
        return f"{self.prefix}text", f"{self.prefix}log", f"{self.prefix}error"

    def within(self, table: Collection[str], *, adding: bool = True) -> "Columns":
        """Those of a table with such columns, unused names empty.

        >>> Columns(site="host").within(["text", "host", "date"])
        Columns(text='text', url='', site='host', id='', prefix='clean_')

        Raises:
            OptionError: a column asked for is not there, or, where columns are added, one of those is.
        """
        usual = Columns()
        for role, name in self._asdict().items():
            wanted = role == "text" or (name and name != getattr(usual, role))
            if role != "prefix" and wanted and name not in table:
                raise OptionError(f"there is no column {name!r} for the {role}; there are {', '.join(table)}")
        for name in self.added if adding else ():
            if name in table:
                raise OptionError(f"there is a column {name!r} already: name another prefix than {self.prefix!r}")
        there = {role: name if name in table else "" for role, name in self._asdict().items() if role != "prefix"}
        return self._replace(**there)


def outcome(cleaner: Cleaner, source: object, *, url: Any = None, site: Any = None, doc_id: Any = None) -> Outcome:
    """Cleans one row's text, str or bytes; other values may be null or of any type."""
    if not isinstance(source, str | bytes):
        return Outcome(None, None, f"there is no text: the value is {name_of(source)}")
    try:
        result = cleaner.clean(source, url=as_text(url), site=as_text(site))
        result.text.encode()  # a table holds UTF-8; half a character stays if the stage `unicode` is switched off
        return Outcome(result.text, to_json([*log_records(result, as_text(doc_id))]), None)
    except Exception as error:  # whatever it is, it is this row's, and the others go on
        return Outcome(None, None, cause_of(error))


def cause_of(error: Exception) -> str:
    """What an error says, as a table can hold it; of one that was not raised on purpose, also what it is."""
    cause = str(error) if isinstance(error, CleanerError) else f"{type(error).__name__}: {error}"
    return storable(cause)


def storable(text: str) -> str:
    """The text as UTF-8 can hold it, a question mark for half a character."""
    return text.encode("utf-8", "replace").decode()


def as_text(value: Any) -> str:
    """A cell as str; empty for null."""
    return "" if value is None else str(value)


def name_of(value: object) -> str:
    """What a cell without text holds, for its error."""
    return "null" if value is None else f"of type {type(value).__name__}"
