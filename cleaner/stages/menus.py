"""Menus that a page draws more than once: labels in head and foot, and blocks that stand twice around the body.

Part of the stage `headers`. Needs no word list, so it works in any language.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from cleaner.edit import Cause
from cleaner.markup.columns import MARKED_FRAME
from cleaner.page import Body, Page, link_lines
from cleaner.stage import Strike

__all__ = ["entries_around", "listed_keys", "menu_around", "menu_entries", "repeated_menus"]

ENTRY_END = ".,;:…。،؛।"
"""No header or menu entry ends with one of these; the line of a poem, an answer or a step of a recipe does."""

MAX_LABEL_WORDS = 3
"""Longer lines in head and foot are titles and teasers: their best copy stays (`cleaner.stages.headers`)."""

MIN_LABEL_LETTERS = 4
"""Shorter ones are numbers, prices and answers."""

LABEL_REACH = 3
"""Lines above the body in which a label may be the page's title, whatever stands in the footer."""

BLOCK_LINES = 4
"""Lines in a row that must recur: four are a menu or a card drawn twice, two or three may be a table's rows."""

MIN_LISTED, MIN_LISTED_BLANKS, MIN_THINGS = 4, 2, 3
"""Different lines, blanks in each, and copies of each, as plain text beside a rendered page's links and frame: from so
many on they are what a list says of each of its things, such as what each plan of a table of prices includes. Titles
that stand again are one or two; two copies of a card are drawn for wide screens and for narrow ones."""

MAX_LINKED = 0.5
"""Share of links from which on a line is an entry of a menu."""

IN_HEAD_AND_FOOT = Cause("headers", "headers/head-and-foot", "navigation", "stands above the text and below it: a menu")
DRAWN_TWICE = Cause("headers", "headers/repeated-block", "navigation", "its block of lines stands here a second time")


def repeated_menus(page: Page, body: Body, settled: Collection[str]) -> Iterator[Strike]:
    """Removals of labels above and below the body that it does not hold, and of later copies of blocks outside it.

    Lines with a key in ``settled`` are left alone.
    """
    head, tail = entries_around(page, body, settled)
    menu = menu_around(page, body, head, tail)
    yield from (Strike(line, IN_HEAD_AND_FOOT) for line in sorted(menu))
    outside = [line for line in (*head, *tail) if line not in menu]
    yield from (Strike(line, DRAWN_TWICE) for line in repeated_blocks(page.keys, outside))


def menu_around(page: Page, body: Body, head: Sequence[int], tail: Sequence[int]) -> set[int]:
    """The lines of ``head`` and ``tail`` that are labels, stand in both, and are not said in the body."""
    keys = page.keys
    both = {keys[line] for line in head}.intersection([keys[line] for line in tail])
    if both := {key for key in both if is_label(key)}:
        both -= {keys[line] for line in range(body.first, body.last + 1) if not page.struck[line]}  # who speaks there
    near = head[-LABEL_REACH:]
    return {line for line in (*head, *tail) if keys[line] in both and line not in near}


def entries_around(page: Page, body: Body, settled: Collection[str] = ()) -> tuple[list[int], list[int]]:
    """The live `menu_entries` above the body and below it, without those with a key in ``settled``."""
    keys, struck, entries = page.keys, page.struck, page.fact(menu_entries)
    above, below = entries[: bisect_left(entries, body.first)], entries[bisect_right(entries, body.last) :]
    head, tail = ([line for line in part if not (struck[line] or keys[line] in settled)] for part in (above, below))
    return head, tail


def menu_entries(page: Page) -> list[int]:
    """The lines that may be headers or entries of a menu: neither prose, nor the end of a sentence or a link in one."""
    lines, links = enumerate(zip(page.keys, page.prose, strict=True)), page.fact(link_lines)
    return [
        line for line, (key, prose) in lines if key and not prose and key[-1] not in ENTRY_END and line not in links
    ]


def listed_keys(page: Page) -> set[str]:
    """The keys of the lines that a rendered page says of each of several things, for `Page.fact`; see MIN_LISTED."""
    markup = page.markup
    if markup is None:
        return set()
    keys, lines = page.keys, page.fact(menu_entries)
    count = Counter([keys[line] for line in lines])
    often = {key for key, copies in count.items() if copies >= MIN_THINGS}
    if not are_listed(often):
        return set()  # as for most pages
    framed = {
        keys[line]
        for line in lines
        if keys[line] in often
        and (markup.link_shares[line] >= MAX_LINKED or markup.headings[line] == 1 or markup.has(line, MARKED_FRAME))
    }
    listed = often - framed
    return listed if are_listed(listed) else set()


def are_listed(keys: Collection[str]) -> bool:
    """Whether enough of some keys are wordy enough for a list; see MIN_LISTED."""
    return sum(key.count(" ") >= MIN_LISTED_BLANKS for key in keys) >= MIN_LISTED


def is_label(key: str) -> bool:
    """Whether a key is short enough for a menu entry and more than a number.

    >>> is_label("opening hours"), is_label("$12.50"), is_label("old pier gone by morning")
    (True, False, False)
    """
    return key.count(" ") < MAX_LABEL_WORDS and sum(map(str.isalpha, key)) >= MIN_LABEL_LETTERS


def repeated_blocks(keys: Sequence[str], lines: Sequence[int]) -> list[int]:
    """The lines of ``lines`` in later copies of a run of BLOCK_LINES; one line repeated makes no run."""
    column = [keys[line] for line in lines]
    if len(column) - len(set(column)) < BLOCK_LINES:
        return []  # a block that stands twice makes as many keys recur; most pages have fewer
    count = Counter(column)
    copies: set[int] = set()
    first: dict[tuple[str, ...], int] = {}
    for at in [at for at in range(len(lines) - BLOCK_LINES + 1) if count[column[at]] > 1]:
        block = tuple(column[at : at + BLOCK_LINES])
        if first.setdefault(block, at) + BLOCK_LINES <= at and len(set(block)) == BLOCK_LINES:
            copies.update(lines[at : at + BLOCK_LINES])
    return sorted(copies)
