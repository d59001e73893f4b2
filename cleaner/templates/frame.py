"""What learning and striking must see alike: rows of lines, and where the text of a page stands."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from cleaner.page import Body, heaviest

__all__ = ["MAX_AFTER", "MIN_ROW", "row_lengths", "text_body"]

MIN_ROW = 3
"""As many templates in a row are furniture even inside the text, such as its share buttons. A subhead that recurs
("Ingredients") has lines of the page's own above and below it."""

MAX_AFTER = 0.25
"""A text is over where less than this part of its sentences, by weight, follows: a newsletter's plea, two teasers in
whole sentences. A recipe whose steps follow the share buttons has more there, and is not over."""


def row_lengths(flags: Sequence[bool]) -> list[int]:
    """For each flag the length of the row of true ones it stands in; 0 for false.

    >>> row_lengths([True, False, True, True])
    [1, 0, 2, 2]
    """
    lengths: list[int] = []
    for flag, group in groupby(flags):
        size = len(list(group))
        lengths += [size if flag else 0] * size
    return lengths


def text_body(lines: Iterable[int], weights: Sequence[float]) -> Body:
    """The stretch of ``lines`` (indices, ascending) with the heaviest sentences; see `Page.body`."""
    return heaviest([(rank, line, weights[line]) for rank, line in enumerate(lines) if weights[line]])
