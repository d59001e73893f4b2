"""Sightings put down by site on disk, and taken up again site by site: what lets learning outgrow memory.

Measured on 200,000 pages (600 benchmark pages repeated, a third of the lines of each made unique; 20 sites; 2 cores),
to count exactly on how many pages each pattern is:

| engine | time | peak memory | on disk |
|---|---|---|---|
| one `collections.Counter` a site, all in memory | 54 s | 2.9 GB | |
| DuckDB 2.0, hashes in a table, GROUP BY, memory limit 512 MB | 28 s | 0.6 GB | 0.4 GB |
| SQLite, packed pages, one `Counter` for one site at a time | 236 s | 0.3 GB | 1.5 GB |

SQLite it is. Counting is the smaller part: reducing those pages to patterns takes 600 s. The passes after it need the
pages again, which DuckDB's table of hashes does not hold; and SQLite comes with Python, where DuckDB is 60 MB more.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from cleaner.errors import OutputError
from cleaner.learning.sighting import Sighting

__all__ = ["Shelf"]

CACHE = 64 * 1024
"""SQLite's page cache, in KiB."""

PAGES_A_WRITE = 1000
"""Pages written in one go."""


class Shelf:
    """A temporary SQLite database of sightings; gone when closed. Equal pages of a site are kept once.

    Args:
        folder: where the database lies; the system's folder for temporary files if None.

    Raises:
        OutputError: (any method) the file system refuses.
    """

    def __init__(self, folder: Path | None = None) -> None:
        try:
            self._folder = tempfile.TemporaryDirectory(prefix="cleaner-learn-", dir=folder)
        except OSError as error:
            raise OutputError(f"{folder}: no temporary file can be made there: {error.strerror}") from error
        self._db = sqlite3.connect(Path(self._folder.name, "pages.sqlite"), isolation_level=None)
        # Nothing here outlives the process, so nothing need survive it.
        self._db.executescript(f"""
            PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -{CACHE};
            CREATE TABLE page (site TEXT, digest BLOB, lines INTEGER, packed BLOB, UNIQUE (site, digest));
        """)
        self._waiting: list[tuple[str, bytes, int, bytes]] = []

    def __enter__(self) -> "Shelf":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Deletes the database."""
        self._db.close()
        self._folder.cleanup()

    def put(self, site: str, page: Sighting) -> None:
        """Adds a page of a site."""
        self._waiting.append((site, page.digest, len(page.patterns), page.pack()))
        if len(self._waiting) >= PAGES_A_WRITE:
            self._write()

    def sites(self) -> list[tuple[str, int, int]]:
        """Each site with the number of its pages and of their lines, sorted by name."""
        self._write()
        return self._db.execute("SELECT site, count(*), sum(lines) FROM page GROUP BY site ORDER BY site").fetchall()

    def pages(self, site: str) -> Iterator[Sighting]:
        """The pages of a site, sorted by digest."""
        query = "SELECT digest, packed FROM page WHERE site = ? ORDER BY digest"
        for digest, packed in self._db.execute(query, (site,)):
            yield Sighting.unpack(digest, packed)

    def _write(self) -> None:
        """Writes the pages that wait."""
        try:
            self._db.execute("BEGIN")
            self._db.executemany("INSERT OR IGNORE INTO page VALUES (?, ?, ?, ?)", self._waiting)
            self._db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise OutputError(f"{self._folder.name}: cannot be written: {error}") from error
        self._waiting.clear()
