"""trafilatura's XPaths asked from memory find what the XPaths themselves find."""

from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.etree import XPath
from lxml.html import HtmlElement, document_fromstring

from cleaner.markup import tagtests
from cleaner.markup.render import render
from cleaner.markup.tagtests import XPATHS_ASKED, TagTest, from_memory, quick

XPATHS = [
    xpath
    for module, names in XPATHS_ASKED.items()
    for name in names
    for xpath in getattr(import_module(f"trafilatura.{module}"), name)
]
TESTS = [xpath for xpath in XPATHS if isinstance(quick(xpath), TagTest)]
TAGS = ("article", "aside", "cite", "div", "h1", "item", "list", "main", "p", "section", "span")
NAMES = ("aria-hidden", "class", "data-component", "id", "itemprop", "role", "style", "title")
VALUES = (
    "", "post", "entry-content", "article__body", "story", "main-content", "comments-list", "comment", "comol",
    "cookie bar", "byline", "share-", "navbar", "Nav", "x hidden", "display:none", "true", "infinite-scroll",
    "mvp-post-add-box", "articleBody", "content", "reply-1", "é", "<&'",
)  # fmt: skip

written = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES)), max_size=3)
tags: st.SearchStrategy[Any] = st.recursive(
    st.tuples(st.sampled_from(TAGS), written, st.just([])),
    lambda inner: st.tuples(st.sampled_from(TAGS), written, st.lists(inner, max_size=4)),
    max_leaves=20,
)


def tree_of(tag: Any) -> HtmlElement:
    """A page of nested (name, attributes, children)."""
    page = document_fromstring("<html><body></body></html>")
    stack = [(page[0], tag)]
    while stack:
        above, (name, attributes, children) = stack.pop()
        element = above.makeelement(name)
        for key, value in attributes:
            element.set(key, value)
        above.append(element)
        stack.extend((element, child) for child in children)
    return page


def test_the_dearest_are_asked_from_memory() -> None:
    assert len(TESTS) >= 8
    assert all("re:test" in xpath.path for xpath in TESTS)


@pytest.mark.parametrize("xpath", TESTS, ids=lambda xpath: " ".join(xpath.path.split())[:60])
@given(page=tags.map(tree_of))
def test_the_same_tags_are_found(xpath: XPath, page: HtmlElement) -> None:
    test = quick(xpath)
    assert isinstance(test, TagTest)
    wanted = xpath(page)
    for _ in range(2):  # asked, and remembered
        assert test(page) == (wanted[:1] if test.first else wanted)


@pytest.mark.parametrize(
    "path",
    [
        ".//*[self::div][re:test(@class, 'a')]/p",
        ".//*[self::div][re:test(., 'a')]",
        ".//*[not(.//h1)][re:test(@class, 'a')]",
        ".//p[re:test(@class, 'a')]",
        ".//*[self::div][contains(@class, 'a')]",
        ".//*[self::div][not(re:test(@class, 'a'))]",
    ],
)
def test_what_asks_for_more_than_attributes_or_costs_little_stays_an_xpath(path: str) -> None:
    xpath = XPath(path, namespaces={"re": "http://exslt.org/regular-expressions"})
    assert quick(xpath) is xpath


def test_a_value_that_lxml_does_not_write_is_left_to_the_xpath() -> None:
    page = document_fromstring("<div class='side\x01bar'>a</div><div class='sidebar'>b</div>")
    for xpath in TESTS:
        found = quick(xpath)(page)
        assert [*found] == xpath(page)[: 1 if len(found) == 1 else None]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagtests, "MAX_WRITTEN", 10)
    xpath = next(xpath for xpath in TESTS if "sidebar" in xpath.path)
    test = TagTest.of(xpath)
    assert test is not None
    for number in range(30):
        page = document_fromstring(f"<div><p class='sidebar{number}'>a</p><p class='b{number} {'x' * 500}'>b</p></div>")
        assert test(page) == xpath(page)
        assert len(test.known) <= 10
        assert all(len(value) <= tagtests.MAX_WRITTEN_CHARS for key in test.known for _, value in key)


def test_trafilatura_has_its_own_xpaths_afterwards() -> None:
    core, extractor = import_module("trafilatura.core"), import_module("trafilatura.main_extractor")
    before = core.RAW_TREE_PRUNE_XPATH, extractor.OVERALL_DISCARD_XPATH
    with from_memory():
        assert isinstance(extractor.OVERALL_DISCARD_XPATH[0], TagTest)
        with from_memory():  # as in a process that was forked inside
            pass
        assert isinstance(extractor.OVERALL_DISCARD_XPATH[0], TagTest)
    render("<main><p>The tide took the old pier in one night, while all the town watched from the quay.</main>")
    after = core.RAW_TREE_PRUNE_XPATH, extractor.OVERALL_DISCARD_XPATH
    assert [*map(id, after)] == [*map(id, before)]
