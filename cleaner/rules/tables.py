"""Tables of TOML files that people write: read, and checked key by key, so that a mistake is named and not ignored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import rtoml

from cleaner.errors import RulesError

__all__ = ["STRINGS", "Shape", "read_text", "read_toml"]

STRINGS = list[str]

SAID: dict[object, str] = {
    str: "a string",
    int: "a whole number",
    bool: "true or false",
    dict: "a table",
    STRINGS: "a list of strings",
    list: "tables",
}
"""The types a key may have, as error messages call them."""


@dataclass(frozen=True)
class Shape:
    """The keys a table has to have and may have, with their types (the keys of SAID), and the choices of some."""

    required: Mapping[str, object] = field(default_factory=dict)
    optional: Mapping[str, object] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def check(self, table: Mapping[str, Any], place: str) -> None:
        """Raises RulesError, opened by ``place``, where a key is missing, unknown, or has a wrong value."""
        known = {**self.required, **self.optional}
        for name in self.required:
            if name not in table:
                raise RulesError(f"{place} lacks the key {name!r}")
        for name, value in table.items():
            if name not in known:
                raise RulesError(f"{place} has the unknown key {name!r}; known are {', '.join(known)}")
            check_value(value, known[name], f"{place} {name}")
            if name in self.choices and value not in self.choices[name]:
                raise RulesError(f"{place} {name}: {value!r} is none of {', '.join(self.choices[name])}")


def check_value(value: object, kind: object, place: str) -> None:
    """Raises RulesError where a value is of another kind, or a list of strings is empty."""
    strings = isinstance(value, list) and {*map(type, value)} <= {str}
    if not (strings if kind == STRINGS else type(value) is kind):  # not isinstance: true is no number
        raise RulesError(f"{place}: expected {SAID[kind]}, got {value!r}")
    if kind == STRINGS and not value:
        raise RulesError(f"{place}: the list is empty")


def read_text(path: Path) -> str:
    """The text of a file; raises RulesError where it cannot be read or is not UTF-8."""
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise RulesError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RulesError(f"{path}: not UTF-8 at byte {error.start}") from error


def read_toml(text: str, file: str) -> dict[str, Any]:
    """The tables of a TOML text; raises RulesError, opened by ``file``, where it is none."""
    try:
        return rtoml.loads(text)
    except rtoml.TomlParsingError as error:
        raise RulesError(f"{file}: not valid TOML: {error}") from error
