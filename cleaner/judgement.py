"""What the learned model makes of a page, beside its choice of lines: scores, roles, and what kind of page it is."""

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from cleaner.roles import ROLES, Role

__all__ = ["DECIMALS", "PAGE_KINDS", "PER_ROLE", "UNSAID", "Judgement", "PageKind"]

PageKind = Literal["article", "forum", "product", "listing", "documentation", "service", "other"]
PAGE_KINDS: tuple[PageKind, ...] = get_args(PageKind)
"""What a page is: an article or post, a discussion, one thing for sale, a list of things or pages, a manual, what a
firm or office offers; other where none is likely."""

PER_ROLE = 255
"""Steps of a role's probability, which is kept in one byte."""

DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model says of the lines of a page that hold something.

    ``lines`` are their numbers in the page; ``scores`` the expected shares of their words that are content, 0 to 1;
    ``words`` how many words each holds; ``roles`` the probabilities of ROLES, one byte each, one line after the other,
    or nothing where no role was asked for; ``kinds`` the probabilities of the page's being each of
    PAGE_KINDS but ``other``; ``clean`` whether the page has so little boilerplate that no line goes by a score.
    """

    lines: "array[int]"
    scores: "array[float]"
    words: "array[float]"
    roles: bytes = b""
    kinds: tuple[float, ...] = ()
    clean: bool = False

    def place(self, line: int) -> int | None:
        """Where in ``lines`` a line of the page is; None where it is not."""
        at = bisect_left(self.lines, line)
        return at if at < len(self.lines) and self.lines[at] == line else None

    def role_scores(self, at: int) -> dict[Role, float]:
        """The probability of each role of the line at a place in ``lines``; empty where none is known."""
        size = len(ROLES)
        shares = self.roles[at * size : (at + 1) * size]
        return {role: round(share / PER_ROLE, DECIMALS) for role, share in zip(ROLES, shares, strict=False)}

    def likeliest(self, among: Sequence[Role]) -> dict[int, Role]:
        """Of ``among`` the likeliest role of each of ``lines``, the first of equals; empty where no role is known."""
        rows = zip(*(self.roles[ROLE_NUMBER[role] :: len(ROLES)] for role in among), strict=True)
        return {line: among[shares.index(max(shares))] for line, shares in zip(self.lines, rows, strict=False)}

    def most(self, role: Role) -> float:
        """The probability, 0 to 1, of a role on the line where it is likeliest; 0 where no role is known."""
        return max(self.roles[ROLE_NUMBER[role] :: len(ROLES)], default=0) / PER_ROLE

    def share(self, at: int, *roles: Role) -> float:
        """The probability, 0 to 1, that the line at a place in ``lines`` has one of some roles."""
        first = at * len(ROLES)
        return sum(self.roles[first + ROLE_NUMBER[role]] for role in roles) / PER_ROLE if self.roles else 0.0

    def kind_share(self, kind: PageKind) -> float:
        """The probability that the page is of a kind."""
        return self.kinds[PAGE_KINDS.index(kind)] if self.kinds and kind != "other" else 0.0

    def to_dict(self) -> dict[str, Any]:
        """All of it as a JSON-ready mapping, which `from_dict` takes back."""
        return {name: list(getattr(self, name)) for name in ("lines", "scores", "words", "roles", "kinds")} | {
            "clean": self.clean
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Judgement":
        """The judgement that `to_dict` gave; raises KeyError, TypeError or ValueError where it is none."""
        return cls(
            array("q", values["lines"]), array("f", values["scores"]), array("f", values["words"]),
            bytes(values["roles"]), tuple(values["kinds"]), values["clean"],
        )  # fmt: skip


ROLE_NUMBER = {role: number for number, role in enumerate(ROLES)}
UNSAID = Judgement(array("q"), array("f"), array("f"))
"""Of a page that no model judged."""
