"""The command `cleaner explain`."""

import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.options import PLACE_TYPE, built, cleaning_options, document_options
from cleaner.errors import OptionError

if TYPE_CHECKING:
    from cleaner.batch.one import Task
    from cleaner.cleaner import Cleaner
    from cleaner.result import Result

__all__ = ["explain_command"]

COLOURS: dict[str, dict[str, Any]] = {
    "-": {"fg": "red", "strikethrough": True},
    "~": {"fg": "cyan"},
    "?": {"fg": "yellow"},
    " ": {},
}


@click.command("explain")
@click.argument("source", type=PLACE_TYPE, default="-")
@click.option("-o", "--output", type=PLACE_TYPE, help="Write the page as one file of HTML instead.")
@click.option("--line", "number", type=click.IntRange(1), help="Only this line: what every stage says of it, and why.")
@click.option("--json", "as_json", is_flag=True, help="With --line: as JSON.")
@click.option("--color/--no-color", default=None, help="Force colour on or off; on in a terminal.")
@click.option("--struck", is_flag=True, help="Only lines that went, changed or nearly went.")
@document_options
@cleaning_options
def explain_command(
    source: str, output: str | None, number: int | None, as_json: bool, color: bool | None, struck: bool, **values: Any
) -> None:
    """Show the page, what happened to each line, and why.

    Marks: '-' struck, '~' repaired or rewritten, '?' kept though a rule matched. Lines are cut to the width of a
    terminal, and whole where the output goes elsewhere.
    """
    from cleaner.batch.hints import check_hints
    from cleaner.batch.one import Task
    from cleaner.io.apart import check_apart
    from cleaner.io.compressed import read_page
    from cleaner.io.formats import format_of
    from cleaner.io.places import place_of

    if as_json and number is None:
        raise OptionError("--json goes with --line: the log of `cleaner clean --log` has all lines as JSON")
    if output and number:
        raise OptionError("-o writes a whole page: it goes with no --line")
    if format_of(source):
        raise OptionError(f"{source} holds many documents, and explain shows one page: take it out, and name its file")
    place, cleaner = place_of(source), built(values)
    check_apart({"SOURCE": place}, {"-o": place_of(output) if output else None})
    hints = Task(None, values["url"], values["site"], values["encoding"])
    check_hints(cleaner, hints)
    task = hints._replace(source=read_page(place, cleaner.options.max_bytes + 1))
    if number:
        print_line(cleaner, task, number, as_json=as_json)
        return
    result = cleaner.clean(task.source, url=task.url, site=task.site, encoding=task.encoding)  # type: ignore[arg-type]
    if output:
        write_page(result, place.name, output)
    else:
        from cleaner.report.story import more_in_next_mode

        print_page(result, color, struck=struck)
        if more := more_in_next_mode(cleaner, task, result):
            click.echo(more)


def print_line(cleaner: "Cleaner", task: "Task", number: int, *, as_json: bool) -> None:
    """Shows one line's story."""
    from cleaner.log import to_json
    from cleaner.report.line import line_story
    from cleaner.report.story import story_lines

    story = line_story(cleaner, task, number)
    for line in [to_json(story.to_dict())] if as_json else story_lines(story):
        click.echo(line)


def write_page(result: "Result", name: str, output: str) -> None:
    """Writes the page as a file of HTML."""
    from cleaner.io.files import atomic, write_all
    from cleaner.io.places import place_of
    from cleaner.report.page import page_html
    from cleaner.report.view import page_view

    page = page_html(page_view(result, name))  # before there is a file to write
    with atomic(place_of(output)) as stream:
        write_all(stream, page.encode("utf-8"))


def print_page(result: "Result", color: bool | None, *, struck: bool) -> None:
    """Shows the page in the terminal; with ``struck`` only the lines that something was done to."""
    from cleaner.report import terminal as report

    narrow = sys.stdout.isatty() or os.environ.get("COLUMNS")  # a shell exports COLUMNS only where it is asked to
    width = shutil.get_terminal_size((120, 24)).columns if narrow else None
    for row in report.page_rows(result):
        if row.note or not struck:
            text, note = report.render_row(row, width)
            line = click.style(text, **COLOURS[row.mark]) + click.style(note, dim=True)
            click.echo(line.rstrip(), color=color)
    click.echo(report.summary(result), color=color)
