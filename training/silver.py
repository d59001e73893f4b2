"""Silver labels: the role of each line of a page, as far as its gold and what its HTML says of itself tell.

The gold tells content from the rest, readers' comments, titles, bylines and summaries. Of what is no content, the
innermost element tells whose tag, ``rel``, ``itemprop`` or class and id words name a role; a line that nothing names
has none, and does not count in training. Labels of a page's HTML are projected onto its text dumps by the lines' words.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml.etree import XPathError

from cleaner.markup import Markup
from cleaner.markup.attributes import hint_words
from cleaner.markup.columns import Inside
from cleaner.roles import ROLES, Role
from training.dataset import WORD, Sample, heads, is_title

if TYPE_CHECKING:
    from lxml.html import HtmlElement

UNKNOWN = -1
NUMBER: dict[Role, int] = {role: number for number, role in enumerate(ROLES)}

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
STATED_BYLINE = frozenset(
    [
        "byline",
        "author",
        "authors",
        "dateline",
        "date",
        "dates",
        "posted",
        "published",
        "timestamp",
        "pubdate",
        "postmeta",
        "entrymeta",
    ]
)
STATED_DECK = frozenset(["deck", "dek", "subtitle", "subheading", "subheadline", "standfirst", "summary", "lede"])
BYLINE_PROPS = frozenset(["author", "datePublished", "dateModified", "dateCreated", "editor"])
TITLE_PROPS = frozenset(["headline", "name"])

WHOLE_PAGE = 0.7
"""Share of a page's words in an element from which its class names say nothing of one line."""
CONTENT, NO_CONTENT = 0.7, 0.2
"""Shares of a line's words in the gold from which it is content, and below which it is none."""
BYLINE_WORDS, BIO_WORDS, TEASER_WORDS, SHORT_WORDS = 16, 8, 4, 5
NEAR = 8
"""Lines between byline or deck and the first line of content, or the title."""
RIGHTS = re.compile(r"©|\(c\) ?(?:19|20)\d\d|all rights reserved|alle rechte vorbehalten|tous droits", re.IGNORECASE)


class Silver(NamedTuple):
    """A rendered page and its role numbers, one a line of its sample (UNKNOWN where none is known)."""

    lines: list[str]
    roles: list[int]


class Shown(NamedTuple):
    """What is known of a line beside its text: words, share of content, whether that is known, what encloses it, its
    heading level, the share of links, and the role that its elements name."""

    text: str
    words: int
    label: float
    known: bool
    inside: int
    heading: int
    links: float
    named: Role | None
    stated: frozenset[str]


def silver(sample: Sample, record: dict[str, Any], markup: Markup, rows: Sequence[int], tree: "HtmlElement") -> Silver:
    """The silver labels of a rendered page's lines, ``rows`` of ``markup``; ``tree`` is the page as lxml reads it."""
    elements = Elements(tree)
    lines = []
    for i, row in enumerate(rows):
        named, stated = elements.says(markup.elements[row])
        known = bool(sample.known[i]) if sample.whole or sample.known[i] else False
        words = len(sample.lines[i].split()) or 1
        lines.append(
            Shown(
                sample.lines[i], words, float(sample.label[i]), known, markup.inside[row],
                markup.headings[row], markup.link_shares[row], named, stated,
            )
        )  # fmt: skip
    return Silver(sample.lines, [NUMBER[role] if role else UNKNOWN for role in Roles(lines, record, sample).all()])


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


class Roles:
    """The roles of a page's lines, decided one after the other."""

    def __init__(self, lines: Sequence[Shown], record: dict[str, Any], sample: Sample) -> None:
        self.lines, self.sample = lines, sample
        self.title, self.byline = heads(record)
        parts = record.get("parts") or {}
        self.deck = folded(parts.get("summary", ""))
        self.comments = {folded(line) for line in record.get("comments", "").split("\n")} - {""}
        self.comment_text = folded(record.get("comments", ""))
        content = [
            i for i, line in enumerate(lines) if line.known and line.label >= CONTENT and line.words >= BIO_WORDS
        ]
        self.first, self.last = (content[0], content[-1]) if content else (len(lines), -1)
        self.posts = sample.type == "forum"
        self.articles = not sample.type or sample.source != "wcxb" or sample.type == "article"

    def all(self) -> Iterator[Role | None]:
        """One role a line, or None."""
        for i, line in enumerate(self.lines):
            yield self.of(i, line)

    def of(self, i: int, line: Shown) -> Role | None:  # noqa: PLR0911 - a list of cases
        """The role of one line."""
        if line.known and line.label >= CONTENT and not self.sample.whole:
            return "text"
        title = is_title(line.text, self.title) or line.heading == 1
        if title and self.near_start(i) and line.named in (None, "share", "caption"):
            return "title"
        if line.known and line.label < NO_CONTENT and self.is_comment(line):
            return "comment"
        if self.near_start(i) and (head := self.head(line)):
            return head
        if line.known and line.label >= CONTENT:
            return self.content(line)
        if (line.known and line.label < NO_CONTENT) or not self.sample.whole:
            return self.rest(i, line)
        return None

    def near_start(self, i: int) -> bool:
        """Whether a line stands shortly above the first line of content, or right below it."""
        return self.first - NEAR <= i <= self.first + 3 and self.last >= 0

    def head(self, line: Shown) -> Role | None:
        """Byline or deck, where the line is one."""
        if line.named not in (None, "share"):
            return None
        if self.deck and line.words >= TEASER_WORDS and folded(line.text) in self.deck:
            return "deck"
        named = any(name in line.text and len(line.text) < 3 * len(name) + 30 for name in self.byline)
        stated = not STATED_BYLINE.isdisjoint(line.stated) or not BYLINE_PROPS.isdisjoint(line.stated)
        if named or (stated and line.words <= BYLINE_WORDS and line.heading == 0 and self.articles):
            return "byline"
        if not STATED_DECK.isdisjoint(line.stated) and line.words >= TEASER_WORDS and self.articles:
            return "deck"
        return None

    def is_comment(self, line: Shown) -> bool:
        """Whether the gold has the line among readers' comments."""
        key = folded(line.text)
        return key in self.comments or (len(key) > 2 * NEAR * TEASER_WORDS and key in self.comment_text)

    def content(self, line: Shown) -> Role | None:
        """The role of a line that the gold counts as content."""
        if line.named == "caption":
            return "caption"
        if line.named in ("comment", "bio", "teaser", "prompt") and not self.posts:
            return "text" if self.sample.source == "wcxb" and not self.articles else None
        return "text"

    def rest(self, i: int, line: Shown) -> Role | None:  # noqa: PLR0911 - a list of cases
        """The role of a line that the gold leaves out, or of which it says nothing."""
        named = line.named
        if RIGHTS.search(line.text) and line.words < 40:
            return "legal"
        if named == "comment":
            return "comment" if i > self.first and not (self.posts and line.words > SHORT_WORDS) else None
        if named == "bio":
            return "bio" if line.words >= BIO_WORDS else None
        if named in ("caption", "share", "prompt", "legal"):
            return named if named != "caption" or line.links < 0.5 else None
        if line.inside & Inside.FORM and line.words <= BYLINE_WORDS and named in (None, "form"):
            return "form"
        if named == "form":
            return None
        if named == "menu" or line.inside & Inside.NAV:
            return "menu" if line.words <= SHORT_WORDS else None
        if named == "teaser":
            return "teaser" if line.words >= TEASER_WORDS else "other" if line.links < 0.5 else None
        return self.unnamed(line)

    def unnamed(self, line: Shown) -> Role | None:
        """The role of a line that is no content and that no element names."""
        if not self.sample.whole:
            return None
        if line.links > 0.8:
            frame = line.inside & (Inside.HEADER | Inside.FOOTER)
            if line.words <= SHORT_WORDS:
                return "menu" if frame or line.inside & Inside.ITEM else None
            return "teaser" if not frame and line.words >= BIO_WORDS - 2 and self.articles else None
        return "other" if line.words <= SHORT_WORDS and not line.links and not line.inside & Inside.ITEM else None


def folded(text: str) -> str:
    """The words of a text, in lower case, a blank between them."""
    return " ".join(WORD.findall(text.casefold()))


def projected(found: Silver, lines: Sequence[str]) -> list[int]:
    """The roles of a text dump's lines: those of the rendered lines of the same words, the first of them for the first
    where both sides have as many, and else where they all agree."""
    own: dict[str, list[int]] = defaultdict(list)
    for line, role in zip(found.lines, found.roles, strict=True):
        own[folded(line)].append(role)
    keys = [folded(line) for line in lines]
    places: dict[str, list[int]] = defaultdict(list)
    for at, key in enumerate(keys):
        places[key].append(at)
    roles = [UNKNOWN] * len(lines)
    for key, mine in places.items():
        theirs = own.get(key, [])
        if len(theirs) == len(mine):
            for at, role in zip(mine, theirs, strict=True):
                roles[at] = role
        elif theirs and len(set(theirs)) == 1:
            for at in mine:
                roles[at] = theirs[0]
    return roles
