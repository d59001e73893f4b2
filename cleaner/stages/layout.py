"""Stage `layout`: one blank line between paragraphs, no stray space at line ends, plain line breaks, one at the end."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from cleaner.edit import Cause
from cleaner.page import Page
from cleaner.stage import Phase, Repair, Strike
from cleaner.stages.remains import remaining_lines, remains
from cleaner.text.verbatim import MARKDOWN_SIGNS, fenced, holds_sign, is_code, is_markdown, is_signature

__all__ = ["LayoutStage"]

MIN_INDENT = 2
"""Columns from which indentation is meant; one blank at the start of a line is ragged extraction."""

HARD_BREAK = "  "
"""What ends a line of Markdown that breaks inside a paragraph."""

BLANK = Cause("layout", "layout/blank-line", "layout", "one blank line between paragraphs is enough")
INDENT = Cause("layout", "layout/indent", "layout", "indentation without meaning")
LINE_END = Cause("layout", "layout/line-end", "layout", "a line ends in one line feed, without space before it")
FINAL = Cause("layout", "layout/final-newline", "layout", "the last line ends in a line feed")


class Meant(NamedTuple):
    """The lines whose white space is meant: all of it, that before them, and the two blanks of a hard break."""

    verbatim: set[int]
    indented: set[int]
    broken: set[int]


class LayoutStage:
    """Sets the white space around lines. That of code and verse stays; that of prose goes."""

    name = "layout"
    phase = Phase.LAY_OUT

    def __call__(self, page: Page) -> Iterator[Repair | Strike]:
        """Yields repairs of the white space around the texts of lines, and takes what lines that went left behind."""
        yield from remains(page)
        visible = remaining_lines(page)
        meant = meant_space(page, visible)
        source, starts, core_starts, core_ends = page.source, page.starts, page.core_starts, page.core_ends
        last = -1
        for line in visible:
            if line > last + 1:
                if last in meant.verbatim and line in meant.verbatim:
                    yield from plain_breaks(page, last + 1, line)
                else:
                    yield from blank_run(page, last + 1, line, keep_one=last >= 0)
            if core_starts[line] > starts[line] and (repair := tidy_start(page, line, line in meant.indented)):
                yield repair
            if source[core_ends[line] : starts[line + 1]] not in ("\n", "") and (end := tidy_end(page, line, meant)):
                yield end
            last = line
        yield from blank_run(page, last + 1, len(page), keep_one=False)
        if visible and core_ends[last] == starts[last + 1]:
            end_of_source = len(source)
            yield Repair(end_of_source, end_of_source, "\n", FINAL)


def meant_space(page: Page, visible: list[int]) -> Meant:
    """The lines whose white space is meant. A rendered page is written with no other; of a text dump it is told."""
    if page.markup is not None:
        broken = hard_breaks(page, visible) if page.markup.blocks else set()
        return Meant({line for line in visible if page.in_code(line)}, set(visible), broken)
    if not holds_sign("\n".join(page.texts), MARKDOWN_SIGNS):
        return Meant(set(), meant_indents(page, visible), set())
    verbatim = fenced(page.texts, visible)
    if verbatim or is_markdown(page.texts[line] for line in visible):
        deep = {line for line in visible if depth(page, line) >= MIN_INDENT}
        return Meant(verbatim, deep | verbatim, hard_breaks(page, visible))
    return Meant(verbatim, meant_indents(page, visible), set())


def hard_breaks(page: Page, visible: list[int]) -> set[int]:
    """The lines that end in two blanks or more and go on in the next one."""
    return {
        line
        for line, after in pairwise(visible)
        if page.source.startswith(HARD_BREAK, page.core_ends[line]) and not has_blank(page, line + 1, after)
    }


def meant_indents(page: Page, visible: list[int]) -> set[int]:
    """The lines of a dump whose indentation stays: those of code, and of what is indented as deep below it; of
    other blocks all but prose and lines alone between blank lines."""
    prose, meant = page.prose, set[int]()
    if page.core_starts == page.starts[:-1]:
        return meant  # as in most dumps
    above = 0  # columns the block above is indented by, if it is code
    for block in blocks(page, visible):
        deep = [line for line in block if depth(page, line) >= MIN_INDENT]
        least = min((depth(page, line) for line in deep), default=0)
        code = least >= above > 0 or any(is_code(page.texts[line]) and not prose[line] for line in deep)
        above = least if code else 0
        if code or len(block) > 1:
            meant.update(line for line in deep if code or not prose[line])
    return meant


def depth(page: Page, line: int) -> int:
    """Columns by which a line is indented."""
    return len(page.source[page.starts[line] : page.core_starts[line]].expandtabs())


def blocks(page: Page, visible: list[int]) -> Iterator[list[int]]:
    """The visible lines, parted at blank lines."""
    block: list[int] = []
    for line in visible:
        if block and line > block[-1] + 1 and has_blank(page, block[-1] + 1, line):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def has_blank(page: Page, first: int, end: int) -> bool:
    """Whether a blank line that no stage struck stands among lines ``first`` to ``end - 1``."""
    return any(not page.texts[line] and not page.struck[line] for line in range(first, end))


def plain_breaks(page: Page, first: int, end: int) -> Iterator[Repair]:
    """The repairs of blank lines inside code: all of them stay, and end in a line feed."""
    for line in range(first, end):
        here, after = page.starts[line], page.starts[line + 1]
        if not page.struck[line] and page.source[here:after] != "\n":
            yield Repair(here, after, "\n", LINE_END)


def blank_run(page: Page, first: int, end: int, *, keep_one: bool) -> Iterator[Repair]:
    """The repairs of the blank lines among ``first`` to ``end - 1``; neighbours go as one."""
    start = stop = -1
    for line in range(first, end):
        if page.struck[line]:
            continue
        here, after = page.starts[line], page.starts[line + 1]
        if keep_one:
            keep_one = False
            if page.source[here:after] != "\n" and not in_quote(page, line, end):
                yield Repair(here, after, "\n", LINE_END)
        elif stop == here:
            stop = after
        else:
            if start >= 0:
                yield Repair(start, stop, "", BLANK)
            start, stop = here, after
    if start >= 0:
        yield Repair(start, stop, "", BLANK)


def in_quote(page: Page, line: int, below: int) -> bool:
    """Whether a blank line of Markdown stands inside a quote that goes on in the line ``below``."""
    mark = page.core(line)
    return bool(mark) and below < len(page) and page.core(below).startswith(mark)


def tidy_start(page: Page, line: int, indented: bool) -> Repair | None:
    """The repair of the white space before a line: none of it stays, or blanks and tabs for what is meant."""
    start, core = page.starts[line], page.core_starts[line]
    lead = page.source[start:core]
    kept = blanks(lead) if indented else ""
    return Repair(start, core, kept, INDENT) if kept != lead else None


def tidy_end(page: Page, line: int, meant: Meant) -> Repair | None:
    """The repair of the white space and line break after a line."""
    start, end = page.core_ends[line], page.starts[line + 1]
    trail = page.source[start:end]
    kept = ""
    if line in meant.verbatim:
        kept = blanks(trail.splitlines()[0])
    elif line in meant.broken:
        kept = HARD_BREAK
    elif is_signature(page.texts[line], trail):
        kept = " "
    return Repair(start, end, f"{kept}\n", LINE_END) if trail != f"{kept}\n" else None


def blanks(space: str) -> str:
    """White space as blanks and tabs."""
    return "".join(c if c in " \t" else " " for c in space)
