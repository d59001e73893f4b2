"""What must not stay when lines of a page in Markdown go: fences without their code, the head of a table without its
rows, rows without a head, images and the first lines of callouts whose text is gone."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from cleaner.edit import Cause
from cleaner.page import Page
from cleaner.stage import Repair, Strike

__all__ = ["is_blank", "remaining_lines", "remains"]

REMAINS = Cause("layout", "layout/remains", "layout", "what is left of a block whose lines are gone")
HEAD = Cause("layout", "layout/table-head", "layout", "an empty head for a table whose own is gone")
CALLOUT = "> [!"


def is_blank(page: Page, line: int) -> bool:
    """Whether a line of the source is blank, the marks of a quote apart."""
    return not page.texts[line] and not page.core(line).strip("> ")


def remaining_lines(page: Page) -> list[int]:
    """The lines that stand on the page: those that say something, and of Markdown those that only mark something."""
    if page.markup is None or not page.markup.blocks:
        return page.live()
    return [line for line in range(len(page)) if not page.struck[line] and not is_blank(page, line)]


def remains(page: Page) -> Iterator[Strike | Repair]:
    """What goes or comes with the lines that went, on a page in Markdown."""
    if page.markup is None or not page.markup.blocks:
        return
    blocks: dict[int, list[int]] = {}
    for line, block in enumerate(page.markup.blocks):
        if block:
            blocks.setdefault(block, []).append(line)
    for lines in blocks.values():
        yield from remains_of(page, lines)
    said = [line for line, text in enumerate(page.texts) if text]
    for line in range(len(page)):
        mute = not page.texts[line] and not page.markup.blocks[line] and not is_blank(page, line)
        if mute and not page.struck[line]:
            at = bisect_left(said, line)
            if is_left_over(page, line, said[max(at - 1, 0) : at], said[at : at + 1]):
                yield Strike(line, REMAINS)


def remains_of(page: Page, lines: Sequence[int]) -> Iterator[Strike | Repair]:
    """What goes or comes in one table or block of code."""
    if not any(page.texts[line] and not page.struck[line] for line in lines):
        yield from (Strike(line, REMAINS) for line in lines if not page.struck[line])
    elif page.struck[lines[0]] and page.core(lines[1]).endswith("--- |"):
        start, rule = page.starts[lines[1]], page.source[page.starts[lines[1]] : page.starts[lines[1] + 1]]
        yield Repair(start, start, rule.replace("---", "   "), HEAD)


def is_left_over(page: Page, line: int, above: Sequence[int], below: Sequence[int]) -> bool:
    """Whether the lines that an image stands between, or that a callout begins with, are gone; ``above`` and ``below``
    hold the next lines that say something, if there are any."""
    if page.core(line).startswith(CALLOUT):
        return not below or bool(page.struck[below[0]])
    around = [*above, *below]
    return bool(around) and all(page.struck[n] for n in around)
