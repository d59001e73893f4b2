"""What is said on stderr: one line, whatever names, ids and causes hold."""

import logging
import re
from collections.abc import Callable

import click

from cleaner.io.places import without_secrets

__all__ = ["log_to_stderr", "number_of", "one_line", "say"]

MOVES = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal acts on, or breaks a line at, and halves of characters, which it cannot be sent."""

REJECTS = "cleaner.batch.rejects"
"""The logger of rejects, which a command names anyway."""


MAX_SAID = 2000
"""Characters of a line: an id may be as long as it likes."""


def number_of(count: int, noun: str) -> str:
    """A count with its noun, whose plural takes an s.

    >>> number_of(1, "rule"), number_of(0, "fault")
    ('1 rule', '0 faults')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def one_line(text: str) -> str:
    """The text as a terminal may have it: controls written out, passwords of URLs left out.

    >>> print(one_line("a" + chr(27) + "[2Jb" + chr(10) + "rejected: c"))
    a\\x1b[2Jb\\nrejected: c
    """
    return MOVES.sub(lambda found: found[0].encode("unicode_escape").decode(), without_secrets(text))


def say(text: str) -> None:
    """One line on stderr; of what is longer than MAX_SAID, its start and its end."""
    line = one_line(text)
    half = MAX_SAID // 2
    click.echo(line if len(line) <= MAX_SAID else f"{line[:half]} … {line[-half:]}", err=True)


class Saying(logging.Handler):
    """Says what the package logs, on stderr."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line."""
        if record.name != REJECTS:
            say(f"{record.levelname.lower()}: {record.getMessage()}")


def log_to_stderr(verbosity: int) -> Callable[[], None]:
    """Shows the log of the package from the level INFO on, from two on DEBUG too; what this returns ends it."""
    root, handler = logging.getLogger("cleaner"), Saying()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG if verbosity > 1 else logging.INFO)

    def end() -> None:
        root.removeHandler(handler)
        root.setLevel(before)

    return end
