"""The events of a parser made lines: one line a block, in reading order, with what the DOM knows of it.

A page of 100,000 nested tags is read like any other: there is no tree and no recursion, only a stack of open tags.
"""

from collections.abc import Mapping
from typing import NamedTuple

from cleaner.markup.attributes import MAX_HINT_CHARS, hint_words, is_hidden
from cleaner.markup.columns import CONTENT_BITS, REGION_BITS, Inside, Line
from cleaner.markup.shapes import code_lines, row_lines
from cleaner.markup.tags import BLOCK, BREAK, CELL, DROP, HEADING, IMAGE, INLINE, KINDS, PLACES, ROLES, ROW, TITLE

__all__ = ["LineBuilder"]

ITEM_MARK = "- "
"""Before an item of a list, numbered or not: a number would be a word that the page does not contain."""

MAX_ROWS = 40
"""Rows within rows that are told apart; deeper ones are hostile, and their cells become lines."""

PATH_TAGS = 4
"""Tags in a line's path: enough for ``article/ul/li/a``."""

MAX_HINTS = 16
"""Words of classes and ids that a line carries, the nearest last. More say what the page is, not the line."""

APART = frozenset(("a", "label", "span", "time"))
"""Tags that styles set apart: of two in a row without a blank between them the words do not belong together."""

MIN_VEILED = 80
"""Characters of a piece of text that attributes hide from which it is counted (``veiled``): menus have shorter ones."""

REVEALED = ("noscript",)
"""Tags that hold the text where no script runs: of a page that shows none otherwise."""


class Scope(NamedTuple):
    """What the open tags say of the lines inside them; a tag that adds nothing shares its parent's."""

    inside: int
    hints: tuple[str, ...]
    heading: int
    region: int


class LineBuilder:
    """A parser target (``start``, ``data``, ``end``, ``close``, as lxml calls them) that collects lines.

    ``reveal`` shows what is hidden until scripts run.
    """

    def __init__(self, *, reveal: bool = False) -> None:
        self.reveal = reveal
        self.lines: list[Line] = []
        self.title = ""
        self.language = ""
        self.alts: list[str] = []
        self.linked: list[str] = []
        self.scripts = self.veiled = 0
        self.nodes = self.deepest = self.most_attributes = 0
        self._tags, self._kinds, self._scopes = [""], [BLOCK], [Scope(0, (), 0, 0)]  # of the open tags
        self._pieces: list[str] = []
        self._links = 0
        self._hidden = 0
        self._veiled = False
        self._capture: list[str] | None = None
        self._mark = False
        self._regions = 0
        self._rows: list[list[list[Line]]] = []
        self._closed = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag opens."""
        self.nodes += 1
        self.most_attributes = max(self.most_attributes, len(attributes))
        if self._hidden:
            self._hidden += 1
            return
        kind = KINDS.get(tag)
        if kind is None:
            kind = BLOCK if "-" in tag else INLINE
        if self.reveal and tag in REVEALED:
            kind = BLOCK
        if kind == DROP or (attributes and not self.reveal and is_hidden(tag, attributes)):
            self._veiled = kind != DROP
            self._hide(tag, attributes)
            return
        if kind == INLINE:
            if self._closed in APART and tag in APART and not self._in_code():
                self._pieces.append(" ")
        elif kind == BREAK:
            self._break()
        elif kind == IMAGE:
            self._image(attributes)
        else:
            self._flush()
        self._push(tag, kind, attributes)

    def end(self, tag: str) -> None:
        """A tag closes."""
        if self._hidden:
            self._hidden -= 1
            if not self._hidden and self._capture is not None:
                self.linked.append("".join(self._capture))
                self._capture = None
            return
        if len(self._tags) == 1:
            return
        kind = self._kinds[-1]
        if kind == INLINE:
            self._closed = tag
        elif kind == TITLE:
            self.title = self.title or " ".join("".join(self._pieces).split())
            self._pieces.clear()
        elif kind not in (BREAK, IMAGE):
            self._flush()
            if tag == "li":
                self._mark = False
        self._tags.pop()
        self._kinds.pop()
        self._scopes.pop()
        if kind == ROW:
            self._end_row()

    def data(self, text: str) -> None:
        """Text, perhaps in several calls."""
        if self._hidden:
            if self._veiled and len(text) >= MIN_VEILED:
                self.veiled += len(text)
            if self._capture is not None:
                self._capture.append(text)
            return
        self._pieces.append(text)
        self._closed = ""
        if self._scopes[-1].inside & Inside.LINK:
            self._links += len(text)

    def close(self) -> "LineBuilder":
        """The page ends, perhaps in the middle."""
        self._flush()
        while self._rows:
            self._end_row()
        return self

    def _hide(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag opens whose content is not shown; of JSON-LD the content is kept apart."""
        self._hidden = 1
        if tag == "script":
            self.scripts += 1
            if attributes.get("type", "").strip().lower() == "application/ld+json":
                self._capture = []

    def _push(self, tag: str, kind: int, attributes: Mapping[str, str]) -> None:
        """Adds an open tag to the stack."""
        if kind == ROW and len(self._rows) < MAX_ROWS:
            self._rows.append([])
        elif kind == ROW:
            kind = BLOCK
        elif kind == CELL and self._rows:
            self._rows[-1].append([])
        scope = self._scopes[-1]
        if attributes or tag in PLACES or tag in HEADING:
            scope = self._scope(scope, tag, attributes)
        self._tags.append(tag)
        self._kinds.append(kind)
        self._scopes.append(scope)
        self.deepest = max(self.deepest, len(self._tags))

    def _scope(self, above: Scope, tag: str, attributes: Mapping[str, str]) -> Scope:
        """The scope of a tag that may say something."""
        inside, hints, heading, region = above
        place = PLACES.get(tag, 0)
        if attributes:
            place = ROLES.get(attributes.get("role", ""), place)
            classes, ident = attributes.get("class", ""), attributes.get("id", "")
            if classes or ident:
                hints = (*hints, *hint_words(classes[:MAX_HINT_CHARS], ident[:MAX_HINT_CHARS]))[-MAX_HINTS:]
            if tag == "html":
                self.language = attributes.get("lang", "")[:40]
        if place:
            if place & CONTENT_BITS:
                inside &= ~REGION_BITS
                region = 0
            elif place & REGION_BITS:
                self._regions += 1
                region = self._regions
            elif place == Inside.ITEM:
                self._mark = True
            inside |= place
        return Scope(inside, hints, HEADING.get(tag, heading), region)

    def _in_code(self) -> bool:
        """Whether code is being read, where a highlighter puts every token into a tag of its own."""
        return "pre" in self._tags or "code" in self._tags

    def _break(self) -> None:
        """A ``br``: ends the line, or is white space where a line cannot end."""
        top = self._scopes[-1]
        if top.inside & Inside.PRE:
            self._pieces.append("\n")
        elif top.heading or top.inside & Inside.CELL:
            self._pieces.append(" ")
        else:
            self._flush()

    def _image(self, attributes: Mapping[str, str]) -> None:
        """Keeps the alt text for a page that has no other."""
        if alt := " ".join(attributes.get("alt", "").split()):
            self.alts.append(alt)

    def _flush(self) -> None:
        """What was collected becomes a line; of ``pre``, lines."""
        self._closed = ""
        if not self._pieces:
            return
        text = "".join(self._pieces)
        self._pieces.clear()
        top = self._scopes[-1]
        if top.inside & Inside.PRE:
            for line in code_lines(text):
                self._emit(line, top)
        elif text := " ".join(text.split()):
            self._emit(text, top)
        self._links = 0

    def _emit(self, text: str, top: Scope) -> None:
        """Adds a line, to the table cell it stands in or to the page."""
        if self._mark and text:
            self._mark = False
            if not top.inside & (Inside.PRE | Inside.CELL) and not top.heading:
                text = ITEM_MARK + text
        path = "/".join(self._tags[-PATH_TAGS:]).lstrip("/")
        line = Line(text, top.inside, path, " ".join(top.hints), top.heading, top.region, self._links)
        self._place().append(line)

    def _place(self) -> list[Line]:
        """Where lines go: the last cell of the innermost row, or the page."""
        if not self._rows:
            return self.lines
        if not self._rows[-1]:
            self._rows[-1].append([])
        return self._rows[-1][-1]

    def _end_row(self) -> None:
        """A row is complete: its cells become one line where they are data, else they stay lines."""
        cells = self._rows.pop()
        self._place().extend(row_lines(cells))
