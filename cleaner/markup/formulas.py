"""Formulas: the TeX that pages carry beside what MathML, KaTeX or MathJax show of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cleaner.markup.marks import Mark, said_as

__all__ = ["Formula", "is_rendered_twice", "tex_of_image"]

MATH_IMAGES = ("latex", "mwe-math-fallback-image", "mwe-math-fallback-image-inline", "tex", "math", "equation")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula while it is read: the number of its first piece, its TeX so far, and whether it stands on its own."""

    start: int
    tex: str = ""
    display: bool = False
    source: int = -1
    """The number of the first piece of its TeX, while that is read."""

    @staticmethod
    def states(tag: str, attributes: Mapping[str, str]) -> bool:
        """Whether a tag that is not shown holds TeX."""
        if tag == "script":
            return attributes.get("type", "").startswith("math/tex")
        return "tex" in attributes.get("encoding", "").lower()

    def opened(self, tag: str, attributes: Mapping[str, str], pieces: int) -> "Formula":
        """The formula after one of its tags has opened."""
        display = self.display or attributes.get("display") == "block" or "mode=display" in attributes.get("type", "")
        tex = self.tex or (attributes.get("alttext", "") if tag == "math" else "")
        return replace(self, tex=tex, display=display, source=pieces if tag != "math" else self.source)

    def closed(self, tag: str, pieces: list[str]) -> "Formula | None":
        """The formula after one of its tags has closed; None when it is complete, and its pieces are one."""
        tex, formula = self.tex, self
        if tag != "math" and self.source >= 0:
            tex = "".join(pieces[self.source :])
            del pieces[self.source :]
            formula = replace(self, tex=tex, source=-1)
        if tag == "annotation":
            return formula
        plain = "".join(pieces[self.start :])
        if tex := plain_tex(tex):
            sign = "$$" if self.display else "$"
            pieces[self.start :] = [said_as(plain if plain.strip() else tex, f"{sign}{tex}{sign}")]
        return None


def plain_tex(tex: str) -> str:
    r"""TeX on one line, without the wrapper that sets it in another style.

    >>> plain_tex(r"{\displaystyle x^{2}\n}".replace(r"\n", "\n"))
    'x^{2}'
    """
    tex = " ".join(tex.split())
    for wrapper in (r"{\displaystyle", r"{\textstyle"):
        if tex.startswith(wrapper) and tex.endswith("}"):
            tex = tex[len(wrapper) : -1].strip()
    return tex


def is_rendered_twice(attributes: Mapping[str, str], pieces: Sequence[str]) -> bool:
    """Whether a tag shows a formula that stands beside it in MathML or TeX as well."""
    classes = attributes.get("class", "").split()
    if "katex-html" in classes:
        last = next((piece for piece in reversed(pieces[-3:]) if piece.strip() or isinstance(piece, Mark)), "")
        return isinstance(last, Mark) and last.written.startswith("$")
    return any(name in ("MathJax_Preview", "MathJax", "MathJax_Display", "MathJax_SVG") for name in classes)


def tex_of_image(attributes: Mapping[str, str]) -> str:
    """The TeX of a formula that is shown as an image; empty for any other image."""
    classes = attributes.get("class", "").split()
    if any(name in MATH_IMAGES for name in classes):
        return plain_tex(attributes.get("alt", ""))
    return ""
