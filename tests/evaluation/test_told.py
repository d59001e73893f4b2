"""`cleaner eval` where gold states roles: their scores, and how far confidence can be trusted."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner import Cleaner
from cleaner.cli import main
from cleaner.errors import GoldError
from cleaner.evaluation.score import evaluate, read_gold

STORY = [
    f"The ferry left the harbour at noon, and nobody on quay {number} could say when it would be back that day."
    for number in range(8)
]
TITLE = "Ferry left the harbour and nobody on the quay knew"
PAGE = "\n".join(["Home", "News", "Sport", TITLE, *STORY, "Leave a Reply", "Privacy policy"])
GOLD = {
    "id": "ferry",
    "text": PAGE,
    "gold": "\n".join([TITLE, *STORY]),
    "parts": {"title": TITLE, "body": "\n".join(STORY), "byline": "", "summary": ""},
    "comments": "",
}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(GOLD) + "\n")
    return path


def test_roles_and_confidence_are_scored(gold: Path) -> None:
    (score,) = evaluate(Cleaner(), read_gold(gold))
    assert score.roles == {"title": 1.0, "text": 1.0}
    assert score.confidence is not None
    said = CliRunner().invoke(main, ["eval", str(gold)]).stdout
    assert "role title" in said
    assert "confidence" in said
    assert "confidence" not in CliRunner().invoke(main, ["eval", str(gold), "--mode", "careful"]).stdout


@pytest.mark.parametrize("parts", [[], {"colour": "red"}, {"title": 3}])
def test_parts_that_are_no_texts_by_role_are_named(tmp_path: Path, parts: object) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({**GOLD, "parts": parts or [1]}) + "\n")
    with pytest.raises(GoldError, match="line 1"):
        list(read_gold(path))
