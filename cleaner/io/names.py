"""File names for documents: whatever an id says, a path below a folder, and no two of one name on any file system."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from cleaner.errors import LogError

__all__ = ["NamesTaken", "file_name", "logged_name", "name_hash", "page_name"]

HTML_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")
"""Endings of the names of files that are HTML; that of clean text stands in their place."""

PACKED_SUFFIXES = (".gz", ".zst")

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


def page_name(key: str, *, rendered: bool, suffix: str = ".txt", clashes: Collection[int] = ()) -> str:
    """The file of a document's text below a folder: called as the document is, unpacked. What was HTML (``rendered``)
    has ``suffix`` in place of its own, or behind it where the name is one that several documents would have, whose
    `name_hash` is among ``clashes``.

    >>> page_name("a/b.html", rendered=True), page_name("a/b.htm.gz", rendered=True, suffix=".md")
    ('a/b.txt', 'a/b.md')
    >>> page_name("b.php", rendered=True), page_name("b.txt", rendered=True), page_name("b.text", rendered=False)
    ('b.php.txt', 'b.txt', 'b.text')
    >>> page_name("a/b.html", rendered=True, clashes={name_hash("a/b.txt")})
    'a/b.html.txt'
    """
    name = without_suffix(key.rstrip("/") or "_", PACKED_SUFFIXES)
    if not rendered or name.lower().endswith(suffix):
        return file_name(name)
    short = file_name(without_suffix(name, HTML_SUFFIXES) + suffix)
    return file_name(name + suffix) if name_hash(short) in clashes else short


def without_suffix(name: str, suffixes: tuple[str, ...]) -> str:
    """The name without one of these endings, unless nothing would be left.

    >>> without_suffix("a/b.HTML", HTML_SUFFIXES), without_suffix("a/.html", HTML_SUFFIXES)
    ('a/b', 'a/.html')
    """
    ending = next((suffix for suffix in suffixes if name.lower().endswith(suffix)), "")
    rest = name[: len(name) - len(ending)]
    return rest if rest and not rest.endswith("/") else name


def logged_name(document: Mapping[str, Any]) -> str:
    """The file of a document's text below a folder, as the ``document`` record of its log has it; raises LogError for
    one that no run writes, such as one above the folder."""
    name = document.get("file")
    if name is None:
        return page_name(str(document.get("id")), rendered=document.get("kind") == "html")
    if not isinstance(name, str) or any(not part or UNSAFE.search(part) for part in name.split("/")):
        raise LogError(f"the log names the file {name!r}, which no run writes")
    return name


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


def name_hash(name: str) -> int:
    """64 bits that names have in common that are one on some file system."""
    return path_hash(next(upwards(name)))


def path_hash(path: str) -> int:
    """64 bits of a path: among ten million the chance of two alike is one in 400,000."""
    return int.from_bytes(hashlib.blake2b(path.encode(), digest_size=8).digest(), "big")
