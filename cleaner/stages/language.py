"""Stage `language`: heads and tails in another language go; a foreign passage inside the body stays and is noted."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain, islice

from cleaner.edit import Cause
from cleaner.page import Page
from cleaner.stage import Phase, Spare, Strike
from cleaner.stages.tails import SCRIPT, TONGUE, ForeignLine, judged
from cleaner.stages.zone import Zone, may_prove, zones
from cleaner.text.detection import detect
from cleaner.text.languages import (
    foreign_labels,
    foreign_words,
    only_words,
    script_of,
    scripts_of_language,
    stop_words,
    vote,
)

__all__ = ["LanguageStage", "main_language"]

MAX_SAMPLE_LINES = 12
"""Lines of prose that tell the language of a page; the rest would only repeat it."""

MAX_VOTE_CHARS = 240
"""Characters of a line of prose whose function words tell its language."""

MAX_CHARS_OF_HINT = 120
MAX_CHARS_OF_PROSE = 300
"""Characters of a line of prose in which a word hints at another language; and in which words are counted then."""

MIN_PROSE_HITS = 3
"""Foreign stop words that make one line of prose foreign, if they outnumber those of the page's language, and two to
one those of it that no other language has."""


class LanguageStage:
    """Strikes what stands outside the body in a language other than the page's: script first, then words.

    ``lang`` is ``auto`` or an ISO 639-1 code. What stands above and below the body is judged whole (`judged`), where
    a script or stop words hint at another language at all.
    """

    name = "language"
    phase = Phase.STRIKE

    def __init__(self, lang: str = "auto") -> None:
        self.lang = lang

    def __call__(self, page: Page) -> Iterator[Strike | Spare]:
        """Yields removals in head and tail, and notes for foreign passages inside the body."""
        lang = main_language(page) if self.lang == "auto" else self.lang
        if lang is None:
            return
        strange = page.fact(strangeness, lang)
        if not strange:
            return
        prose = page.prose
        body = page.body(ignore={line for line in strange if prose[line]})
        if body.first > body.last and self.lang == "auto":
            return  # no prose to tell the page's language from: abstain
        strict = self.lang != "auto"
        ends = [Zone(page, body, lines, strange, lang, strict) for lines in zones(body, len(page))]
        for line, said in verdicts(ends):
            yield Strike(line, Cause("language", said.rule, "foreign-language", said.reason))
        for line, why in strange.items():
            if not page.struck[line] and body.zone(line) == "body" and (why == "script" or prose[line]):
                cause = Cause("language", SCRIPT if why == "script" else TONGUE, "foreign-language", KEPT)
                yield Spare(line, cause)


def verdicts(ends: Sequence[Zone]) -> Iterator[tuple[int, ForeignLine]]:
    """The lines at the ends of a page that go. A language proven at one end speaks for it at the other."""
    found = [struck_lines(end) for end in ends]
    langs = [next((said.lang for said in lines.values() if said.lang), None) for lines in found]
    for at, end in enumerate(ends):
        known = next((lang for other, lang in enumerate(langs) if other != at and lang), None)
        yield from (struck_lines(end, known) if known else found[at]).items()


def struck_lines(zone: Zone, known: str | None = None) -> dict[int, ForeignLine]:
    """What goes of a head or tail where the other end of the page is proven to be in the language ``known``."""
    page, lines = zone.page, zone.lines
    here = [line for line in zone.strange if line in lines]
    if not any(zone.strange[line] == "script" for line in here) and not may_prove(page, here, zone.lang):
        return {}
    found: dict[int, ForeignLine] = {}
    # Struck lines may save others, as on a bilingual page; a second cleaning would not see them.
    for fresh in (False, True) if page.struck.find(1, lines.start, lines.stop) >= 0 else (False,):
        found = judged(replace(zone, fresh=fresh, known=known)) | found
    return found


KEPT = "in another language than the page, but inside its body: a quotation stays"


def main_language(page: Page) -> str | None:
    """The ISO 639-1 code of the language of the page's prose (of all lines where it has none); None if unsure.

    langdetect is asked only about prose: on menus and lists it guesses.
    """
    prose, live = page.prose, page.live()
    sample = islice((line for line in live if prose[line]), MAX_SAMPLE_LINES)
    return page.fact(language_of, tuple(sample) or tuple(live))


def language_of(page: Page, lines: Sequence[int]) -> str | None:
    """The language most of ``lines`` are in, by script, then stop words, then langdetect."""
    texts, keys = page.texts, page.keys
    scripts = {line: script_of(texts[line]) for line in lines}
    weights: Counter[str] = Counter()
    for line, script in scripts.items():
        weights[script] += len(texts[line])
    if not weights:
        return None
    script = weights.most_common(1)[0][0]
    same = [line for line in lines if scripts[line] == script]
    prose = page.prose[lines[0]] > 0.0
    if prose and (found := majority(page, same, script)):
        return found
    return vote(chain.from_iterable(keys[line].split() for line in same), script) or (
        detect([texts[line] for line in same]) if prose else None
    )


def majority(page: Page, lines: Sequence[int], script: str) -> str | None:
    """The language of most of the text in lines of one script that each name one; None without a majority."""
    texts = page.texts
    total = sum(len(texts[line]) for line in lines)
    votes: Counter[str | None] = Counter()
    for line in lines:
        lang = vote(page.keys[line][:MAX_VOTE_CHARS].split(), script)
        votes[lang] += len(texts[line])
        if lang and votes[lang] * 2 > total:
            return lang
    return None


def strangeness(page: Page, lang: str) -> dict[int, str]:
    """The lines that are perhaps not in ``lang``: ``script`` where that is another, ``words`` where foreign function
    words or words of imprints hint at it, ``letters`` where accents do in a language that has none."""
    own_scripts = scripts_of_language(lang)
    texts, keys, prose = page.texts, page.keys, page.prose
    hinted = hinted_lines(page, lang)
    plain = "Latin" in own_scripts
    strange = {}
    for line in sorted(hinted.union([line for line, text in enumerate(texts) if not (plain and text.isascii())])):
        script = "" if plain and texts[line].isascii() else script_of(texts[line])
        if script and script not in own_scripts:
            strange[line] = "words" if script == "Latin" else "script"
        elif line in hinted:
            start = slice(MAX_CHARS_OF_PROSE if prose[line] else None)
            if reads_foreign(spelled_words(texts[line][start], keys[line][start]), lang, prose[line] > 0.0):
                strange[line] = "words"
        elif not prose[line] and lang in UNACCENTED and ACCENTED.search(texts[line]):
            strange[line] = "letters"
    return strange


def hinted_lines(page: Page, lang: str) -> set[int]:
    """The lines with a word that hints at another language, of prose among its first characters."""
    telling = telling_words(lang)
    starts = [key[:MAX_CHARS_OF_HINT] if prose else key for key, prose in zip(page.keys, page.prose, strict=True)]
    return {line for line, key in enumerate(starts) if key and not telling.isdisjoint(key.split())}


@cache
def telling_words(lang: str) -> frozenset[str]:
    """The words that hint at another language than ``lang``; no single letters."""
    return frozenset(word for word in foreign_words(lang) | foreign_labels(lang) if len(word) > 1 or not word.isascii())


UNACCENTED = ("en", "id")
"""Languages whose own words are in ASCII, but for a few like "café"."""

ACCENTED = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]")
"""A letter with an accent."""


def spelled_words(text: str, key: str) -> list[str]:
    """The words of a line, without abbreviations: "MA" and "SE" are states and points of the compass, "CA" a state."""
    if text.isupper() or text.islower():
        return key.split()
    return [
        word
        for token, word in zip(text.split(), text.casefold().split(), strict=True)
        if len(token) == 1 or not token.isupper()
    ]


def reads_foreign(words: Sequence[str], lang: str, prose: bool) -> bool:
    """Whether the function words and words of imprints of a line that has foreign ones say that it is not in ``lang``.

    "a", "in" and their like are words of many languages.
    """
    own = sum(map(stop_words(lang).__contains__, words))
    foreign = sum(len(word) > 1 for word in words if word in foreign_words(lang))
    if prose:
        alone = sum(map(only_words(lang).__contains__, words))
        return not own or (foreign >= MIN_PROSE_HITS and foreign > own and foreign > 2 * alone)
    return foreign + sum(map(foreign_labels(lang).__contains__, words)) > own
