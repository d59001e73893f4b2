"""The command `cleaner explain`."""

import shutil
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.options import PLACE_TYPE, cleaning_options, document_options, options_of

if TYPE_CHECKING:
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
@click.option("--color/--no-color", default=None, help="Force colour on or off; on in a terminal.")
@click.option("--struck", is_flag=True, help="Only lines that went, changed or nearly went.")
@document_options
@cleaning_options
def explain_command(source: str, output: str | None, color: bool | None, struck: bool, **values: Any) -> None:
    """Show the page, what happened to each line, and why.

    Marks: '-' struck, '~' repaired or rewritten, '?' kept though a rule matched.
    """
    from cleaner.cleaner import Cleaner
    from cleaner.io.files import check_output, read_bytes
    from cleaner.io.places import place_of

    place, cleaner = place_of(source), Cleaner(options_of(values))
    check_output(place, place_of(output) if output else None)
    result = cleaner.clean(read_bytes(place), **{name: values[name] for name in ("url", "site", "encoding")})
    if output:
        write_page(result, place.name, output)
    else:
        print_page(result, color, struck=struck)


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

    width = shutil.get_terminal_size((120, 24)).columns
    for row in report.page_rows(result):
        if row.note or not struck:
            text, note = report.render_row(row, width)
            line = click.style(text, **COLOURS[row.mark]) + click.style(note, dim=True)
            click.echo(line.rstrip(), color=color)
    click.echo(report.summary(result), color=color)
