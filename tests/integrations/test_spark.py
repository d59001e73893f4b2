"""Spark for real: a cluster of two executors, each a process with Python workers of its own, against the local engine."""

import datetime
import gzip
import json
import os
import random
import shutil
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from cleaner import Cleaner, restore
from cleaner.batch.cells import Cells, clean_cells
from cleaner.cli import main
from cleaner.errors import OptionError
from cleaner.learning import learn
from cleaner.log import read_log
from cleaner.options import Mode
from cleaner.templates import Templates
from tests.conftest import CHECKOUT
from tests.integrations.test_steps import BOOK, PAGE, SHELL, Breaking
from tests.made_site import make_site, text_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

pytest.importorskip("pyspark", reason="the extra 'spark' is not installed")
if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
    pytest.skip("Spark needs Java", allow_module_level=True)

import pyspark

import cleaner.integrations.spark

CORPUS = [path.read_bytes().decode("utf-8", "replace") for path in sorted((CHECKOUT / "corpus").glob("*/page.txt"))]


@pytest.fixture(scope="module")
def spark() -> Iterator["SparkSession"]:
    """One session for all, as it takes seconds to start."""
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYTHONPATH", str(CHECKOUT))
        options: dict[str, Any] = {
            "spark.driver.memory": "512m",
            "spark.executor.memory": "512m",
            "spark.log.level": "ERROR",
            "spark.sql.shuffle.partitions": "3",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
        }
        builder = SparkSession.builder.master("local-cluster[2,1,1024]").config(map=options)
        session = builder.getOrCreate()
        yield session
        name = session.sparkContext.applicationId
        session.stop()
        shutil.rmtree(Path(pyspark.__file__).parent / "work" / name, ignore_errors=True)


def pages(count: int) -> list[dict[str, Any]]:
    """Rows with columns of many types beside the text; every fifth page of another site, every seventh no page."""
    odd = [None, SHELL, "", "\n"]
    return [
        {
            "id": f"page-{number}",
            "text": odd[number // 7 % 4] if number % 7 == 6 else f"{CORPUS[number % len(CORPUS)]}Seen by\n{number}\n",
            "url": None if number % 11 == 10 else f"https://www.{'ab'[number % 5 > 0]}.example/{number}",
            "seen": datetime.datetime(2021, 3, 3, 10, number % 60, 1, 7),
            "price": None if number % 3 else Decimal("1.50"),
            "tags": ["tide", None],
            "meta": {"depth": number},
        }
        for number in range(count)
    ]


SCHEMA = (
    "id string, text string, url string, seen timestamp, price decimal(8, 2), tags array<string>, meta map<string, int>"
)


def table(spark: "SparkSession", rows: list[dict[str, Any]]) -> "DataFrame":
    return spark.createDataFrame(rows, SCHEMA).repartition(4)


@pytest.mark.parametrize("mode", ["careful", "balanced"])
def test_two_executors_give_what_one_cleaner_gives(spark: "SparkSession", mode: Mode) -> None:
    rows, local = pages(60), Cleaner(mode=mode, templates=BOOK)
    df = table(spark, rows)
    assert df.rdd.getNumPartitions() == 4
    done = cleaner.integrations.spark.clean(df, cleaner=local)
    assert done.columns == [*rows[0], "clean_text", "clean_log", "clean_error"]
    found = {row["id"]: row.asDict() for row in done.collect()}
    assert len(found) == len(rows)
    for row in rows:
        other = found[row["id"]]
        wanted: Cells = clean_cells(local, row["text"], url=row["url"], doc_id=row["id"])
        assert [other[name] for name in ("clean_text", "clean_log", "clean_error")] == [*wanted.added]
        assert {name: other[name] for name in row} == row
        if wanted.text is not None:
            assert restore(wanted.text, json.loads(wanted.log or "")) == row["text"]
    assert sum(row["clean_error"] is not None for row in found.values()) == 4


def test_each_python_process_holds_one_cleaner(spark: "SparkSession") -> None:
    import pyarrow as pa

    adopted = cleaner.integrations.spark.on_workers(spark, Cleaner())

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for _ in batches:
            place = [[os.environ["SPARK_EXECUTOR_DIRS"]], [os.getpid()], [id(adopted())]]
            yield pa.RecordBatch.from_arrays([*map(pa.array, place)], ["executor", "process", "cleaner"])

    df = spark.range(64).repartition(8).mapInArrow(run, "executor string, process long, cleaner long")
    found = {tuple(row) for row in df.collect()}
    assert len({executor for executor, _, _ in found}) == 2
    assert len(found) == len({process for _, process, _ in found})


def test_the_plan_is_one_pass_without_a_shuffle(spark: "SparkSession") -> None:
    df = cleaner.integrations.spark.clean(spark.createDataFrame([(PAGE,)], "text string"))
    plan = df._jdf.queryExecution().executedPlan().toString()
    assert "MapInArrow" in plan
    assert "Exchange" not in plan


def test_a_bug_and_damaged_text_cost_their_rows_alone(spark: "SparkSession") -> None:
    made = spark.createDataFrame([("1", PAGE), ("2", "Low water."), ("3", None)], "id string, text string")
    done = cleaner.integrations.spark.clean(made.repartition(2), cleaner=Breaking()).orderBy("id").collect()
    assert [row.clean_text for row in done] == [None, "Low water.\n", None]
    assert [row.clean_error for row in done] == [
        "internal error: ZeroDivisionError: the tide divided by nothing",
        None,
        "there is no text: the value is null",
    ]
    # Spark does not look into strings: what a broken writer left in a file comes through as it is.
    damaged = (
        "select cast(x'4c6f7720ff7761746572' as string) as text union all select 'Low water' union all select null"
    )
    texts = {row.clean_text for row in cleaner.integrations.spark.clean(spark.sql(damaged)).collect()}
    assert texts == {clean_cells(Cleaner(), b"Low \xffwater").text, "Low water\n", None}


def test_text_may_be_binary(spark: "SparkSession") -> None:
    made = spark.createDataFrame([(bytearray("Die Möwe saß.".encode("utf-16")),)], "page binary")
    (row,) = cleaner.integrations.spark.clean(made, text="page", prefix="out_").collect()
    assert row.out_text == "Die Möwe saß.\n"
    assert json.loads(row.out_log)[0]["encoding"] == "utf-16-le"


def test_the_log_makes_rows(spark: "SparkSession") -> None:
    done = cleaner.integrations.spark.clean(spark.createDataFrame([(PAGE,)], "text string"))
    edits = done.selectExpr("explode(from_json(clean_log, 'array<struct<rule: string, before: string>>'))").collect()
    assert ("navigation/skip-link", "Skip to content\n") in [tuple(row.col) for row in edits]


def test_wrong_columns_are_named_before_anything_runs(spark: "SparkSession") -> None:
    made = spark.createDataFrame([(1, PAGE)], "text int, clean_log string")
    with pytest.raises(OptionError, match="no column 'page' for the text"):
        cleaner.integrations.spark.clean(made, text="page")
    with pytest.raises(OptionError, match="'clean_log' already"):
        cleaner.integrations.spark.clean(made)
    with pytest.raises(OptionError, match="'text' holds no text: it is of type int"):
        cleaner.integrations.spark.clean(made, prefix="out_")
    with pytest.raises(OptionError, match="no column 'url'"):
        cleaner.integrations.spark.learn(made)


def test_another_version_on_the_workers_is_refused(spark: "SparkSession", monkeypatch: pytest.MonkeyPatch) -> None:
    cleaner.integrations.spark.package_digest.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(cleaner.integrations.spark, "builtin_rules", tuple)
        done = cleaner.integrations.spark.clean(spark.createDataFrame([(PAGE,)], "text string"))
    cleaner.integrations.spark.package_digest.cache_clear()
    with pytest.raises(Exception, match="has other rules or weights than on the driver"):
        done.collect()


def test_learning_equals_the_local_learner(spark: "SparkSession", caplog: pytest.LogCaptureFixture) -> None:
    sites = {"a.example": make_site("latin", 24, 5), "b.example": make_site("greek", 12, 6), "few.example": []}
    sites["few.example"] = sites["a.example"][:4]
    texts = [(site, text_of(page)) for site, made in sites.items() for page in made]
    wanted = learn(texts)
    assert set(wanted.sites) == {"a.example", "b.example"}
    rows: list[tuple[str | None, str | None]]
    rows = [(text, f"https://WWW.{site}/{number}") for number, (site, text) in enumerate(texts)]
    rows += [rows[0], (None, "https://a.example/"), (SHELL, "https://a.example/"), ("text", None), ("text", "https://")]
    random.Random(7).shuffle(rows)
    df = spark.createDataFrame(rows, "text string, url string").repartition(4)
    found = cleaner.integrations.spark.learn(df)
    assert found == wanted
    assert found.to_toml() == wanted.to_toml()
    assert "4 pages rejected, the first cause: no site is named" in caplog.text
    by_name = df.selectExpr("text as page", "substring_index(lower(url), '/', 3) as host")
    named = cleaner.integrations.spark.learn(by_name, text="page", site="host")
    assert named.sites["https://www.a.example"].lines == wanted.sites["a.example"].lines


def test_learning_from_nothing_finds_nothing(spark: "SparkSession") -> None:
    assert cleaner.integrations.spark.learn(spark.createDataFrame([], "text string, url string")) == Templates()


# --- cleaner clean --engine spark ---


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["clean", "--engine", "spark", *map(str, arguments)])


def read_all(folder: Path, pattern: str = "part-*") -> list[str]:
    """The lines of a folder that Spark wrote, in the order of its parts."""
    assert (folder / "_SUCCESS").exists()
    return [line for part in sorted(folder.glob(pattern)) for line in part.read_text("utf-8").split("\n")[:-1]]


def documents(lines: list[str]) -> dict[str, list[dict[str, Any]]]:
    """The records of a log by the document's id."""
    return {records[0]["id"]: records for records in read_log(iter(lines))}


def test_json_lines_on_two_executors(spark: "SparkSession", tmp_path: Path) -> None:
    rows = [{**row, "seen": None, "price": 1.5, "log": [1, {"é": None}], "error": "none"} for row in pages(30)]
    bad = [b"[" * 100_000, b"{", b"[1]", b'{"text": "\xff"}', b'{"id": "\\udcff7"}']
    lines = [json.dumps(row, ensure_ascii=False).encode() for row in rows]
    lines += [b'{"id": "half", "text": "a \\ud800 b"}', b"  ", *bad]
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(lines))
    (tmp_path / "templates.toml").write_text(BOOK.to_toml(), "utf-8")
    options = ["--templates", tmp_path / "templates.toml", "--log", tmp_path / "log"]
    done = run(tmp_path / "in.jsonl", "-o", tmp_path / "out", *options)
    assert done.exit_code == 1
    assert "29 documents cleaned, 7 rejected" in done.output

    local = Cleaner(templates=BOOK)
    wanted = {row["id"]: clean_cells(local, row["text"], url=row["url"], doc_id=row["id"]) for row in rows}
    cleaned = {row["id"]: row for row in map(json.loads, read_all(tmp_path / "out"))}
    logs = documents(read_all(tmp_path / "log"))
    assert cleaned.pop("half") == {"id": "half", "text": "a \ufffd b\n"}
    assert restore("a \ufffd b\n", logs.pop("half")) == "a \ud800 b"
    assert list(cleaned) == [row["id"] for row in rows if wanted[row["id"]].text is not None]
    assert list(logs) == list(cleaned)
    for row in rows:
        expected = wanted[row["id"]]
        if expected.text is not None:
            assert cleaned[row["id"]] == {**row, "text": expected.text}
            assert logs[row["id"]] == json.loads(expected.log or "")
    rejects = [json.loads(line) for line in read_all(tmp_path / "out.rejects")]
    assert [row["error"].split(":")[0] for row in rejects[2:]] == [
        "RecursionError", "not JSON", "not a JSON object", "not JSON", "there is no text",
    ]  # fmt: skip
    assert rejects[-1]["id"] == "\\udcff7"
    assert all(row["file"].endswith("in.jsonl") and row["line"] for row in rejects)


def test_parquet_on_two_executors(spark: "SparkSession", tmp_path: Path) -> None:
    rows = pages(30)
    made = spark.createDataFrame(rows, SCHEMA).selectExpr("*", "id as log", "url as error", "text as body").drop("text")
    made.repartition(3).write.parquet(str(tmp_path / "in.parquet"))
    done = run(tmp_path / "in.parquet", "-o", tmp_path / "out", "--log", tmp_path / "log", "--text-field", "body")
    assert done.exit_code == 1
    assert "28 documents cleaned, 2 rejected" in done.output
    out = spark.read.parquet(str(tmp_path / "out"))
    assert out.columns == made.columns
    found = {row["id"]: row.asDict() for row in out.collect()}
    logs = documents(read_all(tmp_path / "log"))
    for row in rows:
        wanted = clean_cells(Cleaner(), row["text"], url=row["url"], doc_id=row["id"])
        if wanted.text is None:
            assert row["id"] not in found
            continue
        text = found[row["id"]]["body"]
        assert text == wanted.text
        assert logs[row["id"]] == json.loads(wanted.log or "")
        others = {name: value for name, value in row.items() if name != "text"}
        assert found[row["id"]] == {**others, "log": row["id"], "error": row["url"], "body": text}
    rejects = [json.loads(line) for line in read_all(tmp_path / "out.rejects")]
    assert {row["id"] for row in rejects} == {row["id"] for row in rows} - set(found)
    assert all("row" in row and row["file"].endswith(".parquet") for row in rejects)


def test_all_well_is_quiet_and_leaves_no_rejects(spark: "SparkSession", tmp_path: Path) -> None:
    with gzip.open(tmp_path / "in.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"text": PAGE}) + "\n")
    done = run(tmp_path / "in.jsonl.gz", "-o", tmp_path / "out", "--quiet")
    assert (done.exit_code, done.output) == (0, "")
    (line,) = read_all(tmp_path / "out")
    assert json.loads(line) == {"text": clean_cells(Cleaner(), PAGE).text}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl.gz", "out"]


def test_columns_are_added_to_tables_and_files(spark: "SparkSession", tmp_path: Path) -> None:
    result = Cleaner().clean(PAGE)
    made = cleaner.integrations.spark.clean(spark.createDataFrame([(PAGE,)], "text string"), columns="confidence,flags")
    assert dict(made.dtypes)["clean_flags"] == "array<string>"
    row = made.collect()[0]
    assert (row["clean_confidence"], row["clean_flags"]) == (result.confidence, [])
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": PAGE}) + "\n" + json.dumps({"text": PAGE, "kind": 1}) + "\n")
    spark.createDataFrame([(PAGE,)], "text string").write.parquet(str(tmp_path / "in.parquet"))
    for suffix, bad in (("jsonl", 1), ("parquet", 0)):
        out = tmp_path / f"out-{suffix}"
        done = run(tmp_path / f"in.{suffix}", "-o", out, "--log", f"{out}.log", "--columns", "kind=kind")
        assert f"1 documents cleaned, {bad} rejected" in done.output
        found = json.loads(read_all(out)[0]) if suffix == "jsonl" else spark.read.parquet(str(out)).first().asDict()  # type: ignore[union-attr]
        assert found == {"text": result.text, "kind": result.kind}
        assert json.loads(read_all(Path(f"{out}.log"))[0])["columns"] == ["kind"]


def test_wrong_usage_of_the_command_is_one_line(spark: "SparkSession", tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "The tide."}\n')
    (tmp_path / "there").mkdir()
    for arguments, (status, message) in {
        (source,): (2, "writes a folder: name it with -o"),
        (source, "-o", tmp_path / "there"): (1, "is there already"),
        (tmp_path / "no.jsonl", "-o", tmp_path / "out"): (1, "PATH_NOT_FOUND"),
        (tmp_path / "in.docx", "-o", tmp_path / "out"): (2, "is none of .parquet, .jsonl"),
        (source, "-o", tmp_path / "out", "--learn"): (2, "--learn: --engine spark does without"),
        (source, "-o", tmp_path / "out", "--workers", 2): (2, "--workers: --engine spark does without"),
    }.items():
        done = run(*arguments)
        assert done.exit_code == status
        assert message in done.output
        assert len(done.output.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_missing_spark_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    done = run(tmp_path / "in.jsonl", "-o", tmp_path / "out")
    assert done.exit_code == 1
    assert "pip install 'webtext-cleaner[spark]'" in done.output
