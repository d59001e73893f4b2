"""`cleaner clean --engine spark`."""

from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.config import config_digest, config_in_use
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

LOCAL_ONLY = ("learning", "resume", "glob", "workers", "rejects", "jsonl", "to", "diff")
"""Options that the engine Spark knows nothing of."""

LOCAL_MEANING = ("url", "site", "encoding", "group", "max_removed", "max_prose", "protect")
"""Of these, those without which it would clean otherwise than was asked, in a file of options too."""

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
    refuse_ignored(LOCAL_MEANING, "--engine spark does without", of_file=True)
    if output is None:
        raise OptionError("--engine spark writes a folder: name it with -o")
    columns = TableColumns(text=values["text_field"], url=values["url_field"], id=values["id_field"])
    columns = columns.with_beside(values["columns"])
    run = SparkRun(
        source=source,
        output=output,
        log=log or "",
        columns=columns,
        config=config_digest(),
        **{name: values[name] for name in ("master", "quiet")},
    )
    found = clean_files(run, Cleaner(options))
    for reject in found.rejects[:MAX_NAMED]:
        named = f"{reject['file']}: {reject.get('id', 'without id')}: {reject['error']}"
        say(f"rejected: {named}")
    if not values["quiet"]:
        click.echo(f"{found.cleaned} documents cleaned, {found.rejected} rejected", err=True)
        if config := config_in_use():
            say(f"options from {config}")
    if found.rejected:
        raise click.exceptions.Exit(1)
