"""Where a name on the command line leads: a path here, or one behind a URL that fsspec knows."""

from pathlib import Path
from typing import cast

from cleaner.errors import OptionError

__all__ = ["is_url", "place", "resolved"]


def is_url(name: str) -> bool:
    """Whether a name is a URL.

    >>> is_url("s3://crawl/pages.jsonl.gz"), is_url("pages.jsonl.gz")
    (True, False)
    """
    return "://" in name


def place(name: str) -> Path:
    """The path of a name. Behind a URL it is a `upath.UPath`, which is no `Path`, but is used like one.

    Raises:
        OptionError: a URL, and universal_pathlib or what reaches its file system is missing.
    """
    if not is_url(name):
        return Path(name)
    try:
        from upath import UPath
    except ImportError:
        raise OptionError(f"{name} needs fsspec: pip install 'webtext-cleaner[remote]'") from None
    try:
        path = UPath(name)
        path.fs  # noqa: B018 - whatever it needs is imported here, and may be missing
    except (ValueError, ImportError) as error:
        raise OptionError(f"{name}: {error}") from None
    return cast(Path, path)


def resolved(path: Path) -> Path:
    """The path made absolute, links followed; behind a URL it is as it is, since asking may go through the network."""
    return path.resolve() if isinstance(path, Path) else path
