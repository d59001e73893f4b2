"""Strips boilerplate from web text, says why each line went, and gives the source back byte for byte.

>>> import cleaner
>>> result = cleaner.clean("Leave a Reply\\nThe tide took the old pier in one night, while all the town watched.")
>>> result.text
'The tide took the old pier in one night, while all the town watched.\\n'
>>> result.removals[0].reason
'the heading or button of a comment form'
"""

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleaner.cleaner import Cleaner, clean
    from cleaner.edit import Edit, Spared
    from cleaner.errors import CleanerError
    from cleaner.log import log_records, restore, restore_bytes
    from cleaner.result import Result

__version__ = "0.2.0"
__all__ = [
    "Cleaner",
    "CleanerError",
    "Edit",
    "Result",
    "Spared",
    "clean",
    "log_records",
    "restore",
    "restore_bytes",
]

HOMES = {
    "Cleaner": "cleaner",
    "CleanerError": "errors",
    "Edit": "edit",
    "Result": "result",
    "Spared": "edit",
    "clean": "cleaner",
    "log_records": "log",
    "restore": "log",
    "restore_bytes": "log",
}
"""Public name to the module it is from: imported at first use (PEP 562), so that ``cleaner --help`` answers at once."""


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'cleaner' has no attribute {name!r}")
    globals()[name] = value = getattr(import_module(f"cleaner.{HOMES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *HOMES})


logging.getLogger("cleaner").addHandler(logging.NullHandler())  # what is logged is shown to those who ask for it
