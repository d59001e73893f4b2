"""Where in the page's source an element stands: from its start tag to its end tag, or to the tag that ends it."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from cleaner.markup.tree import Element

__all__ = ["Span", "source_spans"]

Span = tuple[int, int]
"""First character and the one behind the last: ``page[start:end]``."""

UNCOUNTED = re.compile("\\A\ufeff|\0|\r(?=\0*\n)")
"""Characters of a page that its parser does not count."""

WHOLE = ("html", "body")
"""Elements that reach to the end of the page, whatever their end tags say: browsers put all that follows into them."""


def source_spans(nodes: Iterable[Element | None], source: str) -> Iterator[Span | None]:
    """The span of each element in the page as it came, and None where the source does not prove one: a tag that the
    page does not have, or one whose end is moved. Each element's source is inside its span."""
    shifts = [match.start() - number for number, match in enumerate(UNCOUNTED.finditer(source))]
    length = len(source) - len(shifts)
    last, span = None, None
    for node in nodes:
        if node is not last or node is None:
            last, span = node, None
            if node is not None and (found := span_in_tree(node, length)):
                start, end = found
                span = start + bisect_right(shifts, start), end + bisect_right(shifts, end - 1)
        yield span


def span_in_tree(node: Element, length: int) -> Span | None:
    """The span of an element as the parser counts characters; ``length`` is that of the page."""
    place = node.source_location
    if place is None:
        return None
    start, end = place.start_tag.start_offset, place.start_tag.end_offset
    if node.tag in WHOLE:
        return start, length
    if place.end_tag is not None:
        end = place.end_tag.end_offset
    elif node.children:
        bound = bound_of(node, length)
        if bound is None:
            return None
        end = bound
    return (start, end) if start < end and reaches(node, end) else None


def bound_of(node: Element, length: int) -> int | None:
    """Where an element ends that has no end tag: at the tag behind it, or at the end tag of one around it."""
    around: object = node
    while isinstance(around, Element) and around.tag not in WHOLE:
        place = around.source_location
        if around is not node and place is not None and place.end_tag is not None:
            return place.end_tag.start_offset
        behind = around.next_sibling
        if behind is not None:
            found = behind.source_location
            return None if found is None else found.start_tag.start_offset
        around = around.parent
    return length


def reaches(node: Element, end: int) -> bool:
    """Whether the last tags inside an element stand before a place, as they do unless the parser moved them."""
    inner: Element | None = node
    while inner is not None:
        place = inner.source_location
        if place is None:
            if inner.children and inner.tag != "tbody":
                return False
        elif place.start_tag.end_offset > end or (place.end_tag is not None and place.end_tag.end_offset > end):
            return False
        inner = next((child for child in reversed(inner.children) if isinstance(child, Element)), None)
    return True
