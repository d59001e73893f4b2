"""No surprise on a terminal or in a log; what is asked is done, or refused with exit status 2."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, log_records, restore
from cleaner.batch.learning import learn_source
from cleaner.batch.outputs import Outputs
from cleaner.batch.pool import clean_stream_here
from cleaner.batch.run import Run, clean_source
from cleaner.cli import main
from cleaner.cli.say import MOVES, one_line
from cleaner.errors import MissingExtraError, OptionError
from cleaner.io.compressed import packer
from cleaner.io.formats import Source
from cleaner.io.places import place_of
from cleaner.io.sources import identity_of, read_documents
from cleaner.log import to_json
from tests.batch.test_run import PROSE, ROWS, SITE, lines, rows_of

pytestmark = pytest.mark.usefixtures("one_worker_here")

UNICODE_ONLY = Cleaner(mode="careful", kind="text", stages=["unicode", "layout"])
HOSTILE = "a\x1b[2J\nrejected: b\x9b1m\u202e\u2028c\r"


def call(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


def clean(*args: object) -> Result:
    return call("clean", "--mode", "careful", *args)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_bytes(lines(ROWS[:3]))
    return path


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(f"Skip to content\n{PROSE}")
    return path


# --- on a terminal, in a log ---


def shows_no_controls(text: str) -> bool:
    return not any(MOVES.search(line) for line in text.split("\n"))


def test_ids_and_names_never_move_a_terminal_nor_forge_a_line(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"id": HOSTILE, "text": None},
        {"id": HOSTILE + "2", "text": "Skip to content\nThe tide."},
    ]
    (tmp_path / "in.jsonl").write_bytes(lines(rows))
    done = clean(tmp_path / "in.jsonl", "-o", tmp_path / "out", "--log", tmp_path / "log.jsonl", "-q")
    assert done.stderr.count("\n") == 1
    for text in (done.stderr, *((tmp_path / name).read_text() for name in ("log.jsonl", "out.rejects.jsonl"))):
        assert shows_no_controls(text)
    assert rows_of(tmp_path / "out.rejects.jsonl")[0]["id"] == HOSTILE
    assert rows_of(tmp_path / "log.jsonl")[0]["id"] == HOSTILE + "2"
    (name,) = [path.name for path in (tmp_path / "out").rglob("*")]
    assert shows_no_controls(name)
    assert "\n" not in name
    for wrong in (("clean", f"{HOSTILE}.txt"), ("rules", "show", HOSTILE), ("restore", HOSTILE, "log")):
        done = call(*wrong)
        assert done.exit_code in (1, 2)
        assert shows_no_controls(done.stderr)
        assert done.stderr.count("\n") == 1


def test_a_table_of_logs_takes_line_separators(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    (tmp_path / "in.jsonl").write_bytes(lines([{"id": HOSTILE, "text": "Skip\u2028to content\x85\nThe tide."}]))
    assert clean(tmp_path / "in.jsonl", "-o", tmp_path / "o.jsonl", "--log", tmp_path / "l.parquet").exit_code == 0
    assert json.loads(pq.read_table(tmp_path / "l.parquet").to_pylist()[0]["json"])["id"] == HOSTILE


@given(
    st.recursive(st.none() | st.integers() | st.text(), lambda some: st.lists(some) | st.dictionaries(st.text(), some))
)
def test_json_says_the_same_and_shows_nothing(value: Any) -> None:
    said = to_json(value)
    assert json.loads(said) == json.loads(json.dumps(value))
    assert shows_no_controls(one_line(said))
    said.encode()


def test_rejects_are_named_even_if_all_else_is_quiet(tmp_path: Path, source: Path) -> None:
    source.write_bytes(source.read_bytes() + b'{"id": "bad", "text": null}\n')
    done = clean(source, "-o", tmp_path / "out.jsonl", "-q")
    assert done.stderr == "rejected: line 4: bad: the field 'text' holds no text\n"
    assert clean(source, "-o", tmp_path / "out.jsonl", "-q", "--learn").exit_code == 1


SECRET = "memory://me:hunter2@crawl/in.jsonl?sig=hunter3"


def test_passwords_are_never_shown_nor_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("upath")
    monkeypatch.chdir(tmp_path)
    for args in (
        ("clean", SECRET, "-o", "o.jsonl"),
        ("clean", SECRET),
        ("clean", "nosuch://me:hunter2@h/x", "-o", "o"),
    ):
        done = call(*args)
        assert done.exit_code
        assert "hunter" not in done.output
    place = place_of(SECRET)
    assert "hunter" not in f"{place} {place!r} {Source(place=place)!r}"
    assert "hunter" not in one_line("https://me:hunter2@host/ and s3://a:hunter3@b")


def test_halves_of_a_character_come_back_from_a_json_log() -> None:
    text = "Skip \ud83d\ude00 to content\n\ud83d\ude00 a \U0001f600 b \ud83d\ude00\ude00\ud83d\n" + PROSE
    result = Cleaner(mode="careful", kind="text").clean(text)
    log = json.loads(to_json([*log_records(result)]))
    assert restore(result.text, log) == text
    assert restore(result.text, [*log_records(result)]) == text


@given(st.text(st.sampled_from("a\n\ud83d\ude00\U0001f600 ")))
def test_any_halves_come_back_from_a_json_log(text: str) -> None:
    result = UNICODE_ONLY.clean(text)
    assert restore(result.text, json.loads(to_json([*log_records(result)]))) == text


def test_removed_lines_counts_lines() -> None:
    text = f"Skip to content\nLeave a Reply\n{PROSE}{PROSE.replace('pier', 'quay')}Post Comment\n"
    result = Cleaner(mode="careful", kind="text").clean(text)
    struck = [edit for edit in result.edits if edit.action == "strike"]
    assert sum(next(log_records(result))["removed_lines"].values()) == len(struck) == 3


# --- asked ---


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["{page}", "--workers", "2"], "--workers: "),
        (["{page}", "--resume"], "--resume: "),
        (["{page}", "--rejects", "r"], "--rejects: "),
        (["{page}", "--group", "g", "--glob", "*.txt"], "--glob, --group: "),
        (["{page}", "--learn"], "--learn learns the sites of many documents"),
        (["{page}", "--encoding", "klingon"], "--encoding klingon is no charset"),
        (["{page}", "--encoding", "idna", "--url", "x.example"], "--encoding idna is no charset"),
        (["{page}", "--encoding", "hex"], "--encoding hex is no charset"),
        (["{page}", "--url", "https://"], "--url https:// names no host"),
        (["{page}", "--url", "not a url"], "--url not a url names no host"),
        (["{page}", "--site", "a.example"], "--site a.example is no site of the templates"),
        (["{source}", "-o", "o.jsonl", "--glob", "*.txt"], "in.jsonl is no folder"),
        (["{source}", "-o", "o.jsonl", "--workers", "1000"], "1000 workers are more than this machine can use"),
        (["{source}", "-o", "o.parquet2"], "o.parquet2: no format is called so"),
        (["{source}", "-o", "o.json"], "o.json: no format is called so"),
        (["{source}", "-o", "o.jsonl", "--log", "l.feather"], "l.feather: no format is called so"),
        (["{source}", "-o", "o.jsonl", "--rejects", "r.parquet"], "r.parquet: rejects are JSON Lines"),
        (["{source}", "-o", "-", "--resume"], "--resume cannot take back"),
        (["{source}"], "name what to write with -o"),
        (["{source}", "-o", "o.warc"], "this format is read only"),
        (["{folder}", "-o", "o", "--group", "g"], "the files of a folder have no fields"),
        (["{source}", "-o", "o.jsonl", "--mode", "bold"], "is not one of"),
    ],
)
def test_what_would_be_ignored_is_refused(
    tmp_path: Path, source: Path, page: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "page.txt").write_text(PROSE)
    before = sorted(tmp_path.rglob("*"))
    done = clean(*[arg.format(page=page, source=source, folder=tmp_path / "folder") for arg in args])
    assert done.exit_code == 2, done.output
    assert message in done.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_may_become_one_file(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "page.txt").write_text(f"Skip to content\n{PROSE}")
    assert clean(tmp_path / "in", "-o", tmp_path / "out.jsonl", "-q").exit_code == 0
    assert rows_of(tmp_path / "out.jsonl") == [{"id": "deep/page.txt", "text": PROSE}]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such names")
def test_a_file_name_that_is_no_utf8_costs_nothing(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "\udcff\x1b.txt").write_text(PROSE)
    for output in ("out", "out.jsonl", "out.parquet"):
        done = clean(tmp_path / "in", "-o", tmp_path / output, "--log", tmp_path / "log", "-q")
        assert done.exit_code == 0, done.output
    assert rows_of(tmp_path / "out.jsonl") == [{"id": "\udcff\x1b.txt", "text": PROSE}]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["%ED%B3%BF%1B.txt"]


def test_an_empty_source_is_named(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    assert "there is no file in it" in clean(tmp_path / "in", "-o", tmp_path / "out").stderr
    (tmp_path / "in" / "a.txt").write_text(PROSE)
    assert (
        "no file in it that matches '*.html'"
        in clean(tmp_path / "in", "-o", tmp_path / "out", "--glob", "*.html").stderr
    )
    (tmp_path / "gold.jsonl").write_text("\n")
    assert "holds no pages" in call("eval", tmp_path / "gold.jsonl").stderr


def test_own_rules_that_fail_their_examples_are_refused(tmp_path: Path, page: Path) -> None:
    rules = tmp_path / "mine.toml"
    rules.write_text('[tide]\ncategory = "timestamp"\nreason = "r"\nmatch = "high"\nremoves = ["low"]\nkeeps = ["x"]\n')
    done = clean(page, "--rules", rules)
    assert done.exit_code == 1
    assert "mine/tide" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_encoding_of_many_documents_is_used(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(
        ("Pożar w porcie, straż na miejscu, żaden statek nie ucierpiał.\n" * 3).encode("cp1250")
    )
    assert clean(tmp_path / "in", "-o", tmp_path / "out", "--encoding", "cp1250", "-q").exit_code == 0
    assert "Pożar" in (tmp_path / "out" / "a.txt").read_text()


def test_learning_takes_the_kind_that_is_given(tmp_path: Path) -> None:
    pages = ["".join(f"<p>{line}</p>\n" for line in page.splitlines()) for page in SITE]
    (tmp_path / "in.jsonl").write_bytes(lines([{"url": "https://a.example/", "text": page} for page in pages]))
    source = Source(place=tmp_path / "in.jsonl")
    for kind, tags in ((Cleaner(kind="html"), False), (Cleaner(kind="text"), True)):
        found = learn_source(source, kind=kind.options.kind).templates.sites["a.example"].lines
        assert found
        assert [key for key in found if ("p>" in key) != tags] == []


def test_ctrl_c_is_one_line_and_130(page: Path, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*args: Any, **options: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(Cleaner, "clean", interrupt)
    monkeypatch.setattr("cleaner.batch.run.clean_stream", interrupt)
    for args in (("explain", page), ("clean", page), ("clean", source, "-o", tmp_path / "out.jsonl")):
        done = call(*args)
        assert done.exit_code == 130
        assert done.stderr.startswith("stopped")
        assert done.stderr.count("\n") == 1


def test_resuming_notices_a_changed_file_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.batch.run.clean_stream", clean_stream_here)
    (tmp_path / "in").mkdir()
    for number in range(3):
        (tmp_path / "in" / f"{number}.txt").write_text(PROSE)
    run = Run(source=Source(place=tmp_path / "in"), outputs=Outputs(clean=tmp_path / "out"), resume=True)
    with monkeypatch.context() as patch:
        patch.setattr("cleaner.batch.outputs.Sinks.finish", lambda *a, **k: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            clean_source(run, Cleaner(mode="careful"))
    before = identity_of(run.source)
    (tmp_path / "in" / "1.txt").write_text(PROSE.replace("pier", "quay"))
    assert identity_of(run.source) != before
    with pytest.raises(OptionError, match="source changed since the run began"):
        clean_source(run, Cleaner(mode="careful"))


def test_missing_packages_raise_one_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("zstandard", "pyarrow", "fastwarc.warc", "upath"):
        monkeypatch.setitem(sys.modules, package, None)
    for name in ("in.parquet", "in.warc", "in.jsonl.zst"):
        (tmp_path / name).write_bytes(b"x")
        with pytest.raises(MissingExtraError, match="pip install 'webtext-cleaner"):
            list(read_documents(Source(place=tmp_path / name)))
    with pytest.raises(MissingExtraError, match="remote"):
        place_of("s3://a/b")
    with pytest.raises(MissingExtraError, match="zstd"):
        packer("out.zst")


def test_explain_shows_no_file_of_many_documents_as_one_page(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "a"}\n')
    for name in ("in.jsonl", "."):
        done = CliRunner().invoke(main, ["explain", str(tmp_path / name)])
        assert done.exit_code == 2
        assert "holds many documents" in done.stderr
