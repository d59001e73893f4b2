"""The command line as a person meets it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cleaner.cli import main

pytestmark = pytest.mark.usefixtures("one_worker_here")

TEXT = "Skip to content\nThe tide took the old pier in one night, and the town watched from the quay.\n"
CLEAN = "The tide took the old pier in one night, and the town watched from the quay.\n"


def run(*args: str | Path, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], input=stdin)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(TEXT)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "in"
    (root / "deep").mkdir(parents=True)
    (root / "a.txt").write_text(TEXT)
    (root / "deep" / "b.txt").write_bytes(
        "Les pêcheurs étaient déjà là, et la marée n’attendait plus qu’eux.".encode("cp1252")
    )
    (root / "c.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\xff\xff")
    (root / ".hidden").write_text("not read")
    return root


def test_a_file_to_stdout(page: Path) -> None:
    result = run("clean", page)
    assert (result.exit_code, result.stdout) == (0, CLEAN)


def test_a_filter_with_a_log(tmp_path: Path) -> None:
    result = run("clean", "-", "--log", tmp_path / "log", stdin=TEXT.encode())
    assert (result.exit_code, result.stdout) == (0, CLEAN)
    document, edit = map(json.loads, (tmp_path / "log").read_text().splitlines())
    assert (document["id"], edit["rule"]) == ("-", "navigation/skip-link")


def test_clean_and_restore_a_file(page: Path, tmp_path: Path) -> None:
    assert run("clean", page, "-o", tmp_path / "out" / "clean.txt", "--log", tmp_path / "log").exit_code == 0
    assert (tmp_path / "out" / "clean.txt").read_text() == CLEAN
    result = run("restore", tmp_path / "out" / "clean.txt", tmp_path / "log")
    assert (result.exit_code, result.stdout) == (0, TEXT)


def test_a_folder_is_mirrored_and_what_is_no_text_is_rejected(folder: Path, tmp_path: Path) -> None:
    out, log = tmp_path / "out", tmp_path / "log"
    result = run("clean", folder, "-o", out, "--log", log)
    assert result.exit_code == 1
    assert "c.png: not text" in result.stderr
    assert "2 documents cleaned, 1 rejected" in result.stderr
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*.*")) == ["a.txt", "deep/b.txt"]
    run("restore", out / "deep" / "b.txt", log, "-o", tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == (folder / "deep" / "b.txt").read_bytes()
    run("restore", out / "a.txt", log, "--id", "a.txt", "-o", tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == (folder / "a.txt").read_bytes()
    assert run("clean", folder, "-o", out, "--glob", "*.txt", "-q").exit_code == 0


def test_an_altered_file_is_not_restored(page: Path, tmp_path: Path) -> None:
    run("clean", page, "-o", tmp_path / "clean", "--log", tmp_path / "log")
    (tmp_path / "clean").write_text(CLEAN.replace("tide", "time"))
    result = run("restore", tmp_path / "clean", tmp_path / "log")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "SHA-256 differs" in result.stderr


@pytest.mark.parametrize(
    ("args", "message", "status"),
    [
        (["clean", "nowhere.txt"], "nowhere.txt: No such file", 1),
        (["explain", "nowhere.txt"], "nowhere.txt: No such file", 1),
        (["restore", "nowhere.txt", "log"], "nowhere.txt: No such file", 1),
        (["rules", "check", "nowhere.toml"], "nowhere.toml: No such file", 1),
        (["rules", "show", "no/rule"], "no rule is called 'no/rule'", 2),
        (["clean", "{folder}"], "name what to write with -o", 2),
        (["clean", "{folder}", "-o", "{folder}/out"], "inside the input folder", 2),
        (["clean", "{folder}", "-o", "{folder}"], "is the input itself", 2),
        (["clean", "{page}", "-o", "{page}"], "is the input itself", 2),
        (["clean", "{page}", "-o", "x", "--log", "x"], "both name x", 2),
        (["clean", "{page}", "-o", "{page}/x"], "cannot be written", 1),
        (["clean", "{page}", "--lang", "klingon"], "is none of", 2),
        (["clean", "{page}", "--rules", "nowhere.toml"], "nowhere.toml: No such file", 1),
        (["clean", "{folder}/c.png"], "c.png: not text", 1),
        (["restore", "{page}", "{page}"], "line 1 of the log is not JSON", 1),
    ],
)
def test_what_goes_wrong_is_one_line_on_stderr(
    args: list[str],
    message: str,
    status: int,
    page: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*[arg.format(page=page, folder=folder) for arg in args])
    assert result.exit_code == status
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert len(result.stderr.splitlines()) == 1


def test_a_file_without_read_permission(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *more: str) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)  # the tests may run as root, who may read anything
    result = run("clean", page)
    assert (result.exit_code, "page.txt: Permission denied" in result.stderr) == (1, True)


def test_nothing_is_left_behind_when_writing_fails(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(source: str, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    result = run("clean", page, "-o", tmp_path / "clean.txt")
    assert result.exit_code == 1
    assert "No space left on device" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page.txt"]


def test_explain_shows_every_line_with_its_verdict(page: Path) -> None:
    result = run("explain", page)
    assert result.exit_code == 0
    struck, kept, counts = result.stdout.splitlines()
    assert struck.split()[:3] == ["1", "-", "Skip"]
    assert "navigation/skip-link" in struck
    assert kept.split()[:3] == ["2", "The", "tide"]
    assert counts.startswith("1 of 2 lines removed (1 navigation)")
    assert "\x1b" not in result.stdout
    assert "\x1b[9m" in run("explain", page, "--color").stdout
    assert len(run("explain", page, "--struck").stdout.splitlines()) == 2


def test_rules_list_show_and_check(tmp_path: Path) -> None:
    listed = run("rules", "list").stdout
    assert "forms/leave-a-reply" in listed
    shown = run("rules", "show", "forms/leave-a-reply").stdout
    assert "Leave a Reply" in shown
    file = tmp_path / "mine.toml"
    file.write_text(
        '[tide]\ncategory = "timestamp"\nreason = "r"\nmatch = "high tide"\nremoves = ["High tide"]\nkeeps = ["Tide"]\n'
    )
    assert ": 1 rule, all examples hold" in run("rules", "check", file).stdout
    file.write_text(file.read_text().replace('["Tide"]', '["HIGH TIDE"]'))
    result = run("rules", "check", file)
    assert (result.exit_code, "matches its own example" in result.stderr) == (1, True)


@pytest.mark.parametrize(
    "command", ["", "clean", "explain", "restore", "rules", "rules list", "rules show", "completion"]
)
def test_every_command_has_help(command: str) -> None:
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    assert result.stdout.count("\n") > 5


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str) -> None:
    assert "_CLEANER_COMPLETE" in run("completion", shell).stdout


def test_wrong_usage_is_status_2() -> None:
    assert run("clean", "--no-such-option").exit_code == 2


def test_module_and_closed_pipe(tmp_path: Path) -> None:
    long = tmp_path / "long.txt"
    long.write_text(CLEAN * 20_000)
    command = [sys.executable, "-m", "cleaner", "clean", "--mode", "careful", str(long)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(100)
        process.stdout.close()
        message = process.stderr.read().decode()
    assert process.returncode == 141
    assert message == ""
