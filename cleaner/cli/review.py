"""The command `cleaner review`."""

import json
from typing import TYPE_CHECKING

import click

from cleaner.cli.options import PLACE_TYPE

if TYPE_CHECKING:
    from cleaner.io.formats import Source
    from cleaner.io.places import Place

__all__ = ["review_command"]


@click.command("review")
@click.argument("log", type=PLACE_TYPE)
@click.option("--clean", type=PLACE_TYPE, required=True, help="The run's output.")
@click.option("-o", "--output", type=PLACE_TYPE, required=True, help="The page to write; with --answers a folder.")
@click.option("--answers", type=PLACE_TYPE, help="What the page saved: make labelled pages and rules of it.")
@click.option("--lines", "count", type=click.IntRange(1), default=50, show_default=True, help="How many to ask about.")
@click.option("--text-field", default="text", show_default=True, help="Field that holds the text.")
@click.option("--id-field", default="id", show_default=True, help="Field that holds the id.")
def review_command(
    log: str, clean: str, output: str, answers: str | None, count: int, text_field: str, id_field: str
) -> None:
    """Decide on the least certain lines of a run, and have the decision stick.

    First without --answers: a page with the lines, which saves what you answer. Then with --answers: OUTPUT/gold.jsonl
    for `cleaner eval`, and OUTPUT/rules.toml for `--rules`.
    """
    from cleaner.io.apart import check_apart
    from cleaner.io.documents import Fields
    from cleaner.io.files import atomic, write_all
    from cleaner.io.formats import Source
    from cleaner.io.places import place_of
    from cleaner.review.page import review_html
    from cleaner.review.questions import questions_of

    place, into = place_of(log), place_of(output)
    source = Source(place=place_of(clean), fields=Fields(text=text_field, id=id_field))
    check_apart({"LOG": place, "--clean": source.place}, {"-o": into})
    if answers:
        write_decisions(place_of(answers), place, source, into)
        return
    page = review_html(questions_of(place, source, count), place.name)
    with atomic(into) as stream:
        write_all(stream, page.encode("utf-8"))


def write_decisions(answers: "Place", log: "Place", clean: "Source", folder: "Place") -> None:
    """Writes what the answers come to."""
    from cleaner.io.files import atomic, write_all
    from cleaner.io.places import child
    from cleaner.review.answers import gold_records, read_answers, rules_toml

    found = read_answers(answers)
    gold = [json.dumps(record) + "\n" for record in gold_records(found, log, clean)]
    for name, text in (("gold.jsonl", "".join(gold)), ("rules.toml", rules_toml(found))):
        with atomic(child(folder, name)) as stream:
            write_all(stream, text.encode("utf-8"))
    click.echo(f"{len(found)} answers: {len(gold)} labelled pages, and rules where you decided otherwise", err=True)
