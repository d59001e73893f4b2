"""A unified diff of a page's source and its clean text, as `diff -u` writes it and `patch` reads it. It is made from
the edits, and so takes linear time, whatever the page holds."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from cleaner.edit import Edit, apply
from cleaner.result import Result

__all__ = ["diff_lines"]

DIFF_CONTEXT = 3
"""Lines around a change, as `diff -u` shows."""

NO_BREAK = "\\ No newline at end of file"


class ChangedLines(NamedTuple):
    """Lines of the source, counted from 0, and the clean text's lines in their place, which begin at line ``at``."""

    start: int
    end: int
    at: int
    lines: list[str]


def diff_lines(result: Result, name: str) -> Iterator[str]:
    """The lines of the diff, without line feeds; none where nothing changed."""
    source = text_lines(result.source)
    changes = list(changes_of(result, source)) if source else added(result)
    if changes:
        yield from (f"--- {name}", f"+++ {name} (clean)")
    for hunk in hunks(changes):
        yield from hunk_lines(hunk, source)


def text_lines(text: str) -> list[str]:
    """The lines of a text with their line feeds; nothing else breaks a line of a diff.

    >>> text_lines("a\\n\\nb"), text_lines("a\\n"), text_lines("")
    (['a\\n', '\\n', 'b'], ['a\\n'], [])
    """
    *whole, rest = text.split("\n")
    return [line + "\n" for line in whole] + ([rest] if rest else [])


def added(result: Result) -> list[ChangedLines]:
    """What there is of a clean text whose source has no line at all."""
    lines = text_lines(result.text)
    return [ChangedLines(0, 0, 0, lines)] if lines else []


def changes_of(result: Result, source: Sequence[str]) -> Iterator[ChangedLines]:
    """The stretches of lines that edits change."""
    starts = list(accumulate(map(len, source), initial=0))
    edit_starts = [edit.start for edit in result.edits]
    touched = touched_lines(result.edits, starts)
    line = at = 0
    while line < len(source):
        if not touched[line]:
            line, at = line + 1, at + 1
            continue
        end, text = line, "begins"
        while end == line or (end < len(source) and (touched[end] or (text and not text.endswith("\n")))):
            end += 1
            if end == len(source) or not touched[end]:
                last = len(edit_starts) if end == len(source) else bisect_left(edit_starts, starts[end])
                edits = result.edits[bisect_left(edit_starts, starts[line]) : last]
                text = apply(result.source, edits, starts[line], starts[end])
        lines = text_lines(text)
        if lines != source[line:end]:
            yield ChangedLines(line, end, at, lines)
        line, at = end, at + len(lines)


def touched_lines(edits: Sequence[Edit], starts: Sequence[int]) -> bytearray:
    """Of each line, whether an edit lies in it."""
    size = len(starts) - 1
    touched = bytearray(size)
    for edit in edits:
        first, last = (bisect_right(starts, place) - 1 for place in (edit.start, max(edit.start, edit.end - 1)))
        for line in range(min(first, size - 1), min(last, size - 1) + 1):
            touched[line] = 1
    return touched


def hunks(changes: Sequence[ChangedLines]) -> Iterator[list[ChangedLines]]:
    """The changes in groups with few lines between them."""
    hunk: list[ChangedLines] = []
    for change in changes:
        if hunk and change.start - hunk[-1].end > 2 * DIFF_CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def hunk_lines(hunk: Sequence[ChangedLines], source: Sequence[str]) -> Iterator[str]:
    """A group of changes with its head, and the lines around it."""
    first, last = hunk[0], hunk[-1]
    start, end = max(0, first.start - DIFF_CONTEXT), min(len(source), last.end + DIFF_CONTEXT)
    into = first.at - (first.start - start)
    size = end - start + sum(len(change.lines) - (change.end - change.start) for change in hunk)
    yield f"@@ -{hunk_span(start, end - start)} +{hunk_span(into, size)} @@"
    done = start
    for change in hunk:
        yield from marked(" ", source[done : change.start])
        yield from marked("-", source[change.start : change.end])
        yield from marked("+", change.lines)
        done = change.end
    yield from marked(" ", source[done:end])


def hunk_span(start: int, size: int) -> str:
    """Lines as the head of a hunk names them: the first counts from 1, and of none it is the line before.

    >>> hunk_span(0, 3), hunk_span(4, 1), hunk_span(4, 0)
    ('1,3', '5', '4,0')
    """
    return f"{start + 1}" if size == 1 else f"{start + 1 if size else start},{size}"


def marked(mark: str, lines: Sequence[str]) -> Iterator[str]:
    """Lines with what became of them."""
    for line in lines:
        yield mark + line.removesuffix("\n")
        if not line.endswith("\n"):
            yield NO_BREAK
