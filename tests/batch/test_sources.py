"""Several sources at once, packed pages and zips: what is written where, and nothing lost in silence."""

import gzip
import io
import os
import stat
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from cleaner.cli import main
from cleaner.errors import InputError, LogError, OptionError
from cleaner.io.documents import Document, Reject
from cleaner.io.formats import Source
from cleaner.io.formats.zipped import ZIP
from cleaner.io.gathering import gathered_files
from cleaner.io.names import logged_name, name_hash, page_name
from tests.batch.test_run import PROSE, lines, pack, rows_of

pytestmark = pytest.mark.usefixtures("one_worker_here")

TEXT = f"Skip to content\n{PROSE}"
HTML = f"<html><body><p>{PROSE}</p></body></html>"


def call(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


def clean(*args: object) -> Result:
    return call("clean", "--mode", "careful", *args)


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with pages."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pages" / "deep").mkdir(parents=True)
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.html").write_text(HTML)
    (tmp_path / "pages" / "c.html").write_text(HTML)
    (tmp_path / "pages" / "deep" / "d.htm.gz").write_bytes(gzip.compress(HTML.encode()))
    (tmp_path / "pages" / "deep" / "e.txt").write_text(TEXT)
    (tmp_path / "pages" / ".hidden").write_text(TEXT)
    return tmp_path


NAMES = ["a.txt", "b.txt", "pages/c.txt", "pages/deep/d.txt", "pages/deep/e.txt"]


# --- several sources ---


@pytest.mark.parametrize(
    "args", [["a.txt", "b.html", "pages/**/*.*"], ["a.txt", "./b.html", "pages"], ["*.txt", "*.html", "pages/*"]]
)
@pytest.mark.parametrize("workers", [1, 2])
def test_each_file_keeps_its_path_and_comes_back(here: Path, args: list[str], workers: int) -> None:
    done = clean(*args, "-o", "out/", "--log", "log.jsonl", "--workers", workers, "-q")
    assert (done.exit_code, done.stderr) == (0, "")
    assert sorted(files_in(here / "out")) == NAMES
    assert {*files_in(here / "out").values()} == {PROSE.encode()}
    heads = [row for row in rows_of(here / "log.jsonl") if row["record"] == "document"]
    assert sorted(row["file"] for row in heads) == NAMES
    assert call("restore", "out", "log.jsonl", "-o", "back").exit_code == 0
    assert (here / "back" / "a.txt").read_bytes() == (here / "a.txt").read_bytes()
    assert sorted(files_in(here / "back")) == NAMES


def test_files_elsewhere_keep_their_path_below_what_holds_them_all(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(here / "pages" / "deep")
    assert clean("../c.html", "e.txt", "-o", here / "out", "-q").exit_code == 0
    assert sorted(files_in(here / "out")) == ["c.txt", "deep/e.txt"]
    assert clean(here / "a.txt", here / "pages" / "*" / "e.*", "-o", here / "two", "-q").exit_code == 0
    assert sorted(files_in(here / "two")) == ["a.txt", "pages/deep/e.txt"]


def test_several_files_may_become_records(here: Path) -> None:
    assert clean("a.txt", "pages/c.html", "-o", "out.jsonl", "-q").exit_code == 0
    assert rows_of(here / "out.jsonl") == [{"id": "a.txt", "text": PROSE}, {"id": "pages/c.html", "text": PROSE}]


def test_one_page_may_go_into_a_folder(here: Path) -> None:
    (here / "there").mkdir()
    for output in ("new/", "there"):
        assert clean("pages/c.html", "-o", output, "-q").exit_code == 0
        assert files_in(here / output) == {"pages/c.txt": PROSE.encode()}


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv.gz"])
def test_one_page_may_become_a_record(here: Path, name: str) -> None:
    assert clean("a.txt", "-o", name, "--log", "log.jsonl", "-q").exit_code == 0
    assert call("restore", name, "log.jsonl", "-o", f"back.{name}").exit_code == 0
    assert clean("a.txt", "-o", "page.jsonl", "--to", "json").exit_code == 0
    assert rows_of(here / "page.jsonl")[0]["parts"] == {"text": PROSE.strip(), "menu": "Skip to content"}
    done = CliRunner().invoke(main, ["clean", "-", "-o", name], input=TEXT)
    assert (done.exit_code, "is for many documents, and - is one" in done.stderr) == (2, True)
    assert "this format is read only" in clean("a.txt", "-o", "out.warc").stderr


def test_a_file_named_twice_is_cleaned_once_and_said(here: Path) -> None:
    done = clean("a.txt", "./a.txt", "*.txt", "pages/../b.html", "-o", "out", "-q")
    assert done.exit_code == 0
    assert done.stderr == "a.txt: is named more than once, and cleaned once\n"
    assert sorted(files_in(here / "out")) == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    ("args", "message", "status"),
    [
        (["a.txt", "none/*.html", "-o", "out"], "none/*.html: no file matches", 1),
        (["*.none", "-o", "out"], "*.none: no file matches", 1),
        (["a.txt", "none.html", "-o", "out"], "none.html: No such file or directory", 1),
        (["a.txt", "empty", "-o", "out"], "empty: there is no file in it", 1),
        (["a.txt", "-", "-o", "out"], "-: goes with no other source", 2),
        (["a.txt", "https://a.example/b", "-o", "out"], "https://a.example/b: goes with no other source", 2),
        (["a.txt", "t.jsonl", "-o", "out"], "t.jsonl: holds many documents: clean it by itself", 2),
        (["a.txt", "z.zip", "-o", "out"], "z.zip: holds many documents: clean it by itself", 2),
        (["a.txt", "b.html"], "2 files are many documents: name what to write with -o", 2),
        (["a.txt", "b.html", "-o", "-", "--resume"], "--resume cannot take back", 2),
        (["a.txt", "b.html", "-o", "out", "--log", "b.html"], "--log b.html is the input itself", 2),
        (["a.txt", "b.html", "-o", "out", "--rejects", "a.txt"], "--rejects a.txt is the input itself", 2),
        (["a.txt", "pages/c.html", "-o", "pages"], "lies inside -o pages", 2),
        (["a.txt", "b.html", "-o", "out", "--group", "x"], "--group: the files of a folder have no fields", 2),
        (["a.txt", "b.html", "-o", "out", "--to", "json"], "--to: is for one page", 2),
        (["a.txt", "b.html", "-o", "out", "--diff"], "--diff: is for one page", 2),
        (["a.txt", "b.html", "-o", "out", "--engine", "spark"], "--engine spark takes one SOURCE", 2),
    ],
)
def test_what_does_not_go_together_is_refused_before_anything_is_written(
    here: Path, args: list[str], message: str, status: int
) -> None:
    (here / "empty").mkdir()
    (here / "t.jsonl").write_bytes(lines([{"text": "x"}]))
    (here / "z.zip").write_bytes(b"")
    before = files_in(here)
    done = clean(*args)
    assert (done.exit_code, message in done.stderr) == (status, True), done.stderr
    assert "Traceback" not in done.output
    assert files_in(here) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes of this kind")
def test_a_pipe_is_no_source_among_several(here: Path) -> None:
    os.mkfifo(here / "pipe")
    with pytest.raises(OptionError, match="pipe: is no regular file"):
        gathered_files(["a.txt", "pipe"])


def test_a_table_in_a_folder_is_a_reject(here: Path) -> None:
    (here / "pages" / "t.csv").write_text("id,text\n1,x\n")
    done = clean("a.txt", "pages", "-o", "out", "-q")
    assert done.exit_code == 1
    assert "t.csv: it holds many documents: clean it by itself, or leave it out with --glob" in done.stderr
    assert sorted(files_in(here / "out")) == NAMES[:1] + NAMES[2:]
    assert clean("a.txt", "pages", "-o", "out", "-q", "--glob", "*.[!c]*").exit_code == 0


def test_a_run_over_several_files_goes_on(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.batch.run.PART_DOCUMENTS", 1)
    args = ("a.txt", "b.html", "pages", "-o", "out", "--log", "log.jsonl", "-q")
    assert clean(*args).exit_code == 0
    whole = files_in(here / "out"), (here / "log.jsonl").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr("cleaner.batch.outputs.Sinks.finish", lambda *a, **k: (_ for _ in ()).throw(KeyboardInterrupt))
        assert clean(*args).exit_code == 130
    assert clean(*args, "--resume").exit_code == 0
    assert (files_in(here / "out"), (here / "log.jsonl").read_bytes()) == whole
    with monkeypatch.context() as patch:
        patch.setattr("cleaner.batch.outputs.Sinks.finish", lambda *a, **k: (_ for _ in ()).throw(KeyboardInterrupt))
        assert clean(*args).exit_code == 130
    assert "source changed since the run began" in clean("a.txt", *args[2:], "--resume").stderr


# --- names ---


def test_html_keeps_its_ending_where_another_page_has_the_name(here: Path) -> None:
    (here / "b.txt").write_text(TEXT)
    (here / "B.htm").write_text(HTML)
    assert clean("a.txt", "b.html", "b.txt", "B.htm", "-o", "out", "--log", "log.jsonl", "-q").exit_code == 0
    assert sorted(files_in(here / "out")) == ["B.htm.txt", "a.txt", "b.html.txt", "b.txt"]
    assert call("restore", "out", "log.jsonl", "-o", "back").exit_code == 0
    assert (here / "back" / "b.txt").read_text() == TEXT
    report = call("report", "log.jsonl", "--clean", "out", "-o", "report.html")
    assert (report.exit_code, report.stderr) == (0, "")


def test_records_of_one_name_get_files_of_their_own(here: Path) -> None:
    rows = [{"id": "x/a.html", "text": HTML}, {"id": "x/a", "text": HTML}, {"id": "x/b", "text": HTML}]
    (here / "in.jsonl").write_bytes(lines(rows))
    assert clean("in.jsonl", "-o", "out", "-q").exit_code == 0
    assert sorted(files_in(here / "out")) == ["x/a.html.txt", "x/a.txt", "x/b.txt"]


def test_pages_as_markdown_are_called_so(here: Path) -> None:
    assert clean("a.txt", "pages", "-o", "out", "--format", "markdown", "--log", "log.jsonl", "-q").exit_code == 0
    assert sorted(files_in(here / "out")) == ["a.txt", "pages/c.md", "pages/deep/d.md", "pages/deep/e.txt"]
    assert call("restore", "out", "log.jsonl", "-o", "back").exit_code == 0


@given(
    st.text(min_size=1) | st.text(st.sampled_from("a./htmlgzx"), min_size=1),
    st.booleans(),
    st.sampled_from([".txt", ".md"]),
)
def test_no_name_has_a_suffix_twice(key: str, rendered: bool, suffix: str) -> None:
    name = page_name(key, rendered=rendered, suffix=suffix)
    assert logged_name({"file": name}) == name
    if rendered and len(key) < 100:
        assert name.endswith(suffix)
        assert not name.removesuffix(suffix).endswith((".html", ".htm")) or name.startswith((".", "%2E"))
        assert page_name(key, rendered=True, suffix=suffix, clashes={name_hash(name)}).endswith(suffix)


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a//b", "a/../b", ".x", "", "a\\b", 7, ["x"], "a\x1bb"])
def test_a_log_names_no_file_elsewhere(name: object) -> None:
    with pytest.raises(LogError, match="which no run writes"):
        logged_name({"file": name})


# --- packed pages ---


@pytest.mark.parametrize("packing", [".gz", ".zst"])
def test_a_packed_page_is_read_and_written(here: Path, packing: str) -> None:
    name, out, back = f"page.txt{packing}", f"clean.txt{packing}", f"back.txt{packing}"
    (here / name).write_bytes(pack(TEXT.encode(), name))
    assert clean(name).stdout == PROSE
    assert clean(name, "-o", out, "--log", "log.jsonl").exit_code == 0
    assert (here / out).read_bytes()[:2] == (here / name).read_bytes()[:2]
    assert call("restore", out, "log.jsonl").stdout == TEXT
    assert call("restore", out, "log.jsonl", "-o", back).exit_code == 0
    assert clean(back).stdout == PROSE
    data = (here / name).read_bytes()
    for damaged in (data[:-5], b"no gzip, and no zstd"):
        (here / name).write_bytes(damaged)
        done = clean(name)
        assert (done.exit_code, f"rejected: {name}: " in done.stderr) == (1, True)


def test_a_packed_page_is_unpacked_no_further_than_it_may(here: Path) -> None:
    (here / "bomb.txt.gz").write_bytes(gzip.compress(bytes(50_000_000)))
    done = clean("bomb.txt.gz", "--max-bytes", 1000)
    assert (done.exit_code, "1001 bytes are more than --max-bytes 1000" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("data", "cure"),
    [
        (gzip.compress(b"x"), "name it .gz"),
        (b"\x28\xb5\x2f\xfd\xff", "name it .zst"),
        (b"PK\x03\x04\xff", "name a zip of pages .zip"),
    ],
)
def test_what_is_packed_and_not_called_so_names_the_cure(here: Path, data: bytes, cure: str) -> None:
    (here / "x").write_bytes(data)
    assert cure in clean("x").stderr


# --- zips ---


def zipped(members: list[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return data.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


def test_a_zip_of_pages_is_cleaned_file_by_file(here: Path) -> None:
    members: list[tuple[str | zipfile.ZipInfo, bytes]] = [
        ("site/a.html", HTML.encode()),
        ("site/b.txt", TEXT.encode()),
        ("site/c.txt.gz", gzip.compress(TEXT.encode())),
        ("empty/", b""),
        (".DS_Store", b"x"),
        ("__MACOSX/._b.txt", b"x"),
    ]
    (here / "in.zip").write_bytes(zipped(members))
    assert clean("in.zip", "-o", "out", "--log", "log.jsonl", "-q").exit_code == 0
    assert sorted(files_in(here / "out")) == ["site/a.txt", "site/b.txt", "site/c.txt"]
    assert {*files_in(here / "out").values()} == {PROSE.encode()}
    assert call("restore", "out", "log.jsonl", "-o", "back").exit_code == 0
    assert (here / "back" / "site" / "b.txt").read_text() == TEXT
    assert clean("in.zip", "-o", "one.jsonl", "--glob", "*.html", "-q").exit_code == 0
    assert [row["id"] for row in rows_of(here / "one.jsonl")] == ["site/a.html"]
    assert (
        "--url-field: the files of an archive have no fields" in clean("in.zip", "-o", "o", "--url-field", "x").stderr
    )
    assert "this format is read only" in clean("a.txt", "b.html", "-o", "out.zip").stderr


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_a_hostile_zip_costs_only_what_is_wrong_with_it(here: Path) -> None:
    members: list[tuple[str | zipfile.ZipInfo, bytes]] = [
        ("../up.txt", TEXT.encode()),
        ("/etc/passwd", TEXT.encode()),
        ("a\\b.txt", TEXT.encode()),
        ("twice.txt", TEXT.encode()),
        ("twice.txt", b"other"),
        ("bomb.txt", b"x" * 3_000_000),
        (link("link.txt"), b"/etc/passwd"),
        ("nested.zip", zipped([("x.txt", b"x")])),
        ("table.csv", b"id,text\n"),
        ("locked.txt", TEXT.encode()),
        ("damaged.txt", os.urandom(2000).hex().encode()),
    ]
    data = bytearray(zipped(members))
    locked = data.rindex(b"locked.txt") - 46  # its record in the directory
    data[locked + 8] |= 1
    at = data.index(b"damaged.txt") + 40
    data[at : at + 60] = bytes(60)
    (here / "in.zip").write_bytes(data)
    done = clean("in.zip", "-o", "deep/out", "--max-bytes", 1_000_000, "-q")
    assert done.exit_code == 1
    assert sorted(files_in(here / "deep")) == [
        "out.rejects.jsonl", "out/%2E%2E/up.txt", "out/a%5Cb.txt", "out/etc/passwd", "out/twice.txt",
    ]  # fmt: skip
    causes = {row["id"]: row["cause"] for row in rows_of(here / "deep" / "out.rejects.jsonl")}
    assert causes.pop("damaged.txt").startswith("cannot be read: ")
    assert {name: cause[:22] for name, cause in causes.items()} == {
        "twice.txt": "another member has the",
        "bomb.txt": "1000001 bytes are more",
        "link.txt": "it is a link, and no f",
        "nested.zip": "it holds many document",
        "table.csv": "it holds many document",
        "locked.txt": "it is encrypted: unpac",
    }


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_a_bound_are_not_read(here: Path, method: int) -> None:
    (here / "in.zip").write_bytes(zipped([("a.txt", b"x")], method))
    (reject,) = ZIP.read(Source(place=here / "in.zip"))
    assert isinstance(reject, Reject)
    assert f"packed by method {method}" in reject.cause


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"x" * 100, zipped([("a.txt", b"x")])[:-30]])
def test_what_is_no_zip_is_refused_in_one_line(here: Path, data: bytes) -> None:
    (here / "in.zip").write_bytes(data)
    done = clean("in.zip", "-o", "out")
    assert (done.exit_code, "in.zip: no zip archive, or its end is missing" in done.stderr) == (1, True)
    assert done.stderr.count("\n") == 1
    (here / "in.zip").write_bytes(zipped([]))
    assert "there is no file in it that matches '*'" in clean("in.zip", "-o", "out").stderr


ARCHIVE = zipped([("a.txt", TEXT.encode()), ("b/c.html", HTML.encode())])


@given(st.lists(st.tuples(st.integers(0, len(ARCHIVE) - 1), st.integers(0, 255)), max_size=8))
def test_a_damaged_zip_never_raises_what_is_not_an_error_of_ours(changes: list[tuple[int, int]]) -> None:
    from tempfile import TemporaryDirectory

    data = bytearray(ARCHIVE)
    for at, byte in changes:
        data[at] = byte
    with TemporaryDirectory() as folder:
        place = Path(folder, "x.zip")
        place.write_bytes(data)
        try:
            for item in ZIP.read(Source(place=place, max_bytes=10_000)):
                assert not isinstance(item, Document) or len(item.source) <= 10_001
        except InputError:
            pass
