"""The commands that show: `cleaner explain`."""

from pathlib import Path

from click.testing import CliRunner

from cleaner.cli import main
from tests.conftest import CHECKOUT

PAGE = CHECKOUT / "corpus" / "regional-portal" / "page.txt"


def run(*arguments: object, status: int = 0) -> str:
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exit_code == status, done.output
    return done.output


def test_explain_writes_a_page_of_html(tmp_path: Path) -> None:
    assert run("explain", PAGE, "-o", tmp_path / "page.html") == ""
    page = (tmp_path / "page.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "Port Calder dockers walk out over night rota" in page


def test_explain_writes_html_to_stdout_too() -> None:
    assert run("explain", PAGE, "-o", "-").startswith("<!doctype html>")


def test_explain_does_not_write_over_its_page(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Skip to content\n", "utf-8")
    run("explain", page, "-o", page, status=2)
    assert page.read_text("utf-8") == "Skip to content\n"
