"""Whether a document is HTML, told by how it begins."""

from cleaner.text.decode import HTML_HEAD, looks_like_html

__all__ = ["is_html"]


def is_html(source: str | bytes) -> bool:
    """Whether a document, str or bytes in any charset, is HTML.

    >>> is_html(b"<!DOCTYPE html><title>x</title>"), is_html("The tide.")
    (True, False)
    """
    head = source[: 4 * HTML_HEAD]  # bytes: a character takes four at most
    return looks_like_html(head if isinstance(head, str) else rough_text(head))


def rough_text(head: bytes) -> str:
    """The start of a document well enough decoded to see tags in it; UTF-16 has a NUL in every other byte."""
    return head.decode("latin-1").replace("\0", "").removeprefix("ÿþ").removeprefix("þÿ").removeprefix("ï»¿")
