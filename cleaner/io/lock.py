"""A folder that one process at a time may use."""

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

from cleaner.errors import OutputError

__all__ = ["LockedFolder"]

BUSY = (errno.EAGAIN, errno.EACCES)


class LockedFolder:
    """A private folder, made if it is missing, and locked until it is let go or its process ends, however it ends.

    The lock is the system's (`flock`) on the folder itself, so no file of it stays behind. Where the system has none
    (Windows, some network file systems) nothing keeps a second process away.

    Raises:
        OutputError: another process has the lock, or the folder cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.handle: int | None = None
        while not self.take():
            pass  # another process removed the folder between its making and its locking

    def take(self) -> bool:
        """Makes and locks the folder; false where the folder locked is no longer the one of that path."""
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            if os.name == "nt":
                return True
            self.handle = os.open(self.path, os.O_RDONLY)
            self.lock(self.handle)
            if self.path.exists() and os.path.samestat(os.fstat(self.handle), self.path.stat()):
                return True
        except OSError as error:
            self.let_go()
            raise OutputError(f"{self.path}: cannot be written: {error.strerror}") from error
        self.let_go()
        return False

    def lock(self, handle: int) -> None:
        """Locks an open folder; raises OutputError where another process has it."""
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in BUSY:
                self.let_go()
                raise OutputError(f"{self.path} is in use: another run writes the same output") from None

    def let_go(self) -> None:
        """Ends the lock; what is in the folder stays."""
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None

    def clear(self, *, first: str = "") -> None:
        """Removes all that is in the folder, the file ``first`` before all others."""
        for path in sorted(self.path.iterdir(), key=lambda path: path.name != first):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def remove(self, *, first: str = "") -> None:
        """Removes the folder, and ends the lock."""
        self.clear(first=first)
        self.path.rmdir()
        self.let_go()

    def remove_if_empty(self) -> None:
        """Ends the lock; the folder goes if nothing is in it."""
        with suppress(OSError):
            self.path.rmdir()
        self.let_go()
