"""A lock around packages that are not safe in threads, which a forked process does not inherit locked."""

import os
import threading

__all__ = ["ForkedLock"]


class ForkedLock:
    """A `threading.Lock` for ``with``, open again in every forked process: the thread that held it at the fork lives on
    in the parent alone, and could never release it in the child."""

    def __init__(self) -> None:
        self.renew()
        if hasattr(os, "register_at_fork"):  # Windows does not fork
            os.register_at_fork(after_in_child=self.renew)

    def renew(self) -> None:
        """Makes the lock a new one."""
        self.lock = threading.Lock()

    def __enter__(self) -> None:
        self.lock.acquire()

    def __exit__(self, *error: object) -> None:
        self.lock.release()
