"""The sets of pages that the model learns from or is scored on: where they are from, and how often each is drawn."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from training.dataset import DUMPS, Sample, records, sample


class Source(NamedTuple):
    """A collection of pages. ``file``: its set; ``terms``: provenance and licence for the model card; ``draws``: how
    often a page is drawn in an epoch, over all its dumps; ``dumps``: how many of them are used."""

    file: str
    terms: str
    draws: float
    dumps: int = 3


SOURCES = {
    "wcxb": Source("wcxb-dev", "WCXB (M. Foley 2026), development split, CC-BY-4.0", 3.0),
    "dragnet": Source(
        "more-dev", "dragnet's blogs and news of 2010 to 2013 (Peters & Lecocq 2013), data AGPL-3; its authors ship"
        " models trained on it under MIT", 1.4, 2,
    ),
    "fundus": Source("more-dev", "fundus' test pages, news of 2023 to 2026, MIT (the repository)", 3.0),
    "readability": Source("more-dev", "test pages of mozilla/readability, Apache-2.0", 3.0),
    "portal": Source("more-dev", "CleanPortalEval, 4 English portals of 2013, no terms stated", 2.0),
    "chinese": Source("more-dev", "Chinese pages with gold by hand, MIT", 2.0),
    "htmltotext": Source("more-dev", "pages in four languages with gold by hand, no terms stated", 2.0),
    "newspaper4k": Source("more-dev", "test pages of newspaper4k, MIT", 2.0),
    "segments": Source("segments-dev", "evaluation segments of trafilatura, half of the domains, Apache-2.0", 1.0, 2),
    "recipes": Source("recipes-dev", "test pages of recipe-scrapers, MIT; only known lines", 0.5, 2),
}  # fmt: skip
"""1,335 pages of dragnet are drawn less than half as often as WCXB's, the small sets as often as their dumps allow: the
page kinds and languages of WCXB and the small sets are what dragnet lacks. With half of these draws and as many rounds
F1 was lower everywhere (fold 0: WCXB 0.834 for 0.838, dragnet 0.898 for 0.909)."""

VALIDATION = Source("daniel-dev", "DAnIEL v2.1 (Lejeune & Zhu 2018), one half of its sites, GPL-3; scored only", 0.0, 1)


NO_PAGES = ("dragnet/",)
"""Records that are no pages: a folder's settings file."""


def used(without: Collection[str]) -> dict[str, Source]:
    """The sources to train on."""
    return {name: source for name, source in SOURCES.items() if name not in without}


def pages(bench: Path, sources: dict[str, Source]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name of the source and record of every page; ``NO_PAGES`` are none."""
    files = dict.fromkeys(source.file for source in sources.values())
    for file in files:
        alone = next((name for name, source in SOURCES.items() if source.file == file), "daniel")
        for record in records(bench / f"{file}.jsonl.zst"):
            name = record.get("source", alone)
            if name in sources and record["id"] not in NO_PAGES:
                yield name, record


def chosen_dumps(number: int, source: Source) -> tuple[str, ...]:
    """The dumps of a page that are used: ``blocks``, and the others or, in turn, one of them."""
    if source.dumps == len(DUMPS):
        return DUMPS
    return (DUMPS[0], *((DUMPS[1 + number % 2],) if source.dumps > 1 else ()))


def samples(bench: Path, sources: dict[str, Source]) -> list[Sample]:
    """The labelled dumps of all pages."""
    found = enumerate(pages(bench, sources))
    return [sample(record, dump, name) for i, (name, record) in found for dump in chosen_dumps(i, sources[name])]


def rates(items: Iterable[Sample], sources: dict[str, Source]) -> list[float]:
    """How often each sample is drawn in an epoch."""
    return [sources[item.source].draws / sources[item.source].dumps for item in items]


def digests(bench: Path, sources: Iterable[Source], suffix: str = "") -> dict[str, str]:
    """SHA-256 of each set's file."""
    files = dict.fromkeys(f"{source.file}{suffix}.jsonl.zst" for source in sources)
    return {file: hashlib.sha256((bench / file).read_bytes()).hexdigest() for file in files}
