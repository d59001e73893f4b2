"""Lines that stand in code: nothing in it is a header, a menu or an icon, however often it comes again."""

from cleaner.page import Page
from cleaner.text.verbatim import is_code

__all__ = ["stands_in_code"]

CODE_REACH = 3
MIN_CODE_LINES = 2
"""Lines above and below that are looked at, and how many of them must read as code; one alone may be a price list's
"Lamps(12)"."""


def stands_in_code(page: Page, line: int) -> bool:
    """Whether a line of a rendered page stands inside ``pre``, or one of a text dump among lines that read as code."""
    if page.markup is not None:
        return page.in_code(line)
    near = [text for text in page.texts[max(0, line - CODE_REACH) : line + CODE_REACH + 1] if text]
    return sum(map(is_code, near)) >= MIN_CODE_LINES
