"""The pictures of README and book, taken of real pages of `cleaner explain` in a headless Chromium:

    python -m docs.pictures

Whoever changes how a page looks runs it again and looks at what it made.
"""

import tempfile
from pathlib import Path

from cleaner import Cleaner
from cleaner.report.page import page_html
from cleaner.report.view import page_view
from tests.report.browser import chromium, open_page

__all__ = ["PICTURES", "SHOWN_PAGE"]

CHECKOUT = Path(__file__).parent.parent
SHOWN_PAGE = CHECKOUT / "corpus" / "html-article" / "page.html"
PICTURES = CHECKOUT / "docs" / "pages" / "pictures"
FIRST_LINE, SHOWN_LINE = 13, 43
"""The line at the top of the picture, and the one whose reason it shows."""

SIZE = {"width": 1100, "height": 920}

TO_TOP = "id => scrollTo(0, document.getElementById(id).getBoundingClientRect().top + scrollY - 53)"
"""Scrolls a line to right below the bar of tools."""


def main() -> None:
    """Takes the pictures, in light and dark."""
    PICTURES.mkdir(exist_ok=True)
    page = page_html(page_view(Cleaner().clean(SHOWN_PAGE.read_bytes()), SHOWN_PAGE.name))
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        file = Path(folder, "page.html")
        file.write_text(page, "utf-8")
        for scheme in ("light", "dark"):
            look = {"color_scheme": scheme, "reduced_motion": "reduce"}
            tab = open_page(browser, file, viewport=SIZE, device_scale_factor=1.6, **look)
            tab.keyboard.press("o")
            tab.locator(f"#L{SHOWN_LINE}").evaluate("line => line.focus({preventScroll: true})")
            tab.evaluate(TO_TOP, f"L{FIRST_LINE}")
            tab.screenshot(path=PICTURES / f"explain-{scheme}.png")


if __name__ == "__main__":
    main()
