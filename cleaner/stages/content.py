"""Stage `content`: lines that no rule knows go where a learned model finds that they are no content.

A text that is clean already stays whole. Else the model's choice is overruled where a reader would find it wrong
whatever the score: the headline stays, and so do prose inside the text, a few doubtful lines between lines that stay,
lines at its ends that nearly made it, and in HTML lines marked up like the ones that stay. Each exception is noted.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from cleaner.edit import Cause
from cleaner.headline import headlines
from cleaner.judgement import DECIMALS, UNSAID, Judgement
from cleaner.outline import role_of_struck
from cleaner.page import Page
from cleaner.roles import DEFAULT_ROLES, Role
from cleaner.stage import Phase, Remark, Spare, Strike
from cleaner.stages.wholes import captions_to_keep, code_to_keep, rows_to_keep

if TYPE_CHECKING:
    from cleaner.markup import Markup
    from cleaner.model.choice import Aim
    from cleaner.model.correction import Adaptation
    from cleaner.model.judge import Verdict

__all__ = ["ContentStage", "squeezed", "weights_kind"]

RULE = ("content", "content/model")

MAX_LINES = 20_000
"""Lines of a page beyond which the stage abstains: such a dump is no single page, and every line costs the model some
2 KB of memory."""

MIN_LINES, MIN_CHARACTERS = 8, 300
"""A text of fewer lines or characters is no page: the stage abstains. Of the 1,497 training pages 38 are as short, and
the model does no better there than keeping all."""

LOOK = 8_000
"""Characters at the start of a line that the model is given; it reads 4,000 once white space is squeezed."""


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

CLEAN = 0.2
"""Probability from which a text dump counts as clean already, and no line goes by its score. Out of fold (every fifth
page, `training.purity`): gold texts keep 0.995 of their words for 0.971, 0.9 % lose over a tenth for 6 %, no page
changes in a second cleaning for 8 %; 4 % of the raw pages are left whole, and F1 falls by 0.0001."""

SURE_BYLINE, NEAR_HEADLINE = 0.7, 6
"""Probability from which a line is the byline for certain, and lines around headline and deck where it may be. Golds of
the main text mostly leave bylines out, and the choice learned that: to keep them costs 0.001 on news, else nothing."""

SENTENCE_CLOSE = re.compile(r"[.!?\u2026\u3002\uff01\uff1f\u061f][\"'\u2019\u201d\u00bb\u300d)\]]*$")
"""How a line of speech or prose ends, and a label or a teaser's headline seldom does; also in Chinese and Arabic."""
HEADLINE = "the model would strike it, but it reads as the headline of the text"
INNER_PROSE = "the model would strike it, but it is prose inside the text"
GAP = "the model would strike it, but it stands between lines that stay"
IN_TABLE = "the model would strike it, but most of the table around it stays"
WITH_CAPTION = "the model would strike it, but what it is the caption of stays"
IN_CODE = "the model would strike it, but most of the code around it stays"
SIBLINGS = "the model would strike it, but most lines that are marked up like it stay"
WANTED = "the model would strike it, but its role is among those to keep"
BYLINE_STAYS = "the model would strike it, but it reads as the byline"
EDGE = "the model would strike it, but it scores well right beside lines that stay"


class Judged(NamedTuple):
    """A live line as the model sees it: ``score`` is the share of its words that are content, 0 to 1."""

    line: int
    keep: bool
    score: float
    reason: str | Callable[[], str]


class ContentStage:
    """Strikes what the model of `cleaner.model` does not keep, but for headlines, prose and small gaps in the body.

    ``mode`` is ``balanced``, which chooses the lines with the best expected F1 of the page, or ``strict``, which
    prefers precision and makes no exceptions. Lines whose role ``keep`` asks for beyond the default ones stay as well.
    An ``adaptation`` corrects the scores of the kinds of pages that it was fitted to.
    """

    name = "content"
    phase = Phase.JUDGE

    def __init__(
        self,
        mode: "Aim" = "balanced",
        keep: frozenset[Role] = DEFAULT_ROLES,
        adaptation: "Adaptation | None" = None,
    ) -> None:
        self.mode: Aim = mode
        self.keep = keep
        self.wanted = keep - DEFAULT_ROLES
        self.adaptation = adaptation

    def __call__(self, page: Page) -> Iterator[Strike | Spare | Remark]:
        """Yields its remark, removals and notes; no removal from a page it would empty, or of too many lines."""
        judged, judgement = self.look(page)
        clean = self.mode == "balanced" and bool(judged) and clean_already(page, judged)
        if judged:
            yield Remark(replace(judgement, clean=clean))
        if clean or not any(item.keep for item in judged):
            return
        spared = exceptions(page, judged) if self.mode == "balanced" else {}
        if self.mode == "balanced" and "byline" in self.keep:
            spared = {**dict.fromkeys(bylines(page, judged, judgement), BYLINE_STAYS), **spared}
        for item in judged:
            if item.keep:
                continue
            role = role_of_struck(page, item.line, judgement)
            reason = WANTED if role in self.wanted else spared.get(item.line, "")
            if reason:
                yield Spare(item.line, Cause(*RULE, role, reason))
            else:
                yield Strike(item.line, Cause(*RULE, role, item.reason), round(item.score, DECIMALS))

    def judge(self, page: Page) -> list[Judged]:
        """The live lines with the model's verdict; none where it abstains. Struck lines are context only."""
        return self.look(page)[0]

    def look(self, page: Page) -> tuple[list[Judged], Judgement]:
        """As `judge`, and what the model makes of all lines and of the page."""
        lines = [line for line, text in enumerate(page.texts) if text]
        if not page.live() or not MIN_LINES <= len(lines) <= MAX_LINES:
            return [], UNSAID
        if sum(len(page.texts[line]) for line in lines) < MIN_CHARACTERS:
            return [], UNSAID
        verdict, reasons = self.verdict(page, lines)
        scores, keep = verdict.score.tolist(), verdict.keep.tolist()
        judged = [
            Judged(line, keep[row], scores[row], reasons.get(row, ""))
            for row, line in enumerate(lines)
            if not page.struck[line]
        ]
        return judged, judgement_by(weights_kind(page), lines, verdict)

    def verdict(self, page: Page, lines: Sequence[int]) -> "tuple[Verdict, dict[int, Callable[[], str]]]":
        """What the model says of ``lines``, and what gives the reason for each row of them that is to go."""
        import numpy as np  # 0.1 s, which only this stage needs

        from cleaner.model.judge import load
        from cleaner.model.reasons import LateReasons

        struck = np.array([page.struck[line] for line in lines], bool)
        kind = weights_kind(page)
        model = load(kind)
        if self.adaptation:
            model = replace(model, correction=self.adaptation.corrections.get(kind))
        texts = [squeezed(page.texts[line][:LOOK]) for line in lines]
        verdict = model.judge(texts, self.mode, struck, page.markup, lines)
        rows = np.flatnonzero(~verdict.keep & ~struck).tolist()
        late = LateReasons(lambda: dict(zip(rows, map("; ".join, model.reasons(verdict, rows)), strict=True)))
        return verdict, {row: partial(late.of, row) for row in rows}


def judgement_by(kind: str, lines: Sequence[int], verdict: "Verdict") -> Judgement:
    """What the heads beside the choice say of a page."""
    from cleaner.model.heads import judgement_of, load_heads

    return judgement_of(load_heads(kind), lines, verdict)


def weights_kind(page: Page) -> str:
    """The kind of model that fits what is known of a page."""
    if page.markup is None:
        return "text"
    return "html-fast" if page.markup.verdicts is None else "html-full"


def squeezed(text: str) -> str:
    """The text with each run of white space made one space; the quick test is exact, and most lines pass it.

    >>> squeezed("a  b\u00a0c"), squeezed("a b")
    ('a b c', 'a b')
    """
    return text if text.isprintable() and "  " not in text else " ".join(text.split())


def exceptions(page: Page, judged: Sequence[Judged]) -> dict[int, str]:
    """The lines that stay against the model's choice, with what saves each."""
    body, prose = page.body(), page.prose
    titles = headlines(page, body)
    bars = TEXT_BARS if page.markup is None else HTML_BARS
    kept = [item.line for item in judged if item.keep]
    inside = range(max(kept[0], body.first), min(kept[-1], body.last) + 1)
    spared = {}
    for item in judged:
        if not item.keep and item.line in titles and item.score >= bars.headline:
            spared[item.line] = HEADLINE
        elif not item.keep and prose[item.line] and item.line in inside and item.score >= bars.prose:
            spared[item.line] = INNER_PROSE
    if page.markup:
        spared |= dict.fromkeys(siblings(page, page.markup, judged) - spared.keys(), SIBLINGS)
        spared |= dict.fromkeys(code_to_keep(page, {*kept, *spared}), IN_CODE)
        spared |= dict.fromkeys(rows_to_keep(page, {*kept, *spared}), IN_TABLE)
        spared |= dict.fromkeys(captions_to_keep(page, {*kept, *spared}), WITH_CAPTION)
    for gap in gaps([item.keep or item.line in spared for item in judged]):
        if len(gap) <= MAX_GAP_LINES:
            for i in gap:
                bar = bars.near if len(gap) <= FEW_LINES or i == gap[-1] else bars.gap
                if judged[i].score >= bar_of(page, judged[i], bar, bars):
                    spared[judged[i].line] = GAP
    for item in edges(judged, lambda item: bar_of(page, item, bars.edge, bars)):
        spared.setdefault(item.line, EDGE)
    return spared


def bylines(page: Page, judged: Sequence[Judged], judgement: Judgement) -> set[int]:
    """The lines around the headline and down to the text that are bylines to the model, whatever it chooses."""
    body = page.body()
    titles = headlines(page, body)
    if not titles:
        return set()
    around = range(min(titles) - NEAR_HEADLINE, max(body.first, *titles) + NEAR_HEADLINE)
    places = {item.line: judgement.place(item.line) for item in judged if not item.keep and item.line in around}
    return {line for line, at in places.items() if at is not None and judgement.share(at, "byline") >= SURE_BYLINE}


def bar_of(page: Page, item: Judged, bar: float, bars: Bars) -> float:
    """The bar of a line of a gap or edge: a lower one where it ends as a sentence does."""
    return min(bar, bars.spoken) if SENTENCE_CLOSE.search(page.texts[item.line]) else bar


def clean_already(page: Page, judged: Sequence[Judged]) -> bool:
    """Whether a text dump has so little boilerplate that no line of it goes by its score alone."""
    from cleaner.model.purity import clean_share

    return page.markup is None and clean_share([item.score for item in judged], sum(page.struck)) >= CLEAN


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
