"""The way back into the page: the XPath of each line leads to the element that holds its text."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from turbohtml import parse_fragment

from cleaner import Cleaner, log_records, restore
from cleaner.errors import CleanerError
from cleaner.markup import spans
from cleaner.markup.render import Rendered, render
from cleaner.markup.tree import Element, parsed_root
from tests.conftest import CHECKOUT

PAGES = sorted((CHECKOUT / "corpus").glob("*/page.html"))


def check(page: str, rendered: Rendered) -> None:
    """Every line's element is there, once, and holds the line's words."""
    root = parsed_root(page)
    for said, path in zip(rendered.markup.said, rendered.markup.elements, strict=True):
        if path:
            holds(step_by_step(root, path).text, said)


def step_by_step(root: Element, path: str) -> Element:
    """The element at the end of an XPath; a ``tbody`` that the page leaves out is no step."""
    _, *steps = re.findall(r"/([^/\[]+)\[(\d+)\]", path)
    for tag, place in steps:
        root = [child for child in children_of(root) if child.tag == tag][int(place) - 1]
    return root


def children_of(element: Element) -> Iterator[Element]:
    for child in element.children:
        if isinstance(child, Element) and child.tag == "tbody" and child.source_line is None:
            yield from children_of(child)
        elif isinstance(child, Element):
            yield child


def holds(text: str, said: str) -> None:
    held = text.replace("\xa0", " ")
    assert all(word in held for word in re.findall(r"\w+", said.replace("_", " ").replace("^", " "))), said


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.parent.name)
def test_the_element_of_each_line_holds_its_words(page: Path) -> None:
    text = page.read_text("utf-8")
    rendered = render(text, opinion=False)
    check(text, rendered)
    assert all(rendered.markup.elements[n] for n, said in enumerate(rendered.markup.said) if said)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.parent.name)
def test_lxml_finds_the_element_of_each_line_too(page: Path) -> None:
    """Of pages that close what they open, whatever reads them."""
    text = page.read_text("utf-8")
    markup = render(text, opinion=False).markup
    tree = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    for said, path in zip(markup.said, markup.elements, strict=True):
        if path:
            [element] = tree.xpath(path)
            holds("".join(element.itertext()), said)


def test_the_element_of_a_table_row_is_the_row() -> None:
    markup = render("<table><tr><td>a<td>b<tr><td><p>c<td>d</table>", opinion=False).markup
    assert [path.rpartition("/")[2] for path in markup.elements] == ["tr[1]", "tr[2]"]


def test_a_line_nested_too_deep_has_the_way_to_an_element_above_it() -> None:
    markup = render("<div>" * 5_000 + "deep", opinion=False).markup
    assert markup.elements[0].count("/") == 200


TAGS = st.sampled_from(
    ["<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<ul><li>", "</ul>", "<td>", "<table><tr>", "<br>", "<!-- -->"]
)


@given(st.lists(TAGS | st.text("abc é", max_size=8), max_size=30).map("".join))
def test_any_line_of_any_page_is_found_again(body: str) -> None:
    page = f"<!DOCTYPE html><html><body>{body}"
    try:
        rendered = render(page, opinion=False)
    except CleanerError:
        return
    check(page, rendered)


def test_the_log_says_where_in_the_page_a_line_was_that_went() -> None:
    prose = "The tide took the old pier in one night, and the town watched from the quay with its lamps held high."
    page = f"<html><body><nav><p>Home</p></nav><p>{prose}</p><p>{prose.upper()}</p></body></html>"
    result = Cleaner(mode="careful", html="fast").clean(page)
    records = [record for record in log_records(result) if record["record"] == "edit"]
    assert [(record["before"], record.get("element")) for record in records] == [
        ("Home\n", "/html[1]/body[1]/nav[1]/p[1]"),
        ("\n", None),
    ]
    assert [page[slice(*record["html_span"])] for record in records if "html_span" in record] == ["<p>Home</p>"]
    assert restore(result.text, log_records(result)) == result.source


def check_spans(page: str, rendered: Rendered) -> list[bool]:
    """Where a line has a span, its source begins with the element's tag and holds the line's words; says which have."""
    markup = rendered.markup
    for said, path, span in zip(markup.said, markup.elements, markup.spans, strict=True):
        if span:
            source = page[slice(*span)]
            tag = path.rpartition("/")[2].partition("[")[0]
            assert re.match(rf"<{tag}\b", source, re.IGNORECASE), (source, path)
            holds(parse_fragment(source, tag_around(tag)).text, said)
    return [bool(span) for span, said in zip(markup.spans, markup.said, strict=True) if said]


def tag_around(tag: str) -> str:
    return {"tr": "tbody", "td": "tr", "th": "tr", "html": "html", "body": "html"}.get(tag, "div")


@given(st.lists(TAGS | st.sampled_from(["\r\n", "\0"]) | st.text("abc é", max_size=8), max_size=30).map("".join))
def test_a_span_holds_its_line(body: str) -> None:
    page = f"\ufeff<!DOCTYPE html>\r\n<html><body>{body}"
    try:
        rendered = render(page, opinion=False)
    except CleanerError:
        return
    check_spans(page, rendered)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.parent.name)
def test_every_line_of_a_page_that_closes_its_tags_has_a_span(page: Path) -> None:
    text = page.read_text("utf-8")
    assert all(check_spans(text, render(text, opinion=False)))


@pytest.mark.parametrize(
    ("page", "sources"),
    [
        ("<p>one<p>two</p>", ["<p>one", "<p>two</p>"]),
        ("<ul><li>a<li>b</ul>", ["<li>a", "<li>b"]),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", ["<tr><td>a<td>b", "<tr><td>c<td>d"]),
        ("<div>a</p>b</div>", ["<div>a</p>b</div>", "<div>a</p>b</div>"]),
        ("\ufeff\r\n<p>\0a\r\nb</p>\r\n<p>c</p>", ["<p>\0a\r\nb</p>", "<p>c</p>"]),
        ("<p>open", ["<p>open"]),
        ("text <i>alone</i>", [None]),
    ],
)
def test_where_an_element_stands(page: str, sources: list[str | None]) -> None:
    markup = render(page, opinion=False).markup
    spans = [span for span, said in zip(markup.spans, markup.said, strict=True) if said or span]
    assert [span and page[slice(*span)] for span in spans] == sources


def test_spans_go_with_a_result_wherever_it_goes() -> None:
    page = "<main><h1>Pier</h1><p>The tide took the old pier in one night, and the town watched.</p></main>"
    result = Cleaner(mode="careful", html="fast", kind="html").clean(page)
    again = type(result).from_dict(json.loads(json.dumps(result.to_dict())))
    assert [line.html_span and page[slice(*line.html_span)][:4] for line in again.lines] == ["<h1>", "<p>T"]
    assert again.lines == result.lines


def test_where_open_tags_end_is_asked_once_for_all_of_them() -> None:
    nodes = parsed_root("<body>" + "<div>line" * 100).select("div")
    bounds: spans.Bounds = {}
    assert spans.bound_of(nodes[-1], 906, bounds) == 906
    assert {node: bounds[node] for node in nodes} == dict.fromkeys(nodes, 906)


def test_the_span_of_an_element_is_asked_once_for_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Element] = []
    find = spans.span_in_tree

    def noted(node: Element, length: int, bounds: spans.Bounds) -> spans.Span | None:
        asked.append(node)
        return find(node, length, bounds)

    monkeypatch.setattr(spans, "span_in_tree", noted)
    markup = render("<div>" + "a<br><br>" * 50 + "</div>", opinion=False).markup
    assert len(asked) == 1
    assert len({span for span in markup.spans if span}) == 1
