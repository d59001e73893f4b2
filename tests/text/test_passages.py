"""Passages: what a dump parts over several lines is read as the one line it was."""

import textwrap
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.markup.render import render
from cleaner.page import Page, parted_passages
from cleaner.stages.content import ContentStage
from cleaner.text.passages import lines_inside, on_one_line, passages, prose_weights_over, wrap_of
from cleaner.text.prose import prose_weights
from tests.strategies import parted_texts, texts

STORY = [
    "When the sea had eaten the last of the garden wall, the council of Skarnes did what councils seldom do, and moved "
    "a lighthouse. It stood on rails for eleven days, and went inland at the pace of a tired snail.",
    "The engineer in charge, a woman from the valley who had never moved anything taller than a barn, slept in the lamp "
    "room the whole time. She said afterwards that the tower creaked less than her own stairs.",
    "Nobody in the village will say what it cost, and the harbour master, asked for the third time, pointed at the "
    "cliff, where the old foundation now hangs over nothing at all.",
]
NODES = [
    "The papers of the last miller of",
    "Ostermühle",
    ", which came to the archive in a tea chest, hold a map that the family had",
    "drawn",
    ". It has four hundred ditches, says",
    "Hanna Voss",
    ", who has spent two winters reading it.",
]


def widths(texts: list[str]) -> list[int]:
    return [len(text) for text in texts]


def parts(texts: list[str]) -> list[range]:
    return passages(texts, widths(texts), lines_inside(texts))


@pytest.mark.parametrize("columns", [48, 72, 100])
@pytest.mark.parametrize("between", [[], [""]])
def test_wrapped_paragraphs_are_whole_again(columns: int, between: list[str]) -> None:
    texts: list[str] = []
    for paragraph in STORY:
        texts += [*textwrap.wrap(paragraph, columns), *between]
    if columns == 100 and not between:
        texts.append("")
    found = [on_one_line(texts[lines.start : lines.stop]) for lines in parts(texts)]
    assert "\n".join(found).split() == " ".join(STORY).split()
    if between:
        assert found == STORY


def test_indentation_counts_towards_the_wrap() -> None:
    page = Page("".join(f"{line}\n" for story in STORY for line in textwrap.wrap(f"     {story}", 60)))
    flush = Page("".join(f"     {line}\n" for story in STORY for line in textwrap.wrap(story, 55)))
    assert parted_passages(page)
    assert len(parted_passages(flush)) == len(STORY)


@pytest.mark.parametrize(
    "texts",
    [
        ["Home", "about us", "contact us", "our team", "read the whole story of the pier", "more from the coast"],
        ["Old pier gone by morning, council says", "Ferry to sail again in the spring, we hear"] * 6,
        ["android", ",", "htc", ",", "droid dna", ","],
        ["I saw it from the quay", "great post", "by Ada on 3 March", "thanks for writing this down"],
        ["天气" * 30, "港口" * 30] * 6,
        ["- a list of things that we had to carry up the hill", "- a rope, a lamp and what was left of the map"] * 4,
    ],
)
def test_what_stands_alone_stays_alone(texts: list[str]) -> None:
    assert parts(texts) == []


def test_a_link_in_a_sentence_is_part_of_it() -> None:
    assert parts(["Menu", *NODES, "Share", "Print"]) == [range(1, 8)]


def test_a_rendered_page_has_no_parted_passages() -> None:
    html = f"<p>{'<br>'.join(NODES)}</p>"
    text, markup = render(html)
    assert parted_passages(Page(text)) != []
    assert parted_passages(Page(text, markup)) == []


@given(st.one_of(texts, parted_texts))
def test_passages_are_runs_of_lines_with_text(text: str) -> None:
    page = Page(text)
    found = parted_passages(page)
    assert all(len(lines) > 1 and all(page.texts[line] for line in lines) for lines in found)
    assert all(before.stop <= after.start for before, after in pairwise(found))


def test_a_parted_paragraph_weighs_what_it_would_on_one_line() -> None:
    texts = textwrap.wrap(STORY[0], 60)
    parted = prose_weights_over(texts, [range(len(texts))])
    assert sum(parted) == pytest.approx(sum(prose_weights([STORY[0]])))
    assert all(parted)


def test_a_label_inside_a_sentence_stays() -> None:
    page = [*NODES, "What the map does not show is the", "Privacy Policy", ", as it were, of its time."]
    text = "\n".join(["Home", *STORY[:2], *page, "Privacy Policy", "Log in", "© 2024 The River Papers"]) + "\n"
    clean = Cleaner(mode="careful").clean(text)
    assert clean.text.split("\n").count("Privacy Policy") == 1
    assert ", as it were, of its time." in clean.text


def test_code_and_lists_hide_no_wrap() -> None:
    call = "gauge.read(pin={0}, every={0} * 10)  # the pin at the pier, number {0}, and read once a minute at most"
    code = [f"    {call.format(pin)}" for pin in range(12)]
    items = [f"* the gauge at pier {pier}, which is read at noon" for pier in range(12)]
    texts = [*textwrap.wrap(" ".join(STORY), 72), "", *code, "", *items, "", *textwrap.wrap(STORY[0], 72)]
    widths = [*map(len, texts)]
    assert wrap_of([text.strip() for text in texts], widths) == 72


def test_a_wrapped_text_in_korean_is_recognised_and_one_in_chinese_is_not() -> None:
    korean = "항구의 등대지기는 매일 저녁 방파제 끝까지 걸어가서 등불을 살폈고 아무도 그에게 이유를 묻지 않았다 "
    texts = textwrap.wrap("".join(korean.replace("매일", f"매달{day}일") for day in range(7, 30)), 60)
    assert wrap_of(texts, [*map(len, texts)]) in range(58, 61)
    chinese = "港口的灯塔看守人每天傍晚 走到防波堤尽头查看灯火 没有人问他为什么 "
    texts = textwrap.wrap("".join(chinese.replace("每天", f"每月{day}日") for day in range(7, 30)), 60)
    assert wrap_of(texts, [*map(len, texts)]) == 0


def test_rows_of_figures_and_headlines_are_not_wrapped() -> None:
    rows = [f"{n} points after {n * 7} games, {n} of them at home and {n + 30} in the rain" for n in range(10, 40)]
    assert wrap_of(rows, [*map(len, rows)]) == 0
    heads = [
        f"Harbour {word} in the night and nobody in town says why it was" for word in ("burns", "sinks", "floods")
    ] * 9
    assert wrap_of(heads, [*map(len, heads)]) == 0


def test_a_label_that_ends_a_sentence_stays_and_the_log_says_why() -> None:
    wrapped = ["The harbour master keeps a list of all that is known of the ferry, on the", "next page.", STORY[0]]
    text = "\n".join(["Home", "Log in", STORY[1], *["x"] * 30, *wrapped]) + "\n"
    result = Cleaner(mode="careful").clean(text)
    assert "\nnext page.\n" in result.text
    assert [note.text for note in result.spared if "sentence that begins" in note.reason] == ["next page."]


def test_a_wrapped_notice_goes_as_a_whole() -> None:
    notice = (
        "We use cookies to improve your experience on our website. By browsing this website, you agree to our use of "
        "cookies. Read our privacy policy for more."
    )
    text = "\n\n".join(textwrap.fill(paragraph, 66) for paragraph in [*STORY, notice]) + "\n"
    result = Cleaner(mode="careful").clean(text)
    assert result.text.split() == " ".join(STORY).split()
    assert {edit.rule for edit in result.removals} == {"prompts/cookie-notice"}


def test_the_model_reads_a_passage_as_one_line() -> None:
    blocks = [f"{name} {story}" for name in ("Then", "And", "But") for story in STORY]
    stage = ContentStage()
    whole, _ = stage.look(Page("\n".join(["Startside", *blocks, "Kultur"])))
    wrapped = Page("\n\n".join(["Startside", *(textwrap.fill(block, 70) for block in blocks), "Kultur"]))
    lines, judgement = stage.look(wrapped)
    assert len(lines) > 2 * len(whole)
    assert {item.score for item in lines} == {item.score for item in whole}
    words = [len(text.split()) for text in (*blocks, "Startside", "Kultur")]
    assert sum(judgement.words) == pytest.approx(sum(words), rel=0.02)  # a hyphen parts a word for the model
