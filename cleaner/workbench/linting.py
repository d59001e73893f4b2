"""What is wrong with rules, beside their own examples: too wide, never first, or never seen on a corpus."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import re2

from cleaner.rules.automaton import re2_options
from cleaner.rules.examples import check_examples
from cleaner.rules.rule import Rule
from cleaner.rules.ruleset import Ruleset
from cleaner.text.keys import line_keys
from cleaner.workbench.corpus import CorpusPage

__all__ = ["Finding", "lint_rules"]

UNRELATED = ("home", "the ferry left at noon", "7", "読む", "a, b: c!", "منذ أسبوع", "zx qv wj kp 0042")
"""Keys with nothing in common: what matches them all matches everything."""


class Finding(NamedTuple):
    """What is wrong with a rule. ``fault``: the rule should be changed; else it is a note for whoever reads it."""

    fault: bool
    rule: str
    said: str


def lint_rules(rules: Sequence[Rule], others: Sequence[Rule] = (), pages: Iterable[CorpusPage] = ()) -> list[Finding]:
    """What is wrong with ``rules``, faults first.

    Args:
        rules: the rules in question.
        others: those they are used beside, such as the rules that ship.
        pages: a corpus; a rule that matches none of its lines is dead on it. Without pages no rule is called dead.
    """
    striking = [rule for rule in rules if not rule.keep]
    found = [*faulty_examples(rules), *(finding for rule in rules for finding in too_wide(rule))]
    found += taken_examples(striking, [*striking, *(rule for rule in others if not rule.keep)])
    found += dead_rules(rules, pages)
    return sorted(found, key=lambda finding: (not finding.fault, finding.rule, finding.said))


def faulty_examples(rules: Iterable[Rule]) -> Iterator[Finding]:
    """The rules whose own examples do not hold."""
    for said in check_examples(rules):
        rule, _, rest = said.partition(" ")
        yield Finding(True, rule, rest)


def too_wide(rule: Rule) -> Iterator[Finding]:
    """The patterns of a rule that match the empty line, or everything."""
    for pattern in rule.match:
        compiled = re2.compile(f"(?:{pattern})", re2_options())
        if all(compiled.fullmatch(key) for key in UNRELATED):
            yield Finding(True, rule.id, f"matches everything: {pattern!r}")
        elif compiled.fullmatch(""):
            yield Finding(True, rule.id, f"matches the empty line: {pattern!r}")


def taken_examples(rules: Sequence[Rule], beside: Sequence[Rule]) -> Iterator[Finding]:
    """The rules whose examples others match too: all of them, by a rule that applies wherever they do (shadowed), or
    some of them (overlapping)."""
    ruleset = Ruleset(beside)
    for rule in rules:
        matched = [{other.id: other for other in found} for found in ruleset.match(line_keys(rule.removes))]
        counts = Counter(name for names in matched for name in names if name != rule.id)
        known = {other.id: other for names in matched for other in names.values()}
        for name, count in counts.most_common():
            if count == len(rule.removes) and as_wide(known[name], rule):
                yield Finding(True, rule.id, f"is shadowed: {name} takes all of its examples, wherever it applies")
            else:
                example = next(text for text, names in zip(rule.removes, matched, strict=True) if name in names)
                yield Finding(False, rule.id, f"overlaps: {name} takes {count} of its examples, such as {example!r}")


def as_wide(rule: Rule, other: Rule) -> bool:
    """Whether a rule applies wherever another does, and as surely."""
    zones = all(rule.allows(zone) or not other.allows(zone) for zone in ("head", "body", "tail"))
    return zones and (rule.strength == "strong" or other.strength == "weak") and (rule.prose or not other.prose)


def dead_rules(rules: Sequence[Rule], pages: Iterable[CorpusPage]) -> Iterator[Finding]:
    """The rules that match no line of a corpus."""
    ruleset, seen, count = Ruleset(rules), set[str](), 0
    for item in pages:
        count += 1
        seen.update(rule.id for found in ruleset.match(item.page.keys) for rule in found)
    for rule in rules if count else ():
        if rule.id not in seen:
            yield Finding(False, rule.id, f"is dead here: it matches no line of {count} pages")
