"""Callouts, boxes and footnotes: how the common generators mark them."""

import re
from collections.abc import Mapping, Sequence

__all__ = ["callout_kind", "is_backlink", "is_box", "is_callout_title", "is_note", "note_label"]

CALLOUT_KINDS = """note tip info important warning caution danger success example quote question failure bug abstract
todo hint attention error seealso summary faq"""
KINDS_OF_CALLOUT = frozenset(CALLOUT_KINDS.split())
CALLOUT_CLASS = re.compile(
    r"(?:^|\s)(?:admonition|theme-admonition|markdown-alert|attention-header|callout|custom-block|alert|hint"
    r"|starlight-aside|aside)(?:\s|$|-)"
)
BOX_CLASSES = frozenset(("callout", "notion-callout", "notion-callout-block", "onebox"))
"""Classes of boxes that are of no kind: Notion's callouts, Discourse's previews of pages that a post links to."""

KIND_WORD = re.compile(r"[a-z]+")
TITLE_WORDS = frozenset(("title", "heading", "summary", "header"))

NOTE_ID = re.compile(r"(?:user-content-)?(?:fn|footnote|cite_note|endnote|note)[-:_.]?", re.IGNORECASE)
RETURN_SIGNS = "↩↑^⏎↵⤴\ufe0e\ufe0f \xa0"


def callout_kind(tag: str, attributes: Mapping[str, str]) -> str:
    """The kind of callout a tag begins (``note``, ``warning``); empty for any other tag.

    >>> callout_kind("div", {"class": "admonition warning"}), callout_kind("div", {"data-callout": "tip"})
    ('warning', 'tip')
    """
    if kind := attributes.get("data-callout", "").strip():
        return kind.split()[0].lower()[:20]
    classes = attributes.get("class", "")[:200]
    if tag not in ("div", "aside", "section", "blockquote", "details") or not CALLOUT_CLASS.search(classes):
        return ""
    words = KIND_WORD.findall(classes.lower().replace("attention-", ""))  # Gitea's prefix, and Sphinx's kind
    return next((word for word in words if word in KINDS_OF_CALLOUT), "")


def is_box(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether a tag sets its text apart in a box, as a callout that is of no kind.

    >>> is_box("figure", {"class": "block-color-gray callout"}), is_box("p", {"class": "callout"})
    (True, False)
    """
    classes = attributes.get("class", "")[:200]
    return tag in ("aside", "div", "figure", "section") and not BOX_CLASSES.isdisjoint(classes.split())


def is_callout_title(hints: Sequence[str], tag: str) -> bool:
    """Whether a line inside a callout is its title, by the last class names above it."""
    return tag == "summary" or not TITLE_WORDS.isdisjoint(hints[-4:])


def is_note(attributes: Mapping[str, str], hints: Sequence[str]) -> bool:
    """Whether an item of a list is a footnote."""
    ident = attributes.get("id", "")
    if attributes.get("role") in ("doc-endnote", "doc-footnote") or "footnote-item" in attributes.get("class", ""):
        return True
    return bool(NOTE_ID.match(ident)) and (ident[-1:].isdigit() or "footnotes" in hints)


def note_label(text: str, target: str) -> str:
    """The label of the footnote a raised link points to; empty where it points to none.

    >>> note_label("[3]", "#cite_note-smith-3"), note_label("2", "#fn:2"), note_label("2", "/page/2")
    ('3', '2', '')
    """
    label = text.strip().strip("[]()")
    found = re.search(r"#(.*)", target)
    return label if found and NOTE_ID.match(found[1]) and re.fullmatch(r"[\w*†‡-]{1,12}", label) else ""


def is_backlink(text: str) -> bool:
    """Whether a piece of a footnote is only the sign of the link back to where it is called.

    >>> is_backlink("↩\ufe0e"), is_backlink(" "), is_backlink("See above")
    (True, False, False)
    """
    return not text.strip(RETURN_SIGNS) and bool(text.strip())
