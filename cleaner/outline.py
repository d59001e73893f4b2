"""What each line of a page is, by what its markup, its words and its place say: the roles of `cleaner.roles`.

No weights: roles are told by class names and tags where there are any, else by where a line stands and how it begins.
Lines that go by a rule have the role of the rule's category instead.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from cleaner.headline import headlines
from cleaner.judgement import UNSAID, Judgement
from cleaner.page import Page
from cleaner.roles import ROLES, Role
from cleaner.shipped import shipped_table
from cleaner.templates.patterns import patterns_of
from cleaner.text.words import words_of

__all__ = ["roles_of_kept", "roles_of_struck"]

HINTS: tuple[tuple[Role, str], ...] = (
    ("comment", "comment comments commentlist disqus reply replies respond"),
    ("bio", "bio biography authorbio"),
    ("caption", "caption figcaption wpcaption"),
    ("share", "share sharing social"),
    ("teaser", "related recommend recommended recirc teaser promo popular trending outbrain taboola"),
    ("prompt", "newsletter subscribe subscription signup donate donation paywall cookie consent"),
    ("form", "form"),
    ("legal", "copyright legal imprint"),
    ("menu", "nav menu navbar navigation breadcrumb breadcrumbs pagination sitemap"),
)
"""Words of classes and ids that say what a line is, the most telling role first."""

HINT_SETS = {role: frozenset(words.split()) for role, words in HINTS}
BYLINE_HINTS = frozenset(
    ["byline", "author", "authors", "dateline", "date", "posted", "published", "timestamp", "pubdate"]
)
DECK_HINTS = frozenset(["deck", "dek", "subtitle", "subheading", "subheadline", "standfirst", "summary", "lede"])

CUES: Mapping[str, Role] = {
    "comment": "comment",
    "related": "teaser",
    "subscribe": "prompt",
    "advert": "prompt",
    "share": "share",
    "social": "share",
    "legal": "legal",
    "navigation": "menu",
    "account": "menu",
    "byline": "byline",
}
"""The groups of ``model/data/cues.toml`` and the roles they announce; the rest announce none."""

BYLINE = re.compile(r"(?:written )?(?:by|von|par|por|da|di|door|av|af|автор|текст)(?: |:)\S")
"""How a byline begins, in the key of a line: "by Ada Norling"."""

MAX_BYLINE_WORDS = 16
STRUCK: tuple[Role, ...] = tuple(role for role in ROLES if role not in ("title", "deck", "text"))
"""What a line may be that the model strikes: it would not strike the text."""
STAYING: tuple[Role, ...] = ("caption", "bio", "comment")
"""What markup may say of a line that stays; that it is a menu, say, the line's staying has refuted."""

NEAR_TITLE = 6
"""Lines around the headline among which byline and deck are looked for."""

TEASER_WORDS = 4
"""Words from which a line that says nothing else of itself is a teaser rather than an entry of a menu."""


def roles_of_kept(page: Page, lines: Sequence[int]) -> dict[int, Role]:
    """The roles of ``lines``, those of a page that stay, in order."""
    marked = {line: by_markup(page, line) for line in lines}
    roles: dict[int, Role] = {line: role if role in STAYING else "text" for line, role in marked.items()}
    titles = sorted(headlines(page, page.body()) & roles.keys())
    if not titles:
        return roles
    roles |= dict.fromkeys(titles[1:], "deck")
    roles[titles[0]] = "title"
    at = [*roles].index(titles[-1])
    first = page.body().first
    for line in [*roles][max(0, at - NEAR_TITLE) : at + NEAR_TITLE + 1]:
        if line not in titles and is_byline(page, line):
            roles[line] = "byline"
        elif titles[-1] < line <= first and is_deck(page, line):
            roles[line] = "deck"
    return roles


def roles_of_struck(page: Page, lines: Iterable[int], judged: Judgement = UNSAID) -> dict[int, Role]:
    """The roles of ``lines`` that the model strikes: what the markup says of each, or the likeliest to the model, or,
    where neither says anything, what its words announce."""
    told = judged.likeliest(STRUCK)
    return {line: by_markup(page, line) or told.get(line) or announced_role(page, line) for line in lines}


def announced_role(page: Page, line: int) -> Role:
    """The role that a line's words announce, or else its length."""
    words = words_of(page.keys[line])
    announced = roles_by_cue()
    said = [role for word in words if word in announced for role in announced[word]]
    if said:
        counts = Counter(said)
        role = max(LAST_GROUP, key=counts.__getitem__)
        if 2 * counts[role] >= min(len(words), TEASER_WORDS):
            return role
    return "teaser" if len(words) >= TEASER_WORDS else "other"


def by_markup(page: Page, line: int) -> Role | None:
    """What tags, class names and trafilatura say of a line of a rendered page; None where they say nothing."""
    markup = page.markup
    if markup is None:
        return None
    if markup.comments is not None and markup.comments[line] > 0.5 and not is_forum(page):
        return "comment"
    if "figcaption" in markup.paths[line]:
        return "caption"
    found = hinted_role(markup.hints[line])
    return None if found == "comment" and is_forum(page) else found


@lru_cache(4096)
def hinted_role(hints: str) -> Role | None:
    """The role that class names and ids say, the most telling first; the lines of a page share few of them."""
    words = set(hints.split())
    return next((role for role, telling in HINT_SETS.items() if not telling.isdisjoint(words)), None)


def is_forum(page: Page) -> bool:
    """Whether most prose of a rendered page stands in what is marked up as comments: then they are its text."""
    return page.fact(comment_share) > 0.5


def comment_share(page: Page) -> float:
    """The share of a page's prose, by weight, that is marked up as comments, for `Page.fact`."""
    if page.markup is None:
        return 0.0
    hints = HINT_SETS["comment"]
    marked = {words: not hints.isdisjoint(words.split()) for words in set(page.markup.hints)}
    whole = sum(page.prose)
    inside = sum(weight for weight, words in zip(page.prose, page.markup.hints, strict=True) if marked[words])
    return inside / whole if whole else 0.0


def is_byline(page: Page, line: int) -> bool:
    """Whether a line near the headline names author or date."""
    key = page.keys[line]
    if page.prose[line] or not key or key.count(" ") >= MAX_BYLINE_WORDS:
        return False
    marked = page.markup is not None and not BYLINE_HINTS.isdisjoint(page.markup.hints[line].split())
    return marked or BYLINE.match(key) is not None or "{date}" in patterns_of([key])[0]


def is_deck(page: Page, line: int) -> bool:
    """Whether a line below the headline is marked up as its summary."""
    return page.markup is not None and not DECK_HINTS.isdisjoint(page.markup.hints[line].split())


LAST_GROUP: Mapping[Role, str] = {role: group for group, role in CUES.items()}
"""The group of cues that speaks for each role: of two, the later one."""


@cache
def roles_by_cue() -> dict[str, list[Role]]:
    """The roles that each cue word announces."""
    found: dict[str, list[Role]] = {}
    for role, group in LAST_GROUP.items():
        for word in cue_words()[group]:
            found.setdefault(word, []).append(role)
    return found


@cache
def cue_words() -> dict[str, frozenset[str]]:
    """The words that announce boilerplate, by group."""
    return {group: frozenset(words.split()) for group, words in shipped_table("model/data/cues.toml").items()}
