"""Stage `layout`: one blank line between paragraphs, no stray space at line ends, plain line breaks, one at the end."""

from collections.abc import Iterator

from cleaner.edit import Cause
from cleaner.markup import Inside
from cleaner.page import Page
from cleaner.stage import Phase, Repair

__all__ = ["LayoutStage"]

MIN_INDENT = 2
"""Columns from which indentation is meant; one blank at the start of a line is ragged extraction."""

BLANK = Cause("layout", "layout/blank-line", "layout", "one blank line between paragraphs is enough")
INDENT = Cause("layout", "layout/indent", "layout", "indentation without meaning")
LINE_END = Cause("layout", "layout/line-end", "layout", "a line ends in one line feed, without space before it")
FINAL = Cause("layout", "layout/final-newline", "layout", "the last line ends in a line feed")


class LayoutStage:
    """Sets the white space around lines. The indentation of code and verse stays; that of prose goes."""

    name = "layout"
    phase = Phase.LAY_OUT

    def __call__(self, page: Page) -> Iterator[Repair]:
        """Yields repairs of the white space around the texts of lines."""
        visible = page.live()
        indented = meant_indents(page, visible)
        source, starts, core_starts, core_ends = page.source, page.starts, page.core_starts, page.core_ends
        last = -1
        for line in visible:
            if line > last + 1 and not (in_code(page, last) and in_code(page, line)):
                yield from blank_run(page, last + 1, line, keep_one=last >= 0)
            if core_starts[line] > starts[line] and (repair := tidy_start(page, line, line in indented)):
                yield repair
            if source[core_ends[line] : starts[line + 1]] not in ("\n", ""):
                yield tidy_end(page, line)
            last = line
        yield from blank_run(page, last + 1, len(page), keep_one=False)
        if visible and core_ends[last] == starts[last + 1]:
            end = len(source)
            yield Repair(end, end, "\n", FINAL)


def meant_indents(page: Page, visible: list[int]) -> set[int]:
    """The lines whose indentation stays: neither prose nor alone between blank lines."""
    blocks: list[list[int]] = []
    last = -1
    for line in visible:
        if last < 0 or (line > last + 1 and has_blank(page, last + 1, line)):
            blocks.append([])
        blocks[-1].append(line)
        last = line
    prose = page.prose
    meant = {
        line
        for block in blocks
        if len(block) > 1
        for line in block
        if page.core_starts[line] - page.starts[line] >= MIN_INDENT and not prose[line]
    }
    return meant | {line for line in visible if in_code(page, line)}


def in_code(page: Page, line: int) -> bool:
    """Whether a rendered page has the line inside ``pre``: all white space is meant there."""
    return line >= 0 and page.markup is not None and page.markup.has(line, Inside.PRE)


def has_blank(page: Page, first: int, end: int) -> bool:
    """Whether a blank line that no stage struck stands among lines ``first`` to ``end - 1``."""
    return any(not page.texts[line] and not page.struck[line] for line in range(first, end))


def blank_run(page: Page, first: int, end: int, *, keep_one: bool) -> Iterator[Repair]:
    """The repairs of the blank lines among ``first`` to ``end - 1``; neighbours go as one."""
    start = stop = -1
    for line in range(first, end):
        if page.struck[line]:
            continue
        here, after = page.starts[line], page.starts[line + 1]
        if keep_one:
            keep_one = False
            if page.source[here:after] != "\n":
                yield Repair(here, after, "\n", LINE_END)
        elif stop == here:
            stop = after
        else:
            if start >= 0:
                yield Repair(start, stop, "", BLANK)
            start, stop = here, after
    if start >= 0:
        yield Repair(start, stop, "", BLANK)


def tidy_start(page: Page, line: int, indented: bool) -> Repair | None:
    """The repair of the white space before a line: none of it stays, or blanks and tabs for what is meant."""
    start, core = page.starts[line], page.core_starts[line]
    lead = page.source[start:core]
    kept = "".join(c if c in " \t" else " " for c in lead) if indented else ""
    return Repair(start, core, kept, INDENT) if kept != lead else None


def tidy_end(page: Page, line: int) -> Repair:
    """The repair of the white space and line break after a line."""
    return Repair(page.core_ends[line], page.starts[line + 1], "\n", LINE_END)
