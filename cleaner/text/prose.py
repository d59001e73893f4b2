"""Prose told from labels: which lines are long sentences, in any script, and how much text they hold."""

import re
from collections.abc import Sequence
from operator import ne

__all__ = ["is_prose", "prose_weight", "prose_weights"]

PROSE_WINDOW = 600
"""Characters at the start of a line that decide whether it is prose; a one-line page is prose or not by its start."""

TERMINAL = re.compile(r"""[.!?…։؟۔।。！？:;,](?:(?<=[.!?…։؟۔।])["'”’»)\]]*(?:\s|$)|(?<=[。！？])|(?<=[.:;,])["”])""")
"""The end of a sentence, in the scripts whose full stops differ. All its signs stand in one class at the front: a
search for a class passes over letters ten times faster than one for alternatives."""

IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")

MIN_PROSE_WORDS = 9
MIN_PROSE_CHARS = 45
MIN_PROSE_IDEOGRAPHS = 25
MIN_LOWER_SHARE = 0.5
"""A line of prose has nine words or more, of which at least half begin in lower case (a headline or a menu on one line
has fewer; German prose about 60 %), and a sentence end. Chosen by reading lines of all three dumps, not fitted."""


def prose_weights(texts: Sequence[str]) -> list[float]:
    """For each line 0.0 if it is no prose (see `is_prose`), else 1 for each 30 characters of its first 300.

    Ideographs count three times: a sentence of Chinese has a third of the characters.
    """
    return [
        prose_weight(text)
        if len(text) >= MIN_PROSE_IDEOGRAPHS
        and ((len(text) >= MIN_PROSE_CHARS and text.count(" ") >= MIN_PROSE_WORDS - 1) or not text.isascii())
        and is_prose(text)  # asked of few: most lines are too short, or have too few blanks
        else 0.0
        for text in texts
    ]


def prose_weight(text: str) -> float:
    """The weight of a line that is prose."""
    size = min(len(text), 300)
    if not text.isascii():
        size += 2 * len(IDEOGRAPH.findall(text[:300]))
    return min(size / 30, 10.0)


def is_prose(text: str) -> bool:
    """Whether a line is a long sentence or a paragraph, in any script.

    >>> is_prose("The ferry left the harbour at noon, and nobody on the quay could say when it would be back.")
    True
    >>> is_prose("Home News Sport Weather Travel Culture Business Opinion Video Podcasts Contact.")
    False
    """
    window = text[:PROSE_WINDOW]
    if not window.isascii() and len(IDEOGRAPH.findall(window)) >= MIN_PROSE_IDEOGRAPHS:
        return TERMINAL.search(window) is not None
    if len(window) < MIN_PROSE_CHARS or window.count(" ") < MIN_PROSE_WORDS - 1:
        return False
    if not (". " in window or window[-1] == "." or TERMINAL.search(window)):
        return False
    return plainly_lower(window) or mostly_lower(window)


def mostly_lower(text: str) -> bool:
    """Whether a text has MIN_PROSE_WORDS words, and MIN_LOWER_SHARE of them, or of those with case, in lower case."""
    words = text.split()
    if len(words) < MIN_PROSE_WORDS:
        return False
    lower = sum(map(str.islower, words))
    if lower >= MIN_LOWER_SHARE * len(words):
        return True
    if text.isascii():
        return False
    cased: int = sum(map(ne, text.lower().split(), text.upper().split()))
    return lower >= MIN_LOWER_SHARE * cased and len(words) - cased >= MIN_PROSE_WORDS


LOWER_OR_BLANK = b"abcdefghijklmnopqrstuvwxyz "


def plainly_lower(text: str) -> bool:
    """A quick proof that `mostly_lower` holds, which succeeds with most paragraphs in English; False proves nothing.

    A word that is not in lower case has a character other than ``a`` to ``z``, so the number of such characters bounds
    the number of such words. Counting them is four times faster than looking at each word.
    """
    words = text.count(" ")  # and one more, unless the text was cut at a blank
    letters = text.encode("ascii", "ignore")
    others = len(text) - len(letters) + len(letters.translate(None, LOWER_OR_BLANK))
    return words >= MIN_PROSE_WORDS and "  " not in text and others <= (1 - MIN_LOWER_SHARE) * words
