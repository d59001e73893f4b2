"""A foreign head or tail judged as one block: the lines that are in another language, and those that go with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cleaner.page import Body, Page
from cleaner.stages.home import trimmed
from cleaner.stages.tongues import contact, named, score, tongue_of, words_in
from cleaner.text.languages import script_of, scripts_of_language, stop_words

__all__ = ["SCRIPT", "TONGUE", "Zone", "judged", "zones"]

SCRIPT = "language/foreign-script"
TONGUE = "language/foreign-language"
BLOCK = "language/foreign-block"

MIN_LETTERS = 2
"""Letters a line needs before its script says anything."""

MIN_SCORE = 4.0
"""Nats from which a line in a proven block is foreign, or, below zero, the page's own: about 50 to 1. On 50 English
labels and the lines of tails in twelve languages, 4 % of the tails' lines and 4 % of the labels fell on the wrong side."""

MIN_OWN_WORDS = 2
MIN_WORD = 3
"""Words of three letters or more, in lower case, that make a line the page's own where only a script spoke."""

MAX_LABEL_WORDS = 6
"""Words of a line in no clear language that goes with the foreign lines above it."""

MIN_GAP = 6
"""Lines in no clear language between two foreign ones that go with them; more only if as many are foreign."""

MAX_TONGUES = 3
"""Languages that one head or tail is asked for, after one another."""

FOREIGN, OWN, NEITHER = "foreign", "own", "neither"


@dataclass(frozen=True)
class Zone:
    """What stands above or below the body: ``lines`` with text, struck ones too, as these still show a language.

    ``strange`` says of the page's lines whether ``script`` or ``words`` hint at a language other than ``lang``.
    ``strict`` where the user named the language to keep: then no other is at home on the page.
    """

    page: Page
    body: Body
    lines: range
    strange: Mapping[int, str]
    lang: str
    strict: bool

    @cached_property
    def filled(self) -> list[int]:
        """The lines with text, struck or not."""
        return [line for line in self.lines if self.page.texts[line]]

    @cached_property
    def elsewhere(self) -> frozenset[str]:
        """The words of the page's other lines that nothing hints are foreign."""
        others = (line for line in self.page.live() if line not in self.lines and line not in self.strange)
        return frozenset(word for line in others for word in words_in(self.page.texts[line]).all)


def zones(body: Body, size: int) -> list[range]:
    """Head and tail of a page of ``size`` lines; all of it where it has no body."""
    if body.first > body.last:
        return [range(size)]
    return [range(body.first), range(body.last + 1, size)]


def judged(zone: Zone) -> dict[int, tuple[str, str]]:
    """The live lines of a head or tail that are in another language, or go with such lines: rule and reason of each."""
    if zone.strange.keys().isdisjoint(zone.filled):
        return {}
    found: dict[int, tuple[str, str]] = {}
    rest = zone.filled
    for _ in range(MAX_TONGUES):
        latin = [line for line in rest if zone.strange.get(line) != "script"]
        prose = any(zone.page.prose[line] for line in latin if line in zone.strange)
        tongue = tongue_of([zone.page.texts[line] for line in latin], zone.lang, prose=prose)
        block = block_of(zone, rest, tongue)
        for line, rule in block.items():
            found.setdefault(line, (rule, reason(zone, line, rule, tongue)))
        if tongue is None:
            break
        rest = [line for line in rest if line not in block]
    return {line: why for line, why in found.items() if not zone.page.struck[line]}


def block_of(zone: Zone, lines: Sequence[int], tongue: str | None) -> dict[int, str]:
    """The lines of the block that scripts and a proven language make, each with its rule."""
    verdicts = {line: verdict(zone, line, tongue) for line in lines}
    verdicts = trimmed(
        zone, {line: said for line, said in verdicts.items() if said == FOREIGN or not zone.page.struck[line]}, tongue
    )
    members = dict.fromkeys(swept(zone, verdicts), BLOCK)
    for line, said in verdicts.items():
        if said == FOREIGN:
            members[line] = SCRIPT if zone.strange.get(line) == "script" else TONGUE
    return members


def verdict(zone: Zone, line: int, tongue: str | None) -> str:
    """Whether a line is FOREIGN, the page's OWN, or NEITHER for certain."""
    text = zone.page.texts[line]
    if zone.strange.get(line) == "script":
        return FOREIGN if sum(map(str.isalpha, text)) >= MIN_LETTERS else NEITHER
    said = by_score(text, zone.lang, tongue) if tongue else by_words(text, zone.lang)
    words = {word for word in words_in(text).all if len(word) >= MIN_WORD}
    if said == NEITHER and words and words <= zone.elsewhere and not contact(text):
        return OWN
    return said


def by_score(text: str, lang: str, tongue: str) -> str:
    """The verdict on a line where the language of the block is known."""
    nats = score(text, lang, tongue)
    if abs(nats) < MIN_SCORE or not script_of(text) or (nats > 0 and named(text, lang, tongue)):
        return NEITHER
    return FOREIGN if nats > 0 else OWN


def by_words(text: str, lang: str) -> str:
    """The verdict on a line where only a script spoke: words of the page's language, or words in its script at all."""
    words = words_in(text)
    plain = [word for word in words.running if len(word) >= MIN_WORD]
    if not stop_words(lang).isdisjoint((*words.all[:1], *words.running)):
        return OWN
    own_script = script_of(text) in scripts_of_language(lang)
    return OWN if own_script and len(plain) >= MIN_OWN_WORDS and not contact(text) else NEITHER


def swept(zone: Zone, verdicts: Mapping[int, str]) -> Iterator[int]:
    """The lines in no clear language that go with foreign ones: between two of them, and after the last."""
    foreign = sum(said == FOREIGN for said in verdicts.values())
    pending: list[int] | None = None
    for line, said in verdicts.items():
        if said == NEITHER:
            if pending is not None:
                pending.append(line)
            continue
        if said == FOREIGN and pending and len(pending) <= max(MIN_GAP, foreign):
            yield from pending
        elif said == OWN and pending:
            yield from followers(zone, pending, foreign, ended=False)
        pending = [] if said == FOREIGN else None
    yield from followers(zone, pending or [], foreign, ended=True)


def followers(zone: Zone, lines: Sequence[int], limit: int, *, ended: bool) -> Iterator[int]:
    """The lines after a foreign one that still go with it; ``ended`` where nothing else follows on the page."""
    for line in lines[:limit]:
        text = zone.page.texts[line]
        if not contact(text) and (not ended or len(text.split()) > MAX_LABEL_WORDS):
            return
        yield line


def reason(zone: Zone, line: int, rule: str, tongue: str | None) -> str:
    """What the log says of a line."""
    where = f"outside the body of a page in {zone.lang!r}"
    if rule == SCRIPT:
        return f"written in {script_of(zone.page.texts[line])}, {where}"
    if rule == TONGUE:
        return f"reads as {tongue!r}, {where}"
    return f"between or below lines in another language, {where}"
