"""The gate of a quality check: scores that must not fall, pinned in a file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cleaner.errors import GoldError
from cleaner.io.files import atomic

__all__ = ["Gate", "check_gate", "read_floors"]

PINNED_DIGITS = 4
"""Digits of a pinned score; it is rounded down, so that the same score passes again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What mean F1 scores must reach: ``min_f1``, and those pinned in the file ``floors``, which rise with the scores
    and fall only where ``allow_regression`` says so."""

    min_f1: float = 0.0
    floors: Path | None = None
    allow_regression: bool = False


def check_gate(found: Mapping[str, float], gate: Gate) -> dict[str, float]:
    """The modes whose mean F1 is too low, each with the floor it misses; where there are none, floors are pinned.

    Args:
        found: mean F1 by mode.
        gate: what they must reach.

    Raises:
        GoldError: the file of floors cannot be read.
        OutputError: it cannot be written.
    """
    pinned = read_floors(gate.floors) if gate.floors else {}
    missed: dict[str, float] = {}
    for mode, score in found.items():
        floor = max(gate.min_f1, 0.0 if gate.allow_regression else pinned.get(mode, 0.0))
        if score < floor:
            missed[mode] = floor
        pinned[mode] = round(score - 0.5 * 10**-PINNED_DIGITS, PINNED_DIGITS)
    if gate.floors and not missed:
        with atomic(gate.floors) as stream:
            stream.write((json.dumps(pinned, indent=2) + "\n").encode())
    return missed


def read_floors(path: Path) -> dict[str, float]:
    """The pinned F1 floors by mode; empty where the file does not exist yet."""
    try:
        floors = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise GoldError(f"{path}: no floors: {error}") from error
    if not isinstance(floors, dict) or not all(isinstance(floor, float) for floor in floors.values()):
        raise GoldError(f"{path}: floors are an object of mode to F1")
    return floors
