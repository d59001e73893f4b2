"""The engine: runs the phases over a page, applies what the stages propose, and keeps the edits that make the text."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from cleaner.edit import BareEdit, Edits, Spared, apply, smallest_change
from cleaner.page import Page
from cleaner.stage import Phase, Remark, Repair, Rewrite, Spare, Stage, Strike
from cleaner.text.repair import repair

__all__ = ["MAX_ROUNDS", "Draft"]

MAX_ROUNDS = 8
"""Rounds of a phase. A removal can shift where the body begins and so prove another; two rounds settle nearly every
page, and one that still moves after eight is left as it is."""

ROUNDS_OF_PHASE = {Phase.REPAIR: 1, Phase.STRIKE: MAX_ROUNDS, Phase.JUDGE: 1, Phase.LAY_OUT: MAX_ROUNDS}


class Draft:
    """A page while the stages work on it: the edits so far, by kind, and what the page looks like after them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.strikes: dict[int, BareEdit] = {}
        self.changes: dict[int, list[BareEdit]] = {}  # of the text of a line
        self.spaces: dict[str, list[BareEdit]] = {}  # between the texts of lines, by stage
        self.spared: dict[str, list[tuple[Spare, str]]] = {}  # by stage, with the text that the line had
        self.firm: set[int] = set()
        self.moves = 0  # strikes and changed texts so far

    def run(self, stages: Sequence[Stage]) -> None:
        """Runs the stages, phase by phase. In a phase of several rounds a stage looks again when the page has changed
        since it last did."""
        for phase in Phase:
            looked: dict[str, int] = {}
            for _ in range(ROUNDS_OF_PHASE[phase]):
                pending = [s for s in stages if s.phase is phase and looked.get(s.name) != self.moves]
                for stage in pending:
                    looked[stage.name] = self.moves
                    self.take(stage)
                if not pending:
                    break

    def take(self, stage: Stage) -> None:
        """Applies what one stage proposes; its notes and white space replace those of an earlier round."""
        repairs: dict[int, list[BareEdit]] = {}
        spaces: list[BareEdit] = []
        spared: list[tuple[Spare, str]] = []
        for item in list(stage(self.page)):
            if isinstance(item, Strike):
                if item.line not in self.strikes and item.line not in self.firm:
                    self.strike(item)
            elif isinstance(item, Spare):
                spared.append((item, self.page.texts[item.line]))
                if item.firm:
                    self.firm.add(item.line)
            elif isinstance(item, Remark):
                self.page.judgement = item.judgement
            elif isinstance(item, Rewrite):
                self.rewrite(item)
            elif (line := self.line_within(item)) is None:
                spaces.append(BareEdit(item.start, item.end, item.after, item.cause))
            else:
                repairs.setdefault(line, []).append(BareEdit(item.start, item.end, item.after, item.cause))
        for line, edits in repairs.items():
            self.change(line, standing([in_order(edits), self.changes.get(line, [])]))
        self.spaces[stage.name], self.spared[stage.name] = in_order(spaces), spared

    def strike(self, item: Strike) -> None:
        """Takes a line that is there, and not firmly spared."""
        line, cause, score = item
        starts = self.page.starts
        self.strikes[line] = BareEdit(starts[line], starts[line + 1], "", cause, score, "strike")
        self.page.set_struck(line)
        self.moves += 1

    def rewrite(self, item: Rewrite) -> None:
        """Gives a line another text, unless it is firmly spared or its words stand between marks of Markdown; the one
        edit for it takes the place of earlier changes of the line."""
        if item.line in self.firm or not (span := text_span(self.page, item.line)):
            return
        if change := smallest_change(self.page.source[slice(*span)], item.text):
            start, end, after = change
            self.change(item.line, [BareEdit(span[0] + start, span[0] + end, after, item.cause, None, "rewrite")])

    def change(self, line: int, edits: list[BareEdit]) -> None:
        """Makes ``edits`` the changes of a line's text, and the page's text of it what they give."""
        self.changes[line] = edits
        if span := text_span(self.page, line):
            text = apply(self.page.source, [edit for edit in edits if edit.start >= span[0]], *span)
        else:
            text = repair(self.page.texts[line])
        if text != self.page.texts[line]:
            self.page.set_text(line, text)
            self.moves += 1

    def line_within(self, item: Repair) -> int | None:
        """The line whose text holds the whole repair; None for white space between texts."""
        line = self.page.line_at(item.start)
        inside = line < len(self.page) and self.page.core_starts[line] <= item.start < self.page.core_ends[line]
        return line if inside and item.end <= self.page.core_ends[line] else None

    def edits(self) -> Edits:
        """All edits in source order. A struck line swallows what was changed in it, and so does white space that takes
        the place of a line whose text a repair left blank."""
        strikes = [self.strikes[line] for line in sorted(self.strikes)]
        changes = in_order([change for found in self.changes.values() for change in found])
        return Edits(self.page.source, standing([strikes, *reversed(self.spaces.values()), changes]))

    def notes(self) -> tuple[Spared, ...]:
        """The notes on lines that stayed, in source order, one a line: the first stage's."""
        notes: dict[int, tuple[Spare, str]] = {}
        for spared in self.spared.values():
            for note in spared:
                notes.setdefault(note[0].line, note)
        starts, ends, struck = self.page.core_starts, self.page.core_ends, self.page.struck
        return tuple(
            Spared(starts[line], ends[line], text, *item.cause[:3], item.cause.why)
            for line, (item, text) in sorted(notes.items())
            if not struck[line]
        )


def text_span(page: Page, line: int) -> tuple[int, int] | None:
    """Where in the source a line's own words stand: its core, of a rendered page without the mark of an item before it.
    None where the page is written with other marks among the words."""
    start, end = page.core_starts[line], page.core_ends[line]
    if page.markup is None or not page.markup.said or page.core(line) == (own := page.markup.said[line].strip()):
        return start, end
    words = own.removeprefix("- ")
    return (end - len(words), end) if words and page.core(line).endswith(words) else None


def span_of(edit: BareEdit) -> tuple[int, int]:
    """Where an edit stands, to sort by."""
    return edit.start, edit.end


def in_order(edits: list[BareEdit]) -> list[BareEdit]:
    """The edits of one stage in source order; of two that overlap, the one proposed later."""
    ordered = sorted(edits, key=span_of)
    if all(one.end <= other.start for one, other in pairwise(ordered)):
        return ordered
    return standing([[edit] for edit in reversed(edits)])


def standing(ranked: Sequence[list[BareEdit]]) -> list[BareEdit]:
    """The edits that stand, in source order: those of each list that overlap none of the lists before it. Every list is
    in source order and free of overlaps."""
    stand: list[BareEdit] = []
    for edits in ranked:
        starts = [edit.start for edit in stand]
        free = [edit for edit in edits if not stand or not overlaps(edit, stand, starts)]
        stand = sorted([*stand, *free], key=span_of) if stand and free else stand or free
    return stand


def overlaps(edit: BareEdit, others: Sequence[BareEdit], starts: Sequence[int]) -> bool:
    """Whether an edit shares a character with one of the others, which begin at ``starts``."""
    at = bisect_right(starts, edit.start)
    before = at > 0 and others[at - 1].end > edit.start
    return before or (at < len(others) and starts[at] < edit.end)
