"""What is said of a document beside its text: URL, site and charset."""

import re

from cleaner.batch.one import CleansOne, Task
from cleaner.errors import OptionError
from cleaner.markup.charset import codec_of
from cleaner.rules.hosts import host_of
from cleaner.templates import Templates

__all__ = ["check_hints"]


def check_hints(cleaner: CleansOne, task: Task) -> None:
    """Raises OptionError where URL, site or encoding say nothing, and would be ignored."""
    if task.url and not re.fullmatch(r"[^\s@]+", host_of(task.url)):
        raise OptionError(f"--url {task.url} names no host: write https://example.org/page")
    known: Templates | None = getattr(cleaner, "templates", None)
    if task.site and (known is None or task.site not in known.sites):
        there = (
            "no templates are given" if known is None else f"there are {', '.join(sorted(known.sites)[:5]) or 'none'}"
        )
        raise OptionError(f"--site {task.site} is no site of the templates: {there}")
    if task.encoding and not codec_of(task.encoding):
        raise OptionError(f"--encoding {task.encoding} is no charset")
