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


# --- a page without a frame, and a text in sections ---

MANUAL = """# tidewatch

Reads the gauges of a harbour every minute, and rings the bell when the water stands higher than it should.

* [Setting the gauge up](#setting-the-gauge-up)
* [Reading old tide tables](#reading-old-tide-tables)
* [When the bell will not stop](#when-the-bell-will-not-stop)

## Setting the gauge up

* Needs: a dry cupboard
* Since: version 2.1

Screw the gauge to the inner wall of the quay, never to the outer one, where the ferries would take it off by noon.

## Reading old tide tables

* Needs: a dry cupboard
* Since: version 2.1

"""
ENTRIES = "\n".join(f"* table of the year {year}" for year in range(1900, 1960))
REST = """
The tables before 1931 count from the old sill, so that a foot and a half has to be taken off each of their figures.

## When the bell will not stop

* Needs: a dry cupboard
* Since: version 2.1
"""
FRAME = ("Home", "Log in", "Skip to content", "Share this", "Leave a Reply")


def test_what_a_manual_says_again_stays_with_its_contents_and_headings() -> None:
    manual = MANUAL + ENTRIES + REST
    for mode in ("careful", "balanced"):
        assert Cleaner(mode=mode, kind="text").clean(manual).text == manual


def test_a_line_that_stands_twice_goes_from_a_page_with_a_frame_alone() -> None:
    story = [BODY, "Boats for hire at the quay", *"abcdef", "Boats for hire at the quay"]
    for head, copies in (((), 2), (FRAME, 1)):
        text = Cleaner(mode="careful", kind="text").clean("\n".join((*head, *story)) + "\n").text
        assert text.count("Boats for hire") == copies
        assert not any(label in text for label in FRAME)


def test_a_title_close_above_the_text_goes_once_with_or_without_a_frame() -> None:
    title = "Old pier gone by morning"
    for head in ((), FRAME):
        result = Cleaner(mode="careful", kind="text").clean("\n".join((*head, title, title, BODY)) + "\n")
        assert result.text == f"{title}\n{BODY}\n"


def test_what_stands_between_two_sections_is_neither_head_nor_foot() -> None:
    posts = [
        f"{name} wrote on Monday\n{text}\n" + "\n".join("abcdefgh" * 4) for name, text in zip("XY", PROSE, strict=True)
    ]
    lines = "\n".join((*FRAME, *posts, *posts)).split("\n")
    page = Page("\n".join(lines))
    assert page.reach().first <= lines.index(PROSE[0])
    assert page.reach().last == len(lines) - 1 - lines[::-1].index(PROSE[1])
    text = Cleaner(mode="careful", kind="text").clean("\n".join(lines) + "\n").text
    assert text.count("X wrote on Monday") == text.count("Y wrote on Monday") == 2


def test_small_prose_below_a_text_is_no_section_of_it() -> None:
    teaser = "Boats of all kinds sail at noon, and nobody knows why."
    lines = [*FRAME, BODY * 4, *("boats for hire today",) * 40, teaser]
    assert Page("\n".join(lines)).reach() == Page("\n".join(lines)).body()
