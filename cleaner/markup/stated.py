"""What a page says of itself: title, author, date, address, language, description, image, licence, tags, and products
and recipes as data; each with where it says so."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urljoin

__all__ = ["STATING", "MetaTag", "Stated", "stated_facts"]

MAX_VALUE_CHARS = 2_000
MAX_TAGS_READ = 1_000
MAX_TAGS, MAX_ITEMS, MAX_ITEM_CHARS = 50, 20, 100_000
MAX_STATED_NODES = 5_000
"""Values of a page's JSON-LD that are looked at."""

ITEM_TYPES = ("Product", "ProductGroup", "Recipe")
"""Types of schema.org whose nodes are handed on as data."""

PAGE_TYPES = (
    "Article", "NewsArticle", "BlogPosting", "WebPage", "Report", "TechArticle", "ScholarlyArticle", *ITEM_TYPES,
)  # fmt: skip
"""Types whose properties are the page's own; of others (the publisher, the site) they are not."""

META_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("og:title", "twitter:title", "dc.title"),
    "author": ("author", "article:author", "dc.creator", "parsely-author"),
    "date": ("article:published_time", "date", "dc.date", "parsely-pub-date", "pubdate"),
    "sitename": ("og:site_name", "application-name"),
    "url": ("og:url",),
    "language": ("content-language", "og:locale", "dc.language"),
    "description": ("description", "og:description", "twitter:description", "dc.description"),
    "image": ("og:image", "og:image:url", "twitter:image", "twitter:image:src"),
    "license": ("dc.rights", "license"),
}
"""Field, and the names of the ``meta`` tags that hold it, the most trusted first."""

LINK_RELATIONS = {"canonical": "url", "license": "license", "image_src": "image"}
LINKED_NAMES = {
    "title": "headline", "author": "author", "date": "datePublished", "url": "url", "description": "description",
    "image": "image", "license": "license", "language": "inLanguage",
}  # fmt: skip
ADDRESSES = ("url", "image", "license")

MetaTag = tuple[str, Mapping[str, str]]
"""A ``meta`` or ``link``: its name and attributes."""


STATING = {"meta": ("property", "name", "http-equiv", "content"), "link": ("rel", "href")}
"""Tags that state something, and the attributes they do it with."""


class Stated(NamedTuple):
    """A value, and where the page states it: ``title``, ``html lang``, ``meta og:title``, ``link canonical``,
    ``json-ld``, or ``trafilatura`` where that found it."""

    value: Any
    source: str


def stated_facts(tags: Sequence[MetaTag], linked: Sequence[str], base: str = "") -> dict[str, Stated]:
    """What the ``tags`` of a page's head and its blocks of JSON-LD state, by field; addresses relative to ``base``.

    >>> stated_facts([("link", {"rel": "canonical", "href": "/a"})], [], "https://e.example/b")["url"]
    Stated(value='https://e.example/a', source='link canonical')
    """
    tags = tags[:MAX_TAGS_READ]
    metas = meta_values(tags)
    nodes = list(linked_nodes(linked))
    found: dict[str, Stated] = {}
    for tag, attributes in tags:
        for relation in attributes.get("rel", "").lower().split() if tag != "meta" else ():
            field, value = LINK_RELATIONS.get(relation, ""), attributes.get("href", "").strip()
            if field and value:
                found.setdefault(field, Stated(value, f"{tag} {relation}"))
    for field, names in META_NAMES.items():
        for name in names:
            if name in metas and not (field == "author" and metas[name][0].startswith("http")):
                found.setdefault(field, Stated(metas[name][0], f"meta {name}"))
    for field, name in LINKED_NAMES.items():
        if value := next((text for node in nodes if is_of(node, PAGE_TYPES) and (text := text_of(node.get(name)))), ""):
            found.setdefault(field, Stated(value, "json-ld"))
    if keywords := tags_of(metas, nodes):
        found["tags"] = keywords
    items = list(islice((node for node in nodes if is_of(node, ITEM_TYPES)), MAX_ITEMS))
    if items := [node for node in items if is_small(node)]:
        found["items"] = Stated(items, "json-ld")
    return {field: absolute(field, fact, base) for field, fact in found.items()}


def absolute(field: str, fact: Stated, base: str) -> Stated:
    """A fact with its address made whole."""
    if field not in ADDRESSES or not base:
        return fact
    try:
        return Stated(urljoin(base, fact.value), fact.source)
    except ValueError:  # of a broken address
        return fact


def meta_values(tags: Sequence[MetaTag]) -> dict[str, list[str]]:
    """The contents of ``meta`` tags by name or property, in lower case."""
    found: dict[str, list[str]] = {}
    for tag, attributes in tags:
        name = attributes.get("property") or attributes.get("name") or attributes.get("http-equiv") or ""
        value = " ".join(attributes.get("content", "")[:MAX_VALUE_CHARS].split())
        if tag == "meta" and name and value:
            found.setdefault(name.strip().lower(), []).append(value)
    return found


def tags_of(metas: Mapping[str, Sequence[str]], nodes: Sequence[Mapping[str, Any]]) -> Stated | None:
    """The page's key words, each once, from the first place that has any."""
    linked = next((node["keywords"] for node in nodes if is_of(node, PAGE_TYPES) and node.get("keywords")), ())
    words = linked if isinstance(linked, list) else [linked] if linked else []
    stated = {f"meta {name}": metas.get(name, ()) for name in ("article:tag", "keywords")}
    places: dict[str, Sequence[Any]] = {**stated, "json-ld": words}
    for source, values in places.items():
        parts = [part.strip() for value in values if isinstance(value, str) for part in value.split(",")]
        if kept := list(dict.fromkeys(filter(None, parts)))[:MAX_TAGS]:
            return Stated(kept, source)
    return None


def linked_nodes(blocks: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The nodes of a page's JSON-LD, the outer before the inner; blocks that are no JSON are passed over."""
    stack: list[Any] = []
    for block in blocks:
        try:
            stack.append(json.loads(block, strict=False))
        except (ValueError, RecursionError):
            continue
    stack.reverse()
    for _ in range(MAX_STATED_NODES):
        if not stack:
            return
        value = stack.pop()
        if isinstance(value, dict):
            yield value
            stack.extend(reversed([item for item in value.values() if isinstance(item, dict | list)]))
        elif isinstance(value, list):
            stack.extend(reversed(value))


def is_of(node: Mapping[str, Any], types: Sequence[str]) -> bool:
    """Whether a node is of one of the types of schema.org."""
    kind = node.get("@type")
    return any(one in types for one in (kind if isinstance(kind, list) else [kind]))


def is_small(node: Mapping[str, Any]) -> bool:
    """Whether a node is of a size to hand on."""
    try:
        return len(json.dumps(node)) <= MAX_ITEM_CHARS
    except RecursionError:
        return False


def text_of(value: Any) -> str:
    """The text of a property: its own, or the name or address of the node that it is; of several the first."""
    while isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("name") or value.get("url") or value.get("@id")
    return " ".join(value[:MAX_VALUE_CHARS].split()) if isinstance(value, str) else ""
