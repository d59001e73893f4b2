"""The benchmark's pages as arrays: lines, features, words and labels, for training and scoring."""

import collections
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import zstandard

F32 = npt.NDArray[np.float32]

DUMPS = ("blocks", "resiliparse", "inscriptis")
WORD = re.compile(r"\w+")
WORD_OR_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")

GRAM = 4
"""Words in a row that must stand in the gold for a long line's words to count as found."""
CONTEXT = 8
"""Lines on both sides that decide which of several equal lines is the one in the gold."""


@dataclass(slots=True)
class Sample:
    """One dump of one page: its lines with a word, and per line the words and the share of them that is in
    the gold."""

    id: str
    dump: str
    type: str
    fold: int
    lines: list[str]
    words: F32
    label: F32
    bag: list[collections.Counter[str]]
    gold: collections.Counter[str]


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Records of a zstd-compressed JSON Lines file."""
    with path.open("rb") as file:
        reader = zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(file)
        yield from map(json.loads, io.TextIOWrapper(reader, encoding="utf-8"))


def visible(text: str) -> list[str]:
    """Lines of a dump that hold a word, stripped, white space squeezed."""
    return [" ".join(line.split()) for line in text.splitlines() if WORD.search(line)]


def grams(words: Sequence[str], size: int) -> list[tuple[str, ...]]:
    """All runs of ``size`` words."""
    return [tuple(words[i : i + size]) for i in range(len(words) - size + 1)]


def _found(words: Sequence[str], left: dict[int, collections.Counter[tuple[str, ...]]], take: bool) -> float:
    """Share of a line's words in runs that the gold (still) holds; ``take`` uses the runs up."""
    size = min(GRAM, len(words))
    covered = np.zeros(len(words), bool)
    for i, gram in enumerate(grams(words, size)):
        if left[size][gram] > 0:
            covered[i : i + size] = True
            if take:
                left[size][gram] -= 1
    return float(covered.mean()) if size else 0.0


def labels(lines: Sequence[Sequence[str]], gold: Sequence[str]) -> F32:
    """Share of each line's words that stand in the gold, in runs, each run of the gold used once.

    Where a line occurs more often in the page than in the gold, the copies with the most gold around them
    win.
    """
    left = {size: collections.Counter(grams(gold, size)) for size in range(1, GRAM + 1)}
    bag = collections.Counter(gold)
    once = np.array([_found(line, left, take=False) for line in lines], float)
    mass = np.array([len(line) for line in lines], float) * once
    near = (
        np.convolve(mass, np.ones(2 * CONTEXT + 1), "same")[: len(mass)]
        if len(mass) > 2 * CONTEXT
        else mass.cumsum() * 0 + mass.sum()
    )
    long = np.array([len(line) >= GRAM for line in lines], bool)
    result = np.zeros(len(lines), np.float32)
    for i in np.lexsort((-near, ~long)):
        share = _found(lines[i], left, take=True)
        here = collections.Counter(lines[i])
        hit = sum((here & bag).values()) / max(len(lines[i]), 1)
        result[i] = min(share, hit)
        if result[i] > 0.5:
            bag -= here
    return result


def sample(record: dict[str, Any], dump: str, pattern: re.Pattern[str] = WORD) -> Sample:
    """One dump of a record of the benchmark, labelled."""
    lines = visible(record["dumps"][dump])
    split = [pattern.findall(line.lower()) for line in lines]
    gold = pattern.findall(record["gold"].lower())
    return Sample(
        record["id"], dump, record["type"], record.get("fold", -1), lines,
        np.array([len(w) for w in split], np.float32), labels(split, gold),
        [collections.Counter(w) for w in split], collections.Counter(gold),
    )  # fmt: skip


def page_score(item: Sample, keep: npt.NDArray[np.bool_]) -> tuple[float, float, float]:
    """F1, precision and recall of a choice of lines, as the benchmark's `score.py` counts them."""
    chosen: collections.Counter[str] = collections.Counter()
    for i in np.flatnonzero(keep):
        chosen.update(item.bag[i])
    if not item.gold or not chosen:
        return (1.0, 1.0, 1.0) if not item.gold and not chosen else (0.0, 0.0, 0.0)
    hit = sum((chosen & item.gold).values())
    p, r = hit / sum(chosen.values()), hit / sum(item.gold.values())
    return (2 * p * r / (p + r) if hit else 0.0), p, r
