"""Silver labels: the role of each line of a page, as far as its gold and what its HTML says of itself tell.

The gold tells content from the rest, readers' comments, titles, bylines and summaries, and so does the page's JSON-LD
(`training.json_ld`). Of what is no content, the innermost element tells whose tag, ``rel``, ``itemprop`` or class and
id words name a role; a line that nothing names has none, and does not count in training. Labels of a page's HTML are
projected onto its text dumps by the lines' words.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaner.markup.columns import Inside, Markup
from cleaner.roles import ROLES, Role
from training.dataset import WORD, Sample, heads, is_title
from training.elements import Elements
from training.json_ld import Stated

if TYPE_CHECKING:
    from lxml.html import HtmlElement

UNKNOWN = -1
NUMBER: dict[Role, int] = {role: number for number, role in enumerate(ROLES)}

STATED_BYLINE = frozenset(
    ["byline", "author", "authors", "dateline", "date", "dates", "posted", "published", "timestamp", "pubdate",
     "postmeta", "entrymeta"]
)  # fmt: skip
STATED_DECK = frozenset(["deck", "dek", "subtitle", "subheading", "subheadline", "standfirst", "summary", "lede"])
BYLINE_PROPS = frozenset(["author", "datePublished", "dateModified", "dateCreated", "editor"])

CONTENT, NO_CONTENT = 0.7, 0.2
"""Shares of a line's words in the gold from which it is content, and below which it is none."""
BYLINE_WORDS, BIO_WORDS, TEASER_WORDS, SHORT_WORDS = 16, 8, 4, 5
MIN_NAME = 4
"""Letters of an author's name in JSON-LD from which a line that holds it may be a byline."""
LONG_CHARS = 64
"""Letters from which a line that stands inside a longer text is part of it."""
NEAR = 8
"""Lines between byline or deck and the first line of content, or the title."""
LIST_NUMBER = re.compile(r"^\d+\. ")
"""What rendering writes before the items of a numbered list, and text dumps do not."""
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


class Source(NamedTuple):
    """Where a page's labels come from: its record, what its JSON-LD states, and its HTML as lxml reads it."""

    record: dict[str, Any]
    stated: Stated
    tree: "HtmlElement"


def silver(sample: Sample, source: Source, markup: Markup, rows: Sequence[int]) -> Silver:
    """The silver labels of a rendered page's lines, ``rows`` of ``markup``."""
    elements = Elements(source.tree)
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
    return Silver(sample.lines, [NUMBER[role] if role else UNKNOWN for role in Roles(lines, source, sample).all()])


class Roles:
    """The roles of a page's lines, decided one after the other."""

    def __init__(self, lines: Sequence[Shown], source: Source, sample: Sample) -> None:
        self.lines, self.sample = lines, sample
        self.title, byline = heads(source.record)
        stated, parts = source.stated, source.record.get("parts") or {}
        self.titles = {folded(text) for text in stated.titles}
        self.byline = [*byline, *(name for name in stated.authors if len(name) >= MIN_NAME)]
        self.deck, self.decks = folded(parts.get("summary", "")), {folded(text) for text in stated.decks}
        comments = [*source.record.get("comments", "").split("\n"), *stated.comments]
        self.comments = {folded(line) for line in comments} - {""}
        self.comment_text = " ".join(map(folded, comments))
        self.bios, self.bodies = (" ".join(map(folded, texts)) for texts in (stated.bios, stated.bodies))
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

    def of(self, i: int, line: Shown) -> Role | None:
        """The role of one line."""
        if line.label >= CONTENT and line.known and not self.sample.whole:
            return "text"
        title = line.heading == 1 or is_title(line.text, self.title) or folded(line.text) in self.titles
        if title and self.near_start(i) and line.named in (None, "share", "caption"):
            return "title"
        free = line.label < NO_CONTENT if line.known else not self.sample.whole
        if free and (said := self.said(line)):
            return said
        if self.near_start(i) and (head := self.head(i, line)):
            return head
        if line.known and line.label >= CONTENT:
            return self.content(line)
        return self.rest(i, line) if free else None

    def near_start(self, i: int) -> bool:
        """Whether a line stands shortly above the first line of content, or right below it."""
        return self.first - NEAR <= i <= self.first + 3 and self.last >= 0

    def head(self, i: int, line: Shown) -> Role | None:
        """Byline or deck, where the line is one."""
        if line.named not in (None, "share"):
            return None
        if self.deck and line.words >= TEASER_WORDS and folded(line.text) in self.deck:
            return "deck"
        if i < self.first and folded(line.text) in self.decks:
            return "deck"
        named = any(name in line.text and len(line.text) < 3 * len(name) + 30 for name in self.byline)
        stated = not STATED_BYLINE.isdisjoint(line.stated) or not BYLINE_PROPS.isdisjoint(line.stated)
        if named or (stated and line.words <= BYLINE_WORDS and line.heading == 0 and self.articles):
            return "byline"
        if not STATED_DECK.isdisjoint(line.stated) and line.words >= TEASER_WORDS and self.articles:
            return "deck"
        return None

    def said(self, line: Shown) -> Role | None:
        """What gold or JSON-LD say of a line that may be no content: comment, note on an author, or body."""
        key = folded(line.text)
        if key in self.comments or (len(key) > LONG_CHARS and key in self.comment_text):
            return "comment"
        if len(key) > LONG_CHARS and key in self.bios:
            return "bio"
        return "text" if not self.sample.whole and line.words >= TEASER_WORDS and key in self.bodies else None

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
        own[folded(LIST_NUMBER.sub("", line))].append(role)
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
