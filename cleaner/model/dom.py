"""What the DOM knows of a line, as features beside those of its text: where it stands, in which tags, with which class
names, how much of it is links, and whether trafilatura kept it."""

import zlib
from array import array
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from cleaner.markup.columns import Inside, Markup
from cleaner.model.arrays import F32, I64
from cleaner.model.features import WINDOWS, spread

__all__ = [
    "DOM_NAMES",
    "HINT_BITS",
    "N_HINT",
    "N_VERDICT",
    "dom_columns",
    "hint_score",
    "hint_slots",
    "measure_dom",
    "text_column",
    "verdict_columns",
]


BITS: dict[str, int] = {name.lower(): bit for name, bit in vars(Inside).items() if name.isupper()}
INSIDE = tuple(sorted(BITS, key=BITS.__getitem__))
"""Names of the bits of ``inside``, the lowest first."""

TAGS = (
    "p", "div", "span", "a", "li", "ul", "ol", "td", "th", "dd", "dt", "section", "blockquote", "figcaption", "figure",
    "label", "button", "strong", "em", "time", "h1", "h2", "h3", "h4", "body", "article", "summary", "pre", "code",
)  # fmt: skip
"""Tags whose presence in a line's path is a feature each."""

HINT_BITS = 15
"""Slots of the lexicon of class names and paths."""

DEPTH = 4
"""Tags of a path, as the renderer gives them."""

PLAIN = (
    *(f"in_{name}" for name in INSIDE), "heading", "heading_level", "link_share", "region", "region_words",
    "region_share", "after_h1", "to_h1",
)  # fmt: skip
AROUND = ("link_share", "heading", "in_link", "in_content", "in_frame")
"""Columns that are averaged over neighbours."""

CONTENT_BITS = ("in_main", "in_article")
FRAME_BITS = ("in_nav", "in_header", "in_footer", "in_aside", "in_form")
H1 = 1
LEAST = 1e-4
"""Scores are kept so far from 0 and 1."""


def _windowed(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{name}[{first}:{last}]" for first, last in WINDOWS for name in names)


VERDICT = ("kept", "kept_whole", "commented")
N_HINT = 2 + 2 * len(WINDOWS)
N_VERDICT = 6 + 3 * len(WINDOWS)
DOM_NAMES = (
    "text_score", *PLAIN, *(f"tag_{tag}" for tag in TAGS), *_windowed(AROUND),
    "hint", "hint_known", *_windowed(("hint", "hint_known")),
    *VERDICT, *_windowed(VERDICT), "kept_span", "kept_page", "commented_page",
)  # fmt: skip
"""Names of the columns; the last ``N_VERDICT`` need trafilatura, the ``N_HINT`` before them the lexicon of hints."""


def text_column(score: F32) -> F32:
    """The text model's score of each line as log-odds, one column."""
    share = np.clip(score, LEAST, 1 - LEAST)
    odds: F32 = np.log(share / (1 - share))[:, None].astype(np.float32)
    return odds


def measure_dom(dom: Markup, rows: I64, words: F32) -> F32:
    """The columns that need neither lexicon nor trafilatura, for some lines of a page, which hold ``words``."""
    inside = np.asarray(dom.inside, np.int64)[rows]
    bits = (inside[:, None] >> np.arange(len(INSIDE)) & 1).astype(np.float32)
    place = dict(zip(PLAIN, bits.T, strict=False))
    level = np.asarray(dom.headings, np.float32)[rows]
    region = np.asarray(dom.regions, np.int64)[rows]
    inner = np.bincount(region, words, minlength=1)
    place["heading"] = (level > 0).astype(np.float32)
    place["heading_level"] = level
    place["link_share"] = np.asarray(dom.link_shares, np.float32)[rows]
    place["region"] = (region > 0).astype(np.float32)
    place["region_words"] = np.where(region > 0, np.log1p(inner[region]), 0).astype(np.float32)
    place["region_share"] = np.where(region > 0, inner[region] / max(float(words.sum()), 1.0), 0).astype(np.float32)
    index = np.arange(len(rows))
    first = np.flatnonzero(level == H1)
    place["after_h1"] = (index >= first[0]).astype(np.float32) if first.size else np.full(len(rows), 0.5, np.float32)
    place["to_h1"] = (
        np.log1p(np.maximum(index - first[0], 0)).astype(np.float32) if first.size else np.zeros_like(level)
    )
    plain = np.stack([place[name] for name in PLAIN], axis=1)
    tags = np.frombuffer(b"".join([_tags(dom.paths[row]) for row in rows.tolist()]), np.bool_).reshape(-1, len(TAGS))
    place["in_content"] = np.maximum.reduce([place[name] for name in CONTENT_BITS])
    place["in_frame"] = np.maximum.reduce([place[name] for name in FRAME_BITS])
    around = spread(np.stack([place[name] for name in AROUND], axis=1))
    return np.concatenate([plain, tags.astype(np.float32), around], axis=1)


@lru_cache(maxsize=4096)
def _tags(path: str) -> bytes:
    """Whether each of TAGS is in a path: 1 or 0."""
    found = set(path.split("/"))
    return bytes([tag in found for tag in TAGS])


def hint_slots(dom: Markup, rows: I64) -> "list[array[int]]":
    """Slots in the lexicon of hints: a line's class names, its last tags, and its path."""
    return [_slots(dom.hints[row], dom.paths[row]) for row in rows.tolist()]


@lru_cache(maxsize=16384)
def _slots(hints: str, path: str) -> "array[int]":
    tags = path.split("/")
    known = (*hints.split(), *("/".join(tags[-size:]) + "/" for size in range(2, DEPTH + 1)))
    return array("q", sorted({zlib.crc32(word.encode()) >> 32 - HINT_BITS for word in known}))


def hint_score(slots: "Sequence[array[int]]", lexicon: F32) -> F32:
    """Score of each line's hints and the share that the lexicon knows, and both over neighbours."""
    count = np.array([*map(len, slots)])
    flat = np.frombuffer(b"".join(slots), np.int64)
    line = np.repeat(np.arange(len(slots)), count)
    weight = lexicon[flat]
    score = np.bincount(line, weight, len(slots)) / np.sqrt(count + 1)
    known = np.bincount(line, weight != 0, len(slots)) / np.maximum(count, 1)
    columns = np.stack([score, known], axis=1).astype(np.float32)
    return np.concatenate([columns, spread(columns)], axis=1)


def verdict_columns(dom: Markup, rows: I64, words: F32) -> F32:
    """How much of each line trafilatura kept, whether that is more than half, how much it took for comments, and all
    three over neighbours; whether the line lies between the first and last kept; and the page's shares."""
    if dom.verdicts is None:
        return np.zeros((len(rows), N_VERDICT), np.float32)
    kept = np.asarray(dom.verdicts, np.float32)[rows]
    commented = np.asarray(dom.comments, np.float32)[rows] if dom.comments else np.zeros_like(kept)
    whole = kept > 0.5
    columns = np.stack([kept, whole, commented], axis=1).astype(np.float32)
    page = np.empty((len(rows), 3), np.float32)
    page[:, 0] = np.maximum.accumulate(whole) & np.maximum.accumulate(whole[::-1])[::-1]
    page[:, 1:] = np.stack([kept, commented]) @ words / max(float(words.sum()), 1.0)
    return np.concatenate([columns, spread(columns), page], axis=1)


def dom_columns(dom: Markup, rows: I64, words: F32, lexicon: F32, score: F32) -> F32:
    """All columns, as in ``DOM_NAMES``, for the lines ``rows`` of a page, given their scores by the text model."""
    hints = hint_score(hint_slots(dom, rows), lexicon)
    return np.concatenate(
        [text_column(score), measure_dom(dom, rows, words), hints, verdict_columns(dom, rows, words)], axis=1
    )
