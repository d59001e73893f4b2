"""A headless Chromium for the tests of the reports, and what they ask of a page in it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser with a profile of its own, gone when it closes."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def open_page(browser: Any, file: Path | str, **options: Any) -> Any:
    """A file, or the page of a server, in a fresh tab; whatever its scripts do wrong, or it asks of anyone else, is in
    ``page.faults``."""
    home = file if isinstance(file, str) else file.as_uri()
    page = browser.new_context(**{"viewport": DESKTOP, **options}).new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(f"error {error}"))
    page.on(
        "console", lambda message: page.faults.append(f"console {message.text}") if message.type == "error" else None
    )
    page.on("dialog", lambda dialog: (page.faults.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on(
        "request",
        lambda request: page.faults.append(f"request {request.url}") if not request.url.startswith(home) else None,
    )
    page.goto(home)
    return page


def axe_faults(page: Any) -> list[str]:
    """What axe-core finds wrong with an open page: rule, and the first element at fault."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{item['id']}: {item['nodes'][0]['html'][:200]} {item['nodes'][0]['failureSummary']}" for item in found]


def breaches(page: Any) -> list[str]:
    """Signs that the text of the page under test became more than text."""
    foreign = "script, style, img, svg, iframe, [onload], [onerror], [onmouseover], [onfocus], [autofocus]"
    strange = page.eval_on_selector_all(foreign, "found => found.map(element => element.outerHTML.slice(0, 60))")
    ours = ("<script>", "<style>", '<svg class="bar"', '<svg class="histogram"')
    found = [element for element in strange if not element.startswith(ours)]
    if page.locator("script").count() != 1:
        found.append("more than one script")
    if page.evaluate("window.pwned"):
        found.append("a script of the page ran")
    return [*found, *page.faults]
