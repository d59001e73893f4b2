"""Which rules are on: `select` and `ignore`, by a rule's id or by its family."""

from collections.abc import Collection, Iterable, Sequence

from cleaner.rules.rule import Rule

__all__ = ["chosen", "unmatched"]


def chosen(rules: Iterable[Rule], select: Collection[str] = (), ignore: Collection[str] = ()) -> tuple[Rule, ...]:
    """The rules that are on: all, or those that ``select`` names, without those that ``ignore`` names.

    A name is a rule's id (``legal/policy-link``) or a family (``legal``). Where both lists name a rule, the id goes
    before the family, and ``ignore`` before ``select``. A rule that keeps lines needs no selecting, for it strikes
    nothing; it can be ignored.
    """
    return tuple(rule for rule in rules if is_on(rule, select, ignore))


def is_on(rule: Rule, select: Collection[str], ignore: Collection[str]) -> bool:
    """Whether a rule is used."""
    if not select or rule.keep:
        return not nearness(rule, ignore)
    return nearness(rule, select) > nearness(rule, ignore)


def nearness(rule: Rule, names: Collection[str]) -> int:
    """How closely one of ``names`` names a rule: 2 by its id, 1 by its family, 0 not at all."""
    return 2 if rule.id in names else 1 if rule.family in names else 0


def unmatched(names: Iterable[str], rules: Sequence[Rule]) -> list[str]:
    """Those of ``names`` that are no rule's id and no family: mistakes, which would switch nothing.

    >>> rule = Rule("legal/imprint", "legal", "r", ("imprint",), ("Imprint",), ("Imprinted",))
    >>> unmatched(["legal", "legal/imprint", "legals"], [rule])
    ['legals']
    """
    known = {name for rule in rules for name in (rule.id, rule.family)}
    return [name for name in names if name not in known]
