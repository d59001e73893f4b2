"""The sign beside a role's colour: it says the same to those who do not see colours, or print without them."""

from types import MappingProxyType

from cleaner.edit import Edit, Spared
from cleaner.roles import Role, role_of_category

__all__ = ["ROLE_SIGNS", "role_of"]

ROLE_SIGNS: MappingProxyType[Role, str] = MappingProxyType(
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


def role_of(item: Edit | Spared) -> Role:
    """The role of a line that went or nearly went."""
    return role_of_category(item.category)
