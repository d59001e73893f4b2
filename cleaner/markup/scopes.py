"""What the open tags say of the lines inside them, and the way to the element that a line is in."""

from cleaner.markup.attributes import Meaning
from cleaner.markup.columns import MARKED_FRAME, MARKED_TEXT, Inside
from cleaner.markup.tree import Element

__all__ = ["ITEM_MARK", "PATH_TAGS", "OpenTags", "Scope"]

ITEM_MARK = "- "
"""Before an item of a list as stages read it, numbered or not: a number would be a word the page does not contain."""

PATH_TAGS = 4
"""Tags in a line's path: enough for ``article/ul/li/a``."""

MAX_HINTS = 16
"""Words of classes and ids that a line carries, the nearest last. More say what the page is, not the line."""

MAX_STEPS = 200
"""Steps of an XPath; deeper lines get the path of the element that many levels down."""

MAX_INNER = 10_000
"""Scopes of a page after which those not in use are dropped; a page of the benchmark has 300 different ones."""


class Scope:
    """What the open tags say of the lines inside them; a tag that adds nothing shares its parent's. ``indent`` stands
    before lines inside lists.

    ``inner`` remembers the scopes of the tags inside it: the items of a list and the cells of a table are alike.
    """

    __slots__ = ("_words", "heading", "hints", "indent", "inner", "inside", "region")

    def __init__(self, inside: int, hints: tuple[str, ...], heading: int, region: int, indent: str) -> None:
        self.inside, self.hints, self.heading, self.region, self.indent = inside, hints, heading, region, indent
        self.inner: dict[int | str, Scope] = {}
        self._words: str | None = None

    @property
    def words(self) -> str:
        """The hints as one string; made for the scopes that lines stand in."""
        if self._words is None:
            self._words = " ".join(self.hints)
        return self._words

    def indented(self, indent: str) -> "Scope":
        """The same, with another indentation; kept for the next item of the same list."""
        if indent not in self.inner:
            self.inner[indent] = Scope(self.inside, self.hints, self.heading, self.region, indent)
        return self.inner[indent]

    def in_code(self) -> "Scope":
        """The same, inside code."""
        return Scope(self.inside | Inside.PRE, self.hints, self.heading, self.region, self.indent)

    def within(self, meaning: Meaning, region: int = 0) -> "Scope":
        """The scope of a tag inside it; ``region`` is the number it gets if it is a region."""
        place, inside, hints, outer = meaning.place, self.inside, self.hints, self.region
        if meaning.hints:
            hints = hints + meaning.hints
            if len(hints) > MAX_HINTS:
                hints = hints[-MAX_HINTS:]
        if place & MARKED_TEXT:
            inside &= ~MARKED_FRAME
            outer = 0
        elif place & MARKED_FRAME:
            outer = region
        return Scope(inside | place, hints, meaning.heading or self.heading, outer, self.indent)


def outermost() -> Scope:
    """The scope outside all tags of a page."""
    return Scope(0, (), 0, 0, "")


class OpenTags:
    """The open tags of a page while it is read, and what they say of the lines inside them."""

    def __init__(self) -> None:
        self._tags: list[str] = []
        self._counts: list[dict[str, int]] = [{}]  # of children by tag, for the page and for each open tag
        self._scopes = [outermost()]  # the same
        self._met = 0  # scopes
        self._regions = 0
        self._blocks = [0]  # how many tags are open with each open block
        self._nodes: list[Element | None] = [None]  # the element of each
        self._paths: list[str] = []  # XPaths of the outermost open tags, as far as they were asked for

    def _within(self, meaning: Meaning) -> Scope:
        """The scope of a tag, remembered for others like it, unless it is a region of its own."""
        scope, number = self._scopes[-1], meaning.number
        return (scope.inner.get(number) or self._new_scope(scope, meaning)) if number else scope

    def _new_scope(self, scope: Scope, meaning: Meaning) -> Scope:
        """The scope of a tag that is the first of its like; of a page that has no two alike they are not kept."""
        if meaning.place & MARKED_FRAME:
            self._regions += 1
            return scope.within(meaning, self._regions)
        self._met += 1
        if self._met % MAX_INNER == 0:
            for above in self._scopes:
                above.inner.clear()
        inner = scope.inner[meaning.number] = scope.within(meaning)
        return inner

    def _in_code(self) -> bool:
        """Whether code is being read, where a highlighter puts every token into a tag of its own."""
        return "pre" in self._tags or "code" in self._tags or "sig" in self._scopes[-1].hints

    def _xpath(self, depth: int) -> str:
        """The XPath of the open tag at a depth, as ``lxml`` would find it: ``/html[1]/body[1]/p[2]``. An open tag is
        the last one so far of its name."""
        paths, tags, counts = self._paths, self._tags, self._counts
        depth = min(depth, MAX_STEPS)
        path = paths[-1] if paths else ""
        for level in range(len(paths), depth):
            tag = tags[level]
            path = f"{path}/{tag}[{counts[level][tag]}]"
            paths.append(path)
        return paths[depth - 1] if depth else ""

    def _leave_block(self) -> None:
        """The innermost block closes, and XPaths of what is inside it may not hold any more."""
        self._nodes.pop()
        self._blocks.pop()
        if len(self._paths) > self._blocks[-1]:
            del self._paths[self._blocks[-1] :]
