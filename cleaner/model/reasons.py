"""What a person is told of a line: the groups of features that weighed most, in plain words."""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np

from cleaner.model.arrays import F32, Bool
from cleaner.model.words import read_table

__all__ = ["Phrases", "phrasebook"]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Feature columns in groups that a person understands, with what to say where a group is low or high.

    ``member`` has a row a column and a column a group: 1 where the one belongs to the other. ``text`` holds the
    phrases for low and for high; ``says_low`` and ``says_high`` tell where there is one.
    """

    member: F32
    text: tuple[tuple[str, ...], tuple[str, ...]]
    says_low: Bool
    says_high: Bool


@cache
def phrasebook(names: tuple[str, ...]) -> Phrases:
    """Groups from ``data/reasons.toml``; a column belongs to the first group that names it, or its name's
    beginning."""
    groups = list(read_table("reasons.toml").values())
    number = [
        next(i for i, group in enumerate(groups) if any(re.fullmatch(p, name) for p in group["columns"]))
        for name in names
    ]
    member = (np.array(number)[:, None] == np.arange(len(groups))).astype(np.float32)
    low, high = (tuple(group[key] for group in groups) for key in ("low", "high"))
    return Phrases(member, (low, high), np.array([t != "" for t in low]), np.array([t != "" for t in high]))
