"""The file that options come from: `cleaner.toml`, or the table `[tool.cleaner]` of `pyproject.toml`, in the nearest
folder upwards."""

import hashlib
import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import rtoml

from cleaner.errors import OptionError

__all__ = ["Config", "config_digest", "config_in_use", "find_config", "read_config"]

logger = logging.getLogger(__name__)

OWN_FILE, SHARED_FILE = "cleaner.toml", "pyproject.toml"

CONFIG_KEY = "cleaner.config"
"""Where a click context keeps the file in use."""


@dataclass(frozen=True, slots=True)
class Config:
    """The options of a file, ``values`` by key, as they stand there."""

    file: Path
    values: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """16 hex digits of the SHA-256 of the options, and of nothing else that the file holds."""
        said = json.dumps(self.values, sort_keys=True, default=str)
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def __str__(self) -> str:
        return f"{self.file} ({self.digest})"


def find_config(start: Path) -> Config | None:
    """The file of the nearest folder, ``start`` or around it, that has one; `cleaner.toml` goes before
    `pyproject.toml`, and of these only one with a table `[tool.cleaner]` counts.

    Raises:
        OptionError: a file cannot be read, or is no TOML.
    """
    for folder in (start, *start.parents):
        for file in (folder / OWN_FILE, folder / SHARED_FILE):
            try:
                values = options_in(file) if os.path.isfile(file) else None
            except OptionError as error:
                raise OptionError(f"{error} (--isolated reads no file of options)") from error
            if values is not None:
                return Config(file, values)
    return None


def read_config(file: Path) -> Config:
    """A file that was named. Raises OptionError where it cannot be read, is no TOML, or has no such table."""
    whole = Path(os.path.abspath(file))
    if (values := options_in(whole)) is None:
        raise OptionError(f"{file}: there is no table [tool.cleaner] in it")
    return Config(whole, values)


def options_in(file: Path) -> dict[str, Any] | None:
    """The options of a file; None for a `pyproject.toml` that has none."""
    try:
        with open(file, encoding="utf-8") as stream:
            found = rtoml.load(stream)
    except OSError as error:
        raise OptionError(f"{file}: {error.strerror}") from error
    except ValueError as error:
        raise OptionError(f"{file}: not TOML: {error}") from error
    if file.name != SHARED_FILE:
        return found
    tool = found.get("tool")
    table = tool.get("cleaner") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise OptionError(f"{file}: tool.cleaner is no table")
    return table


def config_in_use() -> Config | None:
    """The file whose options the present command has."""
    found: Config | None = click.get_current_context().meta.get(CONFIG_KEY)
    return found


def config_digest() -> str:
    """The digest of the file in use; empty where there is none."""
    found = config_in_use()
    return found.digest if found else ""
