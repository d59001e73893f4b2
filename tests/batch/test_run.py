"""Many documents: every format in and out, any number of workers, kills and resumption, rejects that cost only themselves."""

import gzip
import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, restore
from cleaner.batch.outputs import Outputs
from cleaner.batch.run import Run, items_of
from cleaner.batch.summary import Cleaned, Item
from cleaner.cli import main
from cleaner.errors import OptionError
from cleaner.io.documents import Document, Reject
from cleaner.io.formats import Source
from cleaner.io.formats.jsonl import json_record, read_json_lines
from cleaner.io.names import file_name
from cleaner.io.places import place_of
from cleaner.io.sources import read_documents
from cleaner.log import read_log
from tests.made_site import make_site, text_of

pytestmark = pytest.mark.usefixtures("one_worker_here")

PROSE = "The tide took the old pier in one night, and the town watched from the quay with its lamps held high.\n"
ROWS = [
    {
        "id": f"p{n}",
        "text": f"Skip to content\n{PROSE}{PROSE.replace('pier', f'pier {n}')}Leave a Reply\n",
        "stars": n,
        "more": {"a": [n]},
    }
    for n in range(60)
]
SITE = [text_of(page) for page in make_site("latin", 24, 5)]
PACKINGS = ["in.jsonl", "in.jsonl.gz", "in.ndjson.zst"]


def pack(data: bytes, name: str) -> bytes:
    """The data as a file of that name holds it."""
    if name.endswith(".zst"):
        zstandard = pytest.importorskip("zstandard")
        return bytes(zstandard.ZstdCompressor().compress(data))
    return gzip.compress(data, mtime=0) if name.endswith(".gz") else data


def lines(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(map(json_record, rows))


def run(*args: object) -> Result:
    return CliRunner().invoke(main, ["clean", "--mode", "careful", *map(str, args)])


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("name", PACKINGS)
def test_records_keep_their_other_fields_and_their_order(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(pack(lines(ROWS), name))
    result = run(tmp_path / name, "-o", tmp_path / "out.jsonl", "--log", tmp_path / "log.jsonl")
    assert result.exit_code == 0, result.stderr
    out = rows_of(tmp_path / "out.jsonl")
    assert [{**row, "text": ""} for row in out] == [{**row, "text": ""} for row in ROWS]
    assert [list(row) for row in out] == [list(row) for row in ROWS]
    assert all("Leave a Reply" not in row["text"] for row in out)
    with (tmp_path / "log.jsonl").open(encoding="utf-8") as stream:
        sources = [restore(row["text"], records) for row, records in zip(out, read_log(stream), strict=True)]
    assert sources == [row["text"] for row in ROWS]
    assert "60 documents cleaned, 0 rejected" in result.stderr
    assert "forms/leave-a-reply" in result.stderr
    assert not list(tmp_path.glob(".*parts"))


@pytest.mark.parametrize("name", ["log.jsonl", "log.jsonl.gz"])
def test_a_cleaned_file_is_restored_record_by_record(tmp_path: Path, name: str) -> None:
    (tmp_path / "in.jsonl").write_bytes(lines(ROWS))
    out, log, back = tmp_path / "out.jsonl", tmp_path / name, tmp_path / "back.jsonl"
    assert run(tmp_path / "in.jsonl", "-o", out, "--log", log, "-q").exit_code == 0
    assert CliRunner().invoke(main, ["restore", str(out), str(log), "-o", str(back)]).exit_code == 0
    assert back.read_bytes() == (tmp_path / "in.jsonl").read_bytes()
    out.write_bytes(lines(rows_of(out)[1:]))
    result = CliRunner().invoke(main, ["restore", str(out), str(log), "-o", str(tmp_path / "none.jsonl")])
    assert "holds no records for line 1" in result.stderr
    assert not (tmp_path / "none.jsonl").exists()


@pytest.mark.parametrize("name", ["out.jsonl.gz", "out.jsonl.zst"])
def test_packed_outputs_read_back(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.batch.run.PART_DOCUMENTS", 25)
    (tmp_path / "in.jsonl").write_bytes(lines(ROWS))
    assert run(tmp_path / "in.jsonl", "-o", tmp_path / name, "-q").exit_code == 0
    source = Source(place=tmp_path / name)
    back = [item.row.get("stars") for item in read_documents(source) if isinstance(item, Document)]
    assert back == [str(number) for number in range(60)]


def test_bad_records_are_rejected_by_line_and_the_rest_is_cleaned(tmp_path: Path) -> None:
    bad = [
        b"{\n",
        b"7\n",
        b'{"text": null, "id": "n"}\n',
        b'{"id": "m"}\n',
        b'{"text": "\xff"}\n',
        b"[" * 99_999 + b"\n",
    ]
    (tmp_path / "in.jsonl").write_bytes(lines(ROWS[:3]) + b"".join(bad) + lines(ROWS[3:5]))
    result = run(tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl")
    assert result.exit_code == 1
    assert [row["id"] for row in rows_of(tmp_path / "out.jsonl")] == ["p0", "p1", "p2", "p3", "p4"]
    rejects = rows_of(tmp_path / "out.jsonl.rejects.jsonl")
    assert [row["where"] for row in rejects] == [f"line {n}" for n in range(4, 10)]
    assert rejects[2]["id"] == "n"
    assert f"{len(bad)} rejected" in result.stderr


@pytest.mark.parametrize("name", PACKINGS[1:])
def test_a_packed_file_cut_in_the_middle_names_the_loss(tmp_path: Path, name: str) -> None:
    noise = [{**row, "noise": random.Random(n).randbytes(3000).hex()} for n, row in enumerate(ROWS)]
    data = pack(lines(noise), name)
    (tmp_path / name).write_bytes(data[: len(data) * 2 // 3])
    result = run(tmp_path / name, "-o", tmp_path / "out.jsonl", "-q")
    assert result.exit_code == 1
    done = rows_of(tmp_path / "out.jsonl")
    assert [row["stars"] for row in done] == list(range(len(done)))
    [reject] = [row for row in rows_of(tmp_path / "out.jsonl.rejects.jsonl") if row["where"].startswith("after line")]
    assert "cannot be read" in reject["cause"]


@given(
    st.lists(st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text())))
)
def test_json_lines_round_trip(rows: list[dict[str, Any]]) -> None:

    whole = [{**row, "text": "x", "id": str(n)} for n, row in enumerate(rows)]
    with TemporaryDirectory() as folder:
        Path(folder, "x.jsonl").write_bytes(lines(whole))
        items = list(read_json_lines(Source(place=Path(folder, "x.jsonl"))))
    assert [json.loads(item.row.json_with("text", "x")) for item in items if isinstance(item, Document)] == whole


def documents(count: int) -> list[Document | Reject]:
    return [Document(str(n), f"Skip to content\n{PROSE}{n}\n") for n in range(count)]


def cleaned(items: list[Document | Reject], cleaner: Cleaner, workers: int) -> list[Item]:
    """What a run over these documents gives."""
    run = Run(source=Source(place=Path("made")), outputs=Outputs(clean=Path("out")), workers=workers)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cleaner.batch.run.read_documents", lambda source: iter(items))
        return list(items_of(run, cleaner, 0))


def test_any_number_of_workers_gives_the_same() -> None:
    items = [*documents(70), Reject("bad", "line 3", "not JSON"), *documents(5)]
    alone = cleaned(items, Cleaner(mode="careful"), 1)
    assert cleaned(items, Cleaner(mode="careful"), 2) == alone
    assert [item for item in alone if isinstance(item, Reject)] == [items[70]]
    assert len(alone) == len(items)


class Treacherous(Cleaner):
    """A cleaner that some documents are too much for, each in its own way."""

    def clean(self, source: str | bytes, **more: Any) -> Any:
        """Cleans, or not."""
        if "SUICIDE" in str(source):
            os.kill(os.getpid(), signal.SIGKILL)
        if "HANG" in str(source):
            time.sleep(600)
        if "DEFECT" in str(source):
            raise ZeroDivisionError("by page")
        return super().clean(source, **more)


def test_a_document_that_kills_hangs_or_breaks_costs_only_itself() -> None:
    items = documents(40)
    for place, word in ((3, "SUICIDE"), (20, "HANG"), (39, "DEFECT")):
        items[place] = Document(f"bad {word}", word, where=f"line {place}")
    done = cleaned(items, Treacherous(mode="careful", max_seconds=1.5), 2)
    rejects = [item for item in done if isinstance(item, Reject)]
    assert [(item.id, item.where) for item in rejects] == [
        ("bad SUICIDE", "line 3"), ("bad HANG", "line 20"), ("bad DEFECT", "line 39"),
    ]  # fmt: skip
    assert [item.cause.partition(":")[0] for item in rejects] == ["its worker died", "took too long", "internal error"]
    assert [item[0].id for item in done if not isinstance(item, Reject)] == [d.id for d in items if " " not in d.id]
    assert all(isinstance(item[1], Cleaned) for item in done if not isinstance(item, Reject))


def test_a_folder_is_mirrored_by_workers_as_by_one_process(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.html").write_text(f"<html><body><p>{PROSE}</p></body></html>")
    for n in range(40):
        page = tmp_path / "in" / f"site{n % 3}" / f"{n}.txt"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(ROWS[n]["text"])  # type: ignore[arg-type]
    (tmp_path / "in" / "site0" / "bad.txt").write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    for workers in (1, 2):
        result = run(tmp_path / "in", "-o", tmp_path / f"out{workers}", "--workers", workers)
        assert result.exit_code == 1
        assert "41 documents cleaned, 1 rejected" in result.stderr
        assert f"rejected: {tmp_path}/in/site0/bad.txt: not text" in result.stderr
    texts = [
        {p.relative_to(out): p.read_text() for p in sorted(out.rglob("*.txt"))}
        for out in (tmp_path / "out1", tmp_path / "out2")
    ]
    assert texts[0] == texts[1]
    assert len(texts[0]) == 41
    assert texts[0][Path("a.txt")] == PROSE


@given(st.text())
def test_no_id_leaves_the_output_folder(key: str) -> None:
    path = Path(file_name(key))
    assert not path.is_absolute()
    assert path.parts
    assert not [
        part
        for part in path.parts
        if part in ("..", ".") or part.startswith(".") or "\0" in part or len(part.encode()) > 255
    ]


def table(path: Path, rows: list[dict[str, Any]], **options: Any) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pylist(rows), path, **options)


def test_parquet_keeps_columns_and_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow")
    import datetime

    import pyarrow.parquet as pq

    monkeypatch.setattr("cleaner.batch.run.PART_DOCUMENTS", 25)
    rows = [{**row, "when": datetime.datetime(2020, 1, 1), "blob": b"\xff"} for row in ROWS]
    table(tmp_path / "in.parquet", [*rows[:9], {**rows[9], "text": None}, *rows[10:]], row_group_size=20)
    result = run(tmp_path / "in.parquet", "-o", tmp_path / "out.parquet", "--log", tmp_path / "log.parquet", "-q")
    assert result.exit_code == 1
    before, after = pq.read_table(tmp_path / "in.parquet"), pq.read_table(tmp_path / "out.parquet")
    assert after.schema == before.schema
    assert after.drop(["text"]).to_pylist() == [r for r in before.drop(["text"]).to_pylist() if r["id"] != "p9"]
    assert rows_of(tmp_path / "out.parquet.rejects.jsonl")[0]["where"] == "row 10"
    log = pq.read_table(tmp_path / "log.parquet").to_pylist()
    first = [json.loads(row["json"]) for row in log if row["id"] == "p0"]
    assert restore(after["text"][0].as_py(), first) == ROWS[0]["text"]


def test_parquet_without_its_end_is_refused_in_one_line(tmp_path: Path) -> None:
    table(tmp_path / "in.parquet", ROWS)
    (tmp_path / "in.parquet").write_bytes((tmp_path / "in.parquet").read_bytes()[:-30])
    result = run(tmp_path / "in.parquet", "-o", tmp_path / "out.parquet")
    assert result.exit_code == 1
    assert "its end is missing" in result.stderr
    assert result.stderr.count("\n") == 1


def test_parquet_damaged_in_the_middle_names_the_rows_that_are_lost(tmp_path: Path) -> None:
    table(tmp_path / "in.parquet", ROWS, row_group_size=20, compression="zstd")
    import pyarrow.parquet as pq

    data = bytearray((tmp_path / "in.parquet").read_bytes())
    start = pq.ParquetFile(tmp_path / "in.parquet").metadata.row_group(1).column(1).data_page_offset
    data[start : start + 60] = bytes(60)
    (tmp_path / "in.parquet").write_bytes(bytes(data))
    result = run(tmp_path / "in.parquet", "-o", tmp_path / "out.jsonl", "-q")
    assert result.exit_code == 1
    assert [row["stars"] for row in rows_of(tmp_path / "out.jsonl")] == [*range(20), *range(40, 60)]
    assert rows_of(tmp_path / "out.jsonl.rejects.jsonl")[-1]["where"] == "rows 21 to 40"


def test_json_lines_to_parquet_and_back(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "in.jsonl").write_bytes(lines(ROWS))
    assert run(tmp_path / "in.jsonl", "-o", tmp_path / "a.parquet", "-q").exit_code == 0
    assert run(tmp_path / "a.parquet", "-o", tmp_path / "b.jsonl", "-q").exit_code == 0
    assert [json.loads(row["fields"])["stars"] for row in rows_of(tmp_path / "b.jsonl")] == list(range(60))


def archive(path: Path) -> bytes:
    """A WARC of two pages, a picture and a page not found."""
    records = b""
    for n, (status, kind, body) in enumerate((
        (200, "text/html; charset=windows-1252", f"<html><body><p>{PROSE}</p><p>café {PROSE}</p></body></html>".encode("cp1252")),
        (200, "image/png", b"\x89PNG"),
        (404, "text/html", b"<p>gone</p>"),
        (200, "text/plain", PROSE.encode()),
    )):  # fmt: skip
        http = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{n}>\r\nWARC-Target-URI: https://a.example/{n}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        record = head.encode() + http + b"\r\n\r\n"
        records += gzip.compress(record, mtime=0) if path.suffix == ".gz" else record
    path.write_bytes(records)
    return records


@pytest.mark.parametrize("name", ["in.warc", "in.warc.gz"])
def test_a_web_archive_is_cleaned_page_by_page(tmp_path: Path, name: str) -> None:
    pytest.importorskip("fastwarc")
    archive(tmp_path / name)
    result = run(tmp_path / name, "-o", tmp_path / "out.jsonl", "-q")
    assert result.exit_code == 0, result.stderr
    first, second = rows_of(tmp_path / "out.jsonl")
    assert first["url"] == "https://a.example/0"
    assert "café" in first["text"]
    assert second["text"] == PROSE


def test_what_an_archive_holds_beside_pages_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fastwarc")
    data = archive(tmp_path / "in.warc")
    other = "WARC/1.0\r\nWARC-Type: {}\r\nWARC-Record-ID: <urn:uuid:{}>\r\nContent-Length: 1\r\n\r\n?\r\n\r\n"
    kinds = ("warcinfo", "request", "request", "revisit", "metadata", "myown")
    data += b"".join(other.format(kind, f"x{n}").encode() for n, kind in enumerate(kinds))
    first = data[: data.index(b"WARC/1.0", 9)]
    data += b"".join(first.replace(b"<urn:uuid:0>", b"<urn:uuid:again%d>" % n) for n in range(9))
    (tmp_path / "in.warc").write_bytes(data)
    result = run(tmp_path / "in.warc", "-o", tmp_path / "out.jsonl")
    assert result.exit_code == 0, result.stderr
    skipped = result.stderr.partition("skipped, as no pages:\n")[2].splitlines()
    assert skipped == [
        "          2  request records",
        "          1  metadata records",
        "          1  revisit records",
        "          1  status 404",
        "          1  type image",
        "          1  unknown records",
        "          1  warcinfo records",
    ]
    out = (tmp_path / "out.jsonl").read_bytes()
    monkeypatch.setattr("cleaner.batch.run.PART_DOCUMENTS", 5)
    with patch("cleaner.batch.outputs.Sinks.finish", side_effect=KeyboardInterrupt):
        assert run(tmp_path / "in.warc", "-o", tmp_path / "again.jsonl").exit_code == 130
    resumed = run(tmp_path / "in.warc", "-o", tmp_path / "again.jsonl", "--resume")
    assert resumed.stderr.partition("skipped, as no pages:\n")[2].splitlines() == skipped
    assert (tmp_path / "again.jsonl").read_bytes() == out


@pytest.mark.parametrize("name", ["in.warc", "in.warc.gz"])
def test_a_web_archive_cut_in_the_middle_names_the_loss(tmp_path: Path, name: str) -> None:
    pytest.importorskip("fastwarc")
    data = archive(tmp_path / name)
    (tmp_path / name).write_bytes(data[:-40])
    result = run(tmp_path / name, "-o", tmp_path / "out.jsonl", "-q")
    assert result.exit_code == 1
    assert "café" in rows_of(tmp_path / "out.jsonl")[0]["text"]
    assert len(rows_of(tmp_path / "out.jsonl.rejects.jsonl")) == 1


def test_a_web_archive_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(lines(ROWS))
    assert "out.warc: this format is read only" in run(tmp_path / "in.jsonl", "-o", tmp_path / "out.warc").stderr


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A file system behind URLs that begin with ``memory://``; the current folder is an empty one."""
    pytest.importorskip("upath")
    fsspec = pytest.importorskip("fsspec")
    monkeypatch.chdir(tmp_path)
    made = fsspec.filesystem("memory")
    yield made
    made.rm("/", recursive=True)


def test_sources_and_outputs_behind_urls(tmp_path: Path, bucket: Any) -> None:
    rows: list[dict[str, Any]] = [*ROWS, {"id": "bad", "text": None}]
    bucket.pipe_file("/crawl/in.jsonl", lines(rows))
    (tmp_path / "in.jsonl").write_bytes(lines(rows))
    options = ("--log", "memory://crawl/deep/log.jsonl.gz", "-q")
    assert run("memory://crawl/in.jsonl", "-o", "memory://crawl/out.jsonl", *options).exit_code == 1
    assert run(tmp_path / "in.jsonl", "-o", "here.jsonl", "--log", "log.jsonl.gz", "-q").exit_code == 1
    assert bucket.cat_file("/crawl/out.jsonl") == Path("here.jsonl").read_bytes()
    assert bucket.cat_file("/crawl/deep/log.jsonl.gz") == Path("log.jsonl.gz").read_bytes()
    assert b'"bad"' in bucket.cat_file("/crawl/out.jsonl.rejects.jsonl")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "here.jsonl", "here.jsonl.rejects.jsonl", "in.jsonl", "log.jsonl.gz",
    ]  # fmt: skip
    command = ("restore", "memory://crawl/out.jsonl", "memory://crawl/deep/log.jsonl.gz", "-o", "memory://back.jsonl")
    assert CliRunner().invoke(main, command).exit_code == 0
    assert [row["text"] for row in map(json.loads, bucket.cat_file("/back.jsonl").splitlines())] == [
        row["text"] for row in ROWS
    ]


def test_folders_and_pages_behind_urls(tmp_path: Path, bucket: Any) -> None:
    for name, text in {"a.example/1.txt": SITE[0], "a.example/2.txt": SITE[1], ".hidden/3.txt": SITE[2]}.items():
        bucket.pipe_file(f"/crawl/{name}", text.encode())
    assert run("memory://crawl/", "-o", "memory://out/", "--log", "memory://log.jsonl", "-q").exit_code == 0
    assert sorted(bucket.find("/out")) == ["/out/a.example/1.txt", "/out/a.example/2.txt"]
    assert run("memory://crawl/a.example/1.txt", "-o", "memory://one.txt", "-q").exit_code == 0
    assert bucket.cat_file("/one.txt") == bucket.cat_file("/out/a.example/1.txt")
    assert run("memory://crawl/none.txt", "-q").exit_code == 1
    assert not list(tmp_path.iterdir())


def test_an_output_that_cannot_be_sent_is_one_line(
    tmp_path: Path, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.pipe_file("/in.jsonl", lines(ROWS))

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("no such right")

    monkeypatch.setattr(type(bucket), "put_file", refuse)
    result = run("memory://in.jsonl", "-o", "memory://out.jsonl", "-q")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "no such right" in result.stderr
    assert not bucket.exists("/out.jsonl")
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert run("memory://in.jsonl", "-o", "memory://out.jsonl", "-q", "--resume").exit_code == 0
    assert bucket.exists("/out.jsonl")


def test_a_url_without_what_it_needs_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("upath")
    assert "Unsupported filesystem" in run("nosuch://in.jsonl", "-o", "out.jsonl").stderr
    monkeypatch.setitem(sys.modules, "upath", None)
    assert "webtext-cleaner[remote]" in run("s3://in.jsonl", "-o", "out.jsonl").stderr


def test_learning_and_cleaning_in_one_command(tmp_path: Path) -> None:
    rows = [{"id": str(n), "url": f"https://a.example/{n}", "text": page} for n, page in enumerate(SITE)]
    (tmp_path / "in.jsonl").write_bytes(lines(rows))
    log = tmp_path / "log.jsonl"
    assert run(tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "--log", log, "--learn", "-q").exit_code == 0
    assert sum(row.get("stage") == "template" for row in rows_of(log)) > len(SITE)


@pytest.mark.parametrize("name", ["none.jsonl", "none.parquet", "none.warc", "memory://none.jsonl", "memory://none/"])
def test_a_source_that_is_not_there_is_one_line_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    pytest.importorskip("upath")
    pytest.importorskip("pyarrow")
    result = run(name if "://" in name else tmp_path / name, "-o", tmp_path / "out.jsonl")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_an_unknown_format_is_refused() -> None:
    pytest.importorskip("upath")
    with pytest.raises(OptionError, match="neither a folder nor one of"):
        list(read_documents(Source(place=place_of("https://a.example/page.doc"))))
