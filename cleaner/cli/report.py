"""The command `cleaner report`."""

from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.options import PLACE_TYPE, limits_of, loss_options, record_options

if TYPE_CHECKING:
    from cleaner.io.formats import Source
    from cleaner.io.places import Place

__all__ = ["report_command"]


@click.command("report")
@click.argument("log", type=PLACE_TYPE)
@click.option("-o", "--output", type=PLACE_TYPE, required=True, help="The file of HTML to write; - for stdout.")
@click.option("--clean", type=PLACE_TYPE, help="The run's output: facts count as lost only if they are not in there.")
@click.option("--rejects", type=PLACE_TYPE, help="The run's rejects; CLEAN.rejects.jsonl if not given.")
@loss_options
@record_options
def report_command(log: str, output: str, clean: str | None, rejects: str | None, **values: Any) -> None:
    """Show what a run did, from its LOG: one file of HTML.

    Counts by role and rule, distributions, what each rule struck, and the documents that most deserve a look. With a
    limit of loss, exit status 1 where a document passes it.
    """
    from cleaner.io.apart import check_apart
    from cleaner.io.documents import Fields
    from cleaner.io.files import atomic, write_all
    from cleaner.io.formats import Source
    from cleaner.io.places import place_of
    from cleaner.report.reading import logged_documents, read_rejects
    from cleaner.report.run import run_html
    from cleaner.report.tally import tally_of

    place, into = place_of(log), place_of(output)
    check_apart({"LOG": place, "--clean": place_of(clean) if clean else None}, {"-o": into})
    source = (
        Source(place=place_of(clean), fields=Fields(text=values["text_field"], id=values["id_field"]))
        if clean
        else None
    )
    limits = limits_of(values)
    tally = tally_of(logged_documents(place, source, limits))
    if found := rejects_place(rejects, source):
        for reject in read_rejects(found):
            tally.reject(*reject)
    page = run_html(tally, place.name, compared=bool(clean))
    with atomic(into) as stream:
        write_all(stream, page.encode("utf-8"))
    if tally.alarmed:
        click.echo(f"{tally.alarmed} of {tally.documents} documents lost more than they may: see {output}", err=True)
        raise click.exceptions.Exit(1)


def rejects_place(rejects: str | None, clean: "Source | None") -> "Place | None":
    """Where the rejects are: as given, else beside the run's output, if they are there."""
    from pathlib import Path

    from cleaner.batch.outputs import Outputs
    from cleaner.io.places import place_of

    if rejects:
        return place_of(rejects)
    usual = Outputs(clean=clean.place).rejects_place if clean else None
    return usual if isinstance(usual, Path) and usual.is_file() else None
