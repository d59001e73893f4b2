"""The words of a line's key."""

import re
from collections.abc import Sequence

__all__ = ["words_of", "words_of_all"]


def words_of_all(keys: Sequence[str]) -> list[list[str]]:
    """`words_of` each key. The ASCII ones are translated joined, which is four times faster than one by one.

    >>> words_of_all(["harbour-today", "été 2021"])
    [['harbour', 'today'], ['été', '2021']]
    """
    if not keys:
        return []
    plain = "\n".join([key if key.isascii() else "" for key in keys]).translate(NO_WORD).split("\n")
    return [words.split() or WORD.findall(key) for words, key in zip(plain, keys, strict=True)]


def words_of(key: str) -> list[str]:
    """The words of a key: runs of letters, digits and underscores.

    >>> words_of("harbour today, harbour-today")
    ['harbour', 'today', 'harbour', 'today']
    """
    return key.translate(NO_WORD).split() if key.isascii() else WORD.findall(key)


WORD = re.compile(r"\w+")
NO_WORD = {code: " " for code in range(128) if not WORD.match(chr(code)) and chr(code) != "\n"}
"""For ASCII the same as WORD, three times faster. A line feed is left to separate keys that are translated joined."""
