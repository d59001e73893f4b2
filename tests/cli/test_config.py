"""Options from a file: found upwards, checked, overruled by the command line, and named in log and summary."""

import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from cleaner.cli import main
from cleaner.cli.config import find_config, read_config
from cleaner.cli.configured import ONE_CALL, leaves, option_keys
from cleaner.errors import OptionError
from tests.batch.test_run import PROSE, ROWS, lines

pytestmark = pytest.mark.usefixtures("one_worker_here")

RULE = '[tide]\ncategory = "timestamp"\nreason = "r"\nmatch = "high tide"\nremoves = ["High tide"]\nkeeps = ["Tide"]\n'
TEXT = f"High tide\nSkip to content\n{PROSE}"


def call(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose page lies two folders deep, which is the current one."""
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "mine.toml").write_text(RULE)
    (tmp_path / "cleaner.toml").write_text('mode = "careful"\nrules = ["mine.toml"]\n')
    (deep / "page.txt").write_text(TEXT)
    monkeypatch.chdir(deep)
    return tmp_path


def heads(log: Path) -> list[dict[str, Any]]:
    return [row for row in map(json.loads, log.read_text("utf-8").splitlines()) if row["record"] == "document"]


# --- which file ---


def test_the_nearest_file_upwards_is_used_and_its_paths_are_its_own(project: Path) -> None:
    assert call("clean", "page.txt").stdout == PROSE
    assert "mine/tide" in call("explain", "page.txt").stdout
    assert "mine/tide" in call("rules", "list").stdout
    assert call("clean", "page.txt", "--isolated").stdout.startswith("High tide")
    assert call("--isolated", "clean", "page.txt").stdout.startswith("High tide")


def test_a_pyproject_counts_where_it_has_the_table_and_behind_a_file_of_its_own(project: Path) -> None:
    (project / "a" / "pyproject.toml").write_text("[tool.other]\nx = 1\n")
    assert call("clean", "page.txt").stdout == PROSE
    (project / "a" / "pyproject.toml").write_text('[tool.cleaner]\nmode = "careful"\nignore = ["navigation"]\n')
    assert call("clean", "page.txt").stdout == TEXT
    (project / "a" / "cleaner.toml").write_text('mode = "careful"\n')
    assert call("clean", "page.txt").stdout == f"High tide\n{PROSE}"


@pytest.mark.parametrize("before", [True, False])
def test_a_file_may_be_named_before_and_behind_the_command(project: Path, before: bool) -> None:
    other = project / "other.toml"
    other.write_text('mode = "careful"\nignore = ["navigation"]\n')
    args = ["--config", other, "clean", "page.txt"] if before else ["clean", "page.txt", "--config", other]
    assert call(*args).stdout == TEXT
    done = call(*args, "--isolated")
    assert (done.exit_code, "give one of them" in done.stderr) == (2, True)


def test_a_named_pyproject_must_have_the_table(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.other]\n")
    done = call("clean", "page.txt", "--config", project / "pyproject.toml")
    assert (done.exit_code, "there is no table [tool.cleaner] in it" in done.stderr) == (2, True)


# --- which options ---


def test_the_command_line_goes_before_the_file(project: Path) -> None:
    (project / "other.toml").write_text(
        RULE.replace("high tide", "skip to content").replace("High tide", "Skip to content")
    )
    assert (
        call("clean", "page.txt", "--rules", project / "other.toml", "--select", "other").stdout
        == f"High tide\n{PROSE}"
    )
    (project / "cleaner.toml").write_text("max-bytes = 10\n")
    assert call("clean", "page.txt").exit_code == 1
    assert call("clean", "page.txt", "--max-bytes", 1000).exit_code == 0


def test_an_option_of_many_documents_is_no_fault_for_one(project: Path) -> None:
    (project / "cleaner.toml").write_text('mode = "careful"\nworkers = 1\ntext-field = "body"\nglob = "*.txt"\n')
    assert call("clean", "page.txt").exit_code == 0
    Path("in.jsonl").write_text(json.dumps({"body": TEXT}) + "\n")
    assert call("clean", "in.jsonl", "-o", "out.jsonl", "-q").exit_code == 0
    assert json.loads(Path("out.jsonl").read_text())["body"] == f"High tide\n{PROSE}"


def test_each_command_takes_what_it_has(project: Path) -> None:
    (project / "cleaner.toml").write_text('mode = "careful"\nmin-f1 = 1.0\n')
    Path("gold.jsonl").write_text(json.dumps({"text": TEXT, "gold": "none of it"}) + "\n")
    done = call("eval", "gold.jsonl")
    assert done.stdout.startswith("careful ")
    assert (done.exit_code, "is below 1.0000" in done.stderr) == (1, True)
    assert call("eval", "gold.jsonl", "--min-f1", 0).exit_code == 0


def test_spark_refuses_what_it_would_do_without(project: Path) -> None:
    (project / "cleaner.toml").write_text('encoding = "cp1252"\nworkers = 2\n')
    done = call("clean", "in.jsonl", "-o", "out", "--engine", "spark")
    assert (done.exit_code, done.stderr) == (2, "Error: --encoding: --engine spark does without\n")


WRONG = {
    "modus = 1": "modus: there is no such option: perhaps mode",
    "max_bytes = 1": "max_bytes: there is no such option: perhaps max-bytes",
    'mode = "bold"': "mode: Invalid value for '--mode': 'bold' is not one of",
    "mode = 3": "mode: it takes a text, not 3",
    'mode = ["careful"]': "mode: it takes a text, not ['careful']",
    "workers = 0": "workers: Invalid value for '--workers': 0 is not in the range x>=1",
    "workers = true": "workers: it takes a number, not True",
    'workers = "2"': "workers: it takes a number, not '2'",
    "max-seconds = false": "max-seconds: it takes a number, not False",
    "max-bytes = 0": "max-bytes: max_bytes must be a number above 0, not 0",
    'rules = "mine.toml"': "rules: it takes a list, not 'mine.toml': write ['mine.toml']",
    'rules = ["no.toml"]': "no.toml: No such file or directory",
    'ignore = ["no/rule"]': "ignore 'no/rule' is no rule's id and no family",
    "ignore = [1]": "ignore: it takes a text, not 1",
    'keep = "body,nonsense"': "keep: keep 'nonsense' is none of",
    'stage = ["x"]': "stage: stage 'x' is none of",
    'lang = "klingon"': "lang: lang 'klingon' is none of",
    'encoding = "klingon"': "encoding: klingon is no charset",
    "max-removed = 7": "max-removed: max_removed is a share from 0 to 1",
    'protect = ["("]': "protect: protect: '(' is no pattern of RE2: missing )",
    'links = "yes"': "links: it takes true or false, not 'yes'",
    'output = "x"': "output: this option is about one call: give it on the command line",
    'log = "x"': "log: this option is about one call: give it on the command line",
    "[mode]\nx = 1": "mode: it is a table, and options stand in none of their own",
    "mode =": "not TOML: ",
    "x = 1979-05-27": "x: there is no such option",
}


@pytest.mark.parametrize("text", WRONG)
@pytest.mark.parametrize("command", ["clean", "explain"])
def test_what_is_wrong_is_named_by_file_and_key(project: Path, command: str, text: str) -> None:
    (project / "cleaner.toml").write_text(text)
    done = call(command, "page.txt")
    assert (done.exit_code, done.stdout) == (2, "")
    assert WRONG[text] in done.stderr
    assert str(project / "cleaner.toml") in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_file_that_cannot_be_read_is_refused(project: Path) -> None:
    for file, message in ((project / "none.toml", "No such file"), (project, "Is a directory")):
        done = call("clean", "page.txt", "--config", file)
        assert done.exit_code == 2
        assert message in done.stderr
    (project / "a" / "cleaner.toml").write_bytes(b"\xff")
    done = call("clean", "page.txt")
    assert (done.exit_code, "(--isolated reads no file of options)" in done.stderr) == (2, True)
    (project / "a" / "cleaner.toml").write_text("x = " + "[" * 5000)
    assert call("clean", "page.txt").exit_code == 2


def test_every_option_is_either_for_a_file_or_for_one_call() -> None:
    found = {key: option for command in leaves(main) for key, option in option_keys(command).items()}
    assert {*ONE_CALL} - {"help", "version"} <= {*found}
    assert {"mode", "workers", "text-field", "quiet", "max-removed", "templates", "keep"} <= {*found} - ONE_CALL
    for command in leaves(main):
        own = {*option_keys(command)} - ONE_CALL
        assert bool(own) == ("config" in option_keys(command)), command.name


def test_help_needs_no_file(project: Path) -> None:
    (project / "cleaner.toml").write_text("mode =")
    assert call("clean", "--help").exit_code == 0
    assert call("rules", "check", project / "mine.toml").exit_code == 0


# --- named ---


def test_log_and_summary_name_the_file(project: Path) -> None:
    config = find_config(Path.cwd())
    assert config
    assert call("clean", "page.txt", "--log", "one.jsonl", "-o", "clean.txt").exit_code == 0
    Path("in.jsonl").write_bytes(lines(ROWS[:2]))
    done = call("clean", "in.jsonl", "-o", "out.jsonl", "--log", "many.jsonl")
    assert done.stderr.endswith(f"options from {project / 'cleaner.toml'} ({config.digest})\n")
    for log in ("one.jsonl", "many.jsonl"):
        assert {head["config"] for head in heads(Path(log))} == {config.digest}
    assert call("clean", "page.txt", "--log", "none.jsonl", "-o", "clean.txt", "--isolated").exit_code == 0
    assert "config" not in heads(Path("none.jsonl"))[0]
    assert call("restore", "clean.txt", "none.jsonl").stdout == TEXT


def test_the_digest_depends_on_the_options_alone(tmp_path: Path) -> None:
    one, two = tmp_path / "cleaner.toml", tmp_path / "pyproject.toml"
    one.write_text('mode = "careful"\nworkers = 2\n')
    two.write_text('# a comment\n[tool.other]\nx = 1\n[tool.cleaner]\nworkers = 2\nmode = "careful"\n')
    assert read_config(one).digest == read_config(two).digest
    assert len(read_config(one).digest) == 16
    one.write_text('mode = "careful"\nworkers = 3\n')
    assert read_config(one).digest != read_config(two).digest


def test_a_run_does_not_go_on_with_another_file(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("in.jsonl").write_bytes(lines(ROWS[:2]))
    with monkeypatch.context() as patch:
        patch.setattr("cleaner.batch.outputs.Sinks.finish", lambda *a, **k: (_ for _ in ()).throw(KeyboardInterrupt))
        assert call("clean", "in.jsonl", "-o", "out.jsonl").exit_code == 130
    (project / "cleaner.toml").write_text('mode = "careful"\nrules = ["mine.toml"]\nquiet = true\n')
    assert "config changed since the run began" in call("clean", "in.jsonl", "-o", "out.jsonl", "--resume").stderr


def test_spark_runs_name_it_too(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark", reason="the extra 'spark' is not installed")
    from cleaner.integrations import spark_files

    seen: list[spark_files.SparkRun] = []

    def remember(run: spark_files.SparkRun, cleaner: Any) -> spark_files.SparkDone:
        seen.append(run)
        return spark_files.SparkDone(1, 0, [])

    monkeypatch.setattr(spark_files, "clean_files", remember)
    done = call("clean", "in.jsonl", "-o", "out", "--engine", "spark")
    config = find_config(Path.cwd())
    assert config
    assert seen[0].config == config.digest
    assert done.stderr.endswith(f"options from {config}\n")


def test_completion_reads_no_file(project: Path) -> None:
    (project / "cleaner.toml").write_text("mode =")
    with main.make_context("cleaner", ["clean", "page.txt"], resilient_parsing=True) as context:
        assert isinstance(context, click.Context)


def test_a_wrong_type_of_the_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\ncleaner = 1\n")
    with pytest.raises(OptionError, match=r"tool\.cleaner is no table"):
        find_config(tmp_path)
