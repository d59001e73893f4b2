"""The command line: one command for each public call."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from cleaner import __version__
from cleaner.cli.corpus import Run, clean_corpus, corpus_options, restore_corpus
from cleaner.cli.learn import learn, learn_pages
from cleaner.cli.spark import clean_on_spark, spark_options
from cleaner.errors import CleanerError, InputError, LogError, OptionError
from cleaner.io.documents import Fields

if TYPE_CHECKING:
    from cleaner.cleaner import Cleaner
    from cleaner.result import Result
    from cleaner.rules.ruleset import Rule

__all__ = ["main"]

F = TypeVar("F", bound=Callable[..., Any])
PATH = click.Path(path_type=Path)
PLACE = click.Path()  # a path or a URL; `place` tells
STDIN = Path("-")
COLOURS: dict[str, dict[str, Any]] = {
    "-": {"fg": "red", "strikethrough": True},
    "~": {"fg": "cyan"},
    "?": {"fg": "yellow"},
    " ": {},
}


class Commands(click.Group):
    """A group that turns this package's errors, and a closed pipe, into one line on stderr."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; exit status 1 where a document or a file was refused."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more at exit
            raise click.ClickException("the output was closed before all of it was written") from None
        except CleanerError as error:
            raise click.ClickException(str(error)) from error
        return result


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="cleaner")
def main() -> None:
    """Strip boilerplate from web text, and see why each line went.

    From the clean text and the removal log the source comes back, byte for byte.
    Exit status: 0 all well, 1 a document or file was refused, 2 wrong usage.
    """


def cleaning_options(command: F) -> F:
    """The options of every command that builds a Cleaner."""
    for option in (
        click.option("--encoding", help="Charset of bytes that are not UTF-8; guessed if not given."),
        click.option("--url", default="", help="Where the page is from; picks the rules of its site."),
        click.option("--site", default="", help="Name its templates were learned under, if not the URL's host."),
        click.option("--templates", type=PATH, help="Lines that recur on a site, as written by `cleaner learn`."),
        click.option("--rules", multiple=True, type=PATH, help="A rule file of your own; may be repeated."),
        click.option(
            "--kind",
            type=click.Choice(["auto", "text", "html"]),
            default="auto",
            show_default=True,
            help="HTML is told from text by content; 'text' and 'html' take any document as that.",
        ),
        click.option(
            "--html",
            type=click.Choice(["full", "fast"]),
            default="full",
            show_default=True,
            help="HTML pages: with trafilatura's verdict and metadata, or in two fifths of the time without.",
        ),
        click.option(
            "--format",
            type=click.Choice(["text", "markdown"]),
            default="text",
            show_default=True,
            help="How HTML pages are written; a text dump that is Markdown stays it.",
        ),
        click.option("--links/--no-links", default=True, help="Of HTML pages as Markdown: links with their targets."),
        click.option("--images/--no-images", default=False, help="Of HTML pages as Markdown: images with sources."),
        click.option("--max-bytes", type=int, default=50_000_000, show_default=True, help="Of one document."),
        click.option(
            "--max-seconds",
            type=float,
            default=30.0,
            show_default=True,
            help="For one document; an HTML page is read that long.",
        ),
        click.option("--lang", default="auto", show_default=True, help="Language to keep, such as 'en'."),
        click.option(
            "--mode",
            type=click.Choice(["careful", "balanced", "strict"]),
            default="balanced",
            show_default=True,
            help="careful: only what is proved; balanced: also what the model finds; strict: precision first.",
        ),
    ):
        command = option(command)
    return command


def build(**options: Any) -> "Cleaner":
    """The cleaner the options describe; imported here so that --help stays quick."""
    from cleaner.cleaner import Cleaner

    return Cleaner(**options)


@main.command()
@click.argument("source", default="-")
@click.option("-o", "--output", type=PLACE, help="File or folder to write; a file goes to stdout if not given.")
@click.option("--log", type=PLACE, help="Write the removal log here (JSON Lines).")
@click.option("--glob", default="*", show_default=True, help="Of a folder, only files with such a name.")
@click.option("-q", "--quiet", is_flag=True, help="No summary on stderr.")
@click.option("--learn", "learning", is_flag=True, help="First learn from the folder which lines recur on its sites.")
@corpus_options
@spark_options
@cleaning_options
def clean(
    source: str,
    output: str | None,
    log: str | None,
    glob: str,
    quiet: bool,
    learning: bool,
    url: str,
    site: str,
    encoding: str | None,
    engine: str,
    master: str,
    text_field: str,
    url_field: str,
    id_field: str,
    group: str,
    rejects: str | None,
    workers: int,
    resume: bool,
    **options: Any,
) -> None:
    """Clean SOURCE: a file, a folder, or - for stdin; or many documents in JSON Lines (.jsonl, .jsonl.gz, .jsonl.zst),
    Parquet, WARC or WET. Any of SOURCE, -o, --log and --rejects may be a URL that fsspec knows.

    Many documents need -o: a folder is mirrored there, records are written with all their other fields. A document that
    cannot be cleaned goes to the rejects, and the run goes on. Of a folder, each sub-folder is a site for --templates
    and --learn, of records the host of their URL or --group, unless --site or --url names one for all.
    """
    from cleaner.io.files import check_output
    from cleaner.io.places import place, resolved
    from cleaner.io.sources import format_of

    fields = Fields(text_field, id_field, url_field, group)
    if engine == "spark":
        if learning or url or site or encoding or glob != "*" or resume or group:
            raise OptionError(
                "--engine spark goes with no --learn, --url, --site, --group, --encoding, --glob or --resume"
            )
        names = {"text": text_field, "url": url_field, "id": id_field}
        clean_on_spark(source, output, log, cleaner=build(**options), fields=names, master=master, quiet=quiet)
        return
    many = source != "-" and bool(format_of(source))
    if learning and (options["templates"] or site or url or not many):
        raise OptionError("--learn learns the sites of many documents: it goes with no --templates, --site or --url")
    cleaner = build(**options)  # before any page is read, so that a wrong option costs no time
    origin = place(source)
    into, log_into, rejects_into = (place(name) if name else None for name in (output, log, rejects))
    if source != "-":
        check_output(origin, into, log_into, rejects_into)
    if many and into is None:
        raise OptionError(f"{source} holds many documents: name what to write with -o")
    if into and log_into and resolved(into) == resolved(log_into):
        raise OptionError(f"-o and --log both name {output}")
    if many and into:
        if learning:
            cleaner = build(**{**options, "templates": learn_pages(origin, fields, glob)[0]})
        rejects_into = rejects_into or into.with_name(f"{into.name}.rejects.jsonl")
        seconds = options["max_seconds"]
        run = Run(source, into, log_into, rejects_into, fields, glob, workers, resume, quiet, seconds, site, url)
        clean_corpus(run, cleaner)
    else:
        clean_one(origin, into, log_into, cleaner, url=url, site=site, encoding=encoding)


def clean_one(
    source: Path,
    output: Path | None,
    log: Path | None,
    cleaner: "Cleaner",
    *,
    url: str,
    site: str,
    encoding: str | None,
) -> None:
    """Cleans one document; raises InputError where it cannot be read, or is none."""
    try:
        result = cleaner.clean(read(source), url=url, site=site, encoding=encoding)
    except InputError as error:
        click.echo(f"rejected: {error if str(source) in str(error) else f'{source}: {error}'}", err=True)
        raise click.exceptions.Exit(1) from None
    write_text(result.text, output)
    with ExitStack() as stack:
        write_records = log_writer(log, stack)  # kept until the stack has closed the file
        write_records(result, source.name)


@main.command()
@click.argument("source", type=PLACE, default="-")
@click.option("--color/--no-color", default=None, help="Force colour on or off; on in a terminal.")
@click.option("--struck", is_flag=True, help="Only lines that went, changed or nearly went.")
@cleaning_options
def explain(
    source: str, color: bool | None, struck: bool, url: str, site: str, encoding: str | None, **options: Any
) -> None:
    """Show the page, what happened to each line, and why.

    Marks: '-' struck, '~' repaired or rewritten, '?' kept though a rule matched.
    """
    from cleaner.io.places import place
    from cleaner.report import terminal as report

    result = build(**options).clean(read(place(source)), url=url, site=site, encoding=encoding)
    width = shutil.get_terminal_size((120, 24)).columns
    for row in report.page_rows(result):
        if row.note or not struck:
            text, note = report.render_row(row, width)
            line = click.style(text, **COLOURS[row.mark]) + click.style(note, dim=True)
            click.echo(line.rstrip(), color=color)
    click.echo(report.summary(result), color=color)


@main.command()
@click.argument("clean_text", metavar="CLEAN", type=PLACE)
@click.argument("log", type=PLACE)
@click.option("-o", "--output", type=PLACE, help="File to write; stdout if not given.")
@click.option("--id-field", default="id", show_default=True, help="Field that holds the id.")
@click.option("--text-field", default="text", show_default=True, help="Field that holds the text.")
@click.option("--id", "doc_id", help="The document's id, where the log holds several.")
def restore(clean_text: str, log: str, output: str | None, doc_id: str | None, text_field: str, id_field: str) -> None:
    """Give the source of CLEAN back, byte for byte, from its LOG; of many documents in one file, record by record."""
    from cleaner.io.places import place
    from cleaner.io.sources import format_of
    from cleaner.log import restore_bytes

    into = place(output) if output else None
    if format_of(clean_text) not in ("", "folder"):
        if into is None or doc_id:
            raise OptionError(f"{clean_text} holds many documents: name what to write with -o, and no --id")
        restore_corpus(clean_text, log, into, Fields(text=text_field, id=id_field))
        return
    data = read(place(clean_text))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{clean_text}: not UTF-8 at byte {error.start}; clean text always is") from None
    records = find_document(place(log), data, doc_id)
    write_bytes(restore_bytes(text, records), into)


@main.command("eval")
@click.argument("gold", type=PATH)
@click.option("--mode", "modes", multiple=True, help="A mode to score; may be repeated.")
@click.option("--worst", "count", default=5, show_default=True, help="How many of the worst pages to name.")
@click.option("--min-f1", type=float, default=0.0, help="Fail if the mean F1 of a mode is below this.")
@click.option("--floors", type=PATH, help="Fail below the F1 pinned in this file, and pin what is higher.")
@click.option("--allow-regression", is_flag=True, help="Lower pinned floors to the scores found.")
def evaluate_pages(
    gold: Path, modes: tuple[str, ...], count: int, min_f1: float, floors: Path | None, allow_regression: bool
) -> None:
    """Score modes on GOLD, your own labelled pages.

    GOLD is JSON Lines with the fields text and gold and, if you like, id and type. The score of a page is the F1 of
    its bag of words against the gold's. Exit status 1 where a gate is not met.
    """
    from cleaner.cleaner import Cleaner
    from cleaner.evaluation import score as evaluate
    from cleaner.options import Options

    pages = list(evaluate.read_gold(gold))
    pinned = evaluate.read_floors(floors) if floors else {}
    failed = False
    for mode in modes or (Options().mode,):
        scores = list(evaluate.evaluate(Cleaner(Options.of({"mode": mode, "kind": "text"})), pages))
        table = evaluate.by_type(scores)
        click.echo(f"{mode:20} pages     F1      P      R")
        for kind, (size, *values) in table.items():
            click.echo(f"{kind:20} {size:5}  " + "  ".join(f"{value:.4f}" for value in values))
        for score in evaluate.worst(scores, count):
            click.echo(f"  worst  {score.f1:.4f}  {score.id}")
        found, floor = table["all"][1] if scores else 0.0, max(min_f1, pinned.get(mode, 0.0))
        if found < floor and not (allow_regression and found >= min_f1):
            failed = True
            click.echo(f"{mode}: F1 {found:.4f} is below {floor:.4f}", err=True)
        elif floors:
            pinned[mode] = round(found - 5e-5, 4)
    if floors and not failed:
        write_bytes((json.dumps(pinned, indent=2) + "\n").encode(), floors)
    if failed:
        raise click.exceptions.Exit(1)


@main.group()
def rules() -> None:
    """List, show and check rules."""


@rules.command("list")
@click.option("--rules", "files", multiple=True, type=PATH, help="Rules of your own to list as well.")
def list_rules(files: tuple[Path, ...]) -> None:
    """One line for each rule: id, category, where it applies, reason."""
    for rule in all_rules(files):
        weak = " (weak)" if rule.strength == "weak" else ""
        click.echo(f"{rule.id:36} {rule.category:13} {rule.where + weak:16} {rule.reason}")


@rules.command("show")
@click.argument("rule_id", metavar="ID")
@click.option("--rules", "files", multiple=True, type=PATH, help="Rules of your own to look in as well.")
def show_rule(rule_id: str, files: tuple[Path, ...]) -> None:
    """All of one rule: patterns, and what it removes and keeps."""
    rule = next((rule for rule in all_rules(files) if rule.id == rule_id), None)
    if rule is None:
        raise OptionError(f"no rule is called {rule_id!r}; `cleaner rules list` shows all")
    click.echo(f"{rule.id}\n  reason    {rule.reason}\n  category  {rule.category}")
    click.echo(f"  where     {rule.where}\n  strength  {rule.strength}\n  prose     {str(rule.prose).lower()}")
    for name, values in (("match", rule.match), ("removes", rule.removes), ("keeps", rule.keeps)):
        click.echo(f"  {name}")
        for value in values:
            click.echo(f"    {value}")


@rules.command("check")
@click.argument("file", type=PATH)
def check_rules(file: Path) -> None:
    """Validate a rule FILE and try its rules on their own examples."""
    from cleaner.rules.ruleset import check_examples, load_rules

    found = load_rules(file)
    faults = check_examples(found)
    for fault in faults:
        click.echo(f"{file}: {fault}", err=True)
    if faults:
        raise click.exceptions.Exit(1)
    click.echo(f"{file}: {len(found)} rules, all examples hold")


main.add_command(learn)


@main.command(short_help="Print the completion script of a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of SHELL; for bash: eval "$(cleaner completion bash)"."""
    from click.shell_completion import get_completion_class

    complete = get_completion_class(shell)
    if complete is None:
        raise OptionError(f"no completion for {shell}")
    click.echo(complete(main, {}, "cleaner", "_CLEANER_COMPLETE").source())


def all_rules(files: Iterable[Path]) -> "Iterator[Rule]":
    """The rules that ship, then those of ``files``."""
    from cleaner.rules.ruleset import builtin_rules, load_rules

    yield from builtin_rules()
    for file in files:
        yield from load_rules(file)


def read(path: Path) -> bytes:
    """The bytes of a file, or of stdin for ``-``."""
    from cleaner.io.files import read_bytes

    return sys.stdin.buffer.read() if path == STDIN else read_bytes(path)


def write_text(text: str, output: Path | None) -> None:
    """Writes clean text as UTF-8."""
    write_bytes(text.encode("utf-8"), output)


def write_bytes(data: bytes, output: Path | None) -> None:
    """Writes to a file, whole or not at all, or to stdout."""
    from cleaner.io.files import atomic

    if output is None or output == STDIN:
        rest = memoryview(data)
        while rest:  # with PYTHONUNBUFFERED the stream is raw, and writes only what the pipe takes
            rest = rest[sys.stdout.buffer.write(rest) :]
        return
    with atomic(output) as stream:
        stream.write(data)


def log_writer(log: Path | None, stack: ExitStack) -> "Callable[[Result, str], None]":
    """A function that adds a document to the log; the file appears when ``stack`` closes without an error."""
    if log is None:
        return lambda result, doc_id: None
    import io

    from cleaner.io.files import atomic
    from cleaner.log import log_records, write_log

    stream: IO[str] = io.TextIOWrapper(stack.enter_context(atomic(log)), "utf-8", newline="\n")
    stack.callback(stream.flush)
    return lambda result, doc_id: write_log(log_records(result, doc_id), stream)


def find_document(log: Path, clean_data: bytes, doc_id: str | None) -> list[dict[str, Any]]:
    """The records of one document of a log: by id if given, else the one written for this clean text."""
    import hashlib
    import io

    from cleaner.io.files import read_bytes
    from cleaner.log import read_log

    stream = io.TextIOWrapper(io.BytesIO(read_bytes(log)), "utf-8", newline="\n")
    try:
        logged = list(read_log(stream))
    except UnicodeDecodeError as error:
        raise LogError(f"{log}: not UTF-8 at byte {error.start}") from None
    digest = hashlib.sha256(clean_data).hexdigest()
    for records in logged:
        document = records[0]
        if doc_id == document.get("id") or (doc_id is None and digest == document.get("clean_sha256")):
            return records
    if len(logged) == 1 and doc_id is None:
        return logged[0]  # its hash differs, and restore says so
    raise LogError(f"{log}: no document {'with the id ' + repr(doc_id) if doc_id else 'of this clean text'}")
