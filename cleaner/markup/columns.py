"""What the DOM knows of each line of a rendered page, as columns; and what the page says of itself."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleaner.markup.tree import Element

__all__ = ["MARKED_FRAME", "MARKED_TEXT", "Inside", "Line", "Markup"]


class Inside:
    """Bits for what encloses a line: plain integers, as `enum.IntFlag` costs a millisecond a page. A nav, footer,
    aside or form that encloses main or article no longer counts inside it."""

    NAV = 1
    HEADER = 2
    FOOTER = 4
    ASIDE = 8
    FORM = 16
    MAIN = 32
    ARTICLE = 64
    LINK = 128
    ITEM = 256
    CELL = 512
    PRE = 1024
    LINKED_DATA = 2048
    """Not visible on the page: from its JSON-LD, or an image's alt text."""
    BUTTON = 4096


MARKED_TEXT = Inside.MAIN | Inside.ARTICLE
"""What a page's author marks as its text."""

MARKED_FRAME = Inside.NAV | Inside.HEADER | Inside.FOOTER | Inside.ASIDE | Inside.FORM
"""What a page's author marks as its frame."""


@dataclass(slots=True)
class Line:
    """One line while the page is read: its text and what stands in the columns of `Markup` for it.

    ``written`` is the line as it stands in the rendered page, where that differs from ``text``: indented, numbered.
    ``element`` is the XPath of the innermost block it is in.
    For Markdown ``cell`` is how the line is written in the cell of a table, and ``block`` the number of the table or
    block of code that it is part of, 0 for none.
    """

    text: str
    inside: int = 0
    path: str = ""
    hints: str = ""
    heading: int = 0
    region: int = 0
    links: int = 0
    written: str = ""
    element: str = ""
    node: "Element | None" = None
    cell: str = ""
    block: int = 0


@dataclass(frozen=True, slots=True)
class Markup:
    """Columns parallel to the lines of a rendered page, blank ones included; none of it changes.

    ``said`` is what stages read of each line, which says the same however the page is written: every item of a list
    begins with a dash, and nothing is indented outside ``pre``. Empty for lines that say nothing. ``elements`` holds
    the XPath of the element that each line is the text of, without the ``tbody`` that browsers put into a
    table; empty for lines of none. ``spans`` says where that element stands in the page's source (of bytes, as decoded,
    byte order mark apart): start and end in code points, or None where the source does not prove it.
    ``blocks`` is for pages in Markdown: the number of the table or block of code a line is part of, 0 for others; empty
    otherwise.
    ``inside`` holds `Inside` bits; ``paths`` the last tags above the line, the outermost first (``article/ul/li``);
    ``hints`` the words of classes and ids above it; ``headings`` 1 to 6, 0 for other lines; ``regions`` the number of
    the innermost nav, header, footer, aside or form (0: none), the same for all lines of one element; ``link_shares``
    the share of its characters inside links, 0 to 1; ``verdicts`` how much of it trafilatura kept as text, 0 to 1;
    ``comments`` how much it took for readers' comments; both None without its verdict. ``metadata`` is what
    the page says of itself by field (JSON-ready values, `cleaner.markup.stated`), and ``sources`` where it says each.
    """

    inside: Sequence[int]
    paths: Sequence[str]
    hints: Sequence[str]
    headings: Sequence[int]
    regions: Sequence[int]
    link_shares: Sequence[float]
    verdicts: Sequence[float] | None
    sha256: str
    encoding: str | None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    partial: tuple[str, ...] = ()
    said: Sequence[str] = ()
    elements: Sequence[str] = ()
    spans: Sequence[tuple[int, int] | None] = ()
    blocks: Sequence[int] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    comments: Sequence[float] | None = None

    def __len__(self) -> int:
        return len(self.inside)

    def to_dict(self) -> dict[str, Any]:
        """All of it as a JSON-ready mapping, which `from_dict` takes back."""
        values = {item.name: getattr(self, item.name) for item in dataclasses.fields(self)}
        return values | {"metadata": dict(self.metadata), "sources": dict(self.sources), "partial": list(self.partial)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Markup":
        """The markup that `to_dict` gave; raises KeyError or TypeError where it is none."""
        spans = [span and (int(span[0]), int(span[1])) for span in values.get("spans", ())]
        return cls(**{**values, "partial": tuple(values["partial"]), "spans": spans})

    def has(self, line: int, what: int) -> bool:
        """Whether a line lies inside any of ``what``, `Inside` bits."""
        return bool(self.inside[line] & what)
