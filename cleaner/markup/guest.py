"""How trafilatura is called: by one thread at a time, and without its messages in the host application's log.

`trafilatura.extract` crashes or hangs when several threads call it (its issues 840 and 925). A lock costs nothing on
one thread, and on several little beside the interpreter's own lock; worker processes do not wait for each other.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from cleaner.markup.tagtests import from_memory
from cleaner.text.lock import ForkedLock

__all__ = ["alone"]

GUESTS = ("trafilatura", "htmldate", "courlan")
"""Packages whose loggers are hushed while we call: they report pages without a text, which are no fault."""


class Hush(logging.Filter):
    """Drops what is logged by a thread while it is inside `alone`; other threads log as ever."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = threading.local()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is somebody else's."""
        return not getattr(self.inside, "here", False)


HUSH = Hush()
LOCK = ForkedLock()


@contextmanager
def alone() -> Iterator[None]:
    """While it lasts, no other thread of this process is inside, and the thread's calls log nothing of GUESTS.

    Levels, handlers and propagation of their loggers stay as the host application set them.
    """
    with LOCK:
        import trafilatura.metadata  # noqa: F401  # 0.4 s; makes the loggers

        HUSH.inside.here = True
        try:
            hush_loggers()
            with from_memory():
                yield
        finally:
            HUSH.inside.here = False


def hush_loggers() -> None:
    """Puts `HUSH` on the loggers of GUESTS; a filter holds for one logger only, and they make one for each module."""
    for name, logger in list(logging.root.manager.loggerDict.items()):
        if name.partition(".")[0] in GUESTS and isinstance(logger, logging.Logger) and HUSH not in logger.filters:
            logger.addFilter(HUSH)
