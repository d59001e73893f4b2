"""Rule files: the examples of those that ship, and what is said of a file that is wrong."""

import json
import pickle
import re
from collections import Counter
from pathlib import Path

import pytest

from cleaner import Cleaner, CleanerError
from cleaner.errors import RulesError
from cleaner.rules.catalogue import described, every_rule
from cleaner.rules.choice import unmatched
from cleaner.rules.examples import check_examples
from cleaner.rules.files import builtin_rules, load_rules
from cleaner.rules.library import Library
from cleaner.rules.parse import parse_file, parse_rules
from cleaner.rules.rule import Rule
from cleaner.rules.ruleset import Ruleset
from cleaner.text.keys import line_keys
from tests.conftest import CHECKOUT
from tests.rules import digests

FILES = sorted((CHECKOUT / "rules").rglob("*.toml"))
GOOD = """
[tide-clock]
category = "timestamp"
reason = "the harbour's clock"
match = 'high water at \\d\\d:\\d\\d'
removes = ["High water at 12:40", "HIGH  WATER at 09:15"]
keeps = ["High water at noon drowned the quay.", "Low water at 12:40"]
"""


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.relative_to(CHECKOUT / "rules").as_posix())
def test_examples_of_rules_hold(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert check_examples(load_rules(file)) == []
    assert capfd.readouterr().err == ""  # RE2 says there what it has no memory for


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.relative_to(CHECKOUT / "rules").as_posix())
def test_rules_have_two_examples_of_each_kind(file: Path) -> None:
    assert [rule.id for rule in load_rules(file) if len(rule.removes) < 2 or len(rule.keeps) < 2] == []


def test_the_compiled_sets_find_what_the_patterns_say() -> None:
    rules = builtin_rules()
    ruleset = Ruleset(rules)
    for rule in rules:
        for found in ruleset.match(line_keys(rule.removes)):
            assert rule in found
        for found in ruleset.match(line_keys(rule.keeps)):
            assert rule not in found


def test_there_are_rules_enough_and_ids_are_unique() -> None:
    ids = [rule.id for rule in builtin_rules()]
    assert len(ids) >= 120
    assert len(ids) == len(set(ids))


def test_no_pattern_is_in_two_rules_that_do_the_same() -> None:
    rules = builtin_rules()
    uses = [(pattern, rule.stage, rule.where, rule.strength) for rule in rules for pattern in rule.match]
    assert [use for use, count in Counter(uses).items() if count > 1] == []


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.relative_to(CHECKOUT / "rules").as_posix())
def test_rule_files_can_be_read_without_scrolling(file: Path) -> None:
    lines = file.read_text("utf-8").splitlines()
    assert [number for number, line in enumerate(lines, 1) if len(line) > 120] == []


def test_no_pattern_has_changed_unnoticed() -> None:
    """Whoever factors a pattern into word lists must not change what it matches. Where a change is meant, renew the
    digests with ``python -m tests.rules.digests`` and see in the diff that only the rules you meant have others."""
    stored = json.loads(digests.STORED.read_text("utf-8"))
    found = digests.digests()
    assert [rule for rule in {*stored, *found} if stored.get(rule) != found.get(rule)] == []


def test_rules_of_a_site_apply_to_its_pages_only() -> None:
    line = "This article needs additional citations for verification."
    page = f"{line}\nThe ferry left the harbour at noon, and nobody on the quay could say when it would be back.\n"
    cleaner = Cleaner()
    assert line in cleaner.clean(page).text
    assert line not in cleaner.clean(page, url="https://en.wikipedia.org/wiki/Ferry").text
    assert line in cleaner.clean(page, url="https://wikipedia.org.example.com/").text
    assert Library().sites_of("../../etc") == ()


def test_own_rules_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "harbour.toml"
    file.write_text(GOOD)
    cleaner = Cleaner(rules=[file])
    result = cleaner.clean("High water at 12:40\nHigh water at noon\n")
    assert result.text == "High water at noon\n"
    assert [edit.rule for edit in result.removals] == ["harbour/tide-clock"]
    assert pickle.loads(pickle.dumps(cleaner)).clean("High water at 12:40\n").text == ""
    assert result.ruleset != Cleaner().clean("").ruleset


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("reason = ", "raison = "), "lacks the key 'reason'"),
        (
            ("match = ", "where = 'nowhere'\nmatch = "),
            "where: 'nowhere' is none of head, tail, edge, anywhere",
        ),
        (("match = ", "colour = 'red'\nmatch = "), "unknown key 'colour'"),
        (("'high water at", "'High water at"), "has capitals"),
        (("'high water at", "'(high water at"), "missing"),
        (("'high water at", "'(?=high) water at"), "no look-around"),
        (("match = ", "prose = 'yes'\nmatch = "), "expected true or false"),
        (("match = ", "match = ["), "not valid TOML"),
        (('["High water at 12:40", "HIGH  WATER at 09:15"]', "[]"), "the list is empty"),
    ],
)
def test_a_wrong_rule_is_refused_with_file_rule_and_reason(change: tuple[str, str], message: str) -> None:
    with pytest.raises(RulesError, match=r"harbour\.toml") as caught:
        parse_rules(GOOD.replace(*change), "harbour.toml")
    assert message in str(caught.value)


def test_a_missing_rule_file_is_named() -> None:
    with pytest.raises(CleanerError, match=r"nowhere.toml: No such file"):
        Cleaner(rules=["nowhere.toml"])


def test_examples_that_do_not_hold_are_reported() -> None:
    wrong = parse_rules(GOOD.replace("Low water", "High water"), "harbour.toml")
    assert check_examples(wrong) == ["harbour/tide-clock matches its own example in keeps: 'High water at 12:40'"]


def test_a_rule_is_shown_as_it_is_written() -> None:
    text = GOOD.replace("\\d\\d:\\d\\d'", "{time}'") + "[tide-clock.words]\ntime = ['noon', '\\d\\d:\\d\\d']\n"
    [rule] = parse_rules(
        text.replace("'high water at", "'''high water\n   [ ]at").replace("{time}'", "{time}'''"), "harbour.toml"
    )
    assert described(rule) == (
        "harbour/tide-clock\n  reason    the harbour's clock\n  category  timestamp\n"
        "  where     anywhere\n  strength  strong\n  prose     false\n"
        "  match\n    high water[ ]at {time}\n    {time} = noon | \\d\\d:\\d\\d\n"
        "  removes\n    High water at 12:40\n    HIGH  WATER at 09:15\n"
        "  keeps\n    High water at noon drowned the quay.\n    Low water at 12:40"
    )
    assert "    x" in described(Rule("a/b", "legal", "r", ("x",), (), ())).splitlines()


def test_every_rule_is_listed(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "harbour.toml").write_text(GOOD)
    (tmp_path / "sites" / "harbour.example.toml").write_text(GOOD)
    ids = [rule.id for rule in every_rule([tmp_path])]
    assert ids[-2:] == ["harbour/tide-clock", "harbour.example/tide-clock"]
    assert {"legal/policy-link", "wikipedia.org/last-edited"} < set(ids)


def test_the_rule_file_in_the_guide_holds() -> None:
    page = CHECKOUT / "docs" / "pages" / "guide" / "own-rules.md"
    [text] = re.findall(r"```toml\n# mine/client.toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    file = parse_file(text, "client.toml")
    assert check_examples(file.rules) == []
    assert [rule.keep for rule in file.rules] == [True, False]
    assert unmatched(file.ignore, builtin_rules()) == []


def test_hostile_patterns_run_in_linear_time() -> None:
    rule = Rule("x/slow", "legal", "r", ("(?:a|a|aa)*b",), ("b", "ab"), ("c", "d"))
    assert Cleaner(rules=[rule]).clean("a" * 290 + "\n").text == "a" * 290 + "\n"
