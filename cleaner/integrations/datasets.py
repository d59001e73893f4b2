"""Hugging Face datasets: a function for `Dataset.map` and `IterableDataset.map`.

from cleaner import Cleaner
from cleaner.integrations.datasets import CleanBatch

done = dataset.map(CleanBatch(Cleaner(mode="balanced")), batched=True, num_proc=4)
good = done.filter(lambda error: not error, input_columns="clean_error")
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cleaner.batch.cells import TableColumns, clean_cells
from cleaner.cleaner import Cleaner

__all__ = ["CleanBatch"]


class CleanBatch:
    """Cleans a batch of rows: adds ``clean_text``, ``clean_log`` (a JSON array) and ``clean_error``.

    The columns added hold strings only, empty where there is nothing, flags with commas between them, and of the
    confidence a float, NaN where there is none: `map` takes a column's type from its first batch, and a batch of nulls
    would settle it wrongly. Equal cleaners have equal fingerprints, so `map` finds what it cached.

    Args:
        cleaner: how to clean; None for the default.
        text: column of the text, str or bytes.
        url: column of the URL, which picks the rules and templates of a site; `url` may be missing.
        site: column of the site's name, where templates were learned under other names than hosts.
        id: column of the id, for the log; `id` may be missing.
        prefix: precedes the names of the columns added.
        columns: what else is added: confidence, kind, flags, encoding, language, mode, as a list or with commas between
            them; ``kind`` becomes ``clean_kind``, ``kind=page`` becomes ``page``.
    """

    def __init__(  # noqa: PLR0913 - one argument for each column
        self,
        cleaner: Cleaner | None = None,
        *,
        text: str = "text",
        url: str = "url",
        site: str = "",
        id: str = "id",
        prefix: str = "clean_",
        columns: str | Iterable[str] = (),
    ) -> None:
        self.cleaner = cleaner or Cleaner()
        self.columns = TableColumns(text, url, site, id, prefix).with_beside(columns)

    def __call__(self, batch: Mapping[str, Sequence[Any]]) -> dict[str, list[str | float]]:
        """The columns to add to a batch of columns.

        Raises:
            OptionError: a column asked for is not there, or one to be added is.
        """
        columns = self.columns.within([*batch])
        texts = batch[columns.text]
        nothing = [None] * len(texts)
        others = (batch[name] if name else nothing for name in (columns.url, columns.site, columns.id))
        done = [
            clean_cells(self.cleaner, text, columns.beside, url=url, site=site, doc_id=doc_id)
            for text, url, site, doc_id in zip(texts, *others, strict=True)
        ]
        named = enumerate(zip(columns.added, ["", "", "", *(what for _, what in columns.beside)], strict=True))
        return {name: [typed_cell(row.added[at], what) for row in done] for at, (name, what) in named}


def typed_cell(value: Any, what: str) -> str | float:
    """A cell of a column that is of one type from its first row on."""
    if what == "confidence":
        return math.nan if value is None else float(value)
    return ", ".join(value) if isinstance(value, list) else value or ""
