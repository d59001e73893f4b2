"""HTML to lines, by example; and pages that were made to break whoever reads them."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, log_records, restore
from cleaner.budget import Budget
from cleaner.errors import BinaryInputError, CleanerError, OptionError, TooLargeError, UnrenderedError
from cleaner.markup.columns import Inside
from cleaner.markup.render import render
from cleaner.options import Html, Kind, Mode
from cleaner.page import Page
from cleaner.text.decode import looks_like_html

PROSE = "The tide took the old pier in one night, and the town watched from the quay with its lamps held high."
STORY = (
    PROSE,
    "By morning nothing stood but the six iron posts nearest the shore, and the lamp that Odd Berg lit every evening.",
    "He had kept it for thirty years. When the wind turned, he walked out to see to the wick, as he always did.",
    "The harbour office counted eleven boats adrift and one sunk, and said that nobody on land had been hurt.",
    "In the café on the corner they talked of little else, and the owner poured the coffee without being asked.",
    "What it will cost is not known yet; the town has been paying for its last storm since the spring of 2011.",
    "Some want to build in stone this time. Others say that a pier which cannot give way will only break later.",
    "Berg himself has no opinion. He has moved his lamp to the window of his kitchen, from where it can be seen.",
)
CAREFUL = Cleaner(mode="careful", kind="html", html="fast")


def lines(body: str) -> list[str]:
    return render(f"<!DOCTYPE html><html><body>{body}</body></html>", opinion=False).text.splitlines()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>a <b>b</b>c</p>d<div>e</div>", ["a bc", "", "d", "e"]),
        ("<p>a<br>b</p><h1>c<br>d</h1>", ["a", "b", "", "c d"]),
        ("<p>a<br>b<br><br>c<p>d", ["a", "b", "", "c", "", "d"]),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", ["- a", "- b", "  - c"]),
        (
            "<ol start=9><li>a<li>b<ol><li>c</ol><li><p>d<p>e<li value=20>f</ol>",
            "9. a|10. b|    1. c|11. d||    e|20. f",
        ),
        ("<ol reversed start=2><li>a<li>b</ol><ol reversed><li>c</ol>", ["2. a", "1. b", "", "- c"]),
        ("10<sup>6</sup> m<sup>-2</sup>, H<sub>2</sub>O, 1<sup>st</sup>", ["10^6 m^-2, H_2O, 1st"]),
        ("<math><mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mi>b</mi></mfrac></math>", ["(a+1)/b"]),
        ("<math><msup><mi>x</mi><mn>2</mn></msup><msub><mi>y</mi><mi>n</mi></msub></math>", ["x^2y_n"]),
        ("<math><msup><mi>f</mi><mo>′</mo></msup><mfrac><mi>a</mi></mfrac></math>", ["f′a"]),
        ("the quay<sup><a href=#n>1</a></sup> and<sup>[<a href=#n>2</a>]</sup>", ["the quay[1] and[2]"]),
        ("<del>bad</del><ins>good</ins>", ["bad good"]),
        ("<h2>a<a href=#a>¶</a></h2><h2><a href=#b>#</a>b</h2><h2><a href=#c>C#</a></h2>", "a||b||C#"),
        ("<table><tr><th>a<th>b<tr><td>c<td><p>d</table>", ["a | b", "c | d"]),
        ("<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>", ["a", "", "b", "c"]),
        ("<pre>\n  a\n\n    b  c\n</pre>", ["  a", "", "    b  c"]),
        ("<pre>all: x\n\tgcc  -o x  \n-- \n</pre>", ["all: x", "\tgcc  -o x  ", "-- "]),
        ("<p hidden>a</p><p style='display : NONE'>b</p><template>c</template><p aria-hidden=true>d</p>", ["d"]),
        ("<x-y><template shadowrootmode=open><p>a</p>b<template>c</template></template>d</x-y>", ["a", "", "b", "d"]),
        ("<p role=tabpanel hidden>a</p><p role=region hidden>b</p><p role=tab hidden>c</p>", ["a"]),
        ("<p role=region aria-labelledby=x style=display:none>a</p><p hidden=until-found>b</p>", ["a", "", "b"]),
        ("<span>4 guests</span><span>90 a night</span><p><i>un</i><i>done</i>", ["4 guests 90 a night", "", "undone"]),
        ("<pre><span>def</span><span>(</span></pre><code><span>a</span><span>b</span></code>", ["def(", "", "ab"]),
        ("<a href=1>Home</a><a href=2>News</a>", ["Home News"]),
        ("<select><option>a</option></select><button>b</button><textarea>c</textarea>", ["b", "c"]),
        ("a&nbsp;b &amp; c&#8217;s", ["a b & c’s"]),
    ],
)
def test_rendering(body: str, expected: list[str] | str) -> None:
    assert lines(body) == (expected if isinstance(expected, list) else expected.split("|"))


def test_each_line_of_code_counts_its_own_links() -> None:
    markup = render("<pre>one\n<a href=x>two</a>\nthree <a href=y>f</a>\n</pre>", opinion=False).markup
    assert list(markup.link_shares) == [0.0, 1.0, 1 / 7]


def test_stages_read_the_same_of_a_line_however_it_is_written() -> None:
    text, markup = render("<ol><li>a<ol><li>b</ol></ol><p>c<sup>2</sup>", opinion=False)
    assert text.splitlines() == ["1. a", "   1. b", "", "c^2"]
    assert list(markup.said) == ["- a", "- b", "", "c^2"]


def test_lines_know_where_they_stand() -> None:
    page = "<nav><a href=/>Home</a></nav><main><article><header><h1 class='Post-title'>A</h1></header><p>B</p></article></main>"
    markup = render(page, opinion=False).markup
    assert [markup.has(n, Inside.NAV) for n in range(3)] == [True, False, False]
    assert list(markup.said) == ["Home", "", "A", "", "B"]
    assert [markup.has(n, Inside.ARTICLE) for n in range(5)] == [False, False, True, True, True]
    assert markup.has(2, Inside.HEADER)
    assert (markup.headings[2], markup.hints[2], markup.paths[4]) == (1, "post title", "body/main/article/p")
    assert list(markup.link_shares) == [1.0, 0.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n1 0 obj", b"\x89PNG\r\n\x1a\n\0\xff", b"PK\x03\x04\xff\xfe", bytes(range(256)) * 9]
)
def test_what_is_no_page_is_refused(data: bytes) -> None:
    with pytest.raises(BinaryInputError):
        CAREFUL.clean(data)


def test_an_empty_shell_is_said_to_be_one() -> None:
    with pytest.raises(UnrenderedError, match="scripts run"):
        CAREFUL.clean("<html><body><div id=root></div><script src=app.js></script></body></html>")
    shell = "<html><body><div>Loading</div>" + "<script src=a.js></script>" * 3
    assert "perhaps not rendered" in render(shell, opinion=False).markup.partial[0]


def test_a_page_whose_text_waits_for_scripts_is_read_without_them() -> None:
    page = f"<html><body><div id=app></div><script></script><noscript><p>{PROSE}</p></noscript></body></html>"
    assert CAREFUL.clean(page).text == PROSE + "\n"


def test_linked_data_is_used_where_nothing_is_visible() -> None:
    data = f'<script type="application/ld+json">{{"@type": "Article", "articleBody": "{PROSE}"}}</script>'
    assert CAREFUL.clean(f"<html><head>{data}</head><body><div id=app></div></body></html>").text == PROSE + "\n"
    both = render(f"<html><head>{data}</head><body><p>{PROSE.upper()}</p></body></html>", opinion=False)
    assert both.text == PROSE.upper() + "\n"


HOSTILE = {
    "nested": "<div>" * 100_000 + PROSE,
    "nested-inline": "<b><i>" * 50_000 + PROSE,
    "attributes": "<div " + " ".join(f"a{n}=1" for n in range(300_000)) + f">{PROSE}</div>",
    "one-attribute": f"<p class='{'x ' * 500_000}'>{PROSE}",
    "unclosed": "<table><tr><td><ul><li><p><a href='" + PROSE + "<p" * 1000,
    "entities": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><html><p>&b;' + PROSE,
    "cells": "<table>" + "<tr>" * 20_000 + "<td>x",
    "nested-tables": "<table><tr><td>" * 5_000 + PROSE,
    "lists": "<ul><li>" * 20_000 + PROSE,
    "open-lines": "".join(f"<div class=c{n}>line {n}" for n in range(5_000)) + PROSE,
    "open-details": "<details><summary>more" * 5_000 + PROSE,
    "panels": "<div role=tabpanel hidden>" * 20_000 + PROSE,
    "comments": "<!--" * 10_000 + "-->" + PROSE,
    "breaks": PROSE + "<br>" * 100_000,
    "no-markup": PROSE,
    "one-row": "<table><tr>" + "<td>x" * 50_000 + "<tr><td>y",
    "one-column": "<table>" + "<tr><td colspan=99 rowspan=99999>x" * 5_000,
    "tables": "<table><tr><th>a<th>b<tr><td>c<td>d</table>" * 3_000,
    "raised": "<p>" + "a<sup>2</sup>" * 20_000,
    "notes": "<ol><li id=fn1>" + "<a href='#fnref1'>x</a>y" * 20_000 + PROSE,
    "broken-notes": "<ol><li id=fn1>" + "<a>x</a>" * 20_000 + PROSE,
    "marks": "<p>" + "<b>a</b> <i>b</i> <code>`</code>" * 10_000,
    "open-marks": "<p>" + "<b><i><code><a href=x><del>" * 10_000 + PROSE,
    "quotes": "<blockquote>" * 20_000 + PROSE,
    "callouts": "<div class='admonition note'>" * 5_000 + PROSE,
    "code": "<pre>x</pre>" * 5_000 + "<pre>" + "`" * 100_000,
    "code-lines": "<pre>" + "<span class=line>a</span>" * 20_000,
    "formulas": "<p>" + "<math alttext=x><mi>x</mi></math>" * 10_000,
    "images": "<p>a<p>" + "<p><img src=a.png>" * 10_000,
    "terms": "<dl>" + "<dt>a<dd>" * 10_000,
    "list-numbers": "<ol start=999999999>" + "<li value=99999999999>a" * 10_000,
    "controls": "<p>\x01\x02\x1b[31m" + PROSE,
    "surrogate": "<p>\ud800" + PROSE,
    "json-ld": '<script type="application/ld+json">' + "[" * 100_000 + "</script><p>" + PROSE,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("html", ["fast", "full"])
def test_hostile_pages_come_back(name: str, html: Html) -> None:
    result = Cleaner(mode="careful", kind="html", html=html).clean(HOSTILE[name])
    assert restore(result.text, log_records(result)) == result.source
    assert result.markup is not None
    assert len(result.markup) == len(Page(result.source))


def test_a_budget_cuts_a_page_short_and_says_so() -> None:
    page = f"<html><p>{PROSE}</p>" + f"<p>{PROSE}</p>" * 5_000
    cut = Cleaner(mode="careful", max_bytes=2_000).clean(page.encode())
    assert cut.markup is not None
    assert cut.markup.partial[0] == f"read up to byte 2000 of {len(page)}"
    assert PROSE in cut.text
    late = render(page, budget=Budget(seconds=1e-9))
    assert late.markup.partial[0].endswith("out of time")
    assert next(iter(log_records(cut)))["partial"] == list(cut.markup.partial)
    with pytest.raises(TooLargeError):
        Cleaner(max_bytes=10).clean(PROSE)
    with pytest.raises(OptionError):
        Cleaner(max_bytes=0)


@pytest.mark.parametrize("kind", ["html", "text"])
def test_the_budget_of_a_str_is_its_bytes(kind: Kind) -> None:
    page = "<p>" + "ü" * 1_000 + "</p>"
    whole = Cleaner(mode="careful", kind=kind, html="fast", max_bytes=2_007).clean(page)
    assert "ü" * 1_000 in whole.text
    assert whole.markup is None or whole.markup.partial == ()
    with pytest.raises(TooLargeError, match="2007 bytes are more than --max-bytes 2006"):
        Cleaner(kind="text", max_bytes=2_006).clean(page)


def test_a_str_is_cut_at_a_whole_character() -> None:
    rendered = render("<p>" + "ü" * 1_000, opinion=False, budget=Budget(bytes=1_000))
    assert rendered.text == "ü" * 498 + "\n"
    assert rendered.markup.partial[0] == "read up to byte 1000 of 2003"


@pytest.mark.parametrize(
    "text",
    [
        "Use <b> for bold and </b> to end it, or <p> for a paragraph.",
        "    <div>\n        <p>sample</p>\n    </div>\n\nThis is how a block is written; the text goes on for a while after it, "
        "and explains in some detail what a block is, when it begins, when it ends, and why anyone would want one at all.",
        "a < b and c > d",
        "<3 from all of us",
    ],
)
def test_text_that_mentions_tags_is_text(text: str) -> None:
    assert not looks_like_html(text)
    assert CAREFUL.clean(text).markup is not None  # unless it is forced
    assert Cleaner(mode="careful").clean(text).markup is None


@given(st.text(alphabet=st.characters(exclude_characters="<")))
def test_without_a_tag_nothing_is_html(text: str) -> None:
    assert not looks_like_html(text)


TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div class=a>",
        "</div>",
        "<br>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<pre>",
        "</pre>",
        "<li>",
        "<a href=x>",
    ]
)


@given(st.lists(TAGS | st.text(max_size=20), max_size=30).map("".join) | st.binary(max_size=200))
def test_any_page_is_rendered_or_refused_and_comes_back(page: str | bytes) -> None:
    try:
        result = CAREFUL.clean(page)
    except CleanerError:
        return
    assert result.restore() == result.source
    assert result.markup is not None
    assert len(result.markup) == len(Page(result.source))


def test_a_title_that_reads_like_a_menu_entry_stays() -> None:
    menu = "<ul><li><a href=/>Home</a></li><li><a href=/c>Changelog</a></li><li><a href=/a>About us</a></li></ul>"
    result = CAREFUL.clean(f"<html><body>{menu}<h1>Changelog</h1><h2>2.4.0</h2><p>{PROSE}</p></body></html>")
    assert result.text.splitlines()[0] == "Changelog"
    assert "About us" not in result.text


def test_full_knows_more_than_fast() -> None:
    page = (
        "<html lang=en><head><title>The pier - Harbour Post</title><meta name=author content='Ann Lee'></head><body>"
        f"<nav><a href=/>Home</a></nav><h1>The pier</h1><p>{PROSE}</p><p>{PROSE.replace('pier', 'quay')}</p></body></html>"
    )
    full, fast = (Cleaner(mode="careful", html=html).clean(page).markup for html in ("full", "fast"))
    assert full is not None
    assert fast is not None
    assert (full.metadata["author"], full.metadata["title"]) == ("Ann Lee", "The pier")
    assert (full.sources["author"], full.sources["title"]) == ("trafilatura", "trafilatura")
    assert (fast.metadata["title"], fast.sources["title"]) == ("The pier - Harbour Post", "title")
    assert fast.verdicts is None
    assert full.verdicts is not None
    assert [round(v) for v in full.verdicts][-2:] == [1, 1]
    assert round(full.verdicts[0]) == 0


@pytest.mark.parametrize("mode", ["balanced", "strict"])
@pytest.mark.parametrize("html", ["full", "fast"])
def test_learned_modes_weigh_the_markup(mode: Mode, html: Html) -> None:
    menu = "".join(f"<li><a href=/{n}>Entry {n}</a></li>" for n in range(12))
    text = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
    page = f"<html><body><div class=menu><ul>{menu}</ul></div><div class=entry-content><h1>The pier</h1>{text}</div></body></html>"
    cleaner: Cleaner = pickle.loads(pickle.dumps(Cleaner(mode=mode, html=html)))
    result = cleaner.clean(page)
    assert "Entry 3" not in result.text
    assert STORY[3] in result.text
    scored = [edit for edit in result.removals if edit.stage == "content"]
    assert scored
    assert all(edit.score is not None and edit.reason for edit in scored)
    assert restore(result.text, log_records(result)) == result.source
