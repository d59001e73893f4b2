"""The command `cleaner learn`, and the first pass of `cleaner clean --learn`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.errors import InputError

if TYPE_CHECKING:
    from cleaner.io.pages import Fields
    from cleaner.templates import Templates

__all__ = ["learn", "learn_pages"]

PATH = click.Path(path_type=Path)
PLACE = click.Path()  # a path or a URL; `place` tells


@click.command()
@click.argument("pages", type=PLACE)
@click.option("-o", "--output", type=PLACE, help="Template file to write; stdout if not given.")
@click.option("--group", default="", help="Field that names a page's site; the host of its URL if not given.")
@click.option("--text-field", default="text", show_default=True, help="Field that holds the text.")
@click.option("--url-field", default="url", show_default=True, help="Field that holds the URL.")
@click.option("--glob", default="*", show_default=True, help="Of a folder, only files with such a name.")
@click.option("--temp", type=PATH, help="Folder for the temporary file, some 8 KB a page; the system's if not given.")
@click.option("-q", "--quiet", is_flag=True, help="No summary on stderr.")
def learn(
    pages: str,
    output: str | None,
    group: str,
    text_field: str,
    url_field: str,
    glob: str,
    temp: Path | None,
    quiet: bool,
) -> None:
    """Learn from PAGES which lines recur on a site: a folder of text files, or JSON Lines (also .gz and .zst).

    Of a folder, each sub-folder is a site. Five pages of a site are enough; more are better.
    """
    from cleaner.io.files import atomic, check_output
    from cleaner.io.pages import Fields
    from cleaner.io.places import place

    source, into = place(pages), place(output) if output else None
    check_output(source, into)
    templates, read, rejected = learn_pages(
        source, Fields(text=text_field, url=url_field, group=group), glob, temp, report=True
    )
    data = templates.to_toml().encode("utf-8")
    if into:
        with atomic(into) as stream:
            stream.write(data)
    else:
        click.echo(data, nl=False)
    if not quiet:
        lines = sum(len(site.lines) for site in templates.sites.values())
        click.echo(f"{read} pages read, {rejected} rejected: {lines} lines of {len(templates.sites)} sites", err=True)
    if rejected:
        raise click.exceptions.Exit(1)


def learn_pages(
    pages: Path, fields: "Fields | None" = None, glob: str = "*", temp: Path | None = None, *, report: bool = False
) -> "tuple[Templates, int, int]":
    """The templates of the pages, how many were read and how many rejected; ``report`` names the rejects on stderr."""
    from cleaner.io.pages import Fields, read_pages
    from cleaner.learning import Learner

    read = rejected = 0
    with Learner(temp) as learner:
        for page in read_pages(pages, fields or Fields(), glob):
            if isinstance(page, InputError):
                rejected += 1
                if report:
                    click.echo(f"rejected: {page}", err=True)
                continue
            learner.add(*page)
            read += 1
        return learner.finish(), read, rejected
