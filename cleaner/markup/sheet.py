"""Where lines go while a page is read: onto the page, or into the cells of an open table row, with blank lines between
what browsers set apart."""

from collections.abc import Mapping
from typing import NamedTuple

from cleaner.markup.columns import Line
from cleaner.markup.shapes import row_lines

__all__ = ["Sheet"]

MAX_ROWS = 40
"""Rows within rows that are told apart; deeper ones are hostile, and their cells become lines."""


class TableRow(NamedTuple):
    """A table row while it is read: the lines of each cell, and the blank line that belongs above it."""

    cells: list[list[Line]]
    gap: str | None


class Sheet:
    """The lines so far, and the open rows, the innermost last. ``gap`` is how the blank line is written that
    belongs between the last line and the next; None where none does."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.rows: list[TableRow] = []
        self.gap: str | None = None

    def part(self, indent: str) -> None:
        """A blank line belongs below the last line, at an indentation; of several the outermost counts."""
        written = indent.rstrip()
        if self.gap is None or len(written) < len(self.gap):
            self.gap = written

    def open_row(self) -> bool:
        """A row opens; False where too many are open."""
        if len(self.rows) >= MAX_ROWS:
            return False
        self.rows.append(TableRow([], self.gap))
        self.gap = None
        return True

    def open_cell(self, tag: str, attributes: Mapping[str, str]) -> None:  # for a sheet of Markdown
        """A cell opens in the innermost row, if there is one."""
        if self.rows:
            self.rows[-1].cells.append([])
            self.gap = None

    def close_row(self) -> None:
        """A row is complete: its cells become one line where they are data, else they stay lines."""
        row = self.rows.pop()
        self.gap = row.gap
        if lines := row_lines(row.cells):
            self.add(lines)

    def add(self, lines: list[Line]) -> None:
        """Adds lines to the page, or to the last cell of the innermost row, below a blank line where one is due."""
        place = self.lines
        if self.rows:
            if not self.rows[-1].cells:
                self.rows[-1].cells.append([])
            place = self.rows[-1].cells[-1]
        if self.gap is not None and place and (place[-1].text or place[-1].written):
            place.append(Line("", place[-1].inside & lines[0].inside, written=self.gap))
        self.gap = None
        place.extend(lines)
