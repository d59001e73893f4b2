"""The benchmarks' HTML pages rendered and labelled, and made pages spliced of them."""

import logging
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaner.errors import InputError
from cleaner.markup.columns import Markup
from cleaner.markup.render import render
from training import dataset, sources
from training.augment import Lines
from training.plan import Plan


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page as a sample, its DOM columns, and which of its lines the sample holds."""

    sample: dataset.Sample
    markup: Markup | None
    rows: npt.NDArray[np.int64]


def rendered(plan: Plan) -> list[RenderedPage]:
    """All pages of the sources; a page that cannot be rendered is one without lines."""
    logging.disable(logging.CRITICAL)
    html: dict[str, str] = {}
    for file in dict.fromkeys(source.file for source in plan.sources.values()):
        html |= {record["id"]: record["html"] for record in dataset.records(plan.bench / f"{file}-html.jsonl.zst")}
    return [render_one(html[record["id"]], record, name) for name, record in sources.pages(plan.bench, plan.sources)]


def render_one(html: str, record: dict[str, Any], name: str) -> RenderedPage:
    """One page."""
    try:
        text, markup = render(html)
    except InputError:
        text, markup = "", None
    rows = np.array([i for i, line in enumerate(text.split("\n")) if dataset.WORD.search(line)], np.int64)
    return RenderedPage(dataset.sample({**record, "dumps": {"html": text}}, "html", name), markup, rows)


def spliced(own: RenderedPage, lender: RenderedPage, lines: Lines) -> Markup | None:
    """The DOM columns of a made page."""
    mine, theirs = own.markup, lender.markup
    if mine is None or theirs is None:
        return None
    rows = [(theirs, int(lender.rows[line.row])) if line.lent else (mine, int(own.rows[line.row])) for line in lines]
    apart = max(mine.regions) + 1
    return Markup(
        inside=[dom.inside[row] for dom, row in rows],
        paths=[dom.paths[row] for dom, row in rows],
        hints=[dom.hints[row] for dom, row in rows],
        headings=[dom.headings[row] for dom, row in rows],
        regions=[dom.regions[row] + apart * (dom is theirs and dom.regions[row] > 0) for dom, row in rows],
        link_shares=[dom.link_shares[row] for dom, row in rows],
        verdicts=[dom.verdicts[row] if dom.verdicts else 0.0 for dom, row in rows],
        comments=[dom.comments[row] if dom.comments else 0.0 for dom, row in rows],
        sha256="",
        encoding=None,
    )
