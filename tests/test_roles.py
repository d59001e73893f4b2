"""What each line of a result is, and which roles stay."""

import pytest

from cleaner import Cleaner, Result
from cleaner.errors import OptionError
from cleaner.roles import ROLES, kept_roles, role_of_category
from cleaner.rules.rule import CATEGORIES

STORY = (
    "The tide took the old pier in one night, and the town watched from the quay with its lamps held high.",
    "Nobody had expected it, though the harbour master had written to the council about the piles in spring.",
    "By morning there was nothing left of the pier but a row of posts, and the gulls had already taken those over.",
)
TEXT = "\n".join(
    ("Home", "News", "Contact", "Old pier gone by morning", "By Ada Norling, 3 May 2025", *STORY, "Leave a Reply")
)
HTML = f"""<html><head><title>Old pier gone by morning</title></head><body><nav>Home</nav><article>
<h1>Old pier gone by morning</h1><p class="standfirst">A town without a pier</p><p class="byline">Ada Norling</p>
<figure><img><figcaption>The posts at low tide</figcaption></figure>
{"".join(f"<p>{paragraph}</p>" for paragraph in STORY)}</article>
<div class="comments"><div class="comment-body"><p>I saw it go from my window, and I have not slept since then.</p></div></div>
</body></html>"""


def roles(result: Result) -> dict[str, str]:
    return {line.text: line.role for line in result.lines}


def test_every_line_has_a_role_a_span_and_a_reason() -> None:
    result = Cleaner(mode="careful", kind="text").clean(TEXT)
    assert roles(result) | {"Old pier gone by morning": "title", "By Ada Norling, 3 May 2025": "byline"} == roles(
        result
    )
    assert [line.role for line in result.lines if line.text in STORY] == ["text"] * 3
    for line in result.lines:
        assert result.source[slice(*line.span)] == line.text
        assert line.role in ROLES
        assert line.kept or line.reason
    assert "".join(f"{line.text}\n" for line in result.lines if line.kept) == result.text


def test_html_says_what_its_lines_are() -> None:
    found = roles(Cleaner(html="fast").clean(HTML))
    assert found["Old pier gone by morning"] == "title"
    assert found["A town without a pier"] == "deck"
    assert found["Ada Norling"] == "byline"
    assert found["The posts at low tide"] == "caption"
    assert found["Home"] == "menu"
    assert found["I saw it go from my window, and I have not slept since then."] == "comment"


def test_parts_hold_each_role_apart() -> None:
    parts = Cleaner(html="fast").clean(HTML).parts
    assert parts["text"] == "\n".join(STORY)
    assert parts["title"] == "Old pier gone by morning"
    assert parts["comment"].startswith("I saw it go")


def test_keep_body_leaves_the_text_alone() -> None:
    result = Cleaner(html="fast", keep="body").clean(HTML)
    assert result.text == "\n\n".join(STORY) + "\n"
    assert {edit.rule for edit in result.edits} >= {"roles/title", "roles/byline", "roles/deck"}
    assert result.restore() == result.source


@pytest.mark.parametrize("keep", ["all", "default,comment", ["default", "comment"]])
def test_comments_come_back_for_who_wants_them(keep: str) -> None:
    text = "I saw it go from my window"
    assert text not in Cleaner(html="fast").clean(HTML).text
    assert text in Cleaner(html="fast", keep=keep).clean(HTML).text


def test_careful_strikes_nothing_that_class_names_alone_say() -> None:
    assert "I saw it go from my window" in Cleaner(html="fast", mode="careful").clean(HTML).text


def test_the_posts_of_a_forum_are_its_text() -> None:
    posts = "".join(f'<div class="comment"><p>{paragraph}</p></div>' for paragraph in STORY * 2)
    result = Cleaner(html="fast").clean(f"<html><body><h1>Where did the pier go?</h1>{posts}</body></html>")
    assert {line.role for line in result.lines if line.text in STORY} == {"text"}


@pytest.mark.parametrize("keep", ["bodies", "", ["title", "nothing"], [], 7])
def test_a_role_that_is_none_is_refused(keep: object) -> None:
    with pytest.raises(OptionError):
        Cleaner(keep=keep)  # type: ignore[arg-type]


def test_every_category_of_rules_has_a_role() -> None:
    assert {role_of_category(name) for name in CATEGORIES} <= set(ROLES)
    assert kept_roles(["body", "title"]) == {"text", "title"}
