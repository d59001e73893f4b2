"""The command `cleaner explain`."""

import shutil
from typing import Any

import click

from cleaner.cli.options import PLACE_TYPE, built, cleaning_options, document_options

__all__ = ["explain_command"]

COLOURS: dict[str, dict[str, Any]] = {
    "-": {"fg": "red", "strikethrough": True},
    "~": {"fg": "cyan"},
    "?": {"fg": "yellow"},
    " ": {},
}


@click.command("explain")
@click.argument("source", type=PLACE_TYPE, default="-")
@click.option("--color/--no-color", default=None, help="Force colour on or off; on in a terminal.")
@click.option("--struck", is_flag=True, help="Only lines that went, changed or nearly went.")
@document_options
@cleaning_options
def explain_command(
    source: str, color: bool | None, struck: bool, url: str, site: str, encoding: str | None, **options: Any
) -> None:
    """Show the page, what happened to each line, and why.

    Marks: '-' struck, '~' repaired or rewritten, '?' kept though a rule matched.
    """
    from cleaner.batch.hints import check_hints
    from cleaner.batch.one import Task
    from cleaner.io.files import read_bytes
    from cleaner.io.places import place_of
    from cleaner.report import terminal as report

    cleaner = built(options)
    check_hints(cleaner, Task(None, url, site, encoding))
    result = cleaner.clean(read_bytes(place_of(source)), url=url, site=site, encoding=encoding)
    width = shutil.get_terminal_size((120, 24)).columns
    for row in report.rows(result):
        if row.note or not struck:
            text, note = report.render(row, width)
            line = click.style(text, **COLOURS[row.mark]) + click.style(note, dim=True)
            click.echo(line.rstrip(), color=color)
    click.echo(report.summary(result), color=color)
