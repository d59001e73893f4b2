"""The command `cleaner adapt`."""

from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.options import PATH_TYPE, PLACE_TYPE, built, cleaning_options
from cleaner.errors import AdaptError, OptionError

if TYPE_CHECKING:
    from cleaner.cleaner import Cleaner
    from cleaner.model.correcting import Example, Fitted

__all__ = ["adapt_command"]


@click.command("adapt")
@click.argument("labelled", type=PATH_TYPE)
@click.option("-o", "--output", type=PATH_TYPE, required=True, help="The file to write, for --adapt.")
@click.option("--pages", type=PLACE_TYPE, help="LABELLED holds answers of `cleaner review`: the documents they are of.")
@click.option("--text-field", default="text", show_default=True, help="Field of --pages that holds the text.")
@click.option("--id-field", default="id", show_default=True, help="Field of --pages that holds the id.")
@click.option("--url-field", default="url", show_default=True, help="Field of --pages that holds the URL.")
@cleaning_options
def adapt_command(labelled: Any, output: Any, pages: str | None, **values: Any) -> None:
    """Fit a small correction of the model's scores to pages of yours.

    LABELLED is JSON Lines as `cleaner eval` reads them, with text or html, and gold; or, with --pages, the answers of
    `cleaner review`. Give the options that you clean with. Each fifth of the pages is scored by a correction fitted to
    the others: where that is not surely better than none, nothing is written, and the exit status is 1.
    """
    from cleaner.io.apart import check_apart
    from cleaner.io.files import atomic, write_all
    from cleaner.io.places import place_of

    if values["adapt"]:
        raise OptionError("adapt fits a correction anew: --adapt is for the commands that clean")
    if values["mode"] == "careful":
        raise OptionError("careful does without the model: there is nothing to correct")
    check_apart({"LABELLED": labelled, "--pages": place_of(pages) if pages else None}, {"-o": output})
    cleaner = built(values)
    examples = answered(cleaner, labelled, pages, values) if pages else labelled_examples(cleaner, labelled)
    fits = fits_of(examples)
    for fitted in fits:
        show(fitted)
    good = {fitted.kind: fitted.correction for fitted in fits if fitted.turns.helps}
    if not good:
        raise AdaptError("the correction does not surely help on pages it was not fitted to: nothing is written")

    from cleaner.model.correction import adaptation_bytes, adaptation_digest

    data = adaptation_bytes(good)
    with atomic(output) as stream:
        write_all(stream, data)
    click.echo(f"{output} written for {', '.join(good)}: --adapt uses it, logs name it {adaptation_digest(data)}")


def labelled_examples(cleaner: "Cleaner", labelled: Any) -> "list[Example]":
    """The labelled pages as the model sees them, text read as text and HTML as HTML."""
    from cleaner.adapting.examples import gold_examples
    from cleaner.cleaner import Cleaner
    from cleaner.evaluation.score import read_gold

    gold = list(read_gold(labelled))
    found: list[Example] = []
    for html in (False, True):
        as_kind = Cleaner(cleaner.options.changed(kind="html" if html else "text"))
        found += gold_examples(as_kind, [page for page in gold if page.html == html])
    return found


def answered(cleaner: "Cleaner", answers: Any, pages: str, values: dict[str, Any]) -> "list[Example]":
    """The reviewed documents as the model sees them."""
    from cleaner.adapting.examples import answered_examples
    from cleaner.batch.one import Task
    from cleaner.io.documents import Document, Fields
    from cleaner.io.formats import Source
    from cleaner.io.places import place_of
    from cleaner.io.sources import read_documents
    from cleaner.review.answers import read_answers

    fields = Fields(text=values["text_field"], id=values["id_field"], url=values["url_field"])
    documents = read_documents(Source(place=place_of(pages), fields=fields))
    there = (item for item in documents if isinstance(item, Document))
    tasks = (Task(item.source, item.url, item.site, item.encoding, item.id) for item in there)
    return [*answered_examples(cleaner, tasks, read_answers(answers))]


def fits_of(examples: "list[Example]") -> "list[Fitted]":
    """A correction for each kind of page of which there are enough; raises AdaptError where there is none."""
    from cleaner.model.correcting import MIN_LABELLED, fit_correction

    kinds = {kind: [item for item in examples if item.kind == kind] for kind in dict.fromkeys(e.kind for e in examples)}
    enough = {kind: own for kind, own in kinds.items() if len(own) >= MIN_LABELLED}
    if not enough:
        there = ", ".join(f"{len(own)} of {kind}" for kind, own in kinds.items()) or "none"
        raise AdaptError(f"it takes {MIN_LABELLED} pages of a kind that the model decides lines of; there are {there}")
    for kind in kinds.keys() - enough:
        click.echo(f"{kind}: {len(kinds[kind])} pages are too few, {MIN_LABELLED} would do", err=True)
    return [fit_correction(own) for own in enough.values()]


def show(fitted: "Fitted") -> None:
    """The figures of one kind."""
    turns = fitted.turns
    click.echo(
        f"{fitted.kind}: {len(turns.f1)} pages, each scored by a correction fitted without it: "
        f"F1 {turns.f1.mean():.4f} as it ships, {turns.corrected_f1.mean():.4f} corrected ({turns.gain:+.4f}); "
        f"log loss of a line {turns.loss.mean():.4f}, {turns.corrected_loss.mean():.4f} "
        f"(smaller by {turns.better:.1f} standard errors): {'helps' if turns.helps else 'refused, no sure gain'}"
    )
