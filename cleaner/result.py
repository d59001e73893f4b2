"""What cleaning a document gives: the text, the edits that made it, and the notes on what nearly went."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cleaner.edit import Edit, Spared, undo
from cleaner.errors import LogError
from cleaner.markup import Fact, Markup

__all__ = ["Result"]


@dataclass(frozen=True, slots=True, repr=False)
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
    markup: Markup | None = field(default=None)

    def __repr__(self) -> str:
        """One short line, whatever the document's size."""
        sizes = f"{len(self.source)} characters in, {len(self.text)} out"
        return f"<Result: {sizes}, {len(self.removals)} removals, language {self.language}, mode {self.mode}>"

    @property
    def metadata(self) -> dict[str, Fact]:
        """What an HTML page says of itself: title, author, date, sitename, url, language, description, image, license,
        tags, and items (products and recipes, JSON-LD as it stands in the page), each with where it says so. Empty
        for a text dump."""
        if self.markup is None:
            return {}
        return {field: Fact(value, self.markup.sources.get(field, "")) for field, value in self.markup.metadata.items()}

    @property
    def removals(self) -> tuple[Edit, ...]:
        """The edits that took text away: struck lines, and cuts inside a line; repairs and white space are not."""
        return tuple(edit for edit in self.edits if edit.removes)

    def restore(self) -> str:
        """The source (of HTML, the rendered text), rebuilt from the clean text and the edits alone."""
        return undo(self.text, self.edits)

    def to_dict(self) -> dict[str, Any]:
        """The whole result as a JSON-ready mapping, which `from_dict` takes back."""
        values = {item.name: getattr(self, item.name) for item in dataclasses.fields(self)}
        return values | {
            "edits": [edit.to_record() for edit in self.edits],
            "spared": [note.to_record() for note in self.spared],
            "markup": self.markup.to_dict() if self.markup else None,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Result":
        """The result that `to_dict` gave.

        Raises:
            LogError: a field is missing, unknown or malformed.
        """
        try:
            made = dict(values)
            made["edits"] = tuple(map(Edit.from_record, made["edits"]))
            made["spared"] = tuple(map(Spared.from_record, made["spared"]))
            made["markup"] = Markup.from_dict(made["markup"]) if made["markup"] else None
            return cls(**made)
        except (KeyError, TypeError, AttributeError) as error:
            raise LogError(f"not a result: {error}") from None
