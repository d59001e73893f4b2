"""What cleaning a document gives: the text, the edits that made it, and the notes on what nearly went."""

from dataclasses import dataclass, field

from cleaner.edit import Edit, Spared, undo
from cleaner.markup import Markup

__all__ = ["Result"]


@dataclass(frozen=True, slots=True)
class Result:
    """A cleaned document: canonical ``text``, the ``edits`` that made it (source order), and notes on near misses.

    ``language`` is an ISO 639-1 code or None where the page gives no clear answer; ``encoding`` is None for a document
    that came as str. For an HTML page ``source`` is the rendered text, and ``markup`` holds the page's SHA-256, what it
    says of itself (``markup.metadata``: title, author, date, site name, language), what the DOM knows of each line, and
    why it could not be read whole, if so (``markup.partial``).
    """

    source: str
    text: str
    edits: tuple[Edit, ...]
    spared: tuple[Spared, ...]
    language: str | None
    encoding: str | None
    ruleset: str
    mode: str
    markup: Markup | None = field(default=None, repr=False)

    @property
    def removals(self) -> tuple[Edit, ...]:
        """The edits that took text away: struck lines, and cuts inside a line; repairs and white space are not."""
        return tuple(edit for edit in self.edits if edit.removes)

    def restore(self) -> str:
        """The source (of HTML, the rendered text), rebuilt from the clean text and the edits alone."""
        return undo(self.text, self.edits)
