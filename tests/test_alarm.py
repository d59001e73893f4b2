"""The loss alarm."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner import clean
from cleaner.alarm import LossLimits, loss_flags
from cleaner.cli import main
from cleaner.edit import Edit, Edits
from cleaner.errors import OptionError

PROSE = "The ferry left at noon, and nobody on the quay could say when it would be back, she said."


def strike(text: str, category: str = "legal", start: int = 0) -> Edit:
    return Edit(start, start + len(text), text, "", "chrome", "legal/x", category, "a reason", action="strike")


def test_nothing_is_limited_unless_asked_for() -> None:
    assert not LossLimits()
    assert loss_flags([strike(PROSE)], len(PROSE), LossLimits()) == []


def test_without_limits_no_edit_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(edits: Edits) -> None:
        raise AssertionError("an edit and its reason were made that nobody reads")

    monkeypatch.setattr(Edits, "made", refuse)
    (tmp_path / "page.txt").write_text(f"Leave a Reply\n{PROSE}\n")
    done = CliRunner().invoke(main, ["clean", str(tmp_path / "page.txt")])
    assert done.stdout == f"{PROSE}\n"


@pytest.mark.parametrize(("most", "count"), [(0.5, 0), (0.49, 1), (1.0, 0), (0.0, 1)])
def test_the_share_removed(most: float, count: int) -> None:
    assert len(loss_flags([strike("x" * 50)], 100, LossLimits(max_removed=most))) == count


def test_an_empty_document_loses_nothing() -> None:
    assert loss_flags([], 0, LossLimits(max_removed=0.0)) == []


def test_prose_counts_and_labels_and_copies_do_not() -> None:
    edits = [strike(PROSE), strike("Terms of use\n", start=200), strike(PROSE, "duplicate", 300)]
    assert loss_flags(edits, 10_000, LossLimits(max_prose=len(PROSE))) == []
    said = loss_flags(edits, 10_000, LossLimits(max_prose=len(PROSE) - 1))
    assert said == [f"loss: {len(PROSE)} characters of prose removed, more than {len(PROSE) - 1}"]


def test_protected_text() -> None:
    limits = LossLimits(protect=("(?i)^by ", "quay"))
    assert loss_flags([strike("By Ada van Holt\n"), strike("Menu\n", start=50)], 100, limits) == [
        "loss: protected text removed: 'By Ada van Holt' (legal/x)"
    ]
    assert len(loss_flags([strike("by\n")], 100, limits)) == 0


def test_repairs_lose_nothing() -> None:
    repair = Edit(0, 6, "quay  ", "quay ", "unicode", "unicode/space", "space", "a reason")
    assert loss_flags([repair], 6, LossLimits(max_removed=0.0, protect=("quay",))) == []


def test_edits_of_a_result() -> None:
    result = clean("Skip to content\n" + PROSE, mode="careful", kind="text")
    assert len(loss_flags(result.edits, len(result.source), LossLimits(protect=("Skip",)))) == 1


@pytest.mark.parametrize(
    "values", [{"max_removed": 1.5}, {"max_removed": -0.1}, {"max_prose": -1}, {"protect": ("(",)}]
)
def test_wrong_limits_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(OptionError):
        LossLimits(**values)  # type: ignore[arg-type]


def test_the_report_flags_and_ends_with_status_1(tmp_path: Path) -> None:
    page, log, out = tmp_path / "a.txt", tmp_path / "log.jsonl", tmp_path / "report.html"
    page.write_text("Skip to content\n" + PROSE, "utf-8")
    runner = CliRunner()
    assert runner.invoke(main, ["clean", str(page), "-o", str(tmp_path / "o.txt"), "--log", str(log)]).exit_code == 0
    assert runner.invoke(main, ["report", str(log), "-o", str(out), "--max-removed", "0.9"]).exit_code == 0
    done = runner.invoke(main, ["report", str(log), "-o", str(out), "--protect", "Skip"])
    assert done.exit_code == 1
    assert "1 of 1 documents lost more than they may" in done.output
    assert "loss: protected text removed" in out.read_text("utf-8")


def files(folder: Path) -> list[str]:
    records = [{"id": "a", "text": "Skip to content\n" + PROSE}, {"id": "b", "text": PROSE}]
    (folder / "in.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return [str(folder / "in.jsonl"), "-o", str(folder / "out.jsonl"), "--log", str(folder / "log.jsonl")]


def flags_of(log: Path) -> dict[str, object]:
    records = map(json.loads, log.read_text("utf-8").splitlines())
    return {record["id"]: record.get("flags") for record in records if record["record"] == "document"}


@pytest.mark.usefixtures("one_worker_here")
def test_a_run_flags_in_log_and_summary_and_ends_with_status_1(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["clean", *files(tmp_path), "--mode", "careful", "--protect", "^Skip"])
    assert done.exit_code == 1
    assert "1 of 2 documents lost more than they may" in done.output
    flag = "loss: protected text removed: 'Skip to content' (navigation/skip-link)"
    assert flags_of(tmp_path / "log.jsonl") == {"a": [flag], "b": None}
    assert CliRunner().invoke(main, ["clean", *files(tmp_path), "--mode", "careful"]).exit_code == 0


def test_one_document_is_flagged_too(tmp_path: Path) -> None:
    page, log = tmp_path / "a.txt", tmp_path / "log.jsonl"
    page.write_text("Skip to content\n" + PROSE, "utf-8")
    command = ["clean", str(page), "-o", str(tmp_path / "o.txt"), "--log", str(log), "--max-removed", "0.01"]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 1
    assert "flagged: loss: " in done.output
    assert flags_of(log)["a.txt"]
    assert (tmp_path / "o.txt").read_text("utf-8") == PROSE + "\n"
