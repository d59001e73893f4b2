"""A run reviewed: what is asked, what the answers become, and that it sticks."""

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner import Cleaner
from cleaner.cli import main
from cleaner.errors import LogError
from cleaner.evaluation.score import read_gold
from cleaner.io.formats import Source
from cleaner.review.answers import Answer, gold_records, read_answers, rules_toml
from cleaner.review.page import review_html
from cleaner.review.questions import PER_DOCUMENT, Question, questions_of
from cleaner.rules.examples import check_examples
from cleaner.rules.parse import parse_rules
from tests.report.test_page import HOSTILE, Tags

PROSE = "The ferry left at noon, and nobody on quay {} could say when it would be back, she said.\n"
PAGES = {
    "a": "Skip to content\n" + PROSE.format(1) + PROSE.format(2) + "Terms of use\nA harbour note\n",
    "b": "Leave a Reply\n" + PROSE.format(3) + PROSE.format(4) + "Share on Facebook\n",
}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run over two pages in `careful`."""
    records = [json.dumps({"id": name, "text": text}) + "\n" for name, text in PAGES.items()]
    (tmp_path / "in.jsonl").write_text("".join(records), "utf-8")
    names = [str(tmp_path / name) for name in ("in.jsonl", "out.jsonl", "log.jsonl")]
    command = ["clean", names[0], "-o", names[1], "--log", names[2], "--mode", "careful", "--quiet"]
    assert CliRunner().invoke(main, command).exit_code == 0
    return tmp_path


def asked(run: Path, count: int = 50) -> list[Question]:
    return questions_of(run / "log.jsonl", Source(place=run / "out.jsonl"), count)


def answered(run: Path, said: dict[str, str]) -> list[Answer]:
    found = {question.text: question.to_record() for question in asked(run)}
    return [
        Answer(**{name: {**found[text], "answer": answer}[name] for name in Answer._fields})
        for text, answer in said.items()
    ]


def test_struck_lines_are_asked_about_with_what_is_around_them(run: Path) -> None:
    found = {question.text: question for question in asked(run)}
    assert {"Skip to content", "Terms of use", "Leave a Reply", "Share on Facebook"} <= set(found)
    question = found["Terms of use"]
    assert (question.id, question.was, question.role) == ("a", "struck", "legal")
    assert PAGES["a"][question.start : question.end] == "Terms of use"
    assert question.above[-1] == (PROSE.format(2).strip(), True)
    assert question.below == [("A harbour note", True)]


def test_no_more_is_asked_than_wanted(run: Path) -> None:
    assert len(asked(run, 1)) == 1
    assert len(asked(run)) <= 2 * PER_DOCUMENT


def test_answers_become_labelled_pages(run: Path) -> None:
    answers = answered(run, {"Terms of use": "keep", "Skip to content": "strike"})
    (page,) = gold_records(answers, run / "log.jsonl", Source(place=run / "out.jsonl"))
    assert page["text"] == PAGES["a"]
    assert page["gold"] == PROSE.format(1) + PROSE.format(2) + "Terms of use\nA harbour note\n"


def test_answers_to_another_text_are_refused(run: Path) -> None:
    (answer,) = answered(run, {"Terms of use": "keep"})
    source = Source(place=run / "out.jsonl")
    with pytest.raises(LogError, match="another text"):
        list(gold_records([answer._replace(text="Terms of sale")], run / "log.jsonl", source))
    with pytest.raises(LogError, match="no document 'z'"):
        list(gold_records([answer._replace(id="z")], run / "log.jsonl", source))


def answer(text: str, said: str, was: str, role: str = "menu") -> Answer:
    return Answer("a", 0, len(text), text, said, role, was)


def test_only_what_was_decided_otherwise_becomes_a_rule() -> None:
    assert rules_toml([answer("Menu", "strike", "struck"), answer("Text", "keep", "near")]) == ""


@pytest.mark.parametrize(
    "texts",
    [
        ["Terms of use"],
        ["a {b} <c> [d]", "(x|y)*", 'say "so" \\ now'],
        ["Größe ‘ß’", "日本語"],
        [PROSE.format(1).strip()],
        HOSTILE[:9],
    ],
)
def test_rules_hold_their_own_examples_on_both_sides(texts: Sequence[str]) -> None:
    told = [answer(text, "keep", "struck") for text in texts] + [answer("See all deals", "strike", "near", "teaser")]
    rules = parse_rules(rules_toml(told), "review.toml")
    assert [rule.keep for rule in rules] == [True, False]
    assert check_examples(rules) == []
    assert rules[1].category == "related"
    assert rules[1].keeps


def test_what_was_decided_sticks(run: Path) -> None:
    file = run / "rules.toml"
    file.write_text(rules_toml(answered(run, {"Terms of use": "keep"})), "utf-8")
    assert "Terms of use" not in Cleaner(mode="careful").clean(PAGES["a"]).text
    assert "Terms of use" in Cleaner(mode="careful", rules=[file]).clean(PAGES["a"]).text


def test_a_line_struck_in_review_goes() -> None:
    page = PROSE.format(1) * 3 + "A harbour note\n"
    rules = parse_rules(rules_toml([answer("A harbour note", "strike", "near", "other")]), "review.toml")
    assert "A harbour note" not in Cleaner(mode="careful", kind="text", rules=rules).clean(page).text


def test_the_later_answer_counts_and_skipped_lines_do_not(tmp_path: Path) -> None:
    records = [
        answer("x", "keep", "struck"),
        answer("x", "strike", "struck"),
        answer("y", "skip", "struck")._replace(start=9),
    ]
    file = tmp_path / "answers.jsonl"
    file.write_text("".join(json.dumps(record._asdict()) + "\n" for record in records), "utf-8")
    assert read_answers(file) == [records[1]]


@pytest.mark.parametrize("line", ["{}", "x", '{"id": "a"}', json.dumps(answer("x", "perhaps", "struck")._asdict())])
def test_what_is_no_answer_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "answers.jsonl").write_text(line + "\n", "utf-8")
    with pytest.raises(LogError, match="line 1 is no answer"):
        read_answers(tmp_path / "answers.jsonl")


def test_hostile_lines_stay_text() -> None:
    questions = [
        Question(text, 0, 1, text, "struck", "menu", text, text, 0.1, [(text, True)], [(text, False)])
        for text in HOSTILE
    ]
    tags = Tags()
    tags.feed(review_html(questions, HOSTILE[1]))
    assert tags.tags.count("script") == 1
    assert not {"img", "b"} & set(tags.tags)
    assert not [name for name in tags.attributes if name.startswith("on")]


def test_the_command_asks_and_makes_files_of_the_answers(run: Path) -> None:
    log, clean, page = (str(run / name) for name in ("log.jsonl", "out.jsonl", "review.html"))
    assert CliRunner().invoke(main, ["review", log, "--clean", clean, "-o", page]).exit_code == 0
    assert "Terms of use" in Path(page).read_text("utf-8")
    answers = run / "answers.jsonl"
    answers.write_text(
        "".join(json.dumps(item._asdict()) + "\n" for item in answered(run, {"Terms of use": "keep"})), "utf-8"
    )
    done = CliRunner().invoke(
        main, ["review", log, "--clean", clean, "--answers", str(answers), "-o", str(run / "decided")]
    )
    assert done.exit_code == 0, done.output
    assert [gold.id for gold in read_gold(run / "decided" / "gold.jsonl")] == ["a"]
    assert "kept-by-review" in tomllib.loads((run / "decided" / "rules.toml").read_text("utf-8"))
