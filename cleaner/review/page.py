"""The questions of a review as one file of HTML that gives the answers back as a download."""

from collections.abc import Sequence

from cleaner.report.html import render_html
from cleaner.report.roles import ROLE_SIGNS
from cleaner.report.run import cut
from cleaner.review.questions import Question

__all__ = ["review_html"]


def review_html(questions: Sequence[Question], name: str) -> str:
    """The page of a review; ``name`` is what the run is called."""
    return render_html("review.html", questions=questions, name=name, roles=ROLE_SIGNS, cut=cut)
