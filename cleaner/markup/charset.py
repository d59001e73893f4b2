"""The bytes of an HTML page made text. Nothing needs the bytes back, so damage shows as U+FFFD and is not kept."""

import codecs
from collections.abc import Iterator, Mapping

from cleaner.errors import BinaryInputError
from cleaner.text.decode import (
    MARKS,
    MAX_CONTROL_SHARE,
    SAMPLE,
    SEVEN_BIT,
    SEVEN_BIT_SIGNS,
    Decoded,
    detected,
    is_damaged_utf8,
    refuse_binary,
)

__all__ = ["declared_charset", "decode_html"]

PRESCAN = 4096
"""Bytes in which a page's own charset is looked for. WHATWG says 1024; pages with a long head declare it later."""

LABELS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "big5": "big5hkscs",
    "x-user-defined": "cp1252",
}
"""What a label means to browsers, where Python takes it more narrowly (WHATWG, "Encoding", section 4.2)."""

NO_CHARSET = (
    "idna",
    "punycode",
    "undefined",
    "unicode_escape",
    "unicode-escape",
    "raw_unicode_escape",
    "raw-unicode-escape",
)
"""Codecs of Python's that are no charset of a page: some raise whatever they are given."""

MAX_LOST = 0.01
"""Share of characters that may be undecodable in a charset that is believed because it was declared."""


def decode_html(data: bytes, declared: str | None = None) -> Decoded:
    """The text of an HTML page: by byte order mark, as UTF-8, as ``declared`` (by whoever served it) or as the page
    says, then by detection. NULs go.

    UTF-8 comes before what is declared: other charsets hardly ever form its sequences, and pages often declare wrongly.

    Raises:
        BinaryInputError: the bytes are a PDF, an image, an archive or nothing that could be text.

    >>> decode_html(b'<meta charset="koi8-r"><p>\\xd4\\xc5\\xcb\\xd3\\xd4').text[-5:]
    'текст'
    """
    text, codec = decoded(data, declared)
    return Decoded(without_nul(text, data) if codec == "utf-8" else text.replace("\0", ""), codec)


def without_nul(text: str, data: bytes) -> str:
    """A text without NUL, which is looked for in its UTF-8: in a str of wide characters that takes forty times as
    long."""
    return text.replace("\0", "") if b"\0" in data else text


def decoded(data: bytes, declared: str | None) -> Decoded:
    """`decode_html`, NULs included."""
    for mark, codec in MARKS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(codec, "replace"), codec)
    if wide := wide_codec(data):
        return Decoded(data.decode(wide, "replace"), wide)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        refuse_binary(data, error.start)
        return in_other_charset(data, declared)
    if data.startswith(b"%PDF-"):
        raise BinaryInputError("not text: a PDF")
    if any(sign in data for sign in SEVEN_BIT_SIGNS):
        seven = next((codec for codec in declarations(data, declared) if codec in SEVEN_BIT), None)
        return Decoded(data.decode(seven, "replace"), seven) if seven else Decoded(text, "utf-8")
    return Decoded(text, "utf-8")


def in_other_charset(data: bytes, declared: str | None) -> Decoded:
    """The text of a page that is not UTF-8: as declared, as UTF-8 with some damage, or as detected; in that order."""
    for codec in declarations(data, declared):
        text = data.decode(codec, "replace")
        if codec != "utf-8" and text.count("\ufffd") <= MAX_LOST * len(text):
            return Decoded(text, codec)
    if is_damaged_utf8(data):
        return Decoded(data.decode("utf-8", "replace"), "utf-8")
    guess = detected(data[:SAMPLE]) or "cp1252"
    return Decoded(data.decode(guess, "replace"), guess)


def declarations(data: bytes, declared: str | None) -> Iterator[str]:
    """The codecs that whoever served the page, and then the page itself, declare; the page is asked only if need be."""
    if declared and (codec := codec_of(declared)):
        yield codec
    if (label := declared_charset(data)) and (codec := codec_of(label)):
        yield codec


def wide_codec(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: every other byte of its tags is NUL."""
    head = data[:200]
    if len(head) < 20:
        return None
    for first, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = head[first::2], head[1 - first :: 2]
        if zeros.count(0) > 0.9 * len(zeros) and others.count(0) <= MAX_CONTROL_SHARE * len(others):
            return codec
    return None


def codec_of(label: str) -> str | None:
    """Python's name of the codec that browsers mean by a label; None for an unknown one, or one that is no charset."""
    label = label.strip().strip("\"'").lower()
    try:
        found = codecs.lookup(LABELS.get(label, label))
    except (LookupError, ValueError):
        return None
    return found.name if found._is_text_encoding and found.name not in NO_CHARSET else None


def declared_charset(data: bytes) -> str | None:
    """The charset that the page itself declares in a ``meta`` near its start; None where it does not."""
    from lxml import etree  # 20 ms, and text dumps do without

    parser = etree.HTMLParser(target=MetaReader(), encoding="iso-8859-1")
    try:
        parser.feed(data[:PRESCAN].replace(b"\0", b""))
        found: str | None = parser.close()
    except etree.LxmlError:
        return None
    return found


class MetaReader:
    """A parser target that remembers the first charset a ``meta`` names."""

    def __init__(self) -> None:
        self.charset: str | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag opens."""
        if tag != "meta" or self.charset:
            return
        if "charset" in attributes:
            self.charset = attributes["charset"]
        elif attributes.get("http-equiv", "").lower() == "content-type":
            _, _, label = attributes.get("content", "").lower().partition("charset=")
            self.charset = label.split(";")[0] or None

    def end(self, tag: str) -> None:
        """A tag closes."""

    def data(self, text: str) -> None:
        """Text."""

    def close(self) -> str | None:
        """The page ends."""
        return self.charset
