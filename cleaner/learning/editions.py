"""Near-duplicate pages: one article under several addresses, which must count once.

Two pages are editions of each other if they share two of their three longest sentences (or the only one they have),
lines on more than half of the site's pages aside; pages without such sentences if all their lines are the same. Sharing
carries over, so the pages fall into groups, and of each group the page with the least digest stands for all: the choice
does not depend on the order the pages come in. Memory: some 300 bytes a page of one site.
"""

import hashlib
from collections.abc import Container, Iterable
from itertools import combinations

from cleaner.learning.sighting import PROSE_BIT, Sighting

__all__ = ["distinct_pages"]

LONGEST_SENTENCES = 3
SHARED = 2
"""Longest sentences looked at, and how many of them two editions share: a quoted paragraph may be among the longest of
two articles, a second one hardly is."""


def distinct_pages(pages: Iterable[Sighting], frequent: Container[str]) -> set[bytes]:
    """The digests of the pages that count, one of each group of editions; ``pages`` come sorted by digest."""
    digests: list[bytes] = []
    parents: list[int] = []
    owners: dict[bytes, int] = {}
    for at, page in enumerate(pages):
        digests.append(page.digest)
        parents.append(at)
        for feature in traits(page, frequent):
            join(parents, at, owners.setdefault(feature, at))
    return {digest for at, digest in enumerate(digests) if find(parents, at) == at}


def traits(page: Sighting, frequent: Container[str]) -> list[bytes]:
    """What editions of a page share at least one of."""
    own = {
        pattern
        for pattern, mark in zip(page.patterns, page.marks, strict=True)
        if mark & PROSE_BIT and pattern not in frequent
    }
    longest = sorted(own, key=lambda pattern: (-len(pattern), pattern))[:LONGEST_SENTENCES]
    if len(longest) < SHARED:
        return [hashed(longest or page.patterns)]
    return [hashed(sorted(pair)) for pair in combinations(longest, SHARED)]


def hashed(lines: Iterable[str]) -> bytes:
    """A short digest of lines."""
    return hashlib.blake2b("\n".join(lines).encode("utf-8", "surrogatepass"), digest_size=12).digest()


def find(parents: list[int], page: int) -> int:
    """The first page of a page's group (union-find with path halving: Tarjan & van Leeuwen, JACM 31(2), 1984)."""
    while parents[page] != page:
        parents[page] = parents[parents[page]]
        page = parents[page]
    return page


def join(parents: list[int], one: int, other: int) -> None:
    """Makes the groups of two pages one."""
    one, other = find(parents, one), find(parents, other)
    parents[max(one, other)] = min(one, other)
