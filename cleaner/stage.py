"""What a stage is: the phase it runs in, and the proposals it may make.

A stage reads a page and proposes; it changes nothing. The engine (`cleaner.engine`) applies what is proposed and writes
it down. Any stage may make any of the proposals, whatever its phase.
"""

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple, Protocol

from cleaner.edit import Cause
from cleaner.judgement import Judgement
from cleaner.page import Page

__all__ = ["Phase", "Proposal", "Remark", "Repair", "Rewrite", "Spare", "Stage", "Strike"]


class Phase(IntEnum):
    """When a stage runs. Phases follow each other in this order; within one, stages run in the order of their table."""

    REPAIR = 1
    """Once, before anything is judged: text is brought into the form that the other stages read."""
    STRIKE = 2
    """In rounds, until no stage of the phase changes anything more: what one strikes may be another's evidence."""
    JUDGE = 3
    """Once, over what the rounds left: a judgement of the page as a whole, which its own strikes must not feed."""
    LAY_OUT = 4
    """Last, over the lines that stay: the white space around them."""


class Strike(NamedTuple):
    """The line goes, together with its line break. ``score`` is the confidence of a learned verdict, 0 to 1."""

    line: int
    cause: Cause
    score: float | None = None


class Rewrite(NamedTuple):
    """The line says ``text`` from now on, in place of what it says on the page; the white space around it stays."""

    line: int
    text: str
    cause: Cause


class Repair(NamedTuple):
    """``source[start:end]`` becomes ``after``: characters inside one line's text, or white space between texts.

    Where two repairs overlap, the later one stands.
    """

    start: int
    end: int
    after: str
    cause: Cause


class Spare(NamedTuple):
    """The line nearly went; ``cause.reason`` says what saved it. A ``firm`` one protects it from every later strike."""

    line: int
    cause: Cause
    firm: bool = False


class Remark(NamedTuple):
    """What the learned model makes of the page: it changes nothing, and stands in `Page.judgement` from then on."""

    judgement: Judgement


Proposal = Strike | Rewrite | Repair | Spare | Remark


class Stage(Protocol):
    """Reads a page, and what earlier stages struck, and proposes; it changes nothing itself."""

    name: str
    phase: Phase

    def __call__(self, page: Page) -> Iterable[Proposal]:
        """Yields proposals, in any order."""
        ...
