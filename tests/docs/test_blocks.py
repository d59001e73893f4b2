"""Every code block of README and book is run, in order, in a folder with a page of each kind."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT
from tests.docs.blocks import PAGES, Block, blocks_of
from tests.docs.samples import environment, make_samples

SET_UP = "python3 -m venv"
"""What sets up an environment needs the network; continuous integration runs these lines as they stand."""


def named(page: Path) -> str:
    return page.relative_to(CHECKOUT).as_posix()


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def run_shell(block: Block, folder: Path) -> None:
    run(["bash", "-euo", "pipefail", "-c", block.text], folder)


def run_python(block: Block, folder: Path) -> None:
    if block.file.endswith(".py"):
        compile(block.text, block.file, "exec")  # a later block runs it
    else:
        run([sys.executable, "-c", block.text], folder)


def run_console(block: Block, folder: Path) -> None:
    first, _, expected = block.text.partition("\n")
    assert first.startswith("$ cleaner ")
    assert on_terminal(first.removeprefix("$ "), folder) == expected


def on_terminal(command: str, folder: Path) -> str:
    """What a command shows on a terminal of 120 columns, without colours."""
    pty = pytest.importorskip("pty", reason="there are no terminals to open on this system")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        ["bash", "-euc", command], cwd=folder, env={**environment(folder), "COLUMNS": "120"}, stdout=theirs
    ):
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # a terminal whose other side is closed has no end, but an error
            while data := os.read(ours, 1 << 16):
                shown += data
    os.close(ours)
    return re.sub("\x1b\\[[0-9;]*m", "", shown.decode()).replace("\r\n", "\n")


def run_toml(block: Block, folder: Path) -> None:
    tomllib.loads(block.text)


def run_json(block: Block, folder: Path) -> None:
    json.loads(block.text)


RUNNERS: dict[str, Callable[[Block, Path], None]] = {
    "sh": run_shell,
    "python": run_python,
    "console": run_console,
    "toml": run_toml,
    "json": run_json,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_samples(tmp_path_factory.mktemp("docs"))


@pytest.fixture
def samples(made: Path, tmp_path: Path) -> Path:
    """A folder of its own for each page: what one page's blocks write does not help another's."""
    return Path(shutil.copytree(made, tmp_path / "docs"))


@pytest.mark.parametrize("page", [page for page in PAGES if [*blocks_of(page)]], ids=named)
def test_blocks_run(page: Path, samples: Path) -> None:
    for block in blocks_of(page):
        assert block.language in RUNNERS, f"{named(page)}:{block.line}: a block of {block.language!r} is not run"
        if block.not_run or block.text.startswith(SET_UP) or not all(map(find_spec, block.needs)):
            continue
        if block.file:
            (samples / block.file).parent.mkdir(parents=True, exist_ok=True)
            (samples / block.file).write_text(block.text, "utf-8")
        try:
            RUNNERS[block.language](block, samples)
        except AssertionError as error:
            raise AssertionError(f"{named(page)}:{block.line}: {error}\n{block.text}") from error


def test_a_block_that_fails_is_noticed(samples: Path) -> None:
    with pytest.raises(AssertionError, match="no rule is called"):
        run_shell(Block(1, "sh", "cleaner rules show none/such\n"), samples)
    with pytest.raises(AssertionError):
        run_console(Block(1, "console", "$ cleaner --version\nanother version\n"), samples)


def test_the_commands_that_ci_greps_stand_in_the_readme() -> None:
    lines = (CHECKOUT / "README.md").read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("python3 -m venv ") and line.endswith("pytest")]
    assert [line for line in lines if line.startswith("python3 -m venv .venv && .venv/bin/pip install -q . && ")]
