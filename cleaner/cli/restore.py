"""The command `cleaner restore`."""

import click

from cleaner.cli.options import PLACE_TYPE, record_options
from cleaner.errors import OptionError

__all__ = ["restore_command"]


@click.command("restore")
@click.argument("clean_text", metavar="CLEAN", type=PLACE_TYPE)
@click.argument("log", type=PLACE_TYPE)
@click.option("-o", "--output", type=PLACE_TYPE, help="File to write; stdout if not given.")
@record_options
@click.option("--id", "doc_id", help="The document's id, where the log holds several.")
def restore_command(
    clean_text: str, log: str, output: str | None, doc_id: str | None, text_field: str, id_field: str
) -> None:
    """Give the source of CLEAN back, byte for byte, from its LOG.

    Many documents, in JSON Lines, Parquet or a folder, are given back as the same: name what to write with -o.
    """
    from cleaner.batch.restoring import restore_file, restore_source
    from cleaner.io.documents import Fields
    from cleaner.io.formats import Source, format_of
    from cleaner.io.places import STDIO, place_of

    clean, logged = place_of(clean_text), place_of(log)
    into = place_of(output) if output else STDIO
    if not format_of(clean_text):
        restore_file(clean, logged, into, doc_id)
    elif output is None or doc_id:
        raise OptionError(f"{clean_text} holds many documents: name what to write with -o, and no --id")
    else:
        restore_source(Source(place=clean, fields=Fields(text=text_field, id=id_field)), logged, into)
