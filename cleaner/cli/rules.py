"""The commands `cleaner rules`."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli.options import PATH_TYPE
from cleaner.cli.say import one_line, say
from cleaner.errors import OptionError

if TYPE_CHECKING:
    from cleaner.rules.ruleset import Rule

__all__ = ["rules_group"]


@click.group("rules")
def rules_group() -> None:
    """List, show and check rules."""


@rules_group.command("list")
@click.option("--rules", "files", multiple=True, type=PATH_TYPE, help="Rules of your own to list as well.")
def list_rules(files: tuple[Path, ...]) -> None:
    """One line for each rule: id, category, where it applies, reason."""
    for rule in all_rules(files):
        weak = " (weak)" if rule.strength == "weak" else ""
        click.echo(one_line(f"{rule.id:36} {rule.category:13} {rule.where + weak:16} {rule.reason}"))


@rules_group.command("show")
@click.argument("rule_id", metavar="ID")
@click.option("--rules", "files", multiple=True, type=PATH_TYPE, help="Rules of your own to look in as well.")
def show_rule(rule_id: str, files: tuple[Path, ...]) -> None:
    """All of one rule: patterns, and what it removes and keeps."""
    rule = next((rule for rule in all_rules(files) if rule.id == rule_id), None)
    if rule is None:
        raise OptionError(f"no rule is called {rule_id!r}; `cleaner rules list` shows all")
    click.echo(f"{rule.id}\n  reason    {one_line(rule.reason)}\n  category  {one_line(rule.category)}")
    click.echo(f"  where     {rule.where}\n  strength  {rule.strength}\n  prose     {str(rule.prose).lower()}")
    for name, values in (("match", rule.match), ("removes", rule.removes), ("keeps", rule.keeps)):
        click.echo(f"  {name}")
        for value in values:
            click.echo(f"    {one_line(value)}")


@rules_group.command("check")
@click.argument("file", type=PATH_TYPE)
def check_rules(file: Path) -> None:
    """Validate a rule FILE and try its rules on their own examples."""
    from cleaner.rules.ruleset import check_examples, load_rules

    found = load_rules(file)
    faults = check_examples(found)
    for fault in faults:
        say(f"{file}: {fault}")
    if faults:
        raise click.exceptions.Exit(1)
    click.echo(f"{file}: {len(found)} rules, all examples hold")


def all_rules(files: Iterable[Path]) -> "Iterator[Rule]":
    """The rules that ship, then those of ``files``."""
    from cleaner.rules.ruleset import builtin_rules, load_rules

    yield from builtin_rules()
    for file in files:
        yield from load_rules(file)
