"""What a tag's attributes say of the lines inside it: the words of its class and id, and whether it is hidden."""

import re
from collections.abc import Mapping
from functools import lru_cache

from cleaner.markup.tags import BLOCK, DROP, FORMULA, INLINE, KINDS, REVEALED, VEILED

__all__ = ["MAX_HINT_CHARS", "MIN_VEILED", "hint_words", "is_hidden", "kind_of"]

MAX_HINT_CHARS = 400
"""Of one class or id attribute; utility frameworks write hundreds, hostile pages millions."""

MIN_VEILED = 80
"""Characters of a piece of text that attributes hide from which it is counted (``veiled``): menus have shorter ones."""

WRAPPERS = ("html", "body", "main", "article")
"""Tags that scripts reveal when the page has loaded; nothing hides a whole page for good."""

HINT_WORD = re.compile(r"[a-z]{2,}|[A-Z][a-z]+|[A-Z]{2,}")
HIDING = ("display:none", "visibility:hidden", "content-visibility:hidden")


@lru_cache(maxsize=4096)
def hint_words(classes: str, ident: str) -> tuple[str, ...]:
    """The different words of a tag's classes and id, in lower case.

    >>> hint_words("siteNav site-nav__item", "nav2")
    ('site', 'nav', 'item')
    """
    return tuple(dict.fromkeys(word.lower() for word in HINT_WORD.findall(f"{classes} {ident}")))


def is_hidden(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether a tag's own attributes hide it. ``aria-hidden`` does not: it hides from screen readers only.

    >>> is_hidden("div", {"style": "Display: none"}), is_hidden("div", {"aria-hidden": "true"})
    (True, False)
    """
    if tag in WRAPPERS:
        return False
    if "hidden" in attributes or (tag == "dialog" and "open" not in attributes):
        return True
    style = attributes.get("style")
    if not style:
        return tag == "input"
    plain = "".join(style[:MAX_HINT_CHARS].lower().split())
    return any(rule in plain for rule in HIDING)


def kind_of(tag: str, attributes: Mapping[str, str], *, reveal: bool = False) -> int:
    """What a tag means for the lines of the page (`cleaner.markup.tags`); ``reveal`` shows what waits for scripts.

    >>> kind_of("p", {}) == BLOCK, kind_of("p", {"hidden": ""}) == VEILED
    (True, True)
    """
    kind = KINDS.get(tag)
    if kind is None:
        kind = BLOCK if "-" in tag and not tag.startswith(FORMULA) else INLINE
    if reveal:
        return BLOCK if tag in REVEALED else kind
    return VEILED if attributes and kind != DROP and is_hidden(tag, attributes) else kind
