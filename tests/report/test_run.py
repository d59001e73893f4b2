"""The report of a run, without a browser: what is counted, what is sampled, what it reads."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from cleaner.cli import main
from cleaner.errors import LogError
from cleaner.report.logged import Logged, logged_document
from cleaner.report.reading import logged_documents
from cleaner.report.run import MAX_SHOWN_CHARS, MAX_STRIKES, run_html
from cleaner.report.tally import RunTally, Top, tally_of
from tests.report.test_page import HOSTILE, Tags

PROSE = "Ada van Holt of the harbour board said that {:,} crates were lost on the quay that night, and no more.\n"


def strike(start: int, text: str, rule: str = "content/model", score: float | None = 0.1) -> dict[str, Any]:
    span = {"start": start, "end": start + len(text), "before": text, "after": ""}
    why = {"stage": "content", "rule": rule, "category": rule.partition("/")[0], "reason": "a reason"}
    return {"record": "edit", **span, **why, "score": score, "action": "strike"}


def document(name: str, strikes: Sequence[str], chars: int = 1000, **more: Any) -> list[dict[str, Any]]:
    edits = [strike(200 * n, text) for n, text in enumerate(strikes)]
    record = {"record": "document", "id": name, "mode": "balanced", "language": "en", "source_chars": chars, **more}
    return [record, *edits]


def logged(name: str, strikes: Sequence[str] = (), chars: int = 1000, **more: Any) -> Logged:
    return logged_document(document(name, strikes, chars, **more))


def test_characters_are_counted_by_role_and_rule() -> None:
    records = document("a", ["Menu\n", "Home\n"])
    records.append(strike(900, "Terms of use\n", "legal/policy-link", None))
    tally = tally_of([logged_document(records), logged("b", ["Menu\n"])])
    assert (tally.documents, tally.chars_in, tally.removed) == (2, 2000, 28)
    assert tally.roles == {"other": 15, "legal": 13}
    rule = tally.rules["content/model"]
    assert (rule.lines, rule.chars, rule.documents) == (3, 15, 2)
    assert [name for name, _ in tally.rules_by_size()] == ["content/model", "legal/policy-link"]


def test_the_least_certain_strikes_of_a_rule_come_first() -> None:
    records = [document("a", [])[0], *(strike(100 * n, f"line {n}\n", score=n / 10) for n in range(9))]
    found = tally_of([logged_document(records)]).rules["content/model"].doubtful.items()
    assert [item.edit.score for item in found] == [0.8, 0.7, 0.6, 0.5, 0.4]


def test_distributions_count_every_document() -> None:
    tally = tally_of([logged("a"), logged("b", ["x" * 500]), logged("c", ["x" * 1000], confidence=0.31)])
    assert sum(tally.shares) == 3
    assert (tally.shares[0], tally.shares[10], tally.shares[-1]) == (1, 1, 1)
    assert tally.confidences[6] == sum(tally.confidences) == 1


def test_flags_are_counted() -> None:
    tally = tally_of([logged("a", flags=["paywall"]), logged("b", flags=["paywall", "captcha"]), logged("c")])
    assert tally.flags == {"paywall": 2, "captcha": 1}
    assert "⚑ paywall" in run_html(tally, "x", compared=False)


def test_the_sample_has_the_leaders_of_each_list() -> None:
    safe = [logged(f"safe {n}", ["Menu\n"], 100_000) for n in range(300)]
    risky = [
        logged("prose", [PROSE.format(1) * 3], 10_000),
        logged("share", ["x" * 990]),
        logged("unsure", ["Menu\n"], 200_000, confidence=0.01),
        logged("facts", [PROSE.format(n) for n in range(4)], 5_000_000),
    ]
    sample = tally_of([*safe, *risky]).sample()
    assert {"prose", "share", "unsure", "facts"} <= {found.item.id for found in sample}
    assert len(sample) <= 160
    why = {found.item.id: found.why for found in sample}
    assert why["unsure"] == ["lowest confidence"]
    assert why["share"] == ["largest share removed"]


def test_a_report_says_what_it_sampled() -> None:
    page = run_html(tally_of(logged(f"d{n}", ["Menu\n"]) for n in range(300)), "x", compared=False)
    assert "40 of 300" in page
    assert "most prose removed" in page


def test_a_small_run_is_shown_whole() -> None:
    page = run_html(tally_of(logged(f"d{n}", ["Menu\n"]) for n in range(30)), "x", compared=False)
    assert "A sample" not in page
    assert all(f">d{n}</span>" in page for n in range(30))


def test_long_pages_and_lines_are_cut_and_the_cut_is_said() -> None:
    page = run_html(tally_of([logged("a", ["x" * 5000, *["Menu\n"] * 200])]), "x", compared=False)
    assert "x" * MAX_SHOWN_CHARS not in page
    assert f"Shown are the {MAX_STRIKES} most doubtful strikes" in page


def test_rejects_are_listed() -> None:
    tally = RunTally()
    tally.reject("7", "line 3", "there is no text: the value is null")
    page = run_html(tally, "x", compared=False)
    assert "line 3: there is no text: the value is null" in page


def test_hostile_names_and_texts_stay_text() -> None:
    tally = tally_of(logged(text, [text, PROSE.format(3)], flags=[text]) for text in HOSTILE)
    for text in HOSTILE:
        tally.reject(text, text, text)
    tags = Tags()
    tags.feed(run_html(tally, HOSTILE[1], compared=False))
    assert tags.tags.count("script") == 1
    assert not {"img", "b"} & set(tags.tags)
    assert not [name for name in tags.attributes if name.startswith("on")]


@pytest.mark.usefixtures("unescaped")
def test_without_escaping_they_would_not() -> None:
    tags = Tags()
    tags.feed(run_html(tally_of([logged(HOSTILE[2], [HOSTILE[2]])]), "x", compared=False))
    assert "img" in tags.tags


@given(st.lists(st.integers(0, 50)), st.integers(1, 5))
def test_the_top_is_what_sorting_gives(weights: list[int], size: int) -> None:
    top: Top[int] = Top(size)
    for number, weight in enumerate(weights):
        top.add(weight, number)
    assert top.items() == sorted(range(len(weights)), key=lambda n: (-weights[n], n))[:size]


@pytest.fixture
def run_files(tmp_path: Path) -> Path:
    """A run over two pages and a record without text."""
    pages = [
        {"id": "a", "text": "Skip to content\n" + PROSE.format(7)},
        {"id": "b", "text": None},
        {"id": "c", "text": "Leave a Reply\n" + PROSE.format(8)},
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(page) + "\n" for page in pages), "utf-8")
    command = ["clean", "in.jsonl", "-o", "out.jsonl", "--log", "log.jsonl", "--mode", "careful", "--quiet"]
    command = [str(tmp_path / word) if word.endswith(".jsonl") else word for word in command]
    assert CliRunner().invoke(main, command).exit_code == 1
    return tmp_path


def report(folder: Path, *options: str, status: int = 0) -> str:
    done = CliRunner().invoke(main, ["report", str(folder / "log.jsonl"), "-o", "-", *options])
    assert done.exit_code == status, done.output
    return done.output


def test_the_command_reads_log_texts_and_rejects(run_files: Path) -> None:
    page = report(run_files, "--clean", str(run_files / "out.jsonl"))
    assert "navigation/skip-link" in page
    assert 'Rejected</dt><dd><a href="#rejects"><strong>1</strong>' in page
    assert "Only the log was read" not in page


def test_the_command_does_with_the_log_alone(run_files: Path) -> None:
    assert "navigation/skip-link" in report(run_files)


def test_texts_of_another_run_are_refused(run_files: Path) -> None:
    other = run_files / "other.jsonl"
    other.write_text('{"id": "z", "text": "x"}\n', "utf-8")
    assert "names the document 'a' next" in report(run_files, "--clean", str(other), status=1)


def test_a_run_into_a_folder_has_its_texts_too(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Skip to content\n" + PROSE.format(7), "utf-8")
    command = ["clean", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "--log", str(tmp_path / "log.jsonl")]
    assert CliRunner().invoke(main, [*command, "--mode", "careful"]).exit_code == 0
    assert "navigation/skip-link" in report(tmp_path, "--clean", f"{tmp_path / 'out'}")


def test_a_broken_log_is_named(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text("{}\n", "utf-8")
    with pytest.raises(LogError):
        list(logged_documents(tmp_path / "log.jsonl"))
