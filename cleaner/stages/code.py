"""Lines that stand in code: nothing in it is a header, a menu or an icon, however often it comes again."""

from functools import lru_cache

from cleaner.page import Page
from cleaner.text.verbatim import CODE_SIGNS, holds_sign, is_code

__all__ = ["stands_in_code"]

CODE_REACH = 3
MIN_CODE_LINES = 2
"""Lines above and below that are looked at, and how many of them must read as code; one alone may be a price list's
"Lamps(12)"."""

MAX_CODE_CHARS = 160
"""Characters of a line of code; longer ones are paragraphs, and dear to search."""


def stands_in_code(page: Page, line: int) -> bool:
    """Whether a line of a rendered page stands inside ``pre``, or one of a text dump among lines that read as code."""
    if page.markup is not None:
        return page.in_code(line)
    if not page.fact(may_hold_code):
        return False
    near = page.texts[max(0, line - CODE_REACH) : line + CODE_REACH + 1]
    return sum(reads_as_code(text) for text in near if 0 < len(text) <= MAX_CODE_CHARS) >= MIN_CODE_LINES


def may_hold_code(page: Page) -> bool:
    """Whether anything on a page looks like code, for `Page.fact`: most pages are told at once."""
    return holds_sign(page.source, CODE_SIGNS)


@lru_cache(2048)
def reads_as_code(text: str) -> bool:
    """`is_code`, remembered: the lines around a header that comes again are asked for with each of its copies."""
    return is_code(text)
