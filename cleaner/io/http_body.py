"""The body of an HTTP response as a browser has it: chunks joined, compression undone.

Crawlers differ: some store the body as it came, some store what was in it and leave the headers as they came. So a
header is believed only where the body looks as it says.
"""

import re
import zlib

from cleaner.errors import InputError

__all__ = ["decoded_body"]

CHUNK_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,16})[ \t]*(?:;[^\r\n]*)?\r?\n")
GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
BODY_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
PACKED_WBITS = {"gzip": 31, "zlib": 15, "deflate": -15}
"""What `zlib.decompressobj` calls the three wrappings."""


def decoded_body(data: bytes, transfer: str, content: str, max_bytes: int) -> bytes:
    """The body that the headers ``Transfer-Encoding`` and ``Content-Encoding`` describe; at most ``max_bytes`` and one
    byte of it.

    >>> decoded_body(b"4\\r\\nThe \\r\\n5\\r\\ntide.\\r\\n0\\r\\n\\r\\n", "chunked", "", 99)
    b'The tide.'

    Raises:
        InputError: it is damaged, or packed in a way that is not known.
    """
    if "chunked" in transfer.lower():
        data = unchunked(data)
    for coding in reversed([name.strip() for name in content.lower().split(",") if name.strip()]):
        data = unpacked_body(data, coding, max_bytes)
    return data


def unchunked(data: bytes) -> bytes:
    """The chunks joined; the data itself where it does not begin with one.

    >>> unchunked(b"<p>The tide.</p>")
    b'<p>The tide.</p>'
    """
    pieces: list[bytes] = []
    at = 0
    while found := CHUNK_SIZE.match(data, at):
        start, size = found.end(), int(found[1], 16)
        if not size:
            return b"".join(pieces)
        if start + size > len(data):
            break
        pieces.append(data[start : start + size])
        at = start + size
        at += 2 if data.startswith(b"\r\n", at) else 1
    if not at and not (found and found.end() < len(data)):
        return data
    raise InputError(f"the body is damaged: a chunk at byte {at} breaks off")


def unpacked_body(data: bytes, coding: str, max_bytes: int) -> bytes:
    """The body of one coding."""
    if coding in ("identity", "none", "utf-8"):
        return data
    if coding in ("gzip", "x-gzip"):
        return inflated(data, "gzip", max_bytes) if data.startswith(GZIP) else data
    if coding == "deflate":
        kind = "zlib" if len(data) > 1 and data[0] & 15 == 8 and (data[0] << 8 | data[1]) % 31 == 0 else "deflate"
        return inflated(data, kind, max_bytes) if BODY_CONTROLS.search(data[:200]) or kind == "zlib" else data
    if not data.startswith(ZSTD) and not BODY_CONTROLS.search(data[:200]):
        return data  # unpacked already
    raise InputError(f"the body is packed as {coding!r}, which is not read: have the crawler store it unpacked")


def inflated(data: bytes, kind: str, max_bytes: int) -> bytes:
    """What gzip, zlib or deflate data holds, of one member or many."""
    pieces, left = [], max_bytes + 1
    try:
        while data and left > 0:
            unpacker = zlib.decompressobj(PACKED_WBITS[kind])
            pieces.append(unpacker.decompress(data, left))
            left -= len(pieces[-1])
            if left > 0 and not unpacker.eof:
                raise InputError("the body is damaged: its packed data breaks off")
            data = unpacker.unused_data.lstrip(b"\0")
            if not data.startswith(GZIP):
                break
    except zlib.error as error:
        raise InputError(f"the body is damaged: {error}") from None
    return b"".join(pieces)
