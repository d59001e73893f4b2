"""Stage `template`: the lines of a site's frame, by templates learned from its pages (`cleaner.learning`)."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from cleaner.edit import Cause
from cleaner.page import Page
from cleaner.stage import Phase, Spare, Strike
from cleaner.templates import SiteTemplates, Template
from cleaner.templates.frame import MAX_AFTER, MIN_ROW, row_lengths, text_body
from cleaner.templates.patterns import own_sentences, page_patterns

__all__ = ["TemplateStage"]

MIN_CLOSING_ROW = 2
"""Closing lines that must stand in a row before what is below them goes: one may be there by chance."""


MAX_TITLE_SHARE = 0.5
"""Of the site's pages: a line that stands right above a text and on fewer pages may be its title, which other pages of
that day have in a menu; one on more is furniture, such as the share buttons."""


class TemplateStage:
    """Strikes templates where they may go, and what stands below the line that closes the text.

    A long sentence goes only by a template that was learned from one (``prose``). Below a closing row, short lines of
    the page's own (teasers, tags) go, sentences stay.
    """

    name = "template"
    phase = Phase.STRIKE

    def __init__(self, templates: SiteTemplates | None = None) -> None:
        self.templates = templates

    def __call__(self, page: Page) -> Iterator[Strike | Spare]:
        """Yields a removal for each line that goes, and a note for each template that stays inside the text."""
        if self.templates is None:
            return
        known = self.templates.lines
        found = {
            line: known[key] for line, key in enumerate(page.fact(page_patterns)) if key in known and page.texts[line]
        }
        if not found:
            return
        weights = [0.0 if line in found else weight for line, weight in enumerate(page.fact(own_sentences))]
        body = text_body(page.live(), weights)
        # A line another stage took neither breaks a row nor counts in it: cleaned again, the page looks the same.
        lines = [line for line, text in enumerate(page.texts) if text and (line in found or not page.struck[line])]
        row = dict(zip(lines, row_lengths([line in found for line in lines]), strict=True))
        title = self.title_line(page, lines, found, body.first if body.first <= body.last else 0)
        for line, template in found.items():
            if page.struck[line]:
                continue
            if line == title:
                yield Spare(line, self.cause(template, "stands right above the text, and may be its title"))
            elif obstacle := obstacle_to(template, body.zone(line), row[line], page.prose[line] > 0.0):
                yield Spare(line, self.cause(template, obstacle))
            else:
                yield Strike(line, self.cause(template), template.pages / self.templates.pages)
        if closing := closing_line(lines, found, body.last, weights):
            yield from self.below(page, closing, found)

    def below(self, page: Page, closing: int, found: dict[int, Template]) -> Iterator[Strike]:
        """The removals of what stands below the text's closing line and is neither template nor sentence."""
        assert self.templates is not None
        template, of = found[closing], self.templates.pages
        cause = Cause(
            self.name,
            f"template/{self.templates.site}/below-the-text",
            "template",
            f"below “{page.texts[closing]}”, where the text was over on {template.closes} of {of} pages of the site",
        )
        sentences = page.fact(own_sentences)
        for line in page.live():
            if line > closing and line not in found and not sentences[line]:
                yield Strike(line, cause, template.closes / of)

    def title_line(self, page: Page, lines: Sequence[int], found: dict[int, Template], first: int) -> int | None:
        """The line above the text that may be its title: the nearest that is neither furniture nor struck."""
        assert self.templates is not None
        least = MAX_TITLE_SHARE * self.templates.pages
        for line in reversed(lines[: bisect_left(lines, first)]):
            if line not in found:
                return None
            if found[line].pages < least and not page.struck[line]:
                return line
        return None

    def cause(self, template: Template, reason: str = "") -> Cause:
        """The cause of an edit or note by ``template``."""
        assert self.templates is not None
        rule = f"template/{self.templates.site}/{template.slug}"
        seen = f"the line recurs {template.why(self.templates.pages).partition(';')[0]} of {self.templates.site}"
        return Cause(self.name, rule, "template", reason or seen)


def obstacle_to(template: Template, zone: str, row: int, prose: bool) -> str:
    """What keeps a template's line on the page, in words; empty if nothing does."""
    if prose and not template.prose:
        return "a long sentence is protected from a template learned from short lines"
    where = template.where
    if where == "anywhere" or (row >= MIN_ROW and (zone == "body" or where == "row")):
        return ""
    if zone == "body" or where == "row":
        return f"stands alone in the {zone}: only a row of {MIN_ROW} such lines may go there"
    return "" if where in ("edge", zone) or zone == "page" else f"stands in the {zone}, elsewhere in the {where}"


def closing_line(lines: Sequence[int], found: dict[int, Template], last: int, weights: Sequence[float]) -> int:
    """The line below which the text is over: the first of the first closing row under its body; 0 if there is none.

    Of a template that stands on the page more than once only the last copy closes, as when it was learned. No line
    closes either where the page has no body, or where more than MAX_AFTER of its sentences would be below.
    """
    final = {template.match: line for line, template in found.items() if template.closes and line > last >= 0}
    closing = {*final.values()}
    closes = [line in closing for line in lines]
    row = row_lengths(closes)
    at = next((line for line, size in zip(lines, row, strict=True) if size >= MIN_CLOSING_ROW), 0)
    if at and sum(weights[at:]) <= MAX_AFTER * sum(weights):
        return at
    return 0
