"""The steps for other people's pipelines, each run by the package it is for."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner, Result, restore
from cleaner.batch.cells import TableColumns, clean_cells
from cleaner.errors import OptionError
from cleaner.integrations.datasets import CleanBatch
from cleaner.templates import SiteTemplates, Template, Templates
from tests.conftest import CHECKOUT

PAGE = "Skip to content\nThe tide took the old pier in one night, and the town watched from the quay.\nSeen by\n"
CLEAN = "The tide took the old pier in one night, and the town watched from the quay.\nSeen by\n"
SHELL = "<!DOCTYPE html>\n<html><body><script>run()</script></body></html>"
BOOK = Templates([SiteTemplates("a.example", 9, {"seen by": Template("seen by", "anywhere", 9)})])
SEEN = CLEAN.removesuffix("Seen by\n")
"""What is left of PAGE where a.example's template is used."""

ROWS: list[dict[str, Any]] = [
    {"text": PAGE, "url": "https://www.a.example/1", "id": "one", "stars": 3},
    {"text": None, "url": "https://b.example/2", "id": "two", "stars": None},
    {"text": SHELL, "url": None, "id": "three", "stars": 5},
    {"text": PAGE, "url": "https://b.example/4", "id": "four", "stars": 1},
]
TEXTS = [SEEN, None, None, CLEAN]
CAUSES = [None, "null", "no text", None]


class Breaking(Cleaner):
    """Has a bug that shows on some pages."""

    def clean(self, source: str | bytes, **options: Any) -> Result:
        if "tide" in str(source):
            raise ZeroDivisionError("the tide divided by nothing")
        return super().clean(source, **options)


def check(clean: str, log: str, row: dict[str, Any]) -> None:
    """The log is that of a row, and gives its text back."""
    records = json.loads(log)
    assert records[0]["id"] == row["id"]
    assert restore(clean, records) == row["text"]


# --- rows ---


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (None, "there is no text: the value is null"),
        (7, "there is no text: the value is of type int"),
        (SHELL, "the page shows no text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff", "not text"),
    ],
)
def test_a_row_that_cannot_be_cleaned_has_an_error(source: object, error: str) -> None:
    done = clean_cells(Cleaner(), source)
    assert (done.text, done.log) == (None, None)
    assert error in (done.error or "")


def test_a_bug_costs_one_row() -> None:
    assert clean_cells(Breaking(), PAGE).error == "internal error: ZeroDivisionError: the tide divided by nothing"
    assert clean_cells(Breaking(), "Low water.").text == "Low water.\n"


def test_half_a_character_never_gets_into_a_table() -> None:
    done = clean_cells(Cleaner(stages=["layout"]), "a \ud800 b")
    assert "UnicodeEncodeError" in (done.error or "")
    kept = clean_cells(Cleaner(), "a \ud800 b\n", doc_id="\udcff")
    assert restore(kept.text or "", json.loads((kept.log or "").encode())) == "a \ud800 b\n"


def test_columns_that_are_not_there_are_named() -> None:
    assert TableColumns().within(["text"]) == TableColumns(url="", id="")
    with pytest.raises(OptionError, match="no column 'link' for the url; there are text, url"):
        TableColumns(url="link").within(["text", "url"])
    with pytest.raises(OptionError, match="no column 'text' for the text"):
        TableColumns().within(["body"])
    with pytest.raises(OptionError, match="'clean_log' already"):
        TableColumns().within(["text", "clean_log"])


# --- Hugging Face datasets ---


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize("size", [1, 3])
def test_datasets(streaming: bool, size: int) -> None:
    datasets = pytest.importorskip("datasets", reason="the extra 'datasets' is not installed")
    # First come the rows without errors, then those with, in batches of their own: types must not depend on the first.
    rows = [ROWS[0], ROWS[3], *ROWS]
    made = datasets.Dataset.from_list(rows)
    made = made.to_iterable_dataset() if streaming else made
    done = list(made.map(CleanBatch(Cleaner(templates=BOOK)), batched=True, batch_size=size))
    assert [row["clean_text"] or None for row in done] == [TEXTS[0], TEXTS[3], *TEXTS]
    assert [{name: row[name] for name in ROWS[0]} for row in done] == rows
    for row, cause in zip(done, [None, None, *CAUSES], strict=True):
        assert cause in row["clean_error"] if cause else row["clean_error"] == ""
        if not cause:
            check(row["clean_text"], row["clean_log"], row)


def test_datasets_add_what_else_is_asked_for() -> None:
    datasets = pytest.importorskip("datasets")
    done = datasets.Dataset.from_dict({"text": [None, PAGE]}).map(
        CleanBatch(columns="confidence,flags"), batched=True, batch_size=1
    )
    assert done.features["clean_confidence"].dtype == "float64"
    assert [*done["clean_flags"]] == ["", ""]
    assert done["clean_confidence"][1] == Cleaner().clean(PAGE).confidence


def test_datasets_find_their_cache_again() -> None:
    fingerprint = pytest.importorskip("datasets.fingerprint", reason="the extra 'datasets' is not installed")
    used = CleanBatch(Cleaner(templates=BOOK))
    used({"text": [PAGE]})
    digest: Callable[[object], str] = fingerprint.Hasher.hash
    assert digest(used) == digest(CleanBatch(Cleaner(templates=BOOK)))
    assert digest(used) != digest(CleanBatch(Cleaner(mode="strict", templates=BOOK)))


def test_datasets_with_two_processes_and_other_names(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets", reason="the extra 'datasets' is not installed")
    made = datasets.Dataset.from_dict({"body": [PAGE] * 6, "host": ["a.example", "b.example", None] * 2})
    step = CleanBatch(Cleaner(templates=BOOK), text="body", site="host", prefix="out_")
    done = made.map(step, batched=True, batch_size=2, num_proc=2)
    assert done["out_text"][:] == [SEEN, CLEAN, CLEAN] * 2
    assert done.column_names == ["body", "host", "out_text", "out_log", "out_error"]


def test_datasets_say_which_column_is_missing() -> None:
    with pytest.raises(OptionError, match="no column 'text' for the text; there are body"):
        CleanBatch()({"body": [PAGE]})


# --- datatrove ---


def test_datatrove(tmp_path: Path) -> None:
    pytest.importorskip("datatrove", reason="the extra 'datatrove' is not installed")
    from datatrove.data import Document
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from cleaner.integrations.datatrove import CleanStep

    (tmp_path / "in").mkdir()
    rows = [row for row in ROWS if row["text"]]
    (tmp_path / "in" / "crawl.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    rejects = JsonlWriter(str(tmp_path / "rejects"), compression=None)
    executor = LocalPipelineExecutor(
        [
            JsonlReader(str(tmp_path / "in")),
            CleanStep(Cleaner(templates=BOOK), exclusion_writer=rejects),
            JsonlWriter(str(tmp_path / "out"), compression=None),
        ],
        logging_dir=str(tmp_path / "logs"),
    )
    executor.run()

    def written(folder: str) -> list[dict[str, Any]]:
        (file,) = (tmp_path / folder).glob("*.jsonl")
        return [json.loads(line) for line in file.read_text("utf-8").splitlines()]

    done = written("out")
    assert [(row["id"], row["text"], row["metadata"]["stars"]) for row in done] == [
        ("one", SEEN, 3),
        ("four", CLEAN, 1),
    ]
    for row in done:
        check(row["text"], row["metadata"]["clean_log"], {"id": row["id"], "text": PAGE})
    (reject,) = written("rejects")
    assert (reject["id"], reject["text"]) == ("three", SHELL)
    assert "no text" in reject["metadata"]["clean_error"]
    stats = json.loads((tmp_path / "logs" / "stats.json").read_text("utf-8"))[1]["stats"]
    assert (stats["total"], stats["forwarded"], stats["dropped"]) == (3, 2, 1)
    assert "rejected: three: the page shows no text" in (tmp_path / "logs" / "logs" / "task_00000.log").read_text(
        "utf-8"
    )

    bug = [Document(PAGE, "one"), Document("Low water.", "two")]
    step = CleanStep(Breaking(), log="")
    assert [(document.id, document.metadata) for document in step(bug)] == [("two", {})]


def test_datatrove_tells_what_else_is_asked_for_and_overwrites_nothing() -> None:
    pytest.importorskip("datatrove")
    from datatrove.data import Document

    from cleaner.integrations.datatrove import CleanStep

    page = Document(PAGE, "one")
    assert [*CleanStep(columns="confidence, flags=said")([page])] == [page]
    assert page.metadata["clean_confidence"] == Cleaner().clean(PAGE).confidence
    assert page.metadata["said"] == []
    with pytest.raises(OptionError, match="the metadata of one has 'clean_log' already"):
        [*CleanStep()([page])]
    with pytest.raises(OptionError, match="the metadata of one has 'said' already"):
        [*CleanStep(log="second_log", columns="flags=said")([page])]
    with pytest.raises(OptionError, match="no column to add"):
        CleanStep(columns="mood")


# --- Scrapy ---

SPIDER = """
import sys
import scrapy
from scrapy.crawler import CrawlerProcess
from tests.integrations.test_steps import BOOK, ROWS

class Bare(scrapy.Item):
    page = scrapy.Field()

class Spider(scrapy.Spider):
    name = "made"
    start_urls = ["data:,page"]

    def parse(self, response):
        for row in ROWS:
            yield {"page": row["text"], "url": row["url"], "id": row["id"], "stars": row["stars"]}
        yield {"stars": 2}
        yield Bare(page="The tide.")

    def closed(self, reason):
        stats = self.crawler.stats.get_stats()
        print({name: value for name, value in stats.items() if name.startswith(("cleaner/", "item_"))})

process = CrawlerProcess({
    "ITEM_PIPELINES": {"cleaner.integrations.scrapy.CleanPipeline": 300},
    "CLEANER_OPTIONS": {"templates": BOOK},
    "CLEANER_FIELDS": {"text": "page", "columns": "kind,mode=how"},
    "FEEDS": {sys.argv[1]: {"format": "jsonlines"}},
    "TELNETCONSOLE_ENABLED": False,
})
process.crawl(Spider)
process.start()
"""


def test_scrapy(tmp_path: Path) -> None:
    """In a process of its own, as its event loop starts once a process."""
    pytest.importorskip("scrapy", reason="the extra 'scrapy' is not installed")
    feed = tmp_path / "items.jsonl"
    command = [sys.executable, "-W", "error::DeprecationWarning:cleaner", "-c", SPIDER, str(feed)]
    run = subprocess.run(command, check=True, capture_output=True, text=True, cwd=CHECKOUT)
    items = [json.loads(line) for line in feed.read_text("utf-8").splitlines()]
    pages = [item for item in items if "page" in item]
    assert [item["clean_text"] for item in pages] == TEXTS
    assert [item["how"] for item in pages] == [None if cause else "balanced" for cause in CAUSES]
    assert [item["stars"] for item in pages] == [row["stars"] for row in ROWS]
    for item, row, cause in zip(pages, ROWS, CAUSES, strict=True):
        assert cause in item["clean_error"] if cause else item["clean_error"] is None
        if not cause:
            check(item["clean_text"], item["clean_log"], row)
    assert {"stars": 2} in items
    assert "'cleaner/cleaned': 2" in run.stdout
    assert "'cleaner/rejected': 2" in run.stdout
    assert "rejected: https://b.example/2: there is no text" in run.stderr
    assert "Bare declares no field 'clean_text'" in run.stderr


# --- without them ---


@pytest.mark.parametrize(
    ("module", "package", "extra"),
    [
        ("cleaner.integrations.datatrove", "datatrove", "datatrove"),
        ("cleaner.integrations.scrapy", "itemadapter", "scrapy"),
    ],
)
def test_a_missing_package_is_named_with_its_extra(module: str, package: str, extra: str) -> None:
    code = (
        f"import sys; sys.modules[{package!r}] = None\n"
        f"from cleaner import CleanerError\ntry:\n    import {module}\nexcept CleanerError as error:\n    print(error)"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=CHECKOUT)
    assert f"pip install 'webtext-cleaner[{extra}]'" in run.stdout
