"""How well a page came out: its expected F1, by what the scores, the choice and the kind of the page look like."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from cleaner.errors import WeightsError
from cleaner.model.arrays import F32, I64, Bool
from cleaner.model.choice import UNSEEN
from cleaner.model.words import data_file
from cleaner.page import Page

__all__ = ["PAGE_SIGNS", "Calibration", "confidence_of", "load_calibration", "page_signs"]

CONFIDENCE_FILE = "confidence.npz"
CERTAINLY, DOUBTED = 0.8, 0.3
"""Scores above which a line is content, and between which and 1 less it is in doubt."""

PAGE_SIGNS = (
    "expected F1", "expected precision", "expected recall", "doubt", "doubt of what stays", "sure words",
    "words in doubt", "share that stays", "log words", "log words that stay", "log words a line that stays",
    "changes a line", "prose of what stays", "whole stretch", "links", "opinion there", "opinion precision",
    "opinion recall", "opinion share", "article", "forum", "product", "listing", "documentation", "service",
)  # fmt: skip
"""What the expected F1 is told by. ``opinion``: trafilatura's, 0 where it was not asked."""

FEW = 1e-6


@dataclass(frozen=True, slots=True)
class Calibration:
    """A network of one hidden layer over PAGE_SIGNS; trained on scores of networks that had not seen the page."""

    mean: F32
    deviation: F32
    first: F32
    first_bias: F32
    last: F32
    last_bias: F32

    def confidence(self, signs: F32) -> float:
        """The expected F1 of a page, 0 to 1."""
        scaled = np.clip((signs - self.mean) / self.deviation, -4, 4)
        odds = np.tanh(scaled @ self.first + self.first_bias) @ self.last + self.last_bias
        return float(1 / (1 + np.exp(-odds[0])))


def page_signs(page: Page) -> F32:
    """The values of PAGE_SIGNS for a cleaned page that the model has judged."""
    judged = page.judgement
    lines, score, words = (np.asarray(column) for column in (judged.lines, judged.scores, judged.words))
    kept = np.frombuffer(bytes(page.struck), np.uint8)[lines] == 0
    prose = np.asarray(page.prose, np.float32)[lines] > 0
    whole, stays = float(words.sum()) + FEW, float(words[kept].sum()) + FEW
    hits, there = float((score * words)[kept].sum()), float((score * words).sum())
    doubt = 4 * score * (1 - score) * words
    at = np.flatnonzero(kept)
    stretch = (int(at[-1]) - int(at[0]) + 1) if len(at) else 1
    return np.array(
        [
            2 * hits / (stays + there + UNSEEN), hits / stays, hits / (there + FEW), float(doubt.sum()) / whole,
            float(doubt[kept].sum()) / stays, float(words[score > CERTAINLY].sum()) / whole,
            float(words[(score > DOUBTED) & (score < 1 - DOUBTED)].sum()) / whole, stays / whole, np.log1p(whole),
            np.log1p(stays), np.log1p(stays / max(len(at), 1)), float((kept[1:] != kept[:-1]).sum()) / len(lines),
            float(words[kept & prose].sum()) / stays, len(at) / stretch, *opinion_signs(page, lines, words, kept),
            *judged.kinds,
        ],
        np.float32,
    )  # fmt: skip


def opinion_signs(page: Page, lines: I64, words: F32, kept: Bool) -> tuple[float, ...]:
    """How much of what stays is links, and how far trafilatura's choice and this one agree."""
    markup = page.markup
    if markup is None:
        return (0.0,) * 5
    links = float((np.asarray(markup.link_shares, np.float32)[lines] * words)[kept].sum())
    stays = float(words[kept].sum()) + FEW
    if markup.verdicts is None:
        return (links / stays, 0.0, 0.0, 0.0, 0.0)
    theirs = np.asarray(markup.verdicts, np.float32)[lines] * words
    both, found = float(theirs[kept].sum()), float(theirs.sum())
    return links / stays, 1.0, both / stays, both / (found + FEW), found / (float(words.sum()) + FEW)


def confidence_of(page: Page, kind: str) -> float:
    """The expected F1 of a cleaned page that the model of a kind has judged."""
    return load_calibration(kind).confidence(page_signs(page))


@cache
def load_calibration(kind: str = "text") -> Calibration:
    """The shipped calibration for a kind of weights, read once.

    Raises:
        WeightsError: it was trained with other signs than this version has.
    """
    with data_file(CONFIDENCE_FILE).open("rb") as stream, np.load(stream, allow_pickle=False) as file:
        if tuple(file["signs"].tolist()) != PAGE_SIGNS:
            raise WeightsError(f"{CONFIDENCE_FILE} was trained on other signs than this version has: train again")
        return Calibration(*(file[f"{kind}.{name}"].astype(np.float32) for name in Calibration.__dataclass_fields__))
