"""The events of a parser made lines of Markdown. What stages read of a line is the same as in plain text; only how it
is written differs: headings, lists, quotes, code, tables, emphasis, links, footnotes, formulas."""

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from cleaner.markup.columns import Inside
from cleaner.markup.fences import begins_code_line, code_language, fence_for, holds_code, is_code_box, is_furniture
from cleaner.markup.listing import own_mark
from cleaner.markup.marks import Mark, as_line, inline
from cleaner.markup.notes import callout_kind, is_box, is_callout_title, is_note
from cleaner.markup.scopes import ITEM_MARK, Scope
from cleaner.markup.shapes import code_lines
from cleaner.markup.sheet import Sheet
from cleaner.markup.tables import MarkdownSheet
from cleaner.markup.tags import BLOCK, BREAK, CELL, DROP, INLINE, KINDS, ROW
from cleaner.markup.written import NOTE_INDENT, InlineBuilder, Style

__all__ = ["MarkdownBuilder", "Style"]

BOXES = ("[x]", "[ ]")
BESIDE_CODE = frozenset(("td", "div", "pre", "span", "button", "clipboard-copy"))
CODE_TAGS = ("pre", "listing", "xmp", "plaintext")
NEW_LINE_IN_CODE = frozenset(("div", "li", "ol", "p", "section", "table", "tr", "ul"))
TIGHT_TAGS = "li dt dd caption html head body thead tbody tfoot tr td th summary label"
TIGHT = frozenset(TIGHT_TAGS.split())
"""Blocks between which Markdown needs no blank line."""

NAMES_LANGUAGE = frozenset(("div", "figure", "pre", "code", "table", "td", "span", "section"))
NEAR_BUTTON = 5
"""Levels above a button or a line number up to which a tag that names a language makes it one of a block of code."""

NEAR_CODE = 8
"""Levels above code up to which a tag may name its language: a table of line numbers makes five of them."""

MAX_QUOTE = 40
"""Characters before a line from which on quotes are not marked any more; deeper ones are hostile."""


class Fence(NamedTuple):
    """An open block of code: how many tags are open inside it, and where its lines stand."""

    depth: int
    scope: Scope


class MarkdownBuilder(InlineBuilder):
    """Marks the blocks of a page as well: headings, lists, quotes, code, tables."""

    FORMATS: ClassVar[frozenset[str]] = InlineBuilder.FORMATS | NEW_LINE_IN_CODE | {"span"}
    sheet: MarkdownSheet

    def __init__(self, *, reveal: bool = False, style: Style = Style()) -> None:  # noqa: B008  # frozen
        super().__init__(reveal=reveal, style=style)
        self._fence: Fence | None = None
        self._language = ""
        self._languages: list[tuple[int, str]] = []  # depth and language of tags that name one
        self._callout = ""
        self._tight = False
        self._tables: list[int] = []

    def _sheet(self) -> Sheet:
        return MarkdownSheet()

    # --- what a tag is ---

    def _kind(self, tag: str, attributes: Mapping[str, str], usual: int) -> int:
        if self._fence is not None:
            return self._kind_in_code(tag, attributes)
        if attributes and tag in BESIDE_CODE and self._beside_code(tag, attributes):
            return DROP
        return super()._kind(tag, attributes, usual)

    def _kind_in_code(self, tag: str, attributes: Mapping[str, str]) -> int:
        """In code everything is part of it, but for line numbers, buttons and what is never shown."""
        kind = KINDS.get(tag)
        if kind == DROP or is_furniture(tag, attributes):
            return DROP
        return BREAK if kind == BREAK else INLINE

    def _beside_code(self, tag: str, attributes: Mapping[str, str]) -> bool:
        """Whether a tag around code holds its line numbers or a button."""
        near = bool(self._languages) and self._languages[-1][0] > len(self._tags) - NEAR_BUTTON
        return is_furniture(tag, attributes, in_code=near)

    # --- blocks ---

    def _block(self, tag: str, attributes: Mapping[str, str]) -> None:
        super()._block(tag, attributes)
        if KINDS.get(tag, BLOCK) == BLOCK and tag not in TIGHT and not self._mark and not self._lists_hold(tag):
            self.sheet.part(self._scopes[-1].indent)
        if tag == "dt" and self.sheet.lines:
            self.sheet.part(self._scopes[-1].indent)
        if tag == "table" and self.sheet.open_table(self._scopes[-1].indent, attributes):
            self._tables.append(len(self._tags) + 1)

    def _lists_hold(self, tag: str) -> bool:
        """Whether a list opens inside another one, which takes no blank line."""
        return tag in ("ul", "ol", "menu", "dir") and bool(self._lists.open[1:])

    def _push(self, tag: str, kind: int, scope: Scope, attributes: Mapping[str, str]) -> None:
        mark = self._mark
        super()._push(tag, kind, scope, attributes)
        above, scope = self._scopes[-2], self._scopes[-1]
        if attributes and tag in NAMES_LANGUAGE and ((language := code_language(attributes)) or holds_code(attributes)):
            self._languages.append((len(self._tags) + 1, language))
        if kind in (INLINE, BREAK, ROW, CELL):
            self._note_language(tag)
            return
        callout = callout_kind(tag, attributes) if attributes else ""
        boxed = tag == "blockquote" or bool(callout) or (bool(attributes) and is_box(tag, attributes))
        if boxed and len(scope.indent) < MAX_QUOTE:
            self._callout = callout or self._callout
            self._mark = f"{mark}> " if mark else ""
            self._scopes[-1] = self._indented(scope, scope.indent + "> ")
        elif tag == "li" and attributes and is_note(attributes, scope.hints):
            label = self._mark[len(above.indent) :].strip(" .") or "-"
            self._mark = f"{above.indent}[^{label if label != '-' else attributes.get('id', '')[-12:]}]: "
            self._scopes[-1] = self._indented(scope, above.indent + NOTE_INDENT)
        elif tag == "dd":
            indent = above.indent[:-2] if self._tags[-1:] == ["dd"] else above.indent  # lxml nests those left open
            self._mark = indent + ": "
            self._scopes[-1] = self._indented(scope, indent + "  ")
        elif tag in CODE_TAGS or (attributes and is_code_box(tag, attributes)):
            self._open_fence(tag)

    def _close_block(self, tag: str) -> None:
        super()._close_block(tag)
        depth = len(self._tags)
        if self._fence and self._fence.depth == depth:  # nothing was in it
            self._fence = None
        while self._languages and self._languages[-1][0] >= depth:
            self._languages.pop()
        if tag == "table" and self._tables and self._tables[-1] == depth:
            self._tables.pop()
            self.sheet.close_table()
        if tag not in TIGHT and not self._lists.open and not self._mark:
            self.sheet.part(self._scopes[-2].indent)
        if tag == "dd":
            self._mark = ""

    def close(self) -> "MarkdownBuilder":
        """The page ends, perhaps in the middle."""
        self._flush()
        while self.sheet.tables:
            self.sheet.close_table()
        super().close()
        return self

    # --- code ---

    def _open_fence(self, tag: str) -> None:
        """Code opens, whose language a tag near it may have named."""
        depth = len(self._tags) + 1
        near = [language for at, language in self._languages if language and at > depth - NEAR_CODE]
        self._language = near[-1] if near else ""
        scope = self._scopes[-1]
        if tag == "table" and self._tables:  # a table that is code is no table
            self._tables.pop()
            self.sheet.tables.pop()
        self._scopes[-1] = scope = scope.in_code()
        self._fence = Fence(depth, scope)

    def _note_language(self, tag: str) -> None:
        """A tag inside code may name its language."""
        if tag == "code" and self._fence and not self._language and self._languages:
            depth, language = self._languages[-1]
            if depth > self._fence.depth:
                self._language = language

    def _code_break(self) -> None:
        """A line of code ends, unless it just has."""
        last = next((piece for piece in reversed(self._pieces[-4:]) if piece), "\n")
        if not last.endswith("\n"):
            self._pieces.append("\n")

    def _emit_code(self, fence: Fence) -> None:
        """The code that was read becomes a fenced block."""
        self._fence = None
        lines = code_lines(self._pieces, set(self._linked))
        if not lines:
            return
        block, scope = self.sheet.block(), fence.scope
        first = self._mark or scope.indent
        self._mark = ""
        sign = fence_for("\n".join(text for text, _ in lines))
        found = [self._line("", scope, 0, f"{first}{sign}{self._language}")]
        found += [
            self._line(
                text, scope, links, (scope.indent + text).replace("\xa0", " ") if text else scope.indent.rstrip()
            )
            for text, links in lines
        ]
        found.append(self._line("", scope, 0, scope.indent + sign))
        for line in found:
            line.block = block
        self.sheet.add(found)

    def _open_format(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._fence is None:
            super()._open_format(tag, attributes)
        elif tag in NEW_LINE_IN_CODE or self._begins_line(tag, attributes):
            self._code_break()

    def _close_format(self, tag: str) -> None:
        if self._fence is None:
            super()._close_format(tag)
        elif tag in NEW_LINE_IN_CODE:
            self._code_break()

    def _begins_line(self, tag: str, attributes: Mapping[str, str]) -> bool:
        """Whether a tag in code begins one of its lines; of two without a line break between them the second does."""
        if tag == "code":
            return self._closed == "code" and "syntaxhighlighter" not in self._scopes[-1].hints
        return tag == "span" and self._closed == "span" and begins_code_line(attributes)

    def _in_code(self) -> bool:
        return self._fence is not None or super()._in_code()

    # --- lines ---

    def _break(self) -> None:
        lines = len(self.sheet.lines)
        super()._break()
        if len(self.sheet.lines) > lines and not self.sheet.rows and not self._scopes[-1].heading:
            self.sheet.lines[-1].written += "  "

    def _flush(self) -> None:
        if self._fence is not None:
            self._closed = ""
            self._emit_code(self._fence)
            still: list[Mark] = []
        else:
            self._drop_backlinks()
            said = " ".join("".join(self._pieces).split())
            written, still = inline(self._pieces)
            if self._mark and written in BOXES:  # of the line that follows
                return
            if self._mark and (mark := own_mark(said, self._mark)):
                self._mark, still = mark, []
            elif written:
                self._write(said, written, self._scopes[-1])
            self._closed = ""
        self._pieces[:] = still
        self._linked.clear()
        self._spans.clear()
        self._raised.clear()
        self._anchors.clear()
        self._formula = None
        self._links = 0

    def _write(self, said: str, written: str, top: Scope) -> None:
        """Adds a line, as `LineBuilder` would, written as Markdown."""
        tag = self._tags[-1] if self._tags else ""
        if self._callout and top.indent:
            said, written = self._callout_head(said, written, top, tag)
            if not written:
                return
        cell = written
        if top.heading:
            written = f"{top.indent}{'#' * top.heading} {written}"
        else:
            bold = tag in ("dt", "summary") and not written.startswith("**")
            text = f"**{written}**" if bold else written if written.startswith("[!") else as_line(written)
            written = (self._mark or top.indent) + text
        if self._mark and said and not top.inside & (Inside.CELL | Inside.PRE) and not top.heading:
            said = ITEM_MARK + said if "li" in self._tags[-6:] else said
        self._mark = ""
        line = self._line(said, top, self._links, written)
        line.cell = cell
        if self._tight and not written.startswith("[!", len(top.indent)):
            self._tight, self.sheet.gap = False, None
        self.sheet.add([line])

    def _callout_head(self, said: str, written: str, top: Scope, tag: str) -> tuple[str, str]:
        """The first line of a callout names its kind, with its title where it has another one."""
        kind, self._callout = self._callout, ""
        head = f"[!{kind.upper()}]"
        if is_callout_title(top.hints, tag):
            self._tight = True
            title = written.strip("*: ")
            return said, head if title.lower() == kind else f"{head} {title}"
        self.sheet.add([self._line("", top, 0, f"{self._mark or top.indent}{head}")])
        self._mark = ""
        self._tight = False
        return said, written
