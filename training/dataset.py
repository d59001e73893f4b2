"""Labelled pages: the visible lines of a dump, the share of each line's words that is content, and what is known."""

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

MIN_TITLE_WORDS = 3
"""A shorter piece of a title is also a menu entry."""

TITLE_SLACK = 1.6
"""A line that holds the title and is not longer than the title times this is the title with a site's name."""

MIN_SEGMENT_SHARE = 0.5
"""Share of a line that an unwanted segment fills where the whole line is unwanted."""

MIN_PIECE_CHARS = 20
"""A line as long as this that stands inside a wanted segment is wanted."""


@dataclass(slots=True)
class Sample:
    """One dump of one page. Per line: its words, the share of them that is content, and whether that is known (1) or
    not (0). ``whole``: whether the gold is the page's whole content, as opposed to some lines of it."""

    id: str
    dump: str
    type: str
    source: str
    fold: int
    lines: list[str]
    words: F32
    label: F32
    known: F32
    gold: collections.Counter[str]
    text: str
    whole: bool

    @property
    def pattern(self) -> re.Pattern[str]:
        """What a word is: WCXB counts a run of ideographs as one word, the other sets count them one by one."""
        return WORD if self.source == "wcxb" else WORD_OR_IDEOGRAPH


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


def heads(record: dict[str, Any]) -> tuple[str, list[str]]:
    """A record's title, and the lines of its byline, where it states them."""
    parts = record.get("parts") or {}
    title = record.get("title") or parts.get("title", "")
    return title, [line for line in parts.get("byline", "").split("\n") if len(line) > 2]


def is_title(line: str, title: str) -> bool:
    """Whether a line is the title, most of it, or it with a site's name.

    >>> is_title("Old pier gone - Harbour", "Old pier gone by"), is_title("Old pier gone by", "Old pier gone by")
    (False, True)
    """
    line, title = line.casefold(), " ".join(title.casefold().split())
    if len(line.split()) < MIN_TITLE_WORDS or not title:
        return False
    return line in title or (title in line and len(line) <= TITLE_SLACK * len(title))


def doubtful(lines: Sequence[str], record: dict[str, Any]) -> npt.NDArray[np.bool_]:
    """Lines of which the sources' golds differ: titles and bylines, content to some and not to others."""
    title, byline = heads(record)
    return np.array(
        [is_title(line, title) or any(name in line and len(line) < 3 * len(name) + 30 for name in byline)
         for line in lines], bool,
    )  # fmt: skip


def partly_known(lines: Sequence[str], wanted: Sequence[str], unwanted: Sequence[str]) -> tuple[F32, F32]:
    """Labels of the lines that some pieces of wanted and unwanted text decide, and which lines those are.

    >>> label, known = partly_known(["Menu", "Mix 2 eggs.", "So it is."], ["mix 2 eggs"], ["Menu"])
    >>> label.tolist(), known.tolist()
    ([0.0, 1.0, 0.0], [1.0, 1.0, 0.0])
    """
    flat = [" ".join(WORD.findall(line.casefold())) for line in lines]
    good, bad = ([" ".join(WORD.findall(text.casefold())) for text in texts] for texts in (wanted, unwanted))
    joined = "\n".join(good)
    want = np.array(
        [any(piece and piece in line for piece in good) or (len(line) >= MIN_PIECE_CHARS and line in joined)
         for line in flat], bool,
    )  # fmt: skip
    no = np.array(
        [
            any(piece and piece in line and len(piece) >= MIN_SEGMENT_SHARE * len(line) for piece in bad)
            for line in flat
        ],
        bool,
    )
    return (want & ~no).astype(np.float32), (want ^ no).astype(np.float32)


def sample(record: dict[str, Any], dump: str, source: str) -> Sample:
    """One dump of a record of a benchmark, labelled."""
    lines = visible(record["dumps"][dump])
    pattern = WORD if source == "wcxb" else WORD_OR_IDEOGRAPH
    split = [pattern.findall(line.lower()) for line in lines]
    whole = "gold" in record
    if whole:
        label = labels(split, pattern.findall(record["gold"].lower()))
        known = 1 - (doubtful(lines, record) & (label < 0.5)).astype(np.float32)
    else:
        label, known = partly_known(lines, record.get("must") or record["with"], record.get("without", ()))
    gold = record.get("gold", "")
    return Sample(
        record["id"], dump, record.get("type") or record.get("lang", ""), source, record.get("fold", -1), lines,
        np.array([len(w) for w in split], np.float32), label, known,
        collections.Counter(pattern.findall(gold.lower())), gold, whole,
    )  # fmt: skip


def page_score(item: Sample, keep: npt.NDArray[np.bool_]) -> tuple[float, float, float]:
    """F1, precision and recall of a choice of lines, as the benchmark's `score.py` counts them."""
    chosen = collections.Counter(item.pattern.findall("\n".join(item.lines[i] for i in np.flatnonzero(keep)).lower()))
    if not item.gold or not chosen:
        return (1.0, 1.0, 1.0) if not item.gold and not chosen else (0.0, 0.0, 0.0)
    hit = sum((chosen & item.gold).values())
    p, r = hit / sum(chosen.values()), hit / sum(item.gold.values())
    return (2 * p * r / (p + r) if hit else 0.0), p, r
