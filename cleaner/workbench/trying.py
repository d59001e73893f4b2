"""What a pattern would match on the pages of a corpus, riskiest lines first."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import re2

from cleaner.rules.automaton import re2_options
from cleaner.rules.files import builtin_rules
from cleaner.rules.parse import check_pattern
from cleaner.rules.rule import LABEL_LIMIT
from cleaner.rules.ruleset import Ruleset
from cleaner.text.keys import line_keys
from cleaner.workbench.corpus import CorpusPage

__all__ = ["Match", "Trial", "try_pattern"]


@dataclass(slots=True)
class Match:
    """A line that the pattern matches, each text once.

    ``zones`` counts where it stands: ``head``, ``body``, ``tail``, or ``page`` where a page has no prose. ``taken`` are
    the rules that match it already, ``first`` the page and line (from 1) where it was first seen.
    """

    text: str
    prose: bool
    first: tuple[str, int]
    taken: tuple[str, ...] = ()
    zones: Counter[str] = field(default_factory=Counter)

    @property
    def risk(self) -> tuple[bool, bool, int, int]:
        """What makes a line worth reading before others: it is a long sentence, it stands in the text, it is long and
        no rule takes it yet, it is frequent."""
        return self.prose, self.zones["body"] > 0, 0 if self.taken else len(self.text), self.zones.total()


@dataclass(frozen=True, slots=True)
class Trial:
    """What a pattern matched, riskiest first, on how many of how many pages."""

    matches: list[Match]
    pages: int
    matched_pages: int


def try_pattern(pattern: str, pages: Iterable[CorpusPage], *, prose: bool = False) -> Trial:
    """The lines of pages that a pattern matches, as the only pattern of a rule; ``prose`` as in a rule.

    Raises:
        RulesError: the pattern is none, or could never match.
    """
    check_pattern(pattern, "the pattern")
    compiled = re2.compile(f"(?:{pattern})", re2_options())
    matches: dict[str, Match] = {}
    seen = hit = 0
    for item in pages:
        seen += 1
        before = sum(match.zones.total() for match in matches.values())
        collect(item, compiled, matches, prose=prose)
        hit += sum(match.zones.total() for match in matches.values()) > before
    name_rules(matches)
    return Trial(sorted(matches.values(), key=lambda match: match.risk, reverse=True), seen, hit)


def collect(item: CorpusPage, compiled: "re2._Regexp[str]", matches: dict[str, Match], *, prose: bool) -> None:
    """Adds the lines of one page that the pattern matches."""
    page = item.page
    body = page.body()
    for line, key in enumerate(page.keys):
        long = page.prose[line] > 0.0
        if not key or (not prose and (long or len(key) > LABEL_LIMIT)) or not compiled.fullmatch(key):
            continue
        text = page.texts[line]
        found = matches.setdefault(text, Match(text, long, (item.id, line + 1)))
        found.zones[body.zone(line)] += 1


def name_rules(matches: dict[str, Match]) -> None:
    """Names the rules that match the lines already."""
    texts = [*matches]
    for text, rules in zip(texts, Ruleset(builtin_rules()).match(line_keys(texts)), strict=True):
        matches[text].taken = tuple(rule.id for rule in rules)
