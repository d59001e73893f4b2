"""Scrapy: an item pipeline. In the project's ``settings.py``:

ITEM_PIPELINES = {"cleaner.integrations.scrapy.CleanPipeline": 300}
CLEANER_OPTIONS = {"mode": "balanced"}           # the arguments of `cleaner.Cleaner`
CLEANER_FIELDS = {"text": "body", "url": "link"} # where an item's fields have other names
"""

import logging
from typing import TYPE_CHECKING, Any

from cleaner.batch.cells import TableColumns, clean_cells
from cleaner.cleaner import Cleaner
from cleaner.errors import MissingExtraError, OptionError
from cleaner.options import Options

try:
    from itemadapter import ItemAdapter  # comes with Scrapy
except ImportError as error:
    raise MissingExtraError.of("scrapy", "scrapy") from error

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

__all__ = ["CleanPipeline"]

scrapy_logger = logging.getLogger(__name__)


class CleanPipeline:
    """Fills in the fields ``clean_text``, ``clean_log`` (a JSON array) and ``clean_error`` of each item with a text.

    Items are dictionaries, or of a class that declares these fields. An item without the field of the text passes as it
    is: a spider may yield other things than pages. A page that cannot be cleaned passes with the cause in
    ``clean_error``, is counted in the crawl's statistics (``cleaner/rejected``) and named in its log.

    Settings: ``CLEANER_OPTIONS``, the arguments of `cleaner.Cleaner`; ``CLEANER_FIELDS``, names of fields by role:
    ``text``, ``url``, ``site``, ``id`` and the ``prefix`` of those filled in; and ``columns``, what else is filled in,
    as in `cleaner.integrations.pandas.clean_frame`.
    """

    def __init__(self, cleaner: Cleaner, fields: TableColumns, stats: "StatsCollector") -> None:
        self.cleaner, self.fields, self.stats = cleaner, fields, stats

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "CleanPipeline":
        """The pipeline of a crawl, as its settings describe it; raises OptionError where they are wrong."""
        try:
            cleaner = Cleaner(Options.of(crawler.settings.getdict("CLEANER_OPTIONS")))
            named = crawler.settings.getdict("CLEANER_FIELDS")
            fields = TableColumns(**{role: name for role, name in named.items() if role != "columns"})
            fields = fields.with_beside(named.get("columns", ""))
        except TypeError as error:
            raise OptionError(f"CLEANER_OPTIONS or CLEANER_FIELDS: {error}") from error
        if crawler.stats is None:
            raise OptionError("the crawler has no statistics yet: it builds its pipelines itself")
        return cls(cleaner, fields, crawler.stats)

    def process_item(self, item: Any, spider: object = None) -> Any:
        """The same item, its fields filled in; ``spider`` comes from Scrapy before 2.14 and is not used.

        Raises:
            OptionError: the item's class does not declare a field that is to be filled in.
        """
        page, names = ItemAdapter(item), self.fields
        if names.text not in page:
            return item
        url = page.get(names.url)
        done = clean_cells(
            self.cleaner, page[names.text], names.beside, url=url, site=page.get(names.site), doc_id=page.get(names.id)
        )
        for name, value in zip(names.added, done.added, strict=True):
            try:
                page[name] = value
            except KeyError:
                raise OptionError(f"{type(item).__name__} declares no field {name!r} (see CLEANER_FIELDS)") from None
        if done.text is None:
            self.stats.inc_value("cleaner/rejected")
            scrapy_logger.warning("rejected: %s: %s", url or "an item without URL", done.error)
        else:
            self.stats.inc_value("cleaner/cleaned")
        return item
