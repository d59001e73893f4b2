"""`cleaner clean` on many documents: a folder, JSON Lines, Parquet, WARC; workers, progress, resume and a summary."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from cleaner import __version__
from cleaner.errors import CleanerError, OptionError
from cleaner.io.documents import Document, Fields, Reject

if TYPE_CHECKING:
    from cleaner.batch.pool import Cleaned, Outcome, Summary
    from cleaner.cleaner import Cleaner
    from cleaner.io.sources import Meter

__all__ = ["Run", "clean_corpus", "corpus_options", "restore_corpus"]

F = TypeVar("F", bound=Callable[..., Any])

PART = 500
"""Documents of a part: what a killed run has to do again at most, and what is held in memory before it is written."""

GRACE = 2.0
"""A worker is stopped after so many times --max-seconds: reading a page stops by itself at --max-seconds, and says
so."""

EVERY = 10.0
"""Seconds between two lines of progress where there is no terminal."""

TOP = 10
"""Rules shown in the summary."""

OUTPUTS = ("folder", "jsonl", "parquet")
LOGS = ("jsonl", "parquet")


class Run(NamedTuple):
    """A run over many documents, as the command line describes it."""

    source: str
    output: Path
    log: Path | None
    rejects: Path
    fields: Fields
    glob: str
    workers: int
    resume: bool
    quiet: bool
    max_seconds: float
    site: str = ""
    url: str = ""


def corpus_options(command: F) -> F:
    """The options of `cleaner clean` for many documents."""
    for option in (
        click.option("--group", default="", help="Field that names a record's site; the host of its URL if not given."),
        click.option("--url-field", default="url", show_default=True, help="Field that holds the URL."),
        click.option("--id-field", default="id", show_default=True, help="Field that holds the id."),
        click.option("--text-field", default="text", show_default=True, help="Field that holds the text."),
        click.option("--rejects", type=click.Path(), help="Where rejects go; OUTPUT.rejects.jsonl."),
        click.option("--resume", is_flag=True, help="Go on with a run that was killed."),
        click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes."),
    ):
        command = option(command)
    return command


def clean_corpus(run: Run, cleaner: "Cleaner") -> None:
    """Cleans all documents of a source. Exit status 1 where some were rejected.

    Raises:
        OptionError: options that do not fit each other, or a run to resume that was another.
        InputError: the source cannot be read at all.
        OutputError: an output cannot be written.
    """
    from cleaner.batch.pool import Summary, clean_documents
    from cleaner.io.parts import Parts
    from cleaner.io.sources import Meter, read_documents

    sink = Sink(run)
    parts = Parts(run.output, identity(run, cleaner), resume=run.resume)
    summary = Summary.from_json(parts.state["summary"]) if parts.state["summary"] else Summary()
    meter, read = Meter(), int(parts.state["read"])
    documents = islice(read_documents(run.source, run.fields, run.glob, meter), read, None)
    outcomes = clean_documents(sited(documents, run), cleaner, workers=run.workers, max_seconds=GRACE * run.max_seconds)
    try:
        for batch in batched(progress(outcomes, meter, read, quiet=run.quiet), PART):
            for item in batch:
                summary.add(item)
            read += len(batch)
            parts.add(sink.pieces(batch), read, summary.to_json())
    except CleanerError:
        if not parts.state["parts"]:
            parts.remove()  # nothing was done that could go on
        raise
    except KeyboardInterrupt:
        click.echo(f"stopped after {read} documents; the same command with --resume goes on there", err=True)
        raise click.exceptions.Exit(130) from None
    sink.finish(parts, rejected=bool(summary.rejects))
    parts.remove()
    if not run.quiet:
        click.echo(table(summary), err=True)
    if summary.rejects:
        raise click.exceptions.Exit(1)


def identity(run: Run, cleaner: "Cleaner") -> dict[str, Any]:
    """What must be the same for a run to go on where it stopped."""
    from cleaner.io import sources

    templates = cleaner.templates.to_toml() if cleaner.templates else ""
    return {
        "source": sources.identity(run.source),
        "version": __version__,
        "outputs": [str(run.output), str(run.log), str(run.rejects)],
        "fields": list(run.fields),
        "glob": run.glob,
        "site": [run.site, run.url],
        "cleaner": cleaner.options.said(),
        "rules": cleaner.library.digest,
        "templates": templates,
    }


def sited(documents: Iterable[Document | Reject], run: Run) -> Iterator[Document | Reject]:
    """The documents with the one site or URL that the command line names for all, if it does."""
    import dataclasses

    for item in documents:
        if isinstance(item, Document) and (run.site or run.url):
            yield dataclasses.replace(item, site=run.site or ("" if run.url else item.site), url=run.url or item.url)
        else:
            yield item


def batched(items: "Iterable[Outcome]", size: int) -> "Iterator[list[Outcome]]":
    """The items in lists of ``size``, the last of them shorter."""
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch


class Sink:
    """Makes pieces of output, log and rejects of outcomes, in the formats that the outputs' names ask for.

    Raises:
        OptionError: a format that cannot be written, or not from this source.
    """

    def __init__(self, run: Run) -> None:
        from cleaner.io.sources import format_of

        self.run = run
        source = format_of(run.source)
        self.kind = "folder" if source == "folder" else format_of(str(run.output)) or "folder"
        self.log_kind = format_of(str(run.log)) or "jsonl" if run.log else ""
        if self.kind not in OUTPUTS or self.log_kind not in ("", *LOGS):
            raise OptionError("WARC is read only: write JSON Lines (.jsonl, .jsonl.gz, .jsonl.zst) or Parquet")
        self.schema = None
        if source == self.kind == "parquet":
            from cleaner.io.parquet import schema_of
            from cleaner.io.sources import open_source

            with open_source(run.source) as stream:
                self.schema = schema_of(stream, run.source)

    def pieces(self, batch: "Sequence[Outcome]") -> dict[str, bytes | Callable[[Path], None]]:
        """A piece of each output."""
        good = [item for item in batch if not isinstance(item, Reject)]
        bad = [item for item in batch if isinstance(item, Reject)]
        made: dict[str, bytes | Callable[[Path], None]] = {"rejects": b"".join(map(self.reject_line, bad))}
        if self.kind == "folder":
            for document, done in good:
                self.write_text(document, done)
        else:
            made["out"] = self.rows(good)
        if self.run.log:
            made["log"] = self.log(good)
        return made

    def rows(self, good: "Sequence[tuple[Document, Cleaned]]") -> bytes | Callable[[Path], None]:
        """The cleaned records."""
        from cleaner.io.compressed import packer
        from cleaner.io.jsonl import json_line
        from cleaner.io.parquet import row_table, write_part

        fields = self.run.fields
        rows = [{**(doc.row or {fields.id: doc.id}), fields.text: done.text} for doc, done in good]
        if self.kind == "parquet":
            made = row_table(rows, self.schema, fields)
            return lambda path: write_part(made, path)
        return packer(self.run.output.name)(b"".join(map(json_line, rows)))

    def log(self, good: "Sequence[tuple[Document, Cleaned]]") -> bytes | Callable[[Path], None]:
        """Their removal logs."""
        import json

        from cleaner.io.compressed import packer
        from cleaner.io.parquet import log_table, write_part

        if self.log_kind == "parquet":
            made = log_table((doc.id, json.loads(line)) for doc, done in good for line in done.log.splitlines())
            return lambda path: write_part(made, path)
        return packer(self.run.log.name if self.run.log else "")(b"".join(done.log for _, done in good))

    def reject_line(self, item: Reject) -> bytes:
        """The record of a reject; it is also said at once, unless the run is quiet."""
        from cleaner.io.jsonl import json_line

        if not self.run.quiet:
            place = item.where if self.kind == "folder" else ": ".join(filter(None, (item.where, item.id)))
            click.echo(f"rejected: {item.cause if place in item.cause else f'{place}: {item.cause}'}", err=True)
        return json_line({"id": item.id, "where": item.where, "cause": item.cause})

    def write_text(self, document: Document, done: "Cleaned") -> None:
        """A document's text as a file below the output folder, whatever its id says; that of HTML gets the suffix
        .txt."""
        from cleaner.io.files import atomic

        path = self.run.output / file_name(document.id).as_posix()
        with atomic(path.with_name(f"{path.name}.txt") if done.rendered else path) as stream:
            stream.write(done.text.encode("utf-8", "surrogatepass"))

    def finish(self, parts: Any, *, rejected: bool) -> None:
        """Puts every output in its place; there is no file of rejects where there are none."""
        if self.kind != "folder":
            parts.finish("out", self.run.output, self.merger(self.kind, "rows"))
        if self.run.log:
            parts.finish("log", self.run.log, self.merger(self.log_kind, "log"))
        if rejected:
            parts.finish("rejects", self.run.rejects, self.merger("jsonl", ""))
        else:
            self.run.rejects.unlink(missing_ok=True)  # of a run before

    def merger(self, kind: str, name: str) -> Callable[[Sequence[Path], IO[bytes]], None]:
        """How parts become one file."""
        from cleaner.io.parquet import log_table, merge_parts, row_table
        from cleaner.io.parts import concatenate

        if kind != "parquet":
            return concatenate
        empty = log_table([]) if name == "log" else row_table([], self.schema, self.run.fields)
        return lambda paths, stream: merge_parts(paths, stream, empty)


def restore_corpus(clean: str, log: str, output: Path, fields: Fields) -> None:
    """Writes the records of a cleaned file with the source of each text; those of HTML get the rendered text.

    Raises:
        LogError: the log is malformed, or holds no records for a document.
        MismatchError: a text or its log was altered; nothing is written.
        OptionError: the output is no JSON Lines.
    """
    from cleaner.errors import LogError
    from cleaner.io.compressed import packer, unpacked
    from cleaner.io.files import atomic
    from cleaner.io.jsonl import SUFFIXES, json_line
    from cleaner.io.sources import open_source, read_documents
    from cleaner.log import read_log
    from cleaner.log import restore as source_of

    if not output.name.lower().endswith(SUFFIXES):
        raise OptionError(f"{output}: restored records are written as {', '.join(SUFFIXES)}")
    pack = packer(output.name)
    with open_source(log) as raw, atomic(output) as stream:
        logs = read_log(line.decode() for line in unpacked(raw, log))
        for item in read_documents(clean, fields):
            records = next(logs, None)
            if isinstance(item, Reject) or records is None or records[0].get("id") != item.id:
                raise LogError(f"{log} holds no records for {item.where or item.id} of {clean}, or not in its order")
            stream.write(pack(json_line({**item.row, fields.text: source_of(str(item.source), records)})))


def file_name(key: str) -> Path:
    """A relative path for a document's id: never above the folder it is put below, nor hidden, nor empty.

    >>> file_name("a/../../etc/passwd").as_posix(), file_name("/b//c.txt").as_posix(), file_name("").as_posix()
    ('a/_/_/etc/passwd', 'b/c.txt', '_')
    """
    parts = [part for part in PurePosixPath(key.replace("\0", "_")).parts if part.strip("/")]
    return Path(*["_" + part.lstrip(".") if part.startswith(".") else part for part in parts] or ["_"])


def progress(items: "Iterable[Outcome]", meter: "Meter", skipped: int, *, quiet: bool) -> "Iterator[Outcome]":
    """The items, with a bar on a terminal, else a line now and then; nothing if quiet."""
    if quiet:
        yield from items
    elif sys.stderr.isatty():
        yield from bar(items, meter, skipped)
    else:
        began = said = time.monotonic()
        for number, item in enumerate(items, 1):
            yield item
            if time.monotonic() - said >= EVERY:
                said = time.monotonic()
                share = f", {meter.at() / meter.total:.0%} read" if meter.total else ""
                click.echo(f"{skipped + number:,} documents, {number / (said - began):,.0f} a second{share}", err=True)


def bar(items: "Iterable[Outcome]", meter: "Meter", skipped: int) -> "Iterator[Outcome]":
    """The items, with rate and time left on stderr."""
    from tqdm import tqdm

    with tqdm(unit=" documents", initial=skipped, unit_scale=True, file=sys.stderr, leave=False) as shown:
        for number, item in enumerate(items, 1):
            yield item
            if meter.total and (at := meter.at()):
                shown.total = max(skipped + number, round((skipped + number) * meter.total / at))
            shown.update()


def table(summary: "Summary") -> str:
    """The counts of a run, to read."""
    lines = [
        f"{summary.documents} documents cleaned, {sum(summary.rejects.values())} rejected",
        f"{summary.chars_in:,} characters in, {summary.chars_out:,} out",
    ]
    for title, counts in (
        ("removals by stage", summary.stages),
        ("removals by category", summary.categories),
        ("top rules", summary.rules),
        ("rejects", summary.rejects),
    ):
        if counts:
            rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:TOP]
            lines += [f"{title}:", *(f"  {count:>9,}  {name}" for name, count in rows)]
    return "\n".join(lines)
