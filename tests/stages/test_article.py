"""What it changes that a page is an article: what stays outside its body, and what is spared in it."""

from array import array
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.judgement import PAGE_KINDS, Judgement, PageKind
from cleaner.markup.render import render
from cleaner.page import Page
from cleaner.roles import DEFAULT_ROLES, ROLES, Role
from cleaner.stages.article import is_article, outside_body
from cleaner.stages.content import left_outside
from cleaner.stages.exceptions import BY_ROLE, EDGE, GAP, HEADLINE, Judged, exceptions

PROSE = (
    "The tide took the old pier in one night, and the town watched from the quay with its lamps held high.",
    "Nobody had expected it, though the harbour master had written to the council about the piles in spring.",
    "By morning there was nothing left of the pier but a row of posts, and the gulls had already taken those over.",
)


def said(scores: list[float], roles: list[Role], kind: PageKind = "article", words: float = 20.0) -> Judgement:
    steps = b"".join(bytes(255 if role == own else 0 for role in ROLES) for own in roles)
    count = len(scores)
    return Judgement(
        array("q", range(count)), array("f", scores), array("f", [words] * count), steps,
        tuple(float(kind == known) for known in PAGE_KINDS[:-1]),
    )  # fmt: skip


def page_with(kept: list[float]) -> Page:
    """A rendered page of as many lines, of which trafilatura kept these shares."""
    _, markup = render("<p>x", opinion=False)
    text = "\n".join(f"line {number}" for number in range(len(kept)))
    none, empty = [0] * len(kept), [""] * len(kept)
    columns = replace(markup, inside=none, headings=none, regions=none, link_shares=none, paths=empty, hints=empty)
    return Page(text, replace(columns, verdicts=kept, said=(), elements=(), spans=(), blocks=()))


KEPT = [0.0, 1.0, 1.0, 1.0, 0.0, 0.0]
SCORES = [0.6, 0.9, 0.9, 0.9, 0.8, 0.5]
TEXT: list[Role] = ["text"] * 6


def test_a_doubted_run_outside_the_body_goes_whole_from_an_article_alone() -> None:
    page, staying = page_with(KEPT), range(6)
    assert outside_body(page, staying, said(SCORES, TEXT)) == {0, 4, 5}
    assert outside_body(page, staying, said(SCORES, TEXT, "forum")) == set()


def test_a_run_that_the_model_is_sure_of_stays() -> None:
    assert outside_body(page_with(KEPT), range(6), said([*SCORES[:4], 0.9, 0.6], TEXT)) == {0}


def test_a_run_is_weighed_by_words() -> None:
    judgement = said(SCORES, TEXT)
    judgement.words[4] = 200.0
    assert outside_body(page_with(KEPT), range(6), judgement) == {0}


@pytest.mark.parametrize("role", ["title", "deck", "byline", "caption"])
def test_what_stands_beside_the_text_by_its_role_stays(role: Role) -> None:
    assert outside_body(page_with(KEPT), range(6), said(SCORES, [role, *TEXT[1:]])) == {4, 5}


def test_what_is_spared_for_what_it_is_stays() -> None:
    judged = [Judged(line, line not in (0, 5), score, "") for line, score in enumerate(SCORES)]
    spared = {0: BY_ROLE, 5: GAP}
    assert left_outside(page_with(KEPT), judged, spared, said(SCORES, TEXT)) == {4, 5}


def test_a_body_of_few_words_counts_for_nothing() -> None:
    assert outside_body(page_with(KEPT), range(6), said(SCORES, TEXT, words=10.0)) == set()


def test_without_a_second_opinion_nothing_goes() -> None:
    assert outside_body(Page("a\nb"), range(2), said([0.5, 0.5], ["text", "text"])) == set()


@given(st.lists(st.tuples(st.sampled_from([0.0, 1.0]), st.floats(0, 1)), min_size=1, max_size=20))
def test_no_line_of_the_body_ever_goes(lines: list[tuple[float, float]]) -> None:
    kept, scores = [kept for kept, _ in lines], [score for _, score in lines]
    found = outside_body(page_with(kept), range(len(lines)), said(scores, ["text"] * len(lines)))
    assert not any(kept[line] for line in found)


def test_of_a_page_without_a_kind_nothing_is_said() -> None:
    assert not is_article(replace(said([0.5], ["text"]), kinds=()))


def spared(lines: list[str], score: float, roles: list[Role], kind: PageKind) -> dict[int, str]:
    """The exceptions on a page whose prose the model keeps, and nothing else."""
    page = Page("\n".join(lines) + "\n")
    judged = [Judged(line, text in PROSE, 0.99 if text in PROSE else score, "") for line, text in enumerate(page.texts)]
    return exceptions(page, judged, said([item.score for item in judged], roles, kind))


BETWEEN = [*PROSE, "Ten boats to see", "No, said the master.", *PROSE, "Photos of the week"]


def test_labels_in_and_below_an_article_are_no_near_miss_and_sentences_are() -> None:
    roles: list[Role] = ["text"] * len(BETWEEN)
    assert spared(BETWEEN, 0.5, roles, "article") == {4: GAP}
    assert spared(BETWEEN, 0.5, roles, "forum") == {3: GAP, 4: GAP, 8: EDGE}


def test_what_stands_between_headline_and_text_is_one_in_an_article_too() -> None:
    assert spared(["Harbour", *PROSE], 0.5, ["other", "text", "text", "text"], "article") == {0: EDGE}


HEADED = ["Old pier gone by morning", *PROSE]


def test_a_headline_by_its_place_alone_stays_unless_score_and_role_rule_it_out() -> None:
    roles: list[Role] = ["menu", "text", "text", "text"]
    assert spared(HEADED, 0.19, roles, "article") == {}
    assert spared(HEADED, 0.2, roles, "article") == {0: HEADLINE}
    assert spared(HEADED, 0.19, ["title", *roles[1:]], "article") == {0: HEADLINE}


def test_title_deck_and_byline_stay_by_their_role_where_they_are_wanted() -> None:
    page = Page("\n".join(("Pier", "Ada Norling", *PROSE)) + "\n")
    judged = [Judged(line, line > 1, 0.99 if line > 1 else 0.01, "") for line in range(5)]
    judgement = said([item.score for item in judged], ["title", "byline", "text", "text", "text"])
    assert exceptions(page, judged, judgement) == {0: BY_ROLE, 1: BY_ROLE}
    assert exceptions(page, judged, judgement, DEFAULT_ROLES - {"byline"}) == {0: BY_ROLE}
    assert exceptions(page, judged, judgement, frozenset(("text",))) == {}
