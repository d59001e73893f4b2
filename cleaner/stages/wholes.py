"""Code stays whole: of a block that mostly stays no line goes, as a closing brace alone reads like nothing."""

from collections.abc import Collection, Iterator

from cleaner.page import Page

__all__ = ["code_to_keep"]

KEPT_SHARE = 0.5
"""Share of a block's characters that stays from which all of it does."""


def code_to_keep(page: Page, kept: Collection[int]) -> set[int]:
    """The live lines of code that are not ``kept`` in blocks most of which is."""
    found: set[int] = set()
    for block in code_blocks(page):
        whole = sum(len(page.texts[line]) for line in block)
        if sum(len(page.texts[line]) for line in block if line in kept) >= KEPT_SHARE * whole:
            found.update(line for line in block if line not in kept)
    return found


def code_blocks(page: Page) -> Iterator[list[int]]:
    """The live lines of each stretch of code on a rendered page."""
    block: list[int] = []
    last = -1
    for line in page.live():
        if block and not (page.in_code(line) and all(page.in_code(n) for n in range(last + 1, line))):
            yield block
            block = []
        if page.in_code(line):
            block.append(line)
        last = line
    if block:
        yield block
