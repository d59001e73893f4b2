"""Where in the page's source an element stands: from its start tag to its end tag, or to the tag that ends it.

Nothing is put into a block once its end tag was read, whatever a browser moves, so its source is inside its span; the
copies that browsers make of tags closed in the wrong order stand nowhere.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence

from cleaner.markup.tree import Element

__all__ = ["Span", "source_spans"]

Span = tuple[int, int]
"""First character and the one behind the last: ``page[start:end]``."""

Bounds = dict[Element, int | None]
"""Where elements without an end tag end, as far as it was asked for."""

UNCOUNTED = re.compile("\\A\ufeff|\0|\r(?=\0*\n)")
"""Characters of a page that its parser does not count."""

TO_THE_END = ("html", "body")
"""Elements that reach to the end of the page, whatever their end tags say: browsers put all that follows into them."""


def source_spans(nodes: Sequence[Element | None], source: str, parsed: str) -> list[Span | None]:
    """The span of each element in the page as it came, and None where the source does not prove one: a tag that the
    page does not have, or one that was moved. Each element's source is inside its span. ``parsed`` is the page without
    NUL and byte order mark."""
    length = len(parsed) - (parsed.count("\r\n") if "\r" in parsed else 0)
    spans: list[Span | None] = []
    bounds: Bounds = {}
    last, span = None, None
    for node in nodes:
        if node is not None and node is not last:  # blank lines between those of an element have none
            last, span = node, span_in_tree(node, length, bounds)
        spans.append(span if node is not None else None)
    if length == len(source):
        return spans
    offsets = {offset for span in spans if span for offset in (span[0], span[1] - 1)}
    places = source_places(offsets, source, nul=len(source) - source.startswith("\ufeff") > len(parsed))
    return [span and (places[span[0]], places[span[1] - 1] + 1) for span in spans]


def source_places(offsets: Collection[int], source: str, *, nul: bool = False) -> dict[int, int]:
    """Where in a page the characters stand that its parser counts as ``offsets``; ``nul`` says whether it holds NUL.

    >>> source_places([0, 1, 3], "\ufeffa\\r\\nb\\r\\n"), source_places([1, 2], "a\\0b\\r\\n", nul=True)
    ({0: 1, 1: 3, 3: 6}, {1: 2, 2: 4})
    """
    if nul:
        shifts = [match.start() - number for number, match in enumerate(UNCOUNTED.finditer(source))]
        return {offset: offset + bisect_right(shifts, offset) for offset in offsets}
    found: dict[int, int] = {}
    shift, counted = int(source.startswith("\ufeff")), 0
    for offset in sorted(offsets):  # so that each part of the page is looked through once
        more = 1
        while more:
            more = source.count("\r\n", counted, offset + shift + 2)
            counted, shift = offset + shift + 1, shift + more
        found[offset] = offset + shift
    return found


def span_in_tree(node: Element, length: int, bounds: Bounds) -> Span | None:
    """The span of an element as the parser counts characters; ``length`` is that of the page."""
    place = node.source_location
    if place is None:
        return None
    start_tag, end_tag, _ = place
    start = start_tag.start_offset
    if node.tag in TO_THE_END:
        return start, length
    if end_tag is not None:
        end = end_tag.end_offset
    elif node.children:
        bound = bound_of(node, length, bounds)
        if bound is None:
            return None
        end = bound
    else:
        end = start_tag.end_offset
    return (start, end) if start < end else None


def bound_of(node: Element, length: int, bounds: Bounds) -> int | None:
    """Where an element ends that has no end tag: at the tag behind it, or at the end tag of one around it. It is noted
    in ``bounds`` for those around it that end there, too: of tags left open in each other none is asked twice.
    """
    around: object = node
    passed: list[Element] = []
    bound: int | None = length
    while isinstance(around, Element) and around.tag not in TO_THE_END:
        if around in bounds:
            bound = bounds[around]
            break
        place = around.source_location
        if around is not node and place is not None and place.end_tag is not None:
            bound = place.end_tag.start_offset
            break
        passed.append(around)
        behind = around.next_sibling
        if behind is not None:
            found = behind.source_location
            bound = None if found is None else found.start_tag.start_offset
            break
        around = around.parent
    bounds.update(dict.fromkeys(passed, bound))
    return bound
