"""Cleaning and learning on Apache Spark, for what outgrows one machine.

    import cleaner.integrations.spark
    from cleaner import Cleaner

    templates = cleaner.integrations.spark.learn(df)
    done = cleaner.integrations.spark.clean(df, cleaner=Cleaner(mode="balanced", templates=templates))

Needs Spark 4.1 or later with a classic session (Spark Connect has no broadcasts), and this package on driver and
workers. The cleaner (options, your rules, templates) is broadcast once, and each Python process compiles its rules once
and uses them for all its tasks. The rules and weights that ship are in the package each worker has; a worker whose copy
differs from the driver's refuses to work, so that no table is half of one version and half of another.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from cleaner.batch.cells import TableColumns, clean_cells
from cleaner.batch.one import Task, attempt, text_of_task
from cleaner.cleaner import Cleaner
from cleaner.errors import InputError, OptionError
from cleaner.io.formats.arrow_json import text_or_bytes
from cleaner.io.formats.arrow_tables import arrow_kind
from cleaner.io.pages import page_text
from cleaner.learning.learner import Learner
from cleaner.learning.sighting import Sighting, sight
from cleaner.log import storable
from cleaner.rules.files import builtin_rules
from cleaner.templates import Templates, site_of
from cleaner.templates.book import parse_templates

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["clean", "clean_table_of", "learn", "on_workers"]

spark_logger = logging.getLogger(__name__)

ROWS = 64
"""Rows cleaned before they are handed back: what a worker holds at a time, however large Spark's batches are."""

SIGHTED_ROWS = "site string, digest binary, page binary, error string"
LEARNED_ROWS = "templates string, rejected long, cause string"


def clean(  # noqa: PLR0913, PLR0917 - one argument for each column
    df: "DataFrame",
    text: str = "text",
    url: str = "url",
    site: str = "",
    id: str = "id",
    prefix: str = "clean_",
    cleaner: Cleaner | None = None,
    columns: str | Iterable[str] = (),
) -> "DataFrame":
    """The table with three more columns: ``clean_text``, ``clean_log`` and ``clean_error``, all of them strings; and
    those that ``columns`` names, ``confidence`` a double and ``flags`` an array.

    A row that cannot be cleaned (no text, HTML, a bug that it meets) has nulls and its cause in ``clean_error``. The
    log is a JSON array, as `cleaner.restore` takes it: it has records of three kinds, which one type of struct would
    fill with nulls, and a table's schema must not change when the log's does. `from_json` makes structs of it:

        done.selectExpr("explode(from_json(clean_log, 'array<struct<rule: string, before: string>>'))")

    Args:
        df: any table; its columns stay as they are.
        text: column of the text, a string or binary.
        url: column of the URL, which picks the rules and templates of a site; `url` may be missing.
        site: column of the site's name, where templates were learned under other names than hosts.
        id: column of the id, for the log; `id` may be missing.
        prefix: precedes the names of the columns added.
        columns: what else is added: confidence, kind, flags, encoding, language, mode, as a list or with commas between
            them; ``kind`` becomes ``clean_kind``, ``kind=page`` becomes ``page``.
        cleaner: how to clean; None for the default.

    Raises:
        OptionError: a column asked for is not there or holds no text, or one to be added is there already.
    """
    return clean_table_of(df, TableColumns(text, url, site, id, prefix).with_beside(columns), cleaner or Cleaner())


def clean_table_of(df: "DataFrame", wanted: TableColumns, cleaner: Cleaner) -> "DataFrame":
    """`clean`, with the columns as one."""
    from pyspark.sql.types import ArrayType, DoubleType, StringType, StructField, StructType

    columns = wanted.within(df.columns)
    kind = df.schema[columns.text].dataType.typeName()
    if kind not in ("string", "binary"):
        raise OptionError(f"the column {columns.text!r} holds no text: it is of type {kind}")
    adopted = on_workers(df.sparkSession, cleaner)

    def run(batches: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        return clean_batches(adopted(), batches, columns)

    special = {"confidence": DoubleType(), "flags": ArrayType(StringType())}
    kinds = [StringType()] * 3 + [special.get(column.what, StringType()) for column in columns.beside]
    return df.mapInArrow(run, StructType([*df.schema, *map(StructField, columns.added, kinds)]))


def learn(df: "DataFrame", text: str = "text", url: str = "url", site: str = "") -> Templates:
    """The templates of the sites of a table: those that `cleaner learn` finds, whatever the order and the partitions.

    Pages are reduced to patterns where they lie, then grouped by site; a site's patterns wait on its worker's disk, so
    that it may be larger than memory. The templates of all sites come to the driver. Rows without text or site, and
    HTML, are left out; how many and why goes to the log of ``cleaner.integrations.spark``.

    Args:
        df: a table of pages.
        text: column of the text, a string or binary.
        url: column of the URL, whose host is the site.
        site: column that names the site, in place of ``url``.

    Raises:
        OptionError: a column is not there.
    """
    import pyarrow as pa  # in the signature below, from which Spark sees that it takes one batch after the other

    columns = TableColumns(text, "" if site else url, site, "").within(df.columns, adding=False)
    named = columns.site or columns.url
    if not named:
        raise OptionError(f"there is no column {url!r} for the url; there are {', '.join(df.columns)}")
    by_url = not columns.site

    def see(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return sight_batches(batches, by_url)

    def judge(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return learn_group(batches)

    pages = df.select(df[columns.text].alias("text"), df[named].alias("name")).mapInArrow(see, SIGHTED_ROWS)
    rows = pages.groupBy("site").applyInArrow(judge, LEARNED_ROWS).collect()
    for row in rows:
        if row.rejected:
            spark_logger.warning("%d pages rejected, the first cause: %s", row.rejected, row.cause)
    books = [parse_templates(row.templates, "templates") for row in rows if not row.rejected]
    return Templates(found for book in books for found in book.sites.values())


def on_workers(session: "SparkSession", cleaner: Cleaner) -> Callable[[], Cleaner]:
    """A function that gives, in whatever process it is called, that process's one copy of the cleaner.

    The function raises OptionError where this package is another version than the driver's.
    """
    sent = session.sparkContext.broadcast((package_digest(), cleaner))

    def adopted() -> Cleaner:
        copy: Cleaner
        wanted, copy = sent.value
        if wanted != package_digest():
            raise OptionError("webtext-cleaner on the workers has other rules or weights than on the driver")
        return copy

    return adopted


@cache
def package_digest() -> str:
    """A digest of this package's version, rules and weights."""
    from cleaner import __version__  # the package imports its modules

    found = hashlib.sha256(f"{__version__} {builtin_rules()!r}".encode())
    for file in sorted((resources.files("cleaner.model") / "data").iterdir(), key=lambda file: file.name):
        found.update(file.read_bytes())
    return found.hexdigest()


# --- on the workers ---


def clean_batches(
    cleaner: Cleaner, batches: "Iterable[pa.RecordBatch]", columns: TableColumns
) -> "Iterator[pa.RecordBatch]":
    """The batches in parts of at most ROWS rows, with the columns added."""
    import pyarrow as pa  # with Spark only

    for batch in batches:
        for start in range(0, batch.num_rows, ROWS):
            part = batch.slice(start, ROWS)
            roles = (columns.text, columns.url, columns.site, columns.id)
            done = [
                clean_cells(cleaner, text, columns.beside, url=url, site=site, doc_id=doc_id)
                for text, url, site, doc_id in zip(*(cells(part, name) for name in roles), strict=True)
            ]
            kinds = [pa.string()] * 3 + [arrow_kind(column.what) for column in columns.beside]
            added = [pa.array([row.added[at] for row in done], kind) for at, kind in enumerate(kinds)]
            yield pa.RecordBatch.from_arrays([*part.columns, *added], [*part.schema.names, *columns.added])


def sight_batches(batches: "Iterable[pa.RecordBatch]", by_url: bool) -> "Iterator[pa.RecordBatch]":
    """What there is to learn from each row of the columns ``text`` and ``name`` (a URL or a site): SIGHTED_ROWS."""
    for batch in batches:
        for start in range(0, batch.num_rows, ROWS):
            part = batch.slice(start, ROWS)
            rows = [
                sighted(text, name, by_url) for text, name in zip(cells(part, "text"), cells(part, "name"), strict=True)
            ]
            yield to_batch(rows, SIGHTED_ROWS)


def sighted(text: object, name: object, by_url: bool) -> tuple[str | None, bytes | None, bytes | None, str | None]:
    """One row of SIGHTED_ROWS: either what there is to learn, or an error and no site."""
    seen = attempt(lambda: learnable(text, name, by_url))
    if seen.value is None:
        return None, None, None, storable(str(seen.error))
    site, page = seen.value
    return site, page.digest, page.pack(), None


def learnable(text: object, name: object, by_url: bool) -> tuple[str, Sighting]:
    """A page's site and what there is to learn from it; raises InputError where there is no text or no site."""
    source = text_of_task(Task(text))
    site = "" if name is None else site_of(str(name)) if by_url else str(name)
    if not site:
        raise InputError(f"no site is named: the value is {'null' if name is None else repr(name)}")
    return site, sight(page_text(source))


def learn_group(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    """One row of LEARNED_ROWS for the pages of a site, or for all the errors; none where there is nothing to say."""
    rejected, cause = 0, ""
    with Learner() as learner:
        for batch in batches:
            for row in batch.to_pylist():
                if row["error"] is None:
                    learner.put(row["site"], Sighting.unpack(row["digest"], row["page"]))
                else:
                    rejected, cause = rejected + 1, min(cause or row["error"], row["error"])
        found = learner.finish()
    if found.sites or rejected:  # most sites of a crawl have too few pages
        yield to_batch([(found.to_toml(), rejected, cause)], LEARNED_ROWS)


def to_batch(rows: list[Any], schema: str) -> "pa.RecordBatch":
    """Rows as a batch with the columns of a Spark schema."""
    import pyarrow as pa  # with Spark only

    kinds = {"string": pa.string(), "binary": pa.binary(), "long": pa.int64()}
    fields = [(name, kinds[kind]) for name, kind in (field.split() for field in schema.split(", "))]
    arrays = [pa.array([row[at] for row in rows], kind) for at, (_, kind) in enumerate(fields)]
    return pa.RecordBatch.from_arrays(arrays, [name for name, _ in fields])


def cells(batch: "pa.RecordBatch", name: str) -> list[Any]:
    """A column's values, nulls where there is no column; a string that is no UTF-8, which Spark lets pass, as bytes."""
    import pyarrow as pa  # with Spark only

    if not name:
        return [None] * batch.num_rows
    column = batch.column(batch.schema.names.index(name))
    try:
        return list(column.to_pylist())
    except UnicodeDecodeError:
        return [cell and text_or_bytes(cell) for cell in column.cast(pa.binary()).to_pylist()]
