"""What the package knows of languages: scripts by code point, and stop words."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain

from cleaner.shipped import shipped_table

__all__ = [
    "foreign_labels",
    "foreign_words",
    "imprint_words",
    "in_script_apart",
    "known_languages",
    "languages_by_word",
    "only_words",
    "own_words",
    "particles",
    "script_of",
    "scripts_of_language",
    "share_script",
    "stop_words",
    "vote",
    "words_for_ours",
]

SCRIPTS = {
    "Latin": "A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff\ufb00-\ufb06\uff21-\uff3a\uff41-\uff5a",
    "Greek": "\u0370-\u03ff\u1f00-\u1fff",
    "Cyrillic": "\u0400-\u052f\u1c80-\u1c8f",
    "Armenian": "\u0530-\u058f",
    "Hebrew": "\u0590-\u05ff\ufb1d-\ufb4f",
    "Arabic": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    "Devanagari": "\u0900-\u097f",
    "Bengali": "\u0980-\u09ff",
    "Tamil": "\u0b80-\u0bff",
    "Telugu": "\u0c00-\u0c7f",
    "Thai": "\u0e00-\u0e7f",
    "Georgian": "\u10a0-\u10ff\u1c90-\u1cbf",
    "Hangul": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
    "Kana": "\u3040-\u30ff\uff66-\uff9f",
    "Han": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f",
}
"""Code-point ranges of the scripts the package tells apart, from the Unicode block table (Unicode 15)."""

ONLY_LANGUAGE = {
    "Greek": "el",
    "Armenian": "hy",
    "Hebrew": "he",
    "Devanagari": "hi",
    "Bengali": "bn",
    "Tamil": "ta",
    "Telugu": "te",
    "Thai": "th",
    "Georgian": "ka",
    "Hangul": "ko",
    "Kana": "ja",
    "Han": "zh",
}
"""The language a script nearly always means on the web; Latin, Cyrillic and Arabic need words."""

EXTRA_SCRIPTS = {"ja": {"Kana", "Han"}, "zh": {"Han"}, "ko": {"Hangul", "Han"}}
SCRIPT_LANGUAGES = {"Cyrillic": ("ru", "uk", "bg", "sr", "mk"), "Arabic": ("ar", "fa", "ur")}

MIN_VOTES = 5
MIN_LEAD = 1.3
"""Stop words it takes to name a language, and by how much the first must lead the second: a text of thirty words in a
language of the list has about twelve. Read off the validation pages of five languages, not fitted."""

MAX_SCRIPT_CHARS = 1000
"""Characters at the start of a text that decide its script."""


def script_of(text: str) -> str:
    """The script most letters of ``text`` are in; empty where it has none. Kana outweighs Han: that is Japanese.

    >>> script_of("W460 harbour"), script_of("بيروت"), script_of("港へ行く"), script_of("2021")
    ('Latin', 'Arabic', 'Kana', '')
    """
    if text.isascii():
        return "Latin" if letters_of("Latin").search(text) else ""
    sample = text[:MAX_SCRIPT_CHARS]
    if of_western_europe(sample) or not (letter := other_scripts("Latin").search(sample)):
        return "Latin" if letters_of("Latin").search(sample) else ""
    first = script_of_letter(letter[0])
    names = SCRIPTS if other_scripts(first).search(sample) else ("Latin", first)
    counts = {name: sum(map(len, letters_of(name).findall(sample))) for name in names}
    if counts.get("Kana"):
        counts["Kana"] += counts.get("Han", 0)
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else ""


@cache
def letters_of(script: str) -> re.Pattern[str]:
    """Letters of a script in a row."""
    return re.compile(f"[{SCRIPTS[script]}]+")


@lru_cache(1024)
def script_of_letter(letter: str) -> str:
    """The script of a letter of one of them."""
    return next(name for name in SCRIPTS if letters_of(name).match(letter))


@cache
def other_scripts(script: str) -> re.Pattern[str]:
    """The letters of all scripts but Latin and this one: few texts have any, and one search says so."""
    return re.compile("[" + "".join(SCRIPTS[name] for name in SCRIPTS if name not in ("Latin", script)) + "]")


def of_western_europe(text: str) -> bool:
    """Whether a text has only characters of Windows' Western code page, whose letters are all Latin: a quick proof."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


@cache
def scripts_of_language(lang: str) -> frozenset[str]:
    """The scripts a language is written in, as named in SCRIPTS."""
    if lang in EXTRA_SCRIPTS:
        return frozenset(EXTRA_SCRIPTS[lang])
    for script, languages in SCRIPT_LANGUAGES.items():
        if lang in languages:
            return frozenset({script})
    return frozenset({script for script, only in ONLY_LANGUAGE.items() if only == lang} or {"Latin"})


def in_script_apart(text: str, lang: str, other: str) -> bool:
    """Whether a text has letters of ``lang``, where ``other`` is written in another script.

    >>> in_script_apart("Lumia710与800对比", "zh", "en"), in_script_apart("Lumia 710", "zh", "en")
    (True, False)
    """
    apart = letters_apart(lang, other)
    return apart is not None and not text.isascii() and apart.search(text) is not None


@cache
def letters_apart(lang: str, other: str) -> re.Pattern[str] | None:
    """The letters of a language, where another is written in another script; None where they share one."""
    if not scripts_of_language(lang).isdisjoint(scripts_of_language(other)):
        return None
    return re.compile("[" + "".join(SCRIPTS[script] for script in sorted(scripts_of_language(lang))) + "]")


def share_script(lang: str, other: str) -> bool:
    """Whether two languages are written in one script, so that their letters can be compared."""
    return letters_apart(lang, other) is None


@cache
def word_lists(name: str = "stopwords") -> dict[str, frozenset[str]]:
    """Words by ISO 639-1 code, from ``cleaner/data/NAME.toml``: ``stopwords``, ``imprint`` or ``lookalikes``."""
    return {lang: frozenset(words.split()) for lang, words in shipped_table(f"data/{name}.toml").items()}


def known_languages() -> frozenset[str]:
    """The codes ``lang`` may be: languages with stop words, and those their script alone tells."""
    return frozenset(word_lists()) | frozenset(ONLY_LANGUAGE.values())


@cache
def stop_words(lang: str) -> frozenset[str]:
    """The stop words of a language, case-folded; empty where none are listed."""
    return word_lists().get(lang, frozenset())


@cache
def imprint_words(lang: str) -> frozenset[str]:
    """The words of a language's imprints and site menus, case-folded; empty where none are listed."""
    return word_lists("imprint").get(lang, frozenset())


@cache
def foreign_words(lang: str, other: str | None = None) -> frozenset[str]:
    """Stop words of ``other`` (of all other languages where None) that are none in ``lang``."""
    words = stop_words(other) if other else frozenset().union(*word_lists().values())
    return words - known_words(lang)


@cache
def foreign_labels(lang: str, other: str | None = None) -> frozenset[str]:
    """Words of imprints in ``other`` (in all other languages where None) that prove anything on a page in ``lang``."""
    words = imprint_words(other) if other else frozenset().union(*word_lists("imprint").values())
    return words - known_words(lang)


def particles() -> frozenset[str]:
    """Function words that stand in names of people ("Giovanni della Torre"), case-folded."""
    return word_lists("lookalikes")["names"]


def words_for_ours() -> frozenset[str]:
    """How sites speak of what is theirs, in all languages: "our", case-folded."""
    return word_lists("lookalikes")["ours"]


@cache
def own_words(lang: str, other: str) -> frozenset[str]:
    """Stop words of a language that are none in ``other``."""
    return stop_words(lang) - stop_words(other)


@cache
def only_words(lang: str) -> frozenset[str]:
    """Stop words of a language that are none in any other."""
    return stop_words(lang).difference(*(words for other, words in word_lists().items() if other != lang))


@cache
def known_words(lang: str) -> frozenset[str]:
    """Words that prove no other language on a page in ``lang``."""
    return stop_words(lang) | imprint_words(lang) | word_lists("lookalikes").get(lang, frozenset())


@cache
def languages_by_word(script: str, name: str = "stopwords") -> dict[str, list[str]]:
    """The words of a list in the languages written in a script, each with the languages it is a word of."""
    found: dict[str, list[str]] = {}
    for lang, words in word_lists(name).items():
        if script in scripts_of_language(lang):
            for word in words:
                found.setdefault(word, []).append(lang)
    return found


def vote(words: Iterable[str], script: str) -> str | None:
    """The language whose stop words are most frequent among ``words``; None without a clear lead.

    >>> vote("the ferry of the town and of the island and the coast de".split(), "Latin")
    'en'
    """
    if script in ONLY_LANGUAGE:
        return ONLY_LANGUAGE[script]
    voters = languages_by_word(script)
    votes = Counter(chain.from_iterable([voters[word] for word in words if word in voters]))
    if not votes:
        return None
    first = max(votes, key=votes.__getitem__)
    most = votes.pop(first)
    second = max(votes.values(), default=0)
    return first if most >= MIN_VOTES and most >= MIN_LEAD * second else None
