"""The loop that reads most tags does what the builder would do if it were asked for each."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.markup.columns import Line
from cleaner.markup.lines import LineBuilder
from cleaner.markup.render import render
from cleaner.markup.tree import parsed_root
from tests.conftest import CHECKOUT

PAGES = sorted((CHECKOUT / "corpus").rglob("*.html"))


class AskedForEach(LineBuilder):
    """Every tag takes a call."""

    MARKS = True


def read(page: str, kind: type[LineBuilder]) -> tuple[list[Line], object]:
    builder = kind()
    assert builder.read(parsed_root(page), time.monotonic() + 60) == 0
    builder.close()
    unseen = builder.alts, builder.linked, builder.stated, builder.scripts, builder.veiled
    return [replace(line, node=None) for line in builder.lines], (builder.title, builder.language, unseen)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_page_reads_the_same_when_each_tag_takes_a_call(page: Path) -> None:
    text = page.read_text("utf-8")
    assert read(text, LineBuilder) == read(text, AskedForEach)


WRITTEN = """<p> </p> <div> </div> <div\tclass="card\tnote"> <a\thref="x"> </a> <b> </b> <span> </span> <span\trole="navigation">
<sup> </sup> <sub> <h2> </h2> <ul> </ul> <ol> <li> <li\tvalue="7"> <li\trole="article"> </li> <table> <tr> <td> </table> <pre> </pre>
<br> <hr> <img\talt="pier"> <dl><dt> <dd> <time> <del> <button> <label> <p\thidden> <aside> </aside> <main> <article>
<nav\tid="top"> </nav> <script></script> <meta\tname="author"\tcontent="Ann"> <title> </title> <dialog> <code> </code>
<noscript> </noscript> <tbody> <x-card> <mjx-math>"""
PIECES = st.sampled_from([tag.replace("\t", " ") for tag in WRITTEN.split()]) | st.text("ab 2é\n¶", max_size=6)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_page_reads_the_same_when_each_tag_takes_a_call(page: str) -> None:
    assert read(page, LineBuilder) == read(page, AskedForEach)


def test_a_tag_inside_a_line_that_is_a_landmark_is_a_region() -> None:
    markup = render("<p>See <span role=navigation>next</span></p><nav>Home</nav>", opinion=False).markup
    assert markup.regions[-1] == 2


def test_where_a_page_of_windows_line_ends_has_its_lines() -> None:
    page = "\ufeff" + "".join(f"<p>\r\nline {n}\r\n\r\n</p>\r\n" for n in range(200))
    markup = render(page, opinion=False).markup
    sources = [page[slice(*span)] for span, said in zip(markup.spans, markup.said, strict=True) if said and span]
    assert sources == [f"<p>\r\nline {n}\r\n\r\n</p>" for n in range(200)]
