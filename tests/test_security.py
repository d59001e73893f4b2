"""SECURITY.md: every promise names a test that is there; and the promises that are held nowhere else."""

import re
import subprocess
import sys
from typing import Any

from cleaner import Cleaner
from cleaner.io.documents import Document, Reject
from tests.batch.test_run import PROSE, cleaned, documents
from tests.conftest import CHECKOUT

SAID = (CHECKOUT / "SECURITY.md").read_text("utf-8")


def test_every_promise_names_a_test() -> None:
    promises = SAID.partition("## What is promised")[2].partition("## What is not")[0].split("\n- ")[1:]
    assert len(promises) > 15
    for promise in promises:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", promise)
        assert named, promise
        for file, name in named:
            assert re.search(rf"\b{name}\b", (CHECKOUT / file).read_text("utf-8")), name


REACHING = f"""<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><head>
<base href="http://127.0.0.1:9/"><meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/">
<link rel="stylesheet" href="http://127.0.0.1:9/x.css"><link rel="canonical" href="http://127.0.0.1:9/c">
<script src="http://127.0.0.1:9/x.js"></script></head><body><p>{PROSE}</p><p>&x;</p><iframe src="http://127.0.0.1:9/">
</iframe><img src="http://127.0.0.1:9/x.png"><object data="http://127.0.0.1:9/o"></object><xi:include
xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/><p>{PROSE.replace("pier", "quay")}</p></body></html>"""


def test_a_page_makes_nothing_be_fetched_or_run() -> None:
    """In a process of its own, since no hook of audit is ever removed."""
    code = f"""
import sys
import cleaner
page = {REACHING!r}
cleaners = [cleaner.Cleaner(), cleaner.Cleaner(html="fast", format="markdown")]
for one in cleaners:
    one.clean(page, url="http://127.0.0.1:9/page")  # whatever is imported or read at first use is read now
seen = []
sys.addaudithook(lambda event, args: seen.append((event, args)) if event.startswith(WATCHED) else None)
WATCHED = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "urllib.", "open")
for one in cleaners:
    text = one.clean(page, url="http://127.0.0.1:9/page").text
    assert "root:" not in text
print(seen)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=CHECKOUT)
    assert done.stdout == "[]\n"


class Greedy(Cleaner):
    """A cleaner that one document makes ask for more memory than there is."""

    def clean(self, source: str | bytes, **more: Any) -> Any:
        if "GREED" in str(source):
            bytearray(1 << 60)
        return super().clean(source, **more)


def test_a_document_that_does_not_fit_into_memory_is_a_reject() -> None:
    items = documents(6)
    items[3] = Document("3", "GREED")
    done = cleaned(items, Greedy(mode="careful"), 2)
    assert [item.cause.partition(":")[0] for item in done if isinstance(item, Reject)] == ["MemoryError"]
    assert len(done) == 6
