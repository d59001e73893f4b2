"""The command `cleaner review`."""

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.options import PLACE_TYPE, record_options
from cleaner.cli.say import number_of
from cleaner.errors import OptionError

if TYPE_CHECKING:
    from cleaner.io.formats import Source
    from cleaner.io.places import Place
    from cleaner.review.questions import Question

__all__ = ["review_command"]


@click.command("review")
@click.argument("log", type=PLACE_TYPE)
@click.option("--clean", type=PLACE_TYPE, required=True, help="The run's output.")
@click.option(
    "-o",
    "--output",
    type=PLACE_TYPE,
    required=True,
    help="The page to write; with --serve the file of answers; with --answers a folder.",
)
@click.option("--serve", is_flag=True, help="Open the page from here, and save each answer as it is given.")
@click.option("--open/--no-open", "browse", default=None, help="With --serve: open a browser; default in a terminal.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="With --serve: of 127.0.0.1; any free one if 0.")
@click.option("--answers", type=PLACE_TYPE, help="What the page saved: make labelled pages and rules of it.")
@click.option("--lines", "count", type=click.IntRange(1), default=50, show_default=True, help="How many to ask about.")
@record_options
def review_command(log: str, clean: str, output: str, answers: str | None, **values: Any) -> None:
    """Decide on the least certain lines of a run, and have the decision stick.

    First without --answers: a page with the lines, which saves what you answer as a download; or with --serve, which
    opens it from an address of this machine alone, and keeps the answers in OUTPUT. Then with --answers:
    OUTPUT/gold.jsonl for `cleaner eval`, and OUTPUT/rules.toml for `--rules`. `cleaner adapt` fits the model to them.
    """
    from cleaner.io.apart import check_apart
    from cleaner.io.documents import Fields
    from cleaner.io.files import atomic, write_all
    from cleaner.io.formats import Source
    from cleaner.io.places import place_of
    from cleaner.review.page import review_html
    from cleaner.review.questions import questions_of

    place, into = place_of(log), place_of(output)
    if answers and values["serve"]:
        raise OptionError("--serve asks for answers, --answers makes files of them: one after the other")
    source = Source(place=place_of(clean), fields=Fields(text=values["text_field"], id=values["id_field"]))
    check_apart({"LOG": place, "--clean": source.place}, {"-o": into})
    if answers:
        write_decisions(place_of(answers), place, source, into)
        return
    questions = questions_of(place, source, values["count"])
    if values["serve"]:
        serve_review(questions, place.name, into, values)
        return
    with atomic(into) as stream:
        write_all(stream, review_html(questions, place.name).encode("utf-8"))


def serve_review(questions: "list[Question]", name: str, into: "Place", values: dict[str, Any]) -> None:
    """Keeps the page of a review open until Ctrl-C, and says where the answers are."""
    import signal
    import webbrowser
    from pathlib import Path
    from threading import Thread

    from cleaner.review.answers import parse_answers
    from cleaner.review.server import ReviewServer
    from cleaner.review.session import Session

    if not isinstance(into, Path):
        raise OptionError(f"--serve saves answers as they come, in a file of this machine: {into} is none")
    session = Session(questions, into, parse_answers(into) if into.exists() else {})
    server = ReviewServer(session, name, values["port"])
    click.echo(
        f"{number_of(len(questions), 'line')} to review at {server.url}\nCtrl-C ends it; answers are saved in {into}",
        err=True,
    )
    if sys.stderr.isatty() if values["browse"] is None else values["browse"]:
        webbrowser.open(server.url)
    # Not by KeyboardInterrupt: Python drops an exception that comes while it puts an object away.
    signal.signal(signal.SIGINT, lambda *_: Thread(target=server.shutdown, daemon=True).start())
    server.run()
    click.echo(f"\n{session.answered} of {number_of(len(questions), 'line')} answered: {into}", err=True)


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
    said = f"{number_of(len(found), 'answer')}: {number_of(len(gold), 'labelled page')}"
    click.echo(f"{said}, and rules where you decided otherwise", err=True)
