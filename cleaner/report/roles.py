"""How a report names and marks what went: one role for each category, and a sign beside its colour.

Rules name some thirty categories. Too many colours tell a reader nothing, so each category has the colour of a role,
and the sign says the same to those who do not see colours, or print without them.
"""

from types import MappingProxyType
from typing import Protocol

__all__ = ["ROLE_SIGNS", "role_of"]

ROLE_SIGNS = MappingProxyType(
    {
        "menu": "≡",
        "teaser": "↗",
        "prompt": "!",
        "share": "⇪",
        "form": "☐",
        "legal": "§",
        "comment": "❝",
        "bio": "☺",
        "byline": "@",
        "title": "T",
        "deck": "D",
        "caption": "C",
        "text": "¶",
        "other": "·",
    }
)
"""Role to sign, in the order of the legend: what most often goes comes first."""

CATEGORY_ROLES = MappingProxyType(
    {
        "account": "form",
        "advert": "prompt",
        "breadcrumb": "menu",
        "comment-form": "form",
        "comments": "comment",
        "consent": "prompt",
        "contact": "legal",
        "navigation": "menu",
        "pagination": "menu",
        "related": "teaser",
        "sidebar": "menu",
        "site-footer": "menu",
        "site-header": "menu",
        "social": "share",
        "subscribe": "prompt",
        "tags": "menu",
        "timestamp": "byline",
    }
)
"""The role of a rule's category, where it is not a role itself; any other category is ``other``."""


class Classified(Protocol):
    """What a role can be told of: an edit, or a note on a line that stayed."""

    @property
    def category(self) -> str:
        """The category of the rule, or the role that the model gave."""
        ...


def role_of(item: Classified) -> str:
    """The role of a line that went or nearly went: its own where it has one, else that of its category."""
    own = getattr(item, "role", None) or item.category
    return own if own in ROLE_SIGNS else CATEGORY_ROLES.get(own, "other")
