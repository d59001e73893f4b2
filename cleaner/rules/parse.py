"""A rule file read: TOML tables checked and made rules, with the word lists written out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import re2

from cleaner.errors import RulesError
from cleaner.rules.automaton import re2_options
from cleaner.rules.rule import CATEGORIES, STRENGTHS, ZONES, Rule
from cleaner.rules.tables import STRINGS, Shape, check_value, read_toml
from cleaner.rules.words import WordLists

__all__ = ["RuleFile", "check_pattern", "parse_file", "parse_rules"]

COMMON: dict[str, object] = {"reason": str, "match": STRINGS, "removes": STRINGS, "keeps": STRINGS}
STRIKING = Shape(
    required={"category": str, **COMMON},
    optional={"where": str, "strength": str, "prose": bool, "keep": bool, "words": dict},
    choices={"where": ZONES, "strength": STRENGTHS, "category": CATEGORIES},
)
KEEPING = Shape(required=COMMON, optional={"where": str, "keep": bool, "words": dict}, choices={"where": ZONES})
"""A rule that keeps lines takes any line it matches, long or short, by itself: no category, no strength, no prose."""


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One rule file: its rules, and which rules of all it uses (``select``) or switches off (``ignore``).

    ``name`` is the file's, without ``.toml``: the family of its rules, and below ``sites/`` the host.
    """

    name: str
    rules: tuple[Rule, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def parse_rules(text: str, file: str) -> tuple[Rule, ...]:
    """The rules of a TOML text; ``file`` names the family and stands in errors.

    >>> parse_rules('[w]\\ncategory = "legal"', "my.toml")
    Traceback (most recent call last):
        ...
    cleaner.errors.RulesError: my.toml: [w] lacks the key 'reason'
    """
    return parse_file(text, file).rules


def parse_file(text: str, file: str, *, trusted: bool = False) -> RuleFile:
    """What a TOML text says as a rule file; ``file`` names it and stands in errors.

    Patterns of ``trusted`` files are not compiled one by one: the tests did, and it takes 0.2 s for those that ship.
    """
    tables = read_toml(text, file)
    name = Path(file).name.removesuffix(".toml")
    switches = {key: tables.pop(key) for key in ("select", "ignore") if key in tables}
    for key, names in switches.items():
        check_value(names, STRINGS, f"{file}: {key}")
    listed = tables.pop("words", {})
    check_value(listed, dict, f"{file}: words")
    words = WordLists(listed, f"{file}: [words]", check=None if trusted else check_pattern)
    rules = [build_rule(f"{name}/{key}", table, f"{file}: [{key}]", words) for key, table in tables.items()]
    words.finish()
    return RuleFile(name, tuple(rules), **{key: tuple(names) for key, names in switches.items()})


def build_rule(rule_id: str, table: object, place: str, file_words: WordLists) -> Rule:
    """One validated rule, its patterns aside; ``place`` opens every error message."""
    if not isinstance(table, dict):
        raise RulesError(f"{place} is a value, not a table: put rules under [name]")
    fields = dict(table)
    if isinstance(fields.get("match"), str):
        fields["match"] = [fields["match"]]
    (KEEPING if fields.get("keep") else STRIKING).check(fields, place)
    words = file_words.within(fields.pop("words", {}), f"{place} words")
    fields["written"] = fields["match"]
    fields["match"] = [words.written_out(pattern, f"{place} match") for pattern in fields["match"]]
    words.finish()
    fields["words"] = list(words.named.items())
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}
    return Rule(**{"id": rule_id, "category": "keep", **values})


def check_pattern(pattern: str, place: str) -> None:
    """Raises RulesError where RE2 refuses a pattern, alone or among others, or where it can never match because keys
    are case-folded. A quotation that is not closed (``\\Q``) is right alone, and takes the bracket behind it in."""
    try:
        for tried in (pattern, f"(?:{pattern})|(?:)"):
            re2.compile(tried, re2_options())
    except re2.error as error:
        cause = error.args[0]
        cause = cause.decode() if isinstance(cause, bytes) else cause
        raise RulesError(f"{place}: {pattern!r}: {cause} (RE2 syntax: no look-around, no back-references)") from None
    literal = re2.sub(r"\\(?:[pP]\{[^}]*\}|[pP][A-Z]|.)", "", pattern)
    if literal != literal.casefold():
        raise RulesError(f"{place}: {pattern!r} has capitals, but lines are case-folded before they are matched")
