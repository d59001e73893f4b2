"""How a cleaned page is to be taken: how well it likely came out, what kind of page it is, what is wrong with it."""

from typing import NamedTuple

from cleaner.flags import Flag, flags_of
from cleaner.judgement import DECIMALS, PAGE_KINDS, PageKind
from cleaner.page import Page
from cleaner.stages.content import weights_kind

__all__ = ["Appraisal", "appraise"]

LIKELY = 0.4
"""Probability from which a page is of the likeliest kind; below, it is ``other``."""

UNJUDGED_PROSE, UNJUDGED_BARE = 0.6, 0.1
"""The expected F1 of a page too short or too long for the model, with prose and without: 12 pages of the bench were, of
which all but one show no text to find and score 0."""


class Appraisal(NamedTuple):
    """``confidence``: the expected F1 of the clean text, 0 to 1, and ``kind``: both None where no model was to judge;
    ``flags``: what keeps the page from being what was asked for."""

    confidence: float | None
    kind: PageKind | None
    flags: tuple[Flag, ...]


def appraise(page: Page, *, judging: bool) -> Appraisal:
    """The appraisal of a cleaned page; ``judging`` where the stages include the learned ones."""
    flags = flags_of(page)
    if not judging:
        return Appraisal(None, None, flags)
    judged = page.judgement
    if not judged.kinds:
        spoken = any(page.prose[line] for line in page.live())
        return Appraisal(UNJUDGED_PROSE if spoken else UNJUDGED_BARE, "other", flags)
    from cleaner.model.confidence import confidence_of  # numpy, which is there by now

    best = max(range(len(judged.kinds)), key=judged.kinds.__getitem__)
    kind = PAGE_KINDS[best] if judged.kinds[best] >= LIKELY else "other"
    return Appraisal(round(confidence_of(page, weights_kind(page)), DECIMALS), kind, flags)
