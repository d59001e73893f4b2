"""`cleaner clean --engine spark`."""

from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.options import decorated
from cleaner.cli.say import say
from cleaner.cli.usage import refuse_ignored
from cleaner.errors import OptionError

if TYPE_CHECKING:
    from cleaner.options import Options

__all__ = ["clean_on_spark", "spark_options"]

spark_options = decorated(
    click.option(
        "--engine",
        type=click.Choice(["local", "spark"]),
        default="local",
        show_default=True,
        help="spark: SOURCE is Parquet or JSON Lines, -o and --log name folders.",
    ),
    click.option("--master", default="", help="Where Spark runs: local[4], spark://HOST:7077, yarn."),
)

LOCAL_ONLY = (
    "learning",
    "url",
    "site",
    "encoding",
    "resume",
    "group",
    "glob",
    "workers",
    "rejects",
    "max_removed",
    "max_prose",
    "protect",
)
"""Options that the engine Spark knows nothing of."""

MAX_NAMED = 5
"""Rejects named on stderr; all are in the folder of rejects."""


def clean_on_spark(
    source: str, output: str | None, log: str | None, options: "Options", values: dict[str, Any]
) -> None:
    """Cleans a table of files into the folder ``output``. Exit status 1 where rows were rejected."""
    from cleaner.batch.cells import TableColumns
    from cleaner.cleaner import Cleaner
    from cleaner.integrations.spark_files import SparkRun, clean_files

    refuse_ignored(LOCAL_ONLY, "--engine spark does without")
    if output is None:
        raise OptionError("--engine spark writes a folder: name it with -o")
    columns = TableColumns(text=values["text_field"], url=values["url_field"], id=values["id_field"])
    run = SparkRun(
        source=source, output=output, log=log or "", columns=columns, master=values["master"], quiet=values["quiet"]
    )
    found = clean_files(run, Cleaner(options))
    for reject in found.rejects[:MAX_NAMED]:
        named = f"{reject['file']}: {reject.get('id', 'without id')}: {reject['error']}"
        say(f"rejected: {named}")
    if not values["quiet"]:
        click.echo(f"{found.cleaned} documents cleaned, {found.rejected} rejected", err=True)
    if found.rejected:
        raise click.exceptions.Exit(1)
