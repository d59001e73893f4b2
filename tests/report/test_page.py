"""The report of one page, without a browser: what it says, and that nothing of the page becomes markup."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import clean
from cleaner.edit import Edit, Spared
from cleaner.report.html import shown
from cleaner.report.page import page_html
from cleaner.report.roles import ROLE_SIGNS, role_of
from cleaner.report.view import PageView, page_view
from cleaner.roles import ROLES
from tests.conftest import CHECKOUT

PAGE = CHECKOUT / "corpus" / "regional-portal" / "page.txt"


def view_of(text: str, name: str = "page.txt") -> PageView:
    return page_view(clean(text, mode="careful", kind="text"), name)


@pytest.fixture(scope="module")
def portal() -> PageView:
    return page_view(clean(PAGE.read_bytes()), "portal")


class Tags(HTMLParser):
    """Every tag and attribute of a file, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update(name for name, _ in attrs)


def test_every_line_is_there_once_with_its_fate(portal: PageView) -> None:
    result = clean(PAGE.read_bytes())
    assert len(portal.lines) == sum(1 for line in result.source.splitlines() if line.strip())
    assert portal.count("struck") == len(result.removals)
    assert portal.count("near") == len(result.spared)
    assert sum(len(stretch.lines) for stretch in portal.stretches()) == len(portal.lines)
    page = page_html(portal)
    for line in portal.lines:
        assert page.count(f'id="L{line.number}"') == 1


def test_the_parts_are_the_whole(portal: PageView) -> None:
    assert sum(part.size for part in portal.parts()) == portal.document["source_chars"]
    assert portal.parts()[0].role == "kept"


def test_a_struck_line_says_rule_reason_and_score() -> None:
    edit = Edit(0, 5, "menu\n", "", "content", "content/model", "menu", "short lines", 0.123, "strike")
    result = clean("menu\nThe ferry left at noon, and nobody could say when it would be back.\n", mode="careful")
    made = page_html(page_view(replace(result, edits=(edit,)), "x"))
    for said in ("content/model", "short lines", "score 0.123", "role-menu"):
        assert said in made


def test_a_changed_line_shows_what_it_says_now() -> None:
    view = view_of("The caf\u00c3\u00a9 &amp; the ferry left at noon, and nobody could say when they would be back.\n")
    line = view.lines[0]
    assert line.fate == "changed"
    assert "&amp;" in line.text
    assert "&amp;" not in line.after
    assert "<ins" in page_html(view)


def test_html_lines_name_their_element() -> None:
    page = "<html><body><nav class='top-bar'><a href='/'>Home</a></nav><main><p>The ferry left at noon, and nobody could say when it would be back.</p></main></body></html>"
    view = page_view(clean(page, mode="careful"), "x")
    assert view.lines[0].element == "/html[1]/body[1]/nav[1] .top .bar"
    assert "/html[1]/body[1]/nav[1] .top .bar" in page_html(view)


def test_facts_come_before_the_lines(portal: PageView) -> None:
    page = page_html(portal)
    assert portal.facts
    assert page.index('id="facts-title"') < page.index('id="lines-title"')
    assert f'href="#L{portal.facts[0].line}"' in page


def test_long_untouched_stretches_are_folded() -> None:
    prose = "The ferry left at noon, and nobody on the quay could say when it would be back at number {}.\n"
    view = view_of("Skip to content\n" + "".join(prose.format(n) for n in range(20)))
    assert [(stretch.folded, len(stretch.lines)) for stretch in view.stretches()] == [(False, 3), (True, 18)]
    untouched = view_of("".join(prose.format(n) for n in range(20)))
    assert not any(stretch.folded for stretch in untouched.stretches())


def test_the_footer_has_the_hashes(portal: PageView) -> None:
    page = page_html(portal)
    assert portal.document["source_sha256"] in page
    assert portal.document["clean_sha256"] in page


HOSTILE = [
    "<script>window.pwned = 1</script>",
    "</script><script>window.pwned = 1</script>",
    "</style><img src=x onerror='window.pwned = 1'>",
    '" onmouseover="window.pwned = 1" x="',
    "' autofocus onfocus='window.pwned = 1' '",
    "<svg onload=window.pwned=1>",
    "{{ 7 * 7 }} {% raw %}",
    "<!-- --> ]]> &lt;b&gt;",
    "javascript:window.pwned=1",
    "\x1b[31mred\x1b]0;title\x07",
    "a\u202eb\u2066c\u200bd",
]


def hostile_page() -> str:
    """Hostile text as kept prose, as near misses and as struck labels."""
    prose = "The ferry left at noon, and nobody could say when {} would be back, they said on the quay.\n"
    labels = "".join(f"Share {text} on Facebook\n{text}\n" for text in HOSTILE)
    return labels + "".join(prose.format(text) for text in HOSTILE) + labels


def hostile_view() -> PageView:
    return page_view(clean(hostile_page(), kind="text"), HOSTILE[1])


def test_hostile_text_stays_text() -> None:
    tags = Tags()
    tags.feed(page_html(hostile_view()))
    assert tags.tags.count("script") == tags.tags.count("style") == 1
    assert not {"img", "iframe", "object", "b"} & set(tags.tags)
    assert not [name for name in tags.attributes if name.startswith("on") or name == "autofocus"]


@pytest.mark.usefixtures("unescaped")
def test_without_escaping_it_would_not() -> None:
    tags = Tags()
    tags.feed(page_html(hostile_view()))
    assert "img" in tags.tags
    assert tags.tags.count("script") > 1


def test_what_cannot_be_seen_is_written_out() -> None:
    page = page_html(hostile_view())
    assert "⟨U+202E⟩" in page
    assert "⟨U+001B⟩" in page
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", page)


@given(st.text(max_size=80))
def test_shown_text_is_printable_and_says_the_same(text: str) -> None:
    made = shown(text)
    assert all(character.isprintable() or character in "\u200c\u200d" for character in made)
    assert not text.isprintable() or made == text
    made.encode("utf-8")


@given(
    st.lists(
        st.sampled_from(
            [*HOSTILE, "Skip to content", "\ud800", "The ferry left at noon, and nobody could say why it would not."]
        ),
        max_size=8,
    )
)
def test_any_page_gives_the_same_few_tags(lines: list[str]) -> None:
    tags = Tags()
    tags.feed(page_html(view_of("\n".join(lines), "\n".join(lines))))
    assert tags.tags.count("script") == 1
    assert not {"img", "b", "object"} & set(tags.tags)


@pytest.mark.parametrize(
    ("category", "role"),
    [("navigation", "menu"), ("teaser", "teaser"), ("content-model", "other"), ("social", "share")],
)
def test_categories_have_roles(category: str, role: str) -> None:
    assert role_of(Spared(0, 1, "x", "s", "r/x", category, "why")) == role


def test_every_role_has_its_sign() -> None:
    assert set(ROLE_SIGNS) == set(ROLES)
    assert len(set(ROLE_SIGNS.values())) == len(ROLES)


def test_an_empty_page_says_so() -> None:
    assert "The page has no text" in page_html(view_of(""))
