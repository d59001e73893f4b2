"""What a release says of itself in several places is the same, and asks for what helps; the image can be built."""

import json
import re
import shutil
import subprocess
import sys
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


def test_the_lint_finds_nothing_in_the_dockerfile() -> None:
    lint = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or shutil.which("hadolint")
    if not lint:
        pytest.skip("hadolint is not installed")
    done = subprocess.run([lint, str(CHECKOUT / "Dockerfile")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_copies_what_the_context_has() -> None:
    allowed = re.findall(r"^!(.+)$", (CHECKOUT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    lines = re.findall(r"^COPY (?!--)(.+) \S+$", (CHECKOUT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    copied = [name for line in lines for name in line.split()]
    assert sorted(copied) == sorted(allowed)
    assert all((CHECKOUT / name).exists() for name in copied)


def test_the_image_runs_as_a_filter_and_not_as_root() -> None:
    text = (CHECKOUT / "Dockerfile").read_text("utf-8")
    assert 'ENTRYPOINT ["cleaner"]' in text
    assert re.findall(r"^USER (\d+)$", text, re.MULTILINE)[-1] != "0"


def test_the_devcontainer_installs_what_the_tests_need() -> None:
    made = json.loads((CHECKOUT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    assert "-e '.[dev,docs]'" in made["postCreateCommand"]
    assert "chromium" in made["postCreateCommand"]


def test_the_pictures_are_there_and_no_larger_than_a_page_may_be() -> None:
    readme = (CHECKOUT / "README.md").read_text("utf-8")
    found = re.findall(r'(?:src|srcset)="([^"]+\.png)"', readme)
    assert len(found) == 2
    assert all(0 < (CHECKOUT / name).stat().st_size < 500_000 for name in found)
