"""The language of a foreign head or tail, proven by words and letters; and how single lines speak for it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from cleaner.text.detection import ADDRESS, detect, lean
from cleaner.text.languages import (
    foreign_labels,
    foreign_words,
    languages_by_word,
    own_words,
    particles,
    script_of,
    stop_words,
)

__all__ = ["LineWords", "contact", "labelled", "named", "score", "supports", "tongue_of", "words_in"]

TOKEN = re.compile(r"[^\W\d_]+")

CONTACT = re.compile(r"\S@\S|\b(?:https?://|www\.)\S|\b[\w-]+\.(?:com|net|org|info|[a-z]{2})\b|(?:\d[ ()./\-]*){5}|©")
"""Addresses of mail and web, telephone and account numbers, copyright signs: they are in no language."""

REACH = re.compile(
    r"\S@\S|^(?!.*is[bs]n)[^\d]*(?:[+0(]|\btel|\bfax|\bтел).*(?:\d[ ()./\-]*){6}|(?:\d[ ()./\-]*){9}", re.I
)
"""An address of mail or a telephone number: what tells an imprint from a list of books, dishes or songs."""

MAX_CHARS = 400
"""Characters at the start of a line that its words are read from."""

LABEL_WEIGHT = 2
MIN_STRENGTH = 4
MIN_DISTINCT = 3
"""What proves a language beside its letters: function words of it, and words of imprints, which count twice. Four
function words are what the stage always asked."""

ALONE = 1.5
"""Where langdetect is unsure, or has too little to read, the words must prove as much more than this, and lead the
next language by as much."""

MIN_LEAN = 15.0
"""Nats by which the letters of the lines with such words must favour the language as well."""

MIN_RUNNING = 3
MIN_TOTAL_LEAN = 40.0
"""Where such words are fewer: lines whose words in lower case favour the language langdetect names, and function words,
taken together; and the nats by which all letters must. Names and titles of works are mostly capitals."""

MIN_LINE_LEAN = 4.0

WORD_NATS = 8.0
"""What a function word of one language and not the other counts in a line's score, beside its letters."""


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


def tongue_of(texts: Sequence[str], lang: str, *, hints: Sequence[str], sure: bool) -> str | None:
    """The language that lines outside the body of a page in ``lang`` are proven to be in, if not ``lang``; else None.

    All of them are asked together; ``hints`` are those with words of another language and none of the page's. ``sure``
    says that they are no list of foreign names, titles or dishes, which would be the page's own; else one line at least
    must be of an imprint.
    """
    votes, words = ballot(hints, lang)
    found = by_words(texts, lang, votes, words)
    if found and (sure or marks(texts, lang, found)):
        return found
    found = by_letters(texts, lang, votes) if any(map(REACH.search, texts)) or label_of_any(texts, lang) else None
    return found if found and marks(texts, lang, found) else None


def marks(texts: Sequence[str], lang: str, other: str) -> bool:
    """Whether lines are of an imprint: words of imprints in ``other``, or a telephone or mail beside what reads so."""
    reads = [lean(text, lang, other) >= MIN_LINE_LEAN for text in texts]
    beside = (reads[at] or (at > 0 and reads[at - 1]) for at in range(len(texts)))
    reachable = any(near and REACH.search(text) and contact(text) for near, text in zip(beside, texts, strict=True))
    return reachable or any(labelled(text, lang, other) for text in texts)


def by_words(texts: Sequence[str], lang: str, votes: Counter[str], words: Mapping[str, set[str]]) -> str | None:
    """The language that function words and words of imprints prove, with langdetect or, if clear enough, without."""
    best, most = next(iter(votes.most_common(1)), ("", 0))
    if most < MIN_STRENGTH:
        return None
    speaking = [text for text in texts if supports(text, lang, best)]
    if not any(may_be(other, lang, votes, words, speaking) for other in votes if votes[other] * ALONE >= most):
        return None  # before langdetect is asked, which takes up to 50 ms
    guess = detect(speaking) or detect(unowned(texts, lang))
    found = guess if guess and votes[guess] * ALONE >= most else best
    second = max((count for other, count in votes.items() if other != found), default=0)
    need, lead = (MIN_STRENGTH, 0.0) if guess == found else (ALONE * MIN_STRENGTH, ALONE * second)
    proven = votes[found] >= max(need, lead) and len(words[found]) >= MIN_DISTINCT
    return found if proven and lean_of_all(speaking, lang, found) >= MIN_LEAN else None


def may_be(other: str, lang: str, votes: Counter[str], words: Mapping[str, set[str]], speaking: Sequence[str]) -> bool:
    """Whether words and letters would prove a language if langdetect named it."""
    enough = votes[other] >= MIN_STRENGTH and len(words[other]) >= MIN_DISTINCT
    return enough and lean_of_all(speaking, lang, other) >= MIN_LEAN


def by_letters(texts: Sequence[str], lang: str, votes: Counter[str]) -> str | None:
    """The language langdetect names for the lines without words of the page's own, if those in lower case agree."""
    foreign = unowned(texts, lang)
    speaking = sum(bool(words_in(text).running) for text in foreign)
    if max(votes.values(), default=0) + speaking < MIN_RUNNING:
        return None
    if votes:
        likely = votes.most_common(1)[0][0]
        foreign = [text for text in foreign if lean(text, lang, likely) > -MIN_LINE_LEAN]
        if lean_of_all(foreign, lang, likely) < MIN_TOTAL_LEAN:
            return None  # not worth langdetect's 50 ms
    guess = detect(foreign)
    if guess is None or guess == lang:
        return None
    nats = [lean(" ".join(words_in(text).running), lang, guess) for text in foreign]
    running = sum(line >= MIN_LINE_LEAN for line in nats)
    clear = lean_of_all(foreign, lang, guess) >= MIN_TOTAL_LEAN
    return guess if clear and votes[guess] + running >= MIN_RUNNING else None


def label_of_any(texts: Sequence[str], lang: str) -> bool:
    """Whether a line has a word of imprints in any other language."""
    return any(not foreign_labels(lang).isdisjoint(words_in(text).all) for text in texts)


def lean_of_all(texts: Sequence[str], lang: str, other: str) -> float:
    """`lean` of lines together."""
    return sum(lean(text, lang, other) for text in texts)


def unowned(texts: Sequence[str], lang: str) -> list[str]:
    """The lines that have no function word of a page's language."""
    return [text for text in texts if stop_words(lang).isdisjoint(words_in(text).running)]


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
    """How much more a line reads as ``other`` than as ``lang``, in nats: by its letters, and by its function words."""
    words = words_in(text)
    theirs, ours = hits(words, lang, other)
    letters = lean(text, lang, other) if not contact(text) or theirs or ours else 0.0
    return letters + WORD_NATS * (theirs - ours)


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
