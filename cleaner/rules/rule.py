"""A rule: which lines it means, where it applies, and why such a line goes or stays."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cleaner.text.keys import KEY_LIMIT

__all__ = ["CATEGORIES", "LABEL_LIMIT", "STRENGTHS", "ZONES", "Rule"]

ZONES = ("head", "tail", "edge", "anywhere")
"""Where a rule may apply, relative to the text: above it, below it, on either side, everywhere."""

STRENGTHS = ("strong", "weak")
"""A weak rule's lines go only beside strong ones, or in a row of weak ones."""

CATEGORIES = (
    "account",
    "advert",
    "artefact",
    "breadcrumb",
    "comment-form",
    "comments",
    "consent",
    "contact",
    "legal",
    "navigation",
    "pagination",
    "related",
    "social",
    "subscribe",
    "tags",
    "timestamp",
)

LABEL_LIMIT = 300
"""Longest key a rule sees unless it may take prose; a label, a menu on one line or a share row is shorter."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``match`` holds the alternatives (RE2, compared with whole line keys), word lists written out.

    A rule with ``keep`` protects the lines it matches; any other strikes them. ``written`` holds the alternatives as
    the file has them, and ``words`` the lists they name. ``stage`` is the stage that applies the rule, ``limit`` the
    longest key, in characters, that it is tried on.
    """

    id: str
    category: str
    reason: str
    match: tuple[str, ...]
    removes: tuple[str, ...]
    keeps: tuple[str, ...]
    where: str = "anywhere"
    strength: str = "strong"
    prose: bool = False
    keep: bool = False
    written: tuple[str, ...] = field(default=(), repr=False, compare=False)
    words: tuple[tuple[str, Sequence[str]], ...] = field(default=(), repr=False, compare=False)
    stage: str = field(init=False)
    limit: int = field(init=False)

    def __post_init__(self) -> None:
        stage = "keep" if self.keep else "forms" if self.family == "forms" else "chrome"
        object.__setattr__(self, "stage", stage)
        object.__setattr__(self, "limit", KEY_LIMIT if self.prose or self.keep else LABEL_LIMIT)

    @property
    def family(self) -> str:
        """The part of the id before the slash: the file's name."""
        return self.id.rpartition("/")[0]

    def allows(self, zone: str) -> bool:
        """Whether the rule applies in a zone: ``head``, ``body``, ``tail``, or ``page`` where there is no prose."""
        if self.where == "anywhere" or zone == "page":
            return True
        return zone in (("head", "tail") if self.where == "edge" else (self.where,))
