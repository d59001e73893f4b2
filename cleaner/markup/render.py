"""An HTML page made lines: one line a block, in reading order, with what the DOM knows of each.

The tree is turbohtml's (`cleaner.markup.tree`); trafilatura, where it is asked, gets one of lxml's.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from cleaner.budget import Budget
from cleaner.errors import UnrenderedError
from cleaner.markup.charset import decode_html, without_nul
from cleaner.markup.columns import Inside, Line, Markup
from cleaner.markup.lines import LineBuilder
from cleaner.markup.linked import linked_texts
from cleaner.markup.markdown import MarkdownBuilder
from cleaner.markup.spans import source_spans
from cleaner.markup.stated import Stated, stated_facts
from cleaner.markup.tree import Element, parsed_root, tree_size
from cleaner.markup.verdict import Opinion, ask, shares
from cleaner.markup.written import Style

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["Rendered", "render"]

MAX_TREE_CHARS, MAX_TREE_NODES, MAX_TREE_DEPTH, MAX_TREE_ATTRIBUTES = 8_000_000, 100_000, 200, 1_000
"""Size of a page beyond which trafilatura is not asked: it takes a tree, walks it dozens of times, recurses, and looks
through a tag's attributes one by one. The largest page of the benchmark has 5.3 million characters and 16,000 nodes;
49 levels and 136 attributes are the most."""

MIN_PROSE = 80
"""Characters of a line outside links that make it prose; a page with none of it may have its text in JSON-LD alone."""

SPARSE = 1000
"""A page of so few characters, or of so few in prose and more hidden, is read once more with what it hides until its
scripts run; that counts if its prose is longer than all that the page shows. Forums put their text into ``noscript``,
streaming frameworks into hidden elements. Where a page shows more prose, what it hides is mostly menus and duplicates:
on the benchmark, revealing lowered the scores there."""

CHOSEN_FIELDS = ("title", "author", "date", "sitename")
"""Fields of which trafilatura chooses among what the page states in several places, and tidies it."""

NEEDED_FIELDS = {"title", "author", "date"}
"""Fields of which trafilatura is asked for its choice where the page lacks one. On the 12 of 34 pages that state all it
chose the same, and took a tenth of its time for it."""

DAY_CHARS = len("2021-03-04")
FEW_CHARACTERS, SHELL_SCRIPTS = 200, 3
"""A page with less text and as many scripts is probably drawn by them."""


MAX_SPAN_DIGITS = 2
"""Digits of a cell's ``rowspan`` or ``colspan`` that trafilatura is shown: up to 99; no table of data spans more."""


class Reading(NamedTuple):
    """How a page was read: digest and charset of its bytes, and why it was not read whole, if so."""

    sha256: str
    encoding: str | None
    partial: list[str]


class Rendered(NamedTuple):
    """The text of a page, each line ended by a line feed, and the columns parallel to its lines."""

    text: str
    markup: Markup


def render(  # noqa: PLR0913  # what a page is, and how it is wanted
    source: str | bytes,
    declared: str | None = None,
    url: str = "",
    *,
    opinion: bool = True,
    budget: Budget | None = None,
    style: Style | None = None,
) -> Rendered:
    """Renders a page.

    Args:
        source: HTML; bytes are decoded (`decode_html`).
        declared: the charset that whoever served the bytes declared.
        url: where the page is from, for trafilatura.
        opinion: whether trafilatura is asked for its verdict and its metadata; it costs nine tenths of the time.
        style: how the page is written as Markdown; None for plain text.
        budget: where it runs out, the page is rendered as far as it was read, and ``Markup.partial`` says so.

    Raises:
        BinaryInputError: the bytes are a PDF, an image, or nothing that could be text.
        UnrenderedError: the page shows no text until its scripts run.
    """
    budget = budget or Budget()
    deadline = time.monotonic() + budget.seconds
    original, html, reading = read_source(source, declared, budget)
    kind = partial(MarkdownBuilder, style=style._replace(base=style.base or url)) if style else LineBuilder
    root = parsed_root(html)
    builder, late = read_lines(root, deadline, kind())
    if late:
        reading.partial.append(f"read up to element {late}: out of time")
    builder = with_hidden(builder, root, deadline, kind)
    lines = shown_lines(builder)
    if sum(len(line.text) for line in lines) < FEW_CHARACTERS and builder.scripts >= SHELL_SCRIPTS:
        reading.partial.append(f"little text and {builder.scripts} scripts: perhaps not rendered")
    found = None
    stated = stated_facts(builder.stated, builder.linked, url)
    if opinion and not reading.partial:
        in_time = fits_tree(root, html) and time.monotonic() < deadline - budget.seconds / 2
        if (tree := tree_of(html) if in_time else None) is not None:
            found = ask(tree, url, metadata=not stated.keys() >= NEEDED_FIELDS)
        else:
            cause = "has no elements" if in_time else "is too large or too deep"
            reading.partial.append(f"trafilatura was not asked: the page {cause}")
    text = "".join(f"{line.written or line.text}\n" for line in lines)
    markup = markup_of(lines, builder, found, reading, facts_of(stated, builder, found))
    return Rendered(text, replace(markup, spans=source_spans([line.node for line in lines], original, html)))


def read_source(source: str | bytes, declared: str | None, budget: Budget) -> tuple[str, str, Reading]:
    """The HTML as text, cut to the budget; the same as it is parsed, without NUL and byte order mark; and how it was
    read."""
    if isinstance(source, bytes):
        raw = source
        text, encoding = decode_html(raw[: budget.bytes], declared)
    else:
        raw, text, encoding = *encoded(source), None
        if len(raw) > budget.bytes:
            text = text.encode()[: budget.bytes].decode("utf-8", "ignore")
    partial = [f"read up to byte {budget.bytes} of {len(raw)}"] if len(raw) > budget.bytes else []
    parsed = without_nul(text, raw) if encoding is None else text
    return text, parsed.removeprefix("\ufeff"), Reading(hashlib.sha256(raw).hexdigest(), encoding, partial)


def encoded(text: str) -> tuple[bytes, str]:
    """A text as UTF-8, and as a parser takes it: without lone halves of characters."""
    try:
        return text.encode(), text
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass"), text.encode("utf-8", "replace").decode("utf-8")


def with_hidden(builder: LineBuilder, root: Element, deadline: float, kind: Callable[..., LineBuilder]) -> LineBuilder:
    """The page read once more with what it hides until its scripts run, where that is its text; see SPARSE."""
    visible = long_text(builder)
    if visible < SPARSE and (builder.veiled > visible or (not visible and characters(builder) < SPARSE)):
        revealed, _ = read_lines(root, deadline, kind(reveal=True))
        if long_text(revealed) > characters(builder):
            return revealed
    return builder


def shown_lines(builder: LineBuilder) -> list[Line]:
    """The lines of a page, with what it says in its JSON-LD where it shows no prose.

    Raises:
        UnrenderedError: there is no text at all, and there are scripts that would make it.
    """
    lines = builder.lines
    if not any(is_long(line) for line in lines):
        lines = lines + unseen_lines(builder, lines)
    if not any(line.text for line in lines) and builder.scripts:
        raise UnrenderedError(
            f"the page shows no text until its scripts run ({builder.scripts}): render it in a browser first"
        )
    return lines


def long_text(builder: LineBuilder) -> int:
    """Characters of a page's prose."""
    return sum(len(line.text) for line in builder.lines if is_long(line))


def characters(builder: LineBuilder) -> int:
    """Characters of a page's lines."""
    return sum(len(line.text) for line in builder.lines)


def read_lines(root: Element, deadline: float, builder: LineBuilder) -> tuple[LineBuilder, int]:
    """The lines of a page, and after how many elements time ran out; 0 if it did not."""
    late = builder.read(root, deadline)
    builder.close()
    return builder, late


def tree_of(html: str) -> "HtmlElement | None":
    """The page as a tree, as trafilatura would parse it, but for the classes of forms and labels, which it has no use
    for: to look each element's class up takes a seventh of the time of a page. None where lxml finds no element."""
    from lxml.etree import ElementDefaultClassLookup, LxmlError
    from lxml.html import HtmlElement, HTMLParser, document_fromstring

    parser = HTMLParser(
        collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True
    )
    parser.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))
    try:
        tree = document_fromstring(html.encode(), parser=parser)
    except LxmlError:
        return None
    drop_wide_spans(tree)
    return tree


def drop_wide_spans(tree: "HtmlElement") -> None:
    """Drops spans of more than MAX_SPAN_DIGITS: trafilatura writes a cell out for each row and column it spans, and
    5,000 rows of ``rowspan=99999`` keep it busy for hours."""
    for cell in tree.iter("td", "th"):
        for name in ("rowspan", "colspan"):
            if len(cell.get(name, "")) > MAX_SPAN_DIGITS:
                del cell.attrib[name]


def fits_tree(root: Element, html: str) -> bool:
    """Whether trafilatura can be expected to come back from a page soon."""
    if len(html) > MAX_TREE_CHARS:
        return False
    nodes, levels, attributes = tree_size(root)
    return nodes <= MAX_TREE_NODES and levels <= MAX_TREE_DEPTH and attributes <= MAX_TREE_ATTRIBUTES


def is_long(line: Line) -> bool:
    """Whether a line is long, links apart."""
    return len(line.text) - line.links >= MIN_PROSE


def unseen_lines(builder: LineBuilder, visible: list[Line]) -> list[Line]:
    """What a page without visible prose says in its JSON-LD, or else in its images' alt texts; nothing twice."""
    shown = "\n".join(f"{line.text}\n{line.written}" for line in visible)
    linked = [text for _, text in linked_texts(builder.linked)]
    texts = linked or list(dict.fromkeys(builder.alts))
    return [Line(text, Inside.LINKED_DATA) for text in texts if text not in shown]


def facts_of(facts: dict[str, Stated], builder: LineBuilder, found: Opinion | None) -> dict[str, Stated]:
    """What the page says of itself, its language and title added; where trafilatura was asked, its choice of title,
    author, date and site's name."""
    if builder.language:
        facts["language"] = Stated(builder.language, "html lang")
    if builder.title:
        facts.setdefault("title", Stated(builder.title, "title"))
    if found and not found.metadata and "date" in facts:  # the day alone, as trafilatura gives it
        facts["date"] = facts["date"]._replace(value=str(facts["date"].value)[:DAY_CHARS])
    for field, value in found.metadata.items() if found else ():
        if field in CHOSEN_FIELDS or field not in facts:
            facts[field] = Stated(value, "trafilatura")
    return facts


def markup_of(
    lines: list[Line], builder: LineBuilder, found: Opinion | None, reading: Reading, facts: dict[str, Stated]
) -> Markup:
    """The lines' columns."""
    texts = [line.text for line in lines]
    verdicts, comments = shares(texts, found.text, found.comments) if found else (None, None)
    return Markup(
        said=texts,
        elements=[line.element for line in lines],
        blocks=[line.block for line in lines] if isinstance(builder, MarkdownBuilder) else [],
        inside=[line.inside for line in lines],
        paths=[line.path for line in lines],
        hints=[line.hints for line in lines],
        headings=[line.heading for line in lines],
        regions=[line.region for line in lines],
        link_shares=[min(line.links / len(line.text), 1.0) if line.text else 0.0 for line in lines],
        verdicts=verdicts,
        comments=comments,
        sha256=reading.sha256,
        encoding=reading.encoding,
        metadata={field: fact.value for field, fact in facts.items()},
        sources={field: fact.source for field, fact in facts.items()},
        partial=tuple(reading.partial),
    )
