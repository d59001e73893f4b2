"""Pages with the site each is from, for learning, out of whatever source there is."""

from collections.abc import Iterator
from pathlib import Path

from cleaner.errors import InputError, OptionError
from cleaner.io.documents import Document, Fields
from cleaner.io.formats import FOLDER, Source, format_of
from cleaner.io.sources import read_documents
from cleaner.markup.render import render
from cleaner.options import Kind
from cleaner.templates import site_of
from cleaner.text.decode import decode, looks_like_html

__all__ = ["page_text", "read_pages"]


def read_pages(source: Source, kind: Kind = "auto") -> Iterator[tuple[str, str] | InputError]:
    """The (site, text) of each page of a source; an InputError in place of one that is none.

    ``kind`` is as in `Options`. A page's site is its folder, the value of the field ``group``, or the host of its URL.

    Raises:
        InputError: there is no such source, or it may not be read.
        OptionError: it is of no known format, or ``group`` is given for a folder.
    """
    form = format_of(str(source))
    if form is FOLDER and source.fields.group:
        raise OptionError(f"{source} is a folder, whose files have no fields: its sub-folders are the groups")
    if not form and isinstance(source.place, Path) and not source.place.exists():
        raise InputError(f"{source}: No such file or directory")
    for item in read_documents(source):
        if not isinstance(item, Document):
            named = (str(source) if form is not FOLDER else "", item.where, item.cause)
            yield InputError(": ".join(filter(None, named)))
            continue
        try:
            yield site_name(item, source.fields), page_text(item.source, item.encoding, kind)
        except InputError as error:
            yield InputError(f"{source}: {item.where or item.id}: {error}")


def site_name(page: Document, fields: Fields) -> str:
    """The site of a page; raises InputError where nothing names it."""
    if site := page.site or site_of(page.url):
        return site
    name = fields.group or fields.url
    raise InputError(f"the field {name!r} names no site: {page.row.get(name)!r}")


def page_text(source: str | bytes, encoding: str | None = None, kind: Kind = "auto") -> str:
    """The text of a dump, or of a page, what stages read of each line, which templates are compared with. Raises
    InputError."""
    text = decode(source, encoding).text if isinstance(source, bytes) and kind != "html" else source
    if kind == "html" or (kind == "auto" and looks_like_html(str(text))):
        return "\n".join(render(source, encoding, opinion=False).markup.said)
    return str(text)
