"""Stage `headers`: where copies of a title are a title's, and where they are entries of a list."""

from cleaner import Cleaner
from cleaner.page import Body, Page
from cleaner.stages.menus import repeated_menus

PROSE = (
    "The tide took the old pier in one night, and the town watched from the quay with its lamps held high.",
    "Nobody had expected it, though the harbour master had written to the council about the piles in spring.",
)
BODY = "\n".join(PROSE)


def gone(*lines: str) -> list[str]:
    result = Cleaner(mode="careful", kind="text", stages=["headers"]).clean("\n".join(lines) + "\n")
    return [edit.before.strip() for edit in result.removals]


def test_four_copies_are_a_title_and_five_to_the_letter_a_list() -> None:
    title = "Old pier gone by morning"
    assert gone(title, BODY, title, title, title) == [title] * 3
    assert gone(title, BODY, title, title, title, title) == []


def test_five_copies_written_in_different_ways_are_a_title_still() -> None:
    title = "Old pier gone by morning"
    copies = (title.lower(), title.lower(), title.upper(), title.upper())
    assert gone(title, BODY, *copies) == list(copies)


def test_the_last_copy_of_a_title_does_not_go_as_a_menu() -> None:
    head, tail = ["Harbour tides today", "Piers", "Boats", "Lamps", "Ropes"], ["Harbour tides today"]
    page = Page("\n".join([*head, BODY, *tail]) + "\n")
    body = Body(5, 6)
    assert [page.texts[item.line] for item in repeated_menus(page, body, ())] == ["Harbour tides today"] * 2
    assert list(repeated_menus(page, body, {"harbour tides today"})) == []


def test_a_title_far_above_the_text_and_again_in_the_foot_stays_once() -> None:
    title = "Harbour tides today"
    assert gone(title, "Piers", "Boats", "Lamps", "Ropes", BODY, title) == [title]


def test_a_label_right_above_the_text_may_be_its_title_whatever_the_foot_says() -> None:
    assert gone("Vorlen", "Gormal", "Teppik", BODY, "Vorlen") == ["Vorlen"]
    assert gone("Gezeiten", "a", "b", "c", BODY, "Gezeiten") == ["Gezeiten", "Gezeiten"]
