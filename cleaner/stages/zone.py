"""Head and tail of a page: what the language stage reads there, and asks once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from cleaner.page import Body, Page
from cleaner.stages.proof import YEAR, Lines, tongue_of
from cleaner.stages.tongues import words_in
from cleaner.text.languages import foreign_labels

__all__ = ["Block", "Zone", "may_prove", "zones"]

MAX_EVIDENCE = 400
"""Lines that prove a language; more would only repeat it."""

BLOCK_MARGIN = 12
"""Lines around strange ones that may be of one block with them."""

QUOTES = ("“", "„", "«", "»", '"', "‘", "「", "『", "‹", ">")
DASHES = ("—", "–", "― ")
"""How a quotation begins, and the name of who said it."""

MIN_QUOTED_WORDS = 5
MIN_QUOTED_CHARS = 12
"""Words, or characters of a script that parts none, that a quotation has; the name of a paper in quotes has fewer."""

MIN_INTRODUCTION = 8
"""Words of a line with a colon at its end that make it the introduction of what it quotes."""


class Block(NamedTuple):
    """Lines that prove a language, if any (else scripts alone speak), and whether its labels are in capitals."""

    lang: str | None = None
    proven: range = range(0)
    capitals: bool = False


@dataclass(frozen=True)
class Zone:
    """What stands above or below the body: ``lines`` with text, struck ones too, as these still show a language.

    ``strange`` says of the lines of the page that ``script``, ``words`` or ``letters`` hint at another language.
    ``strict`` where the user named the language to keep: then no other is at home on the page. ``fresh`` looks at the
    zone as a second cleaning would, without the struck lines. ``known`` is a language that the other end of the page is
    proven to be in.
    """

    page: Page
    body: Body
    lines: range
    strange: Mapping[int, str]
    lang: str
    strict: bool
    fresh: bool = False
    known: str | None = None

    @cached_property
    def filled(self) -> list[int]:
        """The lines with text, struck or not; of a ``fresh`` zone those that are not."""
        lines = [line for line in self.lines if self.page.texts[line]]
        return [line for line in lines if not self.page.struck[line]] if self.fresh else lines

    @cached_property
    def elsewhere(self) -> str:
        """The keys of the page's other lines that nothing hints are foreign, joined."""
        keys = self.page.keys
        return " ".join(
            [keys[line] for line in self.page.live() if line not in self.lines and line not in self.strange]
        )

    def said_elsewhere(self, word: str) -> bool:
        """Whether a case-folded word stands in the page's other lines."""
        text, at = self.elsewhere, -1
        while (at := text.find(word, at + 1)) >= 0:
            if not text[at - 1 : at].isalpha() and not text[at + len(word) : at + len(word) + 1].isalpha():
                return True
        return False

    @cached_property
    def quoted(self) -> frozenset[int]:
        """The lines that quote somebody, and the name below."""
        return frozenset(quotations([(line, self.page.texts[line]) for line in self.filled]))

    def tongue(self, lines: Sequence[int]) -> Block | None:
        """The other language that ``lines`` are proven to be in, where it is not a script of its own that says so.

        Sentences without a year prove it, as those with one may be of a bibliography; or words of imprints; and what an
        earlier stage struck was no list of names.
        """
        page, prose = self.page, self.page.prose
        lines = [line for line in lines if self.strange.get(line) != "script"][:MAX_EVIDENCE]
        if not (strange := [line for line in lines if line in self.strange]) or not may_prove(page, strange, self.lang):
            return None
        lines = [line for line in lines if strange[0] - BLOCK_MARGIN <= line <= strange[-1] + BLOCK_MARGIN]
        texts = page.texts
        found = tongue_of(
            Lines(
                self.lang,
                tuple([texts[line] for line in lines]),
                tuple([line in self.strange for line in lines]),
                tuple([prose[line] > 0 and line not in self.quoted and not YEAR.search(texts[line]) for line in lines]),
                tuple([page.struck[line] > 0 for line in lines]),
                self.apart(strange[0]),
                self.known,
            )
        )
        return found and Block(found.lang, range(lines[found.first], lines[found.last] + 1), found.capitals)

    def apart(self, line: int) -> int:
        """How far what was struck parts a line from the body: 2 right above it, 1 further up, else 0."""
        above = [self.page.struck[before] for before in self.filled if before < line]
        return 2 if above and above[-1] else 1 if any(above) else 0


def may_prove(page: Page, strange: Sequence[int], lang: str) -> bool:
    """Whether strange lines may prove a language: two different ones near each other, or one with words or prose."""
    texts, prose, labels = page.texts, page.prose, foreign_labels(lang)
    if any(after - line <= BLOCK_MARGIN and texts[line] != texts[after] for line, after in pairwise(strange)):
        return True
    return any(
        prose[line] or words_in(texts[line]).running or not labels.isdisjoint(page.keys[line].split())
        for line in strange
    )


def zones(body: Body, size: int) -> list[range]:
    """Head and tail of a page of ``size`` lines; all of it where it has no body."""
    if body.first > body.last:
        return [range(size)]
    return [range(body.first), range(body.last + 1, size)]


def quotations(lines: Iterable[tuple[int, str]]) -> Iterator[int]:
    """The lines (number and text, in order) that are quotations, and the names below them.

    >>> list(quotations([(3, "„Wer Wind sät, wird Sturm ernten.“"), (4, "— ein Fischer"), (5, "Impressum")]))
    [3, 4]
    """
    said = introduced = False
    for line, text in lines:
        if introduced or (text.startswith(QUOTES) and long_enough(text)) or (said and text.startswith(DASHES)):
            yield line
            said = True
        else:
            said = False
        introduced = text.endswith((":", "：")) and len(text.split()) >= MIN_INTRODUCTION


def long_enough(text: str) -> bool:
    """Whether a line in quotes has enough words for a quotation."""
    return len(text.split()) >= MIN_QUOTED_WORDS or (" " not in text and len(text) >= MIN_QUOTED_CHARS)
