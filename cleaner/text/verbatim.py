"""Which white space of a text dump is meant: that of code, fenced or indented, and that of Markdown."""

import re
from collections.abc import Iterable, Mapping, Sequence

__all__ = ["CODE_SIGNS", "MARKDOWN_SIGNS", "fenced", "holds_sign", "is_code", "is_markdown", "is_signature"]

Signs = Mapping[str, Sequence[str]]
"""Strings, by a character of each: one character is looked for in a twentieth of the time, and most are rare."""

CODE_SIGNS: Signs = {
    "{": ("{",), "}": ("}",), "=": (" = ", "==", "=>"), ">": ("->",), "<": ("</",), "(": ("()",), ":": ("::",),
}  # fmt: skip
"""Of which one stands somewhere in any code of some lines."""

MARKDOWN_SIGNS: Signs = {"#": ("#",), "`": ("```",), "~": ("~~~",), "[": ("](",), "*": ("**",)}
"""Of which one stands in any Markdown that `fenced` or `is_markdown` knows."""

FENCE = re.compile(r"(`{3,}|~{3,})([^`]*)")
HEADING_LINE = re.compile(r"#{1,6} \S")
LINK_OR_BOLD = re.compile(r"\[[^\[\]]+\]\([^()\s]+\)|\*\*[^*\s][^*]*\*\*|^[-*] \[[^\[\]]+\]\(")

MIN_MARKS = 2
"""Headings, or lines with links or bold words, from which a dump is Markdown: one is an accident."""

CODE_SIGN = re.compile(
    r"[{};\\]|\w\(|==|\w = |->|=>|::|</|/>|\w_\w|^(?:#!|//|>>> |\$ |@\w+$)"
    r"|^(?:return|import|def|elif|echo|sudo|pip|npm|git|const|var|function|print)\b[^.!?]*$"
)
"""What code has and labels of pages have not."""


def holds_sign(text: str, signs: Signs) -> bool:
    """Whether one of some signs stands in a text: a page without any is told at once.

    >>> holds_sign("# Tides", MARKDOWN_SIGNS), holds_sign("2 * 2 [sic]", MARKDOWN_SIGNS)
    (True, False)
    """
    return any(mark in text and any(sign in text for sign in found) for mark, found in signs.items())


def is_code(text: str) -> bool:
    """Whether a line reads as code.

    >>> is_code("return x"), is_code("gcc -o app main.c;"), is_code("Read more")
    (True, True, False)
    """
    return CODE_SIGN.search(text[:400]) is not None


def is_markdown(texts: Iterable[str]) -> bool:
    """Whether the lines of a text are Markdown: a fenced block, headings, or links and bold words.

    >>> is_markdown(["# Tides", "Some text.", "## Spring"]), is_markdown(["#1 in town", "Some text."])
    (True, False)
    """
    headings = links = 0
    for text in texts:
        start = text[:1]
        headings += start == "#" and HEADING_LINE.match(text) is not None
        links += ("](" in text or "**" in text) and LINK_OR_BOLD.search(text) is not None
        if headings >= MIN_MARKS or links >= MIN_MARKS or (start in "`~" and text.startswith(("```", "~~~"))):
            return True
    return False


def fenced(texts: Sequence[str], lines: Iterable[int]) -> set[int]:
    """The lines of fenced code, fences and all between them included, of those texts whose numbers are ``lines``. A
    fence that never closes fences nothing.

    >>> sorted(fenced(["```py", "x", "", "```", "y", "```"], [0, 1, 3, 4, 5]))
    [0, 1, 2, 3]
    """
    found: set[int] = set()
    start, fence = -1, ""
    for line in lines:
        match = FENCE.fullmatch(texts[line]) if texts[line][:1] in "`~" else None
        if match is None:
            continue
        if start < 0:
            start, fence = line, match[1]
        elif match[1].startswith(fence) and not match[2].strip():
            found.update(range(start, line + 1))
            start = -1
    return found


def is_signature(text: str, trail: str) -> bool:
    """Whether a line is the ``-- `` above the signature of a mail, whose blank is part of it (RFC 3676, section 4.3).

    >>> is_signature("--", " "), is_signature("---", " ")
    (True, False)
    """
    return text == "--" and trail.startswith(" ")
