"""HTML as Markdown: the fixtures of corpus/markdown, what must hold for any page, and blocks that lose lines."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.markdown import parts_of
from cleaner import Cleaner, log_records, restore
from cleaner.edit import Cause, apply, undo
from cleaner.engine import Draft
from cleaner.errors import CleanerError
from cleaner.markup.render import render
from cleaner.markup.written import Style
from cleaner.page import Page
from cleaner.stage import Phase, Strike
from cleaner.stages.layout import LayoutStage
from tests.conftest import CHECKOUT
from tests.markup.test_render import HOSTILE, TAGS

CASES = sorted((CHECKOUT / "corpus" / "markdown").glob("*.html"))
STYLE = Style(images=True, base="https://pier.example/docs/")
CAREFUL = Cleaner(mode="careful", kind="html", html="fast", format="markdown")


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_page_is_written_as_expected(case: Path) -> None:
    assert render(case.read_text("utf-8"), opinion=False, style=STYLE).text == case.with_suffix(".md").read_text(
        "utf-8"
    )


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_stages_read_what_they_read_of_plain_text(case: Path) -> None:
    """Letter for letter, formulas apart: what goes does not depend on the format."""
    page = case.read_text("utf-8")
    plain = letters(render(page, opinion=False).text)
    markup = render(page, opinion=False, style=STYLE).markup
    assert [said for said in markup.said if letters(said) not in plain] == [] or "math" in case.stem
    assert sum(len(letters(said)) for said in markup.said) >= 0.5 * len(plain)


def letters(text: str) -> str:
    return "".join(re.findall(r"\w", text.replace("_", "")))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_come_back(name: str) -> None:
    result = CAREFUL.clean(HOSTILE[name])
    assert restore(result.text, log_records(result)) == result.source
    assert result.markup is not None
    assert len(result.markup) == len(Page(result.source)) == len(result.markup.blocks)


MORE_TAGS = st.sampled_from(
    [
        "<b>",
        "</b>",
        "<code>",
        "</code>",
        "<blockquote>",
        "</blockquote>",
        "<sup>",
        "</sup>",
        "<h2>",
        "<th>",
        "<table>",
        "<math>",
        "<annotation/encoding=tex>",
        "<div/class=admonition-note>",
        "<dd>",
        "<dt>",
        "<ol>",
        "<a/href=#fn1>",
        "<input/type=checkbox>",
        "<img/src=a>",
        "<summary>",
        "</pre>",
    ]
)


@given(st.lists(TAGS | MORE_TAGS | st.text(max_size=12), max_size=30).map("".join))
def test_any_page_is_rendered_or_refused_and_comes_back(page: str) -> None:
    try:
        result = CAREFUL.clean(page)
    except CleanerError:
        return
    assert result.restore() == result.source
    assert result.markup is not None
    assert len(result.markup) == len(Page(result.source)) == len(result.markup.blocks)
    fences = [line for line in result.text.splitlines() if line.strip("> -0123456789.:").startswith("```")]
    assert len(fences) % 2 == 0 or "`" in page


class Striker:
    """Takes every line that asks for it."""

    name = "striker"
    phase = Phase.STRIKE

    def __call__(self, page: Page) -> Iterator[Strike]:
        for line in page.live():
            if "strike me" in page.texts[line]:
                yield Strike(line, Cause("striker", "striker/asked", "asked", "it asked for it"))


def struck(body: str) -> str:
    source, markup = render(f"<p>above</p>{body}<p>below</p>", opinion=False, style=STYLE)
    draft = Draft(Page(source, markup))
    draft.run([Striker(), LayoutStage()])
    text = apply(source, draft.edits())
    assert undo(text, draft.edits()) == source
    assert text.startswith("above\n\n")
    assert text.endswith("\n\nbelow\n") or text == "above\n\nbelow\n"
    return text.removeprefix("above\n\n").removesuffix("below\n").removesuffix("\n")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<pre>strike me\nstrike me 2</pre>", ""),
        ("<pre>strike me\nnot me</pre>", "```\nnot me\n```\n"),
        ("<table><tr><th>strike me<th>x<tr><td>1<td>2</table>", "|     |     |\n| --- | --- |\n| 1 | 2 |\n"),
        ("<table><tr><th>a<th>x<tr><td>strike me<td>2</table>", "| a | x |\n| --- | --- |\n"),
        ("<table><tr><th>strike me<th>x<tr><td>strike me<td>2</table>", ""),
        ("<blockquote><p>strike me</p><p>a</p><p>strike me</p><p>b</p></blockquote>", "> a\n>\n> b\n"),
        ("<blockquote><p>a</p></blockquote><p>strike me</p><blockquote>b</blockquote>", "> a\n\n> b\n"),
        ("<blockquote><p>a</p><p>strike me</p></blockquote>b", "> a\n\nb\n"),
        ("<blockquote><p>strike me</p></blockquote>", ""),
        ("<div class='admonition note'><p>strike me</p></div>", ""),
        ("<p>one<br>strike me</p><p>two", "one\n\ntwo\n"),
        ("<p>strike me</p><img src=/a.png><p>strike me</p>", ""),
        ("<p>a</p><img src=/a.png><p>strike me</p>", "a\n\n![](https://pier.example/a.png)\n"),
        ("<ol><li>strike me<li>two</ol>", "2. two\n"),
    ],
)
def test_what_is_left_of_a_block_is_whole(body: str, expected: str) -> None:
    assert struck(body) == expected


FRAME = """<!DOCTYPE html><html><head><title>Harbour notes</title></head><body><header><a href="/">Harbour notes</a><nav>
<ul><li><a href="/">Home</a></li><li><a href="/docs">Docs</a></li><li><a href="/blog">Blog</a></li></ul></nav></header>
{}<footer><p>© 2024 Harbour notes. All rights reserved.</p><a href="/privacy">Privacy policy</a></footer></body></html>"""

WHOLE_PAGES = [
    "apidocs",
    "crayon",
    "docusaurus",
    "gitbook",
    "hebrew",
    "jekyll",
    "latexml",
    "mediawiki",
    "mkdocs",
    "notion",
    "readme",
    "sphinx",
    "stack",
    "substack",
    "tabs",
]


@pytest.mark.parametrize("name", WHOLE_PAGES)
def test_the_model_leaves_code_tables_and_headings_of_a_page_whole(name: str) -> None:
    page, wanted = ((CHECKOUT / "corpus" / "markdown" / f"{name}.{kind}").read_text("utf-8") for kind in ("html", "md"))
    text = Cleaner(kind="html", html="fast", format="markdown").clean(FRAME.format(page)).text
    assert "Privacy policy" not in text
    found, parts = (
        {bag: getattr(parts_of(one), bag) for bag in ("code", "cells", "headings")} for one in (text, wanted)
    )
    assert {bag: parts[bag] - found[bag] for bag in parts} == {bag: Counter() for bag in parts}
