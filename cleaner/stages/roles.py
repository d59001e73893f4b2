"""Stage `roles`: lines whose role the user does not want (`Options.keep`), such as the headline."""

from collections.abc import Iterator, Sequence

from cleaner.edit import Cause
from cleaner.judgement import DECIMALS, Judgement
from cleaner.outline import roles_of_kept
from cleaner.page import Page
from cleaner.roles import DEFAULT_ROLES, Role
from cleaner.stage import Phase, Strike

__all__ = ["RoleStage"]

GUESSED: frozenset[Role] = frozenset(("bio", "comment"))
"""Roles of lines that stay which only the markup of a page tells."""

COMMENT = 0.5
"""Probability from which a line that the choice would keep is a reader's comment. Out of fold (630 pages of text
dumps): dragnet 0.885 to 0.897, the small sets 0.898 to 0.905, WCXB 0.822 and 0.822; of readers' comments 0.93 gone for
0.90. The same for notes on authors, teasers and prompts gained nothing, or lost prose."""

FORUM = 0.5
"""Probability of a forum from which posts are its text, and no line goes as a comment."""

LEFT = 0.1
"""Share of the words that stay from which something but comments must be left: else the comments are the text."""


class RoleStage:
    """Strikes the lines that stay so far and have a role that is not in ``keep``.

    ``guess`` lets it strike what class names alone, or the model, say is a reader's comment or a note on the author.
    """

    name = "roles"
    phase = Phase.JUDGE

    def __init__(self, keep: frozenset[Role] = DEFAULT_ROLES, *, guess: bool = True) -> None:
        self.unwanted = (DEFAULT_ROLES | (GUESSED if guess else frozenset())) - keep
        self.learned = guess and "comment" not in keep

    def __call__(self, page: Page) -> Iterator[Strike]:
        """Yields the removals."""
        known = set()
        if self.unwanted and (page.markup is not None or DEFAULT_ROLES & self.unwanted):
            for line, role in roles_of_kept(page, page.live()).items():
                if role in self.unwanted:
                    known.add(line)
                    why = f"reads as {role}, which is not among the roles to keep"
                    yield Strike(line, Cause(self.name, f"roles/{role}", role, why))
        for line, share in (comments_of(page.judgement, page.live()) if self.learned else {}).items():
            if line not in known:
                why = "reads as comment to the model, which is not among the roles to keep"
                yield Strike(line, Cause(self.name, "roles/model", "comment", why), round(1 - share, DECIMALS))


def comments_of(judged: Judgement, lines: Sequence[int]) -> dict[int, float]:
    """Those of the lines that are readers' comments to the model, with how likely that is; none where posts are the
    text, or the page is clean already."""
    if judged.clean or judged.most("comment") < COMMENT or judged.kind_share("forum") >= FORUM:
        return {}
    places = [(line, at) for line in lines if (at := judged.place(line)) is not None]
    shares = {line: (judged.share(at, "comment"), judged.words[at]) for line, at in places}
    found = {line: share for line, (share, _) in shares.items() if share >= COMMENT}
    whole = sum(words for _, words in shares.values())
    left = whole - sum(shares[line][1] for line in found)
    return found if left >= LEFT * whole else {}
