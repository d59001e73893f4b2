"""langdetect, loaded once and seeded: the same verdict for a text whatever was asked before, in any thread.

Its detector names the language of a page where stop words do not (`detect`). Heads and tails are judged by the profiles
it comes with, exactly and for all languages at once (`likeliest`, `lean`), where the detector draws at random.

Measured on 473 runs of lines, 60 to 400 characters, from tails in 27 languages: right first choice of the detector
(langdetect 1.0.9) 98.1 %, of py3langid 0.4 97.5 %, of the profiles alone 96.4 %; of those in Latin script 98.7, 98.4
and 98.4 %, and the others are told by their script. A call takes 2.5, 0.1 and under 0.8 ms, loading 0.5, 0.7 and
0.5 s, 93, 131 and 93 MB. So a further package would gain nothing.
"""

import math
import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from operator import mul
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from cleaner.text.lock import ForkedLock

if TYPE_CHECKING:
    from langdetect.detector_factory import DetectorFactory

__all__ = ["ADDRESS", "detect", "lean", "likeliest"]

MIN_DETECT_CHARS = 60
MAX_DETECT_CHARS = 1000
SEED = 0

RENAMED = {"no": "nb"}
"""langdetect's codes that are not ours; of those with a region (``zh-cn``) the language is taken."""

LETTERS = re.compile(r"[^\W\d_]{2,}")
ADDRESS = re.compile(r"\S*@\S*|(?:https?://|www\.)\S*")
"""Addresses of mail and web: their letters are in no language."""

MAX_LEAN_CHARS = 400
RARE = 0.5 / 10_000
"""Probability of what a language's profile lacks: langdetect's own smoothing (its ALPHA_DEFAULT over BASE_FREQ)."""

MAX_WORD = 24
"""Characters of a word, with a blank at its start, looked at: the product of 70 such chances is a number yet."""

LOADING = ForkedLock()


def detect(texts: Sequence[str], probability: float = 0.9) -> str | None:
    """The language langdetect gives the joined ``texts``; None where it is unsure, or there is too little to tell.

    langdetect draws at random, raises on text without letters and calls short labels anything: so it is seeded, asked
    about joined text only, and believed from ``probability`` on.
    """
    best, certainty = langdetect_of("\n".join(texts)[:MAX_DETECT_CHARS])
    return best if certainty >= probability else None


def lean(text: str, own: str, other: str) -> float:
    """How much more the letters of ``text`` look like the language ``other`` than like ``own``, in nats: 3 is 20 to 1.

    The log-likelihood ratio of the runs of one to three letters under langdetect's profiles, addresses of mail and web
    left out. 0.0 where there are no words, or langdetect does not know a language.

    >>> lean("Alle Angaben ohne Gewähr", "en", "de") > 3, lean("Bridge to close for repairs", "en", "de") < -3
    (True, True)
    """
    known = places()
    if own not in known or other not in known:
        return 0.0
    return sum(lean_of_word(word, known[own], known[other]) for word in words_with_letters(text))


def likeliest(text: str, own: str, bonus: Mapping[str, float] = MappingProxyType({})) -> tuple[str, float] | None:
    """The language other than ``own`` that the letters of ``text`` look most like, and by how many nats more than like
    ``own``; None where there are no words, or langdetect does not know ``own``.

    ``bonus`` holds nats that speak for languages beside the letters. The sum is that of `lean`, for all languages at
    once: langdetect without its draws, which on text of this length names the same language and takes 30 times longer.

    >>> likeliest("Wszelkie prawa zastrzeżone", "en")[0]
    'pl'
    """
    rows = [odds_of_word(word) for word in LETTERS.findall(ADDRESS.sub(" ", text))]
    known = places()
    if not rows or own not in known:
        return None
    sums = list(map(sum, zip(*rows, strict=True)))
    nats = {lang: sums[place] - sums[known[own]] + bonus.get(lang, 0.0) for lang, place in known.items() if lang != own}
    best = max(nats, key=nats.__getitem__)
    return best, nats[best]


def words_with_letters(text: str) -> list[str]:
    """The words of two letters or more in the first MAX_LEAN_CHARS of a text, without addresses of mail and web."""
    return LETTERS.findall(ADDRESS.sub(" ", text[:MAX_LEAN_CHARS]))


@lru_cache(8192)
def lean_of_word(word: str, own: int, other: int) -> float:
    """`lean` of one word, by the places of the languages in langdetect's table."""
    return sum([lean_of_letters(gram, own, other) for gram in grams_of(word)])


@lru_cache(16384)
def lean_of_letters(gram: str, own: int, other: int) -> float:
    """`lean` of a run of one to three letters; 0.0 where no language has it. Remembered, as few of them make most
    words, and a row of the table lies far apart in memory."""
    row = profiles().word_lang_prob_map.get(gram)
    return math.log((row[other] + RARE) / (row[own] + RARE)) if row else 0.0


@lru_cache(4096)
def odds_of_word(word: str) -> "array[float]":
    """The log-likelihood of a word's runs of letters in each of langdetect's languages, by their places in its table.

    Remembered: an entry has 0.5 KB.
    """
    chances = [1.0] * len(profiles().get_lang_list())
    for row in rows_of(word):
        chances = list(map(mul, chances, [chance + RARE for chance in row]))
    return array("d", map(math.log, chances))


def rows_of(word: str) -> Iterator[Sequence[float]]:
    """The rows of langdetect's table, a chance for each language, of the runs of letters of a word that it has."""
    table = profiles().word_lang_prob_map
    return (table[gram] for gram in grams_of(word) if gram in table)


def grams_of(word: str) -> list[str]:
    """The runs of one to three letters of a word, with a blank before and behind it."""
    padded = f" {word.lower() if word.isupper() else word} "
    size = min(len(padded), MAX_WORD)
    return [padded[at : at + length] for length in (1, 2, 3) for at in range(size - length + 1)]


@cache
def places() -> dict[str, int]:
    """The place of each language in langdetect's table, by our code; Chinese as it is written in China."""
    return {code_of(name): at for at, name in reversed([*enumerate(profiles().get_lang_list())])}


@lru_cache(256)
def langdetect_of(text: str) -> tuple[str | None, float]:
    """langdetect's first choice for a text and its probability; remembered, as the rounds over a page ask again."""
    if len(text) < MIN_DETECT_CHARS:
        return None, 0.0
    detector = profiles().create()  # each has a random state of its own, which it seeds
    from langdetect.lang_detect_exception import LangDetectException  # loaded by now: threads never import it at once

    detector.append(text)
    try:
        best = detector.get_probabilities()[0]
    except LangDetectException:
        return None, 0.0
    return code_of(best.lang), float(best.prob)


def code_of(name: str) -> str:
    """Our code of a language that langdetect calls ``name``."""
    return RENAMED.get(name, name.partition("-")[0])


def profiles() -> "DetectorFactory":
    """langdetect's profiles. The first thread loads them while the others wait: `langdetect.detect` itself hands out
    a factory that is half loaded, and what that answers is wrong."""
    with LOADING:
        return loaded_profiles()


@cache
def loaded_profiles() -> "DetectorFactory":
    """A factory with all profiles (0.3 s, 63 MB, and few pages need it), in the order of their names: that in which a
    folder lists its files would change the last digits of sums.

    Its 88,000 rows become tuples, which Python's garbage collector passes over, unlike lists: while they are lists, it
    takes 80 ms for each full collection, or 1 to 3 for each page.
    """
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    factory.seed = SEED
    names = sorted(path for path in Path(PROFILES_DIRECTORY).iterdir() if path.is_file())
    factory.load_json_profile([path.read_text("utf-8") for path in names])
    factory.word_lang_prob_map = {gram: tuple(row) for gram, row in factory.word_lang_prob_map.items()}
    return factory
