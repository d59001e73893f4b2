"""Every visible block of a page is in the text or in the log, as plain text and as Markdown."""

import io
import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from lxml import html

from cleaner import Cleaner
from cleaner.errors import InputError
from cleaner.options import OutputFormat
from tests.conftest import CHECKOUT, SHARED

PAGES = sorted((CHECKOUT / "corpus").glob("*/page.html"))
HIDDEN = "head script style template noscript select textarea video audio object iframe canvas svg dialog datalist option annotation"
HIDING = "[contains(translate(@style, ' ', ''), 'display:none') or contains(translate(@style, ' ', ''), 'visibility:hidden')]"


def visible_texts(page: str) -> list[str]:
    """The text nodes of a page that a browser shows, found without the renderer: from lxml's tree."""
    tree = html.document_fromstring(page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    for element in tree.xpath(" | ".join(["//*[@hidden]", f"//*{HIDING}", *(f"//{tag}" for tag in HIDDEN.split())])):
        element.drop_tree()
    return [text for text in tree.itertext() if text.strip()]


def lost(page: str, form: OutputFormat) -> list[str]:
    """The visible texts whose words are neither in the clean text nor in the log."""
    result = Cleaner(mode="balanced", kind="html", html="fast", format=form).clean(page)
    found = result.restore().casefold()  # from the clean text and the log alone
    words, joined = set(re.findall(r"[^\W_]+", found)), "".join(re.findall(r"[^\W_]", found))
    texts = [text.casefold() for text in visible_texts(page)]
    apart = [text for text in texts if not set(re.findall(r"[^\W_]+", text)) <= words]
    return [text for text in apart if "".join(re.findall(r"[^\W_]", text)) not in joined]


@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.parent.name)
def test_every_visible_block_of_the_corpus_is_there(page: Path, form: OutputFormat) -> None:
    assert lost(page.read_text("utf-8"), form) == []


def bench_pages(step: int) -> Iterator[str]:
    zstandard = pytest.importorskip("zstandard")
    with (SHARED / "bench" / "wcxb-dev-html.jsonl.zst").open("rb") as file:
        reader = zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(file)
        for line in islice(io.TextIOWrapper(reader, encoding="utf-8"), 0, None, step):
            yield json.loads(line)["html"]


@pytest.mark.shared
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_every_visible_block_of_real_pages_is_there(form: OutputFormat) -> None:
    """Of two hundred pages; those that show nothing until their scripts run are refused."""
    bad = []
    for page in bench_pages(7):
        try:
            bad += lost(page, form)
        except InputError:
            continue
    assert bad == []
