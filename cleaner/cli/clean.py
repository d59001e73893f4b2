"""The command `cleaner clean`: one document, or many in whatever format."""

from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.options import (
    PLACE_TYPE,
    built,
    cleaning_options,
    decorated,
    document_options,
    field_options,
    limits_of,
    loss_options,
    options_of,
)
from cleaner.cli.say import say
from cleaner.cli.spark import clean_on_spark, spark_options
from cleaner.cli.usage import refuse_ignored
from cleaner.errors import InputError, OptionError
from cleaner.io.places import without_secrets

if TYPE_CHECKING:
    from cleaner.batch.run import Run
    from cleaner.io.formats import Format
    from cleaner.options import Options
    from cleaner.templates import Templates

__all__ = ["clean_command"]

many_options = decorated(
    click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes."),
    click.option("--resume", is_flag=True, help="Go on with a run that was killed."),
    click.option("--rejects", type=PLACE_TYPE, help="Where rejects go; OUTPUT.rejects.jsonl if not given."),
)


MANY_ONLY = ("workers", "resume", "rejects", "glob", "group", "text_field", "id_field", "url_field")
"""Options that one document has no use for."""


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
@loss_options
@spark_options
@click.option("-q", "--quiet", is_flag=True, help="No summary on stderr.")
def clean_command(source: str, output: str | None, log: str | None, **values: Any) -> None:
    """Clean SOURCE: a file, a folder, or - for stdin; or many documents in JSON Lines (.jsonl, .jsonl.gz, .jsonl.zst),
    Parquet, WARC or WET. Any of SOURCE, -o, --log and --rejects may be a URL that fsspec knows.

    Many documents need -o: a folder is mirrored there, records are written with all their other fields. A document that
    cannot be cleaned goes to the rejects, and the run goes on. Of a folder, each sub-folder is a site for --templates
    and --learn, of records the host of their URL or --group, unless --site or --url names one for all.
    """
    from cleaner.io.formats import format_of

    if values["engine"] == "spark":
        clean_on_spark(source, output, log, options_of(values), values)
        return
    kind = None if source == "-" else format_of(source)
    check_usage(source, kind, values)
    cleaner = built(values)  # before any page is read, so that a wrong option costs no time
    run = run_of(source, output, log, values, many=bool(kind))
    if not kind:
        clean_single(run, cleaner)
        return
    from cleaner.cli.progress import clean_and_show

    if values["learning"]:
        cleaner = built({**values, "templates": learned(cleaner.options, run)})
    clean_and_show(run, cleaner, quiet=values["quiet"])


def check_usage(source: str, kind: "Format | None", values: dict[str, Any]) -> None:
    """Raises OptionError where options do not go together, or one would be ignored."""
    if values["learning"] and (values["templates"] or values["site"] or values["url"] or not kind):
        raise OptionError("--learn learns the sites of many documents: it goes with no --templates, --site or --url")
    if not kind:
        refuse_ignored(MANY_ONLY, f"{without_secrets(source)} is one document")
    elif not kind.suffixes:
        refuse_ignored(("group", "url_field"), "the files of a folder have no fields")
    else:
        refuse_ignored(("glob",), f"{without_secrets(source)} is no folder")
        if kind.name == "warc":
            refuse_ignored(("group", "url_field"), "the records of an archive have no such field")


def run_of(source: str, output: str | None, log: str | None, values: dict[str, Any], *, many: bool) -> "Run":
    """The run that the command line describes; raises OptionError where its places do not fit each other."""
    from cleaner.batch.outputs import Outputs
    from cleaner.batch.run import Run
    from cleaner.io.documents import Fields
    from cleaner.io.formats import Source
    from cleaner.io.places import STDIO, place_of

    origin = place_of(source)
    into, log_into, rejects = (place_of(name) if name else None for name in (output, log, values["rejects"]))
    if many and into is None:
        raise OptionError(f"{origin} holds many documents: name what to write with -o")
    fields = Fields(values["text_field"], values["id_field"], values["url_field"], values["group"])
    return Run(
        source=Source(place=origin, fields=fields, glob=values["glob"], max_bytes=values["max_bytes"]),
        outputs=Outputs(clean=into or STDIO, log=log_into, rejects=rejects),
        limits=limits_of(values),
        **{name: values[name] for name in ("site", "url", "encoding", "workers", "resume")},
    )


def learned(options: "Options", run: "Run") -> "Templates":
    """The templates that are learned from a run's source."""
    from cleaner.batch.learning import learn_source

    return learn_source(run.source, kind=options.kind).templates


def clean_single(run: "Run", cleaner: Any) -> None:
    """Cleans one document; exit status 1 where it cannot be read, or is none."""
    from cleaner.batch.single import clean_file

    try:
        flags = clean_file(run, cleaner).flags
    except InputError as error:
        say(f"rejected: {error}")
        raise click.exceptions.Exit(1) from None
    for flag in flags:
        say(f"flagged: {flag}")
    if flags:
        raise click.exceptions.Exit(1)
