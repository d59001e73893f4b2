"""Blocks whose lines have a shape of their own: code, which keeps its white space, and rows of a table."""

import re
from collections.abc import Container, Sequence

from cleaner.markup.columns import Inside, Line
from cleaner.markup.tree import Element

__all__ = ["CELL_JOINT", "MAX_CELL_CHARS", "code_lines", "row_element", "row_lines", "row_node"]

CELL_JOINT = " | "
"""Between the cells of a row: a tab would be lost as soon as someone squeezes white space."""

MAX_CELL_CHARS = 300
"""A row with a longer cell lays out the page and is no row of data: its cells become lines. No table of the benchmark's
documentation pages has such a cell."""

BREAKS = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ud800-\udfff]")
"""What means nothing in code either; everything else in ``pre`` stays as it was written."""


def code_lines(pieces: Sequence[str], linked: Container[int] = ()) -> list[tuple[str, int]]:
    """The lines of a ``pre``, every blank and tab of them kept, but for blank lines at its ends; and how many of each
    one's characters are links: those of the ``pieces`` whose numbers are in ``linked``.

    >>> code_lines(["\\ndef ", "f", "():\\n\\n    return  1  \\n"], {1})
    [('def f():', 1), ('', 0), ('    return  1  ', 0)]
    """
    lines = [CONTROLS.sub("", line) for line in BREAKS.sub("\n", "".join(pieces)).split("\n")]
    links = link_counts(pieces, linked) if linked else []
    counted = list(zip(lines, [*links, *[0] * len(lines)], strict=False))
    while counted and not counted[0][0].strip():
        del counted[0]
    while counted and not counted[-1][0].strip():
        counted.pop()
    return [(line if line.strip() else "", count) for line, count in counted]


def link_counts(pieces: Sequence[str], linked: Container[int]) -> list[int]:
    """Characters of links on each line of a text that came in pieces."""
    counts = [0]
    for number, piece in enumerate(pieces):
        first, *others = BREAKS.sub("\n", piece).split("\n")
        counts[-1] += len(first) if number in linked else 0
        counts += [len(part) if number in linked else 0 for part in others]
    return counts


def row_lines(cells: Sequence[Sequence[Line]]) -> list[Line]:
    """The lines of a table row: one, if each cell holds a line of data at most.

    >>> row_lines([[Line("Tide")], [], [Line("4.1 m")]])[0].text
    'Tide | | 4.1 m'
    """
    lines = [line for cell in cells for line in cell]
    data = len(lines) > 1 and all(
        len(cell) < 2 and not (cell and (len(cell[0].text) > MAX_CELL_CHARS or cell[0].inside & Inside.PRE))
        for cell in cells
    )
    if not data:
        return lines
    text = CELL_JOINT.join(cell[0].text if cell else "" for cell in cells)
    text = " ".join(text.split()).rstrip("| ")
    first = lines[0]
    links = sum(line.links for line in lines)
    where = row_element(first.element)
    row = Line(text, first.inside, first.path, first.hints, first.heading, first.region, links, element=where)
    row.node = row_node(first.node)
    return [row]


def row_node(cell: Element | None) -> Element | None:
    """The table row that something in one of its cells belongs to."""
    above: object = cell
    while isinstance(above, Element) and above.tag != "tr":
        above = above.parent
    return above if isinstance(above, Element) else None


def row_element(cell: str) -> str:
    """The XPath of a table row, out of that of something in one of its cells.

    >>> row_element("/html[1]/body[1]/table[1]/tr[2]/td[1]/p[1]")
    '/html[1]/body[1]/table[1]/tr[2]'
    """
    above, row, steps = cell.rpartition("/tr[")
    return f"{above}{row}{steps.partition('/')[0]}"
