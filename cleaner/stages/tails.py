"""A foreign head or tail judged as one block: the lines that are in another language, and those that go with them."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import dropwhile
from typing import NamedTuple

from cleaner.stages.home import trimmed
from cleaner.stages.tongues import contact, labelled, named, score, words_in
from cleaner.stages.zone import Block, Zone
from cleaner.text.languages import imprint_words, script_of, scripts_of_language, stop_words

__all__ = ["SCRIPT", "TONGUE", "ForeignLine", "judged"]

SCRIPT = "language/foreign-script"
TONGUE = "language/foreign-language"
WITH_BLOCK = "language/foreign-block"

MIN_LETTERS = 2
"""Letters a line needs before its script says anything."""

MIN_SCORE = 4.0
"""Nats from which a line in a proven block is foreign, or, below zero, the page's own: about 50 to 1. By letters
alone, about one in twenty of 50 English labels and of the lines of tails in twelve languages fell on the wrong side."""

MIN_SCORE_ELSEWHERE = 15.0
"""The same outside the lines that prove a language."""

MIN_OWN_LABEL = 3
MIN_OWN_SCORE = 15.0
"""Words of a line without function words from which its letters can make it the page's own; of one with fewer words,
the nats that do: loan words ("Vaccinationer") read as English as well."""

MIN_OWN_WORDS = 2
MIN_WORD = 3
"""Words of three letters or more, in lower case, that make a line the page's own where only a script spoke."""

MAX_FOLLOWER_WORDS = 6
"""Words of a line in no clear language that goes with the foreign lines above it."""

MIN_GAP = 2
MAX_GAP = 5
"""Lines in no clear language between two foreign ones that go with them; more than two only if as many above are
foreign."""

MAX_BELOW = 10
"""Lines below the last in a foreign script, and as many more as there are such lines, that are looked at."""

MAX_TONGUES = 3
"""Languages that one head or tail is asked for, after one another."""

FOREIGN, OWN, NEITHER = "foreign", "own", "neither"


class ForeignLine(NamedTuple):
    """Why a line goes: the rule, the reason, and the language it is proven to be in, if it is not for its script."""

    rule: str
    reason: str
    lang: str | None


def judged(zone: Zone) -> dict[int, ForeignLine]:
    """The live lines of a head or tail that are in another language, or go with such lines."""
    live = zone.page.live()
    at = bisect_left(live, zone.lines.start)
    if at == len(live) or live[at] >= zone.lines.stop:
        return {}
    found: dict[int, ForeignLine] = {}
    rest = zone.filled
    for _ in range(MAX_TONGUES):
        block = zone.tongue(rest) or Block()
        tongue = block.lang
        if tongue is None and not any(zone.strange.get(line) == "script" for line in rest):
            break
        members = block_of(zone, rest, block)
        for line, rule in members.items():
            found.setdefault(line, ForeignLine(rule, reason(zone, line, rule, tongue), tongue))
        if tongue is None:
            break
        rest = [line for line in rest if line not in members]
    return {line: why for line, why in found.items() if not zone.page.struck[line]}


def block_of(zone: Zone, lines: Sequence[int], block: Block) -> dict[int, str]:
    """The lines of the block that scripts and a proven language make, each with its rule."""
    tongue = block.lang
    if tongue is None:  # only scripts speak, and nothing goes that stands above them
        lines = near_scripts(zone, lines)
    said = {line: OWN if line in zone.quoted else verdict(zone, line, block) for line in lines}
    shown = {line: said[line] for line in lines if said[line] == FOREIGN or not zone.page.struck[line]}
    verdicts = trimmed(zone, without_strays(zone, shown, tongue), tongue)
    members = dict.fromkeys((*swept(zone, verdicts, tongue), *above(zone, verdicts, tongue)), WITH_BLOCK)
    for line, word in verdicts.items():
        if word == FOREIGN:
            members[line] = SCRIPT if zone.strange.get(line) == "script" else TONGUE
    return members


def near_scripts(zone: Zone, lines: Sequence[int]) -> list[int]:
    """The lines from the first in a foreign script to those that may go with the last."""
    at = [number for number, line in enumerate(lines) if zone.strange.get(line) == "script"]
    return list(lines[at[0] : at[-1] + 1 + MAX_BELOW + len(at)])


def verdict(zone: Zone, line: int, block: Block) -> str:
    """Whether a line is FOREIGN, the page's OWN, or NEITHER for certain."""
    text = zone.page.texts[line]
    if zone.strange.get(line) == "script":
        return FOREIGN if sum(map(str.isalpha, text)) >= MIN_LETTERS else NEITHER
    if block.capitals and line in block.proven[1:] and score(text, zone.lang, str(block.lang)) >= MIN_SCORE:
        return FOREIGN
    least = MIN_SCORE if line in block.proven else MIN_SCORE_ELSEWHERE
    said = by_score(text, zone.lang, block.lang, least) if block.lang else by_script_alone(text, zone.lang)
    if said != NEITHER or contact(text):
        return said
    words = [word for word in words_in(text).all if len(word) >= MIN_WORD]
    return OWN if words and all(map(zone.said_elsewhere, words)) else NEITHER


def by_score(text: str, lang: str, tongue: str, least: float) -> str:
    """The verdict on a line where the language of the block is known; it is FOREIGN from ``least`` nats on."""
    nats = score(text, lang, tongue)
    if nats >= least and script_of(text) and not named(text, lang, tongue):
        return FOREIGN
    words = words_in(text)
    if not (imprint_words(lang) - imprint_words(tongue)).isdisjoint(words.all):
        return OWN
    if nats > -MIN_SCORE:
        return NEITHER
    spoken = not stop_words(lang).isdisjoint((*words.all[:1], *words.running))
    return OWN if spoken or len(words.all) >= MIN_OWN_LABEL or nats <= -MIN_OWN_SCORE else NEITHER


def by_script_alone(text: str, lang: str) -> str:
    """The verdict on a line where only a script spoke: words of the page's language, or words in its script at all."""
    words = words_in(text)
    plain = [word for word in words.running if len(word) >= MIN_WORD]
    if not stop_words(lang).isdisjoint((*words.all[:1], *words.running)):
        return OWN
    own_script = script_of(text) in scripts_of_language(lang)
    return OWN if own_script and len(plain) >= MIN_OWN_WORDS and not contact(text) else NEITHER


def without_strays(zone: Zone, verdicts: Mapping[int, str], tongue: str | None) -> dict[int, str]:
    """The verdicts, with NEITHER for a line that alone among the page's own reads as ``tongue``: a title, say."""
    found = dict(verdicts)
    run: list[int] = []
    for line, said in [*verdicts.items(), (-1, OWN)]:
        if said == OWN:
            if len(run) == 1 and tongue and is_stray(zone, run[0], tongue):
                found[run[0]] = NEITHER
            run = []
        elif said == FOREIGN:
            run.append(line)
    return found


def is_stray(zone: Zone, line: int, tongue: str) -> bool:
    """Whether nothing but a few words says that a line is foreign: no script, no sentence, no word of imprints."""
    page = zone.page
    sure = zone.strange.get(line) == "script" or page.prose[line] or page.struck[line]
    return not sure and not labelled(page.texts[line], zone.lang, tongue)


def swept(zone: Zone, verdicts: Mapping[int, str], tongue: str | None) -> Iterator[int]:
    """The lines in no clear language that go with foreign ones: between two of them, and in a tail below the last."""
    run: list[int] = []
    gap: list[int] | None = None
    for line, said in verdicts.items():
        if said == NEITHER:
            if gap is not None:
                gap.append(line)
        elif said == FOREIGN:
            yield from between(zone, gap or [], len(run), tongue)
            run.append(line)
            gap = []
        else:
            yield from below(zone, gap or [], 0)
            run, gap = [], None
    yield from below(zone, gap or [], len(run))


def between(zone: Zone, gap: Sequence[int], foreign: int, tongue: str | None) -> Sequence[int]:
    """The lines of a gap between two foreign lines, if the block has enough of these (``foreign``, up to the gap)."""
    texts = zone.page.texts
    sure = [
        line for line in gap if contact(texts[line]) or (tongue and score(texts[line], zone.lang, tongue) >= MIN_SCORE)
    ]
    return gap if len(gap) - len(sure) <= max(MIN_GAP, min(MAX_GAP, foreign)) else sure


def above(zone: Zone, verdicts: Mapping[int, str], tongue: str | None) -> list[int]:
    """The lines in no clear language right above a block in a tail: they go with it, up to its own number.

    The topmost must lean to the language. A name of two or three words may be the writer's: it stays, and what is above
    it, unless the line above was struck.
    """
    lines = list(verdicts)
    first = next((at for at, line in enumerate(lines) if verdicts[line] == FOREIGN), 0)
    if not tongue or not in_tail(zone):
        return []
    most = sum(word == FOREIGN for word in verdicts.values())
    start = first
    while (
        start > max(0, first - most) and verdicts[lines[start - 1]] == NEITHER and lines[start - 1] not in zone.quoted
    ):
        start -= 1
    return list(dropwhile(lambda line: not leaning(zone, line, tongue), lines[start:first]))


def leaning(zone: Zone, line: int, tongue: str) -> bool:
    """Whether a line in no clear language leans to ``tongue``, and is not a name below something that stays."""
    text = zone.page.texts[line]
    words = text.split()
    name = len(words) in (2, 3) and all(map(is_capital, words))
    before = [above for above in zone.filled if above < line]
    apart = bool(before) and bool(zone.page.struck[before[-1]])
    return (apart or not name) and score(text, zone.lang, tongue) >= 0


def is_capital(word: str) -> bool:
    """Whether a word begins with a capital."""
    return word[:1].isupper()


def in_tail(zone: Zone) -> bool:
    """Whether a zone does not stand above the body: there, the headline follows."""
    return zone.lines.stop > zone.body.first


def below(zone: Zone, gap: Sequence[int], foreign: int) -> Iterator[int]:
    """The lines below the last foreign one that still go with it: contact, and up to ``foreign`` short ones.

    Not in the head: there the headline follows.
    """
    if not in_tail(zone):
        return
    for line in gap:
        text = zone.page.texts[line]
        if not contact(text):
            foreign -= 1
            if foreign < 0 or len(text.split()) > MAX_FOLLOWER_WORDS:
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
