"""Compiled rules: what matches, and what is remembered of it."""

from typing import Any

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from cleaner.rules import ruleset as module
from cleaner.rules.files import builtin_rules
from cleaner.rules.rule import LABEL_LIMIT, Rule
from cleaner.rules.ruleset import Ruleset
from cleaner.text.keys import KEY_LIMIT


def rule(*match: str, name: str = "harbour/rule", **fields: Any) -> Rule:
    return Rule(name, "navigation", "r", match, (), (), **fields)


SMALL = Ruleset([rule("tides?"), rule("tide|.*lamps", name="harbour/wild"), rule("(?:pier )+", name="harbour/pier")])


@given(st.lists(st.lists(st.text("tide lamps", max_size=6), max_size=4), max_size=4))
def test_what_is_remembered_changes_nothing(pages: list[list[str]]) -> None:
    remembering = Ruleset(SMALL.rules)
    assert [remembering.match(page) for page in pages] == [Ruleset(SMALL.rules).match(page) for page in pages]


def test_a_rule_with_wild_and_plain_alternatives_is_found_once() -> None:
    [found] = SMALL.match(["tide"])
    assert [rule.id for rule in found] == ["harbour/rule", "harbour/wild"]


def test_a_flag_ends_with_the_alternative_that_sets_it() -> None:
    ruleset = Ruleset([rule("(?i)TIDES", "PIERS")])
    assert [len(found) for found in ruleset.match(["tides", "piers"])] == [1, 0]


def test_no_key_longer_than_a_rule_looks_at_is_matched() -> None:
    label, prose = rule("a+"), rule("a+", name="harbour/prose", prose=True)
    [short, long, longest] = Ruleset([label, prose]).match(["a" * n for n in (LABEL_LIMIT, LABEL_LIMIT + 1, KEY_LIMIT)])
    assert (short, long, longest) == ([prose, label], [prose], [prose])


PROSE_PATTERNS = [
    "tide.*",
    ".*lamps",
    r"\Atide\z",
    "tide$|^lamps",
    "(?-s:.)+ide",
    "(?s)lamp.s?",
    r"[^m]+",
    r"\S+\b",
    "é+",
    "",
]


@given(
    st.lists(st.sampled_from(PROSE_PATTERNS), min_size=1, max_size=4, unique=True),
    st.lists(st.text("tidelampsé ", max_size=7) | st.sampled_from(["tide", "lamps"]), max_size=5),
)
def test_rules_for_prose_match_whole_lines_whatever_stands_around_them(patterns: list[str], keys: list[str]) -> None:
    ruleset = Ruleset([rule(pattern, name=f"harbour/{at}", prose=True) for at, pattern in enumerate(patterns)])
    alone = [
        {f"harbour/{at}" for at, pattern in enumerate(patterns) if key and re2.fullmatch(pattern, key)} for key in keys
    ]
    assert [{found.id for found in rules} for rules in ruleset.match(keys)] == alone


def test_rules_that_ship_are_four_sets() -> None:
    assert len(module.pattern_groups(builtin_rules())) == 4


@given(st.lists(st.text("tide lamps", max_size=6), max_size=6))
def test_a_ruleset_on_another_matches_as_one_of_its_own(keys: list[str]) -> None:
    rules = [*SMALL.rules[1:], rule("tide|", name="harbour/site"), rule("lamps", name="harbour/weak", strength="weak")]
    alone, on_another = Ruleset(rules).match(keys), Ruleset(rules, SMALL).match(keys)
    assert [[*found] for found in on_another] == [[*found] for found in alone]


def test_a_ruleset_on_another_compiles_only_what_that_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_set = module.compile_set

    def watched(owners: list[module.Owner]) -> module.Finder:
        compiled.extend(rule.id for rule, _ in owners)
        return compile_set(owners)

    monkeypatch.setattr(module, "compile_set", watched)
    ruleset = Ruleset([SMALL.rules[0], rule("b", name="harbour/site")], SMALL)
    assert compiled == ["harbour/site"]
    ruleset.match(["b", "tide"])
    assert not len(ruleset._memo)
