"""The page as a tree, as browsers build it.

The parser is turbohtml, which follows the WHATWG standard. Measured on 60 pages of the benchmark (438,000 characters
and 1,700 elements each on average), processor time of one core: turbohtml parses a page in 0.85 ms, selectolax in 1.3,
resiliparse in 1.2, lxml in 3.2; lxml's events, into functions that do nothing, take 2.7; a walk over turbohtml's nodes
takes 1.0 ms more. On 37 of 227 pages it builds another tree than lxml, which trafilatura reads: it closes a ``button``
or an item of a list where browsers do, and leaves paragraphs inside the headings and links that hold them.
"""

from collections.abc import Sequence

from turbohtml import DocumentFragment, Element, Text, parse, parse_fragment

__all__ = [
    "SHOWN_OTHERWISE",
    "Attributes",
    "Element",
    "Text",
    "attributes_of",
    "content_of",
    "parsed_root",
    "tree_size",
]

Attributes = dict[str, str]

MAX_LOCATED_CHARS = 8_000_000
"""Characters of a page up to which it is remembered where each tag stood, which doubles the memory that a tree takes:
30 bytes a character instead of 16, for a page that is nothing but tags."""


def parsed_root(html: str) -> Element:
    """The root of a page's tree, which every page has: browsers put in what it leaves out."""
    located = len(html) <= MAX_LOCATED_CHARS
    root = parse(html, source_locations=located, scripting=True, allow_declarative_shadow_roots=False).root
    if root is None:
        raise AssertionError("a parser of the standard makes an html element of anything")
    return root


def attributes_of(node: Element) -> Attributes:
    """A tag's attributes, each a string: the parser gives the words of some as a list."""
    attributes = node.attrs.copy()
    for name, value in attributes.items():
        if not isinstance(value, str):
            attributes[name] = node.attr(name) or ""
    return attributes  # type: ignore[return-value]  # all str by now


FORMULA_SIGNS = {"mfrac": "/", "msup": "^", "msub": "_"}
"""What says on one line how the two parts of a formula in MathML stand to each other."""

SHOWN_OTHERWISE = frozenset(("noscript", "template", *FORMULA_SIGNS))
"""Tags that show something else than what is inside them in the tree; see `content_of`."""


def content_of(node: Element) -> Sequence[object]:
    """What one of SHOWN_OTHERWISE shows: a ``noscript`` where no scripts run (the page itself is read as where they do,
    or an ``iframe`` left open in one would swallow all that follows), a ``template`` where it is a shadow root, a
    formula with a sign in it."""
    if node.tag == "noscript":
        return parse_fragment(node.text).children
    if node.tag in FORMULA_SIGNS:
        return with_sign(node, FORMULA_SIGNS[node.tag])
    return [inner for part in node.children if isinstance(part, DocumentFragment) for inner in part.children]


def with_sign(node: Element, sign: str) -> Sequence[object]:
    """The two parts of a formula with a sign between them, each in brackets where it has parts itself; where there are
    no two, or no word is raised (as in f′), what the tree has."""
    parts = [child for child in node.children if type(child) is Element]
    if len(parts) != 2 or not any(map(str.isalnum, parts[1].text)):
        return node.children
    first, second = ([part] if is_single(part) else [Text("("), part, Text(")")] for part in parts)
    return [*first, Text(sign), *second]


def is_single(part: Element) -> bool:
    """Whether a part of a formula has at most one part itself."""
    return sum(type(child) is Element for child in part.children) <= 1


def tree_size(root: Element) -> tuple[int, int, int]:
    """Elements, levels, and the most attributes of one tag in a tree."""
    nodes = levels = most = 0
    level: Sequence[Element] = [root]
    while level:
        nodes += len(level)
        levels += 1
        most = max(most, *(len(node.attrs) for node in level))
        level = [child for node in level for child in node.children if type(child) is Element]
    return nodes, levels, most
