"""The pages that rules are tried on: a file, a folder, or many documents in one file."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from cleaner.cleaner import Cleaner
from cleaner.errors import CleanerError, InputError
from cleaner.io.compressed import read_page
from cleaner.io.documents import Document
from cleaner.io.formats import Source, format_of
from cleaner.io.places import place_of
from cleaner.io.sources import read_documents
from cleaner.page import Page

__all__ = ["CorpusPage", "LeftOut", "corpus_documents", "corpus_pages", "page_of_file"]

LeftOut = Callable[[str], object]
"""Told of each document that cannot be read."""


class CorpusPage(NamedTuple):
    """A page of the corpus: its document's id, and its lines."""

    id: str
    page: Page


def corpus_documents(name: str, watch: LeftOut) -> Iterator[Document]:
    """The documents of a file, a folder or a file of many; raises InputError where there is nothing to read."""
    place = place_of(name)
    if not format_of(name):
        yield Document(place.name, read_page(place))
        return
    for item in read_documents(Source(place=place)):
        if isinstance(item, Document):
            yield item
        else:
            watch(f"{item.id or item.where}: {item.cause}")


def corpus_pages(name: str, watch: LeftOut) -> Iterator[CorpusPage]:
    """The pages of a corpus, HTML rendered. Raises as `corpus_documents`."""
    reader = Cleaner(html="fast")
    for document in corpus_documents(name, watch):
        try:
            found = reader.read(document.source, document.url, document.encoding)
        except CleanerError as error:
            watch(f"{document.id}: {error}")
        else:
            yield CorpusPage(document.id, Page(found.text, found.markup))


def page_of_file(name: str) -> Page:
    """The page in a file; raises InputError where it cannot be read, or holds many."""
    if format_of(name):
        raise InputError(f"{name} holds many documents: name one page")
    found = Cleaner(html="fast").read(read_page(place_of(name)))
    return Page(found.text, found.markup)
