"""Templates learned from the documents of a source."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from cleaner.errors import InputError
from cleaner.io.formats import Source
from cleaner.io.pages import read_pages
from cleaner.learning import Learner
from cleaner.options import Kind
from cleaner.templates import Templates

__all__ = ["Learned", "learn_source"]


class Learned(NamedTuple):
    """The templates, and from how many pages they are."""

    templates: Templates
    read: int
    rejected: int


def learn_source(
    source: Source,
    temp: Path | None = None,
    watch: Callable[[InputError], object] = lambda error: None,
    *,
    kind: Kind = "auto",
) -> Learned:
    """The templates of the sites of a source; a page that cannot be read is told to ``watch`` and counted.

    ``kind`` is as in `Options`, and ``temp`` is the folder for the temporary file, some 8 KB a page.

    Raises:
        InputError: the source cannot be read at all.
        OptionError: it is of no known format, or ``group`` is given for a folder.
    """
    read = rejected = 0
    with Learner(temp) as learner:
        for page in read_pages(source, kind):
            if isinstance(page, InputError):
                rejected += 1
                watch(page)
            else:
                learner.add(*page)
                read += 1
        return Learned(learner.finish(), read, rejected)
