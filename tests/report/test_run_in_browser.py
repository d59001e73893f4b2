"""The report of a run in a real browser."""

import time
from pathlib import Path
from typing import Any

import pytest

from cleaner.report.run import run_html
from cleaner.report.tally import tally_of
from tests.report.browser import PHONE, axe_faults, breaches, open_page
from tests.report.test_page import HOSTILE
from tests.report.test_run import PROSE, logged

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    documents = [
        logged(f"page {n}", [PROSE.format(n)] * (n % 4) + ["Menu\n"] * n, 20_000, confidence=n / 20) for n in range(20)
    ]
    tally = tally_of(documents)
    tally.reject("x", "line 3", "there is no text: the value is null")
    file = tmp_path_factory.mktemp("run") / "run.html"
    file.write_text(run_html(tally, "log.jsonl", compared=False), "utf-8")
    return file


@pytest.fixture
def page(browser: Any, report: Path) -> Any:
    opened = open_page(browser, report)
    yield opened
    assert opened.faults == []
    opened.context.close()


def names(page: Any, which: str = ":visible") -> list[str]:
    """The names of entries, read from the document: what the browser has not painted yet has no inner text."""
    return [str(name).strip() for name in page.locator(f"#index .entry{which} .name").all_text_contents()]


def test_documents_are_sorted_by_a_click(page: Any) -> None:
    page.click("[data-sort=confidence]")
    assert names(page)[0] == "page 0"
    page.click("[data-sort=share]")
    assert names(page)[0] == "page 19"


def test_documents_are_found_by_what_they_say(page: Any) -> None:
    page.fill("#find", "page 17")
    assert names(page) == ["page 17"]
    page.fill("#find", "")
    assert len(names(page)) == 20


def test_j_opens_one_after_the_other(page: Any) -> None:
    for wanted in names(page)[:2]:
        page.keyboard.press("j")
        assert names(page, "[open]") == [wanted]
    page.keyboard.press("k")
    assert names(page, "[open]") == names(page)[:1]


def test_roles_are_switched_off(page: Any) -> None:
    assert page.locator("#rules .entry:visible").count() == 1
    page.click(".chip[data-role=other]")
    assert page.locator("#rules .entry:visible").count() == 0


def test_a_fact_leads_to_its_document(page: Any) -> None:
    link = page.locator(".facts a").first
    link.click()
    assert names(page, "[open]") == [link.text_content().strip()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [None, PHONE])
def test_axe_finds_nothing_wrong(browser: Any, report: Path, scheme: str, viewport: dict[str, int] | None) -> None:
    page = open_page(browser, report, color_scheme=scheme, **({"viewport": viewport} if viewport else {}))
    page.keyboard.press("j")
    page.click("#rules .entry summary")
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_hostile_names_are_harmless(browser: Any, tmp_path: Path) -> None:
    tally = tally_of(logged(text, [text, PROSE.format(3)], flags=[text]) for text in HOSTILE)
    file = tmp_path / "hostile.html"
    file.write_text(run_html(tally, HOSTILE[1], compared=False), "utf-8")
    page = open_page(browser, file)
    for _ in HOSTILE:
        page.keyboard.press("j")
    assert breaches(page) == []


MAX_SECONDS, MAX_SIZE = 2.0, 10_000_000


def test_ten_thousand_documents_open_quickly(browser: Any, tmp_path: Path) -> None:
    lines = ["Menu\n", *("Home and garden and more of the kind\n" for _ in range(30)), PROSE.format(1)]
    tally = tally_of(
        logged(
            f"https://example.org/{n}",
            [*lines, "x" * (n % 997), PROSE.format(n % 991) * (n % 5)],
            9_000,
            confidence=(n % 983) / 983,
        )
        for n in range(10_000)
    )
    made = run_html(tally, "log.jsonl", compared=False)
    file = tmp_path / "big.html"
    file.write_text(made, "utf-8")
    assert len(made.encode()) < MAX_SIZE
    assert f"{len(tally.sample())} of 10,000" in made
    assert min(seconds_to_open(browser, file) for _ in range(3)) < MAX_SECONDS


def seconds_to_open(browser: Any, file: Path) -> float:
    """From a fresh tab to the first picture."""
    start = time.perf_counter()
    page = open_page(browser, file)
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))")
    seconds = time.perf_counter() - start
    page.context.close()
    return seconds
