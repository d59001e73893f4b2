"""The commands `cleaner rules`."""

from pathlib import Path

import click

from cleaner.cli.options import PATH_TYPE
from cleaner.cli.say import number_of, one_line, say
from cleaner.cli.workbench import diff_rules, lint_command, suggest_rule, try_command
from cleaner.errors import OptionError

__all__ = ["rules_group"]


@click.group("rules")
def rules_group() -> None:
    """List, show and check rules; try, compare, lint and suggest them on pages of yours."""


@rules_group.command("list")
@click.option("--rules", "paths", multiple=True, type=PATH_TYPE, help="Rules of your own to list as well.")
def list_rules(paths: tuple[Path, ...]) -> None:
    """One line for each rule: id, category, where it applies, reason."""
    from cleaner.rules.catalogue import every_rule

    for rule in every_rule(paths):
        weak = " (weak)" if rule.strength == "weak" else ""
        click.echo(one_line(f"{rule.id:36} {rule.category:13} {rule.where + weak:16} {rule.reason}"))


@rules_group.command("show")
@click.argument("rule_id", metavar="ID")
@click.option("--rules", "paths", multiple=True, type=PATH_TYPE, help="Rules of your own to look in as well.")
def show_rule(rule_id: str, paths: tuple[Path, ...]) -> None:
    """All of one rule: patterns with the lists they name, and what it removes and keeps."""
    from cleaner.rules.catalogue import described, every_rule

    rule = next((rule for rule in every_rule(paths) if rule.id == rule_id), None)
    if rule is None:
        raise OptionError(f"no rule is called {rule_id!r}; `cleaner rules list` shows all")
    click.echo("\n".join(map(one_line, described(rule).split("\n"))))


@rules_group.command("check")
@click.argument("path", metavar="FILE", type=PATH_TYPE)
def check_rules(path: Path) -> None:
    """Validate a rule FILE, or a folder of them, and try its rules on their own examples."""
    from cleaner.rules.examples import check_examples
    from cleaner.rules.files import load_rules
    from cleaner.rules.library import Library

    Library([path])  # raises where it switches rules that there are none of
    found = load_rules(path)
    faults = check_examples(found)
    for fault in faults:
        say(f"{path}: {fault}")
    if faults:
        raise click.exceptions.Exit(1)
    click.echo(f"{path}: {number_of(len(found), 'rule')}, all examples hold")


for command in (try_command, diff_rules, lint_command, suggest_rule):
    rules_group.add_command(command)
