"""What it changes that a page is an article: its text is one body, and a second opinion on where it stands counts.

A forum, a shop or a listing is many pieces, of which trafilatura often keeps one; of an article it seldom loses any.
"""

from collections.abc import Sequence
from itertools import groupby

from cleaner.judgement import Judgement
from cleaner.page import Page
from cleaner.roles import Role

__all__ = ["OUTSIDE", "is_article", "outside_body"]

ARTICLE = 0.5
"""Probability from which a page is treated as an article. With 0.3, dragnet gains 0.002 more, and WCXB loses 0.002."""

IN_BODY = 0.5
"""Share of a line that trafilatura keeps above which the line is in its body."""

MIN_BODY_WORDS = 50
"""Words of a body that is found at all: where it has fewer, trafilatura has missed it."""

DOUBTED_RUN = 0.7
"""Mean score below which a run of lines outside the body goes. Out of fold (every third or fourth page; all of the
small sets), F1 of news gains 0.007, of dragnet 0.003, of the small sets 0.004; WCXB loses 0.001, and recipes keep what
they had. From 0.8 on, recipes and what stands in boxes inside an article go as well."""

BESIDE_TEXT: tuple[Role, ...] = ("title", "deck", "byline", "caption")
SURE_BESIDE = 0.5
"""Roles that stay beside the body, and the probability of being one of them from which a line does."""

OUTSIDE = "trafilatura leaves it out of the article's text, and the model doubts it and the lines around it"


def is_article(judgement: Judgement) -> bool:
    """Whether the model takes a page for an article or a post."""
    return judgement.kind_share("article") >= ARTICLE


def outside_body(page: Page, staying: Sequence[int], judgement: Judgement) -> set[int]:
    """Those of the lines ``staying`` so far that may go from an article: of a run outside what trafilatura keeps, if
    the model doubts it as a whole, the lines that have no role beside the text.
    """
    verdicts = page.markup.verdicts if page.markup is not None else None
    if verdicts is None or not is_article(judgement):
        return set()
    places = {line: at for line in staying if (at := judgement.place(line)) is not None}
    body = [at for line, at in places.items() if verdicts[line] > IN_BODY]
    if sum(judgement.words[at] for at in body) < MIN_BODY_WORDS:
        return set()
    found: set[int] = set()
    for inside, run in groupby(places, lambda line: verdicts[line] > IN_BODY):
        lines = list(run)
        if not inside and mean_score(judgement, [places[line] for line in lines]) < DOUBTED_RUN:
            found.update(line for line in lines if judgement.share(places[line], *BESIDE_TEXT) < SURE_BESIDE)
    return found


def mean_score(judgement: Judgement, places: Sequence[int]) -> float:
    """The mean score, by words, of the lines at some places of the judgement; without any word the plain mean."""
    words = [judgement.words[at] or WORDLESS_WEIGHT for at in places]
    return sum(judgement.scores[at] * size for at, size in zip(places, words, strict=True)) / sum(words)


WORDLESS_WEIGHT = 1e-3
"""Words that a line without any counts as in a mean."""
