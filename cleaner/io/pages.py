"""Pages with the site each is from, for learning, out of whatever source there is."""

from collections.abc import Iterator
from pathlib import Path

from cleaner.errors import InputError, OptionError
from cleaner.io.documents import Document, Fields
from cleaner.io.sources import format_of, read_documents
from cleaner.markup import render
from cleaner.templates import site_of
from cleaner.text.decode import decode, looks_like_html

__all__ = ["Fields", "read_pages"]


def read_pages(source: Path, fields: Fields, glob: str = "*") -> Iterator[tuple[str, str] | InputError]:
    """The (site, text) of each page of a source; an InputError in place of one that is none.

    A page's site is its folder, the value of ``fields.group``, or the host of its URL.

    Raises:
        InputError: there is no such source, or it may not be read.
        OptionError: it is of no known format, or ``group`` is given for a folder.
    """
    kind = format_of(str(source))
    if kind == "folder" and fields.group:
        raise OptionError(f"{source} is a folder, whose files have no fields: its sub-folders are the groups")
    if not kind and not source.exists():
        raise InputError(f"{source}: No such file or directory")
    for item in read_documents(str(source), fields, glob):
        if not isinstance(item, Document):
            yield InputError(": ".join(filter(None, (str(source) if kind != "folder" else "", item.where, item.cause))))
            continue
        try:
            yield site_name(item, fields), text_of(item.source, item.encoding)
        except InputError as error:
            yield InputError(f"{source}: {item.where or item.id}: {error}")


def site_name(page: Document, fields: Fields) -> str:
    """The site of a page; raises InputError where nothing names it."""
    if site := page.site or site_of(page.url):
        return site
    name = fields.group or fields.url
    raise InputError(f"the field {name!r} names no site: {page.row.get(name)!r}")


def text_of(source: str | bytes, encoding: str | None = None) -> str:
    """The text of a dump, or of a page, what stages read of each line, which templates are compared with. Raises
    InputError."""
    text = decode(source, encoding).text if isinstance(source, bytes) else source
    return "\n".join(render(source, encoding, opinion=False).markup.said) if looks_like_html(text) else text
