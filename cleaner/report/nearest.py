"""The rule that comes nearest to a line, and what it lacked: why a line that looks like boilerplate stayed."""

from collections.abc import Sequence
from typing import NamedTuple

import re2

from cleaner.page import Page
from cleaner.rules.automaton import re2_options
from cleaner.rules.rule import Rule
from cleaner.rules.ruleset import Ruleset
from cleaner.text.keys import line_keys
from cleaner.text.words import words_of

__all__ = ["NearRule", "nearest_rule"]

MIN_PART = 4
"""Characters of a line that a rule must match to come near it: less is in every line."""

MIN_LIKENESS = 0.3
"""Share of the words of a line and an example that both have, from which on the rule of the example is near. Chosen by
reading: from 0.2 on most pairs share "the" and "of" alone."""


class NearRule(NamedTuple):
    """A rule, and why it did not take the line."""

    rule: str
    reason: str
    lacks: str


def nearest_rule(ruleset: Ruleset, page: Page, line: int) -> NearRule | None:
    """The rule that would most nearly take a line; None where none is near.

    Of rules that match the whole line, the first, with what its place or its length forbids; else the one that matches
    the longest part of it; else the one with the likest example.
    """
    key = page.keys[line]
    if not key:
        return None
    strikes = [rule for rule in ruleset.rules if not rule.keep]
    return whole_match(ruleset, page, line) or part_match(strikes, key) or likest(strikes, key)


def whole_match(ruleset: Ruleset, page: Page, line: int) -> NearRule | None:
    """A rule that matches the line, and what is against it."""
    found = [rule for rule in page.fact(ruleset.match_page).get(line, ()) if not rule.keep]
    if not found:
        return None
    rule, zone = found[0], page.body().zone(line)
    if page.prose[line] and not rule.prose:
        lacks = "it matches, but a long sentence is protected from this rule"
    elif not rule.allows(zone):
        lacks = f"it matches, but the line stands in the {zone}, and the rule asks for {rule.where}"
    elif rule.strength == "weak":
        lacks = "it matches, but it is weak: it asks for a strong one beside it, or three in a row"
    else:
        lacks = "it matches; something that comes first decided otherwise"
    return NearRule(rule.id, rule.reason, lacks)


def part_match(rules: Sequence[Rule], key: str) -> NearRule | None:
    """The rule that matches the longest part of a key, in whole words."""
    parts = [(part, rule) for rule in rules if len(part := longest_part(rule, key)) >= MIN_PART]
    if not parts:
        return None
    part, rule = max(parts, key=lambda found: len(found[0]))
    return NearRule(rule.id, rule.reason, f"it matches only {part!r}, and a rule means the whole line")


def longest_part(rule: Rule, key: str) -> str:
    """The longest part of a key that one of a rule's patterns matches; empty where none does."""
    found = [re2.search(rf"\b(?:{pattern})\b", key, options=re2_options()) for pattern in rule.match]
    return max((match[0] for match in found if match), key=len, default="")


def likest(rules: Sequence[Rule], key: str) -> NearRule | None:
    """The rule with the example that shares most words with a key."""
    words = set(words_of(key))
    best: tuple[float, Rule, str] | None = None
    for rule in rules:
        for example in rule.removes:
            value = likeness(words, set(words_of(line_keys([example])[0])))
            if value >= MIN_LIKENESS and (best is None or value > best[0]):
                best = value, rule, example
    if best is None:
        return None
    _, rule, example = best
    return NearRule(rule.id, rule.reason, f"its likest example is {example!r}: {difference(words, example)}")


def likeness(words: set[str], others: set[str]) -> float:
    """Share of the words of two lines that both have (Jaccard's index).

    >>> likeness({"terms", "of", "sale"}, {"terms", "of", "use"})
    0.5
    """
    return len(words & others) / len(words | others) if words | others else 0.0


def difference(words: set[str], example: str) -> str:
    """What words a line has that an example has not, and the other way round.

    >>> difference({"terms", "of", "sale"}, "Terms of use")
    "the line also has 'sale', and lacks 'use'"
    """
    others = set(words_of(line_keys([example])[0]))
    more, less = ", ".join(sorted(words - others)), ", ".join(sorted(others - words))
    said = [f"also has {more!r}"] * bool(more) + [f"lacks {less!r}"] * bool(less)
    return "the line " + ", and ".join(said) if said else "the words are the same"
