"""What tells lines that need no repair, before anything dear looks at them."""

import pytest
from ftfy.badness import BADNESS_RE, MOJIBAKE_CATEGORIES

from cleaner.text.repair import MOJIBAKE, is_clean, needs_ftfy, repair

HARMLESS = "common", "lower_common", "upper_common", "kaomoji"
"""Classes of ftfy's that make no mojibake by themselves: without a character of another class no pattern fires."""


@pytest.mark.parametrize(
    "line",
    [
        "قال \u200fالميناء\u200e إن السفينة \u202bغادرت\u202c عند الظهر.",
        "הספינה \u2066(12)\u2069 עזבה את הנמל",
        "می\u200cخواهم به خانه بروم",
    ],
)
def test_marks_that_shape_a_line_leave_it_clean_at_first_sight(line: str) -> None:
    assert is_clean(line)
    assert repair(line) == line


@pytest.mark.parametrize("line", ["\u200fabc", "a\u200cb", "קו\u200b", "\u200c", "من\u200c\u200cه", "א\u00a0\u200fב"])
def test_marks_that_do_nothing_do_not(line: str) -> None:
    assert not is_clean(line)
    assert repair(line) != line


def test_every_character_that_ftfy_takes_for_mojibake_is_looked_for() -> None:
    dear = "".join(chars for name, chars in MOJIBAKE_CATEGORIES.items() if name not in (*HARMLESS, "c1"))
    ranges = {
        chr(code) for code in (*range(0x80, 0xA0), *range(0xC0, 0xD2), *range(0xE0, 0xF2), *range(0x2550, 0x256D))
    }
    for char in {*dear} - {"-"} | ranges:
        assert MOJIBAKE.search(char), char


def test_no_two_other_characters_are_mojibake() -> None:
    """Three and more together are only where one of them is in a class that is looked for."""
    others = [chr(code) for code in (*range(0x20, 0x7F), *range(0x180, 0x3000), 0x4E2D, 0xFE8D) if code != 0x192]
    others = [char for char in others if not MOJIBAKE.search(char)]
    known = [char for char in others if char in "aZ .,!?-" or BADNESS_RE.pattern.count(char) or char in "абЯяαωΑΩ"]
    for first in known:
        assert not BADNESS_RE.search("|".join(f"{first}{second}" for second in others))
        assert not BADNESS_RE.search("|".join(f"{second}{first}" for second in others))


def test_arabic_text_never_reaches_the_dear_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.text.repair.is_bad", lambda: pytest.fail("asked"))
    assert not needs_ftfy("قال \u200fالميناء\u200e إن السفينة غادرت الميناء عند الظهر.")
