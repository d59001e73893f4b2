"""The commands of `cleaner rules` that try rules on pages."""

import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from cleaner.cli.options import PATH_TYPE, PLACE_TYPE
from cleaner.cli.say import number_of, one_line, say
from cleaner.errors import OptionError
from cleaner.options import Mode, Options

if TYPE_CHECKING:
    from cleaner.workbench.corpus import CorpusPage
    from cleaner.workbench.flips import Flip
    from cleaner.workbench.trying import Match

__all__ = ["diff_rules", "lint_command", "suggest_rule", "try_command"]

SHIPPED = "-"
"""Names the rules that ship, where a rule file could be named."""


def unread(cause: str) -> None:
    """Says on stderr that a page was left out."""
    say(f"left out: {cause}")


def cut_line(text: str, taken: int) -> str:
    """A line as a terminal may have it, cut to what is left of its width; whole where the output goes elsewhere."""
    line = one_line(text.strip())
    if not sys.stdout.isatty():
        return line
    width = max(40, shutil.get_terminal_size().columns - taken)
    return line if len(line) <= width else line[: width - 1] + "…"


@click.command("try")
@click.argument("pattern")
@click.argument("corpus", type=PLACE_TYPE)
@click.option("--prose", is_flag=True, help="Let the pattern match long sentences too, as a rule with prose = true.")
@click.option("--most", default=50, show_default=True, help="How many lines to show.")
def try_command(pattern: str, corpus: str, prose: bool, most: int) -> None:
    """Show the lines of CORPUS that a rule with this PATTERN would match, riskiest first.

    CORPUS is a page, a folder of them, or many documents in one file. Beside each line: how often it stands in head,
    body or tail, and the rules that match it already. Sentences, marked '!', come first, then what stands in the text.
    """
    from cleaner.workbench.corpus import corpus_pages
    from cleaner.workbench.trying import try_pattern

    found = try_pattern(pattern, corpus_pages(corpus, unread), prose=prose)
    for match in found.matches[:most]:
        show_match(match)
    lines = sum(match.zones.total() for match in found.matches)
    fresh = sum(match.zones.total() for match in found.matches if not match.taken)
    if len(found.matches) > most:
        click.echo(f"… and {len(found.matches) - most} more; --most shows them")
    click.echo(f"{lines} lines on {found.matched_pages} of {found.pages} pages; {fresh} of them no rule matches yet")


def show_match(match: "Match") -> None:
    """One line of `cleaner rules try`."""
    zones = ", ".join(f"{zone} {count}" for zone, count in sorted(match.zones.items()))
    mark = "!" if match.prose else " "
    note = f"  {', '.join(match.taken)}" if match.taken else ""
    click.echo(f"{mark} {zones:24} {cut_line(match.text, 30 + len(note))}{note}")


@click.command("diff")
@click.argument("old", type=PLACE_TYPE)
@click.argument("new", type=PLACE_TYPE)
@click.argument("corpus", type=PLACE_TYPE, required=False)
@click.option("--mode", type=click.Choice(get_args(Mode)), default="careful", show_default=True, help="As in clean.")
@click.option("--most", default=200, show_default=True, help="How many lines to show.")
def diff_rules(old: str, new: str, corpus: str | None, mode: Mode, most: int) -> None:
    """Show every line whose verdict flips between OLD and NEW, riskiest first; exit status 1 if there is any.

    OLD and NEW are rule files or folders of them, tried on the pages of CORPUS, or two logs of the same documents. A
    file named as a family that ships, such as legal.toml, stands in that family's place; - names the rules that ship.
    Lines that go now are marked '-', lines that stay now '+'; long sentences come first.
    """
    flips = sorted(flips_between_places(old, new, corpus, mode), key=lambda flip: flip.risk, reverse=True)
    for flip in flips[:most]:
        where = one_line(f"  {flip.edit.rule}, {flip.document}")
        click.echo(f"{'-' if flip.goes else '+'} {cut_line(flip.edit.before, len(where) + 4)}{where}")
    if len(flips) > most:
        click.echo(f"… and {len(flips) - most} more; --most shows them")
    gone = sum(flip.goes for flip in flips)
    click.echo(f"{gone} lines go now, {len(flips) - gone} stay now")
    if flips:
        raise click.exceptions.Exit(1)


def flips_between_places(old: str, new: str, corpus: str | None, mode: Mode) -> Iterable["Flip"]:
    """The flips between two rule files on a corpus, or between two logs."""
    from cleaner.io.places import place_of
    from cleaner.report.reading import logged_records
    from cleaner.workbench.corpus import corpus_documents
    from cleaner.workbench.flips import edited_cleaner, flips_of_documents, flips_of_logs

    ruled = [name == SHIPPED or name.endswith(".toml") or Path(name).is_dir() for name in (old, new)]
    if all(ruled) and corpus:
        before, after = (edited_cleaner(None if name == SHIPPED else name, Options(mode=mode)) for name in (old, new))
        return flips_of_documents(corpus_documents(corpus, unread), before, after, unread)
    if any(ruled) or corpus:
        raise OptionError("rules diff takes two rule files and a CORPUS, or two logs and none")
    return flips_of_logs(logged_records(place_of(old)), logged_records(place_of(new)))


@click.command("lint")
@click.argument("paths", metavar="[FILE]...", nargs=-1, type=PATH_TYPE)
@click.option("--corpus", type=PLACE_TYPE, help="Pages; a rule that matches none of their lines is named as dead.")
@click.option(
    "--notes/--no-notes", default=True, show_default=True, help="Also say what is no fault: overlaps, dead rules."
)
def lint_command(paths: tuple[Path, ...], corpus: str | None, notes: bool) -> None:
    """Look for rules that are wrong: in FILEs of yours beside the rules that ship, or in these alone.

    A fault: examples that do not hold, a pattern that matches the empty line or everything, a rule shadowed by another
    that takes all its examples wherever it applies. A note: an example that another rule takes too, a rule that is dead
    on the pages of --corpus. Exit status 1 if there is a fault.
    """
    from cleaner.rules.catalogue import every_rule
    from cleaner.rules.files import load_rules
    from cleaner.workbench.linting import lint_rules

    shipped = [*every_rule()]
    rules = [rule for path in paths for rule in load_rules(path)]
    found = (
        lint_rules(rules, shipped, pages_or_none(corpus)) if paths else lint_rules(shipped, (), pages_or_none(corpus))
    )
    for finding in found:
        if finding.fault or notes:
            click.echo(f"{'fault' if finding.fault else 'note '}  {finding.rule} {finding.said}")
    faults = sum(finding.fault for finding in found)
    read = number_of(len(rules if paths else shipped), "rule")
    click.echo(f"{read}: {number_of(faults, 'fault')}, {number_of(len(found) - faults, 'note')}")
    if faults:
        raise click.exceptions.Exit(1)


def pages_or_none(corpus: str | None) -> Iterator["CorpusPage"]:
    """The pages of a corpus, if one is named."""
    from cleaner.workbench.corpus import corpus_pages

    if corpus:
        yield from corpus_pages(corpus, unread)


@click.command("from-example")
@click.argument("file", type=PLACE_TYPE)
@click.argument("line", type=int)
@click.option("--corpus", type=PLACE_TYPE, help="Pages on which to show what else the rule would take; else FILE.")
def suggest_rule(file: str, line: int, corpus: str | None) -> None:
    """Write the narrowest rule that takes LINE of FILE, and show what else it would take.

    LINE counts from 1, as `cleaner explain FILE` shows it. Category, reason and near misses are yours to write.
    """
    from cleaner.workbench.corpus import corpus_pages, page_of_file
    from cleaner.workbench.narrowest import narrowest_rule
    from cleaner.workbench.trying import try_pattern

    page = page_of_file(file)
    found = narrowest_rule(page, line)
    click.echo(found.toml)
    if found.taken:
        click.echo(f"# matched already by {', '.join(found.taken)}")
    trial = try_pattern(found.pattern, corpus_pages(corpus or file, unread), prose=True)
    click.echo(f"# on {corpus or file} it would take:")
    for match in trial.matches:
        click.echo(f"#   {match.zones.total()} x {cut_line(match.text, 12)}")
