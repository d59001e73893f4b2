"""What the DOM knows of each line of a rendered page, as columns; and what the page says of itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["Inside", "Line", "Markup"]


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


@dataclass(slots=True)
class Line:
    """One line while the page is read: its text and what stands in the columns of `Markup` for it."""

    text: str
    inside: int
    path: str
    hints: str
    heading: int
    region: int
    links: int


@dataclass(frozen=True, slots=True)
class Markup:
    """Columns parallel to the lines of a rendered page; none of it changes.

    ``inside`` holds `Inside` bits; ``paths`` the last tags above the line, the outermost first (``article/ul/li``);
    ``hints`` the words of classes and ids above it; ``headings`` 1 to 6, 0 for other lines; ``regions`` the number of
    the innermost nav, header, footer, aside or form (0: none), the same for all lines of one element; ``link_shares``
    the share of its characters inside links, 0 to 1; ``verdicts`` how much of it trafilatura kept as text, 0 to 1;
    ``comments`` how much it took for readers' comments; both None without its verdict.
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
    metadata: Mapping[str, str] = field(default_factory=dict)
    partial: tuple[str, ...] = ()
    comments: Sequence[float] | None = None

    def __len__(self) -> int:
        return len(self.inside)

    def has(self, line: int, what: int) -> bool:
        """Whether a line lies inside any of ``what``, `Inside` bits."""
        return bool(self.inside[line] & what)
