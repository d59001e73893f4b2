"""The files that the blocks of README and guide, and the examples, are run beside."""

import gzip
import json
import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.conftest import CHECKOUT
from tests.made_site import make_site, text_of

CORPUS = CHECKOUT / "corpus"
SITES = {"tides.example": "latin", "ports.example": "greek"}


def make_samples(folder: Path) -> Path:
    """Fills a folder with a page of each kind, a crawl as folder, JSON Lines, Parquet, WARC and WET, and gold."""
    shutil.copytree(CORPUS, folder / "corpus")
    shutil.copy(CORPUS / "regional-portal" / "page.txt", folder / "page.txt")
    shutil.copy(CORPUS / "html-article" / "page.html", folder / "page.html")
    (folder / "pages").mkdir()
    for name in ("html-article", "html-docs", "html-forum"):
        shutil.copy(CORPUS / name / "page.html", folder / "pages" / f"{name}.html")
    rows = crawl_rows()
    for row in rows:
        page = folder / "crawl" / f"{row['id']}.txt"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(row["text"], "utf-8")
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "crawl.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    gold = "".join(json.dumps({"text": row["text"], "gold": row["text"]}) + "\n" for row in rows[:3])
    (folder / "gold.jsonl").write_text(gold, "utf-8")
    html = [path.read_bytes() for path in sorted((folder / "pages").iterdir())]
    (folder / "CC-MAIN.warc.gz").write_bytes(b"".join(map(response, html)))
    (folder / "CC-MAIN.warc.wet.gz").write_bytes(b"".join(conversion(row) for row in rows[:6]))
    if find_spec("pyarrow"):
        write_table(folder / "pages.parquet", html)
    return folder


def crawl_rows() -> list[dict[str, Any]]:
    """Seven pages of each of two made sites, whose frames recur."""
    return [
        {"id": f"{host}/{number}", "url": f"https://{host}/{number}", "text": text_of(page), "stars": number}
        for host, script in SITES.items()
        for number, page in enumerate(make_site(script, 7, seed=1))
    ]


def response(page: bytes) -> bytes:
    """A record of a WARC file: what a server sent."""
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    return record("response", "application/http; msgtype=response", "https://tides.example/page", body)


def conversion(row: dict[str, Any]) -> bytes:
    """A record of a WET file: a page's text."""
    return record("conversion", "text/plain", row["url"], row["text"].encode())


def record(kind: str, content: str, url: str, body: bytes) -> bytes:
    """A record of a WARC or WET file, packed."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2021-03-04T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{abs(hash(body)):032x}>\r\nContent-Type: {content}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + body + b"\r\n\r\n")


def write_table(path: Path, pages: list[bytes]) -> None:
    """A Parquet table of pages, the page in ``html`` and its name in ``key``."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"key": [f"page-{at}" for at in range(len(pages))], "html": [page.decode() for page in pages]})
    pq.write_table(table, path)


def environment(folder: Path) -> dict[str, str]:
    """The variables of a shell in which ``cleaner`` and ``python`` are those under test."""
    tools = folder / ".tools"
    tools.mkdir(exist_ok=True)
    for name, call in {"cleaner": "-m cleaner ", "python": "", "pip": "-m pip "}.items():
        (tools / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {call}"$@"\n', "utf-8")
        (tools / name).chmod(0o755)
    paths = [str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])]
    found = {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": os.pathsep.join(paths)}
    offline = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(folder / ".hf"), "HF_DATASETS_CACHE": str(folder / ".hf/data")}
    return {**os.environ, **found, **offline, "MPLBACKEND": "Agg", "COLUMNS": "120", "PYSPARK_PYTHON": sys.executable}
