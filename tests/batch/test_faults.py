"""One document costs only itself, whatever it holds, and whatever becomes of its worker."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
import zlib
from collections import deque
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cleaner import Cleaner, CleanerError
from cleaner.batch.outputs import Outputs
from cleaner.batch.pool import AHEAD, AHEAD_CHARS, Sent, Work, has_room
from cleaner.batch.run import Run, clean_source
from cleaner.batch.worker import TASKS_SENT
from cleaner.cleaner import whole
from cleaner.cli import main
from cleaner.errors import DefectError, InputError, OptionError, RulesError, TimeLimitError, WorkerError
from cleaner.io.documents import Document, Reject
from cleaner.io.formats import Source
from cleaner.io.formats.jsonl import json_record
from cleaner.io.http_body import decoded_body
from tests.batch.test_run import PROSE, ROWS, cleaned, documents, lines, rows_of, run
from tests.conftest import CHECKOUT

posix = pytest.mark.skipif(sys.platform == "win32", reason="it has no such signals")


# --- records ---


@pytest.mark.parametrize("workers", [1, 2])
def test_a_record_that_no_process_can_be_sent_is_cleaned(tmp_path: Path, workers: int) -> None:
    deep = '{"id":"deep","text":"Skip to content\\nThe tide.","meta":' + "[" * 600 + "]" * 600 + "}\n"
    (tmp_path / "in.jsonl").write_bytes(deep.encode() + lines(ROWS[:2]))
    done = run(tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "--workers", workers, "-q")
    assert done.exit_code == 0
    assert (tmp_path / "out.jsonl").read_text().splitlines()[0] == deep.replace("Skip to content\\n", "").replace(
        "tide.", "tide.\\n"
    ).rstrip("\n")


def test_what_is_not_the_text_comes_out_as_it_went_in(tmp_path: Path) -> None:
    odd = (
        '{ "a" : 1e400, "b":-0.0,"c": 0.1000000000000000055511151231257827, "n": NaN,  "big": '
        + "9" * 5000
        + ', "esc": "\\u00e9\\ud800", "id": 1.50, "text": "The tide.\\n", "a": 1E5 }'
    )
    (tmp_path / "in.jsonl").write_bytes(odd.encode() + b"\r\n")
    assert run(tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "--log", tmp_path / "log", "-q").exit_code == 0
    assert (tmp_path / "out.jsonl").read_text() == odd + "\n"
    assert rows_of(tmp_path / "log")[0]["id"] == "1.50"


def test_a_number_is_no_text_and_a_list_is_no_id(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": 5, "id": 7}\n{"text": "The tide.", "id": [[1]]}\n')
    assert run(tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "-q").exit_code == 1
    rejects = rows_of(tmp_path / "out.jsonl.rejects.jsonl")
    assert [row["cause"].split(":")[0] for row in rejects] == [
        "the field 'text' holds no text",
        "the field 'id' holds no id",
    ]


def test_surrogate_ids_cost_nothing(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "in.jsonl").write_text('{"text": "The tide.", "id": "\\udcffx", "group": "\\ud800"}\n')
    for output, log in (("out.jsonl", "l.jsonl"), ("out.parquet", "l.parquet"), ("out", "l")):
        done = run(tmp_path / "in.jsonl", "-o", tmp_path / output, "--log", tmp_path / log, "-q")
        assert done.exit_code == 0, done.output
    learned = CliRunner().invoke(main, ["learn", str(tmp_path / "in.jsonl"), "--group", "group", "-q"])
    assert learned.exit_code == 0, learned.output


# --- tables ---


def odd_table(tmp_path: Path) -> Any:
    """A table with what Python has no form for, or no room."""
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    broken = pa.array([b"\xff", b"fine", None], pa.binary()).view(pa.string())
    made = pa.table({
        "id": broken,
        "text": ["Skip to content\n" + PROSE, PROSE, "The tide.\n"],
        "broken": broken,
        "nested": pa.array([{"a": [1, None], "b": {"c": "x"}}, None, {"a": [], "b": {"c": "é"}}]),
        "day": pa.array([10**7, -(10**7), None], pa.int32()).cast(pa.date32()),
        "span": pa.array([1, 2, 3], pa.duration("ns")),
        "time": pa.array([2**62, 0, 1], pa.timestamp("us", tz="Europe/Berlin")),
        "blob": pa.array([b"\xff\x00", b"", None], pa.binary()),
        "word": pa.array(["a", "b", "a"]).dictionary_encode(),
        "decimal": pa.array([1, 2, 3]).cast(pa.decimal128(38, 10)),
    })  # fmt: skip
    pq.write_table(made, tmp_path / "in.parquet")
    return pq.read_table(tmp_path / "in.parquet")


def test_a_table_of_anything_keeps_all_but_the_text(tmp_path: Path) -> None:
    before = odd_table(tmp_path)
    import pyarrow.parquet as pq

    log = tmp_path / "log.parquet"
    done = run(tmp_path / "in.parquet", "-o", tmp_path / "out.parquet", "--log", log, "--workers", 2, "-q")
    assert done.exit_code == 0, done.output
    after = pq.read_table(tmp_path / "out.parquet")
    assert after.schema.equals(before.schema, check_metadata=True)
    for name in before.column_names:
        if name != "text":
            assert after.column(name).combine_chunks().equals(before.column(name).combine_chunks()), name
    assert after.column("text").to_pylist() == [PROSE, PROSE, "The tide.\n"]


def test_a_table_of_anything_is_written_as_json(tmp_path: Path) -> None:
    odd_table(tmp_path)
    assert run(tmp_path / "in.parquet", "-o", tmp_path / "out.jsonl", "-q").exit_code == 0
    rows = rows_of(tmp_path / "out.jsonl")
    assert rows[0]["broken"] == "\udcff"
    assert rows[0]["nested"] == {"a": [1, None], "b": {"c": "x"}}
    assert rows[0]["day"].endswith("29349-01-26")
    assert len(rows) == 3


@pytest.mark.parametrize(("kind", "fault"), [("int64", "holds no text"), ("list<item: string>", "holds no text")])
def test_a_column_that_holds_no_text_is_refused(tmp_path: Path, kind: str, fault: str) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"text": [1] if kind == "int64" else [["a"]]}), tmp_path / "in.parquet")
    assert fault in run(tmp_path / "in.parquet", "-o", tmp_path / "out.parquet").stderr


def test_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    pq.write_table(pa.table([["x"], ["y"], ["z"]], ["text", "a", "a"]), tmp_path / "in.parquet")
    done = run(tmp_path / "in.parquet", "-o", tmp_path / "out.parquet")
    assert "several columns called 'a'" in done.stderr
    assert done.stderr.count("\n") == 1


# --- pages ---


@pytest.mark.parametrize("charset", ["punycode", "idna", "undefined", "unicode_escape", "hex", "no such"])
def test_a_charset_that_is_none_costs_nothing(charset: str) -> None:
    text = "caf\u00e9 " * 20 + PROSE
    html = f'<html><meta charset="{charset}"><body><p>{text}</p></body></html>'.encode("cp1252")
    assert "tide" in Cleaner(mode="careful").clean(html).text
    assert "tide" in Cleaner(mode="careful", kind="text").clean(b"caf\xe9 " + PROSE.encode(), encoding=charset).text


def test_a_host_that_is_too_long_costs_nothing() -> None:
    url = f"https://{'a' * 300}.example/x"
    assert Cleaner(mode="careful").clean(PROSE, url=url).text == PROSE


def response(headers: str, body: bytes, number: int) -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n{headers}\r\n".encode() + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
    head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    return head.encode() + http + b"\r\n\r\n"


def chunks(data: bytes) -> bytes:
    pieces = [data[at : at + 20] for at in range(0, len(data), 20)]
    return b"".join(b"%X;x=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def test_bodies_of_an_archive_are_what_a_browser_has(tmp_path: Path) -> None:
    pytest.importorskip("fastwarc")
    text = PROSE.encode()
    raw = zlib.compressobj(wbits=-15)
    bodies = [
        ("Transfer-Encoding: chunked\r\n", chunks(text)),
        ("Content-Encoding: gzip\r\n", gzip.compress(text)),
        ("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", chunks(gzip.compress(text))),
        ("Content-Encoding: deflate\r\n", zlib.compress(text)),
        ("Content-Encoding: deflate\r\n", raw.compress(text) + raw.flush()),
        ("Content-Encoding: gzip\r\n", text),  # as many crawlers store it
        ("Transfer-Encoding: chunked\r\n", text),
        ("Content-Encoding: br\r\n", text),
        ("Content-Encoding: br\r\n", b"\x1b\x00\x01\x02"),
        ("Content-Encoding: gzip\r\n", gzip.compress(text)[:-12]),
        ("Transfer-Encoding: chunked\r\n", chunks(text)[:60]),
    ]
    archive = b"".join(response(*body, number) for number, body in enumerate(bodies))
    for name, data in (("in.warc", archive), ("in.warc.gz", gzip.compress(archive))):
        (tmp_path / name).write_bytes(data)
        assert run(tmp_path / name, "-o", tmp_path / "out.jsonl", "-q").exit_code == 1
        assert [row["text"] for row in rows_of(tmp_path / "out.jsonl")] == [PROSE] * 8
        rejects = rows_of(tmp_path / "out.jsonl.rejects.jsonl")
        assert [row["id"] for row in rejects] == [f"<urn:uuid:{number}>" for number in (8, 9, 10)]


def test_a_body_unpacks_to_no_more_than_it_may() -> None:
    assert len(decoded_body(gzip.compress(b"x" * 10**7), "", "gzip", 1000)) == 1001
    with pytest.raises(InputError, match="damaged"):
        decoded_body(b"\x1f\x8b\x08 no", "", "gzip", 1000)


# --- bounded ---


def test_a_line_that_is_too_long_is_named_and_the_next_is_read(tmp_path: Path) -> None:
    long = b'{"text": "' + b"x" * 3_000_000 + b'"}\n'
    (tmp_path / "in.jsonl.gz").write_bytes(gzip.compress(lines(ROWS[:1]) + long + lines(ROWS[1:2])))
    done = run(tmp_path / "in.jsonl.gz", "-o", tmp_path / "out.jsonl", "--max-bytes", 10_000)
    assert [row["id"] for row in rows_of(tmp_path / "out.jsonl")] == ["p0", "p1"]
    assert "line 2: 2: the line is longer than" in done.stderr


def test_a_file_is_read_no_further_than_it_may(tmp_path: Path) -> None:
    with (tmp_path / "hole.txt").open("wb") as stream:
        stream.truncate(10**12)  # a hole on the disk; read, it would not fit into any memory
    done = CliRunner().invoke(main, ["clean", str(tmp_path / "hole.txt"), "--max-bytes", "1000"])
    assert "more than --max-bytes 1000" in done.stderr


def test_what_is_under_way_is_bounded_by_size() -> None:
    one = Work(cleaner=Cleaner(mode="careful"), make=whole)
    most = AHEAD // TASKS_SENT
    small, large = Sent([(None, None)] * TASKS_SENT, None, 10, None), Sent([(None, None)], None, AHEAD_CHARS, None)
    assert has_room(deque([small] * (most - 1)), one)
    assert not has_room(deque([small] * most), one)
    assert not has_room(deque([large]), one)
    assert has_room(deque([large]), replace(one, workers=2))


# --- workers ---


class Frail(Cleaner):
    """A cleaner whose process is killed at some documents: at ONCE the first time only."""

    def clean(self, source: str | bytes, **more: Any) -> Any:
        text = str(source)
        if "ONCE" in text:
            mark = Path(text.split()[1])
            if not mark.exists():
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        if "HANG" in text:
            time.sleep(600)
        return super().clean(source, **more)


@posix
def test_a_worker_that_is_killed_once_costs_nothing(tmp_path: Path) -> None:
    items: list[Document | Reject] = documents(30)
    for number in (3, 11, 12, 29):
        items[number] = Document(str(number), f"ONCE {tmp_path / str(number)}\n{PROSE}")
    done = cleaned(items, Frail(mode="careful"), 2)
    assert [item[0].id for item in done if not isinstance(item, Reject)] == [str(number) for number in range(30)]


@posix
@pytest.mark.parametrize("workers", [1, 2])
def test_a_record_costs_itself_alone_where_workers_take_it_apart(tmp_path: Path, workers: int) -> None:
    texts = {f"p{number}": f"{PROSE}{number}\n" for number in range(30)}
    texts |= {"p3": f"ONCE {tmp_path / 'mark'}\n{PROSE}", "p9": "HANG", "p20": f"ONCE {tmp_path}/never/there"}
    rows = [{"id": name, "text": text} for name, text in texts.items()]
    data = b"".join(map(json_record, rows))
    (tmp_path / "in.jsonl").write_bytes(data + b'{"id": "none"}\n\n{"id": "deep", "text": ' + b"[" * 9999 + b"\n")
    outputs = Outputs(clean=tmp_path / "out.jsonl", log=tmp_path / "log.jsonl")
    made = Run(source=Source(place=tmp_path / "in.jsonl"), outputs=outputs, workers=workers)
    seen: list[Any] = []
    summary = clean_source(made, Frail(mode="careful", max_seconds=1), lambda item, _: seen.append(item))
    rejects = {item.id: (item.where, item.cause) for item in seen if isinstance(item, Reject)}
    assert [*rejects] == ["p9", "p20", "none", "33"]
    assert rejects["p9"] == ("line 10", "took too long: more than 2 s")
    assert rejects["p20"][1].startswith("internal error: FileNotFoundError")
    assert rejects["none"] == ("line 31", "the field 'text' holds no text")
    assert rejects["33"][0] == "line 33"
    assert summary.documents == 28
    kept = [json.loads(line)["id"] for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert kept == [name for name in texts if name not in rejects]


@posix
def test_the_time_of_each_document_is_bounded_with_one_worker_too() -> None:
    items: list[Document | Reject] = [*documents(3), Document("slow", "HANG"), *documents(3)]
    done = cleaned(items, Frail(mode="careful", max_seconds=1), 1)
    assert [item.cause for item in done if isinstance(item, Reject)] == ["took too long: more than 2 s"]
    assert len(done) == 7


@posix
def test_pipe_raises_skips_or_keeps_what_cannot_be_cleaned() -> None:
    made = ["The tide.\n", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", None, "HANG", "The quay.\n"]
    for workers in (1, 2):
        some: Any = made if workers == 2 else [text for text in made if text != "HANG"]
        cleaner = Frail(mode="careful", max_seconds=1)
        kept = list(cleaner.pipe(some, workers=workers, on_error="keep"))
        assert [type(item).__name__ for item in kept if isinstance(item, CleanerError)] == [
            "BinaryInputError", "InputError", "TimeLimitError",
        ][: workers + 1]  # fmt: skip
        assert len(kept) == len(some)
        skipped = list(cleaner.pipe(some, workers=workers, on_error="skip"))
        assert [result.text for result in skipped] == ["The tide.\n", "The quay.\n"]
        with pytest.raises(InputError, match="not text"):
            list(cleaner.pipe(some, workers=workers))
    assert issubclass(TimeLimitError, WorkerError)


class Defective(Cleaner):
    def clean(self, source: str | bytes, **more: Any) -> Any:
        raise ZeroDivisionError("by page")


def test_pipe_names_a_defect_and_keeps_its_cause() -> None:
    with pytest.raises(DefectError, match="ZeroDivisionError: by page") as caught:
        list(Defective().pipe(["x"]))
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


class Wrong(Cleaner):
    def clean(self, source: str | bytes, **more: Any) -> Any:
        raise RulesError("mine.toml: no TOML")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_cleaner_that_can_clean_nothing_ends_the_run(workers: int) -> None:
    with pytest.raises(RulesError, match=r"mine.toml: no TOML"):
        cleaned(documents(5), Wrong(), workers)
    with pytest.raises(RulesError, match=r"mine.toml: no TOML"):
        list(Wrong().pipe(["x"], workers=workers, on_error="keep"))


def test_pipe_takes_no_unknown_argument() -> None:
    for wrong in ({"url": "x"}, {"source": "x", "link": "y"}):
        with pytest.raises(OptionError, match="a mapping of source, url, site and encoding"):
            list(Cleaner().pipe([wrong]))
    with pytest.raises(OptionError, match="on_error"):
        list(Cleaner().pipe([], on_error="ignore"))  # type: ignore[call-overload]
    with pytest.raises(OptionError, match="workers"):
        list(Cleaner().pipe([], workers=0))


def test_a_missing_guard_is_named(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    code = "import cleaner\nfor result in cleaner.Cleaner().pipe(['The tide.'], workers=2):\n    print(result.text)\n"
    script.write_text(code)
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False, env=environment, timeout=120
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("cleaner.errors.WorkerError: worker processes cannot start.")
    assert '`if __name__ == "__main__":`' in done.stderr


class Unsendable(Cleaner):
    def __reduce__(self) -> Any:
        raise TypeError("not that one")


def test_a_cleaner_that_cannot_be_sent_is_named() -> None:
    with pytest.raises(OptionError, match="cannot be sent to other processes: not that one"):
        list(Unsendable().pipe(["x"], workers=2))
