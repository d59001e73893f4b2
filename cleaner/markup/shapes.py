"""Blocks whose lines have a shape of their own: code, which keeps its white space, and rows of a table."""

import re
from collections.abc import Sequence

from cleaner.markup.columns import Inside, Line

__all__ = ["CELL_JOINT", "code_lines", "row_lines"]

CELL_JOINT = " | "
"""Between the cells of a row: a tab would be lost as soon as someone squeezes white space."""

MAX_CELL_CHARS = 300
"""A row with a longer cell lays out the page and is no row of data: its cells become lines. No table of the benchmark's
documentation pages has such a cell."""

BREAKS = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ud800-\udfff]")
"""What means nothing in code either; everything else in ``pre`` stays as it was written."""


def code_lines(text: str) -> list[str]:
    """The lines of a ``pre``: indentation, blank lines and inner white space stay; blank lines at its ends go.

    >>> code_lines("\\ndef f():\\n\\n    return  1  \\n")
    ['def f():', '', '    return  1']
    """
    lines = [CONTROLS.sub("", line).rstrip() for line in BREAKS.sub("\n", text).split("\n")]
    while lines and not lines[0]:
        del lines[0]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def row_lines(cells: Sequence[Sequence[Line]]) -> list[Line]:
    """The lines of a table row: one, if each cell holds a line of data at most.

    >>> row_lines([[Line("Tide", 0, "", "", 0, 0, 0)], [], [Line("4.1 m", 0, "", "", 0, 0, 0)]])[0].text
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
    return [Line(text, first.inside, first.path, first.hints, first.heading, first.region, links)]
