"""Word lists in rule files: what patterns make of them, and what is said of a list that is wrong."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import RulesError
from cleaner.rules.parse import parse_file, parse_rules
from cleaner.rules.words import WordLists

FILE = """
[words]
boat = ['ferry', 'tugs?']

[departures]
category = "navigation"
reason = "the harbour's board"
match = ['{boat} to {quay}', '{boat}s']
removes = ["Ferry to pier nine", "Tugs to the old dock"]
keeps = ["A ferry to pier nine sank", "Ferry"]

[departures.words]
quay = ['pier {number}', 'the old dock']
number = ['one', 'nine']

[arrivals]
category = "navigation"
reason = "the harbour's board"
match = '''{boat}
  from \\d{1,2}
  :\\d\\d'''
removes = ["ferry from"]
keeps = ["ferry"]
"""


def test_lists_are_written_out_as_groups_wherever_they_are_named() -> None:
    departures, arrivals = parse_rules(FILE, "harbour.toml")
    boat = "(?:ferry|tugs?)"
    assert departures.match == (f"{boat} to (?:pier (?:one|nine)|the old dock)", f"{boat}s")
    assert arrivals.match == (boat + r"from \d{1,2}:\d\d",)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("{quay}", "{key}"), "harbour.toml: [departures] match: '{boat} to {key}' names {key}, and no list"),
        (("to {quay}", "to"), "harbour.toml: [departures] words: no pattern names {quay}"),
        (("{boat}", "boat"), "harbour.toml: [words]: no pattern names {boat}"),
        (("'one', 'nine'", "'one', '{quay}'"), "the list 'quay' holds itself"),
        (("number = ['one', 'nine']", "number = []"), "[departures] words number: the list is empty"),
        (("number = ['one', 'nine']", "number = 'one'"), "number: expected a list of strings, got 'one'"),
        (("number = ['one', 'nine']", "number = [1]"), "number: expected a list of strings, got [1]"),
        (("number =", "Number ="), "'Number' is no name for a list"),
        (("number =", "boat = ['x']\nnumber ="), "[departures] words: 'boat' is a list of the whole file already"),
        (("'one', 'nine'", "'one)|(?:two', 'nine'"), "[departures] words number: 'one)|(?:two'"),
        (("'one', 'nine'", "'One', 'nine'"), "has capitals"),
        (("[words]", "words = 3\n[lists]"), "harbour.toml: words: expected a table, got 3"),
        (("[departures.words]", "[departures.word]"), "has the unknown key 'word'"),
    ],
)
def test_a_wrong_list_is_refused_with_its_place(change: tuple[str, str], message: str) -> None:
    with pytest.raises(RulesError) as caught:
        parse_rules(FILE.replace(*change), "harbour.toml")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "pattern",
    [r"a{2}", r"a{2,5}", r"a{,5}", r"\{boat\}", r"\{boat}", r"\p{nd}", r"\p{Arabic}+", r"\x{e9}", r"[{}]", "{}"],
)
def test_braces_that_are_no_reference_stay_as_they_are(pattern: str) -> None:
    assert WordLists({"boat": ["ferry"]}, "x").expand(pattern, "x") == pattern


def test_an_escaped_backslash_does_not_escape_the_brace_behind_it() -> None:
    assert WordLists({"boat": ["ferry"]}, "x").expand(r"\\{boat}", "x") == r"\\(?:ferry)"


@given(st.lists(st.text("abc ", min_size=1, max_size=4), min_size=1, max_size=4), st.text("ab c", max_size=3))
def test_a_list_stands_for_any_of_its_entries_and_nothing_else(entries: list[str], other: str) -> None:
    pattern = WordLists({"w": entries}, "x").expand("<{w}>?!", "x").replace(">?", ">")
    assert (re.fullmatch(pattern, f"<{other}>!") is not None) == (other in entries)


def test_the_lists_of_trusted_files_are_not_tried_one_by_one() -> None:
    wrong = FILE.replace("'one', 'nine'", "'one)|(?:two', 'nine'")
    assert len(parse_file(wrong, "harbour.toml", trusted=True).rules) == 2
