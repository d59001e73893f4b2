"""`min_confidence`: pages that came out less sure are set aside, counted, and lost to nobody."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import cleaner
from cleaner.cli import main
from cleaner.errors import LowConfidenceError, OptionError
from tests.test_judgement import PAGE

SHOP = "\n".join(f"Lamp {number}\n{number}9.00\nAdd to cart\nIn stock\nCompare\nWish list" for number in range(40))


def test_a_page_that_is_less_sure_is_refused() -> None:
    sure, unsure = cleaner.clean(PAGE).confidence, cleaner.clean(SHOP).confidence
    assert sure is not None
    assert unsure is not None
    assert unsure < sure
    between = (sure + unsure) / 2
    assert cleaner.clean(PAGE, min_confidence=between).confidence == sure
    with pytest.raises(LowConfidenceError, match=f"confidence {unsure} is below"):
        cleaner.clean(SHOP, min_confidence=between)


def test_of_many_it_is_a_reject_of_its_own_kind(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(
        "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in (("a", PAGE), ("b", SHOP)))
    )
    sure, unsure = cleaner.clean(PAGE).confidence or 0, cleaner.clean(SHOP).confidence or 0
    least = str((sure + unsure) / 2)
    done = CliRunner().invoke(main, ["clean", str(source), "-o", str(out), "--min-confidence", least])
    assert done.exit_code == 1
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == ["a"]
    (reject,) = map(json.loads, (tmp_path / "out.jsonl.rejects.jsonl").read_text().splitlines())
    assert reject["id"] == "b"
    assert "for review" in done.stderr
    assert "mean confidence" in done.stderr
    assert "kinds of pages" in done.stderr


def test_one_page_is_refused_with_status_1_and_nothing_written(tmp_path: Path) -> None:
    page, out = tmp_path / "page.txt", tmp_path / "out.txt"
    page.write_text(SHOP)
    done = CliRunner().invoke(main, ["clean", str(page), "-o", str(out), "--min-confidence", "1"])
    assert done.exit_code == 1
    assert "for review" in done.stderr
    assert not out.exists()


@pytest.mark.parametrize("least", [-0.1, 1.1, "0.5", True])
def test_what_is_no_share_is_refused(least: object) -> None:
    with pytest.raises(OptionError, match="min_confidence"):
        cleaner.Cleaner(min_confidence=least)  # type: ignore[arg-type]


def test_careful_has_no_confidence_to_ask_for() -> None:
    with pytest.raises(OptionError, match="careful"):
        cleaner.Cleaner(mode="careful", min_confidence=0.5)
    done = CliRunner().invoke(main, ["clean", "-", "--mode", "careful", "--min-confidence", "0.5"], input="The tide.\n")
    assert done.exit_code == 2


def test_a_text_too_short_to_judge_has_a_confidence() -> None:
    assert cleaner.clean("The tide.").confidence is not None
    assert cleaner.clean("The tide.").kind == "other"
