"""Parquet files opened and checked, by pyarrow, which comes with an extra."""

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from cleaner.errors import InputError, MissingExtraError, OptionError
from cleaner.io.documents import said_names
from cleaner.io.formats.base import Source

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["arrow", "arrow_fault", "check_columns", "parquet_file"]

TEXT_COLUMN_TYPE = re.compile(r"(?:dictionary<values=)?(?:large_)?(?:string|binary|null)(?:_view)?(?:,.*>)?")
"""Types of a column that may hold the text."""


def arrow() -> Any:
    """pyarrow with its Parquet module; raises MissingExtraError where it is missing."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError.of("pyarrow, which Parquet needs,", "parquet") from None
    return pyarrow


def parquet_file(stream: Any, name: str) -> Any:
    """An open file; raises InputError where it is none."""
    pa = arrow()
    try:
        file = pa.parquet.ParquetFile(stream)
        file.schema_arrow  # noqa: B018 - may be damaged by itself
    except (pa.ArrowException, OSError, ValueError) as error:  # the last for names that are no UTF-8
        raise InputError(f"{name}: no Parquet file, or its end is missing: {arrow_fault(error)}") from None
    return file


def check_columns(schema: "pa.Schema", source: Source) -> None:
    """Raises OptionError where a table's columns cannot be told apart, or the text is not among them."""
    twice = sorted(name for name, times in Counter(schema.names).items() if times > 1)
    if twice:
        raise OptionError(f"{source} has several columns called {said_names([*map(repr, twice)])}: rename all but one")
    text = source.fields.text
    if text not in schema.names:
        raise OptionError(f"{source} has no column {text!r}, but {said_names(schema.names)}")
    if not TEXT_COLUMN_TYPE.fullmatch(str(schema.field(text).type)):
        raise OptionError(f"{source}: the column {text!r} holds no text: it is of type {schema.field(text).type}")


def arrow_fault(error: Exception) -> str:
    """The first line of an error's message."""
    return str(error).partition("\n")[0]
