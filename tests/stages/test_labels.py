"""Weak labels and their company: how near another label has to stand, and how many prove each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.page import Page
from cleaner.rules.rule import Rule
from cleaner.rules.ruleset import Ruleset
from cleaner.stage import Strike
from cleaner.stages.labels import MAX_UNKNOWN, MIN_WEAK, LabelStage, in_company

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


@given(st.lists(st.sampled_from(("weak", "weak", "strong", "struck", "unknown", "unknown")), max_size=14))
def test_weak_labels_go_in_chains_with_evidence_and_in_rows(kinds: list[str]) -> None:
    page = Page("".join(f"line {at}\n" for at in range(len(kinds))))
    labels = {
        at: Rule(f"a/b{at}", "navigation", "r", ("x",), ("x",), (), strength=kind)
        for at, kind in enumerate(kinds)
        if kind in ("weak", "strong")
    }
    for at, kind in enumerate(kinds):
        if kind == "struck":
            page.set_struck(at)
    assert in_company(page, labels) == {at for at in walked(kinds) if at in labels}


def walked(kinds: list[str]) -> set[int]:
    """The lines that go, by a walk from the first line to the last."""
    going: set[int] = set()
    rows: list[list[int]] = [[]]
    unknown = 0
    for at, kind in [*enumerate(kinds), *enumerate(["unknown"] * (MAX_UNKNOWN + 1), len(kinds))]:
        if kind != "unknown":
            rows[-1].append(at)
            unknown = 0
            continue
        unknown += 1
        rows.append([])
        if unknown > MAX_UNKNOWN:
            evident = any(kinds[line] != "weak" for row in rows for line in row)
            going.update(line for row in rows if evident or len(row) >= MIN_WEAK for line in row)
            rows = [[]]
    return going
