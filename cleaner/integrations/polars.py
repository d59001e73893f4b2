"""polars: one function that cleans a column of pages.

from cleaner import Cleaner
from cleaner.integrations.polars import clean_table

done = clean_table(table, Cleaner(mode="careful"), text="html")
good = done.filter(done["clean_error"].is_null())
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cleaner.batch.cells import TableColumns
from cleaner.cleaner import Cleaner
from cleaner.integrations.rows import clean_rows

if TYPE_CHECKING:
    import polars as pl

__all__ = ["clean_table"]


def clean_table(  # noqa: PLR0913 - one argument for each column
    table: "pl.DataFrame",
    cleaner: Cleaner | None = None,
    *,
    text: str = "text",
    url: str = "url",
    site: str = "",
    id: str = "id",
    prefix: str = "clean_",
    columns: str | Iterable[str] = (),
) -> "pl.DataFrame":
    """A new table with three more columns: ``clean_text``, ``clean_log`` (a JSON array) and ``clean_error``.

    A row that cannot be cleaned has its cause in ``clean_error`` and nulls in the others; order and other columns
    stay as they are.

    Args:
        table: any table; a lazy one is collected first.
        cleaner: how to clean; None for the default.
        text: column of the text, a string or binary.
        url: column of the URL, which picks the rules and templates of a site; `url` may be missing.
        site: column of the site's name, where templates were learned under other names than hosts.
        id: column of the id, for the log; `id` may be missing.
        prefix: precedes the names of the columns added.
        columns: what else is added: confidence, kind, flags, encoding, language, mode, as a list or with commas between
            them; ``kind`` becomes ``clean_kind``, ``kind=page`` becomes ``page``.

    Raises:
        OptionError: a column asked for is not there, or one to be added is there already.
    """
    import polars as pl

    table = table.lazy().collect()
    places = TableColumns(text, url, site, id, prefix).with_beside(columns).within(table.columns)
    done = clean_rows(cleaner or Cleaner(), places, lambda name: table[name])
    special = {"confidence": pl.Float64(), "flags": pl.List(pl.String)}
    kinds = [pl.String()] * 3 + [special.get(column.what, pl.String()) for column in places.beside]
    named = enumerate(zip(places.added, kinds, strict=True))
    added = [pl.Series(name, [row.added[at] for row in done], dtype=kind) for at, (name, kind) in named]
    return table.with_columns(added)
