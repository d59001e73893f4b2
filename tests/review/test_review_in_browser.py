"""The page of a review in a real browser: keys, and answers that come out as a download."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaner.review.answers import read_answers
from cleaner.review.page import review_html
from cleaner.review.questions import Question
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
