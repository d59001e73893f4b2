"""What Markdown writes inside lines: emphasis, code, links, images, footnotes, raised and lowered text, formulas."""

from collections.abc import Mapping
from typing import ClassVar, NamedTuple
from urllib.parse import urljoin

from cleaner.markup.formulas import Formula, is_rendered_twice, tex_of_image
from cleaner.markup.lines import LineBuilder
from cleaner.markup.marks import CODE, LINK, closing, inline, opening, said_as
from cleaner.markup.notes import is_backlink, note_label
from cleaner.markup.tags import DROP, INLINE

__all__ = ["InlineBuilder", "Style"]

SIGNS = {
    "b": "**", "strong": "**", "i": "*", "em": "*", "del": "~~", "s": "~~", "strike": "~~", "mark": "==",
    "code": CODE, "kbd": CODE, "samp": CODE, "tt": CODE,
}  # fmt: skip
MAX_TARGET = 2000
"""Characters of a link's target; longer ones hold data."""

NOWHERE = ("#", "javascript:", "data:")
NUMBER_OF_NOTE = "note"
"""In place of a target: the link is the number before a footnote, as Substack writes them, and leads back."""

NOTE_INDENT = "    "
"""Before the lines of a footnote below its first."""


class Style(NamedTuple):
    """What of a page is written: links, images, and the address that their targets are relative to."""

    links: bool = True
    images: bool = False
    base: str = ""


class InlineBuilder(LineBuilder):
    """A `LineBuilder` that marks what is inside its lines (`cleaner.markup.marks`)."""

    MARKS: ClassVar[bool] = True
    FORMATS: ClassVar[frozenset[str]] = frozenset((*SIGNS, "a", "annotation", "math", "script", "sub", "sup"))

    def __init__(self, *, reveal: bool = False, style: Style = Style()) -> None:  # noqa: B008  # frozen
        super().__init__(reveal=reveal)
        self.style = style
        self._formula: Formula | None = None
        self._anchors: list[tuple[int, str]] = []  # open links: piece, and target or "" of the number of a footnote
        self._raised: list[tuple[str, int, str]] = []  # open sup and sub: tag, piece, target of a link inside

    def _kind(self, tag: str, attributes: Mapping[str, str], usual: int) -> int:
        if attributes:
            if tag in ("annotation", "script") and Formula.states(tag, attributes):
                return INLINE
            if is_rendered_twice(attributes, self._pieces):
                return DROP
            if tag == "input" and attributes.get("type", "").lower() == "checkbox" and self._mark:
                self._pieces.append(said_as("", "[x] " if "checked" in attributes else "[ ] "))
                return DROP
            if self._mark and "checkbox" in (classes := attributes.get("class", "").split()) and tag in ("div", "span"):
                self._pieces.append(said_as("", "[x] " if "checkbox-on" in classes else "[ ] "))
                return DROP
            if tag == "img" and (tex := tex_of_image(attributes)):
                self._pieces.append(said_as("", f"${tex}$"))
        return usual

    def _open_format(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in SIGNS:
            if not (SIGNS[tag] == "**" and self._scopes[-1].heading):
                self._pieces.append(opening(SIGNS[tag]))
        elif tag == "a":
            self._open_link(attributes)
        elif tag in ("sup", "sub"):
            self._raised.append((tag, len(self._pieces), ""))
        elif tag in ("math", "annotation", "script") and (tag == "math" or self._formula or tag == "script"):
            self._formula = (self._formula or Formula(len(self._pieces))).opened(tag, attributes, len(self._pieces))

    def _close_format(self, tag: str) -> None:
        if tag in SIGNS:
            self._pieces.append(closing(SIGNS[tag]))
        elif tag == "a":
            self._close_link()
        elif tag in ("math", "annotation", "script") and self._formula:
            self._formula = self._formula.closed(tag, self._pieces)

    def _open_link(self, attributes: Mapping[str, str]) -> None:
        """A link opens, with its target where that leads anywhere."""
        target = attributes.get("href", "").strip()
        numbers = "footnote-number" in attributes.get("class", "").split()
        self._anchors.append((len(self._pieces), NUMBER_OF_NOTE if numbers else target))
        if self._raised:
            self._raised[-1] = (*self._raised[-1][:2], target)
        if not self.style.links or not 0 < len(target) <= MAX_TARGET or target.startswith(NOWHERE):
            return
        try:
            target = urljoin(self.style.base, target) if self.style.base else target
        except ValueError:  # of a broken address
            return
        self._pieces.append(opening(LINK, target.replace(" ", "%20").replace("(", "%28").replace(")", "%29")))

    def _close_link(self) -> None:
        """A link closes, which may be the call of a footnote without being raised, or the number before one."""
        start, target = self._anchors.pop() if self._anchors else (0, "")
        text = "".join(self._pieces[start:]).strip()
        if not (text.isdecimal() and target) or self._raised:
            self._pieces.append(closing(LINK))
        elif target == NUMBER_OF_NOTE:
            del self._pieces[start:]
            self._mark = f"{self._scopes[-1].indent}[^{text}]: "
        elif label := note_label(text, target):
            self._pieces[start:] = [said_as(text, f"[^{label}]")]
        else:
            self._pieces.append(closing(LINK))

    def _end_span(self, tag: str) -> None:
        if tag == "a" or not self._raised:
            super()._end_span(tag)
            return
        _, start = self._spans.pop()
        _, _, target = self._raised.pop()
        text = "".join(self._pieces[start:])
        if (label := note_label(text, target)) and tag == "sup":
            self._pieces[start:] = [said_as(f"[{label}]", f"[^{label}]")]
        elif self._in_code() or not text.strip():
            return
        elif text.strip().isalnum() or text.strip(" +-−–").isalnum():
            written, _ = inline(self._pieces[start:])
            self._spans.append((0, start))
            super()._end_span(tag)
            plain = "".join(self._pieces[start:])
            self._pieces[start:] = [said_as(plain, f"<{tag}>{written}</{tag}>")]

    def _image(self, attributes: Mapping[str, str]) -> None:
        if tex_of_image(attributes):
            return
        super()._image(attributes)
        source = attributes.get("src", "") or attributes.get("data-src", "")
        if self.style.images and source and not source.startswith("data:"):
            alt = " ".join(attributes.get("alt", "").split()).replace("]", "")
            target = urljoin(self.style.base, source) if self.style.base else source
            self._pieces.append(said_as("", f"![{alt}]({target.replace(' ', '%20')})"))

    def _drop_backlinks(self) -> None:
        """In a footnote, the signs go that lead back to where it is called."""
        if self._scopes[-1].indent.endswith(NOTE_INDENT):
            self._pieces[:] = [piece for piece in self._pieces if not is_backlink(piece)]
