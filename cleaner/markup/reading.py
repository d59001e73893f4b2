"""The walk over a page's tree: what most tags and texts need is done here, in one loop, the rest by the class below.

Half of what it costs to render a page is spent here: a page has 1,000 elements and as many texts. So tags that are only
part of a line, or only a line of their own, are seen to without a call, and a tag that holds one text and no more, as
a third of them do, without a place on the stacks. `LineBuilder` does the same by calls where each tag is asked for.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import ClassVar

from cleaner.markup.attributes import MEANINGS, NEVER_SHOWN, SELDOM, Meaning, meaning_of, seldom_meaning
from cleaner.markup.columns import Inside
from cleaner.markup.scopes import OpenTags, Scope
from cleaner.markup.sheet import Sheet
from cleaner.markup.tags import ITEM, MARGIN_LINE, OTHER, PART, PASSED_OVER, PLAIN_LINE, SHIFTED, SPAN
from cleaner.markup.tree import SHOWN_OTHERWISE, Element, Text, content_of

__all__ = ["TreeReader"]

LINK_BIT, CODE_BIT = Inside.LINK, Inside.PRE

LOOK_AT_CLOCK = 4095
"""Elements between two looks at the clock, a number whose bits are all set."""

TOUCHY = SHIFTED | {"a"}
"""Tags inside lines that matter even where no other tag has just closed."""

NO_TAG = -1
"""Instead of what is to do for a tag: one that the page does not have, or the place outside of all tags."""


class TreeReader(OpenTags, ABC):
    """Reads a tree as far as most of its tags go; for the others it asks its heirs."""

    MARKS: ClassVar[bool] = False
    """Whether any tag may mean something else than usual, as it may in Markdown."""

    def __init__(self, *, reveal: bool = False) -> None:
        super().__init__()
        self.reveal = reveal
        self.sheet = self._sheet()
        self._pieces: list[str] = []  # of the line that is read
        self._links = 0  # characters of it that are inside links
        self._linked: list[int] = []  # numbers of the pieces that are
        self._spans: list[tuple[int, int]] = []  # tags that were open, and pieces, where a sup, sub or anchor began
        self._closed = ""  # the tag inside a line that closed last, with no text behind it
        self._mark = ""  # of the item of a list whose first line is to come

    def read(self, root: Element, deadline: float) -> int:  # noqa: PLR0912, PLR0915  # one loop, see above
        """Reads a tree; returns how many elements it has seen if time ran out, or else 0. A stack and no recursion, as
        pages may nest as deep as they like."""
        tags, counts_of, scopes, blocks, nodes = self._tags, self._counts, self._scopes, self._blocks, self._nodes
        pieces, linked, spans, paths, part = self._pieces, self._linked, self._spans, self._paths, self.sheet.part
        known, inner_of, counts, scope = MEANINGS.get, self._inner.get, counts_of[-1], scopes[-1]
        opened, step = "", NO_TAG
        children: Iterator[object] = iter((root,))
        around: list[tuple[str, int, Iterator[object], dict[str, int], Scope]] = []
        asks, seen = self.MARKS or self.reveal, 0
        while True:
            for node in children:
                if type(node) is Text:
                    text, place, closed = node.data, 0, ""
                elif type(node) is not Element:  # a comment
                    continue
                else:
                    seen += 1
                    if not seen & LOOK_AT_CLOCK and time.monotonic() > deadline:
                        return seen
                    tag = node.tag
                    if tag == "tbody" and node.source_line is None:  # not in the page: browsers put it there
                        around.append((opened, step, children, counts, scope))
                        opened, step, children = "", NO_TAG, iter(node.children)
                        break
                    meaning = known(tag) or meaning_of(tag)
                    if tag not in NEVER_SHOWN and node.matches(SELDOM):
                        meaning = seldom_meaning(tag, node)
                    tag = meaning.tag  # one object for all tags of a name: dicts find it at once
                    counts[tag] = counts.get(tag, 0) + 1
                    into = OTHER if asks else meaning.step
                    if into == PASSED_OVER:
                        self._pass_over(tag, node, meaning.kind)
                        continue
                    outer = scope
                    if into == OTHER:
                        if not self._open(tag, node, meaning):
                            continue
                        scope = scopes[-1]
                    elif into >= PLAIN_LINE:
                        self._closed = ""
                        if pieces or self._links:
                            self._flush()
                        if into == MARGIN_LINE and not self._mark:
                            part(scope.indent)
                        blocks.append(len(tags) + 1)
                        nodes.append(node)
                    elif into == SPAN and (self._closed or tag in TOUCHY):
                        self._open_inline(tag)
                    inner: Sequence[object] = node.children if tag not in SHOWN_OTHERWISE else content_of(node)
                    leaf = inner[0] if len(inner) == 1 and into <= SPAN else None
                    if type(leaf) is not Text or (spans and spans[-1][0] > len(tags)):
                        around.append((opened, step, children, counts, outer))
                        if into != OTHER:
                            if (classes := node.attr("class")) or meaning.tells:
                                scope = inner_of((scope, meaning, classes)) or self._new_scope(scope, meaning, classes)
                            if into == ITEM:
                                scope = self._item(node, scope)
                            scopes.append(scope)
                        tags.append(tag)
                        counts_of.append(counts := {})
                        opened, step, children = tag, into, iter(inner)
                        break
                    text, place, closed = leaf.data, meaning.place, tag  # the tag opens, has a text, and closes
                place |= scope.inside
                if place & LINK_BIT:
                    self._links += len(text)
                    linked.append(len(pieces))
                self._closed = closed
                if pieces or place & CODE_BIT or not text.isspace():
                    pieces.append(text)
            else:  # the open tag closes
                if step == OTHER:
                    self._close(opened)
                elif step >= PLAIN_LINE:
                    self._closed = ""
                    if pieces or self._links:
                        self._flush()
                    if step == MARGIN_LINE:
                        part(scopes[-2].indent)
                    elif step == ITEM:
                        self._mark = ""
                    nodes.pop()
                    blocks.pop()
                    if len(paths) > blocks[-1]:
                        del paths[blocks[-1] :]
                elif step >= PART:
                    if step == SPAN and spans and spans[-1][0] == len(tags):
                        self._end_span(opened)
                    self._closed = opened
                if step != NO_TAG:
                    tags.pop()
                    counts_of.pop()
                    scopes.pop()
                if not around:
                    return 0
                opened, step, children, counts, scope = around.pop()

    @abstractmethod
    def _pass_over(self, tag: str, node: Element, kind: int) -> None:
        """A tag is met that shows nothing: an image, or what is hidden."""

    @abstractmethod
    def _item(self, node: Element, scope: Scope) -> Scope:
        """An item of a list opens; returns the scope of its lines."""

    @abstractmethod
    def _sheet(self) -> Sheet:
        """Where lines go."""

    @abstractmethod
    def _open(self, tag: str, node: Element, meaning: Meaning) -> bool:
        """A tag opens that is more than a line or part of one, or may be; says whether what is inside is to be read."""

    @abstractmethod
    def _close(self, tag: str) -> None:
        """Such a tag closes."""

    @abstractmethod
    def _open_inline(self, tag: str) -> None:
        """A tag opens whose words are kept apart from those before it, or whose text is looked at when it closes."""

    @abstractmethod
    def _end_span(self, tag: str) -> None:
        """A tag closes whose text is looked at."""

    @abstractmethod
    def _flush(self) -> None:
        """What was collected becomes a line."""
