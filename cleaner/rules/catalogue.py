"""The rules shown to a person: all there are, and one of them whole."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from cleaner.rules.files import builtin_rules, builtin_site, builtin_sites, load_rules
from cleaner.rules.rule import Rule
from cleaner.rules.words import without_breaks

__all__ = ["described", "every_rule"]


def every_rule(paths: Iterable[str | Path] = ()) -> Iterator[Rule]:
    """The rules that ship, those of single sites, then the user's, of files or folders; raises as `load_rules`."""
    yield from builtin_rules()
    for site in sorted(builtin_sites()):
        yield from builtin_site(site).rules
    for path in paths:
        yield from load_rules(path)


def described(rule: Rule) -> str:
    """All of a rule, a line for each pattern and example: patterns as they are written, with the lists they name."""
    rows = [rule.id, f"  reason    {rule.reason}", f"  category  {rule.category}", f"  where     {rule.where}"]
    if not rule.keep:
        rows += [f"  strength  {rule.strength}", f"  prose     {str(rule.prose).lower()}"]
    rows += ["  match", *(f"    {without_breaks(pattern)}" for pattern in rule.written or rule.match)]
    rows += [f"    {{{name}}} = {' | '.join(entries)}" for name, entries in rule.words]
    for side, lines in (("removes", rule.removes), ("keeps", rule.keeps)):
        rows += [f"  {side}", *(f"    {line}" for line in lines)]
    return "\n".join(rows)
