"""Strips boilerplate from web text, says why each line went, and gives the source back byte for byte.

>>> import cleaner
>>> result = cleaner.clean("Leave a Reply\\nThe tide took the old pier in one night, while all the town watched.")
>>> result.text
'The tide took the old pier in one night, while all the town watched.\\n'
>>> result.removals[0].reason
'the heading or button of a comment form'
"""

import logging

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

logging.getLogger("cleaner").addHandler(logging.NullHandler())  # what is logged is shown to those who ask for it
