"""Parquet, row group by row group: a table of any size in little memory, other columns untouched, types included."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from cleaner.errors import InputError, OptionError
from cleaner.io.documents import Document, Fields, Reject
from cleaner.io.jsonl import from_row, json_line

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["LOG_COLUMNS", "log_table", "merge_parts", "read_parquet", "row_table", "schema_of", "write_part"]

BATCH = 256
"""Rows read at a time."""

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


def arrow() -> Any:
    """pyarrow with its Parquet module; raises OptionError where it is missing."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise OptionError("Parquet needs pyarrow: pip install 'webtext-cleaner[parquet]'") from None
    return pyarrow


def read_parquet(stream: IO[bytes], name: str, fields: Fields) -> Iterator[Document | Reject]:
    """The documents of a table; a reject for a row without a text, and one for a row group that is damaged.

    Raises:
        InputError: the file's end, which holds its directory, is missing: no row can be read.
        OptionError: there is no such column, or no pyarrow.
    """
    pa = arrow()
    try:
        file = pa.parquet.ParquetFile(stream)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{name}: no Parquet file, or its end is missing: {one_line(error)}") from None
    if fields.text not in file.schema_arrow.names:
        raise OptionError(f"{name} has no column {fields.text!r}, but {', '.join(file.schema_arrow.names)}")
    end = 0
    for group in range(file.num_row_groups):
        number, end = end, end + file.metadata.row_group(group).num_rows
        try:
            for batch in file.iter_batches(BATCH, row_groups=[group]):
                for row in batch.to_pylist():
                    number += 1
                    yield from_row(row, f"row {number}", str(number), fields)
        except (pa.ArrowException, OSError) as error:
            yield Reject("", f"rows {number + 1} to {end}", f"cannot be read: {one_line(error)}")


def one_line(error: Exception) -> str:
    """The first line of an error's message."""
    return str(error).partition("\n")[0]


def schema_of(stream: IO[bytes], name: str) -> "pa.Schema":
    """The columns of a file and their types; raises InputError where it is none."""
    pa = arrow()
    try:
        return pa.parquet.read_schema(stream)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{name}: no Parquet file, or its end is missing: {one_line(error)}") from None


def row_table(rows: Sequence[Mapping[str, Any]], schema: "pa.Schema | None", fields: Fields) -> "pa.Table":
    """Rows as a table of the input's columns; without an input table, of id, url, text and the other fields as JSON."""
    pa = arrow()
    if schema is not None:
        return pa.Table.from_pylist([dict(row) for row in rows], schema)
    known = (fields.id, fields.url, fields.text)
    plain = [
        {name: None if row.get(name) is None else str(row[name]) for name in known}
        | {"fields": json_line({k: v for k, v in row.items() if k not in known}).decode().strip()}
        for row in rows
    ]
    return pa.Table.from_pylist(plain, pa.schema([(name, pa.string()) for name in (*known, "fields")]))


def log_table(records: Iterable[tuple[str, Mapping[str, Any]]]) -> "pa.Table":
    """Log records, each with its document's id, as a table of LOG_COLUMNS."""
    pa = arrow()
    kinds = {"start": pa.int64(), "end": pa.int64(), "score": pa.float64()}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in LOG_COLUMNS])
    rows = [
        {name: record.get(name) for name in LOG_COLUMNS} | {"id": key, "json": json_line(record).decode().strip()}
        for key, record in records
    ]
    return pa.Table.from_pylist(rows, schema)


def write_part(table: "pa.Table", path: Path) -> None:
    """One piece of an output, to be merged later."""
    arrow().parquet.write_table(table, path, compression="zstd")


def merge_parts(parts: Sequence[Path], stream: IO[bytes], empty: "pa.Table") -> None:
    """One file of many pieces, a row group each; ``empty`` gives the columns where there is no piece."""
    parquet = arrow().parquet
    schema = parquet.read_schema(parts[0]) if parts else empty.schema
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for part in parts:
            writer.write_table(parquet.read_table(part))
