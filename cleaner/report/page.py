"""One page as a file of HTML: what went, in place, with the reasons."""

from cleaner.report.html import render_html
from cleaner.report.roles import ROLE_SIGNS
from cleaner.report.view import FATES, PageView

__all__ = ["page_html"]


def page_html(view: PageView) -> str:
    """The page as a file of its own."""
    return render_html("page.html", view=view, roles=ROLE_SIGNS, fates=FATES)
