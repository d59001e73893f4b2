"""What a release says of itself in several places is the same, and asks for what helps."""

import re
from pathlib import Path

import pytest

from cleaner import __version__
from tests.conftest import CHECKOUT

TEMPLATES = sorted((CHECKOUT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"))


def test_the_citation_has_the_version() -> None:
    text = (CHECKOUT / "CITATION.cff").read_text("utf-8")
    assert re.findall(r"^version: (.+)$", text, re.MULTILINE) == [__version__]


def test_the_version_stands_in_one_place() -> None:
    assert "version" not in re.findall(r"^(\w+) *=", (CHECKOUT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_issues_ask_for_page_and_log(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "id: page\n" in text
    assert "id: log\n" in text
