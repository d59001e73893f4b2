"""trafilatura's dearest XPaths, answered from memory: most tags of a page are written like others met before.

Half of the time trafilatura takes goes into XPaths that put a tag's class and id to regular expressions, each of which
lxml calls back into Python for. What they answer depends on the attributes alone, so they are asked once for every way
a tag is written. The XPaths stay trafilatura's own: one that asks for more than a tag's own attributes is left as it
is, and where a version of trafilatura has other ones, those are taken.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from itertools import takewhile
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import XPath
    from lxml.html import HtmlElement

__all__ = ["TagTest", "from_memory"]

WrittenTag = tuple[tuple[str, str], ...]
"""How a tag is written: those of its attributes, in their order, that are asked for."""

XPATHS_ASKED = {
    "core": ("RAW_TREE_PRUNE_XPATH",),
    "main_extractor": ("BODY_XPATH", "COMMENTS_DISCARD_XPATH", "COMMENTS_XPATH", "OVERALL_DISCARD_XPATH"),
}
"""trafilatura's modules, and the lists of XPaths that they look through page by page. Of the XPaths that end in ``[1]``
they take the first find."""

MAX_WRITTEN = 20_000
"""Ways to write a tag that are remembered for one XPath, over all pages; some megabytes. Then all are forgotten."""

MAX_WRITTEN_CHARS = 400
"""Characters of one that is remembered; hostile pages write millions."""

REGEX = {"re": "http://exslt.org/regular-expressions"}
PREDICATE = re.compile(r"\[(?:'[^']*'|\"[^\"]*\"|[^'\"\[\]])*\]")
SEARCH = re.compile(rf"(\()?\.//\*(?P<predicates>(?:{PREDICATE.pattern} ?)+)(?(1)\)(?P<first>\[1\]))")
"""``.//*[...][...]`` or ``(.//*[...][...])[1]``: what is to hold for a tag, predicate by predicate."""

LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"")
OF_TAGS = re.compile(r"\[self::[\w-]+(?: or self::[\w-]+)*\]")
OF_ATTRIBUTES = re.compile(r"\[(?:@[\w-]+|re:test|contains|starts-with|translate|\b(?:not|or|and)\b|[(),|= ])*\]")
FIRST = "[1]"


class TagTest:
    """An XPath that says of a tag by its attributes alone whether it is meant; called as `lxml.etree.XPath` is.

    ``tags`` are the names of tags that may be meant, all if empty; ``predicate`` is what is to hold for their
    attributes. ``first``: only the first find is wanted. ``whole``: nothing else is asked; otherwise ``xpath``, of
    which they are a part, is asked in its turn where they hold for any tag.
    """

    def __init__(self, xpath: "XPath", tags: Collection[str], predicate: str, *, first: bool, whole: bool) -> None:
        from lxml.etree import XPath

        self.xpath, self.tags, self.first, self.whole = xpath, (*tags,) or ("*",), first, whole
        self.asked = frozenset(re.findall(r"@([\w-]+)", LITERAL.sub("", predicate)))
        self.meant = XPath(f"./*{predicate}", namespaces=REGEX)
        self.known: dict[WrittenTag, bool] = {}

    @classmethod
    def of(cls, xpath: "XPath") -> "TagTest | None":
        """The same as an XPath; None for one that needs no help, or asks first for more than attributes."""
        search = SEARCH.fullmatch(" ".join(xpath.path.split()))
        if search is None or "re:test" not in xpath.path:
            return None
        tags, *others = [match.replace("[ ", "[") for match in PREDICATE.findall(search["predicates"])]
        if OF_TAGS.fullmatch(tags) is None:
            tags, others = "", [tags, *others]
        own = [*takewhile(lambda predicate: OF_ATTRIBUTES.fullmatch(LITERAL.sub("", predicate)), others)]
        rest = others[len(own) :]
        if not own:
            return None
        first = search["first"] is not None or rest == [FIRST]  # of all, or of each parent: the first of those
        names = re.findall(r"self::([\w-]+)", tags)
        test = cls(xpath, names, "".join(own), first=first, whole=rest in ([], [FIRST]))
        return None if test.learn([()])[()] else test

    def __call__(self, tree: "HtmlElement") -> list[Any]:
        """The tags below an element that are meant, in their order. Of tags without attributes none is."""
        asked, known = self.asked, self.known
        places = [
            (element, tuple([item for item in items if item[0] in asked]))
            for element in tree.iterdescendants(*self.tags)
            if (items := element.items())
        ]
        new = {written for _, written in places if written not in known}
        try:
            learnt = self.learn(new) if new else {}
        except ValueError:  # there are characters that lxml reads in a page and does not write
            return [*self.xpath(tree)]
        found = [element for element, written in places if known.get(written) or learnt.get(written)]
        if self.whole:
            return found[:1] if self.first else found
        return [*self.xpath(tree)] if found else []

    def learn(self, new: Collection[WrittenTag]) -> dict[WrittenTag, bool]:
        """Which ways to write a tag are meant, of some that are new: asked on a page that has a tag of each."""
        from lxml.etree import Element, SubElement

        page = Element("page")
        for written in new:
            SubElement(page, "tag", dict(written))
        meant = set(self.meant(page))
        learnt = {written: tag in meant for written, tag in zip(new, page, strict=True)}
        kept = {written: is_meant for written, is_meant in learnt.items() if is_short(written)}
        if len(self.known) + len(kept) > MAX_WRITTEN:
            self.known = {}  # the old one stays as it is for a thread that looks into it
        self.known.update(kept)
        return learnt


def is_short(written: WrittenTag) -> bool:
    """Whether a way to write a tag is worth remembering."""
    return sum(len(value) for _, value in written) <= MAX_WRITTEN_CHARS


@lru_cache(64)
def quick(xpath: "TagTest | XPath") -> "TagTest | XPath":
    """What is asked instead of an XPath: a test that remembers, or the XPath itself."""
    return xpath if isinstance(xpath, TagTest) else TagTest.of(xpath) or xpath


@contextmanager
def from_memory() -> Iterator[None]:
    """While it lasts, trafilatura asks `quick` XPaths instead of those in XPATHS_ASKED. What another thread makes of a
    page by then is the same; a process that is forked meanwhile goes on asking them. Not for two threads at once."""
    usual: list[tuple[ModuleType, str, list[TagTest | XPath]]] = [
        (module, name, getattr(module, name))
        for place, names in XPATHS_ASKED.items()
        for name in names
        if hasattr(module := import_module(f"trafilatura.{place}"), name)
    ]
    try:
        for module, name, xpaths in usual:
            setattr(module, name, [quick(xpath) for xpath in xpaths])
        yield
    finally:
        for module, name, xpaths in usual:
            setattr(module, name, xpaths)
