"""The text of one block as Markdown: emphasis, code, links and whatever else is marked inside a line."""

import re
from collections.abc import Iterator, Sequence

__all__ = ["CODE", "LINK", "Mark", "as_line", "closing", "inline", "opening", "said_as"]


class Mark(str):
    """A piece of a line that Markdown writes otherwise than plain text: as a str it is what plain text has there.

    ``role`` is ``open`` or ``close`` for one end of a stretch called ``name``, ``text`` for what is written as it is.
    ``written`` is, for the start of a link, its target, and else the sign or the text.
    """

    role: str
    name: str
    written: str


def said_as(plain: str, written: str) -> Mark:
    """What plain text has as ``plain`` and Markdown as ``written``."""
    mark = Mark(plain)
    mark.role, mark.name, mark.written = "text", "", written
    return mark


def opening(name: str, written: str = "") -> Mark:
    """The start of a stretch."""
    mark = Mark("")
    mark.role, mark.name, mark.written = "open", name, written or name
    return mark


def closing(name: str) -> Mark:
    """The end of a stretch."""
    mark = Mark("")
    mark.role, mark.name, mark.written = "close", name, name
    return mark


CODE, LINK = "`", "link"

SPECIAL = re.compile(r"[`*]|(?<![^\W_])_|_(?![^\W_])|<(?=[a-zA-Z/!?])")
"""Characters that Markdown would take for marks: a low line only where a word begins or ends. A backslash stays as it
is: where pages show one it is mostly TeX that a script will set."""

LINE_START = re.compile(r"(\d{1,9})(?=[.)](?: |$))|(?=#{1,6}(?: |$)|[-+](?: |$)|>|={3,}$|-{3,}$|~~~)")
TICKS = re.compile("`+")


def inline(pieces: Sequence[str]) -> tuple[str, list[Mark]]:
    """The Markdown of a block's pieces, white space squeezed, and the stretches that are open at its end.

    A stretch inside one of the same name adds nothing; one without text goes; blanks at its ends move out of it.

    >>> inline(["a", opening("**"), " b ", closing("**"), "2*3"])[0]
    'a **b** 2\\\\*3'
    """
    out: list[str] = []
    stack: list[tuple[Mark, int]] = []
    again: dict[str, int] = {}
    for piece in joined_marks(pieces):
        if not isinstance(piece, Mark):
            out.append(piece if stack and any(mark.name == CODE for mark, _ in stack) else escaped(piece))
        elif piece.role == "text":
            out.append(piece.written)
        elif piece.role == "open":
            if any(mark.name == piece.name for mark, _ in stack):
                again[piece.name] = again.get(piece.name, 0) + 1
            else:
                stack.append((piece, len(out)))
        elif again.get(piece.name):
            again[piece.name] -= 1
        elif any(mark.name == piece.name for mark, _ in stack):
            while wrap_last(out, stack) != piece.name:
                pass
    still = [mark for mark, _ in stack]
    while stack:
        wrap_last(out, stack)
    return " ".join("".join(out).split()), still


def joined_marks(pieces: Sequence[str]) -> Iterator[str]:
    """The pieces, those of plain text side by side as one: parsers cut text where they like."""
    text: list[str] = []
    for piece in pieces:
        if isinstance(piece, Mark):
            if text:
                yield "".join(text)
                text.clear()
            yield piece
        else:
            text.append(piece)
    if text:
        yield "".join(text)


def wrap_last(out: list[str], stack: list[tuple[Mark, int]]) -> str:
    """Ends the innermost stretch, and returns its name."""
    mark, start = stack.pop()
    out[start:] = [wrapped(mark, "".join(out[start:]))]
    return mark.name


def wrapped(mark: Mark, text: str) -> str:
    """A stretch between its marks."""
    core = text.strip()
    if not core:
        return text
    lead, _, trail = text.partition(core)
    if mark.name == LINK:
        return f"{lead}[{core}]({mark.written}){trail}"
    if mark.name == CODE:
        fence = CODE * (max((len(run) for run in TICKS.findall(core)), default=0) + 1)
        pad = " " if core.startswith(CODE) or core.endswith(CODE) else ""
        return f"{lead}{fence}{pad}{core}{pad}{fence}{trail}"
    return f"{lead}{mark.name}{core}{mark.name}{trail}"


def escaped(text: str) -> str:
    """Text in which nothing reads as a mark.

    >>> escaped("2 * 3 is snake_case, <b> and _so_")
    '2 \\\\* 3 is snake_case, \\\\<b> and \\\\_so\\\\_'
    """
    return SPECIAL.sub(r"\\\g<0>", text)


def as_line(text: str) -> str:
    """A paragraph's Markdown whose start reads as no heading, item, quote or rule.

    >>> as_line("1. January"), as_line("# of boats"), as_line("-5 degrees")
    ('1\\\\. January', '\\\\# of boats', '-5 degrees')
    """
    return LINE_START.sub(r"\1\\", text, count=1) if LINE_START.match(text) else text
