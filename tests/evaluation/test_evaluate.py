"""`cleaner eval`: scores, the table, the worst pages, and the gates."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cleaner import Cleaner
from cleaner.cli import main
from cleaner.errors import GoldError
from cleaner.evaluation.score import by_type, evaluate, read_gold, word_f1, worst

BODY = "The tide took the old pier in one night, and the town watched from the quay with its lamps held high."
PAGES = [
    {"id": "clean", "type": "article", "text": f"Leave a Reply\n{BODY}\n", "gold": BODY},
    {"id": "teaser", "type": "listing", "text": f"Old pier gone by morning\n{BODY}\n", "gold": BODY},
    {"text": "Leave a Reply\n", "gold": ""},
]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, PAGES)) + "\n")
    return path


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, ["eval", *map(str, args)])


def test_scores_by_type_and_the_worst_page(gold: Path) -> None:
    scores = list(evaluate(Cleaner(), read_gold(gold)))
    table = by_type(scores)
    assert list(table) == ["article", "listing", "page", "all"]
    assert table["article"] == (1, 1.0, 1.0, 1.0)
    assert table["page"][1] == 1.0
    assert table["listing"][3] == 1.0
    assert table["listing"][2] < 1.0
    assert [score.id for score in worst(scores, 1)] == ["teaser"]


def test_the_score_is_a_bag_of_words_and_counts_ideographs() -> None:
    assert word_f1("", "") == (1.0, 1.0, 1.0)
    assert word_f1("tide", "") == (0.0, 0.0, 0.0)
    assert word_f1("", "tide") == (0.0, 0.0, 0.0)
    assert word_f1("港の桟橋", "港の") == (2 * 0.5 / 1.5, 0.5, 1.0)


def test_the_command_prints_the_table_and_gates(gold: Path, tmp_path: Path) -> None:
    result = run(gold, "--worst", "1")
    assert result.exit_code == 0
    assert "listing" in result.stdout
    assert "teaser" in result.stdout
    failed = run(gold, "--min-f1", "0.999")
    assert failed.exit_code == 1
    assert "is below 0.9990" in failed.stderr


def test_floors_are_pinned_and_fall_only_when_allowed(gold: Path, tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    assert run(gold, "--floors", floors).exit_code == 0
    pinned = json.loads(floors.read_text())["balanced"]
    assert 0.9 < pinned < 1
    gold.write_text(json.dumps(PAGES[1]) + "\n")
    assert run(gold, "--floors", floors).exit_code == 1
    assert json.loads(floors.read_text())["balanced"] == pinned
    assert run(gold, "--floors", floors, "--allow-regression").exit_code == 0
    assert json.loads(floors.read_text())["balanced"] < pinned


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "line 1: not JSON"),
        ("[]", "line 1: not a record"),
        ('{"text": "a"}', "the field 'gold' is missing"),
        ('{"text": 1, "gold": ""}', "the field 'text' is missing or no text"),
    ],
)
def test_malformed_gold_is_named_by_line(content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content)
    with pytest.raises(GoldError, match="gold.jsonl") as caught:  # noqa: RUF043  the dot is a dot
        list(read_gold(path))
    assert message in str(caught.value)
    assert run(path).exit_code == 1
    assert run(tmp_path / "nowhere").exit_code == 1
