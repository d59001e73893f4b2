"""The report of one page in a real browser: keys, clicks, hostile text, phones, paper and axe-core's checks."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaner import clean
from cleaner.edit import Edit
from cleaner.report.page import page_html
from cleaner.report.view import page_view
from tests.conftest import CHECKOUT
from tests.report.browser import PHONE, axe_faults, breaches, open_page
from tests.report.test_page import HOSTILE, hostile_view

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a page of HTML with folds, cuts and near misses."""
    page = (CHECKOUT / "corpus" / "html-article" / "page.html").read_text("utf-8")
    prose = "".join(
        f"<p>The keeper counted the steps again, and on day {n} there were ninety-one of them.</p>" for n in range(12)
    )
    at = page.rindex("</p>") if "</article>" not in page else page.index("</article>")
    file = tmp_path_factory.mktemp("report") / "page.html"
    file.write_text(page_html(page_view(clean(page[:at] + prose + page[at:], mode="careful"), "html-article")), "utf-8")
    return file


@pytest.fixture
def page(browser: Any, report: Path) -> Any:
    opened = open_page(browser, report)
    yield opened
    assert opened.faults == []
    opened.context.close()


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.id"))


def struck(page: Any) -> list[str]:
    return [str(name) for name in page.eval_on_selector_all(".struck", "found => found.map(line => line.id)")]


def test_j_and_k_walk_from_cut_to_cut(page: Any) -> None:
    cuts = struck(page)
    page.keyboard.press("j")
    assert focused(page) == cuts[0]
    page.keyboard.press("j")
    assert focused(page) == cuts[1]
    assert page.is_visible(f"#{cuts[1]} .why")
    page.keyboard.press("k")
    assert focused(page) == cuts[0]


def test_keys_can_be_switched_off(page: Any) -> None:
    page.click("#keys")
    page.keyboard.press("j")
    assert focused(page) == "keys"


def test_a_reason_shows_on_hover_and_goes_with_escape(page: Any) -> None:
    why = f"#{struck(page)[0]} .why"
    assert not page.is_visible(why)
    page.hover(f"#{struck(page)[0]} .text")
    assert page.is_visible(why)
    page.keyboard.press("Escape")
    assert not page.is_visible(why)


def test_a_role_switched_off_gives_its_lines_back(page: Any) -> None:
    before = int(page.inner_text("#gone"))
    chip = page.locator(".chip[data-role]").first
    count = int(chip.locator(".count").inner_text())
    chip.click()
    assert int(page.inner_text("#gone")) == before - count
    assert chip.get_attribute("aria-pressed") == "false"
    assert page.locator(".struck.off").count() == count
    chip.click()
    assert int(page.inner_text("#gone")) == before


def test_a_rule_switched_off_is_passed_over(page: Any) -> None:
    first = page.locator(".struck").first.get_attribute("data-rule")
    page.click(".rules summary")
    page.click(f".chip[data-rule='{first}']")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.dataset.rule") != first


def test_what_went_can_be_hidden(page: Any) -> None:
    page.keyboard.press("h")
    assert page.locator(".struck:visible").count() == 0
    page.keyboard.press("h")
    assert page.locator(".struck:visible").count() == len(struck(page))


def test_folds_open_by_key_and_by_anchor(browser: Any, report: Path) -> None:
    page = open_page(browser, report)
    inside = page.eval_on_selector(".fold .line", "line => line.id")
    assert not page.is_visible(f"#{inside}")
    page.evaluate(f"location.hash = '#{inside}'")
    page.wait_for_selector(f"#{inside}", state="visible")
    page.reload()
    assert page.is_visible(f"#{inside}")
    assert page.faults == []


def test_a_fact_leads_to_its_line(browser: Any, tmp_path: Path) -> None:
    line = "Ada van Holt of the harbour board said that 1,204 crates were lost on the quay that night, and no more."
    kept = "The ferry left at noon, and nobody on the quay could say when it would be back.\n"
    edit = Edit(
        len(kept), len(kept) + len(line), line, "", "content", "content/model", "other", "a reason", 0.2, "strike"
    )
    result = replace(clean(kept + line, mode="careful"), text=kept, edits=(edit,))
    file = tmp_path / "page.html"
    file.write_text(page_html(page_view(result)), "utf-8")
    page = open_page(browser, file)
    assert page.locator(".facts a").all_inner_texts() == ["Ada van Holt", "1,204"]
    page.locator(".facts a").first.click()
    assert page.is_visible("#L2 .why")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [None, PHONE])
def test_axe_finds_nothing(browser: Any, report: Path, scheme: str, viewport: dict[str, int] | None) -> None:
    page = open_page(browser, report, color_scheme=scheme, **({"viewport": viewport} if viewport else {}))
    page.click(".rules summary")
    page.locator(".chip[data-role]").first.click()
    page.keyboard.press("j")
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_it_reads_on_paper(browser: Any, report: Path) -> None:
    page = open_page(browser, report)
    page.emulate_media(media="print")
    assert not page.is_visible(".tools")
    assert page.is_visible(f"#{struck(page)[0]} .why")


def test_nothing_moves_for_those_who_ask(browser: Any, report: Path) -> None:
    page = open_page(browser, report, reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_hostile_text_is_harmless(browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "hostile.html"
    file.write_text(page_html(hostile_view()), "utf-8")
    page = open_page(browser, file)
    for key in "jjjkn":
        page.keyboard.press(key)
    page.keyboard.press("o")
    assert breaches(page) == []
    text = page.inner_text("main")
    assert all(line in text for line in HOSTILE if line.isprintable())


@pytest.mark.usefixtures("unescaped")
def test_hostile_text_is_harmful_without_escaping(browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "hostile.html"
    file.write_text(page_html(hostile_view()), "utf-8")
    page = open_page(browser, file)
    assert breaches(page)
    assert not page.evaluate("window.pwned")  # the file's own policy still holds
