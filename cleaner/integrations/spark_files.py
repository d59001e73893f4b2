"""Parquet and JSON Lines cleaned through Spark: files in, folders out.

The table is computed once, kept on the executors' disks, and written from there three times: the log and the rejects
first, the clean rows last, each a folder that holds ``_SUCCESS`` once it is whole. Lines of JSON are taken apart in
Python, not by Spark, so that every field but the text comes out as it went in.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaner.batch.cells import TableColumns, clean_cells
from cleaner.cleaner import Cleaner
from cleaner.columns import taken_column
from cleaner.errors import InputError, MissingExtraError, OptionError, OutputError
from cleaner.io.formats.jsonl import JsonRow, Number, members_of
from cleaner.log import storable

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import Column, DataFrame, SparkSession

__all__ = ["SparkDone", "SparkRun", "clean_files"]

JSON_LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
"""What Hadoop reads of the names for JSON Lines; it has zstd only where it was built with it."""

PREFIX = "_cleaner_"
TEXT_COLUMN, LOG_COLUMN, ERROR_COLUMN, FILE_COLUMN, ROW_COLUMN = (
    PREFIX + name for name in ("text", "log", "error", "file", "row")
)
"""Columns that are in the table while it is computed, with names that no table has."""

LINES = f"line string, {LOG_COLUMN} string, {ERROR_COLUMN} string, id string, {FILE_COLUMN} string"
"""The table of JSON Lines, as a Spark schema."""

SAMPLES = 20
"""Rejects handed back; all are in the folder of rejects."""


class Computed(NamedTuple):
    """What was computed: a table with the columns for log and error, and what is written of its rows.

    ``reject`` is a JSON object that names a rejected row; ``write`` takes the rows that are clean, and a folder.
    """

    table: "DataFrame"
    reject: "Column"
    write: "Callable[[DataFrame, str], None]"


@dataclass(frozen=True, slots=True, kw_only=True)
class SparkRun:
    """What to clean and where to write: files, folders or URLs that Hadoop knows. ``log`` may be empty, for none;
    ``master`` too, for the session there is, or Spark on this machine. ``config`` is the digest of the file that
    options came from, which the log names."""

    source: str
    output: str
    log: str = ""
    columns: TableColumns = field(default=TableColumns())
    master: str = ""
    quiet: bool = False
    config: str = ""

    @property
    def rejects(self) -> str:
        """The folder for what could not be cleaned."""
        return self.output.rstrip("/") + ".rejects"


class SparkDone(NamedTuple):
    """The numbers of rows cleaned and rejected, and some of the rejects, as their folder has them."""

    cleaned: int
    rejected: int
    rejects: list[dict[str, Any]]


def clean_files(run: SparkRun, cleaner: Cleaner) -> SparkDone:
    """Cleans a table of files into folders.

    Raises:
        OptionError: an option that does not fit, or no Java.
        InputError: the source cannot be read.
        OutputError: a folder to be written is there already, or Spark gave up.
    """
    with session(run.master, quiet=run.quiet) as spark:
        for folder in filter(None, (run.output, run.log, run.rejects)):
            if exists(spark, folder):
                raise OutputError(f"{folder}: is there already")
        with spark_errors():
            return store(compute(spark, run.source, run.columns._replace(prefix=PREFIX), cleaner), run)


def store(done: Computed, run: SparkRun) -> SparkDone:
    """Writes what was computed."""
    from pyspark import StorageLevel
    from pyspark.sql import functions as f

    table = done.table.persist(StorageLevel.DISK_ONLY)  # until the session ends, or Spark needs the room
    bad = table.where(~f.isnull(ERROR_COLUMN)).select(done.reject)
    good = table.where(f.isnull(ERROR_COLUMN))
    size, rejected = table.selectExpr("count(*)", f"count({ERROR_COLUMN})").head() or (0, 0)
    samples: list[dict[str, Any]] = []
    if rejected:
        bad.write.text(run.rejects, lineSep="\n")
        samples = [json.loads(row[0]) for row in bad.limit(SAMPLES).collect()]
    if run.log:
        records = f.from_json(LOG_COLUMN, "array<string>")
        lines = f.array_join(records, "\n")
        if run.config:  # into the document record, which comes first
            lines = f.regexp_replace(lines, r"^\{", f'{{"config":"{run.config}",')
        good.select(lines).write.text(run.log, lineSep="\n")
    done.write(good, run.output)
    return SparkDone(size - rejected, rejected, samples)


def compute(spark: "SparkSession", source: str, columns: TableColumns, cleaner: Cleaner) -> Computed:
    """The table of a source; raises OptionError where its name says nothing of its format."""
    name = source.rstrip("/").lower()
    if name.endswith(".parquet"):
        return parquet(spark.read.parquet(source), columns, cleaner)
    if name.endswith(JSON_LINES):
        return json_lines(spark.read.text(source, lineSep="\n"), columns, cleaner)
    raise OptionError(f"{source} is none of .parquet, {', '.join(JSON_LINES)}, which is what Spark cleans")


def parquet(df: "DataFrame", columns: TableColumns, cleaner: Cleaner) -> Computed:
    """The rows of Parquet files: the same columns, and the text clean."""
    from pyspark.sql import functions as f

    from cleaner.integrations.spark import clean_table_of

    names, doc_id = df.columns, columns.within(df.columns).id
    table = df.withColumns({FILE_COLUMN: f.col("_metadata.file_path"), ROW_COLUMN: f.col("_metadata.row_index")})
    table = clean_table_of(table, columns, cleaner)
    named = f.col(back_quoted(doc_id)).cast("string") if doc_id else f.lit(None)
    reject = f.struct(
        named.alias("id"),
        f.col(FILE_COLUMN).alias("file"),
        f.col(ROW_COLUMN).alias("row"),
        f.col(ERROR_COLUMN).alias("error"),
    )
    rows = [f.col(TEXT_COLUMN).alias(name) if name == columns.text else f.col(back_quoted(name)) for name in names]
    rows += [f.col(back_quoted(column.name)) for column in columns.beside]
    return Computed(table, f.to_json(reject), lambda good, into: good.select(rows).write.parquet(into))


def json_lines(df: "DataFrame", columns: TableColumns, cleaner: Cleaner) -> Computed:
    """The rows of JSON Lines: the same fields, and the text clean."""
    from pyspark.sql import functions as f

    from cleaner.integrations.spark import on_workers

    adopted = on_workers(df.sparkSession, cleaner)

    def work(batches: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        return clean_lines(adopted(), batches, columns)

    # As bytes: a line may be no UTF-8, which is that line's error, and not Spark's to find.
    table = df.where("trim(value) != ''").select(df.value.cast("binary"), "_metadata.file_path")
    table = table.mapInArrow(work, LINES)
    reject = f.struct("id", f.col(FILE_COLUMN).alias("file"), "line", f.col(ERROR_COLUMN).alias("error"))
    return Computed(table, f.to_json(reject), lambda good, into: good.select("line").write.text(into, lineSep="\n"))


# --- on the workers ---


def clean_lines(
    cleaner: Cleaner, batches: "Iterable[pa.RecordBatch]", columns: TableColumns
) -> "Iterator[pa.RecordBatch]":
    """Batches of lines and the files they are from, cleaned: rows of LINES."""
    from cleaner.integrations.spark import ROWS, to_batch

    for batch in batches:
        for start in range(0, batch.num_rows, ROWS):
            rows = zip(*(column.to_pylist() for column in batch.slice(start, ROWS).columns), strict=True)
            yield to_batch([(*clean_line(cleaner, line, columns), file) for line, file in rows], LINES)


def clean_line(cleaner: Cleaner, line: bytes, columns: TableColumns) -> tuple[str, str | None, str | None, str | None]:
    """The line with its text cleaned, the log, the error (the line is as it was then), and the id."""
    doc_id = None
    try:
        row = json_row(line, columns)
        url, site, named = (row.get(name) for name in (columns.url, columns.site, columns.id))
        doc_id = None if named is None else storable(str(named))
        text = row.get(columns.text)
        source = float(text) if isinstance(text, Number) else text
        done = clean_cells(cleaner, source, columns.beside, url=url, site=site, doc_id=named)
        if done.text is not None:
            added = dict(zip((column.name for column in columns.beside), done.more, strict=True))
            return row.json_with(columns.text, done.text, added), done.log, None, doc_id
        cause = done.error
    except Exception as error:  # whatever it is, it is this line's, and the others go on
        cause = storable(str(error) if isinstance(error, InputError) else f"{type(error).__name__}: {error}")
    return line.decode("utf-8", "replace"), None, cause, doc_id


def json_row(line: bytes, columns: TableColumns) -> JsonRow:
    """The JSON object of a line; raises InputError where there is none, or it has a column that is to be added."""
    try:
        text = line.decode()
        if text.lstrip().startswith("{"):
            members = members_of(text)
            if taken := taken_column(columns.beside, members, "the record"):
                raise InputError(taken)
            return JsonRow(text, members)
        json.loads(text)
    except ValueError as error:
        raise InputError(f"not JSON: {error}") from error
    raise InputError("not a JSON object")


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


def back_quoted(name: str) -> str:
    """A column's name as Spark's expressions take it, dots and all.

    >>> back_quoted("a.b")
    '`a.b`'
    """
    return "`" + name.replace("`", "``") + "`"


def exists(spark: "SparkSession", folder: str) -> bool:
    """Whether a folder is there, in whatever file system its URL names."""
    jvm: Any = spark.sparkContext._jvm
    path = jvm.org.apache.hadoop.fs.Path(folder)
    return bool(path.getFileSystem(spark._jsparkSession.sessionState().newHadoopConf()).exists(path))
