"""A page as learning sees it: the patterns of its lines and how much of a sentence each is, small enough to keep."""

import hashlib
import zlib
from typing import NamedTuple

from cleaner.page import Page
from cleaner.templates.patterns import own_sentences, page_patterns
from cleaner.text.repair import is_clean, repair

__all__ = ["NO_KEY", "PROSE_BIT", "Sighting", "sight"]

SCALE = 12
"""Prose weights run from 0 to 10; twelfths of that fit seven bits."""

PROSE_BIT = 0x80
"""The bit of a line's byte that says `Page.prose`; the other seven are its weight where it ends as a sentence ends."""

NO_KEY = "\x01"
"""Opens what stands for a line too long for a pattern: a digest of it. No pattern begins so, and none can be one."""

ZLIB_LEVEL = 1
"""zlib's quickest: pages are written once and read three times."""


class Sighting(NamedTuple):
    """The lines of a page that are not blank, in order: ``patterns``, and one byte for each in ``marks``.

    ``digest`` is that of both: pages that differ in numbers and dates alone are one page.
    """

    digest: bytes
    patterns: list[str]
    marks: bytes

    @property
    def weights(self) -> list[float]:
        """How much of a sentence each line is (`own_sentences`)."""
        return [(mark & ~PROSE_BIT) / SCALE for mark in self.marks]

    def pack(self) -> bytes:
        """The sighting without its digest, as bytes."""
        return zlib.compress(joined(self.patterns, self.marks), ZLIB_LEVEL)

    @classmethod
    def unpack(cls, digest: bytes, packed: bytes) -> "Sighting":
        """What `pack` packed."""
        text = zlib.decompress(packed)
        size = int.from_bytes(text[:4], "big")
        patterns = text[4 + size :].decode("utf-8", "surrogatepass").split("\n") if size else []
        return cls(digest, patterns, text[4 : 4 + size])


def joined(patterns: list[str], marks: bytes) -> bytes:
    """Patterns and marks as one string of bytes, the number of lines in front."""
    return len(marks).to_bytes(4, "big") + marks + "\n".join(patterns).encode("utf-8", "surrogatepass")


def sight(text: str) -> Sighting:
    """What there is to learn from a page; ``text`` is the whole dump. Lines are repaired first, as cleaning does."""
    page = Page(text)
    for line, core in enumerate(page.texts):
        if not is_clean(core):
            page.set_text(line, repair(core))
    weights, prose = page.fact(own_sentences), page.prose
    patterns, marks = [], bytearray()
    for line, pattern in enumerate(page.fact(page_patterns)):
        if page.texts[line]:
            patterns.append(
                pattern or NO_KEY + hashlib.blake2b(page.texts[line].encode("utf-8", "replace")).hexdigest()
            )
            marks.append((PROSE_BIT if prose[line] else 0) | min(round(weights[line] * SCALE), PROSE_BIT - 1))
    found = bytes(marks)
    return Sighting(hashlib.sha256(joined(patterns, found)).digest()[:16], patterns, found)
