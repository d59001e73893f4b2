"""File names for documents: whatever an id says, a path below a folder, and no two of one name on any file system."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator

__all__ = ["NamesTaken", "file_name"]

MAX_PART, MAX_NAME = 200, 1000
"""Bytes of a part between two slashes, and of a whole name. File systems take 255 and 4096; suffixes are added, and the
folder's own path comes before."""

KEPT_BYTES = 120
"""Bytes left of a part that is too long; a digest of all of it follows."""

UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\\\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]|^\.|^~|[ .]$")
"""Written as percent and hexadecimal digits: controls, what turns the direction of a terminal's text, halves of
characters, the backslash, which is a slash to Windows, and what hides a file or that Windows drops at the end."""


def file_name(key: str) -> str:
    """A relative path, with slashes, for a document's id: never above the folder it is put below, nor hidden, nor
    empty, nor too long.

    >>> file_name("a/../../etc/passwd"), file_name("/b//c.txt"), file_name("")
    ('a/%2E%2E/%2E%2E/etc/passwd', 'b/c.txt', '_')
    """
    parts = [safe(part) for part in key.split("/") if part]
    name = "/".join(parts) or "_"
    return name if len(name.encode()) <= MAX_NAME else shortened(name.replace("/", "_"))


def safe(part: str) -> str:
    """A part of a path that any file system takes."""
    made = UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass")), part)
    return made if len(made.encode()) <= MAX_PART else shortened(made)


def shortened(name: str) -> str:
    """The beginning of a name, and a digest of all of it."""
    digest = hashlib.sha256(name.encode()).hexdigest()[:16]
    return f"{name.encode()[:KEPT_BYTES].decode(errors='ignore')}~{digest}"


class NamesTaken:
    """The names that were given away, 8 bytes each: 40 megabytes of memory for a million files."""

    def __init__(self) -> None:
        self.files: set[int] = set()
        self.folders: set[int] = set()

    def take(self, name: str) -> bool:
        """Takes a name; false where a file of it, or a folder, is there, or a file where it needs a folder. Names that
        differ in case alone, or in how an accent is written, are one: they are on some file systems."""
        file, *above = (path_hash(path) for path in upwards(name))
        if file in self.files or file in self.folders or not self.files.isdisjoint(above):
            return False
        self.files.add(file)
        self.folders.update(above)
        return True

    def has(self, name: str) -> bool:
        """Whether a file of that name was given away."""
        return path_hash(next(upwards(name))) in self.files


def upwards(name: str) -> Iterator[str]:
    """A name, then the folders around it."""
    path = unicodedata.normalize("NFC", name.casefold())
    while path:
        yield path
        path = path.rpartition("/")[0]


def path_hash(path: str) -> int:
    """64 bits of a path: among ten million the chance of two alike is one in 400,000."""
    return int.from_bytes(hashlib.blake2b(path.encode(), digest_size=8).digest(), "big")
