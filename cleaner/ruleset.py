"""Rules as data: loading, validating and matching the TOML tables of ``rules/``."""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import re2

from cleaner.errors import RulesError
from cleaner.page import line_key

__all__ = ["Rule", "Ruleset", "builtin_rules", "check_examples", "load_rules", "parse_rules", "site_rules"]

WHERE = ("head", "tail", "edge", "anywhere")
STRENGTH = ("strong", "weak")
CATEGORIES = (
    "account",
    "advert",
    "artefact",
    "breadcrumb",
    "comment-form",
    "comments",
    "consent",
    "contact",
    "legal",
    "navigation",
    "pagination",
    "related",
    "social",
    "subscribe",
    "tags",
    "timestamp",
)
LABEL_LIMIT = 300
"""Longest key a rule sees unless it may take prose; a label, a menu on one line or a share row is shorter."""

SET_MEMORY = 64 << 20
"""Bytes RE2 may use for the automaton of one family; its default of 8 MB sends a family of 60 rules to the slow path."""

MEMO_LINES = 1 << 15
"""Line keys whose verdict is remembered: about 5 MB, and a third of the lines of a mixed crawl."""

REQUIRED: dict[str, type] = {"category": str, "reason": str, "match": list, "removes": list, "keeps": list}
OPTIONAL: dict[str, type] = {"where": str, "strength": str, "prose": bool}
CHOICES = {"where": WHERE, "strength": STRENGTH, "category": CATEGORIES}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it matches (whole line keys, RE2), where it applies, and why such a line goes."""

    id: str
    category: str
    reason: str
    match: tuple[str, ...]
    removes: tuple[str, ...]
    keeps: tuple[str, ...]
    where: str = "anywhere"
    strength: str = "strong"
    prose: bool = False

    @property
    def family(self) -> str:
        """The part of the id before the slash: the file's name."""
        return self.id.rpartition("/")[0]

    def allows(self, zone: str) -> bool:
        """Whether the rule applies in a zone: ``head``, ``body``, ``tail``, or ``edge`` on a page without prose."""
        if self.where == "anywhere" or zone == "edge":
            return True
        return zone in (("head", "tail") if self.where == "edge" else (self.where,))


class Ruleset:
    """Rules compiled for matching; picklable (what is compiled is rebuilt where it arrives)."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._families = compile_families(self.rules)
        self.match = lru_cache(MEMO_LINES)(self._match)

    def __reduce__(self) -> tuple[type["Ruleset"], tuple[tuple[Rule, ...]]]:
        return Ruleset, (self.rules,)

    def _match(self, key: str) -> list[Rule]:
        """The rules whose pattern matches a line key (see `cleaner.page.line_key`), strong ones first.

        Called as ``match``, which remembers: pages of a site, and the web, share their labels.
        """
        if not key:
            return []
        data = key.encode("utf-8", "replace")
        found: dict[str, Rule] = {}
        for matcher, owners, limit in self._families:
            if len(key) <= limit:
                for index in matcher.Match(data) or ():
                    found[owners[index].id] = owners[index]
        return sorted(found.values(), key=lambda rule: (rule.strength != "strong", rule.id)) if found else []

    @property
    def digest(self) -> str:
        """The first 16 hex digits of the SHA-256 over all rules: which ruleset a log was written with."""
        return hashlib.sha256(repr(self.rules).encode()).hexdigest()[:16]


def compile_families(rules: Sequence[Rule]) -> list[tuple[Any, list[Rule], int]]:
    """One RE2 set for each family and length limit: the set, the rule behind each pattern, the longest key it sees."""
    groups: dict[tuple[str, bool], list[Rule]] = {}
    for rule in rules:
        groups.setdefault((rule.family, rule.prose), []).append(rule)
    compiled = []
    for (_, prose), members in groups.items():
        options = re2.Options()
        options.max_mem = SET_MEMORY
        matcher, owners = re2.Set.FullMatchSet(options), []
        for rule in members:
            for pattern in rule.match:
                matcher.Add(pattern)
                owners.append(rule)
        matcher.Compile()
        compiled.append((matcher, owners, 10**9 if prose else LABEL_LIMIT))
    return compiled


@cache
def builtin_rules() -> tuple[Rule, ...]:
    """The rules that ship with the package, from every family, without the site rules."""
    return tuple(
        rule
        for file in sorted(rules_folder().iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
        for rule in parse_rules(file.read_text("utf-8"), file.name)
    )


@cache
def site_rules(host: str) -> tuple[Rule, ...]:
    """The rules of ``rules/sites/`` for a host and the domains above it, the nearest first.

    >>> {rule.family for rule in site_rules("en.wikipedia.org")}
    {'wikipedia.org'}
    """
    rules: list[Rule] = []
    labels = host.lower().split(".")
    for first in range(len(labels) - 1):
        file = rules_folder() / "sites" / (".".join(labels[first:]) + ".toml")
        if file.is_file():
            rules += parse_rules(file.read_text("utf-8"), file.name)
    return tuple(rules)


def host_of(url: str) -> str:
    """The host a URL names, or the string itself where it is a bare host; empty where there is none.

    >>> host_of("https://www.example.org:8080/a"), host_of("example.org")
    ('www.example.org', 'example.org')
    """
    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""


def rules_folder() -> Traversable:
    """Where the rule files are: in the installed package, else in the checkout this package is imported from."""
    installed = resources.files("cleaner") / "_rules"
    if installed.is_dir():
        return installed
    checkout = Path(__file__).parent.parent / "rules"
    if (checkout / "forms.toml").is_file():
        return checkout
    raise RulesError("the rule files are missing from this installation: install webtext-cleaner again")


def load_rules(path: str | Path) -> tuple[Rule, ...]:
    """The rules of one file of the user's; raises RulesError where it cannot be read or is wrong."""
    path = Path(path)
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise RulesError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RulesError(f"{path}: not UTF-8 at byte {error.start}") from error
    return parse_rules(text, str(path))


def parse_rules(text: str, file: str) -> tuple[Rule, ...]:
    """The rules of a TOML text; ``file`` names the family and stands in errors.

    >>> parse_rules('[w]\\ncategory = "legal"', "my.toml")
    Traceback (most recent call last):
        ...
    cleaner.errors.RulesError: my.toml: [w] lacks the key 'reason'
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{file}: not valid TOML: {error}") from error
    family = Path(file).name.removesuffix(".toml")
    return tuple(build_rule(f"{family}/{name}", table, f"{file}: [{name}]") for name, table in tables.items())


def build_rule(rule_id: str, table: object, place: str) -> Rule:
    """One validated rule; ``place`` opens every error message."""
    if not isinstance(table, dict):
        raise RulesError(f"{place} is a value, not a table: put rules under [name]")
    fields = {**table, "match": [table["match"]]} if isinstance(table.get("match"), str) else table
    check_keys(fields, place)
    for pattern in fields["match"]:
        check_pattern(pattern, f"{place} match")
    rule = Rule(id=rule_id, **{k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()})
    return rule


def check_keys(fields: Mapping[str, Any], place: str) -> None:
    """Raises RulesError where a key is unknown, missing, of the wrong type or outside its choices."""
    known = REQUIRED | OPTIONAL
    for name in REQUIRED:
        if name not in fields:
            raise RulesError(f"{place} lacks the key {name!r}")
    for name, value in fields.items():
        if name not in known:
            raise RulesError(f"{place} has the unknown key {name!r}; known are {', '.join(known)}")
        kind = known[name]
        if not isinstance(value, kind) or (kind is list and not all(isinstance(x, str) for x in value)):
            wanted = {str: "a string", bool: "true or false", list: "a list of strings"}[kind]
            raise RulesError(f"{place} {name}: expected {wanted}, got {value!r}")
        if name in CHOICES and value not in CHOICES[name]:
            raise RulesError(f"{place} {name}: {value!r} is none of {', '.join(CHOICES[name])}")
        if kind is list and not value:
            raise RulesError(f"{place} {name}: the list is empty")


def check_pattern(pattern: str, place: str) -> None:
    """Raises RulesError where RE2 refuses a pattern, or where it can never match because keys are case-folded."""
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        cause = error.args[0]
        cause = cause.decode() if isinstance(cause, bytes) else cause
        raise RulesError(f"{place}: {pattern!r}: {cause} (RE2 syntax: no look-around, no back-references)") from None
    literal = re2.sub(r"\\(?:[pP]\{[^}]*\}|[pP][A-Z]|.)", "", pattern)
    if literal != literal.casefold():
        raise RulesError(f"{place}: {pattern!r} has capitals, but lines are case-folded before they are matched")


def check_examples(rules: Iterable[Rule]) -> list[str]:
    """What the examples beside the rules contradict, one sentence each; empty where all is well."""
    faults = []
    for rule in rules:
        for text, wanted in [(x, True) for x in rule.removes] + [(x, False) for x in rule.keeps]:
            key = line_key(text)
            limit = LABEL_LIMIT if not rule.prose else 10**9
            hit = len(key) <= limit and any(re2.fullmatch(pattern, key) for pattern in rule.match)
            if hit != wanted:
                verb = "does not match" if wanted else "matches"
                side = "removes" if wanted else "keeps"
                faults.append(f"{rule.id} {verb} its own example in {side}: {text!r}")
    return faults
