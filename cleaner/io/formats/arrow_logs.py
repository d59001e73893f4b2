"""Removal logs as Parquet."""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cleaner.errors import LogError
from cleaner.io.files import open_place
from cleaner.io.formats.arrow_files import arrow, arrow_fault, parquet_file
from cleaner.io.formats.arrow_tables import TableWriter, storable_cell
from cleaner.io.formats.base import Target, Written
from cleaner.io.places import Place
from cleaner.log import by_document, storable

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["LOG_COLUMNS", "log_table", "read_table_log"]

LOG_ROWS = 256
"""Records read at a time."""

LOG_COLUMNS = (
    "id",
    "record",
    "start",
    "end",
    "before",
    "after",
    "stage",
    "rule",
    "category",
    "reason",
    "score",
    "json",
)
"""Columns of a removal log as a table: those to filter by, and each record whole."""


class LogTable(TableWriter):
    """Removal logs as a table of LOG_COLUMNS."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.place)

    def tables(self, rows: Sequence[Written]) -> Iterator["pa.Table"]:
        """As `TableWriter` says."""
        records = [
            {name: storable_cell(record.get(name)) for name in LOG_COLUMNS}
            | {"id": storable(row.document.id), "json": line}
            for row in rows
            for line in row.log.decode().split("\n")[:-1]
            for record in [json.loads(line)]
        ]
        yield arrow().Table.from_pylist(records, self.empty().schema)

    def empty(self) -> "pa.Table":
        """As `TableWriter` says."""
        pa = arrow()
        kinds = {"start": pa.int64(), "end": pa.int64(), "score": pa.float64()}
        return pa.schema([(name, kinds.get(name, pa.string())) for name in LOG_COLUMNS]).empty_table()


def log_table(target: Target) -> TableWriter:
    """The writer for logs; raises MissingExtraError at once where pyarrow is missing."""
    arrow()
    return LogTable(target)


def read_table_log(place: Place) -> Iterator[list[dict[str, Any]]]:
    """The log in a table that `LogTable` wrote.

    Raises:
        InputError: it cannot be opened, or is no Parquet file.
        LogError: it is no log.
    """
    with open_place(place) as stream:
        file = parquet_file(stream, str(place))
        if "json" not in file.schema_arrow.names:
            raise LogError(f"{place} is no removal log: it has no column 'json'")
        yield from by_document(enumerate(json_cells(file, place), 1))


def json_cells(file: Any, place: Place) -> Iterator[Any]:
    """The values in the column ``json``; raises LogError where they cannot be read."""
    pa = arrow()
    try:
        for batch in file.iter_batches(LOG_ROWS, columns=["json"]):
            for cell in batch.column(0).to_pylist():
                yield json.loads(cell)
    except (pa.ArrowException, OSError, ValueError, TypeError, RecursionError) as error:
        raise LogError(f"the rest of {place} cannot be read: {arrow_fault(error)}") from None
