"""The tables that ship with the package: words and patterns, in TOML files beside the code that reads them."""

from importlib import resources
from typing import Any

import rtoml

__all__ = ["shipped_table"]


def shipped_table(path: str) -> dict[str, Any]:
    """What a TOML file of the package says; ``path`` is below ``cleaner/``, as in ``data/dates.toml``."""
    return rtoml.loads(resources.files("cleaner").joinpath(*path.split("/")).read_text("utf-8"))
