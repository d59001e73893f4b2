"""Stage `roles`: lines whose role the user does not want (`Options.keep`), such as the headline."""

from collections.abc import Iterator

from cleaner.edit import Cause
from cleaner.outline import roles_of_kept
from cleaner.page import Page
from cleaner.roles import DEFAULT_ROLES, Role
from cleaner.stage import Phase, Strike

__all__ = ["RoleStage"]

GUESSED: frozenset[Role] = frozenset(("bio", "comment"))
"""Roles of lines that stay which only the markup of a page tells."""


class RoleStage:
    """Strikes the lines that stay so far and have a role that is not in ``keep``.

    ``guess`` lets it strike what class names alone say is a reader's comment or a note on the author, too.
    """

    name = "roles"
    phase = Phase.JUDGE

    def __init__(self, keep: frozenset[Role] = DEFAULT_ROLES, *, guess: bool = True) -> None:
        self.unwanted = (DEFAULT_ROLES | (GUESSED if guess else frozenset())) - keep

    def __call__(self, page: Page) -> Iterator[Strike]:
        """Yields the removals."""
        if not self.unwanted or (page.markup is None and not DEFAULT_ROLES & self.unwanted):
            return
        for line, role in roles_of_kept(page, page.live()).items():
            if role in self.unwanted:
                why = f"reads as {role}, which is not among the roles to keep"
                yield Strike(line, Cause(self.name, f"roles/{role}", role, why))
