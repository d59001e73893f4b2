"""Learning from a stream of pages, in memory that does not grow with them.

Pages come in any order and any mixture of sites; the templates are the same, byte for byte, whatever the order. All
counts are exact.
"""

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from cleaner.learning.shelf import Shelf
from cleaner.learning.sighting import Sighting, sight
from cleaner.learning.site import learn_site
from cleaner.templates import Templates

__all__ = ["MIN_SITE_PAGES", "Learner", "learn"]

MIN_SITE_PAGES = 5
"""Fewer different pages of a site say too little about what they share."""

HELD = 300_000
"""Lines of one site held in memory for the passes over it, some 60 MB; a larger site is read from disk each time."""


class Learner:
    """Takes pages one by one, then gives the templates. Use it in a ``with`` block: it keeps a temporary file.

    >>> with Learner() as learner:
    ...     learner.add("example.org", "Home\\nThe ferry left at noon.")
    ...     learner.finish().sites
    {}
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        self._shelf = Shelf(Path(folder) if folder else None)

    def __enter__(self) -> "Learner":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._shelf.close()

    def add(self, site: str, text: str) -> None:
        """Adds a page, a whole text dump, of a site."""
        self.put(site, sight(text))

    def put(self, site: str, page: Sighting) -> None:
        """Adds a page of a site that was reduced elsewhere."""
        self._shelf.put(site, page)

    def finish(self) -> Templates:
        """The templates of every site with at least MIN_SITE_PAGES different pages and a line that recurs."""
        found = []
        for site, pages, lines in self._shelf.sites():
            if pages >= MIN_SITE_PAGES:
                held = [*self._shelf.pages(site)] if lines <= HELD else None
                found.append(
                    learn_site(site, lambda site=site, held=held: held or self._shelf.pages(site), lines)  # type: ignore[misc]
                )
        return Templates(templates for templates in found if templates.lines)


def learn(pages: Iterable[tuple[str, str]], folder: str | Path | None = None) -> Templates:
    """The templates of sites from (site, text) pairs; ``folder`` takes the temporary file."""
    with Learner(folder) as learner:
        for site, text in pages:
            learner.add(site, text)
        return learner.finish()
