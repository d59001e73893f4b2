"""The roles a line of a page can have: one list for rules, markup and model, and which of them stay."""

from collections.abc import Iterable
from typing import Literal, get_args

from cleaner.errors import OptionError

__all__ = ["DEFAULT_ROLES", "PRESETS", "ROLES", "Role", "kept_roles", "role_of_category"]

Role = Literal[
    "title", "deck", "byline", "text", "caption", "bio", "comment",
    "teaser", "prompt", "menu", "share", "form", "legal", "other",
]  # fmt: skip
"""Headline; line below it that sums up; author, place and date; the text itself; caption of an image; note on the
author; readers' comments; links to other pages; subscribe, donate, app and cookie prompts; menus; share buttons; forms;
legal lines; whatever else."""

ROLES: tuple[Role, ...] = get_args(Role)

DEFAULT_ROLES: frozenset[Role] = frozenset(("title", "deck", "byline", "text", "caption"))
PRESETS: dict[str, frozenset[Role]] = {
    "default": DEFAULT_ROLES,
    "body": frozenset(("text",)),
    "all": DEFAULT_ROLES | {"bio", "comment"},
}
"""What `Options.keep` may be called: the roles that stay."""

OF_CATEGORY: dict[str, Role] = {
    "account": "menu",
    "advert": "prompt",
    "breadcrumb": "menu",
    "comment-form": "form",
    "comments": "comment",
    "consent": "prompt",
    "contact": "legal",
    "duplicate": "title",
    "form": "form",
    "legal": "legal",
    "navigation": "menu",
    "pagination": "menu",
    "related": "teaser",
    "sidebar": "teaser",
    "site-footer": "legal",
    "site-header": "menu",
    "social": "share",
    "subscribe": "prompt",
    "tags": "menu",
    "template": "menu",
}
"""The role of what a category takes; of the categories that are not here, ``other``."""


def role_of_category(category: str) -> Role:
    """The role of a line that went by a category; the model's categories are roles themselves.

    >>> role_of_category("consent"), role_of_category("teaser"), role_of_category("timestamp")
    ('prompt', 'teaser', 'other')
    """
    own = next((role for role in ROLES if role == category), None)
    return own or OF_CATEGORY.get(category, "other")


def kept_roles(keep: str | Iterable[str]) -> frozenset[Role]:
    """The roles that ``keep`` names: a preset, roles with commas between them, or a list of roles.

    >>> sorted(kept_roles("title, text")), kept_roles("body")
    (['text', 'title'], frozenset({'text'}))

    Raises:
        OptionError: a name that is neither a preset nor a role, or none at all.
    """
    names = [name.strip() for name in keep.split(",")] if isinstance(keep, str) else list(keep)
    found: set[Role] = set()
    for name in names:
        roles = PRESETS.get(name) or frozenset(role for role in ROLES if role == name)
        if not roles:
            raise OptionError(f"keep {name!r} is none of {', '.join((*PRESETS, *ROLES))}")
        found |= roles
    if not found:
        raise OptionError("keep names no role: name one, such as 'text'")
    return frozenset(found)
