"""The examples beside the rules, tried: each rule removes and keeps what it says it does."""

from collections.abc import Iterable

import re2

from cleaner.rules.automaton import re2_options
from cleaner.rules.rule import Rule
from cleaner.text.keys import line_keys

__all__ = ["check_examples"]


def check_examples(rules: Iterable[Rule]) -> list[str]:
    """What the examples beside the rules contradict, one sentence each; empty where all is well.

    A rule that strikes matches what it ``removes`` and nothing it ``keeps``; with one that keeps it is the other way.
    """
    faults = []
    for rule in rules:
        for side, texts in (("removes", rule.removes), ("keeps", rule.keeps)):
            wanted = (side == "keeps") == rule.keep
            for text in texts:
                if matches(rule, text) != wanted:
                    verb = "does not match" if wanted else "matches"
                    faults.append(f"{rule.id} {verb} its own example in {side}: {text!r}")
    return faults


def matches(rule: Rule, text: str) -> bool:
    """Whether one of the rule's patterns matches the line."""
    key = line_keys([text])[0]
    return len(key) <= rule.limit and any(re2.fullmatch(pattern, key, re2_options()) for pattern in rule.match)
