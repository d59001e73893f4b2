"""What the open tags say of the lines inside them, and the way to the element that a line is in."""

from cleaner.markup.attributes import MAX_HINT_CHARS, Meaning, hint_words
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
"""Scopes of a page that are kept for tags like those met; a page of the benchmark has 300 different ones."""


class Scope:
    """What the open tags say of the lines inside them; a tag that adds nothing shares its parent's. ``indent`` stands
    before lines inside lists; ``named`` is the class and id that a tag adds to those of ``outer``.
    """

    __slots__ = ("_hints", "_words", "heading", "indent", "inside", "named", "outer", "region")

    inside: int
    heading: int
    region: int
    indent: str
    _hints: tuple[str, ...] | None

    def __init__(self, outer: "Scope | None" = None) -> None:
        self.named = "", ""
        self._words: str | None = None
        if outer is not None:
            self.outer, self.inside, self.heading = outer, outer.inside, outer.heading
            self.region, self.indent, self._hints = outer.region, outer.indent, None
        else:  # outside of all tags
            self.outer, self.inside, self.heading, self.region, self.indent, self._hints = self, 0, 0, 0, "", ()

    @property
    def hints(self) -> tuple[str, ...]:
        """The words of the classes and ids; only looked for in scopes that lines stand in, a third of them."""
        above, scope = [], self
        while scope._hints is None:
            above.append(scope)
            scope = scope.outer
        hints = scope._hints
        for scope in reversed(above):
            classes, ident = scope.named
            if classes or ident:
                hints = (hints + hint_words(classes[:MAX_HINT_CHARS], ident[:MAX_HINT_CHARS]))[-MAX_HINTS:]
            scope._hints = hints
        return hints

    @property
    def words(self) -> str:
        """The hints as one string."""
        if self._words is None:
            self._words = " ".join(self.hints)
        return self._words

    def in_code(self) -> "Scope":
        """The same, inside code."""
        inner = Scope(self)
        inner.inside |= Inside.PRE
        return inner

    def within(self, meaning: Meaning, classes: str | None, region: int = 0) -> "Scope":
        """The scope of a tag inside it; ``region`` is the number it gets if it is a region."""
        inner, place = Scope(self), meaning.place
        inner.named = classes or "", meaning.ident
        if place & MARKED_TEXT:
            inner.inside &= ~MARKED_FRAME
            inner.region = 0
        elif place & MARKED_FRAME:
            inner.region = region
        inner.inside |= place
        inner.heading = meaning.heading or self.heading
        return inner


class OpenTags:
    """The open tags of a page while it is read, and what they say of the lines inside them."""

    def __init__(self) -> None:
        self._tags: list[str] = []
        self._counts: list[dict[str, int]] = [{}]  # of children by tag, for the page and for each open tag
        self._scopes = [Scope()]  # the same
        self._inner: dict[tuple[object, ...], Scope] = {}  # scopes met, by what they are made of
        self._regions = 0
        self._blocks = [0]  # how many tags are open with each open block
        self._nodes: list[Element | None] = [None]  # the element of each
        self._paths: list[str] = []  # XPaths of the outermost open tags, as far as they were asked for

    def _within(self, meaning: Meaning, classes: str | None) -> Scope:
        """The scope of a tag, remembered for others like it, unless it is a region of its own."""
        scope = self._scopes[-1]
        if not classes and not meaning.tells:
            return scope
        return self._inner.get((scope, meaning, classes)) or self._new_scope(scope, meaning, classes)

    def _new_scope(self, scope: Scope, meaning: Meaning, classes: str | None) -> Scope:
        """The scope of a tag that is the first of its like; of a page that has no two alike they are not kept."""
        if meaning.place & MARKED_FRAME:
            self._regions += 1
            return scope.within(meaning, classes, self._regions)
        return self._kept((scope, meaning, classes), scope.within(meaning, classes))

    def _indented(self, scope: Scope, indent: str) -> Scope:
        """The same, with another indentation; kept for the next item of the same list."""
        key = scope, indent
        if (known := self._inner.get(key)) is not None:
            return known
        inner = Scope(scope)
        inner.indent = indent
        return self._kept(key, inner)

    def _kept(self, key: tuple[object, ...], scope: Scope) -> Scope:
        """The scope, kept for the next tag that gives the same key."""
        if len(self._inner) >= MAX_INNER:
            self._inner.clear()
        self._inner[key] = scope
        return scope

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
