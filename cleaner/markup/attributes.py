"""What a tag and its attributes say of the lines inside it: which kind of tag it is, whether it is hidden, which part
of the page it marks, and the words of its class and id."""

import re
import sys
from dataclasses import dataclass, replace
from functools import lru_cache

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

__all__ = [
    "MAX_HINT_CHARS",
    "MEANINGS",
    "MIN_VEILED",
    "NEVER_SHOWN",
    "SELDOM",
    "Meaning",
    "hint_words",
    "is_hidden",
    "meaning_of",
    "seldom_meaning",
]

MAX_HINT_CHARS = 400
"""Of one class, id or style; utility frameworks write hundreds, hostile pages millions."""

MIN_VEILED = 80
"""Characters of a piece of text that attributes hide from which it is counted (``veiled``): menus have shorter ones."""

MAX_MEANINGS = 20_000
"""Meanings remembered over all pages, some 5 MB; a page of the benchmark has 90 different ones. Then all are dropped:
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


@dataclass(slots=True, eq=False)
class Meaning:
    """What a tag means, wherever it stands and whatever its class; none of it changes.

    ``tag`` is its name; ``kind`` one of `cleaner.markup.tags`, ``shown`` the same where what waits for scripts is
    shown; ``place`` the `Inside` bit of the tag or its ARIA role; ``heading`` 1 to 6 or 0; ``ident`` its id, without
    the digits at its end. ``tells`` says whether any of the last three says something of the lines inside it. ``step``
    is what a reader of plain text does for it (`cleaner.markup.tags.step_of`).
    """

    tag: str
    kind: int
    shown: int
    place: int
    heading: int
    ident: str
    tells: bool
    step: int


SELDOM = "[id],[style],[role],[hidden],[shadowrootmode],aside,dialog"
"""Selector of the tags of which more matters than the class; the parser answers it as fast as it gives an attribute."""

MEANINGS: dict[str | tuple[str, int, str, bool], Meaning] = {}
"""By tag; of tags of which more matters, by what `look_up` takes."""


def meaning_of(tag: str) -> Meaning:
    """What a tag means that has a class at most, and that is not among MEANINGS yet."""
    return remembered(tag, look_up(tag, PLACES.get(tag, 0), hidden=is_hidden(tag)))


def seldom_meaning(tag: str, node: Element) -> Meaning:
    """What a tag means that SELDOM selects. Identifiers are often numbered, and styles of one tag alone."""
    value = node.attr
    if tag == "template" and value("shadowrootmode") is not None:
        return SHADOW_ROOT
    role, ident = value("role") or "", value("id") or ""
    hidden = value("hidden") not in (None, UNTIL_FOUND) or (tag == "dialog" and value("open") is None)
    hidden = is_hidden(tag, value("style") or "", hidden=hidden) and not is_turned_to(role, node)
    place = ARIA_ROLES.get(role, PLACES.get(tag, 0))
    if place == Inside.ASIDE:
        words = hint_words((value("class") or "")[:MAX_HINT_CHARS], ident[:MAX_HINT_CHARS])
        place = place if TEXT_HINTS.isdisjoint(words) else 0
    key = (tag, place, ident.rstrip("0123456789"), hidden)
    return MEANINGS.get(key) or remembered(key, look_up(*key))


def remembered(key: str | tuple[str, int, str, bool], meaning: Meaning) -> Meaning:
    """A meaning, kept for the next tag that is written so, unless that would take much memory."""
    if len(meaning.tag) + len(meaning.ident) <= MAX_HINT_CHARS:
        if len(MEANINGS) >= MAX_MEANINGS:
            MEANINGS.clear()
        MEANINGS[key] = meaning
    return meaning


def look_up(tag: str, place: int, ident: str = "", hidden: bool = False) -> Meaning:
    """What a tag means that marks a place and whose attributes hide it or not.

    >>> look_up("p", 0).kind == BLOCK, look_up("p", 0, hidden=True).kind == VEILED
    (True, True)
    """
    kind = KINDS.get(tag)
    if kind is None:
        kind = BLOCK if "-" in tag and not tag.startswith(FORMULA) else INLINE
    shown = BLOCK if tag in REVEALED else kind
    if hidden and kind != DROP:
        kind = VEILED
    heading = HEADING.get(tag, 0)
    tells = bool(place or heading or ident)
    return Meaning(sys.intern(tag), kind, shown, place, heading, ident, tells, step_of(tag, kind, place))


@lru_cache(MAX_MEANINGS)
def hint_words(classes: str, ident: str) -> tuple[str, ...]:
    """The different words of a tag's classes and id, in lower case; remembered, so not to be asked of long ones.

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


NEVER_SHOWN = frozenset(tag for tag, kind in KINDS.items() if kind == DROP) - {*REVEALED, "template"}
"""The tags that are never shown, whatever attributes they have: a tenth of a page's."""

SHADOW_ROOT = replace(look_up("template", 0), kind=BLOCK, shown=BLOCK, step=step_of("div", BLOCK))
"""What a template means that browsers show as the inside of the tag it is in."""
