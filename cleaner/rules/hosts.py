"""The host a page is from, and the domains it belongs to."""

from urllib.parse import urlsplit

__all__ = ["domains_of", "host_of"]


def host_of(url: str) -> str:
    """The host a URL names, or the string itself where it is a bare host; empty where there is none.

    >>> host_of("https://www.example.org:8080/a"), host_of("example.org")
    ('www.example.org', 'example.org')
    """
    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""


def domains_of(host: str) -> list[str]:
    """A host and the domains above it, the nearest first; without the last, such as ``org``.

    >>> domains_of("EN.wikipedia.org")
    ['en.wikipedia.org', 'wikipedia.org']
    """
    labels = host.lower().split(".")
    return [".".join(labels[first:]) for first in range(len(labels) - 1)]
