"""Each script in examples/ is run as its docstring says, and what it wrote is looked at."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT
from tests.docs.samples import environment, make_samples

EXAMPLES = CHECKOUT / "examples"


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_samples(tmp_path_factory.mktemp("examples"))


def run(folder: Path, name: str, *args: str) -> str:
    command = [sys.executable, str(EXAMPLES / name), *args]
    done = subprocess.run(command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_example_is_run_here() -> None:
    text = Path(__file__).read_text("utf-8")
    for script in EXAMPLES.glob("*.py"):
        assert script.name == "__init__.py" or f'"{script.name}"' in text


def test_wet_to_parquet(samples: Path) -> None:
    pytest.importorskip("fastwarc", reason="the extra 'warc' is not installed")
    pq = pytest.importorskip("pyarrow.parquet", reason="the extra 'parquet' is not installed")
    run(samples, "wet_to_parquet.py", "CC-MAIN.warc.wet.gz", "wet.parquet")
    table = pq.read_table(samples / "wet.parquet")
    assert table.num_rows == 6
    assert all(table["text"].to_pylist())
    assert (samples / "wet.parquet.log.parquet").exists()


def test_pages_to_markdown(samples: Path) -> None:
    run(samples, "pages_to_markdown.py", "pages", "markdown")
    text = (samples / "markdown" / "html-article.md").read_text("utf-8")
    assert text.startswith('---\ntitle: "The lighthouse that was sold for one coin"\n')
    assert "\n# " in text
    assert len([*(samples / "markdown").iterdir()]) == 3


def test_crawl_with_templates(samples: Path) -> None:
    said = run(samples, "crawl_with_templates.py", "crawl", "by-templates")
    pages, taken = (int(word) for word in said.split() if word.isdigit())
    assert pages == 14
    assert taken > 200
    assert "match = " in (samples / "by-templates" / "templates.toml").read_text("utf-8")


def test_hugging_face(samples: Path) -> None:
    pytest.importorskip("datasets", reason="the extra 'datasets' is not installed")
    assert "14 of 14 pages" in run(samples, "hugging_face.py", "crawl.jsonl.gz", "hugging.jsonl")
    rows = [json.loads(line) for line in (samples / "hugging.jsonl").read_text("utf-8").splitlines()]
    assert all(len(row["clean_text"]) <= len(row["text"]) for row in rows)


def test_on_spark(samples: Path) -> None:
    pytest.importorskip("pyspark", reason="the extra 'spark' is not installed")
    pq = pytest.importorskip("pyarrow.parquet")
    if not shutil.which("java"):
        pytest.skip("there is no Java")
    run(samples, "on_spark.py", "pages.parquet", "on-spark", "local[1]", "html")
    table = pq.read_table(samples / "on-spark")
    assert table.num_rows == 3
    assert all(table["clean_text"].to_pylist())


def test_what_went(samples: Path) -> None:
    pytest.importorskip("matplotlib", reason="the extra 'examples' is not installed")
    run_clean = [sys.executable, "-m", "cleaner", "clean", "pages", "-o", "went", "--log", "went.jsonl", "-q"]
    subprocess.run(run_clean, cwd=samples, env=environment(samples), check=True)
    assert "lines of" in run(samples, "what_went.py", "went.jsonl", "went.png")
    assert (samples / "went.png").read_bytes().startswith(b"\x89PNG")
