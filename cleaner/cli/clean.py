"""The command `cleaner clean`: one document, or many in whatever format."""

import sys
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.config import config_digest
from cleaner.cli.options import (
    PLACE_TYPE,
    built,
    cleaning_options,
    columns_option,
    decorated,
    document_options,
    field_options,
    limits_of,
    loss_options,
    options_of,
)
from cleaner.cli.say import say
from cleaner.cli.sources import Chosen, chosen_source
from cleaner.cli.spark import clean_on_spark, spark_options
from cleaner.columns import columns_asked
from cleaner.errors import InputError, LowConfidenceError, OptionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cleaner.batch.run import Run
    from cleaner.batch.single import Checked
    from cleaner.options import Options
    from cleaner.templates import Templates

__all__ = ["clean_command"]

many_options = decorated(
    click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes."),
    click.option("--resume", is_flag=True, help="Go on with a run that was killed."),
    click.option("--rejects", type=PLACE_TYPE, help="Where rejects go; OUTPUT.rejects.jsonl if not given."),
    columns_option,
)

form_options = decorated(
    click.option("--jsonl", is_flag=True, help="Filter records of JSON Lines from stdin to stdout, each at once."),
    click.option(
        "--to",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="Of one page: its text, or a JSON object with text, parts, metadata and counts.",
    ),
    click.option("--diff", is_flag=True, help="Of one page: a unified diff of source and clean text."),
)
"""What comes in and out beside plain text."""


@click.command("clean")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@click.option("-o", "--output", type=PLACE_TYPE, help="File or folder to write; a page goes to stdout if not given.")
@click.option("--log", type=PLACE_TYPE, help="Write the removal log here (JSON Lines).")
@form_options
@cleaning_options
@document_options
@click.option("--glob", default="*", show_default=True, help="Of a folder or zip, only files with such a name.")
@click.option("--learn", "learning", is_flag=True, help="First learn from the folder which lines recur on its sites.")
@many_options
@field_options
@loss_options
@spark_options
@click.option("-q", "--quiet", is_flag=True, help="No summary on stderr.")
def clean_command(sources: tuple[str, ...], output: str | None, log: str | None, **values: Any) -> None:
    """Clean SOURCE: a page (.gz and .zst too), or - for stdin; many documents in a folder, a zip, JSON Lines (.jsonl,
    also .gz and .zst), CSV, Parquet, WARC or WET; or several pages, folders and globs at once. Any of SOURCE, -o, --log
    and --rejects may be a URL that fsspec knows.

    Many documents need -o. A folder is mirrored there, pages keep their path below the current folder, and HTML becomes
    page.txt; records are written with all their other fields. A document that cannot be cleaned goes to the rejects,
    and the run goes on. Of a folder, each sub-folder is a site for --templates and --learn, of records the host of
    their URL or --group, unless --site or --url names one for all.
    """
    if values["engine"] == "spark":
        if len(sources) != 1:
            raise OptionError("--engine spark takes one SOURCE: files, a folder or a pattern that Hadoop knows")
        clean_on_spark(sources[0], output, log, options_of(values), values)
        return
    chosen = chosen_source(sources, output, values)
    cleaner = built(values)  # before any page is read, so that a wrong option costs no time
    run = run_of(chosen, output, log, values)
    if not chosen.kind:
        clean_single(run, cleaner, form_of(run, values))
        return
    from cleaner.cli.progress import clean_and_show

    if values["learning"]:
        cleaner = built({**values, "templates": learned(cleaner.options, run)})
    clean_and_show(run, cleaner, quiet=values["quiet"])


def run_of(chosen: Chosen, output: str | None, log: str | None, values: dict[str, Any]) -> "Run":
    """The run that the command line describes; raises OptionError where its places do not fit each other."""
    from cleaner.batch.outputs import Outputs
    from cleaner.batch.run import Run
    from cleaner.io.places import STDIO, place_of

    into, log_into, rejects = (place_of(name) if name else None for name in (output, log, values["rejects"]))
    if chosen.kind and into is None and not values["jsonl"]:
        what = f"{len(chosen.source.files)} files are" if chosen.source.files else f"{chosen.source} holds"
        raise OptionError(f"{what} many documents: name what to write with -o, such as a folder")
    return Run(
        source=chosen.source,
        outputs=Outputs(clean=into or STDIO, log=log_into, rejects=rejects),
        limits=limits_of(values),
        config=config_digest(),
        columns=columns_asked(values["columns"]),
        **{name: values[name] for name in ("site", "url", "encoding", "workers", "resume")},
    )


def learned(options: "Options", run: "Run") -> "Templates":
    """The templates that are learned from a run's source."""
    from cleaner.batch.learning import learn_source

    return learn_source(run.source, kind=options.kind).templates


def form_of(run: "Run", values: dict[str, Any]) -> "Callable[[Checked], bytes]":
    """What is written of one page."""
    from cleaner.batch.single import text_alone
    from cleaner.cli.forms import diff_of, json_of_page
    from cleaner.io.places import STDIO

    name = run.source.place.name
    if values["diff"]:
        return diff_of(name, colour=run.outputs.clean == STDIO and sys.stdout.isatty())
    return json_of_page(name) if values["to"] == "json" else text_alone


def clean_single(run: "Run", cleaner: Any, form: "Callable[[Checked], bytes]") -> None:
    """Cleans one document; exit status 1 where it cannot be read, or is none."""
    from cleaner.batch.single import clean_file

    try:
        flags = clean_file(run, cleaner, form).flags
    except (InputError, LowConfidenceError) as error:
        say(f"rejected: {error}")
        raise click.exceptions.Exit(1) from None
    for flag in flags:
        say(f"flagged: {flag}")
    if flags:
        raise click.exceptions.Exit(1)
