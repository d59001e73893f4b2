"""The rows of a table as text, each taken apart from the next before it is read, so that neither a row without end nor
one that is malformed costs more than itself."""

import io
import re
from collections.abc import Iterator

__all__ = ["LONG_ROW", "row_texts"]

ROW_PIECE = 1 << 16
"""Characters read at a time."""

QUOTED = re.compile(r'[^"]*+(?:""[^"]*+)*+')
"""What stands in a quoted cell, up to the quote that ends it; two in a row are one that is meant."""

LONG_ROW = ""
"""Stands for a row that is longer than it may be."""


class RowEnd:
    """Finds where rows end, as `csv.reader` does: at a line break that is not in a quoted cell."""

    def __init__(self, delimiter: str) -> None:
        self.bare = re.compile(f"[^{re.escape(delimiter)}]*+")
        self.state = "start"  # of a cell; or "bare", "quoted", "closed": in one, or behind the quote that may end it

    def take(self, piece: str) -> bool:
        """Goes through the next piece of a line, whose break is its last character, if it has one; whether a row ends
        with it."""
        if self.state == "quoted" and '"' not in piece:
            return False  # as most lines of a page in a cell
        at = 0
        while at < len(piece):
            at = self.step(piece, at)
        ended = piece.endswith(("\n", "\r")) and self.state != "quoted"
        if ended:
            self.state = "start"
        return ended

    def step(self, piece: str, at: int) -> int:
        """Goes on from a place in a piece; where to."""
        if self.state == "quoted":
            at = QUOTED.match(piece, at).end()  # type: ignore[union-attr]  # it matches anything
            if at < len(piece):
                self.state, at = "closed", at + 1
        elif piece[at] == '"' and self.state != "bare":
            self.state, at = "quoted", at + 1
        else:
            at = self.bare.match(piece, at).end()  # type: ignore[union-attr]  # likewise
            self.state = "bare"
            if at < len(piece):
                self.state, at = "start", at + 1
        return at


def row_texts(stream: io.TextIOBase, delimiter: str, limit: int) -> Iterator[str]:
    """Each row of a table as it stands there, its line breaks included; LONG_ROW for one of more than ``limit``
    characters, of which no more is kept.

    >>> [*row_texts(io.StringIO('a,b\\n"1\\n2",3\\n4', newline=""), ",", 99)]
    ['a,b\\n', '"1\\n2",3\\n', '4']
    """
    end, pieces, size = RowEnd(delimiter), list[str](), 0
    while piece := stream.readline(ROW_PIECE):
        size += len(piece)
        if size <= limit:
            pieces.append(piece)
        else:
            pieces.clear()
        if end.take(piece):
            yield "".join(pieces) if size <= limit else LONG_ROW
            pieces, size = [], 0
    if size:
        yield "".join(pieces) if size <= limit else LONG_ROW
