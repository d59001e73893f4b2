"""The role that an element of a page names by its tag, ``rel``, ``itemprop``, or class and id words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lxml.etree import XPathError

from cleaner.markup.attributes import hint_words
from cleaner.roles import Role

if TYPE_CHECKING:
    from lxml.html import HtmlElement

CUES: tuple[tuple[Role, str], ...] = (
    ("comment", "comment comments commentlist commenter commentary disqus replies kommentar kommentare livefyre"),
    ("bio", "bio biography authorbio authorbox authorinfo authordescription"),
    ("caption", "figcaption caption captions wpcaption credit credits bildunterschrift"),
    ("share", "share shares sharing sharedaddy social addthis addtoany sociable sharebar followus"),
    ("teaser", "related recommend recommended recommendations recirc teaser teasers promo promos popular trending"
     " outbrain taboola mostread mostpopular recent latest headlines upnext readmore morestories zergnet"),
    ("prompt", "newsletter newsletters subscribe subscription signup donate donation paywall cookie cookies consent"
     " gdpr optin membership"),
    ("form", "searchform commentform respond"),
    ("legal", "copyright copyrights legal imprint disclaimer"),
    ("menu", "nav menu menus navbar navigation breadcrumb breadcrumbs pagination sitemap tabs submenu topnav"),
)  # fmt: skip
"""Words of classes and ids that name a role, the most telling first where one element has several."""
CUE_OF = {word: role for role, words in reversed(CUES) for word in words.split()}
RANK = {role: rank for rank, (role, _) in enumerate(CUES)}

COUNTERS = frozenset(["count", "counts", "counter", "link", "links", "number", "num", "jump", "toggle", "form"])
"""Beside a word for comments: a link to them, or their form, and no comment."""

WHOLE_PAGE = 0.7
"""Share of a page's words in an element from which its class names say nothing of one line."""


class Elements:
    """What elements of a page say of the lines in them; each is asked once."""

    def __init__(self, tree: "HtmlElement") -> None:
        self.tree = tree.getroottree()
        self.sizes: dict[HtmlElement, int] = {}
        for element in reversed([*tree.iter()]):
            own = len(element.text or "") if isinstance(element.tag, str) else 0
            self.sizes[element] = own + sum(self.sizes.get(child, 0) + len(child.tail or "") for child in element)
        self.size = max(1, self.sizes[tree])
        self.known: dict[str, tuple[Role | None, frozenset[str]]] = {}

    def says(self, path: str) -> tuple[Role | None, frozenset[str]]:
        """The role that the innermost telling element names, and the properties stated inside it."""
        if path not in self.known:
            self.known[path] = self.ask(found) if (found := self.at(path)) is not None else (None, frozenset())
        return self.known[path]

    def at(self, path: str) -> "HtmlElement | None":
        """The element at an XPath; None where there is none, or its name is none that XPath knows."""
        try:
            found = self.tree.xpath(path) if path else []
        except XPathError:
            return None
        return found[0] if found else None

    def ask(self, element: "HtmlElement") -> tuple[Role | None, frozenset[str]]:
        """As `says`, of an element and those around it."""
        stated: set[str] = set()
        for outer in (element, *element.iterancestors()):
            if outer.tag in ("body", "html") or not isinstance(outer.tag, str):
                break
            props = f"{outer.get('itemprop', '')} {outer.get('rel', '')}".split()
            words = hint_words(outer.get("class", ""), outer.get("id", ""))
            role = role_of_element(outer.tag, props, words)
            if role and self.spans_page(outer):
                role = None
            if role:
                return role, frozenset(stated)
            stated |= {*props, *words} if not self.spans_page(outer) else set()
        return None, frozenset(stated)

    def spans_page(self, element: "HtmlElement") -> bool:
        """Whether most of the page is in an element."""
        return self.sizes.get(element, 0) > WHOLE_PAGE * self.size


def role_of_element(tag: str, props: Sequence[str], words: Sequence[str]) -> Role | None:
    """The role that a tag with such properties and class words names, if any."""
    if tag == "figcaption":
        return "caption"
    if "comment" in props:
        return "comment"
    if "author" in words and ("about" in words or "box" in words or "description" in words):
        return "bio"
    roles = {CUE_OF[word] for word in words if word in CUE_OF}
    if "comment" in roles and not COUNTERS.isdisjoint(words):
        roles -= {"comment"}
    if roles:
        return min(roles, key=RANK.__getitem__)
    return {"nav": "menu", "form": "form"}.get(tag)  # type: ignore[return-value]
