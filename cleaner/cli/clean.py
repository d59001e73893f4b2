"""The command `cleaner clean`: one document, or many in whatever format."""

from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.options import (
    PLACE_TYPE,
    cleaning_options,
    decorated,
    document_options,
    field_options,
    options_of,
)
from cleaner.cli.spark import clean_on_spark, spark_options
from cleaner.errors import InputError, OptionError

if TYPE_CHECKING:
    from cleaner.batch.run import Run
    from cleaner.options import Options

__all__ = ["clean_command"]

many_options = decorated(
    click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes."),
    click.option("--resume", is_flag=True, help="Go on with a run that was killed."),
    click.option("--rejects", type=PLACE_TYPE, help="Where rejects go; OUTPUT.rejects.jsonl if not given."),
)


@click.command("clean")
@click.argument("source", default="-")
@click.option("-o", "--output", type=PLACE_TYPE, help="File or folder to write; a file goes to stdout if not given.")
@click.option("--log", type=PLACE_TYPE, help="Write the removal log here (JSON Lines).")
@cleaning_options
@document_options
@click.option("--glob", default="*", show_default=True, help="Of a folder, only files with such a name.")
@click.option("--learn", "learning", is_flag=True, help="First learn from the folder which lines recur on its sites.")
@many_options
@field_options
@spark_options
@click.option("-q", "--quiet", is_flag=True, help="No summary on stderr.")
def clean_command(source: str, output: str | None, log: str | None, **values: Any) -> None:
    """Clean SOURCE: a file, a folder, or - for stdin; or many documents in JSON Lines (.jsonl, .jsonl.gz, .jsonl.zst),
    Parquet, WARC or WET. Any of SOURCE, -o, --log and --rejects may be a URL that fsspec knows.

    Many documents need -o: a folder is mirrored there, records are written with all their other fields. A document that
    cannot be cleaned goes to the rejects, and the run goes on. Of a folder, each sub-folder is a site for --templates
    and --learn, of records the host of their URL or --group, unless --site or --url names one for all.
    """
    from cleaner.cleaner import Cleaner
    from cleaner.io.formats import format_of

    options = options_of(values)
    if values["engine"] == "spark":
        clean_on_spark(source, output, log, options, values)
        return
    many = source != "-" and bool(format_of(source))
    if values["learning"] and (options.templates or values["site"] or values["url"] or not many):
        raise OptionError("--learn learns the sites of many documents: it goes with no --templates, --site or --url")
    cleaner = Cleaner(options)  # before any page is read, so that a wrong option costs no time
    run = run_of(source, output, log, values, many=many)
    if many:
        from cleaner.cli.progress import clean_and_show

        if values["learning"]:
            cleaner = Cleaner(learned(options, run))
        clean_and_show(run, cleaner, quiet=values["quiet"])
    else:
        clean_single(run, cleaner)


def run_of(source: str, output: str | None, log: str | None, values: dict[str, Any], *, many: bool) -> "Run":
    """The run that the command line describes; raises OptionError where its places do not fit each other."""
    from cleaner.batch.outputs import Outputs
    from cleaner.batch.run import Run
    from cleaner.io.documents import Fields
    from cleaner.io.files import check_output
    from cleaner.io.formats import Source
    from cleaner.io.places import STDIO, place_of, resolved

    origin = place_of(source)
    into, log_into, rejects = (place_of(name) if name else None for name in (output, log, values["rejects"]))
    check_output(origin, into, log_into, rejects)
    if many and into is None:
        raise OptionError(f"{source} holds many documents: name what to write with -o")
    if into and log_into and resolved(into) == resolved(log_into):
        raise OptionError(f"-o and --log both name {output}")
    fields = Fields(values["text_field"], values["id_field"], values["url_field"], values["group"])
    return Run(
        source=Source(place=origin, fields=fields, glob=values["glob"]),
        outputs=Outputs(clean=into or STDIO, log=log_into, rejects=rejects),
        **{name: values[name] for name in ("site", "url", "encoding", "workers", "resume")},
    )


def learned(options: "Options", run: "Run") -> "Options":
    """The options with templates that were learned from a run's source."""
    from cleaner.batch.learning import learn_source

    return options.changed(templates=learn_source(run.source).templates)


def clean_single(run: "Run", cleaner: Any) -> None:
    """Cleans one document; exit status 1 where it cannot be read, or is none."""
    from cleaner.batch.single import clean_file

    try:
        clean_file(run, cleaner)
    except InputError as error:
        click.echo(f"rejected: {error}", err=True)
        raise click.exceptions.Exit(1) from None
