"""What a run writes: through what is no file, in the mode of what is there, and never two things into one place."""

import os
import stat
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from cleaner.cli import main
from cleaner.errors import OptionError
from cleaner.io.apart import check_apart
from cleaner.io.names import NamesTaken, file_name
from cleaner.io.places import STDIO
from tests.batch.test_run import PROSE, ROWS, lines, rows_of

pytestmark = pytest.mark.usefixtures("one_worker_here")
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


def clean(*args: object) -> Result:
    return CliRunner().invoke(main, ["clean", "--mode", "careful", *map(str, args)])


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_bytes(lines(ROWS[:5]))
    return path


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(f"Skip to content\n{PROSE}")
    return path


# --- what is there already ---


def read_pipe(pipe: Path) -> tuple[threading.Thread, list[bytes]]:
    """A reader at the other end of a pipe."""
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.append(pipe.read_bytes()))
    reader.start()
    return reader, found


@posix
@pytest.mark.parametrize("many", [True, False])
def test_a_pipe_is_written_through(tmp_path: Path, source: Path, page: Path, many: bool) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader, found = read_pipe(pipe)
    assert clean(source if many else page, "-o", tmp_path / "out.jsonl", "--log", pipe, "-q").exit_code == 0
    reader.join(20)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert found[0].count(b'"record": "document"') == (5 if many else 1)


@posix
@pytest.mark.parametrize("name", ["pipe", "pipe.jsonl"])
def test_records_go_through_a_pipe_and_leave_nothing_beside_it(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    os.mkfifo(tmp_path / name)
    reader, found = read_pipe(tmp_path / name)
    source.write_bytes(source.read_bytes() + b"{\n")
    assert clean(source, "-o", tmp_path / name, "-q").exit_code == 1
    reader.join(20)
    assert found[0].count(b"\n") == 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["here", "in.jsonl", name]
    assert [path.name for path in Path().iterdir()] == ["cleaner.rejects.jsonl"]
    assert "into a stream" in clean(source, "-o", tmp_path / name, "--resume").stderr


@posix
@pytest.mark.parametrize("many", [True, False])
def test_what_this_process_has_open_is_written_through(tmp_path: Path, source: Path, page: Path, many: bool) -> None:
    """As in `--log >(gzip)` and `-o /dev/stdout > file`."""
    with (tmp_path / "shell").open("ab") as opened:
        opened.write(b"before\n")
        opened.flush()
        place = f"/dev/fd/{opened.fileno()}"
        assert clean(source if many else page, "-o", tmp_path / "out.jsonl", "--log", place, "-q").exit_code == 0
        opened.write(b"after\n")
    written = (tmp_path / "shell").read_bytes().splitlines()
    assert (written[0], written[-1]) == (b"before", b"after")
    assert len(written) > 2


@posix
def test_a_link_stays_and_its_file_is_replaced(tmp_path: Path, page: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "far" / "file")
    for _ in range(2):  # first it leads nowhere
        assert clean(page, "-o", tmp_path / "link").exit_code == 0
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "far" / "file").read_text() == PROSE


@posix
def test_a_file_keeps_its_mode(tmp_path: Path, source: Path, page: Path) -> None:
    for path, what in ((tmp_path / "one.txt", page), (tmp_path / "out.jsonl", source)):
        path.write_text("before")
        path.chmod(0o640)
        assert clean(what, "-o", path, "-q").exit_code == 0
        assert path.read_text() != "before"
        assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root gives files away")
def test_a_file_keeps_its_owner(tmp_path: Path, page: Path) -> None:
    (tmp_path / "one.txt").write_text("before")
    os.chown(tmp_path / "one.txt", 12345, 12345)
    assert clean(page, "-o", tmp_path / "one.txt").exit_code == 0
    assert (tmp_path / "one.txt").stat().st_uid == 12345
    assert (tmp_path / "one.txt").read_text() == PROSE


def test_a_dash_is_stdout(tmp_path: Path, source: Path, page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert clean(page, "-o", "-").stdout == PROSE
    assert clean(page, "-o", "one.txt", "--log", "-").stdout.startswith('{"record": "document"')
    assert clean(source, "-o", "-", "-q").stdout.count("\n") == 5
    assert clean(source, "-o", "out.jsonl", "--log", "-", "-q").stdout.count('"record": "document"') == 5
    assert "both name -" in clean(page, "-o", "-", "--log", "-").stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "one.txt", "out.jsonl", "page.txt"]


@posix
def test_rejects_of_an_earlier_run_go_but_never_a_pipe(tmp_path: Path, source: Path) -> None:
    (tmp_path / "file").write_text("of an earlier run")
    os.mkfifo(tmp_path / "pipe")
    for name, stays in (("file", False), ("pipe", True)):
        assert clean(source, "-o", tmp_path / "out.jsonl", "--rejects", tmp_path / name, "-q").exit_code == 0
        assert (tmp_path / name).exists() == stays


# --- apart ---


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["-o", "out", "--log", "out/log.jsonl"], "--log out/log.jsonl lies inside -o out"),
        (["-o", "out", "--rejects", "out/r.jsonl"], "--rejects out/r.jsonl lies inside -o out"),
        (["-o", "out.jsonl", "--rejects", "out.jsonl"], "-o and --rejects both name out.jsonl"),
        (["-o", "out.jsonl", "--rejects", "./OUT.jsonl"], "-o and --rejects both name OUT.jsonl"),
        (["-o", "out.jsonl", "--log", "l", "--rejects", "l"], "--log and --rejects both name l"),
        (["-o", "out.jsonl", "--log", "out.jsonl.rejects.jsonl"], "--log and --rejects both name"),
        (["-o", "."], "the input in.jsonl lies inside -o /"),
        (["-o", "in.jsonl"], "-o in.jsonl is the input itself"),
        (["-o", "link.jsonl"], "-o link.jsonl is the input itself"),
        (["-o", "out.jsonl", "--templates", "t.toml", "--log", "t.toml"], "--log t.toml is the file t.toml itself"),
    ],
)
def test_places_that_are_not_apart_are_refused_before_anything_is_written(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.toml").write_text("")
    Path("link.jsonl").symlink_to("in.jsonl")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    done = clean("in.jsonl", *args)
    assert done.exit_code in (1, 2)
    assert message in done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_file_is_no_folder_to_lie_in(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    check_apart({"input": tmp_path / "in"}, {"-o": tmp_path / "a", "--log": tmp_path / "a" / "b", "x": STDIO})
    with pytest.raises(OptionError, match=r"--log .* lies inside -o"):
        check_apart({"input": None}, {"-o": tmp_path / "c", "--log": tmp_path / "c" / "b"})


# --- names in a folder ---


@pytest.mark.parametrize(
    "keys",
    [
        ("x", "x"), ("x", "x/y"), ("x/y", "x"), ("Page", "page"), ("a//b", "a/b"), ("stra\u00dfe", "STRASSE"),
        ("caf\u00e9", "cafe\u0301"),
    ],
)  # fmt: skip
def test_two_documents_for_one_file_are_refused_beforehand_and_of_stdin_the_second_is_rejected(
    tmp_path: Path, keys: tuple[str, str]
) -> None:
    data = lines([{"id": key, "text": ROWS[n]["text"]} for n, key in enumerate(keys)])
    (tmp_path / "in.jsonl").write_bytes(data)
    done = clean(tmp_path / "in.jsonl", "-o", tmp_path / "out", "--log", tmp_path / "log")
    assert done.exit_code == 2
    assert f"in.jsonl: line 2: {keys[1]}: another document would be written to" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]
    args = ["clean", "--mode", "careful", "--jsonl", "-o", str(tmp_path / "out"), "--log", str(tmp_path / "log")]
    done = CliRunner().invoke(main, args, input=data)
    assert done.exit_code == 1
    assert "1 documents cleaned, 1 rejected" in done.stderr
    assert [row["id"] for row in rows_of(tmp_path / "out.rejects.jsonl")] == [keys[1]]
    assert (tmp_path / "log").read_text().count('"record": "document"') == 1
    back = CliRunner().invoke(main, ["restore", *map(str, (tmp_path / "out", tmp_path / "log", "-o", tmp_path / "b"))])
    assert back.exit_code == 0


@pytest.mark.parametrize(
    "keys", [("a/b_c", "a/b\\c"), ("..", "_"), (".x", "_x"), ("\x00", "_"), ("n" * 300, "n" * 299)]
)
def test_ids_that_are_no_file_names_get_files_of_their_own(tmp_path: Path, keys: tuple[str, str]) -> None:
    rows = [{"id": key, "text": ROWS[n]["text"]} for n, key in enumerate(keys)]
    (tmp_path / "in.jsonl").write_bytes(lines(rows))
    assert clean(tmp_path / "in.jsonl", "-o", tmp_path / "out", "-q").exit_code == 0
    texts = {path.read_text() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert len(texts) == 2


def test_two_pages_for_one_file_are_refused_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.html").write_text(f"<html><body><p>{PROSE}</p></body></html>")
    (tmp_path / "in" / "a.html.txt").write_text(PROSE)
    (tmp_path / "in" / "a.txt").write_text(PROSE)
    done = clean(tmp_path / "in", "-o", tmp_path / "out")
    assert done.exit_code == 2
    assert "a.html.txt: another document would be written to a.html.txt too: rename one" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    assert clean(tmp_path / "in", "-o", tmp_path / "out", "--glob", "*.html").exit_code == 0


def test_names_taken_by_an_earlier_part_stay_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "cleaner.batch.run.clashes_of", lambda *args: frozenset()
    )  # as where nothing can be known ahead
    monkeypatch.setattr("cleaner.batch.run.PART_DOCUMENTS", 1)
    (tmp_path / "in.jsonl").write_bytes(lines([{"id": "x", "text": ROWS[n]["text"]} for n in range(2)]))
    with monkeypatch.context() as patch:
        patch.setattr("cleaner.batch.outputs.Sinks.finish", lambda *a, **k: (_ for _ in ()).throw(KeyboardInterrupt))
        assert clean(tmp_path / "in.jsonl", "-o", tmp_path / "out").exit_code == 130
    journal = tmp_path / ".out.parts" / "journal.jsonl"
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:2]))  # the second part was not stored
    done = clean(tmp_path / "in.jsonl", "-o", tmp_path / "out", "--resume")
    assert "1 documents cleaned, 1 rejected" in done.stderr
    assert "pier 0" in (tmp_path / "out" / "x").read_text()


@given(st.lists(st.text(min_size=1), max_size=30))
def test_names_never_meet(keys: list[str]) -> None:
    names = NamesTaken()
    given_away = [name for name in map(file_name, keys) if names.take(name)]
    for number, name in enumerate(given_away):
        for other in given_away[:number]:
            assert name != other
            assert not name.startswith(f"{other}/")
            assert not other.startswith(f"{name}/")
