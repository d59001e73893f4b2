"""The command `cleaner learn`."""

from pathlib import Path

import click

from cleaner.cli.options import PATH_TYPE, PLACE_TYPE
from cleaner.cli.say import number_of, say

__all__ = ["learn_command"]


@click.command("learn")
@click.argument("pages", type=PLACE_TYPE)
@click.option("-o", "--output", type=PLACE_TYPE, help="Template file to write; stdout if not given.")
@click.option("--group", default="", help="Field that names a page's site; the host of its URL if not given.")
@click.option("--text-field", default="text", show_default=True, help="Field that holds the text.")
@click.option("--url-field", default="url", show_default=True, help="Field that holds the URL.")
@click.option("--glob", default="*", show_default=True, help="Of a folder, only files with such a name.")
@click.option(
    "--temp", type=PATH_TYPE, help="Folder for the temporary file, some 8 KB a page; the system's if not given."
)
@click.option("-q", "--quiet", is_flag=True, help="No summary on stderr.")
def learn_command(
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
    from cleaner.batch.learning import learn_source
    from cleaner.io.apart import check_apart
    from cleaner.io.documents import Fields
    from cleaner.io.files import atomic, write_all
    from cleaner.io.formats import Source
    from cleaner.io.places import STDIO, place_of

    source, into = place_of(pages), place_of(output) if output else STDIO
    check_apart({"input": source}, {"-o": into})
    fields = Fields(text=text_field, url=url_field, group=group)
    learned = learn_source(
        Source(place=source, fields=fields, glob=glob), temp, lambda error: say(f"rejected: {error}")
    )
    with atomic(into) as stream:
        write_all(stream, learned.templates.to_toml().encode("utf-8"))
    if not quiet:
        sites = learned.templates.sites
        lines = sum(len(site.lines) for site in sites.values())
        click.echo(
            f"{number_of(learned.read, 'page')} read, {learned.rejected} rejected: {number_of(lines, 'line')} of "
            f"{number_of(len(sites), 'site')}",
            err=True,
        )
    if learned.rejected:
        raise click.exceptions.Exit(1)
