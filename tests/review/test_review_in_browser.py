"""The page of a review in a real browser: keys, and answers that come out as a download."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaner.review.answers import read_answers
from cleaner.review.page import review_html
from cleaner.review.questions import Question
from cleaner.review.server import ReviewServer
from cleaner.review.session import Session
from tests.report.browser import PHONE, axe_faults, breaches, open_page
from tests.report.test_page import HOSTILE

pytestmark = pytest.mark.browser


def question(text: str, was: str = "struck") -> Question:
    return Question(
        "page 1", 7, 7 + len(text), text, was, "menu", "a/rule", "a reason", 0.2, [("above", True)], [("below", False)]
    )


def page_of(browser: Any, tmp_path: Path, questions: list[Question], **options: Any) -> Any:
    file = tmp_path / "review.html"
    file.write_text(review_html(questions, "log.jsonl"), "utf-8")
    return open_page(browser, file, **options)


def test_keys_answer_and_the_answers_are_a_download(browser: Any, tmp_path: Path) -> None:
    texts = ["Menu", HOSTILE[1], "Ünï “çode” \u202e 日本", "Terms", "Text"]
    page = page_of(browser, tmp_path, spread([question(text) for text in texts]))
    for key in ("ArrowDown", "k", "s", "x", "k"):
        page.keyboard.press(key)
    page.locator("select").nth(4).select_option("bio")
    page.locator(".question").nth(4).locator("[data-answer=strike]").click()
    assert page.inner_text("#done") == "5"
    with page.expect_download() as waiting:
        page.keyboard.press("d")
    waiting.value.save_as(tmp_path / "answers.jsonl")
    found = read_answers(tmp_path / "answers.jsonl")
    assert [(item.text, item.answer) for item in found] == [
        ("Menu", "keep"), (HOSTILE[1], "strike"), ("Terms", "keep"), ("Text", "strike"),
    ]  # fmt: skip
    assert found[-1].role == "bio"
    assert page.faults == []


def spread(questions: list[Question]) -> list[Question]:
    """The questions at places of their own."""
    return [replace(item, start=100 * n) for n, item in enumerate(questions)]


def test_hostile_lines_are_harmless(browser: Any, tmp_path: Path) -> None:
    page = page_of(browser, tmp_path, spread([question(text) for text in HOSTILE]))
    for _ in HOSTILE:
        page.keyboard.press("k")
    assert breaches(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [None, PHONE])
def test_axe_finds_nothing_amiss(browser: Any, tmp_path: Path, scheme: str, viewport: dict[str, int] | None) -> None:
    questions = spread([question("Menu"), question("A near miss", "near")])
    page = page_of(browser, tmp_path, questions, color_scheme=scheme, **({"viewport": viewport} if viewport else {}))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@contextmanager
def served(questions: list[Question], place: Path) -> Iterator[ReviewServer]:
    """A server under way."""
    server = ReviewServer(Session(questions, place, {}), "log.jsonl")
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()


def saved(page: Any, count: int) -> None:
    """Waits until the page knows that so many answers are saved."""
    page.wait_for_selector(f"#status:text-matches('; {count} answered$')", state="attached")


def test_served_answers_are_saved_as_they_are_given(browser: Any, tmp_path: Path) -> None:
    place = tmp_path / "answers.jsonl"
    with served(spread([question(text) for text in ("Menu", HOSTILE[1], "Terms", "By Ada", "Text")]), place) as server:
        page = open_page(browser, server.url)
        for key in ("ArrowDown", "k", "s", "x"):
            page.keyboard.press(key)
        saved(page, 3)
        assert [(item.text, item.answer) for item in read_answers(place)] == [("Menu", "keep"), (HOSTILE[1], "strike")]
        page.keyboard.press("w")  # wrong role: what was decided stands, as something else
        page.locator("select:focus").select_option("byline")  # letters typed slowly on a busy machine choose another
        page.keyboard.press("Enter")
        saved(page, 4)
        found = read_answers(place)[-1]
        assert (found.text, found.answer, found.role) == ("By Ada", "strike", "byline")
        page.locator(".question").nth(4).locator("[data-answer=keep]").click()
        saved(page, 5)
        page.reload()
        assert page.inner_text("#done") == "5"
        assert page.locator("[data-answer=keep][aria-pressed=true]").count() == 2
        assert page.locator("select").nth(3).input_value() == "byline"
        assert breaches(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("s")
    page.wait_for_selector(".unsaved .failed:visible")
    assert "Not saved" in page.inner_text(".unsaved .failed")
    assert read_answers(place)[0].answer == "keep"


def test_another_site_can_neither_read_nor_answer(browser: Any, tmp_path: Path) -> None:
    """What a hostile page in the same browser gets, even one that knows the token."""
    place = tmp_path / "answers.jsonl"
    (tmp_path / "evil.html").write_text("<!doctype html><title>x</title>", "utf-8")
    with served(spread([question("Menu")]), place) as server:
        page = open_page(browser, tmp_path / "evil.html")
        asked = """async url => {
            const read = await fetch(url).then(reply => reply.text(), () => "refused");
            const body = JSON.stringify({number: 0, answer: "keep", role: "menu"});
            const send = type => fetch(url + "answers", {method: "POST", body, headers: {"Content-Type": type},
                mode: type === "text/plain" ? "no-cors" : "cors"}).then(reply => reply.status, () => "refused");
            return [read, await send("application/json"), await send("text/plain")];
        }"""
        assert page.evaluate(asked, server.url) == ["refused", "refused", 0]
        assert not place.exists()


def test_a_review_costs_one_key_a_line(browser: Any, tmp_path: Path) -> None:
    """Fifty lines, fifty keys and one to begin; what the machine adds to each is far below what a person notices."""
    questions = spread([question(f"A line to decide on, number {n}") for n in range(50)])
    with served(questions, tmp_path / "answers.jsonl") as server:
        page = open_page(browser, server.url)
        page.keyboard.press("ArrowDown")
        for number in range(50):
            page.keyboard.press("ksx"[number % 3])
        saved(page, 50)
        assert [item.text for item in read_answers(tmp_path / "answers.jsonl")] == [
            item.text for number, item in enumerate(questions) if number % 3 < 2
        ]
