"""What a page's JSON-LD says of itself: headlines, authors, summaries, the body, and what readers wrote.

Publishers fill it in for search engines, so that it names roles that no class name does. Only text is taken; what a
line of the page must share with it, `training.silver` decides.
"""

import html
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

SCRIPT = re.compile(
    r"<script\b[^>]*\btype\s*=\s*[\"']?application/ld\+json\b[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE
)
ARTICLES = ("Article", "BlogPosting", "Recipe", "HowTo", "TechArticle", "Report", "Review", "SocialMediaPosting")
"""Types whose author and description are those of the page's text; any type whose name ends like them counts."""
READERS = ("Comment", "UserReview", "Review")
BODIES = ("articleBody", "recipeIngredient", "ingredients", "step")
"""Properties whose text is content."""
TAG = re.compile(r"<[^>]+>")


class Stated(NamedTuple):
    """What JSON-LD states: one entry a text, as it stands there, tags and entities resolved."""

    titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    decks: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    bios: tuple[str, ...] = ()


def stated(page: str) -> Stated:
    """What the JSON-LD of a page's HTML states; blocks that are no JSON state nothing.

    >>> stated('<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A &amp; B"}</script>').titles
    ('A & B',)
    """
    found: dict[str, list[str]] = {name: [] for name in Stated._fields}
    for block in SCRIPT.findall(page):
        try:
            value = json.loads(block, strict=False)
        except (ValueError, RecursionError):
            continue
        for node in nodes(value):
            take(node, found)
    return Stated(*(tuple(dict.fromkeys(found[name])) for name in Stated._fields))


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """All objects in a JSON value, outer ones first."""
    waiting = [value]
    while waiting:
        at = waiting.pop(0)
        if isinstance(at, dict):
            yield at
            waiting += at.values()
        elif isinstance(at, list):
            waiting += at


def take(node: dict[str, Any], found: dict[str, list[str]]) -> None:
    """Adds what one object states."""
    types = node.get("@type") or ""
    kind = next(iter(types), "") if isinstance(types, list) else str(types)
    if kind == "Person":
        found["bios"] += texts(node.get("description"))
    elif kind in READERS and ("reviewBody" in node or kind == "Comment"):
        found["comments"] += texts(node.get("reviewBody") or node.get("text"))
    elif str(kind).endswith(ARTICLES):
        found["titles"] += texts(node.get("headline")) + (texts(node.get("name")) if kind == "Recipe" else [])
        found["authors"] += texts(node.get("author"), "name")
        found["decks"] += texts(node.get("description"))
        for name in BODIES:
            found["bodies"] += texts(node.get(name))
        found["bodies"] += steps(node.get("recipeInstructions"))


def steps(value: Any) -> list[str]:
    """The texts of a recipe's instructions: text, steps, or sections of steps."""
    if isinstance(value, (str, list)) and not any(isinstance(part, dict) for part in value):
        return texts(value)
    return [text for node in nodes(value) for text in texts(node.get("text"))]


def texts(value: Any, name: str = "") -> list[str]:
    """The texts of a value: itself, those of a list, and of objects what they have of a name."""
    if isinstance(value, str):
        text = " ".join(TAG.sub(" ", html.unescape(html.unescape(value))).split())
        return [text] if text else []
    if isinstance(value, list):
        return [text for part in value for text in texts(part, name)]
    return texts(value.get(name)) if isinstance(value, dict) and name else []
