"""Rules as data: loading, validating and matching the TOML tables of ``rules/``."""

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import re2

from cleaner.errors import RulesError
from cleaner.page import Page
from cleaner.text.keys import KEY_LIMIT, line_keys

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

SET_MEMORY = 128 << 20
"""Bytes RE2 may use for the automaton of one set: grown as lines are seen, and thrown away when full."""

MAX_MEMO = 1 << 16
MEMO_KEY = 100
"""How many keys, and of what length, a ruleset remembers the verdict of: at most about 15 MB."""

REQUIRED: dict[str, type] = {"category": str, "reason": str, "match": list, "removes": list, "keeps": list}
OPTIONAL: dict[str, type] = {"where": str, "strength": str, "prose": bool}
CHOICES = {"where": WHERE, "strength": STRENGTH, "category": CATEGORIES}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it matches (whole line keys, RE2), where it applies, and why such a line goes.

    ``stage`` is the stage that applies it, ``limit`` the longest key, in characters, that it is tried on.
    """

    id: str
    category: str
    reason: str
    match: tuple[str, ...]
    removes: tuple[str, ...]
    keeps: tuple[str, ...]
    where: str = "anywhere"
    strength: str = "strong"
    prose: bool = False
    stage: str = field(init=False)
    limit: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "stage", "forms" if self.family == "forms" else "chrome")
        object.__setattr__(self, "limit", KEY_LIMIT if self.prose else LABEL_LIMIT)

    @property
    def family(self) -> str:
        """The part of the id before the slash: the file's name."""
        return self.id.rpartition("/")[0]

    def allows(self, zone: str) -> bool:
        """Whether the rule applies in a zone: ``head``, ``body``, ``tail``, or ``edge`` on a page without prose."""
        if self.where == "anywhere" or zone == "edge":
            return True
        return zone in (("head", "tail") if self.where == "edge" else (self.where,))


NONE: Sequence[Rule] = ()


class Ruleset:
    """Rules compiled for matching; picklable (what is compiled is rebuilt where it arrives)."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._sets = [compile_set(group) for group in pattern_groups(self.rules)]
        self._memo: dict[str, Sequence[Rule]] = {}

    def __reduce__(self) -> tuple[type["Ruleset"], tuple[tuple[Rule, ...]]]:
        return Ruleset, (self.rules,)

    def match(self, keys: Sequence[str]) -> list[Sequence[Rule]]:
        """For each line key (see `cleaner.page.line_keys`) the rules that match it, strong ones first.

        What short keys matched is remembered: the pages of a site, and of the web, share their labels.
        """
        memo = self._memo
        if len(memo) > MAX_MEMO:
            memo.clear()
        fresh = [key for key in dict.fromkeys(keys) if key not in memo]
        found = dict(zip(fresh, self._match(fresh), strict=True))
        memo.update([(key, rules) for key, rules in found.items() if len(key) <= MEMO_KEY])
        return [found[key] if key in found else memo[key] for key in keys]

    def match_page(self, page: Page) -> dict[int, Sequence[Rule]]:
        """The lines of a page that any rule matches, with those rules; for `Page.fact`."""
        return {line: rules for line, rules in enumerate(self.match(page.keys)) if rules}

    def _match(self, keys: Sequence[str]) -> list[Sequence[Rule]]:
        """The rules of each key, by the automata."""
        lines = "\n".join(keys).encode("utf-8", "replace").split(b"\n") if keys else []
        short = [(at, line) for at, line in enumerate(lines) if 0 < len(keys[at]) <= LABEL_LIMIT]
        matched: list[Sequence[Rule]] = [NONE] * len(keys)
        for find, owners, longest in self._sets:
            candidates = short if longest == LABEL_LIMIT else enumerate(lines)
            for at, indices in [(at, hits) for at, line in candidates if line and (hits := find(line))]:
                rules = [rule for rule, _ in map(owners.__getitem__, indices) if len(keys[at]) <= rule.limit]
                if rules:
                    matched[at] = sorted({*matched[at], *rules}, key=lambda r: (r.strength != "strong", r.id))
        return matched

    @property
    def digest(self) -> str:
        """The first 16 hex digits of the SHA-256 over all rules: which ruleset a log was written with."""
        return hashlib.sha256(repr(self.rules).encode()).hexdigest()[:16]


Owner = tuple[Rule, str]
"""A rule and one of its patterns."""


def pattern_groups(rules: Iterable[Rule]) -> list[list[Owner]]:
    """The patterns in the groups that make the quickest automata: for labels, for prose, and those that open wild.

    A wild card stays in play for the rest of a line, and a pattern that opens with one is in play on every line: the
    states of an automaton multiply with each such pattern. Measured on 600 dumps with 760 patterns: one set for all
    6.0 ms a page, one for each family 1.7 ms, these three 1.1 ms.
    """
    groups: dict[str, list[Owner]] = {}
    for rule in rules:
        for pattern in rule.match:
            kind = "prose" if rule.prose else "open" if OPEN.search(pattern) else "label"
            groups.setdefault(kind, []).append((rule, pattern))
    return list(groups.values())


Finder = tuple[Callable[[bytes], list[int] | None], list[Owner], int]
"""What finds the indices of the patterns that match a key, what stands at each index, and the longest key to try."""


def compile_set(owners: list[Owner]) -> Finder:
    """The finder of one RE2 set."""
    patterns = re2.Set.FullMatchSet(options())
    for _, pattern in owners:
        patterns.Add(pattern)
    patterns.Compile()
    return patterns.Match, owners, max(rule.limit for rule, _ in owners)


def options() -> Any:
    """RE2's options for sets and single patterns: more memory, and errors raised rather than printed."""
    chosen = re2.Options()
    chosen.max_mem = SET_MEMORY
    chosen.log_errors = False
    return chosen


OPEN = re.compile(r"(?:^|\|)(?:\(\?:)*(?:\.[*+{]|\[\^|\[?\\p\{)")
"""A pattern, or one of its alternatives, that opens with a wild card."""


@cache
def builtin_rules() -> tuple[Rule, ...]:
    """The rules that ship with the package, from every family, without the site rules."""
    return tuple(
        rule
        for file in sorted(rules_folder().iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
        for rule in parse_rules(file.read_text("utf-8"), file.name, trusted=True)
    )


MAX_HOST = 253
"""Characters of the longest name there is (RFC 1035); a longer one is none, and no file can be called so."""


@cache
def site_rules(host: str) -> tuple[Rule, ...]:
    """The rules of ``rules/sites/`` for a host and the domains above it, the nearest first.

    >>> {rule.family for rule in site_rules("en.wikipedia.org")}
    {'wikipedia.org'}
    """
    rules: list[Rule] = []
    labels = host.lower().split(".") if len(host) <= MAX_HOST else []
    for first in range(len(labels) - 1):
        file = rules_folder() / "sites" / (".".join(labels[first:]) + ".toml")
        if file.is_file():
            rules += parse_rules(file.read_text("utf-8"), file.name, trusted=True)
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
    checkout = Path(__file__).parents[2] / "rules"
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


def parse_rules(text: str, file: str, *, trusted: bool = False) -> tuple[Rule, ...]:
    """The rules of a TOML text; ``file`` names the family and stands in errors.

    Patterns of ``trusted`` files are not compiled one by one: the tests did, and it takes 0.2 s for those that ship.

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
    rules = []
    for name, table in tables.items():
        rule = build_rule(f"{family}/{name}", table, f"{file}: [{name}]")
        for pattern in () if trusted else rule.match:
            check_pattern(pattern, f"{file}: [{name}] match")
        rules.append(rule)
    return tuple(rules)


def build_rule(rule_id: str, table: object, place: str) -> Rule:
    """One validated rule, its patterns aside; ``place`` opens every error message."""
    if not isinstance(table, dict):
        raise RulesError(f"{place} is a value, not a table: put rules under [name]")
    fields: dict[str, Any] = {**table, "match": [table["match"]]} if isinstance(table.get("match"), str) else table
    check_keys(fields, place)
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}
    return Rule(id=rule_id, **values)


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
        if not isinstance(value, kind) or (isinstance(value, list) and not all(isinstance(x, str) for x in value)):
            wanted = {str: "a string", bool: "true or false", list: "a list of strings"}[kind]
            raise RulesError(f"{place} {name}: expected {wanted}, got {value!r}")
        if name in CHOICES and value not in CHOICES[name]:
            raise RulesError(f"{place} {name}: {value!r} is none of {', '.join(CHOICES[name])}")
        if kind is list and not value:
            raise RulesError(f"{place} {name}: the list is empty")


def check_pattern(pattern: str, place: str) -> None:
    """Raises RulesError where RE2 refuses a pattern, or where it can never match because keys are case-folded."""
    try:
        re2.compile(pattern, options())
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
            key = line_keys([text])[0]
            hit = len(key) <= rule.limit and any(re2.fullmatch(pattern, key) for pattern in rule.match)
            if hit != wanted:
                verb = "does not match" if wanted else "matches"
                side = "removes" if wanted else "keeps"
                faults.append(f"{rule.id} {verb} its own example in {side}: {text!r}")
    return faults
