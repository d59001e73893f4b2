"""The silver roles of all training lines: of rendered pages, and projected onto their text dumps."""

import logging
from functools import partial

import numpy as np
import numpy.typing as npt
from lxml import html as lxml_html

from cleaner.errors import InputError
from cleaner.markup.render import render
from training import dataset, sources
from training.html_pages import RenderedPage, rendered
from training.json_ld import stated
from training.plan import Plan, cached
from training.silver import UNKNOWN, Silver, Source, projected, silver

Numbers = npt.NDArray[np.int8]


def role_labels(plan: Plan) -> dict[str, Numbers]:
    """Role numbers of all lines of the tables of real pages, text dumps and rendered pages, in their order."""
    return cached(plan.cache, "roles", partial(both, plan))


def both(plan: Plan) -> dict[str, Numbers]:
    """As `role_labels`, computed."""
    logging.disable(logging.CRITICAL)
    pages: list[RenderedPage] = cached(plan.cache, "html", lambda: rendered(plan))
    samples = cached(plan.cache, "samples", lambda: sources.samples(plan.bench, plan.sources))
    found = known(plan, pages)
    return {
        "html": flat([of_lines(found, page.sample) for page in pages]),
        "text": flat([of_lines(found, sample) for sample in samples]),
    }


def known(plan: Plan, pages: list[RenderedPage]) -> dict[tuple[str, str], Silver]:
    """The silver labels of each rendered page, by source and id; none of a page whose lines are others by now."""
    html: dict[str, str] = {}
    for file in dict.fromkeys(source.file for source in plan.sources.values()):
        html |= {record["id"]: record["html"] for record in dataset.records(plan.bench / f"{file}-html.jsonl.zst")}
    found = {}
    for page, (name, record) in zip(pages, sources.pages(plan.bench, plan.sources), strict=True):
        try:
            text, markup = render(html[record["id"]], opinion=False)
            tree = lxml_html.document_fromstring(html[record["id"]].encode("utf-8", "replace"), PARSER)
        except (InputError, ValueError, lxml_html.etree.ParserError):
            continue
        lines = text.split("\n")
        rows = [row for row, line in enumerate(lines) if dataset.WORD.search(line)]
        if [" ".join(lines[row].split()) for row in rows] == page.sample.lines:
            said = Source(record, stated(html[record["id"]]), tree)
            found[name, record["id"]] = silver(page.sample, said, markup, rows)
    return found


PARSER = lxml_html.HTMLParser(encoding="utf-8")


def of_lines(found: dict[tuple[str, str], Silver], sample: dataset.Sample) -> list[int]:
    """The role numbers of a sample's lines."""
    own = found.get((sample.source, sample.id))
    if own is None:
        return [UNKNOWN] * len(sample.lines)
    return own.roles if own.lines == sample.lines else projected(own, sample.lines)


def flat(pages: list[list[int]]) -> Numbers:
    """The numbers of all pages end to end."""
    return np.array([role for page in pages for role in page], np.int8)
