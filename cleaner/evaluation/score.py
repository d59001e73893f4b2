"""How well a cleaner does on pages whose main text is known: a table by page type, and the worst pages."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cleaner.batch.one import CleansOne
from cleaner.errors import GoldError
from cleaner.evaluation.told import gold_parts
from cleaner.roles import Role

__all__ = ["GoldPage", "Score", "by_type", "evaluate", "read_gold", "word_f1", "worst"]

SCORED_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
"""A word; ideographs and kana count one by one, as their text has no blanks."""


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A labelled page: its ``text`` as a dump, or, with ``html``, the page itself; its main text ``gold``, and what to
    call it in tables; and what it states of roles, their texts."""

    id: str
    type: str
    text: str
    gold: str
    html: bool = False
    parts: Mapping[Role, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Score:
    """Bag-of-words F1, precision and recall of one page, 0 to 1; what the cleaner expected its F1 to be, if it did; and
    the F1 of each role that the page states."""

    id: str
    type: str
    f1: float
    precision: float
    recall: float
    confidence: float | None = None
    roles: Mapping[Role, float] = field(default_factory=dict)


def read_gold(path: Path) -> Iterator[GoldPage]:
    """The pages of a JSON Lines file with the fields ``text`` or ``html``, and ``gold``; if there ``id``, ``type``,
    ``parts`` (texts by role) and ``comments``.

    Raises:
        GoldError: the file cannot be read, or a line is no such record; the message gives the line's number.
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except OSError as error:
        raise GoldError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: not UTF-8 at byte {error.start}") from None
    if not any(line.strip() for line in lines):
        raise GoldError(f"{path} holds no pages")
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield gold_page(line, f"{path}, line {number}", str(number))


def gold_page(line: str, place: str, default_id: str) -> GoldPage:
    """The page one line describes; ``place`` opens error messages."""
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise GoldError(f"{place}: not JSON: {error.msg}") from None
    if not isinstance(record, dict):
        raise GoldError(f"{place}: not a record")
    html = "html" in record and "text" not in record
    source = "html" if html else "text"
    for needed in (source, "gold"):
        if not isinstance(record.get(needed), str):
            raise GoldError(f"{place}: the field {needed!r} is missing or no text")
    name, kind = str(record.get("id", default_id)), str(record.get("type", "page"))
    return GoldPage(name, kind, record[source], record["gold"], html, gold_parts(record, place))


def evaluate(cleaner: CleansOne, pages: Iterable[GoldPage]) -> Iterator[Score]:
    """The score of each page."""
    for page in pages:
        result = cleaner.clean(page.text)
        parts = result.parts if page.parts else {}
        roles = {role: word_f1(parts.get(role, ""), text)[0] for role, text in page.parts.items()}
        yield Score(page.id, page.type, *word_f1(result.text, page.gold), result.confidence, roles)


def word_f1(found: str, gold: str) -> tuple[float, float, float]:
    """F1, precision and recall of two bags of case-folded words; an empty gold wants an empty text (as WCXB).

    >>> word_f1("the old pier, menu", "The old pier")
    (0.8571428571428571, 0.75, 1.0)
    """
    have, want = (Counter(SCORED_WORD.findall(text.lower())) for text in (found, gold))
    if not want:
        return (0.0, 0.0, 0.0) if have else (1.0, 1.0, 1.0)
    hit = (have & want).total()
    if not hit:
        return (0.0, 0.0, 0.0)
    precision, recall = hit / have.total(), hit / want.total()
    return 2 * precision * recall / (precision + recall), precision, recall


def by_type(scores: Sequence[Score]) -> Mapping[str, tuple[int, float, float, float]]:
    """Pages, and mean F1, precision and recall, for each page type and, last, for ``all``."""
    groups: dict[str, list[Score]] = defaultdict(list)
    for score in sorted(scores, key=lambda score: score.type):
        groups[score.type].append(score)
    groups["all"] = list(scores)
    return {
        kind: (
            len(group),
            sum(score.f1 for score in group) / len(group),
            sum(score.precision for score in group) / len(group),
            sum(score.recall for score in group) / len(group),
        )
        for kind, group in groups.items()
        if group
    }


def worst(scores: Iterable[Score], count: int) -> list[Score]:
    """The ``count`` pages with the lowest F1, the lowest first."""
    return sorted(scores, key=lambda score: (score.f1, score.id))[:count]
