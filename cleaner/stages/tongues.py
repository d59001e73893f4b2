"""The language of a foreign head or tail, proven by words and letters; and how single lines speak for it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from cleaner.text.detection import ADDRESS, lean
from cleaner.text.languages import (
    foreign_labels,
    foreign_words,
    in_script_apart,
    languages_by_word,
    own_words,
    particles,
    script_of,
)

__all__ = ["LineWords", "ballot", "contact", "labelled", "named", "score", "supports", "words_in"]

TOKEN = re.compile(r"[^\W\d_]+")

CONTACT = re.compile(r"\S@\S|\b(?:https?://|www\.)\S|\b[\w-]+\.(?:com|net|org|info|[a-z]{2})\b|(?:\d[ ()./\-]*){5}|©")
"""Addresses of mail and web, telephone and account numbers, copyright signs: they are in no language."""

MAX_CHARS = 400
"""Characters at the start of a line that its words are read from."""

LABEL_WEIGHT = 2
"""Words of imprints count twice."""

WORD_NATS = 8.0
"""What a function word of one language and not the other counts in a line's score, beside its letters."""


MAX_NATS = 100.0
"""More than words and letters ever give."""


class LineWords(NamedTuple):
    """The words of a line, case-folded: ``running`` without capitals and particles of names; ``all`` with both."""

    running: tuple[str, ...]
    all: tuple[str, ...]


def words_in(text: str) -> LineWords:
    """The words of a line, up to MAX_CHARS. A capital at its start counts as running text, unless of a name.

    >>> words_in("Das Haus von Jan van Eyck, nebst Garten").running
    ('das', 'nebst')
    >>> words_in("Tous droits réservés").running
    ('tous', 'droits', 'réservés')
    """
    return words_of_start(text[:MAX_CHARS])


@lru_cache(4096)
def words_of_start(text: str) -> LineWords:
    """`words_in`, remembered: a line is asked several times."""
    tokens = TOKEN.findall(text)
    running = []
    for at, (token, after) in enumerate(zip(tokens, (*tokens[1:], ""), strict=False)):
        capital_next = after[:1].isupper()
        if token[0].isupper():
            running += [token] if at == 0 and starts_sentence(tokens) else []
        elif not (capital_next and token in particles()):
            running.append(token)
    return LineWords(tuple(map(str.casefold, running)), tuple(map(str.casefold, tokens)))


def starts_sentence(tokens: Sequence[str]) -> bool:
    """Whether the capital of a line's first word is that of a sentence rather than a name."""
    after = tokens[1:3]
    return bool(after) and not tokens[0].isupper() and not all(token[0].isupper() for token in after)


def ballot(texts: Sequence[str], lang: str) -> tuple[Counter[str], dict[str, set[str]]]:
    """For each other language the weight of its words in ``texts``, and which words those are."""
    votes: Counter[str] = Counter()
    words: dict[str, set[str]] = {}
    for text in texts:
        line = words_in(text)
        script = script_of(text)
        for other, word, weight in (*cast(line.running, script, lang), *cast(line.all, script, lang, "imprint")):
            votes[other] += weight
            words.setdefault(other, set()).add(word)
    return votes, words


def cast(words: Iterable[str], script: str, lang: str, kind: str = "stopwords") -> Iterable[tuple[str, str, int]]:
    """The votes of one line's words: language, word, weight."""
    voters = languages_by_word(script, kind)
    foreign = foreign_labels(lang) if kind == "imprint" else foreign_words(lang)
    weight = LABEL_WEIGHT if kind == "imprint" else 1
    for word in words:
        if len(word) > 1 and word in voters and word in foreign:
            for other in voters[word]:
                yield other, word, weight


def supports(text: str, lang: str, other: str) -> bool:
    """Whether a line has more words of ``other`` than of ``lang``."""
    theirs, ours = hits(words_in(text), lang, other)
    return theirs > ours


def hits(words: LineWords, lang: str, other: str) -> tuple[int, int]:
    """How many words of a line are of ``other`` and not of ``lang``, and the other way round."""
    theirs = sum(map(foreign_words(lang, other).__contains__, words.running))
    theirs += sum(LABEL_WEIGHT for word in words.all if word in foreign_labels(lang, other))
    ours = len(own_words(lang, other).intersection((*words.all[:1], *words.running)))
    return theirs, ours


def score(text: str, lang: str, other: str) -> float:
    """How much more a line reads as ``other`` than as ``lang``, in nats: by its letters, and by its function words.

    One with letters of a script that only ``lang`` is written in is not in ``other``.
    """
    return kept_score(text, lang, other) if len(text) <= MAX_CHARS else made_score(text, lang, other)


def made_score(text: str, lang: str, other: str) -> float:
    """`score`, made."""
    if in_script_apart(text, lang, other):
        return -MAX_NATS
    words = words_in(text)
    theirs, ours = hits(words, lang, other)
    letters = lean(text, lang, other) if not contact(text) or theirs or ours else 0.0
    return letters + WORD_NATS * (theirs - ours)


kept_score = lru_cache(4096)(made_score)
"""`score` of lines of common length, remembered: each is asked three times, and comes again on other pages."""


def contact(text: str) -> bool:
    """Whether a line is an address, a number or a copyright sign rather than words."""
    return CONTACT.search(text) is not None and len(words_in(ADDRESS.sub(" ", text)).running) <= MAX_CONTACT_WORDS


MAX_CONTACT_WORDS = 3


def labelled(text: str, lang: str, other: str) -> bool:
    """Whether a line has a word of imprints in ``other``."""
    return not (foreign_labels(lang, other)).isdisjoint(words_in(text).all)


def named(text: str, lang: str, other: str) -> bool:
    """Whether a line is nothing but capitals, numbers and particles, as names are, and no word of an imprint.

    >>> named("Giovanni Torre (Livorno)", "en", "it"), named("Tutti i diritti riservati", "en", "it")
    (True, False)
    """
    return not words_in(text).running and not labelled(text, lang, other)
