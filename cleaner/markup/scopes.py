"""What the open tags say of the lines inside them, and the way to the element that a line is in."""

from collections.abc import Mapping
from typing import NamedTuple

from cleaner.markup.attributes import MAX_HINT_CHARS, hint_words
from cleaner.markup.columns import MARKED_FRAME, MARKED_TEXT
from cleaner.markup.tags import ARIA_ROLES, HEADING, PLACES

__all__ = ["ITEM_MARK", "OUTERMOST", "PATH_TAGS", "Scope", "Trail", "inner_scope", "region_bits_of"]

ITEM_MARK = "- "
"""Before an item of a list as stages read it, numbered or not: a number would be a word the page does not contain."""

PATH_TAGS = 4
"""Tags in a line's path: enough for ``article/ul/li/a``."""

MAX_HINTS = 16
"""Words of classes and ids that a line carries, the nearest last. More say what the page is, not the line."""

MAX_STEPS = 200
"""Steps of an XPath; deeper lines get the path of the element that many levels down."""


class Scope(NamedTuple):
    """What the open tags say of the lines inside them; a tag that adds nothing shares its parent's. ``indent`` stands
    before lines inside lists."""

    inside: int
    hints: tuple[str, ...]
    heading: int
    region: int
    indent: str


OUTERMOST = Scope(0, (), 0, 0, "")


def region_bits_of(tag: str, attributes: Mapping[str, str]) -> int:
    """The `Inside` bit that a tag or its ARIA role stands for."""
    place = PLACES.get(tag, 0)
    return ARIA_ROLES.get(attributes.get("role", ""), place) if attributes else place


def inner_scope(above: Scope, tag: str, attributes: Mapping[str, str], place: int, region: int) -> Scope:
    """The scope of a tag; ``region`` is the number it gets if it is a region."""
    if not place and tag not in HEADING and not (attributes.get("class") or attributes.get("id")):
        return above
    inside, hints, heading, outer, indent = above
    if attributes:
        classes, ident = attributes.get("class", ""), attributes.get("id", "")
        if classes or ident:
            hints = (*hints, *hint_words(classes[:MAX_HINT_CHARS], ident[:MAX_HINT_CHARS]))[-MAX_HINTS:]
    if place & MARKED_TEXT:
        inside &= ~MARKED_FRAME
        outer = 0
    elif place & MARKED_FRAME:
        outer = region
    return Scope(inside | place, hints, HEADING.get(tag, heading), outer, indent)


class Trail:
    """The tags that are open, and which child of its parent each is among those of the same name."""

    def __init__(self) -> None:
        self.tags: list[str] = []
        self.places: list[int] = []
        self.counts: list[dict[str, int] | None] = [None]  # of children by tag; most tags have none
        self.paths: list[str] = []  # XPaths of the outermost open tags, as far as they were asked for

    def count(self, tag: str) -> int:
        """A tag opens: its place among its siblings of the same name, the first being 1."""
        counts = self.counts[-1]
        if counts is None:
            counts = self.counts[-1] = {}
        place = counts[tag] = counts.get(tag, 0) + 1
        return place

    def enter(self, tag: str, place: int) -> None:
        """What follows is inside the tag."""
        self.tags.append(tag)
        self.places.append(place)
        self.counts.append(None)

    def leave(self) -> None:
        """The innermost tag closes."""
        self.tags.pop()
        self.places.pop()
        self.counts.pop()
        if len(self.paths) > len(self.tags):
            self.paths.pop()

    def xpath(self, depth: int) -> str:
        """The XPath of the open tag at a depth, as ``lxml`` would find it: ``/html[1]/body[1]/p[2]``."""
        depth = min(depth, MAX_STEPS)
        for level in range(len(self.paths), depth):
            above = self.paths[-1] if self.paths else ""
            self.paths.append(f"{above}/{self.tags[level]}[{self.places[level]}]")
        return self.paths[depth - 1] if depth else ""
