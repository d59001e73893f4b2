"""Stage `language`: heads and tails in another language go; a foreign passage inside the body stays and is noted."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from cleaner.edit import Edit, Spared
from cleaner.page import Cause, Page
from cleaner.text.detection import detect
from cleaner.text.languages import (
    foreign_words,
    script_of,
    scripts_of_language,
    stop_words,
    vote,
)

__all__ = ["LanguageStage", "main_language"]

MIN_LETTERS = 2
"""Letters a line needs before its script says anything."""

MIN_RUN_HITS = 4
"""Stop words of another language that a run of lines needs before langdetect is asked at all."""

MIN_RUN_CHARS = 60
"""Shorter runs are names and labels as often as language; langdetect misjudges 7 % of them."""

MIN_PROBABILITY = 0.9
"""langdetect's own probability, under which the stage abstains."""

MAX_SAMPLE_LINES = 20
"""Lines of prose that tell the language of a page; the rest would only repeat it."""

MIN_PROSE_HITS = 3
"""Foreign stop words that make one line of prose foreign, if they outnumber those of the page's language two to one."""

SCRIPT = ("language/foreign-script", "foreign-language")
TONGUE = ("language/foreign-language", "foreign-language")


class LanguageStage:
    """Strikes what stands outside the body in a language other than the page's: script first, then words.

    ``lang`` is ``auto`` or an ISO 639-1 code. Each line is judged by its script; lines in the page's own script are
    joined into runs, and langdetect, seeded, is asked once a run, only where stop words already speak for it.
    """

    name = "language"

    def __init__(self, lang: str = "auto") -> None:
        self.lang = lang

    def __call__(self, page: Page) -> Iterator[Edit | Spared]:
        """Yields removals in head and tail, and notes for foreign passages inside the body."""
        lang = main_language(page) if self.lang == "auto" else self.lang
        if lang is None:
            return
        strange = {line: why for line, why in page.fact(strangeness, lang).items() if not page.struck[line]}
        if not strange:
            return
        prose = page.prose
        body = page.body(ignore={line for line in strange if prose[line]})
        if body.first > body.last and self.lang == "auto":
            return  # no prose to tell the page's language from: abstain
        outside = [line for line in page.live() if not body.first <= line <= body.last]
        yield from strike_scripts(page, outside, strange, lang)
        yield from strike_runs(page, outside, strange, lang)
        for line, why in strange.items():
            if body.zone(line) == "body" and (why == "script" or prose[line]):
                cause = Cause("language", SCRIPT[0] if why == "script" else TONGUE[0], "foreign-language", KEPT)
                yield page.spare(line, cause)


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
    words = Counter(chain.from_iterable(keys[line].split() for line in same))
    if (found := vote(words, script)) or not page.prose[lines[0]]:
        return found
    return majority(page, same) or detect([texts[line] for line in same])


def majority(page: Page, lines: Sequence[int]) -> str | None:
    """The language of most of the text in lines that, taken together, are of two minds; None without a majority."""
    votes: Counter[str | None] = Counter()
    for line in lines:
        votes[vote(Counter(page.keys[line].split()), script_of(page.texts[line]))] += len(page.texts[line])
    lang, most = votes.most_common(1)[0]
    return lang if most * 2 > votes.total() else None


def strangeness(page: Page, lang: str) -> dict[int, str]:
    """The lines that are not in ``lang``: ``script`` where the letters tell, ``words`` where foreign stop words do."""
    own_scripts = scripts_of_language(lang)
    latin = "Latin" in own_scripts
    foreign = foreign_words(lang)
    strange = {}
    for line, (text, key, prose) in enumerate(zip(page.texts, page.keys, page.prose, strict=True)):
        script = "" if latin and text.isascii() else script_of(text)
        if script and script not in own_scripts:
            strange[line] = "words" if script == "Latin" else "script"
        elif " " in key and not foreign.isdisjoint(words := key.split()) and reads_foreign(words, lang, prose > 0.0):
            strange[line] = "words"
    return strange


def reads_foreign(words: Sequence[str], lang: str, prose: bool) -> bool:
    """Whether the stop words of a line that has foreign ones say that it is not in ``lang``."""
    own = sum(map(stop_words(lang).__contains__, words))
    if not prose:
        return not own
    foreign = sum(map(foreign_words(lang).__contains__, words))
    return foreign >= MIN_PROSE_HITS and foreign > 2 * own


def strike_scripts(page: Page, lines: Sequence[int], strange: dict[int, str], lang: str) -> Iterator[Edit]:
    """The removals that the script alone decides: Arabic letters below an English article need no detector."""
    for line in lines:
        if strange.get(line) == "script" and sum(map(str.isalpha, page.texts[line])) >= MIN_LETTERS:
            reason = f"written in {script_of(page.texts[line])}, outside the body of a page in {lang!r}"
            yield page.strike(line, Cause("language", *SCRIPT, reason))


def strike_runs(page: Page, lines: Sequence[int], strange: dict[int, str], lang: str) -> Iterator[Edit]:
    """The removals that words decide: runs of lines with foreign stop words, confirmed by langdetect."""
    keys, foreign = page.keys, foreign_words(lang)
    for run in runs(page, lines, strange, lang):
        texts = [page.texts[line] for line in run]
        words = Counter(word for line in run for word in keys[line].split())
        hits = sum(count for word, count in words.items() if word in foreign)
        if hits < MIN_RUN_HITS or sum(map(len, texts)) < MIN_RUN_CHARS:
            continue
        guess = vote(words, script_of(texts[0]))
        if guess not in (None, lang) and detect(texts, MIN_PROBABILITY) == guess:
            reason = f"reads as {guess!r}, outside the body of a page in {lang!r}"
            for line in run:
                yield page.strike(line, Cause("language", *TONGUE, reason))


def runs(page: Page, lines: Sequence[int], strange: dict[int, str], lang: str) -> Iterator[list[int]]:
    """Neighbouring lines with foreign stop words, lines without any verdict between them included.

    A line with stop words of the page's own language ends a run, and so does the body between head and tail.
    """
    own, keys, texts, struck = stop_words(lang), page.keys, page.texts, page.struck
    run: list[int] = []
    sure = 0  # length of the run up to its last strange line
    previous = -1
    for line in lines:
        apart = bool(run) and any(texts[i] and not struck[i] for i in range(previous + 1, line))
        previous = line
        if strange.get(line) == "words":
            if apart:
                yield run[:sure]
                run, sure = [], 0
            run.append(line)
            sure = len(run)
        elif run and (apart or not own.isdisjoint(keys[line].split())):
            yield run[:sure]
            run, sure = [], 0
        elif run:
            run.append(line)
    yield run[:sure]
