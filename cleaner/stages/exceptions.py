"""What stays against the model's choice, because a reader would find it wrong that it goes, whatever its score."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from cleaner.headline import headlines
from cleaner.judgement import UNSAID, Judgement
from cleaner.page import Page
from cleaner.roles import DEFAULT_ROLES, Role
from cleaner.stages.article import is_article
from cleaner.stages.wholes import captions_to_keep, code_to_keep, rows_to_keep

if TYPE_CHECKING:
    from cleaner.markup.columns import Markup

__all__ = ["Judged", "exceptions"]


class Judged(NamedTuple):
    """A live line as the model sees it: ``score`` is the share of its words that are content, 0 to 1."""

    line: int
    keep: bool
    score: float
    reason: str | Callable[[], str]


class Bars(NamedTuple):
    """Scores from which a line stays against the model's choice: prose inside the text, a line of a small gap, a line
    at the edge; of both a line that ends as a sentence does; and a line of a gap that is right above a line that stays
    (a subhead), or in a gap of FEW_LINES; and what looks like the headline."""

    prose: float
    gap: float
    edge: float
    spoken: float
    near: float
    headline: float


TEXT_BARS, HTML_BARS = Bars(0.4, 0.45, 0.5, 0.25, 0.2, 0.02), Bars(0.35, 0.45, 0.5, 0.45, 0.45, 0.0)
"""For text dumps, and for rendered pages, of which the model knows more. In text, out of fold (426 pages of WCXB and of
the older sets), all exceptions together cost 0.0024 of word F1, headlines most of it. With 0.1, 0.2 and 0.25, as bars
that do not look at how a line ends, F1 would be 0.006 lower, and two thirds more of readers' comments would stay. Of
what looks like a headline and scores below 0.02, 3 % of the words are a title or in the gold; above, 30 to 80 %."""

SIBLING, SIBLING_SHARE = 0.15, 0.5
"""Of a rendered page, a line with this score stays where so large a share, in characters, of the lines with the same
tags and class names does: paragraphs of one text are marked up alike. Gains 0.001, and half a point of recall."""

MAX_GAP_LINES, FEW_LINES = 8, 2
"""Lines in a row that make a small gap (subheads, short answers, clocks), and one so small that little speaks for
striking it (a clock, a name, a plus one)."""

MAX_EDGE = 8
"""Lines above the first and below the last line that stays that may stay too: the title of a poem, an editor's note."""

SURE_HEAD_ROLE, NEAR_HEADLINE = 0.8, 6
"""Probability from which a line is title, deck or byline for certain, and lines below the headline and the first prose
where it may still be."""

HEAD_ROLES: tuple[tuple[Role, ...], ...] = (("title", "deck"), ("byline",))
"""Roles that stay by what the model says of them: golds of the main text often leave them out, and the choice learned
that. Bylines cost 0.001 on news; titles so told, out of fold, stay on 85 % of rendered pages for 83 %, at no cost."""

LEAST_SCORE, LEAST_SHARE = 0.2, 0.1
"""Score below which a line needs this probability of title or deck to be the headline, whatever its place: gains 0.003
on dragnet."""

SENTENCE_CLOSE = re.compile(r"[.!?\u2026\u3002\uff01\uff1f\u061f][\"'\u2019\u201d\u00bb\u300d)\]]*$")
"""How a line of speech or prose ends, and a label or a teaser's headline seldom does; also in Chinese and Arabic."""

HEADLINE = "the model would strike it, but it reads as the headline of the text"
INNER_PROSE = "the model would strike it, but it is prose inside the text"
GAP = "the model would strike it, but it stands between lines that stay"
IN_TABLE = "the model would strike it, but most of the table around it stays"
WITH_CAPTION = "the model would strike it, but what it is the caption of stays"
IN_CODE = "the model would strike it, but most of the code around it stays"
SIBLINGS = "the model would strike it, but most lines that are marked up like it stay"
BY_ROLE = "the model would strike it, but it reads as title, deck or byline"
EDGE = "the model would strike it, but it scores well right beside lines that stay"
LAST = "the model would strike it, but nothing stands between it and the label that ends the text"

BY_SCORE = (INNER_PROSE, SIBLINGS, GAP, EDGE, LAST)
"""What saves a line by its score and its neighbours; the rest says what the line is."""


def exceptions(
    page: Page, judged: Sequence[Judged], judgement: Judgement = UNSAID, wanted: Set[Role] = DEFAULT_ROLES
) -> dict[int, str]:
    """The lines that stay against the model's choice, with what saves each. At least one line of ``judged`` is kept.
    ``judgement`` tells the lines around the headline whose role is ``wanted``, and articles, where less is spared."""
    body, prose = page.body(), page.prose
    titles = headlines(page, body)
    bars = TEXT_BARS if page.markup is None else HTML_BARS
    kept = [item.line for item in judged if item.keep]
    inside = range(max(kept[0], body.first), min(kept[-1], body.last) + 1)
    spared = {}
    for item in judged:
        if not item.keep and item.line in titles and item.score >= bars.headline and may_be_title(judgement, item):
            spared[item.line] = HEADLINE
        elif not item.keep and prose[item.line] and item.line in inside and item.score >= bars.prose:
            spared[item.line] = INNER_PROSE
    if page.markup:
        spared |= dict.fromkeys(siblings(page, page.markup, judged) - spared.keys(), SIBLINGS)
        spared |= dict.fromkeys(code_to_keep(page, {*kept, *spared}), IN_CODE)
        spared |= dict.fromkeys(rows_to_keep(page, {*kept, *spared}), IN_TABLE)
        spared |= dict.fromkeys(captions_to_keep(page, {*kept, *spared}), WITH_CAPTION)
    missed = near_misses(page, judged, spared, bars)
    spared = (sentences_of(page, missed) if is_article(judgement) else missed) | spared
    ends = (body.first, *titles) if body.first <= body.last else titles
    near = max(ends) + NEAR_HEADLINE if ends else 0
    above = takewhile(lambda item: item.line < near, judged)
    asked = [roles for roles in HEAD_ROLES if wanted >= {*roles} and sum(map(judgement.most, roles)) >= SURE_HEAD_ROLE]
    by_role = {item.line: BY_ROLE for item in above if asked and not item.keep and has_role(judgement, item, asked)}
    return by_role | spared


def sentences_of(page: Page, missed: Mapping[int, str]) -> dict[int, str]:
    """The near misses that stay on an article: what stands above its text, as the byline does, and sentences. Labels in
    and below its text are teasers, clocks and prompts as often as text."""
    first = page.body().first
    return {line: why for line, why in missed.items() if line < first or SENTENCE_CLOSE.search(page.texts[line])}


def may_be_title(judgement: Judgement, item: Judged) -> bool:
    """Whether the model does not rule out, by score and role, that a line is title or deck."""
    at = judgement.place(item.line)
    if item.score >= LEAST_SCORE or at is None or not judgement.roles:
        return True
    return judgement.share(at, "title", "deck") >= LEAST_SHARE


def has_role(judgement: Judgement, item: Judged, asked: Iterable[Sequence[Role]]) -> bool:
    """Whether a line has one of the roles of some group for certain."""
    at = judgement.place(item.line)
    return at is not None and any(judgement.share(at, *roles) >= SURE_HEAD_ROLE for roles in asked)


def near_misses(page: Page, judged: Sequence[Judged], spared: Mapping[int, str], bars: Bars) -> dict[int, str]:
    """Lines between or beside those that the model keeps or that are ``spared``, whose score is nearly enough."""
    found: dict[int, str] = {}
    for gap in gaps([item.keep or item.line in spared for item in judged]):
        if len(gap) <= MAX_GAP_LINES:
            for i in gap:
                bar = bars.near if len(gap) <= FEW_LINES or i == gap[-1] else bars.gap
                if judged[i].score >= bar_of(page, judged[i], bar, bars):
                    found[judged[i].line] = GAP
    for item in edges(judged, lambda item: bar_of(page, item, bars.edge, bars)):
        found.setdefault(item.line, EDGE)
    staying = [item.keep or item.line in spared or item.line in found for item in judged]
    return found | dict.fromkeys(last_lines(page, judged, staying, bars.near), LAST)


def bar_of(page: Page, item: Judged, bar: float, bars: Bars) -> float:
    """The bar of a line of a gap or edge: a lower one where it ends as a sentence does."""
    return min(bar, bars.spoken) if SENTENCE_CLOSE.search(page.texts[item.line]) else bar


def siblings(page: Page, markup: "Markup", judged: Sequence[Judged]) -> set[int]:
    """The lines that the model would strike though it keeps most of those with the same tags and class names."""
    size: Counter[tuple[str, str]] = Counter()
    kept: Counter[tuple[str, str]] = Counter()
    for item in judged:
        kind = markup.paths[item.line], markup.hints[item.line]
        size[kind] += len(page.texts[item.line])
        if item.keep:
            kept[kind] += len(page.texts[item.line])
    most = {kind for kind in kept if kept[kind] >= SIBLING_SHARE * size[kind]}
    return {
        item.line
        for item in judged
        if not item.keep and item.score >= SIBLING and (markup.paths[item.line], markup.hints[item.line]) in most
    }


def gaps(keep: Sequence[bool]) -> Iterator[range]:
    """The runs of false entries between two true ones.

    >>> list(gaps([False, True, False, False, True, False]))
    [range(2, 4)]
    """
    kept = [i for i, stays in enumerate(keep) if stays]
    for before, after in pairwise(kept):
        if after > before + 1:
            yield range(before + 1, after)


def edges(judged: Sequence[Judged], bar: Callable[[Judged], float]) -> Iterator[Judged]:
    """The lines just outside the ones the model keeps that nearly made it."""
    kept = [i for i, item in enumerate(judged) if item.keep]
    above, below = judged[: kept[0]][::-1], judged[kept[-1] + 1 :]
    for outside in (above[:MAX_EDGE], below[:MAX_EDGE]):
        yield from takewhile(lambda item: item.score >= bar(item), outside)


def last_lines(page: Page, judged: Sequence[Judged], staying: Sequence[bool], bar: float) -> list[int]:
    """The line or two between the last line that stays and one that a rule took right below: the end of a list, as a
    rule, whose other items stay."""
    last = max(at for at, stays in enumerate(staying) if stays)
    below = judged[last + 1 : last + 2 + FEW_LINES]
    run = [item for item in below if not any(page.struck[judged[last].line + 1 : item.line])]
    if not 1 <= len(run) <= FEW_LINES or any(item.score < bar for item in run):
        return []
    under = next((line for line in range(run[-1].line + 1, len(page)) if page.texts[line]), None)
    return [item.line for item in run] if under is not None and page.struck[under] else []
