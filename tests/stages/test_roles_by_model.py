"""Stage `roles`: what the model takes for readers' comments goes, unless the page is a forum or nothing else is left."""

from array import array
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cleaner.judgement import PAGE_KINDS, Judgement
from cleaner.page import Page
from cleaner.roles import DEFAULT_ROLES, ROLES, Role, kept_roles
from cleaner.stages.roles import RoleStage, comments_of

TEXTS = ["The tide took the pier.", "The town watched.", "So true, thanks!", "Great post."]


def judged(roles: list[Role], forum: float = 0.0) -> Judgement:
    steps = b"".join(bytes(255 if role == own else 0 for role in ROLES) for own in roles)
    kinds = tuple(forum if kind == "forum" else 0.0 for kind in PAGE_KINDS[:-1])
    count = len(roles)
    return Judgement(array("q", range(count)), array("f", [0.9] * count), array("f", [5.0] * count), steps, kinds)


def struck(made: Judgement, keep: frozenset[Role] = DEFAULT_ROLES, *, guess: bool = True) -> dict[int, str]:
    page = Page("\n".join(TEXTS))
    page.judgement = made
    return {item.line: item.cause.category for item in RoleStage(keep, guess=guess)(page)}


def test_comments_go_and_stay_where_they_are_asked_for() -> None:
    made = judged(["text", "text", "comment", "comment"])
    assert struck(made) == {2: "comment", 3: "comment"}
    assert struck(made, kept_roles("all")) == {}
    assert struck(made, guess=False) == {}


def test_a_clean_text_loses_nothing() -> None:
    assert struck(replace(judged(["text", "text", "comment", "comment"]), clean=True)) == {}


def test_posts_of_a_forum_are_its_text() -> None:
    assert struck(judged(["text", "comment", "comment", "comment"], forum=0.9)) == {}


def test_where_nothing_else_is_left_comments_are_the_text() -> None:
    assert struck(judged(["comment"] * 4)) == {}


@given(st.lists(st.sampled_from(ROLES), min_size=1, max_size=12))
def test_only_comments_go_and_never_all(roles: list[Role]) -> None:
    found = comments_of(judged(roles), range(len(roles)))
    assert all(roles[line] == "comment" for line in found)
    assert len(found) < len(roles)
