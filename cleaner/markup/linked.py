"""Text a page states in its JSON-LD (schema.org): article bodies, descriptions, recipes."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

__all__ = ["linked_texts"]

TEXT_FIELDS = ("articleBody", "reviewBody", "text", "recipeIngredient", "recipeInstructions", "description")
"""The properties that hold running text of the page itself."""

MAX_NODES = 20_000
"""Values of one page that are looked at; the largest of the benchmark has 2,000."""


def linked_texts(blocks: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Property and text, paragraph by paragraph, of everything in TEXT_FIELDS; blocks that are no JSON are passed over.

    >>> list(linked_texts(['{"@type": "Recipe", "recipeInstructions": [{"@type": "HowToStep", "text": "Stir."}]}']))
    [('text', 'Stir.')]
    """
    seen: set[str] = set()
    for block in blocks:
        try:
            data = json.loads(block, strict=False)
        except (ValueError, RecursionError):
            continue
        for name, text in strings_of(data):
            for part in text.splitlines():
                paragraph = " ".join(part.split())
                if paragraph and paragraph not in seen:
                    seen.add(paragraph)
                    yield name, paragraph


def strings_of(data: Any) -> Iterator[tuple[str, str]]:
    """The strings under TEXT_FIELDS, in the order they stand in; a stack, as JSON may nest as deep as it likes."""
    stack: list[tuple[str, Any]] = [("", data)]
    for _ in range(MAX_NODES):
        if not stack:
            return
        name, value = stack.pop()
        if isinstance(value, dict):
            stack.extend(reversed([(key, item) for key, item in value.items()]))
        elif isinstance(value, list):
            stack.extend((name, item) for item in reversed(value))
        elif isinstance(value, str) and name in TEXT_FIELDS:
            yield name, value
