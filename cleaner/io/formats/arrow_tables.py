"""Records written as Parquet. Rows that were in Arrow stay there, and only the column of the text is exchanged."""

from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from cleaner.columns import NOTHING_ADDED, Column
from cleaner.io.formats.arrow_files import arrow, check_columns, parquet_file
from cleaner.io.formats.arrow_json import cell_of, json_of
from cleaner.io.formats.base import Target, Writer, Written, opened
from cleaner.io.places import Place
from cleaner.log import storable, to_json

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ArrowRow", "NewColumns", "SameColumns", "TableWriter", "arrow_kind", "storable_cell"]


@dataclass(frozen=True, slots=True)
class ArrowRow:
    """A record as a row of a batch; as `SourceRow` says."""

    batch: Any
    index: int

    def get(self, name: str) -> Any:
        """As `SourceRow` says; a string that is no UTF-8 is bytes, and a time what it is as JSON: as an id it is the
        same in the log as in the output, whatever that is."""
        at = self.batch.schema.get_field_index(name)
        if at < 0:
            return None
        value = cell_of(self.batch.column(at)[self.index])
        known = value is None or isinstance(value, str | bytes | bool | int | float | list | dict)
        return value if known else json_of(self.batch.column(at)[self.index])

    def has(self, name: str) -> bool:
        """As `SourceRow` says."""
        return name in self.batch.schema.names

    def json_with(self, name: str, text: str, added: Mapping[str, Any] = NOTHING_ADDED) -> str:
        """As `SourceRow` says."""
        return to_json({**self.values(()), name: text, **added})

    def json_without(self, names: Collection[str]) -> str:
        """As `SourceRow` says."""
        return to_json(self.values(names))

    def size(self) -> int:
        """As `SourceRow` says: its share of the batch, which is held as long as one of its rows is."""
        return int(self.batch.nbytes) // max(1, int(self.batch.num_rows))

    def values(self, left_out: Collection[str]) -> dict[str, Any]:
        """The fields as JSON has them."""
        cells = zip(self.batch.schema.names, self.batch.columns, strict=True)
        return {name: json_of(column[self.index]) for name, column in cells if name not in left_out}


def arrow_kind(what: str) -> "pa.DataType":
    """The type of a column added, by what of `cleaner.columns.COLUMNS` it holds."""
    pa = arrow()
    return {"confidence": pa.float64(), "flags": pa.list_(pa.string())}.get(what, pa.string())


def storable_cell(value: Any) -> Any:
    """A value as a column holds it."""
    return storable(value) if isinstance(value, str) else value


class TableWriter(Writer):
    """Writes tables, a row group for each part; as `Writer` says."""

    def __init__(self, place: Place, added: Sequence[Column] = ()) -> None:
        self.place = place
        self.added = [(name, arrow_kind(what)) for name, what in added]

    def with_added(self, table: "pa.Table", rows: Sequence[Written]) -> "pa.Table":
        """A table of rows with the columns that are added."""
        for name, kind in self.added:
            cells = [storable_cell(row.added[name]) for row in rows]
            table = table.append_column(arrow().field(name, kind), arrow().array(cells, kind))
        return table

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
        super().__init__(target.place, target.added)
        with opened(target.source) as stream:
            self.schema = parquet_file(stream, str(target.source)).schema_arrow
        check_columns(self.schema, target.source)
        target.names_of(self.schema.names)
        self.dropped = target.dropped
        for name in self.dropped:
            self.schema = self.schema.remove(self.schema.get_field_index(name))
        self.at = self.schema.get_field_index(target.source.fields.text)

    def tables(self, rows: Sequence[Written]) -> Iterator["pa.Table"]:
        """As `TableWriter` says."""
        pa = arrow()
        for _, group in groupby(rows, key=lambda row: id(row.document.row.batch)):  # type: ignore[attr-defined]
            some = [*group]
            held: list[Any] = [row.document.row for row in some]
            runs = rows_in_a_row([row.index for row in held])
            batches = [held[0].batch.slice(start, count) for start, count in runs]
            table = pa.Table.from_batches(batches).drop_columns([*self.dropped])  # `take` does not know every type
            texts = self.texts([row.data() for row in some])
            yield self.with_added(table.set_column(self.at, self.schema.field(self.at), texts), some)

    def texts(self, texts: list[bytes]) -> Any:
        """The texts as a column of the type that the text's column has. Its strings need not be UTF-8: some were not
        when they came."""
        pa = arrow()
        kind = self.schema.field(self.at).type
        made = pa.array(texts, pa.binary())
        return made.cast(kind) if "binary" in str(kind) else made.view(pa.string()).cast(kind)

    def empty(self) -> "pa.Table":
        """As `TableWriter` says."""
        return self.with_added(self.schema.empty_table(), ())


def rows_in_a_row(indexes: Sequence[int]) -> list[tuple[int, int]]:
    """Rising numbers as stretches without a gap: where each begins, and how many it has.

    >>> rows_in_a_row([0, 1, 2, 5, 7, 8])
    [(0, 3), (5, 1), (7, 2)]
    """
    found: list[tuple[int, int]] = []
    for index in indexes:
        if found and sum(found[-1]) == index:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((index, 1))
    return found


class NewColumns(TableWriter):
    """Id, URL, text, and the other fields as JSON: a table of what was none."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.place, target.added)
        self.fields = target.source.fields
        self.known = (self.fields.id, self.fields.url, self.fields.text)
        target.names_of((*self.known, "fields"))

    def tables(self, rows: Sequence[Written]) -> Iterator["pa.Table"]:
        """As `TableWriter` says."""
        if rows:
            columns = zip(*map(self.cells, rows), strict=True)
            arrays = [arrow().array([*column], arrow().string()) for column in columns]
            yield self.with_added(arrow().Table.from_arrays(arrays, [*self.known, "fields"]), rows)

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
        return self.with_added(pa.schema([(name, pa.string()) for name in (*self.known, "fields")]).empty_table(), ())
