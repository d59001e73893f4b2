"""From the pages of one site to its templates.

What tells a template from a line that articles share, in the order it is asked:

1. *Pages*. Near-duplicates count once (`cleaner.learning.editions`): one article under ten addresses is one page. A
   template stands on MIN_PAGES distinct pages and on MIN_SHARE of them all. A sentence two articles quote does not.
2. *Neighbours*. On half of its pages the line next to it recurs too, or the page ends there: a frame comes in one
   piece. A subhead such as "Ingredients" stands between lines that no other page has, however often it recurs.
3. *Place*. On half of its pages it stands outside the text (``where = "edge"``, and ``head`` or ``tail`` if half of
   them have it there only: a headline among the teasers of other pages is the title of its own), or else it stands in a
   row of MIN_ROW recurring lines, is on half of the site's pages, and never varies (``where = "row"``): a verse that
   four articles quote is on too few, the facts of a recipe ("Serves", "4") vary. The text is the stretch with the
   page's own heaviest sentences.
4. *Prose*. A long sentence asks for more: half of the site's pages and at least five, on nine of ten of them outside
   the text, and recurring lines or the page's end on both sides. The introduction of a series, or an author's note,
   borders on the article and stays. Only on nine of ten pages, of ten or more, the evidence is overwhelming, and such a
   sentence may go from inside the text (``where = "anywhere"``).

A template *closes* the text if on nine of ten of its pages (five at least, a quarter of the site's) it stands below the
text, and at most MAX_AFTER of the page's own sentences follow it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate

from cleaner.learning.editions import distinct_pages
from cleaner.learning.sighting import NO_KEY, PROSE_BIT, Sighting
from cleaner.templates import SiteTemplates, Template
from cleaner.templates.frame import MAX_AFTER, MIN_ROW, row_lengths, text_body

__all__ = ["learn_site"]

MIN_PAGES = 3
"""Pages that make a template; two share a line by quoting each other."""

MIN_SHARE = 0.1
"""Of the site's pages. A section's menu stands on fewer than all pages, an author's name on fewer still."""

HALF = 0.5
"""Of a line's pages: place and neighbours must be what they usually are."""

MIN_PROSE_PAGES = 5
"""Pages that make a template of a long sentence, or of a line a closing one: all of the smallest site there may be."""

OVERWHELMING = 0.9
"""Of all pages: what nine of ten have is the site's, not the article's."""

MIN_OVERWHELMING_PAGES = 10
"""Pages of a site from which OVERWHELMING is said; below, a series of eight parts is the whole site."""

MIN_CLOSING_SHARE = 0.25
"""Of the site's pages, for a closing line."""

MAX_COUNTED = 4_000_000
"""Different lines counted at once, some 400 MB; a larger site is counted in slices, each in a pass of its own."""

Sightings = Callable[[], Iterable[Sighting]]
"""Yields the pages of a site, sorted by digest, each time it is called."""


def learn_site(site: str, sightings: Sightings, size: int) -> SiteTemplates:
    """The templates of a site; ``size`` is the number of lines of all its pages, which decides how they are counted."""
    slices = 1 + size // MAX_COUNTED
    total = sum(1 for _ in sightings())
    frequent = counted(sightings, slices, lambda count: count > HALF * total)
    chosen = distinct_pages(sightings(), frequent)

    def pages() -> Iterator[Sighting]:
        return (sighting for sighting in sightings() if sighting.digest in chosen)

    least = max(MIN_PAGES, MIN_SHARE * len(chosen))
    recurring = counted(pages, slices, lambda count: count >= least)
    tally = Tally(recurring, len(chosen))
    for page in pages():
        tally.add(page)
    lines = (tally.template(pattern) for pattern in recurring)
    return SiteTemplates(site, len(chosen), {line.match: line for line in lines if line})


def counted(sightings: Sightings, slices: int, enough: Callable[[int], bool]) -> dict[str, int]:
    """The patterns on enough pages, with the number of pages; exact, whatever the number of slices."""
    found: dict[str, int] = {}
    for part in range(slices):
        counts: Counter[str] = Counter()
        for page in sightings():
            own = {*page.patterns}
            counts.update(own if slices == 1 else [pattern for pattern in own if hash(pattern) % slices == part])
        found.update([(pattern, count) for pattern, count in counts.items() if enough(count)])
    return {pattern: count for pattern, count in found.items() if may_be_template(pattern)}


def may_be_template(pattern: str) -> bool:
    """Whether a template file can hold the pattern: not that of a line too long, or with half of a character."""
    return not pattern.startswith(NO_KEY) and not any("\ud800" <= char <= "\udfff" for char in pattern)


class Tally:
    """Where the recurring lines of a site stand, page by page; each counts once a page."""

    def __init__(self, recurring: dict[str, int], pages: int) -> None:
        self.recurring = recurring
        self.pages = pages
        self.prose: set[str] = set()
        self.outside: Counter[str] = Counter()
        self.zones: dict[str, Counter[str]] = {"head": Counter(), "tail": Counter()}
        self.beside: Counter[str] = Counter()
        self.between: Counter[str] = Counter()
        self.in_row: Counter[str] = Counter()
        self.measured: Counter[str] = Counter()
        self.closing: Counter[str] = Counter()

    def add(self, page: Sighting) -> None:
        """Counts one page."""
        recurs = [pattern in self.recurring for pattern in page.patterns]
        known = [line for line, flag in enumerate(recurs) if flag]
        patterns = page.patterns
        self.prose.update([patterns[line] for line in known if page.marks[line] & PROSE_BIT])
        weights = [0.0 if self.is_notice(p) else weight for p, weight in zip(patterns, page.weights, strict=True)]
        body = text_body(range(len(patterns)), weights)
        size, last = row_lengths(recurs), len(patterns) - 1
        above = [line == 0 or recurs[line - 1] for line in range(len(patterns))]
        below = [line == last or recurs[line + 1] for line in range(len(patterns))]
        self.outside.update({patterns[line] for line in known if body.zone(line) != "body"})
        for zone, counts in self.zones.items():
            counts.update({patterns[line] for line in known if body.zone(line) == zone})
        self.beside.update({patterns[line] for line in known if above[line] or below[line]})
        self.between.update({patterns[line] for line in known if above[line] and below[line]})
        self.in_row.update({patterns[line] for line in known if size[line] >= MIN_ROW})
        own = [0.0 if flag else weight for flag, weight in zip(recurs, weights, strict=True)]
        self.add_ends({patterns[line]: line for line in known}, own, body.last)

    def add_ends(self, lasts: dict[str, int], own: list[float], end: int) -> None:
        """Counts at which lines (the last of each pattern) the text is over; ``own`` weighs the page's sentences."""
        passed = list(accumulate(own, initial=0.0))
        if not passed[-1]:
            return
        self.measured.update([*lasts])
        enough = (1 - MAX_AFTER) * passed[-1]
        self.closing.update([pattern for pattern, line in lasts.items() if line > end and passed[line] >= enough])

    def is_notice(self, pattern: str) -> bool:
        """Whether a line is on so many pages that it is no page's text, be it prose or not."""
        return self.recurring.get(pattern, 0) >= HALF * self.pages

    def template(self, pattern: str) -> Template | None:
        """The template a recurring line makes; None if it makes none."""
        pages = self.recurring[pattern]
        where = self.where_prose(pattern) if pattern in self.prose else self.where_short(pattern)
        if not where:
            return None
        closes = self.closing[pattern] if self.is_closing(pattern) else 0
        return Template(pattern, where, pages, pattern in self.prose, closes)

    def where_prose(self, pattern: str) -> str:
        """How far a long sentence may go; empty if nowhere."""
        pages = self.recurring[pattern]
        if self.pages >= MIN_OVERWHELMING_PAGES and pages >= OVERWHELMING * self.pages:
            return "anywhere"
        frequent = pages >= max(MIN_PROSE_PAGES, HALF * self.pages)
        apart = self.outside[pattern] >= OVERWHELMING * pages and self.between[pattern] >= HALF * pages
        return "edge" if frequent and apart else ""

    def where_short(self, pattern: str) -> str:
        """How far a short line may go; empty if nowhere."""
        pages = self.recurring[pattern]
        if self.beside[pattern] < HALF * pages:
            return ""
        if self.outside[pattern] >= HALF * pages:
            usual = [zone for zone, counts in self.zones.items() if counts[pattern] >= HALF * pages]
            return usual[0] if len(usual) == 1 else "edge"
        varies = "{n}" in pattern or "{date}" in pattern
        steady = self.in_row[pattern] >= HALF * pages and pages >= HALF * self.pages
        return "row" if steady and not varies else ""

    def is_closing(self, pattern: str) -> bool:
        """Whether the text is over where the line stands."""
        pages = self.measured[pattern]
        least = max(MIN_PROSE_PAGES, MIN_CLOSING_SHARE * self.pages)
        return pages >= least and self.closing[pattern] >= OVERWHELMING * pages
