"""A file system that fails, or a process that is killed, at any call that matters to a run."""

import io
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

__all__ = ["CALLS", "every_call", "failing", "in_a_fork", "killed"]

CALLS = ("os.fsync", "os.replace", "os.unlink", "os.rmdir", "os.mkdir", "os.open", "os.chmod", "io.open")
"""The calls between which a run leaves different things on the disk. `io.open` is that of paths."""


@contextmanager
def every_call(last: int, end: Callable[[], None], calls: tuple[str, ...] = CALLS) -> Iterator[None]:
    """Counts the calls of a run, and does ``end`` before the ``last``; never if that is 0."""
    left = last

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **options: Any) -> Any:
            nonlocal left
            left -= 1
            if not left:
                end()
            return call(*args, **options)

        return step

    with pytest.MonkeyPatch.context() as patch:
        for name in calls:
            module, _, function = name.partition(".")
            patch.setattr(name, counted(getattr(sys.modules[module], function)))
        yield


def failing(code: int) -> Callable[[], None]:
    """The end that a file system makes: an error of this number."""

    def end() -> None:
        raise OSError(code, os.strerror(code))

    return end


def killed() -> None:
    """The end that the system makes."""
    os.kill(os.getpid(), signal.SIGKILL)


def in_a_fork(work: Callable[[], object]) -> int:
    """The exit status of a process that does some work; negative for a signal, 3 for an exception."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads, which the work does without
        child = os.fork()
    if not child:
        try:
            work()
            os._exit(0)
        except BaseException:
            os._exit(3)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


assert io.open is open  # paths open by the one name, all else by the other
