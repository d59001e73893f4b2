"""Real pages, where the shared folder is beside the checkout: the seeds line by line, and a floor under quality."""

import csv
import importlib.util
import io
import json
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner, log_records, restore_bytes
from cleaner.page import Page
from tests.conftest import SHARED

pytestmark = pytest.mark.shared
SEEDS = sorted((SHARED / "seeds").glob("*.txt"))

MIN_F1 = 0.72
MIN_RECALL = 0.99
"""Floors on every fifth page of the benchmark, dump `blocks`: F1 0.725 is the aim on all, recall is relative to keeping
everything. Lower them only with a reason in the commit."""


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name[:3])
def test_seed_verdicts(seed: Path, careful: Cleaner) -> None:
    data = seed.read_bytes()
    result = careful.clean(data)
    struck = {edit.start for edit in result.removals}
    starts = Page(result.source).starts
    rows = csv.DictReader(
        io.StringIO(seed.with_suffix("").with_suffix(".lines.tsv").read_text("utf-8")),
        delimiter="\t",
        quoting=csv.QUOTE_NONE,
    )
    wrong = [row for row in rows if row["verdict"] == ("keep" if starts[int(row["line"]) - 1] in struck else "remove")]
    assert wrong == []
    assert restore_bytes(result.text, list(log_records(result))) == data


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name[:3])
def test_seed_lines_that_a_reader_keeps_stay_in_balanced(seed: Path) -> None:
    data = seed.read_bytes()
    result = Cleaner(mode="balanced", kind="text").clean(data)
    struck = {edit.start for edit in result.removals}
    starts = Page(result.source).starts
    rows = seed.with_suffix("").with_suffix(".lines.tsv").read_text("utf-8").split("\n")[1:]
    kept = [int(row.split("\t")[0]) for row in rows if row.split("\t")[1:2] == ["keep"]]
    assert kept
    assert [line for line in kept if starts[line - 1] in struck] == []
    assert restore_bytes(result.text, list(log_records(result))) == data


@pytest.mark.parametrize("pair", [("000", "001"), ("002", "004")])
def test_two_editions_of_a_story_come_closer(pair: tuple[str, str], careful: Cleaner) -> None:
    """Jaccard similarity of the sets of three-word shingles, the usual measure for near-duplicates."""

    def similarity(first: str, second: str) -> float:
        words = [re.findall(r"\w+", text.casefold()) for text in (first, second)]
        a, b = (set(zip(w, w[1:], w[2:], strict=False)) for w in words)
        return len(a & b) / len(a | b)

    texts = [next((SHARED / "seeds").glob(f"{name}*.txt")).read_text("utf-8") for name in pair]
    clean = [careful.clean(text).text for text in texts]
    assert similarity(*clean) > similarity(*texts)


def benchmark_pages(step: int) -> Iterator[dict[str, Any]]:
    zstandard = pytest.importorskip("zstandard")
    with (SHARED / "bench" / "wcxb-dev.jsonl.zst").open("rb") as file:
        reader = zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(file)
        for line in islice(io.TextIOWrapper(reader, encoding="utf-8"), 0, None, step):
            yield json.loads(line)


def scorer() -> Callable[[str, str], tuple[float, float, float]]:
    spec = importlib.util.spec_from_file_location("score", SHARED / "bench" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[str, str], tuple[float, float, float]] = module.word_f1
    return found


def test_quality_does_not_fall(careful: Cleaner) -> None:
    score = scorer()
    cleaned, untouched = [], []
    for page in benchmark_pages(5):
        text = page["dumps"]["blocks"]
        result = careful.clean(text)
        assert result.restore() == text
        cleaned.append(score(result.text, page["gold"]))
        untouched.append(score(text, page["gold"]))
    f1 = sum(row[0] for row in cleaned) / len(cleaned)
    recall = sum(row[2] for row in cleaned) / sum(row[2] for row in untouched)
    assert f1 >= MIN_F1
    assert recall >= MIN_RECALL
