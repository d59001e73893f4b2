"""What a page holds and does not show: what it says of itself, scripts, hidden text, the words of its images."""

from collections.abc import Mapping

from cleaner.markup.attributes import MIN_VEILED
from cleaner.markup.stated import STATING, MetaTag
from cleaner.markup.tags import VEILED
from cleaner.markup.tree import Element

__all__ = ["Unseen"]


class Unseen:
    """Collects it. ``alts`` are texts of images, ``linked`` pieces of JSON-LD, ``stated`` the tags that state metadata;
    ``scripts`` how many there are, ``veiled`` the characters of hidden text."""

    def __init__(self) -> None:
        self.alts: list[str] = []
        self.linked: list[str] = []
        self.stated: list[MetaTag] = []
        self.scripts = self.veiled = 0

    def _hide(self, tag: str, node: Element, kind: int) -> None:
        """A tag opens whose content is not shown; of JSON-LD the content is kept apart."""
        if kind == VEILED:
            self.veiled += sum(len(text) for text in node.strings if len(text) >= MIN_VEILED)
        elif tag in STATING:
            if stating := {name: value for name in STATING[tag] if (value := node.attr(name))}:
                self.stated.append((tag, stating))
        elif tag == "script":
            self.scripts += 1
            if (node.attr("type") or "").strip().lower() == "application/ld+json":
                self.linked.append(node.text)

    def _image(self, attributes: Mapping[str, str]) -> None:
        """Keeps the alt text for a page that has no other."""
        if alt := " ".join(attributes.get("alt", "").split()):
            self.alts.append(alt)
