"""A rule for a line at hand: the narrowest that takes it, written as a rule file has it."""

import difflib
import re
from typing import NamedTuple

from cleaner.errors import OptionError
from cleaner.log import to_json
from cleaner.page import Page
from cleaner.rules.files import builtin_rules
from cleaner.rules.rule import CATEGORIES
from cleaner.rules.ruleset import Ruleset

__all__ = ["Suggestion", "narrowest_rule"]

DIGIT_RUN = re.compile(r"\d+")
RE2_SPECIAL = re.compile(r"[\\.^$|?*+()\[\]{}]")
NAME_WORDS = 4


class Suggestion(NamedTuple):
    """A rule that takes a line: its pattern, its table in TOML, and the rules that match the line already."""

    pattern: str
    toml: str
    taken: tuple[str, ...]


def narrowest_rule(page: Page, number: int) -> Suggestion:
    """The narrowest rule that takes the line with this number (from 1): its words as they stand, any numbers in it, in
    the zone of the page where it stands.

    Raises:
        OptionError: the page has no such line, or nothing stands on it that a rule could match.
    """
    if not 1 <= number <= len(page):
        raise OptionError(f"there is no line {number}: the page has {len(page)}")
    line = number - 1
    key, text = page.keys[line], page.texts[line]
    if not key:
        raise OptionError(f"line {number} is blank or too long for a rule: {text[:60]!r}")
    pattern = DIGIT_RUN.sub(r"\\d+", RE2_SPECIAL.sub(r"\\\g<0>", key))
    taken = tuple(rule.id for rule in Ruleset(builtin_rules()).match([key])[0])
    return Suggestion(pattern, "\n".join(suggested_table(page, line, pattern)) + "\n", taken)


def suggested_table(page: Page, line: int, pattern: str) -> list[str]:
    """The lines of the rule's table; what only a person knows is marked."""
    zone = page.body().zone(line)
    rows = [
        f"[{name_of(page.keys[line])}]",
        f'category = "navigation"  # choose: {", ".join(CATEGORIES)}',
        'reason   = "say for the reader of the log what such a line is"',
        f"match    = [{toml_pattern(pattern)}]",
    ]
    if zone in ("head", "tail"):
        rows.append(f'where    = "{zone}"')
    if page.prose[line]:
        rows.append("prose    = true  # it is a long sentence")
    near = to_json(near_miss(page, line))
    return [
        *rows,
        f"removes  = [{to_json(page.texts[line])}]",
        f"keeps    = [{near}]  # near misses: write what must stay",
    ]


def toml_pattern(pattern: str) -> str:
    """A pattern in TOML: in single quotes, where backslashes are themselves, unless it holds one, or controls."""
    return f"'{pattern}'" if "'" not in pattern and pattern.isprintable() else to_json(pattern)


def name_of(key: str) -> str:
    """A name for the rule, from the first words of the line; the letters that TOML takes bare."""
    words = re.findall(r"[a-z]+", key)
    return "-".join(words[:NAME_WORDS]) or "line"


def near_miss(page: Page, line: int) -> str:
    """A line that must stay: the other line of the page most like this one, or this one with words added."""
    shape = DIGIT_RUN.sub("0", page.keys[line])
    others = {key: text for key, text in zip(page.keys, page.texts, strict=True) if key}
    near = [key for key in others if DIGIT_RUN.sub("0", key) != shape]
    found = difflib.get_close_matches(page.keys[line], near, 1, cutoff=0.6)
    return others[found[0]] if found else f"{page.texts[line]}, and what was said of it"
