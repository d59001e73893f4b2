"""Spark on one and two executors: the same table, the same result, and the time each takes.

    python -m benchmarks.spark [--documents 20000] [--mode careful]

Documents are the benchmark's pages, repeated with changes: of each copy some lines are left out and numbers are others.
Each number of executors has a process and a `local-cluster` of its own, one core an executor. What is timed is reading
the table, cleaning it and adding up a hash of all results; the start of Spark and of the Python workers is not. The
hashes must be equal. On a machine that does other work too, the time by the clock says little: the processor time of
each Python worker says how evenly the work was shared, and whether sharing it made it more.
"""

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.data import read
from cleaner import Cleaner
from cleaner.options import Options

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

FILE_DOCUMENTS = 500
"""Documents a file: enough files that none of the executors waits long for the last one."""

DROPPED = 0.1
"""Of a copy's lines."""


def changed(text: str, copy: int) -> str:
    """A copy of a page: the first is the page itself, of others some lines are missing and numbers are others."""
    if not copy:
        return text
    rng = random.Random(f"{copy} {len(text)}")
    lines = [line for line in text.splitlines(keepends=True) if rng.random() >= DROPPED]
    return re.sub(r"\d+", lambda number: str(rng.randrange(10 ** len(number[0]))), "".join(lines))


def make_table(folder: Path, documents: int) -> int:
    """Writes Parquet files with the columns id, url and text; the number of characters in all."""
    pages = [(page["id"], page["dumps"]["blocks"]) for page in read("wcxb-dev")]
    size = 0
    for start in range(0, documents, FILE_DOCUMENTS):
        rows = []
        for number in range(start, min(start + FILE_DOCUMENTS, documents)):
            name, text = pages[number % len(pages)]
            text = changed(text, number // len(pages)).encode("utf-8", "replace").decode()
            rows.append({"id": f"{name}-{number}", "url": f"https://site-{number % 50}.example/{number}", "text": text})
            size += len(text)
        pq.write_table(pa.Table.from_pylist(rows), folder / f"{start:07}.parquet")
    return size


def processor_times(spark: "SparkSession", executors: int) -> dict[int, float]:
    """Processor time so far of each Python worker, in seconds, by process id."""

    def probe(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for _ in batches:
            time.sleep(0.2)  # long enough that every worker gets one
            place = [[os.getpid()], [time.process_time()]]
            yield pa.RecordBatch.from_arrays([*map(pa.array, place)], ["process", "seconds"])

    rows = spark.range(64).repartition(8 * executors).mapInArrow(probe, "process long, seconds double").collect()
    return {process: max(row.seconds for row in rows if row.process == process) for process, _ in rows}


def measure(folder: str, executors: int, mode: str) -> None:
    """Prints the plan, the seconds and the hash."""
    import pyspark
    from pyspark.sql import SparkSession

    import cleaner.integrations.spark

    os.environ.update(SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable)
    options: dict[str, str] = {
        "spark.executor.memory": "1g",
        "spark.log.level": "ERROR",
        "spark.sql.files.maxPartitionBytes": "4m",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master(f"local-cluster[{executors},1,1024]").config(map=dict(options))
    spark = builder.getOrCreate()
    df = spark.read.parquet(folder)
    done = cleaner.integrations.spark.clean(df, cleaner=Cleaner(Options.of({"mode": mode, "kind": "text"})))
    result = done.selectExpr(
        "count(*) as documents",
        "count(clean_error) as rejected",
        "sum(length(clean_text)) as characters",
        "hex(bit_xor(xxhash64(id, clean_text, clean_log, clean_error))) as hash",
    )
    # every worker is up after this
    cleaner.integrations.spark.clean(df.limit(64).repartition(8), cleaner=Cleaner(Options.of({"mode": mode}))).collect()
    if executors == 1:
        done.explain()
    before, start = processor_times(spark, executors), time.perf_counter()
    (row,) = result.collect()
    seconds, after = time.perf_counter() - start, processor_times(spark, executors)
    busy = " + ".join(f"{used - before.get(process, 0.0):.1f}" for process, used in sorted(after.items()))
    print(f"processor time of the Python workers: {busy} s")
    print(f"RESULT {seconds:.1f} {row.asDict()}", flush=True)
    name = spark.sparkContext.applicationId
    spark.stop()
    shutil.rmtree(Path(pyspark.__file__).parent / "work" / name, ignore_errors=True)  # what local-cluster leaves


def main() -> None:
    """Makes the table, runs one and two executors on it, and compares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--mode", default="careful")
    parser.add_argument("--one", nargs=2, metavar=("FOLDER", "EXECUTORS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        measure(options.one[0], int(options.one[1]), options.mode)
        return
    with tempfile.TemporaryDirectory() as folder:
        size = make_table(Path(folder), options.documents)
        print(f"{options.documents:,} documents, {size:,} characters, {os.cpu_count()} cores, mode {options.mode}")
        found = []
        for executors in (1, 2):
            command = [
                sys.executable,
                "-m",
                "benchmarks.spark",
                "--mode",
                options.mode,
                "--one",
                folder,
                str(executors),
            ]
            out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            plan, _, last = out.partition("RESULT ")
            seconds, _, row = last.strip().partition(" ")
            print(
                f"{plan}{executors} executors: {seconds} s, {options.documents / float(seconds):.0f} documents/s, {row}"
            )
            found.append((float(seconds), row))
        (one, first), (two, second) = found
        if first != second:
            sys.exit("the results differ")
        print(f"two executors are {one / two:.2f} times as fast as one; the results are equal")


if __name__ == "__main__":
    main()
