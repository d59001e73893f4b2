"""Compiled rules: which of them match the lines of a page."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import re2

from cleaner.page import Page, parted_passages
from cleaner.rules.automaton import Matcher, hits_by_line, line_options, matcher_of, re2_options
from cleaner.rules.rule import LABEL_LIMIT, Rule
from cleaner.text.keys import line_keys
from cleaner.text.memo import Memo
from cleaner.text.passages import on_one_line

__all__ = ["Ruleset"]

NONE: Sequence[Rule] = ()


class Ruleset:
    """Rules compiled for matching; picklable (what is compiled is rebuilt where it arrives).

    Args:
        rules: the rules, in the order that the digest is made of.
        base: compiled rules, some or all of which are among ``rules``: these are matched by it, and only the others
            compiled. The rules of one site are few, and all others take 80 ms to compile and tens of megabytes.
    """

    def __init__(self, rules: Iterable[Rule], base: "Ruleset | None" = None) -> None:
        self.rules = tuple(rules)
        self._base = base
        self._on = {id(rule) for rule in self.rules}
        compiled = {id(rule) for rule in base.rules} if base else set()
        groups = pattern_groups(rule for rule in self.rules if id(rule) not in compiled)
        self._sets = [compile_set(group) for group in groups]
        self._memo = Memo(self._match)

    def __reduce__(self) -> tuple[type["Ruleset"], tuple[tuple[Rule, ...]]]:
        return Ruleset, (self.rules,)

    def match(self, keys: Sequence[str]) -> list[Sequence[Rule]]:
        """For each line key (see `cleaner.text.keys.line_keys`) the rules that match it, strong ones first."""
        if self._base is None:
            return self._memo(keys)
        pairs = zip(self._base.match(keys), self._match(keys), strict=True)  # a site's few rules need no memory
        return [strong_first([*(rule for rule in shared if id(rule) in self._on), *rules]) for shared, rules in pairs]

    def match_page(self, page: Page) -> dict[int, Sequence[Rule]]:
        """The lines of a page that any rule matches, with those rules; for `Page.fact`. A rule for prose takes a
        passage on several lines as well, and then all of them."""
        found = {line: rules for line, rules in enumerate(self.match(page.keys)) if rules}
        parted = page.fact(parted_passages)
        wholes = line_keys([on_one_line(page.texts[lines.start : lines.stop]) for lines in parted])
        for lines, rules in zip(parted, self.match(wholes), strict=True):
            if notices := [rule for rule in rules if rule.prose]:
                found |= dict.fromkeys(lines, notices)
        return found

    def _match(self, keys: Sequence[str]) -> list[Sequence[Rule]]:
        """The rules of each key, by the automata."""
        whole = "\n".join(keys).encode("utf-8", "replace")
        lines = whole.split(b"\n") if keys else []
        short = [(at, line) for at, line in enumerate(lines) if 0 < len(keys[at]) <= LABEL_LIMIT]
        matched: list[Sequence[Rule]] = [NONE] * len(keys)
        for find, owners, longest, in_lines in self._sets:
            if in_lines:
                found = hits_by_line(find, whole)
            else:
                candidates = short if longest == LABEL_LIMIT else enumerate(lines)
                found = [(at, hits) for at, line in candidates if line and (hits := find(line))]
            for at, indices in found:
                matched[at] = strong_first([*matched[at], *[owners[index][0] for index in indices]])
        return matched

    @cached_property
    def digest(self) -> str:
        """The first 16 hex digits of the SHA-256 over all rules: which ruleset a log was written with."""
        return hashlib.sha256(repr(self.rules).encode()).hexdigest()[:16]


def strong_first(rules: Sequence[Rule]) -> Sequence[Rule]:
    """The rules, each once, strong ones first and then by id."""
    if len(rules) < 2:
        return rules
    return sorted({id(rule): rule for rule in rules}.values(), key=lambda rule: (rule.strength != "strong", rule.id))


Owner = tuple[Rule, str]
"""A rule and a pattern that holds some or all of its alternatives."""


def pattern_groups(rules: Iterable[Rule]) -> list[list[Owner]]:
    """The patterns in the groups that make the quickest automata: for labels and for prose, of each those that open
    wild apart.

    A wild card stays in play for the rest of a line, and a pattern that opens with one is in play on every line: the
    states of an automaton multiply with each such pattern. Measured on 600 dumps with 760 patterns: one set for all
    6.0 ms a page, one for each family 1.7 ms, labels, wild labels and prose 1.1 ms; prose in two takes a tenth off
    that. Tried without gain: to look for the strings of which each pattern needs one, before the pattern.
    """
    groups: dict[tuple[bool, bool], list[Owner]] = {}
    for rule in rules:
        prose = rule.limit > LABEL_LIMIT
        kinds: dict[tuple[bool, bool], list[str]] = {}
        for pattern in rule.match:
            kind = prose, (OPEN_PROSE if prose else OPEN).search(pattern) is not None
            kinds.setdefault(kind, []).append(f"(?:{pattern})")  # in a group, so that flags end with it
        for kind, patterns in kinds.items():
            groups.setdefault(kind, []).append((rule, "|".join(patterns)))
    return list(groups.values())


class Finder(NamedTuple):
    """What finds the indices of the patterns that match a key, what stands at each index, and the longest key to try,
    which is the same for all rules of a group. ``in_lines``: it takes many keys at once as well, a line each, and says
    whether any of them matches."""

    find: Matcher
    owners: list[Owner]
    longest: int
    in_lines: bool


def compile_set(owners: list[Owner]) -> Finder:
    """The finder of one RE2 set. That of prose looks through all lines at once (`hits_by_line`)."""
    longest = owners[0][0].limit
    in_lines = longest > LABEL_LIMIT and not any(OWN_ENDS.search(pattern) for _, pattern in owners)
    patterns = re2.Set.SearchSet(line_options()) if in_lines else re2.Set.FullMatchSet(re2_options())
    for _, pattern in owners:
        patterns.Add(f"(?m:^(?:{pattern})$)" if in_lines else pattern)
    return Finder(matcher_of(patterns), owners, longest, in_lines)


OWN_ENDS = re.compile(r"\\[Az]|\(\?[a-zA-Z]*-")
"""Start and end of the text, whatever stands there, and flags switched off: such a pattern is tried line by line."""


OPEN = re.compile(r"(?:^|\|)(?:\(\?:)*(?:\.[*+{]|\[\^|\[?\\p\{)")
"""A pattern, or one of its alternatives, that opens with a wild card."""
OPEN_PROSE = re.compile(rf"{OPEN.pattern}|(?:^|\|)(?:\(\?:)*\\S")
"""The same of a pattern for prose, where "three words, then" opens wild as well; labels opened so die soon."""
