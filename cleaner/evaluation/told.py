"""How well a cleaner tells roles, and how well it knows how it did: where labelled pages say what is what."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from cleaner.errors import GoldError
from cleaner.roles import ROLES, Role

__all__ = ["POOR", "Reliability", "gold_parts", "mean_roles", "reliability"]

CALLED: Mapping[str, Role] = {"body": "text", "summary": "deck", "author": "byline", "comments": "comment"}
"""Other names that the parts of labelled pages go by."""

POOR = 0.6
"""F1 below which a page came out badly."""

TENTH = 10

Reliability = tuple[int, float, float, float]


def gold_parts(record: Mapping[str, Any], place: str) -> dict[Role, str]:
    """The text of each role that a labelled page states, in ``parts`` or ``comments``; ``place`` opens error messages.

    >>> gold_parts({"parts": {"title": "Old pier gone", "body": "The tide."}, "comments": ""}, "line 1")
    {'title': 'Old pier gone', 'text': 'The tide.'}

    Raises:
        GoldError: parts that are no texts by role.
    """
    parts = record.get("parts") or {}
    if not isinstance(parts, dict):
        raise GoldError(f"{place}: the field 'parts' holds no texts by role")
    found: dict[Role, str] = {}
    for name, text in {**parts, "comment": record.get("comments") or parts.get("comment", "")}.items():
        role = CALLED.get(name) or next((role for role in ROLES if role == name), None)
        if role is None or not isinstance(text, str):
            raise GoldError(f"{place}: the part {name!r} is no role, or no text")
        if text.strip():
            found[role] = text
    return found


def mean_roles(scores: Sequence[Mapping[Role, float]]) -> dict[Role, tuple[int, float]]:
    """For each role that any page states, on how many pages it does, and the mean F1 of its words.

    >>> mean_roles([{"title": 1.0}, {"title": 0.5, "text": 1.0}, {}])
    {'title': (2, 0.75), 'text': (1, 1.0)}
    """
    found: dict[Role, list[float]] = defaultdict(list)
    for page in scores:
        for role, score in page.items():
            found[role].append(score)
    return {role: (len(found[role]), sum(found[role]) / len(found[role])) for role in ROLES if role in found}


def reliability(pairs: Sequence[tuple[float, float]]) -> Reliability | None:
    """Of pairs of confidence and F1: how many there are, how far the two are apart in the mean, what share of the pages
    came out badly (below POOR), and how much of these is in the tenth with the lowest confidence. None for no pairs.

    >>> reliability([(0.9, 1.0)] * 9 + [(0.2, 0.1)])
    (10, 0.1, 0.1, 1.0)
    """
    if not pairs:
        return None
    apart = sum(abs(sure - f1) for sure, f1 in pairs) / len(pairs)
    poor = sum(f1 < POOR for _, f1 in pairs)
    lowest = sorted(pairs)[: max(1, len(pairs) // TENTH)]
    held = sum(f1 < POOR for _, f1 in lowest) / poor if poor else 0.0
    return len(pairs), round(apart, 4), round(poor / len(pairs), 4), round(held, 4)
