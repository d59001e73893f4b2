"""pandas: one function that cleans a column of pages.

from cleaner import Cleaner
from cleaner.integrations.pandas import clean_frame

done = clean_frame(frame, Cleaner(mode="careful"), text="html")
good = done[done["clean_error"].isna()]
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cleaner.batch.cells import TableColumns
from cleaner.cleaner import Cleaner
from cleaner.errors import OptionError
from cleaner.integrations.rows import clean_rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["clean_frame"]


def clean_frame(  # noqa: PLR0913 - one argument for each column
    frame: "pd.DataFrame",
    cleaner: Cleaner | None = None,
    *,
    text: str = "text",
    url: str = "url",
    site: str = "",
    id: str = "id",
    prefix: str = "clean_",
    columns: str | Iterable[str] = (),
) -> "pd.DataFrame":
    """A new table with three more columns: ``clean_text``, ``clean_log`` (a JSON array) and ``clean_error``.

    A row that cannot be cleaned has its cause in ``clean_error`` and None in the others; index, order and all other
    columns stay as they are.

    Args:
        frame: any table; it is not changed.
        cleaner: how to clean; None for the default.
        text: column of the text, str or bytes.
        url: column of the URL, which picks the rules and templates of a site; `url` may be missing.
        site: column of the site's name, where templates were learned under other names than hosts.
        id: column of the id, for the log; `id` may be missing.
        prefix: precedes the names of the columns added.
        columns: what else is added: confidence, kind, flags, encoding, language, mode, as a list or with commas between
            them; ``kind`` becomes ``clean_kind``, ``kind=page`` becomes ``page``.

    Raises:
        OptionError: a column asked for is not there or there twice, or one to be added is there already.
    """
    wanted = TableColumns(text, url, site, id, prefix).with_beside(columns)
    places = wanted.within([name for name in frame.columns if isinstance(name, str)])

    def values(name: str) -> list[Any]:
        column = frame[name]
        if column.ndim > 1:
            raise OptionError(f"there are several columns {name!r}")
        return [*column.astype(object).where(column.notna(), None)]

    done = clean_rows(cleaner or Cleaner(), places, values)
    added: dict[str, Any] = {name: [row.added[at] for row in done] for at, name in enumerate(places.added)}
    return frame.assign(**added)
