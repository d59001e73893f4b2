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


CARD = """<h2>{0}</h2><p>Mooring for one night<p>Water and power included<p>{0} of any length
<p>A place at the pier<p>Help with the ropes<p>{1}"""
PLANS = "".join(CARD.format(name, price) for name, price in (("Boat", "$9"), ("Ship", "$19"), ("Ferry", "$99")))


def gone_of_page(page: str) -> list[str]:
    result = Cleaner(mode="careful", kind="html", html="fast", stages=["headers"]).clean(page)
    return [edit.before.strip() for edit in result.removals]


def test_what_each_plan_of_a_table_of_prices_includes_stays() -> None:
    story = "".join(f"<p>{sentence}" for sentence in PROSE)
    assert gone_of_page(f"<main>{PLANS}{story}</main>") == []
    assert gone_of_page(f"<main>{story}{PLANS}</main>") == []


def test_a_title_beside_a_table_of_prices_stays_once_and_so_does_a_menu() -> None:
    story = "".join(f"<p>{sentence}" for sentence in PROSE)
    title = "Prices at the old pier"
    links = "".join(f"<li><a href=/{n}>{n} of the old harbour</a>" for n in ("Boats", "Ropes", "Lamps", "Piers"))
    page = f"<nav><ul>{links}</ul></nav><div>{title}</div><h1>{title}</h1>{PLANS}<ul>{links}</ul>{story}"
    found = gone_of_page(page)
    assert found.count(title) == 1
    assert len(found) == 5
