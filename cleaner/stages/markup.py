"""Stage `markup`: lines that the page itself marks as navigation, footer, form or sidebar, where they stand around the
text. Only for HTML.

A page's author may mark anything as anything, so a region goes only where nothing in it reads like the text: one line
of prose in the body saves the whole region. The `content` stage weighs what this one leaves.
"""

from collections.abc import Iterator

from cleaner.edit import Cause
from cleaner.markup.columns import MARKED_TEXT, Inside, Markup
from cleaner.page import Page
from cleaner.stage import Phase, Strike

__all__ = ["MarkupStage"]

MARKED = (
    (Inside.NAV, "nav", "navigation"),
    (Inside.FOOTER, "footer", "site-footer"),
    (Inside.FORM, "form", "form"),
    (Inside.ASIDE, "aside", "sidebar"),
)
"""What goes, the strongest claim first: bit, tag and category. A header often holds the headline, and stays."""

MAX_SHARE = 0.5
"""Share of the page's characters from which a region is the page: ASP.NET puts every page into one form."""


class MarkupStage:
    """Strikes the regions that a page's own tags say are not its text."""

    name = "markup"
    phase = Phase.STRIKE

    def __call__(self, page: Page) -> Iterator[Strike]:
        """Yields removals; nothing for a page that came as text, or one without prose."""
        if page.markup is None or page.body().first > page.body().last:
            return
        for line, (tag, category) in marked_lines(page, page.markup).items():
            cause = Cause(
                "markup", f"markup/{tag}", category, f"inside the page's <{tag}>, which holds none of the text"
            )
            yield Strike(line, cause)


def marked_lines(page: Page, markup: Markup) -> dict[int, tuple[str, str]]:
    """The lines that go, each with the tag and the category."""
    body = page.body()
    regions: dict[int, list[int]] = {}
    for line in page.live():
        if markup.regions[line] and not markup.has(line, MARKED_TEXT):
            regions.setdefault(markup.regions[line], []).append(line)
    whole = sum(len(page.texts[line]) for line in page.live())
    found = {}
    for lines in regions.values():
        if any(page.prose[line] and body.zone(line) == "body" for line in lines):
            continue
        if sum(len(page.texts[line]) for line in lines) > MAX_SHARE * whole or any(
            markup.headings[n] == 1 for n in lines
        ):
            continue
        for line in lines:
            claim = next(((tag, category) for bit, tag, category in MARKED if markup.has(line, bit)), None)
            if claim and not page.prose[line]:
                found[line] = claim
    return found
