"""The wheel, built and installed in a bare environment, cleans a page from another folder."""

import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

pytestmark = pytest.mark.packaging


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(out),
        str(CHECKOUT),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_holds_rules_and_types_and_no_tests(wheel: Path) -> None:
    assert wheel.name.startswith("webtext_cleaner-")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "cleaner/py.typed",
        "cleaner/_rules/forms.toml",
        "cleaner/_rules/sites/wikipedia.org.toml",
    } <= names
    assert "cleaner/data/stopwords.toml" in names
    model = {
        "weights.npz",
        "heads.npz",
        "confidence.npz",
        "cues.toml",
        "stopwords.toml",
        "reasons.toml",
        "MODEL_CARD.md",
        "LICENSE.jusText",
    }
    assert {f"cleaner/model/data/{name}" for name in model} <= names
    assert not [name for name in names if name.startswith(("tests/", "corpus/", "benchmarks/"))]


def test_the_installed_command_cleans_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    scripts = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    install = [
        str(scripts / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    text = "Leave a Reply\nThe tide took the old pier in one night, and the town watched from the quay.\n"
    done = subprocess.run(
        [str(scripts / "cleaner"), "clean", "-"],
        input=text.encode(),
        capture_output=True,
        check=True,
        cwd=tmp_path,
    )
    assert done.stdout.decode() == text.partition("\n")[2]
    listed = subprocess.run([str(scripts / "python"), "-m", "pip", "list"], capture_output=True, check=True, text=True)
    assert not [name for name in ("torch", "lightgbm", "pyarrow", "pyspark") if name in listed.stdout]


def test_what_the_image_copies_is_enough_for_the_wheel(wheel: Path, tmp_path: Path) -> None:
    """As the Dockerfile has it, where there is no container tool to try it with."""
    for line in re.findall(r"^COPY (?!--)(.+) \S+$", (CHECKOUT / "Dockerfile").read_text("utf-8"), re.MULTILINE):
        for name in line.split():
            copy = shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copy
            copy(CHECKOUT / name, tmp_path / name)
    out = tmp_path / "wheels"
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(out), "."]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    (built,) = out.glob("*.whl")
    assert built.name == wheel.name
    assert set(zipfile.ZipFile(built).namelist()) == set(zipfile.ZipFile(wheel).namelist())
