"""Where a name on the command line leads: a path here, one behind a URL that fsspec knows, or stdin and stdout."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleaner.errors import MissingExtraError, OptionError

__all__ = ["STDIO", "Place", "Remote", "Stdio", "child", "is_url", "place_of", "resolved", "sibling", "without_secrets"]


@dataclass(frozen=True, slots=True, repr=False)
class Remote:
    """A path behind a URL. ``path`` is a `upath.UPath`, which looks like a `Path`, is none, and opens its own files."""

    url: str
    path: Any = field(compare=False)

    def __str__(self) -> str:
        return without_secrets(self.url)

    def __repr__(self) -> str:
        return f"Remote({str(self)!r})"

    @property
    def name(self) -> str:
        """The last part of the path."""
        return str(self.path.name)

    def at(self, path: Any) -> "Remote":
        """Another path in the same file system."""
        return Remote(str(path), path)


@dataclass(frozen=True, slots=True)
class Stdio:
    """Stdin where something is read, stdout where it is written."""

    name: str = "-"

    def __str__(self) -> str:
        return self.name


STDIO = Stdio()
Place = Path | Remote | Stdio


def is_url(name: str) -> bool:
    """Whether a name is a URL.

    >>> is_url("s3://crawl/pages.jsonl.gz"), is_url("pages.jsonl.gz")
    (True, False)
    """
    return "://" in name


def without_secrets(text: str) -> str:
    """The text with the passwords of its URLs, and what is signed or granted in their queries, left out.

    >>> without_secrets("ftp://me:secret@host/a, https://host/a?sig=ab&x=1")
    'ftp://me:***@host/a, https://host/a?***'
    """
    return QUERY.sub(r"\1?***", PASSWORD.sub(r"\1:***@", text))


PASSWORD = re.compile(r"(://[^\s/:@]*):[^\s/@]*@")
QUERY = re.compile(r"(://[^\s?#]*)\?[^\s#]*")
"""A query may grant access (signed URLs do), so none is shown."""


def place_of(name: str) -> Place:
    """The place a name means; ``-`` is stdin or stdout.

    Raises:
        MissingExtraError: a URL, and universal_pathlib is missing.
        OptionError: a URL whose file system is not known, or not installed.
    """
    if name == STDIO.name:
        return STDIO
    if not is_url(name):
        path = Path(name)
        return path if path.name not in ("", "..") else path.resolve()  # the current folder has a name of its own
    try:
        from upath import UPath
    except ImportError:
        raise MissingExtraError.of(f"fsspec, which {without_secrets(name)} needs,", "remote") from None
    try:
        remote = UPath(name)
        remote.fs  # noqa: B018 - whatever it needs is imported here, and may be missing
    except (ValueError, ImportError) as error:
        raise OptionError(without_secrets(f"{name}: {error}")) from None
    return Remote(name, remote)


def sibling(place: Place, name: str) -> Place:
    """The place of that name in the same folder; beside stdout that is the current one."""
    if isinstance(place, Remote):
        return place.at(place.path.parent / name)
    return place.parent / name if isinstance(place, Path) else Path(name)


def child(place: Place, name: str) -> Place:
    """The place below a folder; ``name`` may have slashes."""
    if isinstance(place, Remote):
        return place.at(place.path / name)
    if isinstance(place, Stdio):
        raise OptionError("several files cannot go to stdout: name a folder")
    return place / name


def resolved(place: Place) -> Place:
    """The path made absolute, links followed; a URL stays as it is, since asking may go through the network."""
    if not isinstance(place, Path):
        return place
    try:
        return place.resolve()
    except (OSError, RuntimeError):  # a link that leads to itself
        return place.absolute()
