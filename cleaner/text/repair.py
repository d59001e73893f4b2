"""Repair of one line: mojibake, entities, controls, odd spaces and invisible characters; each fault has a name."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from cleaner.edit import smallest_change
from cleaner.text.prose import is_prose

__all__ = ["FTFY_OPTIONS", "Patch", "is_clean", "needs_ftfy", "patches", "repair", "run_ftfy"]

FTFY_OPTIONS: dict[str, Any] = {
    "unescape_html": "auto",  # `&amp;` left by a careless extractor is text; a line with `<` may be about HTML
    "remove_terminal_escapes": True,
    "fix_encoding": True,  # "â€™" is never meant
    "restore_byte_a0": True,
    "replace_lossy_sequences": True,
    "decode_inconsistent_utf8": True,
    "fix_c1_controls": True,
    "fix_latin_ligatures": True,  # "ﬁ" comes from typesetting, and hides the word from every search
    "fix_character_width": False,  # full-width forms are right in Chinese and Japanese text
    "uncurl_quotes": False,  # curly quotes are the author's
    "fix_line_breaks": False,  # lines are split before, on everything Unicode breaks at
    "fix_surrogates": True,
    "remove_control_chars": True,
    "normalization": "NFC",  # NFKC would fold width, superscripts and fractions
}
"""Each of ftfy's options, decided for text that must stay canonical in every script."""

ODD_SPACE = "\u00a0\u1680\u2000-\u200a\u202f\u205f"
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b\u2060-\u2065"
JOINER = "\u200c\u200d"
BIDI = "\u200e\u200f\u202a-\u202e\u2066-\u2069"
JOINING = "^\0-\u02ff\u2000-\u20cf\u2100-\u218f\ud800-\udfff"
"""Characters after which a joiner shapes the text: Persian, Indic scripts, emoji. After Latin letters it is litter.
Written as what they are not: `re` takes 5 ms to compile a class of most of Unicode, at every start."""

ENTITY = re.compile("&#?[0-9A-Za-z]{1,24};")
SUSPECT = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u206a-\u206f\ufeff\ufff9-\ufffc\ud800-\udfff"
    "\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\ufb00-\ufb06]"
)
"""What beside entities makes ftfy change a line whatever its encoding: controls, stray surrogates, ligatures."""

MOJIBAKE = re.compile(
    "[\x80-\u017f\u0192\u02c6-\u02dd\u0384\u0385\u0402\u0490\u0491\u2010-\u2027\u2030-\u2044\u20a0-\u20bf"
    "\u2100-\u214f\u2200-\u22ff\u2310\u2500-\u25ff\uf8ff\ufb01\ufb02\ufffd]"
)
"""The blocks of the characters of which ftfy's test for mojibake (`ftfy.badness`) needs one to fire: Latin letters with
accents and the punctuation and symbols of the old code pages, and no letter of Greek, Hebrew, Arabic or Chinese."""

MAYBE_MOJIBAKE = re.compile("[^\x00-\x7f](?:[^\x00-\x7f]|(?<=[ŒœÃÂ]))")
"""That test also needs two neighbours beyond ASCII, or one of four letters; it is a hundred times dearer."""

LINE_BREAKS = "\x0b\x0c\x1c-\x1e\x85\u2028\u2029\r\n"
UNTIDY = re.compile(f"[{ODD_SPACE}{INVISIBLE}{JOINER}{BIDI}{LINE_BREAKS}]")
LITTER = re.compile(f"[{ODD_SPACE}{INVISIBLE}{JOINER}{LINE_BREAKS}](?<![{JOINING}][{JOINER}])")
"""What `tidy` changes in any line; a joiner that shapes the text is none of it."""

TROUBLE = re.compile(
    f"[&\x00-\x08\x0a-\x1f\x7f-\x9f{ODD_SPACE}{INVISIBLE}{JOINER}{BIDI}\u2028\u2029\u206a-\u206f\ufeff\ufff9-\ufffc"
    "\ud800-\udfff\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\ufb00-\ufb06]"
)
"""All single characters that UNTIDY and SUSPECT look for, and "&", as one class: the quick way to say that a line
has none."""

SPACE_RUN = re.compile(" {2,}")
BLEMISH = re.compile(f"{UNTIDY.pattern}|  ")
TIDY_STEPS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("space", re.compile(f"[{ODD_SPACE}]"), " "),
    ("invisible", re.compile(f"[{INVISIBLE}]+"), ""),
    ("invisible", re.compile(f"(?<![{JOINING}])[{JOINER}]+"), ""),
    ("space", re.compile(f"[{LINE_BREAKS}]"), " "),
)
BIDI_MARKS = re.compile(f"[{BIDI}]+")
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")

REPAIR_ROUNDS = 16
"""Repairs can uncover each other (an entity for a control, an accent after a zero-width space); real lines settle in
two rounds, this bound is for hostile ones."""

MAX_PIECES = 64
"""More separate repairs than this in one line are logged as one edit: such a line is damage, not text."""


class Patch(NamedTuple):
    """One repair: ``core[start:end]`` becomes ``after``, because of ``fault``: encoding, entity, control, undecodable,
    form, space or invisible."""

    start: int
    end: int
    after: str
    fault: str


def is_clean(text: str) -> bool:
    """Whether `repair` leaves a line as it is; cheap, and never true of a line that would change."""
    if "  " in text and is_prose(text):
        return False
    if TROUBLE.search(text):
        return not (is_untidy(text) or needs_ftfy(text))
    return not needs_ftfy_beyond_ascii(text)


def is_untidy(text: str) -> bool:
    """Whether `tidy` changes a line in which no blanks are to be squeezed."""
    return bool(LITTER.search(text)) or bool(BIDI_MARKS.search(text) and not RIGHT_TO_LEFT.search(text))


def needs_ftfy(text: str) -> bool:
    """Whether ftfy might change ``text``; where this is false, `run_ftfy` is the identity (a test proves it)."""
    return bool(SUSPECT.search(text) or ENTITY.search(text)) or needs_ftfy_beyond_ascii(text)


def needs_ftfy_beyond_ascii(text: str) -> bool:
    """The part of `needs_ftfy` that no single character tells: mojibake, and accents that compose."""
    if text.isascii():
        return False
    suspicious = MOJIBAKE.search(text) and MAYBE_MOJIBAKE.search(text)
    return bool(suspicious and is_bad()(text)) or not unicodedata.is_normalized("NFC", text)


def repair(text: str) -> str:
    """The canonical form of one line; white space at its ends is dropped. ``repair(repair(x)) == repair(x)``.

    >>> repair("donâ€™t\\u00a0\\u00a0look &amp; see\\u200b")
    'don’t  look & see'
    """
    for _ in range(REPAIR_ROUNDS):
        before = text
        text = tidy(run_ftfy(text) if needs_ftfy(text) else text).strip()
        if text == before:
            break
    return text


def run_ftfy(text: str) -> str:
    """``ftfy.fix_text`` on one line with this package's FTFY_OPTIONS."""
    fix, config = ftfy_fixer()
    return fix(text, config)


def tidy(text: str) -> str:
    """Odd spaces made plain, invisible characters dropped; joiners and bidi marks kept where they shape the text."""
    if "  " in text and is_prose(text):
        text = SPACE_RUN.sub(" ", text)
    if not UNTIDY.search(text):
        return text
    for _, pattern, after in TIDY_STEPS:
        text = pattern.sub(after, text)
    if not RIGHT_TO_LEFT.search(text):
        text = BIDI_MARKS.sub("", text)
    if "  " in text and is_prose(text):
        text = SPACE_RUN.sub(" ", text)
    return text


def patches(core: str) -> list[Patch]:
    """What `repair` changes in a line, each as narrow as its fault allows; in order, apart from each other."""
    final = repair(core)
    if final == core:
        return []
    if len(core) < MAX_PIECES or not any(islice(BLEMISH.finditer(core), MAX_PIECES, None)):
        pieces = tidy_patches(core)
        if spliced(core, pieces) == final:
            return pieces
    change = smallest_change(core, final)
    return [Patch(*change, fault_of(core))] if change else []


def tidy_patches(core: str) -> list[Patch]:
    """One patch for each odd space, doubled blank or run of invisible characters, as `tidy` would change them."""
    marks = [(fault, match, after) for fault, pattern, after in TIDY_STEPS for match in pattern.finditer(core)]
    if not RIGHT_TO_LEFT.search(core):
        marks += [("invisible", match, "") for match in BIDI_MARKS.finditer(core)]
    if "  " in core and is_prose(core):
        marks += [("space", match, " ") for match in SPACE_RUN.finditer(core)]
    marks.sort(key=lambda mark: mark[1].start())
    return [Patch(mark.start(), mark.end(), after, fault) for fault, mark, after in marks]


def spliced(core: str, pieces: list[Patch]) -> str:
    """``core`` with patches applied; they are from `tidy_patches`, so sorted and apart."""
    parts: list[str] = []
    at = 0
    for piece in pieces:
        parts += (core[at : piece.start], piece.after)
        at = piece.end
    return "".join(parts) + core[at:]


def fault_of(core: str) -> str:
    """The name of what is most wrong with a line that ftfy changed."""
    checks: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("undecodable", re.compile("[\ud800-\udfff]").search),
        ("encoding", is_bad()),
        ("entity", ENTITY.search),
        ("control", re.compile("[\x00-\x1f\x7f-\x9f\u206a-\u206f\ufeff\ufff9-\ufffc]").search),
    )
    return next((name for name, check in checks if check(core)), "form")


@cache
def is_bad() -> Callable[[str], bool]:
    """``ftfy.badness.is_bad``; ftfy takes 50 ms to import, and most pages do without."""
    import ftfy  # not its module: of threads that first import one each, both wait for the other's

    check: Callable[[str], bool] = ftfy.badness.is_bad
    return check


@cache
def ftfy_fixer() -> tuple[Callable[..., str], Any]:
    """ftfy's line fixer and its configuration, imported at first use."""
    import ftfy

    return ftfy.fix_text_segment, ftfy.TextFixerConfig(explain=False, **FTFY_OPTIONS)
