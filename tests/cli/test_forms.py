"""One page as JSON or as a diff, and what -v says."""

import json
import logging
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cleaner
from cleaner.cli import main
from tests.conftest import CHECKOUT

pytestmark = pytest.mark.usefixtures("one_worker_here")

PAGE = CHECKOUT / "corpus" / "html-article" / "page.html"
PROSE = "The tide took the old pier in one night, and the town watched from the quay.\n"


def call(*args: object, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args], input=stdin)


def test_a_page_as_json_has_text_parts_metadata_and_counts(tmp_path: Path) -> None:
    done = call("clean", PAGE, "--to", "json")
    assert (done.exit_code, done.stdout.count("\n")) == (0, 1)
    said, result = json.loads(done.stdout), cleaner.clean(PAGE.read_bytes())
    assert said["id"] == "page.html"
    assert said["text"] == result.text
    assert said["parts"] == result.parts
    assert said["metadata"]["title"] == {
        "value": "The lighthouse that was sold for one coin",
        "source": said["metadata"]["title"]["source"],
    }
    assert said["language"] == "en"
    assert said["counts"]["clean_chars"] == len(result.text)
    assert said["counts"]["source_chars"] == len(result.source)
    assert sum(said["counts"]["removed_lines"].values()) == sum(edit.action == "strike" for edit in result.edits)
    assert not {"source", "edits", "spared", "markup"} & {*said}
    assert {*result.to_dict()} - {"source", "edits", "spared", "markup"} <= {*said}
    out = tmp_path / "page.json.gz"
    assert call("clean", PAGE, "--to", "json", "-o", out, "--log", tmp_path / "log").exit_code == 0
    assert out.read_bytes()[:2] == b"\x1f\x8b"


def test_json_has_what_the_loss_alarm_says() -> None:
    done = call("clean", PAGE, "--to", "json", "--max-removed", "0.01")
    assert done.exit_code == 1
    assert [flag for flag in json.loads(done.stdout)["flags"] if flag.startswith("loss: ")]


def test_a_diff_of_stdin_without_colours() -> None:
    done = call("clean", "--mode", "careful", "--diff", stdin=f"Skip to content\n{PROSE}".encode())
    assert done.stdout == f"--- -\n+++ - (clean)\n@@ -1,2 +1 @@\n-Skip to content\n {PROSE}"


def test_a_diff_on_a_terminal_has_colours_and_no_controls_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaner.batch.single import Checked
    from cleaner.cli.forms import diff_of

    result = cleaner.clean(f"Skip to content\n{PROSE}\x1b[2Jx\n", mode="careful")
    text = diff_of("p\x1b", colour=True)(Checked(result, [])).decode()
    assert "\x1b[31m-Skip to content\x1b[0m\n" in text
    assert "\x1b[2J" not in text
    assert "p\\x1b" in text


@pytest.mark.parametrize("form", [["--diff"], ["--to", "json"]])
def test_a_page_that_cannot_be_read_is_a_reject_in_any_form(tmp_path: Path, form: list[str]) -> None:
    (tmp_path / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    done = call("clean", tmp_path / "x.png", *form, "-o", tmp_path / "out")
    assert (done.exit_code, done.stdout) == (1, "")
    assert not (tmp_path / "out").exists()


def test_both_forms_are_refused() -> None:
    done = call("clean", PAGE, "--diff", "--to", "json")
    assert (done.exit_code, "give one" in done.stderr) == (2, True)


# --- what is logged ---


@pytest.mark.parametrize("args", [["-v", "clean"], ["clean", "-v"]])
def test_v_says_what_goes_on_and_leaves_no_handler_behind(tmp_path: Path, args: list[str]) -> None:
    root = logging.getLogger("cleaner")
    before = (root.level, [*root.handlers])
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": PROSE}) + "\n" + '{"id": "b\\u001b"}\n')
    done = call(*args, tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "-q", "--mode", "careful")
    assert done.stderr.splitlines() == [
        f"info: {tmp_path}/in.jsonl into {tmp_path}/out.jsonl, from document 1 on",
        "rejected: line 2: b\\x1b: the field 'text' holds no text",
        "info: 1 documents cleaned, 1 rejected",
    ]
    done = call("-vv", "clean", tmp_path / "in.jsonl", "-o", tmp_path / "out", "-q", "--mode", "careful")
    assert "debug: 2 documents are stored\n" in done.stderr
    assert (root.level, root.handlers) == before
    assert "info" not in call("clean", tmp_path / "in.jsonl", "-o", tmp_path / "out", "-q").stderr


def test_the_package_is_silent_until_asked(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    assert [type(handler) for handler in logging.getLogger("cleaner").handlers] == [logging.NullHandler]
    bad: list[str | bytes] = [b"\x89PNG\r\n\x1a\n\xff", PROSE]
    with caplog.at_level(logging.INFO, "cleaner"):
        (done,) = cleaner.Cleaner(mode="careful").pipe(bad, on_error="skip")
    assert done.text == PROSE
    assert [record.getMessage() for record in caplog.records] == ["a document without a name: not text: an image"]
    assert caplog.records[0].name == "cleaner.batch.rejects"
    assert capfd.readouterr() == ("", "")
