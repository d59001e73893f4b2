"""The events of a parser made lines: one line a block, in reading order, with what the DOM knows of it.

A page of 100,000 nested tags is read like any other: there is no tree and no recursion, only a stack of open tags.
"""

from collections.abc import Mapping
from typing import ClassVar

from cleaner.markup.attributes import MIN_VEILED, kind_of
from cleaner.markup.columns import MARKED_FRAME, MARKED_TEXT, Inside, Line
from cleaner.markup.inline import is_anchor_sign, last_character, script_mark
from cleaner.markup.listing import Listing, deeper
from cleaner.markup.scopes import ITEM_MARK, OUTERMOST, PATH_TAGS, Scope, Trail, inner_scope, region_bits_of
from cleaner.markup.shapes import code_lines
from cleaner.markup.sheet import Sheet
from cleaner.markup.stated import STATING, MetaTag
from cleaner.markup.tags import (
    APART,
    BLOCK,
    BREAK,
    CELL,
    HEADING,
    HIDDEN_KINDS,
    IMAGE,
    INLINE,
    LISTS,
    MARGIN,
    PLACES,
    ROW,
    SHIFTED,
    TITLE,
    VEILED,
)

__all__ = ["LineBuilder"]


class LineBuilder:
    """A parser target (``start``, ``data``, ``end``, ``close``, as lxml calls them) that collects lines.

    ``reveal`` shows what is hidden until scripts run.
    """

    FORMATS: ClassVar[frozenset[str]] = frozenset()
    """Tags inside lines that are written; plain text writes none."""

    def __init__(self, *, reveal: bool = False) -> None:
        self.reveal = reveal
        self.sheet = self._sheet()
        self.title = ""
        self.language = ""
        self.alts: list[str] = []
        self.linked: list[str] = []
        self.stated: list[MetaTag] = []
        self.scripts = self.veiled = 0
        self.nodes = self.deepest = self.most_attributes = 0
        self._trail = Trail()
        self._tags, self._kinds, self._scopes = self._trail.tags, [BLOCK], [OUTERMOST]  # of the open tags
        self._blocks = [0]  # depth of each open block
        self._pieces: list[str] = []
        self._links = 0
        self._hidden = 0
        self._veiled = False
        self._capture: list[str] | None = None
        self._mark = ""
        self._lists = Listing()
        self._linked: list[int] = []  # numbers of the pieces that are inside links
        self._spans: list[tuple[int, int]] = []  # tags that were open, and pieces, where a sup, sub or anchor began
        self._regions = 0
        self._closed = ""

    def _sheet(self) -> Sheet:
        """Where lines go."""
        return Sheet()

    @property
    def lines(self) -> list[Line]:
        """The lines so far."""
        return self.sheet.lines

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag opens."""
        self.nodes += 1
        self.most_attributes = max(self.most_attributes, len(attributes))
        if self._hidden:
            self._hidden += 1
            return
        place = self._trail.count(tag)
        kind = self._kind(tag, attributes)
        if kind in HIDDEN_KINDS:
            self._veiled = kind == VEILED
            self._hide(tag, attributes)
            return
        if kind == INLINE:
            if self._closed in APART and tag in APART and not self._in_code():
                self._pieces.append(" ")
            if tag in SHIFTED or (tag == "a" and (self._scopes[-1].heading or self._tags[-1:] == ["dt"])):
                self._spans.append((len(self._tags) + 1, len(self._pieces)))
            if tag in self.FORMATS:
                self._open_format(tag, attributes)
        elif kind == BREAK:
            self._break()
        elif kind == IMAGE:
            self._image(attributes)
        else:
            self._end_line()
            self._block(tag, attributes)
        self._push(tag, kind, attributes)
        self._trail.enter(tag, place)
        depth = len(self._tags)
        if self._kinds[-1] != INLINE:
            self._blocks.append(depth)
        self.deepest = max(self.deepest, depth)

    def end(self, tag: str) -> None:
        """A tag closes."""
        if self._hidden:
            self._hidden -= 1
            if not self._hidden and self._capture is not None:
                self.linked.append("".join(self._capture))
                self._capture = None
            return
        if not self._tags:
            return
        kind = self._kinds[-1]
        if kind == INLINE:
            if self._spans and self._spans[-1][0] == len(self._tags):
                self._end_span(tag)
            if tag in self.FORMATS:
                self._close_format(tag)
            self._closed = tag
        elif kind == TITLE:
            self.title = self.title or " ".join("".join(self._pieces).split())
            self._pieces.clear()
        elif kind not in (BREAK, IMAGE):
            self._end_line()
            self._end_block(tag)
        if kind != INLINE:
            self._blocks.pop()
        self._trail.leave()
        self._kinds.pop()
        self._scopes.pop()
        if kind == ROW:
            self.sheet.close_row()

    def data(self, text: str) -> None:
        """Text, perhaps in several calls."""
        if self._hidden:
            if self._veiled and len(text) >= MIN_VEILED:
                self.veiled += len(text)
            if self._capture is not None:
                self._capture.append(text)
            return
        if self._scopes[-1].inside & Inside.LINK:
            self._links += len(text)
            self._linked.append(len(self._pieces))
        self._closed = ""
        if self._pieces or not text.isspace() or self._scopes[-1].inside & Inside.PRE:
            self._pieces.append(text)

    def close(self) -> "LineBuilder":
        """The page ends, perhaps in the middle."""
        self._flush()
        while self.sheet.rows:
            self.sheet.close_row()
        return self

    def _kind(self, tag: str, attributes: Mapping[str, str]) -> int:
        """What a tag means for the lines of the page (`cleaner.markup.tags`)."""
        return kind_of(tag, attributes, reveal=self.reveal)

    def _hide(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag opens whose content is not shown; of JSON-LD the content is kept apart."""
        self._hidden = 1
        if tag in STATING:
            self.stated.append((tag, attributes))
        elif tag == "script":
            self.scripts += 1
            if attributes.get("type", "").strip().lower() == "application/ld+json":
                self._capture = []

    def _push(self, tag: str, kind: int, attributes: Mapping[str, str]) -> None:
        """What an open tag means for the lines inside it."""
        if kind == ROW and not self.sheet.open_row():
            kind = BLOCK
        elif kind == CELL:
            self.sheet.open_cell(tag, attributes)
        scope = self._scopes[-1]
        if attributes or tag in PLACES or tag in HEADING:
            place = region_bits_of(tag, attributes)
            self._regions += bool(place & MARKED_FRAME and not place & MARKED_TEXT)
            scope = inner_scope(scope, tag, attributes, place, self._regions)
            if place == Inside.ITEM:
                mark = self._lists.item(attributes)
                self._mark = scope.indent + mark
                scope = scope._replace(indent=deeper(scope.indent, mark))
            elif tag == "html":
                self.language = attributes.get("lang", "")[:40]
        self._kinds.append(kind)
        self._scopes.append(scope)

    def _block(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A block opens: lists are counted, and what browsers set apart gets a blank line above it."""
        if tag in LISTS:
            if not self._lists.open:
                self.sheet.part(self._scopes[-1].indent)
            self._lists.start(tag, attributes)
        elif tag in MARGIN:
            if not self._mark:
                self.sheet.part(self._scopes[-1].indent)
        elif tag == "li" and (len(self._lists.open) > 1 or not self._lists.first):
            self.sheet.gap = None

    def _end_block(self, tag: str) -> None:
        """A block closes."""
        if tag in LISTS:
            self._lists.end()
            self.sheet.gap = None
            if not self._lists.open:
                self.sheet.part(self._scopes[-2].indent)
        elif tag in MARGIN:
            self.sheet.part(self._scopes[-2].indent)
        elif tag == "li":
            self._mark = ""

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
        elif "".join(self._pieces).strip():
            self._flush()
        else:
            self.sheet.part(top.indent)

    def _end_span(self, tag: str) -> None:
        """A ``sup`` or ``sub`` closes, which is kept apart from the word before it, or a link in a heading, which goes
        where it is only the heading's anchor."""
        _, start = self._spans.pop()
        text = "".join(self._pieces[start:])
        if tag == "a":
            if text and is_anchor_sign(text):
                del self._pieces[start:]
                self._links -= len(text)
        elif not self._in_code():
            linked = bool(self._linked) and self._linked[-1] >= start
            before, after = script_mark(tag, last_character(self._pieces, start), text.strip(), linked=linked)
            self._pieces[start:] = [before + text + after]

    def _open_format(self, tag: str, attributes: Mapping[str, str]) -> None:
        """One of FORMATS opens inside a line."""

    def _close_format(self, tag: str) -> None:
        """One of FORMATS closes inside a line."""

    def _image(self, attributes: Mapping[str, str]) -> None:
        """Keeps the alt text for a page that has no other."""
        if alt := " ".join(attributes.get("alt", "").split()):
            self.alts.append(alt)

    def _end_line(self) -> None:
        """A line ends, if one has begun."""
        self._closed = ""
        if self._pieces or self._links:
            self._flush()

    def _flush(self) -> None:
        """What was collected becomes a line; of ``pre``, lines."""
        self._closed = ""
        top = self._scopes[-1]
        if top.inside & Inside.PRE:
            for line, links in code_lines(self._pieces, set(self._linked)):
                self._emit(line, top, links)
        elif text := " ".join("".join(self._pieces).split()):
            self._emit(text, top, self._links)
        self._pieces.clear()
        self._linked.clear()
        self._spans.clear()
        self._links = 0

    def _emit(self, text: str, top: Scope, links: int) -> None:
        """Adds a line, to the table cell it stands in or to the page."""
        written = text
        if not top.inside & (Inside.PRE | Inside.CELL) and not (self._mark and top.heading):
            written = (self._mark or top.indent) + text
            text = ITEM_MARK + text if self._mark else text
        if text:
            self._mark = ""
        path, hints, element = (
            "/".join(self._tags[-PATH_TAGS:]),
            " ".join(top.hints),
            self._trail.xpath(self._blocks[-1]),
        )
        self.sheet.add([Line(text, top.inside, path, hints, top.heading, top.region, links, written, element)])
