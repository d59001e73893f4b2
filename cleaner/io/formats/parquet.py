"""Parquet, row group by row group: a table of any size in little memory. Rows stay in Arrow, and only the column of the
text is exchanged: all others keep their types and their bytes, whatever they hold."""

import json
import re
from abc import abstractmethod
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from cleaner.errors import InputError, LogError, MissingExtraError, OptionError
from cleaner.io.documents import Document, Reject, document_of
from cleaner.io.files import open_place
from cleaner.io.formats.arrow_json import cell_of, json_of
from cleaner.io.formats.base import Format, Source, Target, Writer, Written, opened
from cleaner.io.places import Place
from cleaner.log import by_document, storable, to_json

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["LOG_COLUMNS", "PARQUET", "ArrowRow"]

BATCH_ROWS, BATCH_BYTES = 256, 1 << 23
"""Rows read at a time, and bytes as the file's directory has them: fewer rows where they are large."""

TEXT_COLUMN_TYPE = re.compile(r"(?:dictionary<values=)?(?:large_)?(?:string|binary|null)(?:_view)?(?:,.*>)?")
"""Types of a column that may hold the text."""

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


@dataclass(frozen=True, slots=True)
class ArrowRow:
    """A record as a row of a batch; as `SourceRow` says."""

    batch: Any
    index: int

    def get(self, name: str) -> Any:
        """As `SourceRow` says; a string that is no UTF-8 is bytes."""
        at = self.batch.schema.get_field_index(name)
        return None if at < 0 else cell_of(self.batch.column(at)[self.index])

    def json_with(self, name: str, text: str) -> str:
        """As `SourceRow` says."""
        return to_json({**self.values(()), name: text})

    def json_without(self, names: Collection[str]) -> str:
        """As `SourceRow` says."""
        return to_json(self.values(names))

    def values(self, left_out: Collection[str]) -> dict[str, Any]:
        """The fields as JSON has them."""
        cells = zip(self.batch.schema.names, self.batch.columns, strict=True)
        return {name: json_of(column[self.index]) for name, column in cells if name not in left_out}


def arrow() -> Any:
    """pyarrow with its Parquet module; raises MissingExtraError where it is missing."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError.of("pyarrow, which Parquet needs,", "parquet") from None
    return pyarrow


def read_parquet_rows(source: Source) -> Iterator[Document | Reject]:
    """The documents of a table; a reject for a row without a text, and one for a row group that is damaged.

    Raises:
        InputError: the file's end, which holds its directory, is missing: no row can be read.
        OptionError: there is no such column, it holds no text, or two columns have one name.
        MissingExtraError: pyarrow is missing.
    """
    pa = arrow()
    with opened(source) as stream:
        file = parquet_file(stream, str(source))
        check_columns(file.schema_arrow, source)
        end = 0
        for group in range(file.num_row_groups):
            size = file.metadata.row_group(group)
            number, end = end, end + size.num_rows
            at_once = max(1, min(BATCH_ROWS, BATCH_BYTES * size.num_rows // max(size.total_byte_size, 1)))
            try:
                for batch in file.iter_batches(at_once, row_groups=[group]):
                    for index in range(batch.num_rows):
                        number += 1
                        yield document_of(ArrowRow(batch, index), f"row {number}", str(number), source.fields)
            except (pa.ArrowException, OSError) as error:
                yield Reject("", f"rows {number + 1} to {end}", f"cannot be read: {arrow_fault(error)}")


def parquet_file(stream: Any, name: str) -> Any:
    """An open file; raises InputError where it is none."""
    pa = arrow()
    try:
        return pa.parquet.ParquetFile(stream)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{name}: no Parquet file, or its end is missing: {arrow_fault(error)}") from None


def check_columns(schema: "pa.Schema", source: Source) -> None:
    """Raises OptionError where a table's columns cannot be told apart, or the text is not among them."""
    twice = sorted({name for name in schema.names if schema.names.count(name) > 1})
    if twice:
        raise OptionError(f"{source} has several columns called {', '.join(map(repr, twice))}: rename all but one")
    text = source.fields.text
    if text not in schema.names:
        raise OptionError(f"{source} has no column {text!r}, but {', '.join(schema.names)}")
    if not TEXT_COLUMN_TYPE.fullmatch(str(schema.field(text).type)):
        raise OptionError(f"{source}: the column {text!r} holds no text: it is of type {schema.field(text).type}")


def arrow_fault(error: Exception) -> str:
    """The first line of an error's message."""
    return str(error).partition("\n")[0]


class TableWriter(Writer):
    """Writes tables, a row group for each part; as `Writer` says."""

    def __init__(self, place: Place) -> None:
        self.place = place

    @abstractmethod
    def tables(self, rows: Sequence[Written]) -> Iterator["pa.Table"]:
        """The rows, in order, as tables of one schema."""

    def put(self, part: Path, rows: Sequence[Written]) -> None:
        """As `Writer` says."""
        pa = arrow()
        tables = [*self.tables(rows)] or [self.empty()]
        pa.parquet.write_table(pa.concat_tables(tables), part, compression="zstd")

    @abstractmethod
    def empty(self) -> "pa.Table":
        """The table without rows."""

    def merge(self, parts: Sequence[Path], stream: IO[bytes]) -> None:
        """As `Writer` says."""
        parquet = arrow().parquet
        with parquet.ParquetWriter(stream, self.empty().schema, compression="zstd") as writer:
            for part in parts:
                table = parquet.ParquetFile(part).read()
                if table.num_rows:
                    writer.write_table(table)


class SameColumns(TableWriter):
    """The columns of the table that the rows came from, the text in its place."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.place)
        with opened(target.source) as stream:
            self.schema = parquet_file(stream, str(target.source)).schema_arrow
        check_columns(self.schema, target.source)
        self.at = self.schema.get_field_index(target.source.fields.text)

    def tables(self, rows: Sequence[Written]) -> Iterator["pa.Table"]:
        """As `TableWriter` says."""
        pa = arrow()
        for _, group in groupby(rows, key=lambda row: id(row.document.row.batch)):  # type: ignore[attr-defined]
            some = [*group]
            first: Any = some[0].document.row
            table = pa.Table.from_batches([first.batch]).take([row.document.row.index for row in some])  # type: ignore[attr-defined]
            yield table.set_column(self.at, self.schema.field(self.at), self.texts([row.data() for row in some]))

    def texts(self, texts: list[bytes]) -> Any:
        """The texts as a column of the type that the text's column has. Its strings need not be UTF-8: some were not
        when they came."""
        pa = arrow()
        kind = self.schema.field(self.at).type
        made = pa.array(texts, pa.binary())
        return made.cast(kind) if "binary" in str(kind) else made.view(pa.string()).cast(kind)

    def empty(self) -> "pa.Table":
        """As `TableWriter` says."""
        return self.schema.empty_table()


class NewColumns(TableWriter):
    """Id, URL, text, and the other fields as JSON: a table of what was none."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.place)
        self.fields = target.source.fields
        self.known = (self.fields.id, self.fields.url, self.fields.text)

    def tables(self, rows: Sequence[Written]) -> Iterator["pa.Table"]:
        """As `TableWriter` says."""
        if rows:
            columns = zip(*map(self.cells, rows), strict=True)
            arrays = [arrow().array([*column], arrow().string()) for column in columns]
            yield arrow().Table.from_arrays(arrays, [*self.known, "fields"])

    def cells(self, row: Written) -> tuple[str | None, str | None, str, str]:
        """The cells of one row."""
        document = row.document
        url = document.row.get(self.fields.url)
        others = document.row.json_without(self.known)
        return (
            storable(document.id),
            None if url is None else storable(str(url)),
            storable(row.string()),
            storable(others),
        )

    def empty(self) -> "pa.Table":
        """As `TableWriter` says."""
        pa = arrow()
        return pa.schema([(name, pa.string()) for name in (*self.known, "fields")]).empty_table()


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


def storable_cell(value: Any) -> Any:
    """A value as a column holds it."""
    return storable(value) if isinstance(value, str) else value


def table_writer(target: Target) -> TableWriter:
    """The writer for records: of a table the same table."""
    arrow()
    same = str(target.source).lower().endswith(PARQUET.suffixes)
    return SameColumns(target) if same else NewColumns(target)


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
        lines = (
            cell for batch in file.iter_batches(BATCH_ROWS, columns=["json"]) for cell in batch.column(0).to_pylist()
        )
        yield from by_document((number, json.loads(line)) for number, line in enumerate(lines, 1))


PARQUET = Format(
    name="parquet",
    suffixes=(".parquet", ".pq"),
    read=read_parquet_rows,
    writer=table_writer,
    log_writer=log_table,
    read_log=read_table_log,
)
