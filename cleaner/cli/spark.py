"""`cleaner clean --engine spark`: Parquet and JSON Lines, in and out, through Spark.

The table is computed once, kept on the executors' disks, and written from there three times: the log and the rejects
first, the clean rows last, each a folder that holds ``_SUCCESS`` once it is whole. Lines of JSON are taken apart in
Python, not by Spark, so that every field but the text comes out as it went in.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from cleaner.errors import InputError, MissingExtraError, OptionError, OutputError

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import Column, DataFrame, SparkSession

    from cleaner.batch.row import Columns
    from cleaner.cleaner import Cleaner

__all__ = ["clean_on_spark", "spark_options"]

F = TypeVar("F", bound=Callable[..., Any])

JSON_LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
"""What Hadoop reads of the names for JSON Lines; it has zstd only where it was built with it."""

PREFIX = "_cleaner_"
TEXT, LOG, ERROR, FILE, ROW = (PREFIX + name for name in ("text", "log", "error", "file", "row"))
"""Columns that are in the table while it is computed, with names that no table has."""

LINES = f"line string, {LOG} string, {ERROR} string, id string, {FILE} string"
"""The table of JSON Lines, as a Spark schema."""

NAMED = 5
"""Rejects named on stderr; all are in the folder of rejects."""


class Done(NamedTuple):
    """What was computed: a table with the columns LOG and ERROR, and what is written of its rows.

    ``reject`` is a JSON object that names a rejected row; ``write`` takes the rows that are clean, and a folder.
    """

    table: "DataFrame"
    reject: "Column"
    write: "Callable[[DataFrame, str], None]"


def spark_options(command: F) -> F:
    """The options of `cleaner clean` that are about Spark."""
    for option in (
        click.option("--master", default="", help="Where Spark runs: local[4], spark://HOST:7077, yarn."),
        click.option(
            "--engine",
            type=click.Choice(["local", "spark"]),
            default="local",
            show_default=True,
            help="spark: SOURCE is Parquet or JSON Lines, -o and --log name folders.",
        ),
    ):
        command = option(command)
    return command


def clean_on_spark(
    source: str,
    output: str | None,
    log: str | None,
    *,
    cleaner: "Cleaner",
    fields: dict[str, str],
    master: str,
    quiet: bool,
) -> None:
    """Cleans a table of files into the folder ``output``; rejects go to ``OUTPUT.rejects``.

    Raises:
        OptionError: an option that does not fit, or no Java.
        InputError: the source cannot be read.
        OutputError: a folder to be written is there already, or Spark gave up.
    """
    if output is None:
        raise OptionError("--engine spark writes a folder: name it with -o")
    from cleaner.batch.row import Columns

    rejects = output.rstrip("/") + ".rejects"
    with session(master, quiet=quiet) as spark:
        for folder in filter(None, (output, log, rejects)):
            if exists(spark, folder):
                raise OutputError(f"{folder}: is there already")
        with spark_errors():
            done = compute(spark, source, Columns(**fields, prefix=PREFIX), cleaner)
            good, bad = run(done, output, log or "", rejects, quiet=quiet)
    if not quiet:
        click.echo(f"{good} documents cleaned, {bad} rejected", err=True)
    if bad:
        raise click.exceptions.Exit(1)


def run(done: Done, into: str, log_into: str, rejects: str, *, quiet: bool) -> tuple[int, int]:
    """Writes what was computed; the numbers of rows cleaned and rejected."""
    from pyspark import StorageLevel
    from pyspark.sql import functions as f

    table = done.table.persist(StorageLevel.DISK_ONLY)  # until the session ends, or Spark needs the room
    good, bad = table.where(f.isnull(ERROR)), table.where(~f.isnull(ERROR)).select(done.reject)
    size, rejected = table.selectExpr("count(*)", f"count({ERROR})").head() or (0, 0)
    if rejected:
        bad.write.text(rejects, lineSep="\n")
        for row in bad.limit(0 if quiet else NAMED).collect():
            named = json.loads(row[0])
            click.echo(f"rejected: {named['file']}: {named.get('id', 'without id')}: {named['error']}", err=True)
    if log_into:
        records = f.from_json(LOG, "array<string>")
        good.select(f.array_join(records, "\n")).write.text(log_into, lineSep="\n")
    done.write(good, into)
    return size - rejected, rejected


def compute(spark: "SparkSession", source: str, columns: "Columns", cleaner: "Cleaner") -> Done:
    """The table of a source; raises OptionError where its name says nothing of its format."""
    name = source.rstrip("/").lower()
    if name.endswith(".parquet"):
        return parquet(spark.read.parquet(source), columns, cleaner)
    if name.endswith(JSON_LINES):
        return json_lines(spark.read.text(source, lineSep="\n"), columns, cleaner)
    raise OptionError(f"{source} is none of .parquet, {', '.join(JSON_LINES)}, which is what Spark cleans")


def parquet(df: "DataFrame", columns: "Columns", cleaner: "Cleaner") -> Done:
    """The rows of Parquet files: the same columns, and the text clean."""
    from pyspark.sql import functions as f

    from cleaner.integrations.spark import clean

    names, doc_id = df.columns, columns.within(df.columns).id
    table = df.withColumns({FILE: f.col("_metadata.file_path"), ROW: f.col("_metadata.row_index")})
    table = clean(table, *columns, cleaner)
    named = f.col(quoted(doc_id)).cast("string") if doc_id else f.lit(None)
    reject = f.struct(
        named.alias("id"), f.col(FILE).alias("file"), f.col(ROW).alias("row"), f.col(ERROR).alias("error")
    )
    rows = [f.col(TEXT).alias(name) if name == columns.text else f.col(quoted(name)) for name in names]
    return Done(table, f.to_json(reject), lambda good, into: good.select(rows).write.parquet(into))


def json_lines(df: "DataFrame", columns: "Columns", cleaner: "Cleaner") -> Done:
    """The rows of JSON Lines: the same fields, and the text clean."""
    from pyspark.sql import functions as f

    from cleaner.integrations.spark import on_workers

    adopted = on_workers(df.sparkSession, cleaner)

    def work(batches: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        return clean_lines(adopted(), batches, columns)

    # As bytes: a line may be no UTF-8, which is that line's error, and not Spark's to find.
    table = df.where("trim(value) != ''").select(df.value.cast("binary"), "_metadata.file_path")
    table = table.mapInArrow(work, LINES)
    reject = f.struct("id", f.col(FILE).alias("file"), "line", f.col(ERROR).alias("error"))
    return Done(table, f.to_json(reject), lambda good, into: good.select("line").write.text(into, lineSep="\n"))


# --- on the workers ---


def clean_lines(
    cleaner: "Cleaner", batches: "Iterable[pa.RecordBatch]", columns: "Columns"
) -> "Iterator[pa.RecordBatch]":
    """Batches of lines and the files they are from, cleaned: rows of LINES."""
    from cleaner.integrations.spark import ROWS, to_batch

    for batch in batches:
        for start in range(0, batch.num_rows, ROWS):
            rows = zip(*(column.to_pylist() for column in batch.slice(start, ROWS).columns), strict=True)
            yield to_batch([(*clean_line(cleaner, line, columns), file) for line, file in rows], LINES)


def clean_line(cleaner: "Cleaner", line: bytes, columns: "Columns") -> tuple[str, str | None, str | None, str | None]:
    """The line with its text cleaned, the log, the error (the line is as it was then), and the id."""
    from cleaner.batch.row import cause_of, outcome, storable
    from cleaner.log import to_json

    doc_id = None
    try:
        record = read_record(line)
        url, site, named = (record.get(name) for name in (columns.url, columns.site, columns.id))
        doc_id = None if named is None else storable(str(named))
        done = outcome(cleaner, record.get(columns.text), url=url, site=site, doc_id=named)
        if done.error is None:
            return to_json({**record, columns.text: done.text}), done.log, None, doc_id
        cause = done.error
    except Exception as error:  # whatever it is, it is this line's, and the others go on
        cause = cause_of(error)
    return line.decode("utf-8", "replace"), None, cause, doc_id


def read_record(line: bytes) -> dict[str, Any]:
    """The JSON object of a line; raises InputError where there is none."""
    try:
        record = json.loads(line)
    except ValueError as error:
        raise InputError(f"not JSON: {error}") from error
    if not isinstance(record, dict):
        raise InputError("not a JSON object")
    return record


# --- Spark itself ---


@contextmanager
def session(master: str, *, quiet: bool) -> "Iterator[SparkSession]":
    """The session there is, or a new one that ends with the block."""
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingExtraError.of("pyspark", "spark") from error
    running = SparkSession.getActiveSession()
    if running:
        yield running
        return
    if not master or master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # elsewhere there is another one
    builder = SparkSession.builder.appName("cleaner clean").config("spark.log.level", "ERROR")
    builder = builder.config("spark.ui.showConsoleProgress", not quiet)
    try:
        made = builder.master(master or "local[*]").getOrCreate()
    except (PySparkException, Py4JError) as error:
        raise OptionError(f"Spark does not start; it needs Java 17 or later: {first_line(error)}") from error
    try:
        yield made
    finally:
        made.stop()


@contextmanager
def spark_errors() -> Iterator[None]:
    """Turns what Spark raises into one line."""
    from py4j.protocol import Py4JError
    from pyspark.errors import AnalysisException, PySparkException

    try:
        yield
    except AnalysisException as error:
        raise InputError(first_line(error)) from error
    except (PySparkException, Py4JError) as error:
        raise OutputError(f"Spark gave up: {first_line(error)}") from error


def first_line(error: Exception) -> str:
    """What there is to say of an error of Spark's, its Java stack aside."""
    java: Any = getattr(error, "java_exception", None)
    return str(java.toString() if java else error).strip().split("\n")[0]


def quoted(name: str) -> str:
    """A column's name as Spark's expressions take it, dots and all.

    >>> quoted("a.b")
    '`a.b`'
    """
    return "`" + name.replace("`", "``") + "`"


def exists(spark: "SparkSession", folder: str) -> bool:
    """Whether a folder is there, in whatever file system its URL names."""
    jvm: Any = spark.sparkContext._jvm
    path = jvm.org.apache.hadoop.fs.Path(folder)
    return bool(path.getFileSystem(spark._jsparkSession.sessionState().newHadoopConf()).exists(path))
