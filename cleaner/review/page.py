"""The questions of a review as one page of HTML: a file that gives the answers back as a download, or, where a server
keeps them, a page that sends each as it is given."""

from collections.abc import Sequence

from cleaner.report.html import render_html
from cleaner.report.roles import ROLE_SIGNS
from cleaner.report.run import cut
from cleaner.review.answers import Answer
from cleaner.review.questions import Question

__all__ = ["review_html"]


def review_html(questions: Sequence[Question], name: str, given: Sequence[Answer | None] | None = None) -> str:
    """The page of a review; ``name`` is what the run is called, ``given`` what a server has of answers so far."""
    return render_html(
        "review.html",
        connect=given is not None,
        questions=questions,
        name=name,
        given=given or [None] * len(questions),
        roles=ROLE_SIGNS,
        cut=cut,
    )
