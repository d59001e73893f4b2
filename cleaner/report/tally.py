"""A run counted: by role and rule, as distributions, and the documents and strikes that deserve a look.

One pass over the log. What is held of it is bounded: counts, a few strikes for each rule, and the documents that lead
a list of risk.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from cleaner.edit import Edit
from cleaner.report.facts import Fact
from cleaner.report.logged import Logged, doubt_of
from cleaner.report.roles import role_of
from cleaner.roles import Role

__all__ = ["BINS", "RISKS", "RuleStrike", "RunTally", "Sampled", "tally_of"]

Entry = TypeVar("Entry")

BINS = 20
"""Bars of a distribution between 0 and 1."""

LIST_SIZE = 40
"""Documents that each list of risk may name; a run of as many is shown whole."""

STRIKES_OF_RULE = 5
FACTS_SHOWN = 60
KINDS_OF_REJECT, REJECTS_SHOWN = 20, 50


class Top(Generic[Entry]):
    """The items with the greatest weights, of any number that pass by; of equal ones the first."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.count = 0
        self._heap: list[tuple[Any, int, Entry]] = []

    def add(self, weight: Any, item: Entry) -> None:
        """Takes note of an item."""
        self.count += 1
        entry = (weight, -self.count, item)
        if len(self._heap) < self.size:
            heapq.heappush(self._heap, entry)
        elif entry[:2] > self._heap[0][:2]:
            heapq.heapreplace(self._heap, entry)

    def items(self) -> list[Entry]:
        """The items, the greatest weight first."""
        return [item for _, _, item in sorted(self._heap, key=lambda entry: entry[:2], reverse=True)]


class RuleStrike(NamedTuple):
    """A removal, and the document it is from."""

    edit: Edit
    document: str


@dataclass(slots=True)
class RuleTally:
    """What one rule struck; the model's strikes are of several roles."""

    roles: Counter[Role] = field(default_factory=Counter)
    lines: int = 0
    chars: int = 0
    documents: int = 0
    doubtful: Top[RuleStrike] = field(default_factory=lambda: Top(STRIKES_OF_RULE))

    @property
    def role(self) -> Role:
        """The role of most of its strikes."""
        return self.roles.most_common(1)[0][0]


class Risk(NamedTuple):
    """A reason to look at a document; ``weigh`` gives None where it does not apply."""

    name: str
    weigh: Callable[[Logged], float | None]


RISKS = (
    Risk("greatest loss beyond the limits", lambda item: item.removed if item.alarms else None),
    Risk("most prose removed", lambda item: item.prose or None),
    Risk("largest share removed", lambda item: item.share or None),
    Risk("lowest confidence", lambda item: None if item.confidence is None else -item.confidence),
    Risk("facts lost", lambda item: len(item.facts) or None),
)


class Sampled(NamedTuple):
    """A document worth a look, and the lists of risk that name it."""

    item: Logged
    why: list[str]


@dataclass(slots=True)
class RunTally:
    """What a run did; `add` each document in turn."""

    documents: int = 0
    chars_in: int = 0
    near: int = 0
    facts: Counter[str] = field(default_factory=Counter)
    roles: Counter[Role] = field(default_factory=Counter)
    rules: dict[str, RuleTally] = field(default_factory=dict)
    flags: Counter[str] = field(default_factory=Counter)
    alarmed: int = 0
    modes: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    shares: list[int] = field(default_factory=lambda: [0] * BINS)
    confidences: list[int] = field(default_factory=lambda: [0] * BINS)
    rejects: Counter[str] = field(default_factory=Counter)
    reject_list: list[tuple[str, str, str]] = field(default_factory=list)
    lost: Top[tuple[Fact, str]] = field(default_factory=lambda: Top(FACTS_SHOWN))
    risky: dict[str, Top[Logged]] = field(default_factory=lambda: {risk.name: Top(LIST_SIZE) for risk in RISKS})

    @property
    def removed(self) -> int:
        """Characters that went, of all documents."""
        return self.roles.total()

    def add(self, item: Logged) -> None:
        """Counts one document."""
        self.documents += 1
        self.chars_in += item.source_chars
        self.near += len(item.spared)
        self.flags.update(flag.partition(":")[0] for flag in item.flags)
        self.alarmed += bool(item.alarms)
        self.modes[str(item.document.get("mode"))] += 1
        self.languages[str(item.document.get("language") or "unclear")] += 1
        self.shares[bin_of(item.share)] += 1
        if item.confidence is not None:
            self.confidences[bin_of(item.confidence)] += 1
        for fact in item.facts:
            self.facts[fact.kind] += 1
            self.lost.add(len(item.facts), (fact, item.id))
        self.add_strikes(item)
        for risk in RISKS:
            weight = risk.weigh(item)
            if weight is not None:
                self.risky[risk.name].add(weight, item)

    def add_strikes(self, item: Logged) -> None:
        """Counts a document's removals, by role and by rule."""
        for edit in item.removals:
            role = role_of(edit)
            self.roles[role] += len(edit.before)
            rule = self.rules.setdefault(edit.rule, RuleTally())
            rule.roles[role] += 1
            rule.lines += 1
            rule.chars += len(edit.before)
            rule.doubtful.add(doubt_of(edit), RuleStrike(edit, item.id))
        for name in {edit.rule for edit in item.removals}:
            self.rules[name].documents += 1

    def reject(self, name: str, where: str, cause: str) -> None:
        """Counts a document that could not be cleaned."""
        self.rejects[cause.partition(":")[0][:80]] += 1
        if len(self.reject_list) < REJECTS_SHOWN:
            self.reject_list.append((name, where, cause))

    def sample(self) -> list[Sampled]:
        """The documents that a list of risk names, those of several lists first."""
        named: dict[int, Sampled] = {}
        ranks: dict[int, float] = {}
        for name, top in self.risky.items():
            for rank, item in enumerate(top.items()):
                named.setdefault(id(item), Sampled(item, [])).why.append(name)
                ranks[id(item)] = ranks.get(id(item), 0.0) + 1 / (1 + rank)
        return [found for _, found in sorted(named.items(), key=lambda entry: -ranks[entry[0]])]

    def rules_by_size(self) -> list[tuple[str, RuleTally]]:
        """The rules, those that took most first."""
        return sorted(self.rules.items(), key=lambda entry: (-entry[1].chars, entry[0]))


def bin_of(value: float) -> int:
    """The bar of a distribution that a value between 0 and 1 belongs to.

    >>> bin_of(0.0), bin_of(0.05), bin_of(0.999), bin_of(1.0)
    (0, 1, 19, 19)
    """
    return min(BINS - 1, max(0, int(value * BINS + 1e-9)))


def tally_of(documents: Iterable[Logged]) -> RunTally:
    """All documents of a run, counted."""
    tally = RunTally()
    for item in documents:
        tally.add(item)
    return tally
