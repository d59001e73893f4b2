"""What the features and the model promise, whatever the weights."""

import re

import numpy as np
import pytest

from cleaner.errors import WeightsError
from cleaner.markup.columns import Inside
from cleaner.markup.render import render
from cleaner.model import judge
from cleaner.model.choice import choose
from cleaner.model.dom import INSIDE, N_VERDICT, verdict_columns
from cleaner.model.features import NAMES, line_features, spread
from cleaner.model.judge import load
from cleaner.model.network import POOLS
from cleaner.model.words import split_words
from cleaner.shipped import shipped_table

PAGE = [
    "Home", "News", "Sport", "Weather", "Sign in", "|", "Floods reach the old town",
    "The river rose above its banks on Monday night, and by the morning the water stood in the streets of the town.",
    "Nobody was hurt, said the mayor, but about forty families had to leave their houses and were taken in by others.",
    "The school stays closed until Thursday, when the water is expected to fall below the mark of five metres.",
    "Share", "Tweet", "Related stories", "Ten things to do this weekend", "© 2024 Example Media. All rights reserved.",
]  # fmt: skip
ODD = ["", " ", "|", "\x00", "\ud800", "İ", "a" * 100_000, "؟", "𠀀𠀁", "👩‍👩‍👧", "1", "\u200f"]


def test_one_finite_row_a_line() -> None:
    found = line_features(PAGE)
    assert found.shape == (len(PAGE), len(NAMES))
    assert np.isfinite(found).all()


@pytest.mark.parametrize("lines", [[line] for line in ODD] + [ODD, ODD * 50, PAGE * 300])
def test_odd_lines_are_judged(lines: list[str]) -> None:
    verdict = load().judge(lines)
    assert verdict.score.shape == verdict.keep.shape == (len(lines),)
    assert np.isfinite(verdict.score).all()
    assert verdict.keep.any()


def test_the_body_stays_and_the_chrome_goes() -> None:
    keep = load().judge(PAGE).keep
    assert keep[7:10].all()
    assert not keep[:6].any()
    assert not keep[10:].any()


def test_struck_lines_are_context_only() -> None:
    struck = np.zeros(len(PAGE), bool)
    struck[7] = True
    keep = load().judge(PAGE, struck=struck).keep
    assert not keep[7]
    assert keep[8]


def test_strict_keeps_no_more_than_balanced() -> None:
    model = load()
    assert not (model.judge(PAGE, "strict").keep & ~model.judge(PAGE, "balanced").keep).any()


def test_every_strike_has_reasons() -> None:
    model = load()
    verdict = model.judge(PAGE)
    struck = np.flatnonzero(~verdict.keep)
    reasons = model.reasons(verdict, struck.tolist())
    assert len(reasons) == len(struck)
    assert all(reason and all(reason) for reason in reasons)


def test_every_column_has_words_for_it() -> None:
    groups = shipped_table("model/data/reasons.toml").values()
    for name in NAMES:
        assert any(re.fullmatch(pattern, name) for group in groups for pattern in group["columns"]), name


@pytest.mark.parametrize("lines", [1, 2, 30])
def test_window_means_equal_a_plain_loop(lines: int) -> None:
    columns = np.random.default_rng(0).random((lines, 3)).astype(np.float32)
    windows = ((-3, 0), (-2, 3), (4, 6), (-9, -7), *POOLS)
    found = spread(columns, windows)
    for i in range(lines):
        for at, (first, last) in enumerate(windows):
            part = columns[max(i + first, 0) : max(i + last, 0)]
            plain = part.mean(0) if len(part) else np.zeros(3)
            assert np.allclose(found[i, 3 * at : 3 * at + 3], plain, atol=1e-6)


def test_words_agree_with_a_regular_expression() -> None:
    pattern = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
    for line in [*PAGE, "Ünïcode 天气 test42 don't", "Το 3ο παιδί"]:
        assert split_words([line]).count[0] == len(pattern.findall(line)), line


def test_a_struck_line_of_high_score_does_not_count_in_a_strict_choice() -> None:
    struck = np.zeros(len(PAGE), bool)
    struck[7:9] = True
    assert load().judge(PAGE, "strict", struck).keep.tolist().count(True) >= 1


def test_a_choice_never_is_empty() -> None:
    assert choose(np.full(5, 1e-9, np.float32), np.ones(5)).any()


def test_weights_for_other_pools_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "POOLS", ((-1, 0),))
    with pytest.raises(WeightsError, match="train again"):
        judge.load.__wrapped__("text")


@pytest.mark.parametrize("kind", judge.WEIGHTS)
def test_weights_were_trained_with_what_the_code_has(kind: str) -> None:
    assert judge.load(kind).names == judge.WEIGHTS[kind][1]


@pytest.mark.parametrize("change", ["POOLS", "CLIP", "LEXICON_BITS", "HINT_BITS"])
def test_what_weights_mean_depends_on_all_that_they_share_with_the_code(
    change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = judge.meaning(NAMES)
    assert judge.meaning(NAMES[::-1]) != before
    monkeypatch.setattr(judge, change, 1)
    assert judge.meaning(NAMES) != before


def test_the_columns_of_a_place_are_the_bits_of_inside() -> None:
    for number, name in enumerate(INSIDE):
        assert getattr(Inside, name.upper()) == 1 << number


def test_readers_comments_are_told_apart_from_the_text() -> None:
    prose = (
        "<p>The tide took the old pier in one night, and the town watched from the quay with its lamps held high.</p>"
    )
    said = "I was there and I saw it all, what a night for the harbour and the boats."
    text, markup = render(
        f"<html><body><article><h1>Old pier gone by morning</h1>{prose * 6}</article><div id=comments class=comments>"
        f"<h3>2 comments</h3><div class=comment><p>{said}</p></div></div></body></html>"
    )
    lines = text.splitlines()
    assert markup.verdicts is not None
    assert markup.comments is not None
    assert (markup.verdicts[1], markup.comments[1]) == (1, 0)
    assert (markup.verdicts[lines.index(said)], markup.comments[lines.index(said)]) == (0, 1)
    found = verdict_columns(markup, np.arange(len(lines)), np.ones(len(lines), np.float32))
    assert found.shape == (len(lines), N_VERDICT)
    assert found[lines.index(said), 2] == 1


STORY = (
    "The tide took the old pier in one night, and the town watched from the quay with its lamps held high.",
    "Nobody had expected it, though the harbour master had written to the council about the piles in spring.",
    "By morning there was nothing left of the pier but a row of posts, and the gulls had already taken those over.",
)


@pytest.mark.parametrize(("score", "kept"), [(0.39, False), (0.41, True)])
def test_a_doubtful_line_must_beat_the_caution_taken_off_every_score(score: float, kept: bool) -> None:
    chosen = choose(np.array([0.95, score], np.float32), np.array([100.0, 100.0]))
    assert chosen.tolist() == [True, kept]


def test_reasons_are_what_speaks_against_a_line() -> None:
    menu = ["Harbour", "Council", "Fish market", "Tide tables", "Ferries", "Archive", "Net loft", "Quays"]
    model = load()
    verdict = model.judge([*menu, *STORY, *menu[::-1]])
    reasons = model.reasons(verdict, range(len(menu)))
    assert all(judge.DOUBT[0] not in phrases for phrases in reasons)
    assert sum("its place in the page" in phrases for phrases in reasons) > len(menu) / 2
