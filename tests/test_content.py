"""The stage `content`: what the model takes, what stays against its choice, and what it says of both."""

import pickle

import pytest

from cleaner import Cleaner, log_records
from cleaner.markup import render
from cleaner.page import Page
from cleaner.stages import content
from cleaner.stages.content import ContentStage, Judged, edges, headlines, siblings
from cleaner.stages.wholes import code_to_keep

MENU = ("Harbour", "Council", "Fish market", "Tide tables", "Lost and found", "Ferries", "Boat sales", "Archive")
TITLE = "Old pier gone by morning"
PROSE = (
    "The tide took the old pier in one night, and the town watched from the quay with its lamps held high.",
    "Nobody had expected it, though the harbour master had written to the council about the piles in spring.",
    "By morning there was nothing left of the pier but a row of posts, and the gulls had already taken those over.",
)
TEASERS = (
    "Ten boats to see this summer",
    "Why the herring came late",
    "A walk to the lighthouse",
    "Photos of the week",
)
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
        assert (edit.rule, edit.category) == ("content/model", "content-model")
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
    assert notes.get(title, content.HEADLINE) == content.HEADLINE


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
    assert [item.line for item in edges(judged, 0.25)] == [3, 5, 6, 7]


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
