"""A page as a report shows it: each line with what became of it, the facts that went, and the figures around them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal, NamedTuple

from cleaner.edit import Edit, Spared, apply
from cleaner.log import log_records
from cleaner.page import Page
from cleaner.report.facts import Fact, facts_lost
from cleaner.report.roles import ROLE_SIGNS, role_of
from cleaner.result import Result
from cleaner.roles import Role

__all__ = ["FATES", "Fate", "LineView", "LostFact", "PageView", "Part", "Stretch", "element_of", "page_view"]

Fate = Literal["kept", "struck", "changed", "near"]
FATES: dict[Fate, str] = {"kept": " ", "struck": "−", "changed": "~", "near": "?"}
"""What became of a line, with its mark; ``near``: kept, though something would have struck it."""

CONTEXT = 2
"""Untouched lines shown on either side of one that is not."""

MIN_FOLD = 4
"""Untouched lines that are worth a fold: one that hides three saves nothing."""


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the source that has anything on it; ``number`` counts from 1.

    ``after`` is what a changed line says now; ``rule``, ``role``, ``reason`` and ``score`` are those of the edit or
    note that matters most; ``element`` says where a line of HTML stands in its page.
    """

    number: int
    text: str
    fate: Fate = "kept"
    role: Role = "other"
    category: str = ""
    rule: str = ""
    reason: str = ""
    score: float | None = None
    after: str = ""
    element: str = ""


class LostFact(NamedTuple):
    """A fact lost, and the line it stood on."""

    fact: Fact
    line: int


class Part(NamedTuple):
    """What stayed of a page, or what of one role went: its size in characters."""

    role: str
    sign: str
    size: int


class Stretch(NamedTuple):
    """Lines in a row: ``folded`` where nothing happened to them."""

    folded: bool
    lines: Sequence[LineView]


@dataclass(frozen=True, slots=True)
class PageView:
    """All that a report says of one page; ``document`` is its record in the log."""

    name: str
    document: Mapping[str, Any]
    lines: Sequence[LineView]
    facts: Sequence[LostFact]

    def count(self, fate: Fate) -> int:
        """How many lines met a fate."""
        return sum(line.fate == fate for line in self.lines)

    def struck_by(self, field: Literal["role", "category", "rule"]) -> list[tuple[str, int]]:
        """The struck lines counted by role, category or rule, the most frequent first."""
        return Counter(getattr(line, field) for line in self.lines if line.fate == "struck").most_common()

    def parts(self) -> list[Part]:
        """What stayed, then what went by role, the largest first; together the characters of the source."""
        sizes: Counter[Role] = Counter()
        for line in self.lines:
            if line.fate == "struck":
                sizes[line.role] += len(line.text)
        stayed = self.document["source_chars"] - sizes.total()
        return [
            Part("kept", "\u00a0", stayed),
            *(Part(role, ROLE_SIGNS[role], size) for role, size in sizes.most_common()),
        ]

    def stretches(self) -> list[Stretch]:
        """The lines in runs; what lies more than CONTEXT lines from any change is folded."""
        touched = [at for at, line in enumerate(self.lines) if line.fate != "kept"]
        near = {at for hit in touched for at in range(hit - CONTEXT, hit + CONTEXT + 1)}
        runs = [(far, [self.lines[at] for at in run]) for far, run in groupby(range(len(self.lines)), far_from(near))]
        return [Stretch(far and len(run) >= MIN_FOLD and bool(touched), run) for far, run in runs]


def far_from(near: set[int]) -> Any:
    """A test of whether a line is not among those ``near``."""
    return lambda at: at not in near


def page_view(result: Result, name: str = "") -> PageView:
    """The view of a cleaned document; ``name`` is what its reader calls it, such as its file."""
    page = Page(result.source, result.markup)
    items: dict[int, list[Edit | Spared]] = {}
    found: list[Edit | Spared] = [*result.edits, *result.spared]
    for item in found:
        items.setdefault(page.line_at(item.start), []).append(item)
    lines = [line_view(page, at, items.get(at, [])) for at, text in enumerate(page.texts) if text]
    lost = [LostFact(fact, page.line_at(fact.start) + 1) for fact in facts_lost(result.edits, result.text)]
    return PageView(name, next(log_records(result, name)), lines, lost)


def line_view(page: Page, at: int, items: Sequence[Edit | Spared]) -> LineView:
    """The view of one line, from the edits and the note that begin on it."""
    edits = [item for item in items if isinstance(item, Edit) and touches_text(page, at, item)]
    struck = next((edit for edit in edits if edit.action == "strike"), None)
    note = next((item for item in items if isinstance(item, Spared)), None)
    cause = struck or note or next((edit for edit in edits if edit.action == "rewrite"), edits[0] if edits else None)
    text, element = page.source[page.core_starts[at] : page.core_ends[at]], element_of(page, at)
    if cause is None:
        return LineView(at + 1, text, element=element)
    after = "" if struck else text_after(page, at, edits)
    fate: Fate = "struck" if struck else "near" if note else "changed"
    score = getattr(cause, "score", None)
    return LineView(at + 1, text, fate, role_of(cause), cause.category, cause.rule, cause.reason, score, after, element)


def touches_text(page: Page, at: int, edit: Edit) -> bool:
    """Whether an edit changes the text of a line, and not only the white space around it."""
    start, end = page.core_starts[at], page.core_ends[at]
    inside = start <= edit.start < end and edit.end <= end
    return edit.action == "strike" or inside or (edit.start <= start and edit.end >= end)


def text_after(page: Page, at: int, edits: Sequence[Edit]) -> str:
    """What a line says once its ``edits`` are made; empty where there are none, or one leaves nothing of it."""
    start, end = page.core_starts[at], page.core_ends[at]
    if any(edit.start < start or edit.end > end for edit in edits):
        return ""
    return apply(page.source, edits, start, end) if edits else ""


def element_of(page: Page, at: int) -> str:
    """The XPath of the element that a line of HTML is the text of, and the words of the classes around it."""
    if page.markup is None:
        return ""
    place = page.markup.elements[at] if page.markup.elements else page.markup.paths[at]
    hints = " ".join(f".{word}" for word in page.markup.hints[at].split())
    return f"{place} {hints}".strip()
