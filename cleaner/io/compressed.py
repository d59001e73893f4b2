"""Packed streams, by suffix: gzip and zstd, of one member or many. What breaks off is an EOFError, not a quiet end."""

import gzip
import io
import zlib
from collections.abc import Callable
from pathlib import PurePath
from typing import IO, cast

from cleaner.errors import InputError, MissingExtraError
from cleaner.io.files import io_fault, open_place
from cleaner.io.places import Place

__all__ = ["packer", "read_page", "unpacked"]

MAX_WINDOW = 2**27
"""Largest window, in bytes, that a zstd file may ask for: what `zstd --long` writes."""

PIECE = 1 << 16
"""Bytes read at a time: small enough that what a hostile file unpacks to at once stays in the hundreds of megabytes."""

LEVELS = {"gz": 6, "zst": 3}
"""What the command line tools use."""


def unpacked(raw: IO[bytes], name: str) -> IO[bytes]:
    """The content of a stream, unpacked as its name says. Raises MissingExtraError where zstandard is missing."""
    suffix = PurePath(name).suffix.lower()
    if suffix == ".gz":
        return cast(IO[bytes], gzip.open(raw))
    if suffix == ".zst":
        return cast(IO[bytes], io.BufferedReader(ZstdStream(raw, name), PIECE))
    return raw


def read_page(place: Place, limit: int = -1) -> bytes:
    """The content of a file of one document, or of stdin, unpacked as its name says, or the first ``limit`` bytes of
    it; raises InputError, naming file and cause, where it cannot be read."""
    try:
        with open_place(place) as raw:
            return unpacked(raw, place.name).read(limit)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{place}: {io_fault(error)}") from error


def packer(name: str) -> Callable[[bytes], bytes]:
    """Packs a piece as its file's name says, so that packed pieces in a row are one packed file. Without time stamps:
    the same bytes give the same file."""
    suffix = PurePath(name).suffix.lower()
    if suffix == ".gz":
        return lambda piece: gzip.compress(piece, LEVELS["gz"], mtime=0)
    if suffix == ".zst":
        zstandard = zstd(name)
        return lambda piece: bytes(zstandard.ZstdCompressor(level=LEVELS["zst"]).compress(piece))
    return lambda piece: piece


def zstd(name: str):  # type: ignore[no-untyped-def]  # zstandard has no types
    """The zstandard package, which only zstd files need."""
    try:
        import zstandard
    except ImportError:
        raise MissingExtraError.of(f"zstandard, which {name} needs,", "zstd") from None
    return zstandard


class ZstdStream(io.RawIOBase):
    """What a zstd file holds, of one frame or many; a file cut off within a frame is an EOFError, as gzip has it."""

    def __init__(self, raw: IO[bytes], name: str) -> None:
        zstandard = zstd(name)
        self.raw = raw
        self.error: type[Exception] = zstandard.ZstdError
        self.decompressor = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW)
        self.frame = self.decompressor.decompressobj()
        self.fresh = True  # nothing of the present frame was read yet
        self.packed = b""
        self.data = memoryview(b"")

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # narrower than any buffer
        """Fills the buffer, in part where there is no more at hand."""
        while not self.data and self.more():
            pass
        size = min(len(buffer), len(self.data))
        buffer[:size] = self.data[:size]
        self.data = self.data[size:]
        return size

    def more(self) -> bool:
        """Unpacks the next piece; false at the end of the file."""
        self.packed = self.packed or self.raw.read(PIECE)
        if not self.packed:
            if not self.fresh:
                raise EOFError("the file ends in the middle of a zstd frame")
            return False
        try:
            self.data = memoryview(self.frame.decompress(self.packed))
        except self.error as error:
            raise OSError(str(error)) from error
        self.packed, self.fresh = b"", False
        if self.frame.eof:
            self.packed, self.fresh = self.frame.unused_data, True
            self.frame = self.decompressor.decompressobj()
        return True
