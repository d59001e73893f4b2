"""The search for thresholds: what is chosen on two folds is scored on the third, and constants come back."""

import pytest

from cleaner import Cleaner
from cleaner.model import choice
from cleaner.stages import exceptions

pytest.importorskip("training.thresholds", exc_type=ImportError)
from training.thresholds import (
    Seen,
    Threshold,
    cleaned,
    mean_score,
    say,
    thresholds,
)


def test_groups_count_alike_whatever_their_size() -> None:
    seen = [Seen("CAUTION", 0.5, 0, "wcxb", 1.0)] * 9 + [Seen("CAUTION", 0.5, 0, "fundus", 0.0)]
    seen += [Seen("CAUTION", 0.5, 0, "comments gone", 0.3)]
    assert mean_score(seen) == pytest.approx(0.5)


def test_a_value_chosen_on_two_folds_is_scored_on_the_third(capsys: pytest.CaptureFixture[str]) -> None:
    """Fold 0 alone likes 1.0: it is chosen for folds 1 and 2, where it loses, and never for fold 0."""
    better = {(0, 1.0): 1.0, (1, 1.0): 0.4, (2, 1.0): 0.4}
    seen = [Seen("CAUTION", v, f, "fundus", better.get((f, v), 0.5)) for v in (0.5, 1.0) for f in range(3)]
    say(Threshold(choice, "CAUTION", (0.5, 1.0)), seen)
    out = capsys.readouterr().out
    assert "chosen [0.5, 1.0, 1.0]; on the fold left out 0.4333, as shipped 0.5000" in out


def test_every_value_is_tried_and_the_shipped_one_is_back_after_it() -> None:
    page = "\n".join(["Home", "About us", *(["The ferry crossed the bay before the storm came in."] * 12), "Log in"])
    record = {"gold": page, "fold": 4}
    tried = [t for t in thresholds("text") if t.name in ("CAUTION", "TEXT_BARS.prose")]
    before = choice.CAUTION, exceptions.TEXT_BARS
    found = list(cleaned(Cleaner(), page, record, "wcxb-dev", tried))
    assert [(seen.value, seen.fold, seen.group) for seen in found] == [
        (value, 1, "wcxb") for threshold in tried for value in threshold.values
    ]
    assert before == (choice.CAUTION, exceptions.TEXT_BARS)
    assert all(threshold.shipped() in threshold.values for threshold in thresholds("html-full"))
