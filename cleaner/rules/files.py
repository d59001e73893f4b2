"""Where rule files are: those that ship, those of single sites, and the user's."""

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from cleaner.errors import RulesError
from cleaner.rules.parse import RuleFile, parse_file
from cleaner.rules.rule import Rule
from cleaner.rules.tables import read_text

__all__ = ["builtin_rules", "builtin_site", "builtin_sites", "load_rules", "rule_files", "site_files"]

SITES = "sites"
"""The folder, in a folder of rule files, that holds those of single sites: ``HOST.toml``."""


@cache
def builtin_rules() -> tuple[Rule, ...]:
    """The rules that ship with the package, from every family, without the site rules."""
    return tuple(
        rule
        for file in sorted(rules_folder().iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
        for rule in parse_file(file.read_text("utf-8"), file.name, trusted=True).rules
    )


@cache
def builtin_sites() -> frozenset[str]:
    """The hosts that rules ship for.

    >>> "wikipedia.org" in builtin_sites()
    True
    """
    files = (rules_folder() / SITES).iterdir()
    return frozenset(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml"))


@cache  # one entry for each of builtin_sites
def builtin_site(host: str) -> RuleFile:
    """The rule file that ships for a host of `builtin_sites`."""
    file = rules_folder() / SITES / f"{host}.toml"
    return parse_file(file.read_text("utf-8"), file.name, trusted=True)


def rules_folder() -> Traversable:
    """Where the rule files are: in the installed package, else in the checkout this package is imported from."""
    installed = resources.files("cleaner") / "_rules"
    if installed.is_dir():
        return installed
    checkout = Path(__file__).parents[2] / "rules"
    if (checkout / "forms.toml").is_file():
        return checkout
    raise RulesError("the rule files are missing from this installation: install webtext-cleaner again")


def rule_files(path: str | Path) -> list[RuleFile]:
    """The user's rule files at a path, which apply to every page: the file itself, or those right in the folder.

    Raises RulesError where one cannot be read or is wrong, or the folder holds none.
    """
    path = Path(path)
    if not path.is_dir():
        return [load_file(path)]
    files = [load_file(file) for file in sorted(path.glob("*.toml"))]
    if not files and not (path / SITES).is_dir():
        raise RulesError(f"{path}: no rule file (*.toml) in this folder, and no folder {SITES}/")
    return files


def site_files(path: str | Path) -> list[RuleFile]:
    """The user's rule files for single sites: ``sites/HOST.toml`` in the folder at ``path``; none if it is a file."""
    return [load_file(file) for file in sorted((Path(path) / SITES).glob("*.toml"))]


def load_rules(path: str | Path) -> tuple[Rule, ...]:
    """All rules of a file or folder of the user's, those of sites too; raises RulesError as `rule_files` does."""
    return tuple(rule for file in [*rule_files(path), *site_files(path)] for rule in file.rules)


def load_file(path: Path) -> RuleFile:
    """One file of the user's; raises RulesError where it cannot be read or is wrong."""
    return parse_file(read_text(path), str(path))
