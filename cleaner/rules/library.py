"""Every rule a cleaner knows, and which of them apply to a page of which site."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from cleaner.errors import OptionError, RulesError
from cleaner.rules.choice import chosen, unmatched
from cleaner.rules.files import builtin_rules, builtin_site, builtin_sites, rule_files, site_files
from cleaner.rules.hosts import domains_of
from cleaner.rules.parse import RuleFile
from cleaner.rules.rule import Rule

__all__ = ["Library"]


class Switches(NamedTuple):
    """What one place says of which rules are on; see `cleaner.rules.choice.chosen`."""

    select: Sequence[str] = ()
    ignore: Sequence[str] = ()


class Library:
    """The rules that ship, the user's, and those of single sites. Picklable, and never changed.

    Args:
        sources: the user's: rule files, folders of them (with ``sites/HOST.toml`` for single sites), or rules.
        select: use only these rules or families.
        ignore: switch these rules or families off.

    Raises:
        RulesError: a file that cannot be read or is wrong, or that switches rules there are none of.
        OptionError: a name in ``select`` or ``ignore`` that is no rule's and no family's.
    """

    def __init__(
        self, sources: Iterable[str | Path | Rule] = (), select: Sequence[str] = (), ignore: Sequence[str] = ()
    ) -> None:
        sources = list(sources)
        paths = [source for source in sources if not isinstance(source, Rule)]
        single = RuleFile("", tuple(source for source in sources if isinstance(source, Rule)))
        self.files = (*(file for path in paths for file in rule_files(path)), single)
        self.sites = tuple(file for path in paths for file in site_files(path))
        self.asked = Switches(tuple(select), tuple(ignore))
        self.hosts = builtin_sites() | {file.name for file in self.sites}
        self.check()

    def check(self) -> None:
        """Raises RulesError or OptionError where rules are switched that there are none of."""
        switching = [file for file in self.every_file() if file.select or file.ignore]
        if not switching and self.asked == Switches():
            return
        known = [*builtin_rules(), *(rule for file in self.every_file() for rule in file.rules)]
        hint = "is no rule's id and no family; `cleaner rules list` shows all"
        for key in Switches._fields:
            for name in unmatched(getattr(self.asked, key), known):
                raise OptionError(f"{key} {name!r} {hint}")
            for file in switching:
                for name in unmatched(getattr(file, key), known):
                    raise RulesError(f"{file.name}.toml: {key}: {name!r} {hint}")

    def every_file(self) -> list[RuleFile]:
        """The user's files, and those of all sites."""
        return [*self.files, *self.sites, *map(builtin_site, sorted(builtin_sites()))]

    def sites_of(self, host: str) -> tuple[str, ...]:
        """The hosts with rules of their own that a host belongs to, the nearest first.

        >>> Library().sites_of("en.wikipedia.org"), Library().sites_of("example.org")
        (('wikipedia.org',), ())
        """
        return tuple(domain for domain in domains_of(host) if domain in self.hosts)

    def rules(self, sites: Sequence[str] = ()) -> tuple[Rule, ...]:
        """The rules for a page of ``sites`` (see `sites_of`).

        The nearer a place is to the user, the later it speaks: the rule files, the files of the site, the options. A
        ``select`` replaces what was said before, an ``ignore`` adds to it.
        """
        by_site = [self.of_site(site) for site in sites]
        every = (*builtin_rules(), *rules_in(file for files in by_site for file in files), *rules_in(self.files))
        on = every
        for said in [switches_in(self.files), *map(switches_in, reversed(by_site)), self.asked]:
            on = chosen(every if said.select else on, *said)
        return on

    def of_site(self, site: str) -> list[RuleFile]:
        """The rule files of one site, those that ship and the user's."""
        shipped = [builtin_site(site)] if site in builtin_sites() else []
        return [*shipped, *(file for file in self.sites if file.name == site)]

    @property
    def digest(self) -> str:
        """16 hex digits that tell one user's library from another's."""
        said = repr((self.files, self.sites, self.asked))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def rules_in(files: Iterable[RuleFile]) -> tuple[Rule, ...]:
    """The rules of several files."""
    return tuple(rule for file in files for rule in file.rules)


def switches_in(files: Iterable[RuleFile]) -> Switches:
    """What several files of the same standing say together."""
    files = list(files)
    select = [name for file in files for name in file.select]
    return Switches(select, [name for file in files for name in file.ignore])
