"""What each tag means for the lines of a page. HTML's own defaults (WHATWG, "Rendering"), as data."""

from cleaner.markup.columns import MARKED_FRAME, Inside

__all__ = [
    "APART",
    "ARIA_ROLES",
    "BLOCK",
    "BREAK",
    "CELL",
    "DROP",
    "FORMULA",
    "HEADING",
    "IMAGE",
    "INLINE",
    "ITEM",
    "KINDS",
    "LISTS",
    "MARGIN",
    "MARGIN_LINE",
    "OTHER",
    "PART",
    "PASSED_OVER",
    "PLACES",
    "PLAIN_LINE",
    "REVEALED",
    "ROW",
    "SHIFTED",
    "SPAN",
    "TITLE",
    "VEILED",
    "step_of",
]  # fmt: skip

INLINE, BLOCK, DROP, BREAK, ROW, CELL, IMAGE, TITLE, VEILED = range(9)
"""Part of a line; a line of its own; never shown; a line break; a table row; a table cell; an image; the title; hidden
by its own attributes."""

HIDDEN_KINDS = frozenset((DROP, VEILED))

HEADING = {f"h{level}": level for level in range(1, 7)}

BLOCKS = """address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset
figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html label legend li listing main menu
nav ol optgroup p plaintext pre search section summary table tbody textarea tfoot thead ul xmp"""
"""Blocks by default, and buttons and labels, which are inline but no part of a sentence."""

LISTS = frozenset(("ul", "ol", "menu", "dir"))

MARGIN_TAGS = """blockquote details dir dl fieldset figure h1 h2 h3 h4 h5 h6 hr listing menu ol p plaintext pre table
ul xmp"""
MARGIN = frozenset(MARGIN_TAGS.split())
"""Blocks that browsers set apart from what is above and below them, and a blank line does here."""

DROPPED = """annotation annotation-xml applet area audio base canvas colgroup datalist embed frame iframe link map
meta noembed noframes noscript object option param rp rt script select source style svg template track video"""
"""Never shown as text where scripts run: code, fallbacks, the closed lists of forms, ruby readings (they would break
the words they explain)."""

KINDS: dict[str, int] = {
    **dict.fromkeys(BLOCKS.split(), BLOCK),
    **dict.fromkeys(DROPPED.split(), DROP),
    "br": BREAK,
    "tr": ROW,
    "td": CELL,
    "th": CELL,
    "img": IMAGE,
    "title": TITLE,
}

PLACES: dict[str, int] = {
    "nav": Inside.NAV,
    "header": Inside.HEADER,
    "footer": Inside.FOOTER,
    "aside": Inside.ASIDE,
    "form": Inside.FORM,
    "main": Inside.MAIN,
    "article": Inside.ARTICLE,
    "a": Inside.LINK,
    "li": Inside.ITEM,
    "td": Inside.CELL,
    "th": Inside.CELL,
    "pre": Inside.PRE,
    "listing": Inside.PRE,
    "xmp": Inside.PRE,
    "button": Inside.BUTTON,
}

ARIA_ROLES: dict[str, int] = {
    "navigation": Inside.NAV,
    "banner": Inside.HEADER,
    "contentinfo": Inside.FOOTER,
    "complementary": Inside.ASIDE,
    "search": Inside.FORM,
    "form": Inside.FORM,
    "main": Inside.MAIN,
    "article": Inside.ARTICLE,
}
"""ARIA landmark roles that say the same as a tag (WAI-ARIA 1.2, section 5.3.4)."""

APART = frozenset(("a", "del", "ins", "label", "s", "span", "time"))
"""Tags that styles set apart: of two in a row without a blank between them the words do not belong together."""

SHIFTED = frozenset(("sup", "sub"))

FORMULA = "mjx-"
"""What the tags begin with that MathJax sets formulas in; other tags with a dash are taken for blocks."""

REVEALED = ("noscript",)
"""Tags that hold the text where no script runs: of a page that shows none otherwise."""

PART, SPAN, PLAIN_LINE, MARGIN_LINE, ITEM, OTHER, PASSED_OVER = range(7)
"""What is to do where a tag opens and closes: nothing, as it is only part of a line; to look at how it joins the words
around it; to end the line; to end it and set it apart; to begin an item of a list; whatever else, which takes a call;
and only to note it, as nothing inside it is read."""


def step_of(tag: str, kind: int, place: int = 0) -> int:
    """What is to do for a tag of a kind that marks a ``place``.

    >>> step_of("b", INLINE) == PART, step_of("sup", INLINE) == SPAN, step_of("p", BLOCK) == MARGIN_LINE
    (True, True, True)
    """
    if kind in (DROP, VEILED, IMAGE):
        return PASSED_OVER
    if kind == INLINE and not place & MARKED_FRAME:
        return SPAN if tag in APART or tag in SHIFTED else PART
    if kind != BLOCK or tag in LISTS or tag == "html":
        return OTHER
    return ITEM if tag == "li" else MARGIN_LINE if tag in MARGIN else PLAIN_LINE
