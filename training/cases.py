"""Pages cleaned by the whole pipeline, with networks that saw no page like them: what `training.confidence` learns
from, and what it measures itself on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner import Cleaner
from cleaner.appraisal import LIKELY, appraise
from cleaner.edit import apply
from cleaner.engine import Draft
from cleaner.errors import CleanerError
from cleaner.judgement import PAGE_KINDS
from cleaner.model import confidence, judge
from cleaner.page import Page
from training import dataset
from training.plan import FOLDS
from training.whole import comments_gone, lines_kept, models, use_heads, words_score

SETS = ("wcxb-dev", "more-dev")
"""Sets whose gold is the page's whole content: the calibration is fitted on them."""
OTHERS = ("segments-dev", "recipes-dev", "daniel-dev")
"""Sets that the calibration is measured on, and not fitted."""
UNSEEN_BY_ALL = -1
"""The fold of pages that no network was trained on."""

F32 = npt.NDArray[np.float32]


class Case(NamedTuple):
    """A cleaned page: its signs (None where the model did not judge it), how well it came out (`outcome`), fold,
    source, type, kind, flags; and the share of the words of readers' comments that are gone, where it has any."""

    signs: F32 | None
    f1: float
    fold: int
    source: str
    type: str
    kind: str
    flags: tuple[str, ...]
    gone: float | None


def gathered(bench: Path, cache: Path, kind: str, every: int, sets: tuple[str, ...] = SETS) -> list[Case]:
    """Every so manieth page of some sets, by the networks and heads that did not see its fold; pages without a fold by
    those of the first."""
    rendered = kind != "text"
    cleaner = Cleaner(kind="html" if rendered else "text")
    found: list[Case] = []
    for fold in FOLDS:
        judge.load = models(cache, fold).__getitem__  # type: ignore[assignment]  # the stage asks for weights by name
        use_heads(cache, fold, kind)
        for name in sets:
            found += of_set(cleaner, bench / name, fold, every, rendered=rendered)
    return found


def of_set(cleaner: Cleaner, path: Path, fold: int, every: int, *, rendered: bool) -> Iterator[Case]:
    """The cases of one set and fold."""
    html: dict[str, str] = {}
    if rendered:
        html = {record["id"]: record["html"] for record in dataset.records(Path(f"{path}-html.jsonl.zst"))}
    for number, record in enumerate(dataset.records(Path(f"{path}.jsonl.zst"))):
        if number % every or max(record.get("fold", UNSEEN_BY_ALL), 0) % len(FOLDS) != fold:
            continue
        try:
            yield one(cleaner, html[record["id"]] if rendered else record["dumps"]["blocks"], record, path.name)
        except CleanerError:
            continue


def one(cleaner: Cleaner, source: str, record: dict[str, Any], name: str) -> Case:
    """One page cleaned."""
    text, _, markup = cleaner.read(source)
    draft = Draft(Page(text, markup))
    draft.run(cleaner.stages_for("", "")[0])
    page, judged = draft.page, draft.page.judgement
    out = apply(text, draft.edits().changes)
    gone = comments_gone(out, record["gold"], record["comments"]) if record.get("comments") else None
    signs = confidence.page_signs(page) if judged.kinds else None
    best = int(np.argmax(judged.kinds)) if judged.kinds else -1
    kind = PAGE_KINDS[best] if best >= 0 and judged.kinds[best] >= LIKELY else "other"
    flags = appraise(page, judging=False).flags
    fold = record["fold"] % len(FOLDS) if "fold" in record else UNSEEN_BY_ALL
    origin = record.get("source", name.removesuffix("-dev"))
    return Case(signs, outcome(out, record, name), fold, origin, record.get("type", ""), kind, flags, gone)


def outcome(out: str, record: dict[str, Any], name: str) -> float:
    """How well a page came out, 0 to 1: word F1 where its gold is whole; of a recipe the share of known lines kept; of
    a page with segments the share of them treated rightly.

    >>> outcome("Mix it.", {"with": ["Mix it."], "without": ["Menu", "it."]}, "segments-dev")
    0.6666666666666666
    """
    pattern = dataset.WORD if name.startswith("wcxb") else dataset.WORD_OR_IDEOGRAPH
    if "gold" in record:
        return words_score(out, record["gold"], pattern)[0]
    if "must" in record:
        return lines_kept(out, record["must"], pattern)
    flat = " ".join(out.split())
    right = [" ".join(piece.split()) in flat for piece in record["with"]]
    right += [" ".join(piece.split()) not in flat for piece in record["without"]]
    return float(np.mean(right)) if right else 1.0
