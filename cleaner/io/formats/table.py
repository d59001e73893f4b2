"""CSV and TSV: a row a document, read and written by Python's csv module. All cells but the text keep their values; how
they are quoted may change."""

import csv
import io
import sys
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from cleaner.columns import NOTHING_ADDED
from cleaner.errors import InputError, OptionError
from cleaner.io.compressed import packer, unpacked
from cleaner.io.documents import Document, MadeRow, Reject, document_of, said_names
from cleaner.io.files import open_place
from cleaner.io.formats.base import Format, Source, Target, Writer, Written, opened
from cleaner.io.formats.jsonl import concatenate
from cleaner.io.formats.rows import LONG_ROW, row_texts
from cleaner.io.places import Place
from cleaner.log import storable, to_json

__all__ = ["CSV"]

DELIMITERS = {".csv": ",", ".tsv": "\t"}
CELL_BYTES = 57
"""What a str takes beside its characters."""
MAX_QUOTED, OTHER_CELLS = 2, 1 << 20
"""Characters of a row that are read: for each byte of the largest document, as a quote is written twice, and for the
other cells."""

OTHERS = "fields"
"""The column that takes, as JSON, what a record of another format has beside its id, URL and text."""


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A row with the names of its columns; as `SourceRow` says."""

    names: tuple[str, ...]
    cells: tuple[str, ...]

    def get(self, name: str) -> Any:
        """As `SourceRow` says; a cell that is no UTF-8 is bytes."""
        if name not in self.names:
            return None
        cell = self.cells[self.names.index(name)]
        return cell if cell.isascii() or not any("\udc80" <= char <= "\udcff" for char in cell) else to_bytes(cell)

    def has(self, name: str) -> bool:
        """As `SourceRow` says."""
        return name in self.names

    def json_with(self, name: str, text: str, added: Mapping[str, Any] = NOTHING_ADDED) -> str:
        """As `SourceRow` says."""
        return self.made().json_with(name, text, added)

    def json_without(self, names: Collection[str]) -> str:
        """As `SourceRow` says."""
        return self.made().json_without(names)

    def size(self) -> int:
        """As `SourceRow` says."""
        return sum(map(len, self.cells)) + CELL_BYTES * len(self.cells)

    def made(self) -> MadeRow:
        """The row as a record of another format; what is no UTF-8 shows as U+FFFD."""
        cells = (to_bytes(cell).decode("utf-8", "replace") for cell in self.cells)
        return MadeRow(dict(zip(self.names, cells, strict=True)))

    def with_text(self, name: str, text: str, dropped: Collection[str]) -> list[str]:
        """The cells, ``text`` in the column ``name``, but for those of columns ``dropped``."""
        cells = zip(self.names, self.cells, strict=True)
        return [text if column == name else cell for column, cell in cells if column not in dropped]


def to_bytes(cell: str) -> bytes:
    """The bytes that a cell was read from."""
    return cell.encode("utf-8", "surrogateescape")


def read_csv(source: Source) -> Iterator[Document | Reject]:
    """The documents of a table whose first row names the columns; a reject for a row of another width, and one where
    the file breaks off.

    Raises:
        InputError: there is no first row, or two columns have one name.
        OptionError: there is no column for the text.
    """
    with opened(source) as stream, table_rows(stream, source) as rows:
        names = header(rows, source)
        number = 0
        try:
            for number, row in enumerate(rows, 1):
                if row.strip("\r\n") or row == LONG_ROW:
                    yield row_of(names, row, number, source)
        except (OSError, EOFError, zlib.error) as error:
            yield Reject("", f"after row {number}", f"the rest of {source} cannot be read: {error}")


def row_of(names: tuple[str, ...], row: str, number: int, source: Source) -> Document | Reject:
    """The document of one row."""
    where = f"row {number}"
    if row == LONG_ROW:
        return Reject(str(number), where, f"the row is longer than {limit_of(source)} characters (see --max-bytes)")
    try:
        cells = cells_of_row(row, str(source))
    except csv.Error as error:
        return Reject(str(number), where, f"no row of a table: {error}")
    if len(cells) != len(names):
        return Reject(str(number), where, f"the row has {len(cells)} cells, and there are {len(names)} columns")
    return document_of(CsvRow(names, tuple(cells)), where, str(number), source.fields)


def limit_of(source: Source) -> int:
    """Characters of a row that are read, quotes that are written twice and the other cells included."""
    return MAX_QUOTED * source.max_bytes + OTHER_CELLS


def cells_of_row(row: str, name: str) -> list[str]:
    """The cells of one row. Raises csv.Error."""
    csv.field_size_limit(sys.maxsize)  # the default, 128 KB, is less than many pages
    reader = csv.reader(io.StringIO(row, newline=""), delimiter=delimiter_of(name), strict=True)
    return next(reader, [])


def header(rows: Iterator[str], source: Source) -> tuple[str, ...]:
    """The names of the columns, which the first row holds. Raises as `read_csv`."""
    try:
        names = tuple(cells_of_row(next(rows, ""), str(source)))
    except (csv.Error, OSError, EOFError, zlib.error) as error:
        raise InputError(f"{source} cannot be read: {error}") from error
    if len(set(names)) < len(names):
        twice = sorted(name for name, times in Counter(names).items() if times > 1)
        raise InputError(f"{source}: two columns have one name: {said_names(twice)}")
    if source.fields.text not in names:
        found = said_names(names) or "no columns at all"
        raise OptionError(f"{source} has no column {source.fields.text!r}, but {found}: name it with --text-field")
    return names


@contextmanager
def table_rows(stream: IO[bytes], source: Source) -> Iterator[Iterator[str]]:
    """The rows of a stream that is packed, and whose cells are parted, as its source's name says."""
    name = str(source)
    text = io.TextIOWrapper(unpacked(stream, name), "utf-8-sig", "surrogateescape", newline="")
    try:
        yield row_texts(text, delimiter_of(name), limit_of(source))
    finally:
        text.detach()  # or it would close a stream that is not its own


def delimiter_of(name: str) -> str:
    """What parts the cells of a table with this name."""
    return next(sign for suffix, sign in DELIMITERS.items() if suffix in name.lower())


def cell_text(value: Any) -> str:
    """A value of a column added: empty for None, a list as JSON."""
    return "" if value is None else storable(value) if isinstance(value, str) else to_json(value)


class CsvWriter(Writer):
    """Rows with their other cells and clean text; as `Writer` says."""

    def __init__(self, target: Target) -> None:
        self.place: Place | None = target.place
        self.fields = target.source.fields
        self.delimiter = delimiter_of(target.place.name)
        self.pack = packer(target.place.name)
        self.dropped = target.dropped
        self.names = target.names_of(self.columns_of(target.source))

    def columns_of(self, source: Source) -> tuple[str, ...]:
        """The columns: those of the source where that is a table of this kind."""
        if not str(source).lower().endswith(CSV.suffixes):
            return (self.fields.id, self.fields.url, self.fields.text, OTHERS)
        with open_place(source.place) as stream, table_rows(stream, source) as rows:
            return header(rows, source)

    def put(self, part: Path, rows: Sequence[Written]) -> None:
        """As `Writer` says."""
        part.write_bytes(self.pack(self.lines(self.cells(row) for row in rows)))

    def cells(self, row: Written) -> list[str]:
        """The cells of one document."""
        return [*self.own_cells(row), *map(cell_text, row.added.values())]

    def own_cells(self, row: Written) -> list[str]:
        """The cells of one document, those of columns added apart."""
        record, fields = row.document.row, self.fields
        text = row.data().decode("utf-8", "surrogateescape")
        if isinstance(record, CsvRow):
            return record.with_text(fields.text, text, self.dropped)
        known = {fields.id: storable(row.document.id), fields.url: storable(row.document.url), fields.text: text}
        return [*known.values(), record.json_without([*known])]

    def lines(self, rows: Iterable[Sequence[str]]) -> bytes:
        """Rows as they stand in the file."""
        written = CsvRows()
        csv.writer(written, delimiter=self.delimiter, lineterminator=ROW_END).writerows(rows)
        return to_bytes("".join(written))

    def merge(self, parts: Sequence[Path], stream: IO[bytes]) -> None:
        """As `Writer` says."""
        stream.write(self.pack(self.lines([self.names])))
        concatenate(parts, stream)


ROW_END = "\r\n"
"""The characters that `csv` quotes a cell for, besides the delimiter and the quote: those of its line end, and no
others before Python 3.13. A carriage return at a cell's end would be lost without quotes."""


class CsvRows(list[str]):
    """The rows that `csv` has written, each with a line feed at its end."""

    def write(self, row: str) -> None:
        """Takes a row, whose end is ROW_END."""
        self.append(row.removesuffix(ROW_END) + "\n")


CSV = Format(
    name="csv",
    suffixes=tuple(f"{suffix}{packing}" for suffix in DELIMITERS for packing in ("", ".gz", ".zst")),
    read=read_csv,
    writer=CsvWriter,
)
