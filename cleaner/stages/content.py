"""Stage `content`: lines that no rule knows go where a learned model finds that they are no content.

The model's own choice is overruled where a reader would find it wrong whatever the score: a headline goes on no page,
nor a gap of a few doubtful lines inside the text. Each exception is noted, and its cost in F1 stands at its constant
(out of fold, every third page of the benchmark's dump `blocks`; all together cost 0.004 on all pages: 0.831 for 0.835).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from cleaner.edit import Edit, Spared
from cleaner.page import Body, Cause, Page, words_of

if TYPE_CHECKING:
    from cleaner.model.judge import Verdict

__all__ = ["ContentStage"]

Mode = Literal["balanced", "strict"]
RULE = ("content", "content/model", "content-model")

MAX_LINES = 20_000
"""Lines of a page beyond which the stage abstains: such a dump is no single page, and every line costs the model some
2 KB of memory."""

LOOK = 8_000
"""Characters at the start of a line that the model is given; it reads 4,000 once white space is squeezed."""

DECIMALS = 3
"""Of the score in the log."""

MIN_PROSE_SCORE = 0.3
"""Prose inside the body stays if it scores as much. 0 would cost 0.022, 0.1 0.008, 0.2 0.004, 0.3 0.002, 0.4 0.001; of
these, 0.4 spares no line of the corpus that goes without."""

MAX_GAP = 8
MIN_GAP_SCORE = 0.2
"""As many lines in a row or fewer, between two that stay, stay if they score as much: subheads, short answers, clocks.
Costs nothing measurable (under 0.0005); 4 lines lose three more lines that a reader keeps."""

NEAR = 12
"""Lines above the body among which its headline is looked for; the same figure as the rules'
(`cleaner.stages.headers.NEAR`)."""

MIN_TITLE_WORDS, MAX_TITLE_WORDS = 3, 30
"""Words of a headline; three ideographs count as one. Sparing headlines costs 0.002: the benchmark's gold leaves many
out."""

TELLING = 4
"""Letters from which on a word tells a topic; most function words are shorter."""

IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
HEADLINE = "the model would strike it, but it reads as the headline of the text"
PROSE = "the model would strike it, but it is prose inside the text"
GAP = "the model would strike it, but it stands between lines that stay"


class Judged(NamedTuple):
    """A live line as the model sees it: ``score`` is the share of its words that are content, 0 to 1."""

    line: int
    keep: bool
    score: float
    reason: str


class ContentStage:
    """Strikes what the model of `cleaner.model` does not keep, but for headlines, prose and small gaps in the body.

    ``mode`` is ``balanced``, which chooses the lines with the best expected F1 of the page, or ``strict``, which
    prefers precision and makes no exceptions.
    """

    name = "content"

    def __init__(self, mode: Mode = "balanced") -> None:
        self.mode: Mode = mode

    def __call__(self, page: Page) -> Iterator[Edit | Spared]:
        """Yields removals and notes; nothing for a page the model would empty, or one of too many lines."""
        judged = self.judge(page)
        if not any(item.keep for item in judged):
            return
        spared = exceptions(page, judged) if self.mode == "balanced" else {}
        for item in judged:
            if item.line in spared:
                yield page.spare(item.line, Cause(*RULE, spared[item.line]))
            elif not item.keep:
                yield page.strike(item.line, Cause(*RULE, item.reason), round(item.score, DECIMALS))

    def judge(self, page: Page) -> list[Judged]:
        """The live lines with the model's verdict; none where it abstains. Struck lines are context only."""
        lines = [line for line, text in enumerate(page.texts) if text]
        if not page.live() or len(lines) > MAX_LINES:
            return []
        verdict, reasons = self.verdict(page, lines)
        scores, keep = verdict.score.tolist(), verdict.keep.tolist()
        return [
            Judged(line, keep[row], scores[row], reasons.get(row, ""))
            for row, line in enumerate(lines)
            if not page.struck[line]
        ]

    def verdict(self, page: Page, lines: Sequence[int]) -> "tuple[Verdict, dict[int, str]]":
        """What the model says of ``lines``, and the reason for each row of them that is to go."""
        import numpy as np  # 0.1 s, which only this stage needs

        from cleaner.model.judge import load

        struck = np.array([page.struck[line] for line in lines], bool)
        model = load()
        verdict = model.judge([squeezed(page.texts[line][:LOOK]) for line in lines], self.mode, struck)
        rows = np.flatnonzero(~verdict.keep & ~struck).tolist()
        reasons = model.reasons(verdict, rows) if rows else []
        return verdict, {row: "; ".join(phrases) for row, phrases in zip(rows, reasons, strict=True)}


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
    spared = {}
    for item in judged:
        if not item.keep and item.line in titles:
            spared[item.line] = HEADLINE
        elif not item.keep and prose[item.line] and item.score >= MIN_PROSE_SCORE and body.zone(item.line) == "body":
            spared[item.line] = PROSE
    for gap in gaps([item.keep or item.line in spared for item in judged]):
        if len(gap) <= MAX_GAP:
            spared |= {judged[i].line: GAP for i in gap if judged[i].score >= MIN_GAP_SCORE}
    return spared


def gaps(keep: Sequence[bool]) -> Iterator[range]:
    """The runs of false entries between two true ones.

    >>> list(gaps([False, True, False, False, True, False]))
    [range(2, 4)]
    """
    kept = [i for i, stays in enumerate(keep) if stays]
    for before, after in pairwise(kept):
        if after > before + 1:
            yield range(before + 1, after)


def headlines(page: Page, body: Body) -> set[int]:
    """The lines that may be the headline of the body: of those above it that share words with its prose, the topmost,
    and the one that shares most."""
    if body.first > body.last:
        return set()
    keys, prose, live = page.keys, page.prose, page.live()
    topic: set[str] = set()
    for line in live:
        if prose[line] and body.zone(line) == "body":
            topic |= telling(keys[line])
    shares = {}
    for line in [line for line in live if line < body.first][-NEAR:]:
        words = telling(keys[line])
        hits = len(words & topic)
        if hits and not prose[line] and MIN_TITLE_WORDS <= size(keys[line]) <= MAX_TITLE_WORDS:
            shares[line] = hits * hits / len(words)
    return {min(shares), max(shares, key=lambda line: (shares[line], line))} if shares else set()


def telling(key: str) -> set[str]:
    """What tells the topic of a line's key: its longer words, and its pairs of ideographs.

    >>> sorted(telling("the soup with pears"))
    ['pears', 'soup', 'with']
    """
    pairs = IDEOGRAPH.findall(key)
    return {word for word in words_of(key) if len(word) >= TELLING} | {a + b for a, b in pairwise(pairs)}


def size(key: str) -> int:
    """How many words a key has, about."""
    return max(len(words_of(key)), len(IDEOGRAPH.findall(key)) // 3)
