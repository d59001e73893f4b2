"""What a tag and its attributes say of the lines inside it: which kind of tag it is, whether it is hidden, which part
of the page it marks, and the words of its class and id."""

import re
import sys
from itertools import count
from typing import NamedTuple

from cleaner.markup.columns import Inside
from cleaner.markup.tags import (
    ARIA_ROLES,
    BLOCK,
    DROP,
    FORMULA,
    HEADING,
    INLINE,
    KINDS,
    PLACES,
    REVEALED,
    VEILED,
    step_of,
)
from cleaner.markup.tree import Element

__all__ = ["MIN_VEILED", "NEVER_SHOWN", "SELDOM", "Meaning", "hint_words", "is_hidden", "meaning_of", "seldom_meaning"]

MAX_HINT_CHARS = 400
"""Of one class, id or style; utility frameworks write hundreds, hostile pages millions."""

MIN_VEILED = 80
"""Characters of a piece of text that attributes hide from which it is counted (``veiled``): menus have shorter ones."""

MAX_MEANINGS = 20_000
"""Meanings remembered over all pages, some 10 MB; a page of the benchmark has 300 different ones. Then all are dropped:
no lock, and nothing to keep in order."""

WRAPPERS = ("html", "body", "main", "article")
"""Tags that scripts reveal when the page has loaded; nothing hides a whole page for good."""

TEXT_HINTS = frozenset(
    ("admonition", "callout", "caution", "important", "note", "onebox", "quote", "starlight", "tip", "warning")
)
"""Words of class names that say of an ``aside`` that it is a callout, a quotation or the preview of a page that a post
links to: part of the text it stands in."""

UNTIL_FOUND = "until-found"
"""Value of ``hidden`` for what browsers show where a search of the page finds it."""

HINT_WORD = re.compile(r"[a-z]{2,}|[A-Z][a-z]+|[A-Z]{2,}")
HIDING = ("display:none", "visibility:hidden", "content-visibility:hidden")


class Meaning(NamedTuple):
    """What a tag means, wherever it stands.

    ``tag`` is its name; ``kind`` one of `cleaner.markup.tags`, ``shown`` the same where what waits for scripts is
    shown; ``place`` the `Inside` bit of the tag or its ARIA role; ``hints`` the words of class and id; ``heading`` 1
    to 6 or 0. ``number`` is the same for tags that differ in their kind only, and 0 for those that say nothing of the
    lines inside them. ``step`` is what a reader of plain text does for it (`cleaner.markup.tags.step_of`).
    """

    tag: str
    kind: int
    shown: int
    place: int
    hints: tuple[str, ...]
    heading: int
    number: int
    step: int


class SourceTag(NamedTuple):
    """What a meaning is made of; empty where a tag does without. ``hidden``: whether its attributes hide it."""

    tag: str
    classes: str = ""
    ident: str = ""
    role: str = ""
    hidden: bool = False


SELDOM = "[id],[style],[role],[hidden],[shadowrootmode],dialog"
"""Selector of the tags of which more matters than the class; the parser answers it in a fifth of the time that it takes
to give an attribute."""

MEANINGS: dict[tuple[object, ...], Meaning] = {}
"""By tag and class; of tags of which more matters, by all of it."""

NUMBERS: dict[tuple[int, tuple[str, ...], int], int] = {}
NEXT_NUMBER = count(1)


def meaning_of(tag: str, classes: str | None) -> Meaning:
    """What a tag means that has a class at most; remembered, as most tags of most pages are written like others."""
    key = (tag, classes)
    return MEANINGS.get(key) or remembered(key, SourceTag(tag, classes or "", hidden=is_hidden(tag)))


def seldom_meaning(tag: str, node: Element) -> Meaning:
    """What a tag means that SELDOM selects. Identifiers are often numbered, and styles of one tag alone."""
    value = node.attr
    if tag == "template" and value("shadowrootmode") is not None:
        return SHADOW_ROOT
    role = value("role") or ""
    hidden = value("hidden") not in (None, UNTIL_FOUND) or (tag == "dialog" and value("open") is None)
    key = SourceTag(
        tag,
        value("class") or "",
        (value("id") or "").rstrip("0123456789"),
        role,
        is_hidden(tag, value("style") or "", hidden=hidden) and not is_turned_to(role, node),
    )
    return MEANINGS.get(key) or remembered(key, key)


def remembered(key: tuple[object, ...], written: SourceTag) -> Meaning:
    """A meaning, kept for the next tag that is written so, unless that would take much memory."""
    meaning = look_up(written)
    tag, classes, ident, role, _ = written
    if len(tag) + len(classes) + len(ident) + len(role) <= 2 * MAX_HINT_CHARS:
        if len(MEANINGS) >= MAX_MEANINGS:
            MEANINGS.clear()
            NUMBERS.clear()
        MEANINGS[key] = meaning
    return meaning


def look_up(written: SourceTag) -> Meaning:
    """What a tag means.

    >>> look_up(SourceTag("p")).kind == BLOCK, look_up(SourceTag("p", hidden=True)).kind == VEILED
    (True, True)
    """
    tag, classes, ident, role, hidden = written
    kind = KINDS.get(tag)
    if kind is None:
        kind = BLOCK if "-" in tag and not tag.startswith(FORMULA) else INLINE
    shown = BLOCK if tag in REVEALED else kind
    if hidden and kind != DROP:
        kind = VEILED
    hints = hint_words(classes[:MAX_HINT_CHARS], ident[:MAX_HINT_CHARS]) if classes or ident else ()
    place = PLACES.get(tag, 0)
    if role:
        place = ARIA_ROLES.get(role, place)
    if place == Inside.ASIDE and not TEXT_HINTS.isdisjoint(hints):
        place = 0
    heading = HEADING.get(tag, 0)
    number = NUMBERS.setdefault((place, hints, heading), next(NEXT_NUMBER)) if place or hints or heading else 0
    return Meaning(sys.intern(tag), kind, shown, place, hints, heading, number, step_of(tag, kind, place))


def hint_words(classes: str, ident: str) -> tuple[str, ...]:
    """The different words of a tag's classes and id, in lower case.

    >>> hint_words("siteNav site-nav__item", "nav2")
    ('site', 'nav', 'item')
    """
    return tuple(dict.fromkeys(" ".join(HINT_WORD.findall(f"{classes} {ident}")).lower().split()))


def is_turned_to(role: str, node: Element) -> bool:
    """Whether a hidden tag is the panel of a tab or an accordion (WAI-ARIA Authoring Practices), which readers turn
    to: until then scripts hide it. A region is one if it names the head that opens it."""
    return role == "tabpanel" or (role == "region" and node.attr("aria-labelledby") is not None)


def is_hidden(tag: str, style: str = "", *, hidden: bool = False) -> bool:
    """Whether a tag's own attributes hide it. ``aria-hidden`` does not: it hides from screen readers only.

    >>> is_hidden("div", "Display: none"), is_hidden("div"), is_hidden("div", hidden=True)
    (True, False, True)
    """
    if tag in WRAPPERS:
        return False
    if hidden:
        return True
    if not style:
        return tag == "input"
    plain = "".join(style[:MAX_HINT_CHARS].lower().split())
    return any(rule in plain for rule in HIDING)


SHOWN_AT_TIMES = (*REVEALED, "template")
NEVER_SHOWN = {
    tag: look_up(SourceTag(tag)) for tag, kind in KINDS.items() if kind == DROP and tag not in SHOWN_AT_TIMES
}
"""What the tags mean that are never shown, whatever attributes they have: a tenth of a page's."""

SHADOW_ROOT = look_up(SourceTag("template"))._replace(kind=BLOCK, shown=BLOCK, step=step_of("div", BLOCK))
"""What a template means that browsers show as the inside of the tag it is in."""
