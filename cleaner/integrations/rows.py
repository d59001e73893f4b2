"""The rows of a table in memory, cleaned: what the helpers for pandas and polars share."""

from collections.abc import Callable, Iterable
from typing import Any

from cleaner.batch.cells import Cells, TableColumns, clean_cells
from cleaner.cleaner import Cleaner

__all__ = ["clean_rows"]


def clean_rows(cleaner: Cleaner, places: TableColumns, values: Callable[[str], Iterable[Any]]) -> list[Cells]:
    """The cells of each row, in order.

    Args:
        cleaner: how to clean.
        places: where text, URL, site and id are, as `TableColumns.within` gives them; empty names are not asked for.
        values: the values of a column, by its name, missing ones None.
    """
    texts = [*values(places.text)]
    nothing = [None] * len(texts)
    others = [values(name) if name else nothing for name in (places.url, places.site, places.id)]
    return [
        clean_cells(cleaner, text, places.beside, url=url, site=site, doc_id=doc_id)
        for text, url, site, doc_id in zip(texts, *others, strict=True)
    ]
