"""Stage `markup`: regions go where nothing in them reads like the text, and each guard saves its own page."""

from cleaner import Cleaner

STORY = (
    "The tide took the old pier in one night, and the town watched from the quay with its lamps held high.",
    "Nobody had expected it, though the harbour master had written to the council about the piles in spring.",
    "By morning there was nothing left of it but a row of posts, and the gulls had already taken those over.",
)
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
MENU = "".join(f"<li>Entry number {n}</li>" for n in range(6))


def gone(body: str) -> list[str]:
    """The lines that the stage, alone, takes from a page with this body."""
    result = Cleaner(kind="html", html="fast", mode="careful", stages=["markup"]).clean(f"<html><body>{body}")
    return [edit.before.strip() for edit in result.removals]


def test_what_the_page_marks_as_its_frame_goes() -> None:
    frame = [("nav", "a menu"), ("footer", "an imprint"), ("form", "a form"), ("aside", "a sidebar")]
    for tag, text in frame:
        assert gone(f"{TEXT}<{tag}>{text}</{tag}>") == [text]
    assert gone(f"<header>The masthead</header>{TEXT}") == []


def test_a_page_without_prose_keeps_its_regions() -> None:
    answers = "".join(f"<p>A short answer, number {n}</p>" for n in range(9))
    assert gone(f"<nav>a menu</nav>{answers}") == []


def test_one_line_of_the_text_saves_its_whole_region() -> None:
    inset = f"<aside><p>A label</p><p>{STORY[0].replace('pier', 'mole')}</p></aside>"
    assert gone(f"{TEXT}{inset}{TEXT}<nav>a menu</nav>") == ["a menu"]


def test_a_region_that_is_most_of_the_page_stays() -> None:
    long_menu = "".join(f"<li>Entry number {n} of a very long list</li>" for n in range(30))
    assert gone(f"<form><ul>{long_menu}</ul></form>{TEXT}") == []
    assert len(gone(f"<form><ul>{MENU}</ul></form>{TEXT}")) == 6


def test_a_region_with_the_first_heading_stays() -> None:
    assert gone(f"<aside><h1>The pier</h1><p>by Ada</p></aside>{TEXT}") == []
    assert gone(f"<aside><h2>The pier</h2><p>by Ada</p></aside>{TEXT}") == ["The pier", "by Ada"]


def test_prose_in_a_region_outside_the_body_stays_alone() -> None:
    links = "".join(f"<p>Link {n}</p>" for n in range(40))
    notice = "We sent this page to the printer in March, and the printer has not sent it back to us since."
    assert gone(f"{TEXT}{links}<footer><p>{notice}</p><p>Imprint</p></footer>") == ["Imprint"]


def test_what_lies_in_main_or_article_stays() -> None:
    assert gone(f"<main><nav>contents</nav></main>{TEXT}") == []
    assert gone(f"<aside><article><p>a card</p></article></aside>{TEXT}") == []
