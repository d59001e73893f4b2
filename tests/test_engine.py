"""The engine by example, and for any proposals at all: a stage of one's own works in any phase."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, Edit
from cleaner.edit import Cause, apply, undo
from cleaner.engine import MAX_ROUNDS, Draft
from cleaner.page import Page
from cleaner.stage import Phase, Proposal, Repair, Rewrite, Spare, Stage, Strike
from cleaner.stages import STAGES
from tests.strategies import texts

WHY = Cause("mine", "mine/rule", "mine", "because")
PROSE = "The tide took the old pier in one night, and the town watched from the quay with its lamps held high."
PAGE = f"Skip to content\n{PROSE}\nMarker here\n  {PROSE.replace('pier', 'mole')}\nLeave a Reply\n"


@dataclass
class Made:
    """A stage that proposes what a function of the page says."""

    phase: Phase
    propose: Callable[[Page], Iterable[Proposal]]
    name: str = "mine"

    def __call__(self, page: Page) -> Iterator[Proposal]:
        """Yields the function's proposals."""
        yield from self.propose(page)


def run(source: str, *stages: Stage) -> Draft:
    draft = Draft(Page(source))
    draft.run(stages)
    edits = draft.edits()
    assert undo(apply(source, edits), edits) == source
    return draft


def text_of(draft: Draft) -> str:
    return apply(draft.page.source, draft.edits())


def marker(page: Page) -> Iterator[int]:
    return (line for line in page.live() if page.texts[line] == "Marker here")


PROPOSALS: dict[str, tuple[Callable[[Page], Iterable[Proposal]], str]] = {
    "strike": (lambda page: [Strike(line, WHY) for line in marker(page)], ""),
    "rewrite": (lambda page: [Rewrite(line, "Mark", WHY) for line in marker(page)], "Mark\n"),
    "repair": (
        lambda page: [Repair(page.core_starts[n], page.core_starts[n] + 6, "Label", WHY) for n in marker(page)],
        "Label here\n",
    ),
    "spare": (lambda page: [Spare(line, WHY) for line in marker(page)], "Marker here\n"),
}


@pytest.mark.parametrize("mode", ["careful", "balanced"])
@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("kind", PROPOSALS)
def test_a_stage_of_ones_own_is_one_row_of_the_table(
    phase: Phase, kind: str, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    propose, line = PROPOSALS[kind]
    monkeypatch.setitem(STAGES, "mine", lambda settings: Made(phase, propose))
    result = Cleaner(mode=mode, kind="text").clean(PAGE)  # type: ignore[arg-type]
    assert result.text == f"{PROSE}\n{line}{PROSE.replace('pier', 'mole')}\n"
    assert result.restore() == PAGE
    assert kind in {"spare", *(edit.action for edit in result.edits if edit.stage == "mine")}
    assert [note.reason for note in result.spared if note.stage == "mine"] == ["because"] * (kind == "spare")


@pytest.mark.parametrize("phase", Phase)
def test_a_firmly_spared_line_is_never_struck(phase: Phase) -> None:
    guard = Made(Phase.REPAIR, lambda page: [Spare(0, WHY, firm=True)], "guard")
    draft = run("Home\nNews\n", guard, Made(phase, lambda page: [Strike(0, WHY), Strike(1, WHY)]))
    assert text_of(draft) == "Home\n"
    assert [note.text for note in draft.notes()] == ["Home"]


def test_a_strike_in_the_last_phase_is_seen_by_the_layout_before_it() -> None:
    layout = STAGES["layout"](None)  # type: ignore[arg-type]  # it has no settings
    last = Made(Phase.LAY_OUT, lambda page: [Strike(line, WHY) for line in page.live() if page.texts[line] == "b"])
    assert text_of(run("a\n\n\nb", layout, last)) == "a\n"


def test_a_struck_line_swallows_what_was_changed_in_it() -> None:
    change = Made(Phase.REPAIR, lambda page: [Repair(1, 2, "X", WHY)], "change")
    draft = run("abc\nd\n", change, Made(Phase.STRIKE, lambda page: [Strike(0, WHY)]))
    assert [(edit.before, edit.action) for edit in draft.edits()] == [("abc\n", "strike")]


def test_of_two_repairs_that_overlap_the_later_stands() -> None:
    first = Made(Phase.REPAIR, lambda page: [Repair(0, 2, "X", WHY), Repair(4, 5, "Y", WHY)], "first")
    second = Made(Phase.REPAIR, lambda page: [Repair(1, 3, "Z", WHY)], "second")
    draft = run("abcde\n", first, second)
    assert draft.page.texts == ["aZdY"]
    assert text_of(draft) == "aZdY\n"


def test_a_stage_that_never_settles_is_stopped() -> None:
    looks = 0

    def grow(page: Page) -> Iterable[Proposal]:
        nonlocal looks
        looks += 1
        return [Rewrite(0, page.texts[0] + "!", WHY)]

    assert text_of(run("a\n", Made(Phase.STRIKE, grow))) == "a" + "!" * MAX_ROUNDS + "\n"
    assert looks == MAX_ROUNDS


def test_stages_of_the_judging_phase_are_asked_once() -> None:
    looks = []

    def judge(page: Page) -> Iterable[Proposal]:
        looks.append(len(page.live()))
        return [Strike(line, WHY) for line in page.live()[:1]]

    run("a\nb\nc\n", Made(Phase.JUDGE, judge, "one"), Made(Phase.JUDGE, judge, "two"))
    assert looks == [3, 2]


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_title_doubled_on_the_last_line_keeps_the_line_break(end: str) -> None:
    title = "Old pier gone by morning"
    source = f"{PROSE}\n{PROSE.replace('pier', 'mole')}\n{title} {title}{end}"
    cleaner = Cleaner(mode="careful", kind="text", stages=("headers", "layout"))
    result = cleaner.clean(source)
    assert result.text.endswith(f"\n{title}\n")
    assert [edit.action for edit in result.removals] == ["rewrite"]
    assert cleaner.clean(result.text).text == result.text


@st.composite
def proposals(draw: st.DrawFn, source: str) -> list[Proposal]:
    """Any proposals for a page, sensible or not."""
    lines = len(Page(source))
    at = st.integers(0, len(source))
    line = st.integers(0, max(lines - 1, 0))
    kinds: list[st.SearchStrategy[Proposal]] = [
        st.tuples(at, at).map(lambda span: Repair(min(span), max(span), "x", WHY)),
        at.map(lambda start: Repair(start, start, " ", WHY)),
    ]
    if lines:
        kinds += [
            st.builds(Strike, line, st.just(WHY)),
            st.builds(Rewrite, line, st.sampled_from(["", "a", "other text"]), st.just(WHY)),
            st.builds(Spare, line, st.just(WHY), st.booleans()),
        ]
    return draw(st.lists(st.one_of(kinds), max_size=6))


@given(texts, st.data())
def test_whatever_stages_propose_the_source_comes_back(source: str, data: st.DataObject) -> None:
    def stage(phase: Phase, number: int) -> Made:
        made = data.draw(proposals(source))
        return Made(phase, lambda page: made, f"{phase.name}-{number}")

    stages = [stage(phase, number) for phase in Phase for number in range(2)]
    edits: Sequence[Edit] = run(source, *stages, STAGES["layout"](None)).edits()  # type: ignore[arg-type]
    assert all(one.end <= other.start for one, other in pairwise(edits))
