"""Weak labels and their company: how near another label has to stand, and how many prove each other."""

import pytest

from cleaner.page import Page
from cleaner.rules.rule import Rule
from cleaner.rules.ruleset import Ruleset
from cleaner.stage import Strike
from cleaner.stages.labels import LabelStage

WEAK = Rule("harbour/weak", "navigation", "a harbour menu", ("tides|piers|boats",), (), (), strength="weak")
STRONG = Rule("harbour/strong", "navigation", "the harbour's mark", ("skip the harbour",), (), ())
STAGE = LabelStage("chrome", Ruleset([WEAK, STRONG]))
OTHER = "a line no rule knows"


def struck(*lines: str, gone: tuple[int, ...] = ()) -> list[int]:
    """The lines the stage strikes, where those of ``gone`` were struck before."""
    page = Page("".join(f"{line}\n" for line in lines))
    for line in gone:
        page.set_struck(line)
    return sorted(item.line for item in STAGE(page) if isinstance(item, Strike))


@pytest.mark.parametrize(
    ("between", "goes"),
    [([], True), ([OTHER], True), ([OTHER, OTHER], False), (["", ""], True), (["", OTHER, ""], True)],
)
def test_one_unknown_line_may_stand_between_a_weak_label_and_a_strong_one(between: list[str], goes: bool) -> None:
    below = struck("Skip the harbour", *between, "Tides")
    above = struck("Tides", *between, "Skip the harbour")
    last = len(between) + 1
    assert below == ([0, last] if goes else [0])
    assert above == ([0, last] if goes else [last])


@pytest.mark.parametrize(("between", "goes"), [([], True), ([OTHER], True), ([OTHER, OTHER], False)])
def test_a_struck_line_is_company_as_a_strong_label_is(between: list[str], goes: bool) -> None:
    assert struck("Gone before", *between, "Tides", gone=(0,)) == ([len(between) + 1] if goes else [])


def test_three_weak_labels_in_a_row_prove_each_other() -> None:
    assert struck("Tides", "Piers") == []
    assert struck("Tides", "Piers", "Boats") == [0, 1, 2]
    assert struck("Tides", "", "Piers", "", "Boats") == [0, 2, 4]


def test_weak_labels_with_another_line_among_them_are_no_row() -> None:
    assert struck("Tides", OTHER, "Piers", OTHER, "Boats") == []
    assert struck("Tides", "Piers", OTHER, "Boats") == []


def test_a_chain_of_weak_labels_reaches_as_far_as_its_gaps_allow() -> None:
    assert struck("Skip the harbour", OTHER, "Tides", OTHER, "Piers", OTHER, OTHER, "Boats") == [0, 2, 4]


def test_a_row_that_proves_itself_proves_nothing_across_a_gap() -> None:
    assert struck("Tides", "Piers", "Boats", OTHER, "Tides") == [0, 1, 2]
