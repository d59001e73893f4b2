"""Parquet, row group by row group: a table of any size in little memory. Rows stay in Arrow, and only the column of the
text is exchanged: all others keep their types and their bytes, whatever they hold."""

from collections.abc import Iterator

from cleaner.io.documents import Document, Reject, document_of
from cleaner.io.formats.arrow_files import arrow, arrow_fault, check_columns, parquet_file
from cleaner.io.formats.arrow_logs import log_table, read_table_log
from cleaner.io.formats.arrow_tables import ArrowRow, NewColumns, SameColumns, TableWriter
from cleaner.io.formats.base import Format, Source, Target, opened

__all__ = ["PARQUET"]

BATCH_ROWS, BATCH_BYTES = 256, 1 << 23
"""Rows read at a time, and bytes as the file's directory has them: fewer rows where they are large."""


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
            except (pa.ArrowException, OSError, ValueError) as error:
                yield Reject("", f"rows {number + 1} to {end}", f"cannot be read: {arrow_fault(error)}")


def table_writer(target: Target) -> TableWriter:
    """The writer for records: of a table the same table."""
    arrow()
    same = str(target.source).lower().endswith(PARQUET.suffixes)
    return SameColumns(target) if same else NewColumns(target)


PARQUET = Format(
    name="parquet",
    suffixes=(".parquet", ".pq"),
    read=read_parquet_rows,
    writer=table_writer,
    log_writer=log_table,
    read_log=read_table_log,
)
