"""What one document may cost."""

from typing import NamedTuple

__all__ = ["Budget"]


class Budget(NamedTuple):
    """What one document may cost. ``bytes``: of its source; ``seconds``: wall clock, looked at between steps."""

    bytes: int = 50_000_000
    seconds: float = 30.0
