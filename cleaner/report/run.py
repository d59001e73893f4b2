"""A run as one file of HTML: how much went and by what rule, and the documents that deserve a look."""

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.edit import Edit
from cleaner.report.html import render_html
from cleaner.report.logged import Logged, doubt_of
from cleaner.report.roles import ROLE_SIGNS, role_of
from cleaner.report.tally import BINS, RISKS, RunTally, Sampled
from cleaner.report.view import Part

__all__ = ["MAX_SHOWN_CHARS", "MAX_STRIKES", "run_html"]

MAX_STRIKES = 30
"""Strikes shown of a document, the most doubtful ones: with 160 documents a file of some 4 MB."""

MAX_SHOWN_CHARS = 400
"""Characters shown of a struck line."""


class Struck(NamedTuple):
    """A strike as the report shows it."""

    text: str
    role: str
    edit: Edit


class Shown(NamedTuple):
    """A document as the report shows it; ``number`` is its place in the index."""

    number: int
    item: Logged
    why: Sequence[str]
    strikes: Sequence[Struck]
    hidden: int


class Bar(NamedTuple):
    """A bar of a distribution: its range as per cent, its count, and its height as a share of the highest."""

    low: int
    high: int
    documents: int
    height: float


def run_html(tally: RunTally, name: str, *, compared: bool) -> str:
    """The run as a file of its own; ``compared`` says whether facts were looked for in the clean texts."""
    shown = [shown_document(number, found) for number, found in enumerate(tally.sample(), 1)]
    return render_html(
        "run.html",
        name=name,
        tally=tally,
        parts=parts_of_run(tally),
        shares=bars_of(tally.shares),
        confidences=bars_of(tally.confidences),
        documents=shown,
        places={document.item.id: document.number for document in reversed(shown)},
        risks=[risk.name for risk in RISKS],
        roles=ROLE_SIGNS,
        cut=cut,
        role_of=role_of,
        compared=compared,
    )


def parts_of_run(tally: RunTally) -> list[Part]:
    """What stayed and what went by role, in characters."""
    kept = Part("kept", "\u00a0", tally.chars_in - tally.removed)
    return [kept, *(Part(role, ROLE_SIGNS[role], size) for role, size in tally.roles.most_common())]


def bars_of(counts: Sequence[int]) -> list[Bar]:
    """A distribution's bars.

    >>> bars_of([1, 4])[1]
    Bar(low=5, high=10, documents=4, height=1.0)
    """
    most, width = max(counts, default=0) or 1, 100 // BINS
    return [Bar(at * width, (at + 1) * width, count, count / most) for at, count in enumerate(counts)]


def shown_document(number: int, found: Sampled) -> Shown:
    """A document with its most doubtful strikes, in the order of the page."""
    chosen = sorted(found.item.removals, key=doubt_of, reverse=True)[:MAX_STRIKES]
    strikes = strikes_of(found.item, {edit.start for edit in chosen})
    return Shown(number, found.item, found.why, strikes, len(found.item.removals) - len(strikes))


def strikes_of(item: Logged, chosen: set[int]) -> list[Struck]:
    """The strikes that begin at the ``chosen`` offsets."""
    return [Struck(cut(edit.before.strip()), role_of(edit), edit) for edit in item.removals if edit.start in chosen]


def cut(text: str) -> str:
    """A text as long as a report shows it.

    >>> cut("a" * 500)[-3:], len(cut("a" * 500)), cut("ab")
    ('aa…', 400, 'ab')
    """
    return text if len(text) <= MAX_SHOWN_CHARS else text[: MAX_SHOWN_CHARS - 1] + "…"
