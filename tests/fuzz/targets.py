"""What is fuzzed: each target takes any bytes, and raises only where the package breaks its word."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner

from cleaner import Cleaner, CleanerError, Result, restore, restore_bytes
from cleaner.batch import pool, run
from cleaner.batch.outputs import Outputs
from cleaner.batch.restoring import restore_file, restore_source
from cleaner.batch.summary import log_lines
from cleaner.cli import main
from cleaner.io.documents import Document
from cleaner.io.formats import Source
from cleaner.io.sources import read_documents
from cleaner.templates.book import load_templates, parse_templates
from tests.fuzz import seeds

__all__ = ["TARGETS", "Target"]

MAX_BYTES = 1 << 20
"""Budget of a document: small, so that a packed or declared size beyond it is soon met."""

SHM = "/dev/shm" if os.path.isdir("/dev/shm") else None
"""Files of a fuzzer are better off in memory."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is run on each input, what the first inputs are, and words that inputs of this kind are made of."""

    run: Callable[[bytes], object]
    seeds: Callable[[], list[bytes]]
    words: tuple[str, ...] = ()


# --- one document ---

TEXT_CLEANERS = (
    Cleaner(mode="careful", kind="text"),
    Cleaner(mode="balanced", kind="text"),
    Cleaner(mode="strict", kind="text", lang="en", keep="all"),
    Cleaner(mode="careful", kind="text", keep="body", stages=["unicode", "layout"]),
)
ENCODINGS = (None, "utf-8", "latin-1", "shift_jis", "utf-16", "utf-7", "iso-2022-jp", "idna")


def fuzz_text(data: bytes) -> None:
    """A dump as bytes; its first byte chooses how it is cleaned, and the charset it is said to be in."""
    chosen, source = (data[:1] or b"\0")[0], data[1:]
    result = cleaned(TEXT_CLEANERS[chosen % 4], source, encoding=ENCODINGS[chosen // 4 % 8])
    if result:
        assert restore_bytes(result.text, logged(result)) == source


HTML_CLEANERS = {
    "fast": (
        Cleaner(mode="careful", kind="html", html="fast", max_bytes=MAX_BYTES),
        Cleaner(mode="balanced", kind="html", html="fast", max_bytes=MAX_BYTES),
        Cleaner(mode="careful", kind="html", html="fast", format="markdown", images=True, max_bytes=MAX_BYTES),
        Cleaner(mode="strict", kind="html", html="fast", format="markdown", links=False, max_bytes=MAX_BYTES),
    ),
    "full": (
        Cleaner(mode="careful", kind="html", max_bytes=MAX_BYTES),
        Cleaner(mode="balanced", kind="html", max_bytes=MAX_BYTES),
        Cleaner(mode="balanced", kind="html", format="markdown", images=True, max_bytes=MAX_BYTES),
        Cleaner(mode="strict", kind="auto", max_bytes=MAX_BYTES),
    ),
}


def fuzz_html(data: bytes, *, html: str) -> None:
    """A page; its first byte chooses how it is cleaned."""
    chosen, source = (data[:1] or b"\0")[0], data[1:]
    result = cleaned(HTML_CLEANERS[html][chosen % 4], source, encoding=ENCODINGS[chosen // 4 % 8])
    if result:
        assert restore(result.text, logged(result)) == result.source


def cleaned(cleaner: Cleaner, source: str | bytes, **hints: str | None) -> Result | None:
    """The result, if there is one, checked in whatever can be said of any result."""
    try:
        result = cleaner.clean(source, **hints)  # type: ignore[arg-type]  # None for encoding alone
    except CleanerError:
        return None
    assert result.restore() == result.source
    result.text.encode()
    assert Result.from_dict(json.loads(json.dumps(result.to_dict()))).text == result.text
    assert "".join(line.text for line in result.lines) is not None
    return result


def logged(result: Result) -> list[dict[str, object]]:
    """The log as it comes back from its file."""
    return [json.loads(line) for line in log_lines(result, "x").splitlines()]


# --- logs ---


def fuzz_restore(data: bytes) -> None:
    """A clean text and its log, parted by the first NUL: the log's own source comes back, or an error."""
    text, _, log = data.partition(b"\0")
    with scratch() as folder, suppress(CleanerError):
        (folder / "clean.txt").write_bytes(text)
        (folder / "log.jsonl").write_bytes(log)
        restore_file(folder / "clean.txt", folder / "log.jsonl", folder / "back")


def fuzz_restore_many(data: bytes) -> None:
    """Records and their log, parted by the first NUL."""
    text, _, log = data.partition(b"\0")
    with scratch() as folder, suppress(CleanerError):
        (folder / "clean.jsonl").write_bytes(text)
        (folder / "log.jsonl").write_bytes(log)
        source = Source(place=folder / "clean.jsonl", max_bytes=MAX_BYTES)
        restore_source(source, folder / "log.jsonl", folder / "back.jsonl")


# --- files of rules and templates ---

PAGE = "Skip to content\nThe tide.\n© 2020 Ours\nLeave a Reply\n" + seeds.PROSE + "Read more\n1234\n"


def fuzz_rules(data: bytes) -> None:
    """A rule file, and a page cleaned with its rules."""
    with scratch() as folder, suppress(CleanerError):
        (folder / "mine.toml").write_bytes(data)
        result = cleaned(Cleaner(mode="careful", kind="text", rules=[folder / "mine.toml"]), PAGE)
        assert result is None or restore(result.text, logged(result)) == PAGE


def fuzz_templates(data: bytes) -> None:
    """A template file, a page cleaned with it, and the templates written and read again."""
    with scratch() as folder, suppress(CleanerError):
        (folder / "mine.toml").write_bytes(data)
        templates = load_templates(folder / "mine.toml")
        assert parse_templates(templates.to_toml(), "again.toml") == templates
        cleaner = Cleaner(mode="careful", kind="text", templates=templates, select=["social"])  # few rules are quick
        for site in islice(templates.sites, 3):
            result = cleaner.clean(PAGE, site=site)
            assert restore(result.text, logged(result)) == PAGE


def fuzz_config(data: bytes) -> None:
    """A file of options, and a page cleaned with them; usage is what is wrong with a value."""
    with scratch() as folder, suppress(CleanerError):
        (folder / "cleaner.toml").write_bytes(data)
        (folder / "page.txt").write_text(PAGE)
        command = [
            "clean",
            str(folder / "page.txt"),
            "-o",
            str(folder / "out"),
            "--config",
            str(folder / "cleaner.toml"),
        ]
        done = CliRunner().invoke(main, command)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert (folder / "out").exists() == (done.exit_code == 0)


# --- files of many documents ---

CAREFUL = Cleaner(mode="careful", kind="text", max_bytes=MAX_BYTES)


def fuzz_file(data: bytes, *, suffix: str, out: str) -> None:
    """A file of many documents: cleaned and restored, each text comes back."""
    with scratch() as folder, suppress(CleanerError):
        (folder / f"in{suffix}").write_bytes(data)
        source = Source(place=folder / f"in{suffix}", max_bytes=MAX_BYTES)
        outputs = Outputs(clean=folder / f"out{out}", log=folder / "log.jsonl")
        with patch.object(run, "clean_stream", pool.clean_stream_here):  # a worker costs half a second
            summary = run.clean_source(run.Run(source=source, outputs=outputs), CAREFUL)
        made = Source(place=outputs.clean, max_bytes=MAX_BYTES)
        assert restore_source(made, folder / "log.jsonl", folder / f"back{out}") == summary.documents
        back = [item for item in read_documents(Source(place=folder / f"back{out}")) if isinstance(item, Document)]
        assert len(back) == summary.documents
        sources = {item.source for item in read_documents(source) if isinstance(item, Document)}
        assert suffix != out or {item.source for item in back} <= sources


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for one input."""
    with tempfile.TemporaryDirectory(prefix="cleaner-fuzz.", dir=SHM) as folder:
        yield Path(folder)


TOML = ("[", "]", "=", '"""', "'''", '"', "{", "}", "\n", "true", "[[", "]]", "\\u0000", "0", "1e400", "1979-05-27")
RULES = ("match", "reason", "category", "where", "strength", "prose", "removes", "keeps", "keep", "words", "select")
PATTERNS = ("(?i)", ".*", "\\d", "{n}", "{date}", "(?:", "\\p{L}", "{0,1000}", "[^", "\\Q", "\\C", "|", "ignore")
LOG = ('"record"', '"document"', '"edit"', '"before"', '"after"', '"start"', '"end"', '"halves"', '"encoding"', "null")
HTML = (
    *("<table>", "<td colspan=1000>", "<svg>", "<math>", "<!--", "<script>", "<template>", "<pre>", "<p>", "</p>"),
    *("<li>", "<ul>", "<nav>", "<style>", "<title>", '<meta charset="', "<a href=", "&#x", "&nbsp;", "<br>", "<sup>"),
    *('style="display:none"', "<details>", "<select>", "<plaintext>", "<![CDATA[", "<?xml", "<body>", "<h1>"),
)
HTTP = ("WARC/1.0\r\n", "WARC-Type: ", "response", "conversion", "resource", "Content-Length: ", "\r\n\r\n", "chunked")
HEADERS = ("Content-Encoding: gzip", "Transfer-Encoding: ", "HTTP/1.1 200 OK\r\n", "deflate", "Content-Type: text/html")

TARGETS = {
    "text": Target(fuzz_text, seeds.texts),
    "html_fast": Target(partial(fuzz_html, html="fast"), seeds.pages, HTML),
    "html_full": Target(partial(fuzz_html, html="full"), seeds.pages, HTML),
    "restore": Target(fuzz_restore, seeds.logs, LOG),
    "restore_many": Target(fuzz_restore_many, seeds.logs_of_many, LOG),
    "rules": Target(fuzz_rules, seeds.rules, (*TOML, *RULES, *PATTERNS)),
    "templates": Target(fuzz_templates, seeds.templates, (*TOML, "match", "where", "pages", "line", "closes", "edge")),
    "jsonl": Target(partial(fuzz_file, suffix=".jsonl", out=".jsonl"), seeds.jsonl, ('"text":', '"id":', "\\ud800")),
    "packed": Target(partial(fuzz_file, suffix=".jsonl.gz", out=".jsonl"), seeds.packed),
    "zstd": Target(partial(fuzz_file, suffix=".jsonl.zst", out=".jsonl"), seeds.zstd),
    "csv": Target(partial(fuzz_file, suffix=".csv", out=".csv"), seeds.csv, ('"', '""', ",", "\r\n", "text", "\0")),
    "warc": Target(partial(fuzz_file, suffix=".warc", out=".jsonl"), seeds.warc, (*HTTP, *HEADERS)),
    "zip": Target(partial(fuzz_file, suffix=".zip", out=".jsonl"), seeds.zipped, ("PK\x03\x04", "PK\x01\x02", "../")),
    "config": Target(
        fuzz_config, seeds.configs, (*TOML, "mode", "lang", "keep", "ignore", "max-bytes", "tool.cleaner")
    ),
    "parquet": Target(partial(fuzz_file, suffix=".parquet", out=".parquet"), seeds.parquet),
}
