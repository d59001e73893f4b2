"""The page for a person: every line with what became of it, and why, in the margin."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from cleaner.edit import Edit, Spared
from cleaner.page import Page
from cleaner.result import Result

__all__ = ["Row", "page_rows", "render_row", "summary"]

TEXT_SHARE = 0.6
"""Of the width of the terminal, for the text; the rest is the margin."""

MIN_WIDTH = 60


class Row(NamedTuple):
    """A line of the report. ``mark``: ``-`` struck, ``~`` rewritten or repaired, ``?`` nearly struck, blank kept."""

    mark: str
    number: int
    text: str
    note: str


def page_rows(result: Result) -> Iterator[Row]:
    """A row for each line of the source that has anything on it, in order; ``number`` counts from 1."""
    page = Page(result.source)
    notes: dict[int, list[Edit | Spared]] = {}
    items: list[Edit | Spared] = [*result.edits, *result.spared]
    for item in items:
        line = page.line_at(item.start)
        if isinstance(item, Spared) or item.action != "repair" or changes_text(page, line, item):
            notes.setdefault(line, []).append(item)
    for line, text in enumerate(page.texts):
        found = notes.get(line, [])
        if text:
            yield Row(mark_of(found), line + 1, text, "; ".join(dict.fromkeys(map(note_of, found))))


def changes_text(page: Page, line: int, edit: Edit) -> bool:
    """Whether an edit changes the text of a line, and not only the white space around it."""
    return line < len(page) and edit.start < page.core_ends[line] and edit.end > page.core_starts[line]


def mark_of(found: list[Edit | Spared]) -> str:
    """What became of a line."""
    actions = [item.action for item in found if isinstance(item, Edit)]
    return "-" if "strike" in actions else "~" if actions else "?" if found else " "


def note_of(item: Edit | Spared) -> str:
    """Rule, score and reason, as the margin says them."""
    score = item.score if isinstance(item, Edit) else None
    rule = item.rule if score is None else f"{item.rule} ({score})"
    return f"{'kept, ' if isinstance(item, Spared) else ''}{rule}: {item.reason}"


def render_row(row: Row, width: int | None) -> tuple[str, str]:
    """The text and the margin of a row, cut to a terminal of ``width`` columns; whole, one after the other, with None.

    >>> render_row(Row("-", 7, "Leave a Reply", "forms/heading: opens the comment form"), 80)
    ('   7 - Leave a Reply                              ', 'forms/heading: opens the comm…')
    """
    if width is None:
        return f"{row.number:4d} {row.mark} {printable(row.text)}", f"  [{row.note}]" if row.note else ""
    width = max(width, MIN_WIDTH)
    room = int(width * TEXT_SHARE) - 7
    text = fit(printable(row.text), room if row.note else width - 7)
    left = f"{row.number:4d} {row.mark} {text}"
    if not row.note:
        return left, ""
    return left + " " * (room - width_of(text) + 2), fit(row.note, width - room - 9)


def printable(text: str) -> str:
    """The text with controls shown as pictures, so that a page cannot move the cursor."""
    return "".join(c if c.isprintable() else "·" if c.isspace() else "�" for c in text)


def width_of(text: str) -> int:
    """How many terminal columns a text takes: wide East Asian characters two, combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def fit(text: str, room: int) -> str:
    """The text cut to ``room`` columns, an ellipsis in place of what is missing.

    >>> fit("harbour", 5), fit("港港港", 5), fit("port", 5)
    ('harb…', '港港…', 'port')
    """
    if width_of(text[: room + 1]) <= room:
        return text
    taken = 0
    for at, char in enumerate(text):
        taken += width_of(char)
        if taken > room - 1:
            return text[:at] + "…"
    return text


def summary(result: Result) -> str:
    """One line of counts: what went, by category, and what stayed."""
    lines = sum(1 for text in Page(result.source).texts if text)
    gone = Counter(edit.category for edit in result.removals)
    what = ", ".join(f"{count} {name}" for name, count in gone.most_common()) or "nothing"
    return (
        f"{gone.total()} of {lines} lines removed ({what}); {len(result.spared)} nearly; "
        f"{len(result.source):,} characters in, {len(result.text):,} out; language {result.language or 'unclear'}"
    )
