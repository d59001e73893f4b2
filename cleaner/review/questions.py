"""The lines of a run that a person should look at: the least certain ones of the riskiest documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleaner.edit import Edit, Spared
from cleaner.io.formats import Source
from cleaner.io.places import Place
from cleaner.log import restore
from cleaner.page import Page
from cleaner.report.logged import Logged, doubt_of
from cleaner.report.reading import clean_texts, logged_documents, logged_records
from cleaner.report.roles import role_of
from cleaner.report.tally import tally_of
from cleaner.roles import Role

__all__ = ["CONTEXT_LINES", "PER_DOCUMENT", "Question", "questions_of"]

PER_DOCUMENT = 5
"""Lines asked about of one document: the fifth says little that four did not."""

CONTEXT_LINES = 2
"""Lines shown above a line and below it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A line to decide on. ``start`` and ``end`` are its span in the source, in code points, its line break aside;
    ``was`` is ``struck`` or ``near``; ``above`` and ``below`` are the lines around it, and whether each stayed."""

    id: str
    start: int
    end: int
    text: str
    was: str
    role: Role
    rule: str
    reason: str
    score: float | None
    above: Sequence[tuple[str, bool]]
    below: Sequence[tuple[str, bool]]

    def to_record(self) -> dict[str, Any]:
        """What an answer repeats of the question."""
        return {name: getattr(self, name) for name in ("id", "start", "end", "text", "was", "role", "rule")}


def questions_of(log: Place, clean: Source, count: int) -> list[Question]:
    """The ``count`` lines of a run that deserve a look most, the riskiest document's first. Log and texts are read
    twice.

    Raises:
        InputError: log or texts cannot be read.
        LogError: the log is malformed, or does not belong to the texts.
    """
    sample = [found.item for found in tally_of(logged_documents(log, clean)).sample()]
    wanted: dict[str, list[Edit | Spared]] = {}
    for item in sample:
        room = count - sum(map(len, wanted.values()))
        wanted.setdefault(item.id, doubtful_lines(item)[:room])
    found: dict[str, list[Question]] = {}
    text_of = clean_texts(clean)
    for records in logged_records(log):
        text, name = text_of(records[0]), str(records[0].get("id") or "")
        if wanted.get(name) and name not in found:
            found[name] = asked_of(name, restore(text, records), records, wanted[name])
    return [question for name in wanted for question in found.get(name, [])]


def doubtful_lines(item: Logged) -> list[Edit | Spared]:
    """The lines of a document that are most in doubt: strikes, the least certain first, then near misses."""
    strikes = [edit for edit in item.removals if edit.action == "strike" and edit.category != "duplicate"]
    lines: list[Edit | Spared] = [*sorted(strikes, key=doubt_of, reverse=True), *item.spared]
    return lines[:PER_DOCUMENT]


def asked_of(
    name: str, source: str, records: Sequence[Mapping[str, Any]], items: Sequence[Edit | Spared]
) -> list[Question]:
    """The questions about lines of one document, whose records and restored source these are."""
    page = Page(source)
    edits = [Edit.from_record(record) for record in records if record.get("record") == "edit"]
    gone = {page.line_at(edit.start) for edit in edits if edit.action == "strike"}
    lines = [line for line, text in enumerate(page.texts) if text]
    return [question_of(name, page, item, around(page, lines, gone, page.line_at(item.start))) for item in items]


Around = tuple[list[tuple[str, bool]], list[tuple[str, bool]]]


def around(page: Page, lines: Sequence[int], gone: set[int], line: int) -> Around:
    """The lines above and below one, and whether each stayed."""
    at = lines.index(line)
    above, below = lines[max(0, at - CONTEXT_LINES) : at], lines[at + 1 : at + 1 + CONTEXT_LINES]
    return [(page.texts[n], n not in gone) for n in above], [(page.texts[n], n not in gone) for n in below]


def question_of(name: str, page: Page, item: Edit | Spared, beside: Around) -> Question:
    """The question about one line."""
    line = page.line_at(item.start)
    start, end = page.core_starts[line], page.core_ends[line]
    was, score = ("struck", item.score) if isinstance(item, Edit) else ("near", None)
    text = page.source[start:end]
    return Question(name, start, end, text, was, role_of(item), item.rule, item.reason, score, *beside)
