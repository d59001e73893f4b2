"""Stage `content`: lines that no rule knows go where a learned model finds that they are no content.

A text that is clean already stays whole. Else the model's choice is overruled where a reader would find it wrong
whatever the score: the headline stays, and so do prose inside the text, a few doubtful lines between lines that stay,
lines at its ends that nearly made it, and in HTML lines marked up like the ones that stay. Each exception is noted. Of
an article fewer lines stay so, and of a rendered one those go that trafilatura leaves out and the model doubts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from cleaner.edit import Cause
from cleaner.headline import headlines
from cleaner.judgement import DECIMALS, UNSAID, Judgement
from cleaner.outline import roles_of_struck
from cleaner.page import Page, parted_passages
from cleaner.roles import DEFAULT_ROLES, Role
from cleaner.stage import Phase, Remark, Spare, Strike
from cleaner.stages.article import OUTSIDE, outside_body
from cleaner.stages.exceptions import BY_SCORE, Judged, exceptions
from cleaner.text.passages import on_one_line

if TYPE_CHECKING:
    from cleaner.model.choice import Aim
    from cleaner.model.correction import Adaptation
    from cleaner.model.judge import Verdict
    from cleaner.model.reasons import LateReasons

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

CLEAN = 0.2
"""Probability from which a text dump counts as clean already, and no line goes by its score. Out of fold (every fourth
page, `training.purity`): gold texts keep 0.996 of their words for 0.972, 1 % lose over a tenth for 7 %, no page changes
in a second cleaning for 11 %; 4 % of the raw pages are left whole, which costs 0.0036 of F1. From 0.5 on it would cost
0.0004, and 2.1 % of the clean texts would lose over a tenth."""

WANTED = "the model would strike it, but its role is among those to keep"


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
        balanced = self.mode == "balanced"
        spared = exceptions(page, judged, judgement, self.keep) if balanced else {}
        outside = left_outside(page, judged, spared, judgement) if balanced else set()
        going = [item for item in judged if not item.keep or item.line in outside]
        roles = roles_of_struck(page, [item.line for item in going], judgement)
        for item in going:
            role = roles[item.line]
            reason = WANTED if role in self.wanted else "" if item.line in outside else spared.get(item.line, "")
            if reason:
                yield Spare(item.line, Cause(*RULE, role, reason))
            else:
                why = OUTSIDE if item.line in outside else item.reason
                yield Strike(item.line, Cause(*RULE, role, why), round(item.score, DECIMALS))

    def judge(self, page: Page) -> list[Judged]:
        """The live lines with the model's verdict; none where it abstains. Struck lines are context only."""
        return self.look(page)[0]

    def look(self, page: Page) -> tuple[list[Judged], Judgement]:
        """As `judge`, and what the model makes of all lines and of the page."""
        texts, struck = page.texts, page.struck
        lines = [line for line, text in enumerate(texts) if text]
        if not page.live() or not MIN_LINES <= len(lines) <= MAX_LINES:
            return [], UNSAID
        if sum(map(len, texts)) < MIN_CHARACTERS:
            return [], UNSAID
        verdict, late = self.verdict(page, lines)
        columns = enumerate(zip(lines, verdict.keep.tolist(), verdict.score.tolist(), strict=True))
        judged = [
            Judged(line, keep, score, "" if keep else partial(late.of, row))
            for row, (line, keep, score) in columns
            if not struck[line]
        ]
        return judged, judgement_by(weights_kind(page), lines, verdict)

    def verdict(self, page: Page, lines: Sequence[int]) -> "tuple[Verdict, LateReasons]":
        """What the model says of ``lines``, and what gives the reason for each row of them that is to go."""
        import numpy as np  # 0.1 s, which only this stage needs

        from cleaner.model.judge import load
        from cleaner.model.reasons import LateReasons

        runs = lines_together(page, lines)
        firsts = [run[0] for run in runs]
        struck = np.frombuffer(bytes(page.struck), bool)
        kind = weights_kind(page)
        model = load(kind)
        if self.adaptation:
            model = replace(model, correction=self.adaptation.corrections.get(kind))
        texts = page.texts
        texts = [texts[run[0]] if len(run) == 1 else on_one_line(texts[run.start : run.stop]) for run in runs]
        verdict = model.judge(squeezed(texts), self.mode, struck[firsts], page.markup, firsts)
        verdict, struck = verdict.over([len(run) for run in runs]), struck[lines]
        rows = np.flatnonzero(~verdict.keep & ~struck).tolist()
        late = LateReasons(lambda: dict(zip(rows, map("; ".join, model.reasons(verdict, rows)), strict=True)))
        return verdict, late


def lines_together(page: Page, lines: Sequence[int]) -> list[range]:
    """The lines as the model reads them: alone, or those in a row that are one passage, all struck or none."""
    runs = [range(line, line + 1) for line in lines]
    if not (parted := page.fact(parted_passages)):
        return runs
    within = {line for passage in parted for line in passage[1:]}
    found: list[range] = []
    for run in runs:
        if run.start in within and page.struck[run.start] == page.struck[run.start - 1]:
            found[-1] = range(found[-1].start, run.stop)
        else:
            found.append(run)
    return found


def left_outside(page: Page, judged: Sequence[Judged], spared: Mapping[int, str], judgement: Judgement) -> set[int]:
    """Those of the lines that the model keeps or exceptions spare that stand outside an article's body."""
    outside = outside_body(page, [item.line for item in judged if item.keep or item.line in spared], judgement)
    if not outside:
        return outside
    return outside - headlines(page, page.body()) - {line for line, why in spared.items() if why not in BY_SCORE}


def judgement_by(kind: str, lines: Sequence[int], verdict: "Verdict") -> Judgement:
    """What the heads beside the choice say of a page."""
    from cleaner.model.heads import judgement_of, load_heads

    return judgement_of(load_heads(kind), lines, verdict)


def weights_kind(page: Page) -> str:
    """The kind of model that fits what is known of a page."""
    if page.markup is None:
        return "text"
    return "html-fast" if page.markup.verdicts is None else "html-full"


def squeezed(texts: Sequence[str]) -> list[str]:
    """The first LOOK characters of each text, with each run of white space made one space; the quick test, of all of
    them together, is exact, and most pages pass it.

    >>> squeezed(["a  b\u00a0c"]), squeezed(["a b", "c"])
    (['a b c'], ['a b', 'c'])
    """
    starts = [text if len(text) <= LOOK else text[:LOOK] for text in texts]
    whole = "|".join(starts)
    if whole.isprintable() and "  " not in whole:
        return starts
    return [text if text.isprintable() and "  " not in text else " ".join(text.split()) for text in starts]


def clean_already(page: Page, judged: Sequence[Judged]) -> bool:
    """Whether a text dump has so little boilerplate that no line of it goes by its score alone."""
    from cleaner.model.purity import clean_share

    return page.markup is None and clean_share([item.score for item in judged], sum(page.struck)) >= CLEAN
