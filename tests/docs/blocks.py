"""The code blocks of Markdown pages, with the notes that stand above them.

A comment above a block says what a reader need not see: ``<!-- needs: pyarrow -->`` names modules without which it is
skipped, ``<!-- not run: reason -->`` why it is not run. A block whose first line is ``# name.toml`` or ``# name.py`` is
a file of that name, which later blocks use.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import CHECKOUT

FENCE = re.compile(r"(?:<!-- (needs|not run): ([^>]*) -->\n)?^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILE_NAME = re.compile(r"# ([\w/.-]+\.(?:toml|py))\n")

PAGES = sorted([CHECKOUT / "README.md", *(CHECKOUT / "docs" / "pages").rglob("*.md")])


@dataclass(frozen=True, slots=True)
class Block:
    """One block: the page's line it begins at, its language and text, and what its comment says."""

    line: int
    language: str
    text: str
    needs: tuple[str, ...] = ()
    not_run: str = ""

    @property
    def file(self) -> str:
        """The name of the file that it is, empty if it is none."""
        found = FILE_NAME.match(self.text)
        return found[1] if found else ""


def blocks_of(page: Path) -> Iterator[Block]:
    """The blocks of a page, in order."""
    text = page.read_text("utf-8")
    for found in FENCE.finditer(text):
        note, said, language, code = found.groups()
        line = text.count("\n", 0, found.start(3)) + 1
        needs = tuple(said.split()) if note == "needs" else ()
        yield Block(line, language, code, needs, said if note == "not run" else "")
