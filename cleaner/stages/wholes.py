"""Code and tables stay whole: of a block that mostly stays no line goes, as a closing brace or a row of figures alone
reads like nothing; and a caption stays with what it is the caption of."""

import re
from collections.abc import Collection, Iterable, Iterator

from cleaner.page import Page

__all__ = ["captions_to_keep", "code_to_keep", "rows_to_keep"]

KEPT_SHARE = 0.5
"""Share of a block's characters that stays from which all of it does."""


ROW_PATH = re.compile(r"(.*/table\[\d+\])(?:/(?:thead|tbody|tfoot)\[\d+\])?/tr\[\d+\]")
"""The XPath of a table's row, and in it that of the table."""

CAPTION_PATH = re.compile(r"(.*/(?:figure|table)\[\d+\])/(?:.*/)?(?:fig)?caption\[\d+\].*")
"""The XPath of something in a caption, and in it that of what has the caption."""


def code_to_keep(page: Page, kept: Collection[int]) -> set[int]:
    """The live lines of code that are not ``kept`` in blocks most of which is."""
    return missing_of(page, code_blocks(page), kept)


def rows_to_keep(page: Page, kept: Collection[int]) -> set[int]:
    """The live rows that are not ``kept`` of tables of data most of which is."""
    tables: dict[str, list[int]] = {}
    for line, path in elements_of(page):
        if match := ROW_PATH.fullmatch(path):
            tables.setdefault(match[1], []).append(line)
    return missing_of(page, tables.values(), kept)


def captions_to_keep(page: Page, kept: Collection[int]) -> set[int]:
    """The live captions that are not ``kept`` of figures and tables of which something else is."""
    captions: dict[str, list[int]] = {}
    others: set[str] = set()
    for line, path in elements_of(page):
        if match := CAPTION_PATH.fullmatch(path):
            captions.setdefault(match[1], []).append(line)
        elif line in kept:
            others.update(path[: found.end()] for found in re.finditer(r"/(?:figure|table)\[\d+\]", path))
    return {line for path, lines in captions.items() if path in others for line in lines if line not in kept}


def elements_of(page: Page) -> Iterator[tuple[int, str]]:
    """The live lines of a rendered page, with the XPath of each."""
    if page.markup is not None and page.markup.elements:
        for line in page.live():
            yield line, page.markup.elements[line]


def missing_of(page: Page, blocks: Iterable[list[int]], kept: Collection[int]) -> set[int]:
    """The lines that are not ``kept`` of blocks most of which is."""
    found: set[int] = set()
    for block in blocks:
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
