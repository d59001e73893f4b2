"""What `cleaner clean` writes of one page instead of its text: one JSON object, or a diff."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.say import one_line

if TYPE_CHECKING:
    from cleaner.batch.single import Checked

__all__ = ["diff_of", "json_of_page"]

HEAVY = ("source", "edits", "spared", "markup")
"""Fields of a result that the log has, and the JSON of a page does without."""

PAGE_COUNTS = ("source_chars", "clean_chars", "edits", "removed_lines", "kept")
"""Fields of the log's ``document`` record that count."""

DIFF_COLOURS: dict[str, dict[str, Any]] = {"-": {"fg": "red"}, "+": {"fg": "green"}, "@": {"fg": "cyan"}}


def json_of_page(name: str) -> Callable[["Checked"], bytes]:
    """Writes a page as one JSON object on a line: what its result says of itself, its parts, its metadata, counts."""

    def form(checked: "Checked") -> bytes:
        from cleaner.log import log_records, to_json

        result = checked.result
        known = {key: value for key, value in result.to_dict().items() if key not in HEAVY}
        document = next(log_records(result, name))
        said = {
            "id": name,
            **known,
            "parts": result.parts,
            "metadata": {key: stated._asdict() for key, stated in result.metadata.items()},
            "counts": {key: document[key] for key in PAGE_COUNTS},
            "flags": [*known.get("flags", []), *checked.flags],
        }
        return to_json(said).encode() + b"\n"

    return form


def diff_of(name: str, *, colour: bool) -> Callable[["Checked"], bytes]:
    """Writes a unified diff of source and clean text. With ``colour`` it is for a terminal, which gets no controls of
    the page's."""

    def form(checked: "Checked") -> bytes:
        from cleaner.report.diff import diff_lines

        lines = diff_lines(checked.result, name)
        if colour:
            lines = (click.style(one_line(line), **DIFF_COLOURS.get(line[0], {})) for line in lines)
        return "".join(line + "\n" for line in lines).encode("utf-8", "surrogateescape")

    return form
