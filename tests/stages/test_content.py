"""The stage `content`: what the model takes, what stays against its choice, and what it says of both."""

import pickle

import pytest

from cleaner import Cleaner, log_records
from cleaner.headline import headlines
from cleaner.markup.render import render
from cleaner.page import Page
from cleaner.roles import ROLES
from cleaner.stages import content
from cleaner.stages.content import ContentStage, clean_already
from cleaner.stages.exceptions import (
    HEADLINE,
    INNER_PROSE,
    LAST,
    TEXT_BARS,
    Judged,
    bar_of,
    edges,
    exceptions,
    siblings,
)
from cleaner.stages.wholes import code_to_keep
from tests.conftest import CHECKOUT

CORPUS = CHECKOUT / "corpus"
MENU = (
    "Harbour", "Council", "Fish market", "Tide tables", "Lost and found", "Ferries", "Boat sales", "Archive", "Sea wall",
    "Net loft", "Quays", "Pilots", "Moorings", "Chandlers", "Puzzles", "Menu",
)  # fmt: skip
TITLE = "Old pier gone by morning"
PROSE = (
    "The tide took the old pier in one night, and the town watched from the quay with its lamps held high.",
    "Nobody had expected it, though the harbour master had written to the council about the piles in spring.",
    "By morning there was nothing left of the pier but a row of posts, and the gulls had already taken those over.",
)
TEASERS = (
    "Ten boats to see this summer", "Why the herring came late", "A walk to the lighthouse", "Photos of the week",
    "Harbour Post", "Write for the paper", "Prints and posters", "Our other papers", "Back numbers",
)  # fmt: skip
PAGE = "\n".join((*MENU, TITLE, *PROSE, *TEASERS)) + "\n"


@pytest.fixture(scope="module")
def balanced() -> Cleaner:
    return Cleaner(mode="balanced")


def test_lines_that_no_rule_knows_go(balanced: Cleaner) -> None:
    result = balanced.clean(PAGE)
    left = result.text.splitlines()
    assert left[: 1 + len(PROSE)] == [TITLE, *PROSE]
    assert len(left) < 1 + len(PROSE) + len(TEASERS)
    assert result.restore() == PAGE
    assert result.mode == "balanced"


def test_each_strike_has_its_score_and_reasons_in_plain_words(balanced: Cleaner) -> None:
    strikes = [edit for edit in balanced.clean(PAGE).removals if edit.stage == "content"]
    assert strikes
    for edit in strikes:
        assert edit.rule == "content/model"
        assert edit.category in ROLES
        assert edit.score is not None
        assert 0 <= edit.score < 1
        assert 1 <= len(edit.reason.split("; ")) <= 3
        assert "_" not in edit.reason
    records = list(log_records(balanced.clean(PAGE)))
    assert {record["score"] for record in records if record.get("stage") == "content"} == {e.score for e in strikes}


def test_careful_leaves_them() -> None:
    assert Cleaner(mode="careful").clean(PAGE).text == PAGE


def test_strict_strikes_no_less(balanced: Cleaner) -> None:
    mild, strict = (
        {edit.start for edit in cleaner.clean(PAGE).removals} for cleaner in (balanced, Cleaner(mode="strict"))
    )
    assert mild <= strict


def test_a_headline_stays_and_is_noted(balanced: Cleaner) -> None:
    page = Page(PAGE)
    title = page.texts.index(TITLE)
    assert headlines(page, page.body()) == {title}
    notes = {page.line_at(note.start): note.reason for note in balanced.clean(PAGE).spared}
    struck = {page.line_at(edit.start) for edit in balanced.clean(PAGE).removals}
    assert title not in struck
    assert notes.get(title, HEADLINE) == HEADLINE


def test_a_headline_that_shares_no_word_with_its_text_stays() -> None:
    page = Page("\n".join((*MENU, "What the sea did", "A. Lee", *PROSE)) + "\n")
    assert [page.texts[line] for line in headlines(page, page.body())] == ["What the sea did"]


def test_a_short_answer_between_paragraphs_stays(balanced: Cleaner) -> None:
    answers = "\n".join(line for prose in PROSE for line in (prose, "Were you there?", "Yes.")) + "\n" + PROSE[0]
    text = balanced.clean(answers).text
    assert text.count("Were you there?\nYes.\n") == 3


def test_lines_that_a_rule_took_keep_their_rule(balanced: Cleaner) -> None:
    result = balanced.clean(f"{PAGE}Leave a Reply\n")
    assert result.removals[-1].rule == "forms/leave-a-reply"


@pytest.mark.parametrize("text", ["", "\n\n", "|\n—\n", "Home\n", "\u200b\n", "1"])
def test_a_page_is_not_emptied(text: str, balanced: Cleaner) -> None:
    careful = Cleaner(mode="careful").clean(text)
    result = balanced.clean(text)
    assert bool(result.text) == bool(careful.text)
    assert result.restore() == text


def test_a_dump_of_too_many_lines_is_left_to_the_rules(balanced: Cleaner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "MAX_LINES", 10)
    assert balanced.clean(PAGE).text == PAGE


def test_a_long_line_is_judged_by_its_start() -> None:
    page = Page("Menu\n" * 7 + "the tide took the pier and nobody saw it go. " * 20_000)
    assert [item.line for item in ContentStage().judge(page)] == list(range(8))


def test_the_same_text_gives_the_same_result_in_any_cleaner(balanced: Cleaner) -> None:
    twin = pickle.loads(pickle.dumps(balanced))
    assert twin.clean(PAGE) == balanced.clean(PAGE) == Cleaner(mode="balanced").clean(PAGE)
    assert [result.text for result in balanced.pipe([PAGE, PAGE], workers=2)] == [balanced.clean(PAGE).text] * 2


def test_a_text_too_short_to_be_a_page_is_left_alone(balanced: Cleaner) -> None:
    text = "Hello.\n\nThanks for the boat.\n\nSee you on Friday.\n"
    assert balanced.clean(text).removals == ()


def test_a_line_that_nearly_made_it_stays_beside_the_text() -> None:
    scores = [0.1, 0.3, 0.1, 0.3, 0.9, 0.3, 0.3, 0.3, 0.3]
    judged = [Judged(line, score > 0.5, score, "") for line, score in enumerate(scores)]
    assert [item.line for item in edges(judged, lambda item: 0.25)] == [3, 5, 6, 7, 8]


def test_a_line_that_ends_as_a_sentence_needs_less_to_stay_at_the_edge() -> None:
    page = Page("\n".join((PROSE[0], "And the harbour? No.", "Ten boats to see")) + "\n")
    bars = [bar_of(page, Judged(line, False, 0.3, ""), TEXT_BARS.edge, TEXT_BARS) for line in (1, 2)]
    assert bars == [TEXT_BARS.spoken, TEXT_BARS.edge]


def test_a_line_marked_up_like_lines_that_stay_stays_with_them() -> None:
    text, markup = render("<p class=story>One<p class=story>Two<p class=story>Six<p class=teaser>Ten", opinion=False)
    first, second, third, other = (
        Judged(n, keep, 0.2, "") for n, keep in zip((0, 2, 4, 6), (True, True, False, False), strict=True)
    )
    assert siblings(Page(text, markup), markup, [first, second, third, other]) == {4}
    hopeless = third._replace(score=0.01)
    assert siblings(Page(text, markup), markup, [first, second, hopeless, other]) == set()
    lonely = second._replace(keep=False)
    assert siblings(Page(text, markup), markup, [first, lonely, third, other]) == set()


def test_code_that_mostly_stays_stays_whole() -> None:
    text, markup = render("<p>a</p><pre>int lamp()\n{\n\n  return 1;\n}</pre><p>b</p><pre>x\n}</pre>", opinion=False)
    page = Page(text, markup)
    lines = [page.texts[line] for line in sorted(code_to_keep(page, {2, 5}))]
    assert lines == ["{", "}"]
    assert code_to_keep(page, {0}) == set()


def test_a_text_without_sure_boilerplate_is_clean_and_stays_whole() -> None:
    page = Page("\n".join((*PROSE, "Read next")) + "\n")
    scores = [0.99] * len(PROSE) + [0.5]
    assert clean_already(page, [Judged(line, score > 0.6, score, "") for line, score in enumerate(scores)])


def test_a_text_between_menus_is_not_clean() -> None:
    page = Page("\n".join((*MENU, *PROSE, *MENU)) + "\n")
    scores = [0.01] * len(MENU) + [0.99] * len(PROSE) + [0.01] * len(MENU)
    assert not clean_already(page, [Judged(line, score > 0.5, score, "") for line, score in enumerate(scores)])


def test_a_rendered_page_is_never_taken_for_clean() -> None:
    text, markup = render("<p>One<p>Two<p>Six", opinion=False)
    assert not clean_already(Page(text, markup), [Judged(line, True, 0.99, "") for line in range(3)])


CLEAN_TEXTS = {
    "job": (
        "Net maker, part time (f/m/x)",
        "The Calder Net Works mends and makes nets for forty boats on this coast, and has done so since 1911.",
        "What you will do",
        "- mend trawls and seines on the quay, in any weather",
        "- keep the twine store in order",
        "- teach two apprentices",
        "What you bring",
        "- five years at a net loft, or a boat of your own",
        "- steady hands",
        "What we offer",
        "- 24 hours a week, 19.40 an hour",
        "- herring in season",
        "Write to Ida Moen at the loft until 3 March. We answer every letter, and we ask everyone who writes to come by.",
    ),
    "recipe": (
        "Smoked haddock soup",
        "For four people, forty minutes",
        "600 g smoked haddock",
        "1 litre milk",
        "4 potatoes",
        "1 leek",
        "1 bay leaf",
        "50 g butter",
        "pepper",
        "Warm the milk with the bay leaf and let the fish stand in it for ten minutes off the heat.",
        "Soften the sliced leek in the butter, add the diced potatoes and strain the milk over them.",
        "When the potatoes are done, flake the fish into the pot, warm it through and grind pepper over it.",
    ),
    "minutes": (
        "Harbour board, minutes of the meeting of 4 February",
        "Present: Moen (chair), Lund, Okafor, Reyes, Tan (minutes)",
        "Absent: Brandt",
        "1. Minutes of the last meeting",
        "Agreed without changes.",
        "2. Dredging",
        "Okafor reports that the channel has lost half a metre since autumn. The board asks for two offers by April.",
        "3. Crane",
        "The crane failed twice in January. Reyes will ask the maker for a price; Lund would rather buy a used one.",
        "4. Any other business",
        "None.",
        "Next meeting: 3 March, 18:30",
    ),
    "poem": (
        "The pier",
        "All night the water worked the nails",
        "and talked of other shores,",
        "of ships that came with folded sails",
        "and tar on all their floors;",
        "and we who slept behind the wall",
        "had nothing left to keep",
        "but how the planks began to fall",
        "like animals to sleep.",
        "By morning there were posts and gulls,",
        "a rope, a broken chair,",
        "the long light on the upturned hulls",
        "and room for all the air.",
    ),
    "email": (
        "Dear Ida,",
        "thank you for the twine, which came on Tuesday. It is just what I was looking for, and a good deal cheaper too.",
        "I have three questions:",
        "- Could you send ten more reels by the end of the month?",
        "- Do you have it in green?",
        "- Is the loft open on Saturdays?",
        "The haddock soup was a success, by the way. Tom had three plates of it, and he does not even like fish.",
        "See you at the meeting.",
        "Yours,",
        "Anders",
    ),
}
"""Texts without a line of boilerplate, which look little like news."""


@pytest.mark.parametrize("name", CLEAN_TEXTS)
def test_clean_text_stays_as_it_is(name: str, balanced: Cleaner) -> None:
    text = "\n".join(CLEAN_TEXTS[name]) + "\n"
    assert balanced.clean(text).text == text


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in CORPUS.glob("*/page.txt")))
def test_a_second_cleaning_strikes_nothing_by_score(folder: str, balanced: Cleaner) -> None:
    once = balanced.clean((CORPUS / folder / "page.txt").read_bytes()).text
    assert [edit for edit in balanced.clean(once).removals if edit.stage == "content"] == []


def between_prose(count: int, score: float) -> tuple[Page, list[Judged]]:
    """A page with ``count`` labels between its paragraphs, each with this score."""
    labels = [f"Label number {n}" for n in range(count)]
    page = Page("\n".join((*PROSE, *labels, *PROSE)) + "\n")
    return page, [
        Judged(line, text in PROSE, 0.99 if text in PROSE else score, "") for line, text in enumerate(page.texts)
    ]


def test_a_gap_of_eight_lines_is_small_and_one_of_nine_is_not() -> None:
    assert len(exceptions(*between_prose(8, 0.46))) == 8
    assert exceptions(*between_prose(9, 0.46)) == {}


def test_prose_inside_the_text_stays_where_it_scores_a_little() -> None:
    page = Page("\n".join(PROSE) + "\n")
    doubtful = [Judged(line, line != 1, 0.41 if line == 1 else 0.99, "") for line in range(3)]
    assert exceptions(page, doubtful) == {1: INNER_PROSE}


def test_the_end_of_a_list_stays_before_a_label_that_goes() -> None:
    lines = [*PROSE, "28 days of holiday", "Pension, 8 %", "Bike scheme", "Apply now", "Leeds"]
    page = Page("".join(f"{line}\n" for line in lines))
    last = lines.index("Bike scheme")
    judged = [Judged(line, line < last, 0.21 if line >= last else 0.9, "") for line in range(len(lines))]
    assert exceptions(page, judged) == {}
    page.set_struck(last + 1)
    del judged[last + 1]
    assert exceptions(page, judged) == {last: LAST}
