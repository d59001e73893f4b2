"""Why a line went or stayed, and how a terminal says it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner import Cleaner
from cleaner.batch.one import Task
from cleaner.errors import OptionError
from cleaner.report.line import WHOLE, LineStory, line_story
from cleaner.report.nearest import difference
from cleaner.report.story import story_lines
from tests.conftest import CHECKOUT
from tests.report.test_commands import PAGE, run

JUDGED = CHECKOUT / "corpus" / "live-blog" / "page.txt"
PROSE = "The ferry left at noon, and nobody on the quay could say when it would be back, she said.\n"
TEXT = "Skip to content\n" + PROSE * 2 + "Terms and conditions of sale\n\nPrivacy policy of the last century\nEmail\n"


def story(number: int, text: str = TEXT) -> LineStory:
    return line_story(Cleaner(mode="careful", kind="text"), Task(text), number)


def test_a_struck_line_names_the_stage_that_took_it() -> None:
    found = story(1)
    assert found.fate == "struck"
    said = {verdict.stage: verdict for verdict in found.verdicts}
    assert (said["chrome"].does, said["chrome"].rule) == ("strikes", "navigation/skip-link")
    assert said["forms"].reason == "the line was gone already"
    assert said["content"].reason == "does not run in this mode"
    assert found.nearest is None


def test_every_stage_has_its_say_once() -> None:
    from cleaner.stages import STAGES

    assert sorted(verdict.stage for verdict in story(2).verdicts) == sorted(STAGES)


def test_a_kept_line_names_the_rule_that_comes_nearest() -> None:
    near = story(6).nearest
    assert near is not None
    assert near.rule.startswith("legal/")
    assert "matches only" in near.lacks or "likest example" in near.lacks


def test_a_rule_that_matches_says_what_forbids_it() -> None:
    near = story(3, PROSE * 2 + "Terms of use\n" + PROSE * 2).nearest
    assert near is not None
    assert near.lacks == "it matches, but the line stands in the body, and the rule asks for tail"


def test_nothing_comes_near_prose() -> None:
    text = "Zwei Matrosen zogen am frühen Morgen das schwere Tau über den Kai, während das Schiff schon rollte.\n"
    assert story(1, text * 3).nearest is None


def test_the_story_is_that_of_cleaning() -> None:
    cleaner = Cleaner(kind="text")
    result = cleaner.clean(PAGE.read_bytes())
    gone = {edit.start for edit in result.removals}
    starts = [0]
    for line in result.source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for number in (1, 2, 10, 17, 19, 50, 91):
        fate = line_story(cleaner, Task(PAGE.read_bytes()), number).fate
        assert fate == ("struck" if starts[number - 1] in gone else "kept")


def test_the_model_gives_score_and_reasons_for_kept_lines_too() -> None:
    found = line_story(Cleaner(kind="text"), Task(PAGE.read_bytes()), 19)
    assert found.fate == "kept"
    assert found.score is not None
    assert found.score > 0.5
    assert found.weighed


@pytest.mark.parametrize(("number", "message"), [(99, "has 7 lines"), (5, "nothing is on it")])
def test_lines_that_are_not_there(number: int, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        story(number)


def test_words_that_differ_are_named() -> None:
    assert difference({"terms"}, "Terms") == "the words are the same"


def test_a_story_cannot_move_the_cursor() -> None:
    text = "\n".join(story_lines(story(1, "\x1b[2Jboo\x07\u202e\n" + PROSE)))
    assert all(character.isprintable() or character == "\n" for character in text)


def test_the_command_shows_one_line() -> None:
    shown = run("explain", PAGE, "--line", 2)
    assert "line 2: struck" in shown
    assert "clock/last-updated-time" in shown


def test_the_command_shows_one_line_as_json() -> None:
    found = json.loads(run("explain", PAGE, "--line", 19, "--json"))
    assert found["fate"] == "kept"
    assert [verdict["stage"] for verdict in found["verdicts"]][:2] == ["unicode", "keep"]


@pytest.mark.parametrize("options", [["--json"], ["--line", 2, "-o", "x.html"]])
def test_options_that_do_not_fit(options: list[object]) -> None:
    run("explain", PAGE, *options, status=2)


def test_what_is_piped_is_not_cut() -> None:
    shown = run("explain", PAGE)
    assert "…" not in shown
    assert "eleven container ships at anchor outside the breakwater" in shown


def test_the_terminal_shows_scores() -> None:
    assert "content/model (0." in run("explain", JUDGED)
    assert "(0." not in run("explain", JUDGED, "--mode", "careful")


@pytest.fixture
def plain_page(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        (tmp_path / "page.txt").write_text(text, "utf-8")
        return tmp_path / "page.txt"

    return write


def test_it_says_what_the_next_mode_would_take(plain_page: Callable[[str], Path]) -> None:
    assert "more lines would go in balanced" in run("explain", JUDGED, "--mode", "careful")
    assert "would go" not in run("explain", JUDGED, "--mode", "strict")
    assert "would go" not in run("explain", plain_page(PROSE), "--mode", "careful")


def test_the_roles_are_those_of_the_model_the_likeliest_first() -> None:
    page = (CHECKOUT / "corpus" / "german-imprint" / "page.txt").read_text("utf-8")
    number = next(n for n, line in enumerate(page.splitlines(), 1) if len(line) > 200)
    found = line_story(Cleaner(kind="text"), Task(page), number)
    shares = [*found.roles.values()]
    assert next(iter(found.roles)) == "text"
    assert shares == sorted(shares, reverse=True)
    assert 0.9 < sum(shares) <= 1.02
    assert f"  role      text {shares[0]:.2f}" in "\n".join(story_lines(found))
    assert json.loads(json.dumps(found.to_dict()))["roles"] == dict(found.roles)


def test_without_the_model_there_are_no_roles() -> None:
    assert story(2).roles == {}
    assert not [line for line in story_lines(story(2)) if line.startswith("  role")]


def test_a_text_that_is_clean_already_says_that_it_stays_whole() -> None:
    lines = [
        f"On day {number} the ferry left at noon, and nobody could say when it would be back." for number in range(12)
    ]
    found = line_story(Cleaner(kind="text"), Task("\n".join(lines)), 3)
    said = {verdict.stage: verdict for verdict in found.verdicts}
    assert (said["content"].does, said["content"].reason) == ("nothing", WHOLE)
