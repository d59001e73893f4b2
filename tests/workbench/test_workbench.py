"""The rule workbench: try, diff, lint, from-example, in Python and on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cleaner import Cleaner, log_records
from cleaner.cli import main
from cleaner.errors import OptionError, RulesError
from cleaner.page import Page
from cleaner.rules.catalogue import every_rule
from cleaner.rules.parse import parse_rules
from cleaner.rules.rule import Rule
from cleaner.workbench.corpus import CorpusPage
from cleaner.workbench.linting import Finding, lint_rules
from cleaner.workbench.narrowest import narrowest_rule
from cleaner.workbench.trying import try_pattern
from tests.conftest import CHECKOUT

STORY = [
    "The tide took the old pier in one night, and the whole town watched from the quay.",
    "Tide watch",
    "Nobody could say when the ferry would be back, and nobody asked the harbour master either.",
]
PAGE = "\n".join(["Skip to content", "Tide watch", *STORY, "Tide watch 12:40", "Leave a Reply"]) + "\n"


def page(text: str = PAGE) -> CorpusPage:
    return CorpusPage("made", Page(text))


def rule(name: str, match: str, example: str, **values: object) -> Rule:
    fields = {"category": "legal", "reason": "r", "keeps": ("What stays.",), **values}
    return Rule(id=f"own/{name}", match=(match,), removes=(example,), **fields)  # type: ignore[arg-type]


def call(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


# --- try ---


def test_try_shows_what_is_risky_first() -> None:
    found = try_pattern("tide watch(?: .*)?|leave a reply", [page(), page("Nothing here.\n")])
    assert [match.text for match in found.matches] == ["Tide watch", "Tide watch 12:40", "Leave a Reply"]
    assert found.matches[0].zones == {"head": 1, "body": 1}
    assert found.matches[0].first == ("made", 2)
    assert found.matches[2].taken == ("forms/leave-a-reply",)
    assert (found.pages, found.matched_pages) == (2, 1)


def test_try_takes_sentences_only_where_it_may() -> None:
    assert not try_pattern("the tide .*", [page()]).matches
    (found,) = try_pattern("the tide .*", [page()], prose=True).matches
    assert found.prose


def test_try_refuses_a_pattern_that_is_none() -> None:
    with pytest.raises(RulesError, match="RE2 syntax"):
        try_pattern("(?=x)", [page()])
    with pytest.raises(RulesError, match="case-folded"):
        try_pattern("Tide", [page()])


def test_try_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    done = call("rules", "try", "tide watch.*", tmp_path / "page.txt")
    assert done.exit_code == 0
    assert done.output.endswith("3 lines on 1 of 1 pages; 3 of them no rule matches yet\n")
    assert "… and 1 more" in call("rules", "try", "tide watch.*", tmp_path / "page.txt", "--most", 1).output


# --- diff ---

OWN = """
[watch]
category = "navigation"
reason   = "the menu"
match    = ['tide watch']
removes  = ["Tide watch"]
keeps    = ["Tide watch over the pier"]
"""


def test_diff_of_two_rule_files_names_every_flip_and_fails(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    (tmp_path / "old.toml").write_text(OWN, "utf-8")
    (tmp_path / "new.toml").write_text(
        OWN.replace("'tide watch'", "'tide watch(?: .*)?'").replace(" over", ", "), "utf-8"
    )
    new = call("rules", "diff", tmp_path / "old.toml", tmp_path / "new.toml", tmp_path / "page.txt")
    assert new.exit_code == 1
    assert new.output.startswith("- Tide watch 12:40  new/watch, page.txt\n")
    assert "1 lines go now, 0 stay now" in new.output
    old = call("rules", "diff", tmp_path / "new.toml", tmp_path / "old.toml", tmp_path / "page.txt")
    assert old.output.startswith("+ Tide watch 12:40  new/watch, page.txt\n")
    same = call("rules", "diff", tmp_path / "old.toml", tmp_path / "old.toml", tmp_path / "page.txt")
    assert (same.exit_code, same.output) == (0, "0 lines go now, 0 stay now\n")


def test_a_file_named_as_a_family_that_ships_stands_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    (tmp_path / "forms.toml").write_text(OWN, "utf-8")
    done = call("rules", "diff", "-", tmp_path / "forms.toml", tmp_path / "page.txt")
    assert done.exit_code == 1, done.output
    assert "+ Leave a Reply  forms/leave-a-reply, page.txt" in done.output


def test_diff_of_two_logs(tmp_path: Path) -> None:
    for name, options in {"old": {"ignore": ["forms"]}, "new": {}}.items():
        result = Cleaner(mode="careful", **options).clean(PAGE)  # type: ignore[arg-type]
        lines = [json.dumps(record) + "\n" for record in log_records(result, "one")]
        (tmp_path / f"{name}.jsonl").write_text("".join(lines), "utf-8")
    done = call("rules", "diff", tmp_path / "old.jsonl", tmp_path / "new.jsonl")
    assert done.exit_code == 1
    assert done.output.splitlines()[0] == "- Leave a Reply  forms/leave-a-reply, one"
    other = [json.dumps(record) + "\n" for record in log_records(Cleaner(mode="careful").clean("Another."), "one")]
    (tmp_path / "other.jsonl").write_text("".join(other), "utf-8")
    assert "not of the same documents" in call("rules", "diff", tmp_path / "old.jsonl", tmp_path / "other.jsonl").output
    assert "two logs and none" in call("rules", "diff", "-", tmp_path / "new.jsonl").output


# --- lint ---


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (rule("any", ".*", "x"), "matches everything: '.*'"),
        (rule("none", "x?", "x"), "matches the empty line: 'x?'"),
        (rule("wrong", "x", "y"), "does not match its own example in removes: 'y'"),
    ],
)
def test_lint_finds_patterns_that_are_wrong(found: Rule, said: str) -> None:
    assert Finding(True, found.id, said) in lint_rules([found])


def test_lint_tells_shadowed_from_overlapping() -> None:
    wide = rule("wide", "tide .*", "tide one")
    narrow = rule("narrow", "tide watch", "tide watch")
    head = rule("tide-at-head", "tide .*", "tide one", where="head")
    assert [(finding.fault, finding.rule) for finding in lint_rules([narrow], [wide])] == [(True, "own/narrow")]
    assert [finding.fault for finding in lint_rules([narrow], [head])] == [False]
    assert lint_rules([narrow], [rule("keeper", "tide .*", "tide one", keep=True)]) == []


def test_lint_calls_a_rule_dead_only_on_a_corpus() -> None:
    unseen = rule("unseen", "never seen", "never seen")
    assert lint_rules([unseen]) == []
    assert lint_rules([unseen], pages=[page()]) == [
        Finding(False, "own/unseen", "is dead here: it matches no line of 1 pages")
    ]


def test_no_rule_that_ships_has_a_fault() -> None:
    assert [finding for finding in lint_rules([*every_rule()]) if finding.fault] == []


def test_lint_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN, "utf-8")
    assert call("rules", "lint", tmp_path / "own.toml").output == "1 rule: 0 faults, 0 notes\n"
    (tmp_path / "own.toml").write_text(OWN.replace("'tide watch'", "'.*'").replace("Tide watch over", "x"), "utf-8")
    done = call("rules", "lint", tmp_path / "own.toml")
    assert done.exit_code == 1
    assert "own/watch matches everything" in done.output


# --- from-example ---


def test_the_narrowest_rule_takes_its_line_and_is_a_valid_rule() -> None:
    found = narrowest_rule(page().page, 6)
    assert found.pattern == r"tide watch \d+:\d+"
    (made,) = parse_rules(found.toml, "own.toml")
    assert (made.id, made.where, made.removes) == ("own/tide-watch", "tail", ("Tide watch 12:40",))
    assert made.keeps == ("Tide watch",)
    assert [match.text for match in try_pattern(found.pattern, [page()]).matches] == ["Tide watch 12:40"]


def test_every_line_that_is_not_blank_has_a_narrowest_rule() -> None:
    lines = Page((CHECKOUT / "corpus" / "regional-portal" / "page.txt").read_text("utf-8"))
    made = [
        parse_rules(narrowest_rule(lines, at + 1).toml, f"{at}.toml")[0] for at, text in enumerate(lines.texts) if text
    ]
    assert len(made) > 50
    assert [finding for rule in made for finding in lint_rules([rule]) if finding.fault] == []
    with pytest.raises(OptionError, match="line 7 is blank"):
        narrowest_rule(lines, 7)


def test_controls_of_a_page_reach_no_terminal(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("Tide \x9b2Jwatch \u202e12:40\n", "utf-8")
    for args in (["from-example", tmp_path / "page.txt", 1], ["try", "tide .*", tmp_path / "page.txt"]):
        done = call("rules", *args)
        assert done.exit_code == 0, done.output
        assert not {"\x9b", "\u202e"} & {*done.output}


def test_from_example_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    done = call("rules", "from-example", tmp_path / "page.txt", 7)
    assert done.exit_code == 0
    assert "# matched already by forms/leave-a-reply" in done.output
    assert done.output.endswith("it would take:\n#   1 x Leave a Reply\n")
    assert "there is no line 8" in call("rules", "from-example", tmp_path / "page.txt", 8).output
    assert "holds many documents" in call("rules", "from-example", tmp_path, 1).output
