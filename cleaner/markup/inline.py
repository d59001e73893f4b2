"""What becomes of raised and lowered characters and of a heading's anchor when a line is plain text."""

import re

__all__ = ["is_anchor_sign", "last_character", "script_mark"]

RAISED = re.compile(r"[-+−–]?(?:\d+|[a-df-np-zA-DF-NP-Z])(?:[-+−]\d+)?")
"""What is an exponent where it is raised: a number or a letter, but not the ordinals 1ᵉ, 1ᵒ, 1ᵃ are taken from."""

LOWERED = re.compile(r"\d+|[a-zA-Z]|[a-zA-Z]?[-+−]\d+")
NOTE = re.compile(r"\[?[\d*†‡a-z]{1,4}\]?")

ANCHOR_SIGNS = "¶§#🔗⚓∞\u200b\ufeff\ufe0f "
"""What a heading's link to itself is made of."""


def script_mark(tag: str, before: str, text: str, *, linked: bool = False) -> tuple[str, str]:
    """What stands before and after the text of a ``sup`` or ``sub`` so that it does not run into the word before it:
    a caret, a low line, or the brackets of a note (``linked``); nothing where it is part of the word.

    >>> script_mark("sup", "10", "6"), script_mark("sub", "H", "2"), script_mark("sup", "1", "st")
    (('^', ''), ('_', ''), ('', ''))
    >>> script_mark("sup", "quay", "3", linked=True)
    ('[', ']')
    """
    if not (before[-1:].isalnum() or before[-1:] in tuple(")]}.,;:!?\"'”’»%°")):
        return "", ""
    if linked:
        return ("[", "]") if NOTE.fullmatch(text) and text[0] != "[" else ("", "")
    if not (before[-1:].isalnum() or before[-1:] in ")]}"):
        return "", ""
    if tag == "sup":
        return ("^", "") if RAISED.fullmatch(text) else ("", "")
    return ("_", "") if LOWERED.fullmatch(text) else ("", "")


def is_anchor_sign(text: str) -> bool:
    """Whether the text of a link inside a heading is only the sign of its anchor.

    >>> is_anchor_sign("¶"), is_anchor_sign("#"), is_anchor_sign("C#")
    (True, True, False)
    """
    return not text.strip(ANCHOR_SIGNS)


def last_character(pieces: list[str], end: int) -> str:
    """The character before a piece; of the last few pieces, as highlighters and editors leave empty ones."""
    return next((piece[-1] for piece in reversed(pieces[max(end - 4, 0) : end]) if piece), "")
