"""The benchmark's pages: WCXB development split (M. Foley 2026, CC-BY-4.0), read from where it lies.

Set CLEANER_SHARED to the folder that holds ``bench/``; by default ``shared`` beside the checkout.
"""

import io
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import zstandard

from cleaner.errors import InputError

SHARED = Path(os.environ.get("CLEANER_SHARED", Path(__file__).parent.parent.parent / "shared"))
WORD = re.compile(r"\w+")
WORD_OR_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")

Score = tuple[float, float, float]


def read(name: str, step: int = 1) -> Iterator[dict[str, Any]]:
    """Every ``step``-th record of one file of the benchmark, such as ``wcxb-dev`` or ``wcxb-dev-html``."""
    with (SHARED / "bench" / f"{name}.jsonl.zst").open("rb") as file:
        reader = zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(file)
        yield from map(json.loads, islice(io.TextIOWrapper(reader, encoding="utf-8"), 0, None, step))


def word_f1(predicted: str, gold: str, word: re.Pattern[str] = WORD) -> Score:
    """F1, precision and recall of two bags of lower-cased words, as the benchmark has it; empty gold wants empty."""
    found, wanted = (Counter(word.findall(text.lower())) for text in (predicted, gold))
    if not wanted:
        return (1.0, 1.0, 1.0) if not found else (0.0, 0.0, 0.0)
    hit = (found & wanted).total()
    if not hit:
        return (0.0, 0.0, 0.0)
    precision, recall = hit / found.total(), hit / wanted.total()
    return 2 * precision * recall / (precision + recall), precision, recall


def mean(scores: list[Score]) -> Score:
    """The mean of each component over pages."""
    f1, precision, recall = (sum(column) / len(scores) for column in zip(*scores, strict=True))
    return f1, precision, recall


def attempt(work: Callable[[str], str], page: str) -> str:
    """What is made of a page; nothing of one that is refused."""
    try:
        return work(page)
    except InputError:
        return ""
