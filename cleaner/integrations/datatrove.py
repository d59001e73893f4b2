"""datatrove: a pipeline step, to stand behind a reader or an extractor.

from cleaner import Cleaner
from cleaner.integrations.datatrove import CleanStep

pipeline = [JsonlReader("crawl"), CleanStep(Cleaner(mode="balanced")), JsonlWriter("cleaned")]
"""

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING

from cleaner.batch.cells import clean_cells
from cleaner.cleaner import Cleaner
from cleaner.columns import columns_asked, taken_column
from cleaner.errors import MissingExtraError, OptionError

try:
    from datatrove.pipeline.base import PipelineStep
    from datatrove.utils.logging import logger
    from datatrove.utils.typeshelper import StatHints
except ImportError as error:
    raise MissingExtraError.of("datatrove", "datatrove") from error

if TYPE_CHECKING:
    from datatrove.data import Document
    from datatrove.pipeline.writers.disk_base import DiskWriter

__all__ = ["CleanStep"]


class CleanStep(PipelineStep):
    """Replaces each document's text by its clean text; the removal log, a JSON array, goes into the metadata.

    A document that cannot be cleaned is dropped: counted in the statistics, named with its cause in datatrove's log,
    and written by ``exclusion_writer``, where there is one, as it came, with the cause in its metadata.

    Args:
        cleaner: how to clean; None for the default.
        url: key of the metadata that holds the URL, which picks the rules and templates of a site.
        site: key of the site's name, where templates were learned under other names than hosts.
        log: key the removal log goes to; empty for none.
        error: key a rejected document's cause goes to.
        columns: what else goes into the metadata, as in `cleaner.integrations.pandas.clean_frame`.
        exclusion_writer: a datatrove writer for documents that cannot be cleaned.

    Raises:
        OptionError: there is no such thing to tell; and, while it runs, a document's metadata has one of these keys.
    """

    name = "webtext-cleaner"
    type = "✂️ - CLEANER"

    def __init__(  # noqa: PLR0913 - one argument for each place in the metadata
        self,
        cleaner: Cleaner | None = None,
        *,
        url: str = "url",
        site: str = "",
        log: str = "clean_log",
        error: str = "clean_error",
        columns: str | Iterable[str] = "",
        exclusion_writer: "DiskWriter | None" = None,
    ) -> None:
        super().__init__()
        self.cleaner = cleaner or Cleaner()
        self.url, self.site, self.log, self.error = url, site, log, error
        self.columns = columns_asked(columns)
        self.exclusion_writer = exclusion_writer

    def run(self, data: "Iterable[Document] | None", rank: int = 0, world_size: int = 1) -> "Iterator[Document]":
        """The documents that could be cleaned, in their order; ``rank`` numbers the task for the writer."""
        with self.exclusion_writer or nullcontext() as writer:
            for document in data or ():
                self.stat_update(StatHints.total)
                if self.clean(document):
                    self.stat_update(StatHints.forwarded)
                    self.update_doc_stats(document)
                    yield document
                else:
                    self.stat_update(StatHints.dropped)
                    if writer:
                        writer.write(document, rank)

    def clean(self, document: "Document") -> bool:
        """Cleans a document in place; false, and the cause in its metadata, where it cannot be cleaned."""
        meta, before = document.metadata, document.text
        self.check_keys(document)
        with self.track_time():
            done = clean_cells(
                self.cleaner, before, self.columns, url=meta.get(self.url), site=meta.get(self.site), doc_id=document.id
            )
        if done.text is None:
            meta[self.error] = done.error
            logger.warning(f"rejected: {document.id}: {done.error}")
            return False
        document.text = done.text
        if self.log:
            meta[self.log] = done.log
        meta.update(zip((column.name for column in self.columns), done.more, strict=True))
        self.stat_update("removed_chars", value=len(before) - len(done.text), unit="doc")
        return True

    def check_keys(self, document: "Document") -> None:
        """Raises OptionError where a key to be filled in is taken: a cleaning whose log is lost cannot be undone."""
        where = f"the metadata of {document.id}"
        if self.log and self.log in document.metadata:
            raise OptionError(f"{where} has {self.log!r} already: name another key with log=")
        if taken := taken_column(self.columns, document.metadata, where):
            raise OptionError(taken)
