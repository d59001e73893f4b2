"""Tables as Markdown (GitHub's): columns and rows that span several, and tables that only lay out the page."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cleaner.markup.columns import Inside, Line
from cleaner.markup.shapes import CELL_JOINT, MAX_CELL_CHARS, row_element, row_node
from cleaner.markup.sheet import Sheet

__all__ = ["MarkdownSheet", "table_row"]

MAX_SPAN, MAX_COLUMNS, MAX_CELL_LINES = 100, 200, 12
MAX_AREA = 100_000
"""Fields of a table, by what its cells say they span; hostile ones say more."""

MAX_TABLES = 20
"""Tables within tables that are told apart; deeper ones are hostile."""


@dataclass(slots=True)
class Cell:
    """A cell while it is read."""

    lines: list[Line]
    columns: int = 1
    rows: int = 1
    head: bool = False


@dataclass(slots=True)
class Table:
    """A table while it is read: its rows, how its lines are indented, how many rows were open around it, and whether it
    says itself that it lays out the page."""

    indent: str
    depth: int
    layout: bool
    gap: str | None
    rows: list[list[Cell]] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)


class MarkdownSheet(Sheet):
    """A sheet on which a table of data becomes one block of lines, once it closes."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Table] = []
        self.blocks = 0

    def block(self) -> int:
        """The number of a new table or block of code."""
        self.blocks += 1
        return self.blocks

    def open_table(self, indent: str, attributes: Mapping[str, str]) -> bool:
        """A table opens; False where too many are open."""
        if len(self.tables) >= MAX_TABLES:
            return False
        layout = attributes.get("role") in ("presentation", "none")
        self.tables.append(Table(indent, len(self.rows), layout, self.gap))
        return True

    def open_cell(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A cell opens in the innermost row, if there is one."""
        super().open_cell(tag, attributes)
        if self.rows and self.tables and len(self.rows) == self.tables[-1].depth + 1:
            columns, rows = (span_of_cell(attributes, name) for name in ("colspan", "rowspan"))
            self.tables[-1].cells.append(Cell(self.rows[-1].cells[-1], columns, rows, tag == "th"))

    def close_row(self) -> None:
        """A row is complete: it waits for the end of its table, if it is in one."""
        if not self.tables or len(self.rows) != self.tables[-1].depth + 1:
            super().close_row()
            return
        row, table = self.rows.pop(), self.tables[-1]
        self.gap = row.gap
        known = {id(cell.lines) for cell in table.cells}
        table.cells += [Cell(lines) for lines in row.cells if id(lines) not in known]  # what stood outside its cells
        table.rows.append(table.cells)
        table.cells = []

    def close_table(self) -> None:
        """A table is complete."""
        while self.tables and len(self.rows) > self.tables[-1].depth:
            self.close_row()
        table = self.tables.pop()
        self.part(table.indent)
        rows = grid(table) if is_data(table) else []
        if rows and len(rows[0]) <= MAX_COLUMNS:
            self.add(table_lines(table, rows, self.block()))
        else:
            for lines in (cell.lines for row in table.rows for cell in row if cell.lines):
                self.add(lines)
                self.part(table.indent)


def span_of_cell(attributes: Mapping[str, str], name: str) -> int:
    """How many columns or rows a cell spans."""
    text = attributes.get(name, "").strip()
    return min(max(int(text), 1), MAX_SPAN) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def is_data(table: Table) -> bool:
    """Whether a table holds data: it has two columns and two rows at least, and short cells without blocks in them."""
    cells = [cell for row in table.rows for cell in row]
    heads = any(cell.head for cell in cells)
    wide = max((sum(cell.columns for cell in row) for row in table.rows), default=0)
    area = sum(cell.columns * cell.rows for cell in cells)
    if table.layout or not any(cell.lines for cell in cells) or wide > MAX_COLUMNS or area > MAX_AREA:
        return False
    if wide < 2 or (not heads and len(table.rows) < 2):
        return False
    most = MAX_CELL_LINES if heads else 1
    return all(
        sum(bool(line.text) for line in cell.lines) <= most
        and not any(line.inside & Inside.PRE or line.block for line in cell.lines)
        and sum(len(line.text) for line in cell.lines) <= MAX_CELL_CHARS * (1 + heads)
        and (heads or not any(line.heading for line in cell.lines))
        for cell in cells
    )


def grid(table: Table) -> list[list[Cell | None]]:
    """The cells by row and column; None where a cell above or to the left spans, or a row is short."""
    rows: list[list[Cell | None]] = []
    below: dict[int, int] = {}  # columns that a cell above spans, and how many rows more
    for cells in table.rows:
        row: list[Cell | None] = []
        waiting = iter(cells)
        cell = next(waiting, None)
        while cell is not None or len(row) in below:
            if below.get(len(row)):
                row.append(None)
                continue
            if cell is None:
                break
            span = range(len(row), len(row) + cell.columns)
            row += [cell, *[None] * (cell.columns - 1)]
            below |= dict.fromkeys(span, cell.rows)
            cell = next(waiting, None)
        below = {column: rows_left - 1 for column, rows_left in below.items() if rows_left > 1}
        if any(one and one.lines for one in row):
            rows.append(row)
    width = max(map(len, rows))
    return [row + [None] * (width - len(row)) for row in rows]


def table_lines(table: Table, rows: list[list[Cell | None]], block: int) -> list[Line]:
    """The lines of a table of data: its first row, the line below the head, and the other rows."""
    found: list[Line] = []
    for row in rows:
        lines = [line for cell in row if cell for line in cell.lines if line.text or line.written]
        first = lines[0]
        said = CELL_JOINT.join(" ".join(line.text for line in cell.lines if line.text) if cell else "" for cell in row)
        written = table_row([" ".join(line.cell for line in cell.lines if line.cell) if cell else "" for cell in row])
        line = Line(" ".join(said.split()).rstrip("| "), first.inside, first.path, first.hints, region=first.region)
        line.links, line.written = sum(line.links for line in lines), table.indent + written
        line.element, line.node, line.block = row_element(first.element), row_node(first.node), block
        found.append(line)
    rule = Line("", found[0].inside, written=table.indent + table_row(["---"] * len(rows[0])), block=block)
    return [found[0], rule, *found[1:]]


def table_row(cells: list[str]) -> str:
    """A row of a table.

    >>> table_row(["a|b", ""])
    '| a\\\\|b |  |'
    """
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
