"""The tags and texts of a page made lines: one line a block, in reading order, with what the DOM knows of it.

A page of 100,000 nested tags is read like any other: there is no tree and no recursion, only a stack of open tags.
"""

from collections.abc import Mapping
from typing import ClassVar

from cleaner.markup.attributes import Meaning
from cleaner.markup.columns import Inside, Line
from cleaner.markup.inline import is_anchor_sign, last_character, script_mark
from cleaner.markup.listing import Listing, deeper, own_mark
from cleaner.markup.reading import TreeReader
from cleaner.markup.scopes import ITEM_MARK, PATH_TAGS, Scope
from cleaner.markup.shapes import code_lines
from cleaner.markup.sheet import Sheet
from cleaner.markup.tags import (
    APART,
    ARIA_ROLES,
    BLOCK,
    BREAK,
    CELL,
    HIDDEN_KINDS,
    IMAGE,
    INLINE,
    LISTS,
    MARGIN,
    ROW,
    SHIFTED,
    TITLE,
)
from cleaner.markup.tree import Attributes, Element, attributes_of
from cleaner.markup.unseen import Unseen

__all__ = ["LineBuilder"]

ASKING = LISTS | {"html", "img", "li"}
"""Tags of which attributes count that are no part of their meaning."""

ASKED = "[alt],[lang],[reversed],[role],[start],[value]"
"""Selector of those that have any."""

NO_ATTRIBUTES: Attributes = {}


class LineBuilder(TreeReader, Unseen):
    """Collects the lines of a tree (``read``, at last ``close``).

    ``reveal`` shows what is hidden until scripts run.
    """

    FORMATS: ClassVar[frozenset[str]] = frozenset()
    """Tags inside lines that are written; plain text writes none."""

    def __init__(self, *, reveal: bool = False) -> None:
        TreeReader.__init__(self, reveal=reveal)
        Unseen.__init__(self)
        self.title = ""
        self.language = ""
        self._kinds: list[int] = []  # of the open tags that took a call
        self._lists = Listing()

    def _sheet(self) -> Sheet:
        return Sheet()

    @property
    def lines(self) -> list[Line]:
        """The lines so far."""
        return self.sheet.lines

    def _open(self, tag: str, node: Element, meaning: Meaning) -> bool:
        """A tag opens that is more than part of a line or a line, or may be."""
        kind = meaning.shown if self.reveal else meaning.kind
        asked = self.MARKS or (tag in ASKING and node.matches(ASKED))
        attributes = attributes_of(node) if asked else NO_ATTRIBUTES
        if self.MARKS:
            kind = self._kind(tag, attributes, kind)
        if kind in HIDDEN_KINDS:
            self._hide(tag, node, kind)
            return False
        if kind == INLINE:
            self._open_inline(tag)
            if tag in self.FORMATS:
                self._open_format(tag, attributes)
        elif kind == BREAK:
            self._break()
        elif kind == IMAGE:
            self._image(attributes)
        else:
            self._end_line()
            self._block(tag, attributes)
        self._push(tag, kind, self._within(meaning, node.attr("class")), attributes)
        if kind != INLINE:
            self._blocks.append(len(self._tags) + 1)
            self._nodes.append(node)
        return True

    def _close(self, tag: str) -> None:
        kind = self._kinds.pop()
        if kind == INLINE:
            if self._spans and self._spans[-1][0] == len(self._tags):
                self._end_span(tag)
            if tag in self.FORMATS:
                self._close_format(tag)
            self._closed = tag
            return
        self._end_block(tag, kind)
        self._leave_block()
        if kind == ROW:
            self.sheet.close_row()

    def close(self) -> "LineBuilder":
        """The page ends, perhaps in the middle."""
        self._flush()
        while self.sheet.rows:
            self.sheet.close_row()
        return self

    def _kind(self, tag: str, attributes: Mapping[str, str], usual: int) -> int:
        """What a tag means here, where that depends on more than the tag; only asked where the class MARKS."""
        return usual

    def _open_inline(self, tag: str) -> None:
        """A tag opens whose words are kept apart from those before it, or whose text is looked at when it closes."""
        if self._closed in APART and tag in APART and not self._in_code():
            self._pieces.append(" ")
        if tag in SHIFTED or (tag == "a" and (self._scopes[-1].heading or self._tags[-1:] == ["dt"])):
            self._spans.append((len(self._tags) + 1, len(self._pieces)))

    def _push(self, tag: str, kind: int, scope: Scope, attributes: Mapping[str, str]) -> None:
        """What an open tag means for the lines inside it."""
        if kind == ROW and not self.sheet.open_row():
            kind = BLOCK
        elif kind == CELL:
            self.sheet.open_cell(tag, attributes)
        if tag == "li" and kind != INLINE:
            scope = self._marked(scope, attributes)
        elif tag == "html" and attributes:
            self.language = attributes.get("lang", "")[:40]
        self._kinds.append(kind)
        self._scopes.append(scope)

    def _marked(self, scope: Scope, attributes: Mapping[str, str]) -> Scope:
        """The scope of an item of a list, whose first line gets its mark; unless it is a landmark of the page."""
        if attributes.get("role", "") in ARIA_ROLES:
            return scope
        mark = self._lists.item(attributes)
        self._mark = scope.indent + mark
        return self._indented(scope, deeper(scope.indent, mark))

    def _item(self, node: Element, scope: Scope) -> Scope:
        if self._lists.holds_more:
            self.sheet.gap = None
        return self._marked(scope, attributes_of(node) if node.matches(ASKED) else NO_ATTRIBUTES)

    def _pass_over(self, tag: str, node: Element, kind: int) -> None:
        if kind == IMAGE:
            self._image({"alt": node.attr("alt") or ""})
        else:
            self._hide(tag, node, kind)

    def _block(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A block opens: lists are counted, and what browsers set apart gets a blank line above it."""
        if tag in LISTS:
            if not self._lists.open:
                self.sheet.part(self._scopes[-1].indent)
            self._lists.start(tag, attributes)
        elif tag in MARGIN:
            if not self._mark:
                self.sheet.part(self._scopes[-1].indent)
        elif tag == "li" and self._lists.holds_more:
            self.sheet.gap = None

    def _end_block(self, tag: str, kind: int) -> None:
        """A block closes, or the title, an image or a break."""
        if kind == TITLE:
            self.title = self.title or " ".join("".join(self._pieces).split())
            self._pieces.clear()
        elif kind not in (BREAK, IMAGE):
            self._end_line()
            self._close_block(tag)

    def _close_block(self, tag: str) -> None:
        """A block has closed."""
        if tag in LISTS:
            self._lists.end()
            self.sheet.gap = None
            if not self._lists.open:
                self.sheet.part(self._scopes[-2].indent)
        elif tag in MARGIN:
            self.sheet.part(self._scopes[-2].indent)
        elif tag == "li":
            self._mark = ""

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

    def _end_line(self) -> None:
        """A line ends, if one has begun."""
        self._closed = ""
        if self._pieces or self._links:
            self._flush()

    def _flush(self) -> None:
        """What was collected becomes a line; of ``pre``, lines."""
        self._closed = ""
        pieces, top = self._pieces, self._scopes[-1]
        if top.inside & Inside.PRE:
            for line, links in code_lines(pieces, set(self._linked)):
                self._emit(line, top, links)
        elif text := " ".join("".join(pieces).split()):
            self._emit(text, top, self._links)
        pieces.clear()
        self._links = 0
        if self._linked:
            self._linked.clear()
        if self._spans:
            self._spans.clear()

    def _emit(self, text: str, top: Scope, links: int) -> None:
        """Adds a line, to the table cell it stands in or to the page."""
        written = text
        if mark := self._mark:
            if own := own_mark(text, mark):
                self._mark = own
                return
            if text:
                self._mark = ""
        if not top.inside & (Inside.PRE | Inside.CELL) and not (mark and top.heading):
            if mark:
                text, written = ITEM_MARK + text, mark + text
            elif top.indent:
                written = top.indent + text
        self.sheet.add([self._line(text, top, links, written)])

    def _line(self, said: str, top: Scope, links: int, written: str) -> Line:
        """A line with its columns."""
        path, element, node = "/".join(self._tags[-PATH_TAGS:]), self._xpath(self._blocks[-1]), self._nodes[-1]
        return Line(said, top.inside, path, top.words, top.heading, top.region, links, written, element, node)
