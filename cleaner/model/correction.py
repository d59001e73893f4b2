"""A small correction of the model's scores for one's own corpus: how it is applied, written and read.

A correction is linear in the log-odds: what it adds to a line's is a weighted sum of some of the line's features, and
of the log-odds themselves. It belongs to one kind of model and to its weights; `cleaner.model.correcting` fits it.
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cleaner.errors import AdaptError, InputError
from cleaner.model.arrays import F32, F64
from cleaner.model.words import data_file

__all__ = ["Adaptation", "Correction", "adaptation_bytes", "adaptation_digest", "log_odds", "read_adaptation"]

FORMAT = "cleaner adaptation 1"

NEAREST = 0.001
"""Scores are taken no nearer to 0 and 1 than this before their log-odds are: beyond it lies noise."""

OUTLYING = 5.0
"""Standard deviations beyond which a feature says no more, as for the networks."""

MAX_FILE_BYTES = 1_000_000
"""Of a file of corrections; one has some 10 KB."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What is added to a line's log-odds: ``weight`` times the columns called ``names`` and, last, the log-odds
    themselves, each less ``mean`` and over ``deviation``; and ``bias``."""

    names: tuple[str, ...]
    mean: F64
    deviation: F64
    weight: F64
    bias: float

    def corrected(self, score: F32, columns: F32, names: tuple[str, ...]) -> F32:
        """The scores of lines, whose features are in ``columns``, which are called ``names``."""
        odds = log_odds(score)
        wanted = columns[:, [names.index(name) for name in self.names]]
        shown = (np.column_stack([wanted, odds]) - self.mean) / self.deviation
        odds = odds + np.clip(shown, -OUTLYING, OUTLYING) @ self.weight + self.bias
        share: F32 = (1 / (1 + np.exp(-np.clip(odds, -30, 30)))).astype(np.float32)
        return share


def log_odds(score: F32 | F64) -> F64:
    """Log-odds of scores, bounded.

    >>> log_odds(np.array([0.5, 0.0])).round(2).tolist()
    [0.0, -6.91]
    """
    held = np.clip(np.asarray(score, np.float64), NEAREST, 1 - NEAREST)
    return np.log(held / (1 - held))


@dataclass(frozen=True, slots=True)
class Adaptation:
    """Corrections by kind of model, and a ``digest`` that names them in logs."""

    corrections: Mapping[str, Correction]
    digest: str


def adaptation_bytes(corrections: Mapping[str, Correction]) -> bytes:
    """The content of a file of corrections: a NumPy archive without pickled objects, the same bytes each time."""
    arrays: dict[str, npt.NDArray[np.generic]] = {"format": np.array(FORMAT), "kinds": np.array([*corrections])}
    for kind, found in corrections.items():
        arrays |= {
            f"{kind}.weights": np.array(weights_digest(kind)),
            f"{kind}.names": np.array(found.names),
            f"{kind}.mean": found.mean,
            f"{kind}.deviation": found.deviation,
            f"{kind}.weight": found.weight,
            f"{kind}.bias": np.array(found.bias),
        }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            held = io.BytesIO()
            np.lib.format.write_array(held, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), held.getvalue())  # np.savez would add the time of day
    return stream.getvalue()


def read_adaptation(path: str | Path) -> Adaptation:
    """The corrections in a file that `adaptation_bytes` made.

    Raises:
        InputError: the file cannot be read.
        AdaptError: it is none, is damaged, or belongs to another version's model.
    """
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    try:
        corrections = parsed_corrections(data)
    except Exception as error:  # of a foreign file NumPy, zipfile and zlib raise whatever they like
        raise AdaptError(f"{path} is no file of `cleaner adapt`, or damaged: {error}") from None
    for kind, found in corrections.items():
        if found.weights != weights_digest(kind):
            raise AdaptError(f"{path} was fitted to another version's model for {kind}: run `cleaner adapt` again")
    held = {kind: found.correction for kind, found in corrections.items()}
    return Adaptation(held, adaptation_digest(data))


def adaptation_digest(data: bytes) -> str:
    """16 hex digits that name a file of corrections in logs."""
    return hashlib.sha256(data).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Stored:
    """A correction as a file has it, and the digest of the weights it was fitted to."""

    correction: Correction
    weights: str


def parsed_corrections(data: bytes) -> dict[str, Stored]:
    """The corrections by kind; raises whatever it likes where there are none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if len(data) > MAX_FILE_BYTES or sum(entry.file_size for entry in archive.infolist()) > MAX_FILE_BYTES:
            raise ValueError("too large")
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        if str(file["format"]) != FORMAT:
            raise ValueError("another format")
        return {str(kind): stored_correction(file, str(kind)) for kind in file["kinds"].tolist()}


def stored_correction(file: Mapping[str, npt.NDArray[np.float64]], kind: str) -> Stored:
    """One correction; raises ValueError where its numbers are none, or do not fit each other."""
    names = tuple(str(name) for name in file[f"{kind}.names"].tolist())
    mean, deviation, weight = (
        np.asarray(file[f"{kind}.{name}"], np.float64) for name in ("mean", "deviation", "weight")
    )
    bias = float(file[f"{kind}.bias"])
    if kind not in columns_of() or not set(names) <= set(columns_of()[kind]):
        raise ValueError(f"{kind} has other features in this version")
    rows = (mean, deviation, weight)
    whole = all(row.shape == (len(names) + 1,) and np.isfinite(row).all() for row in rows) and np.isfinite(bias)
    if not whole or (deviation <= 0).any():
        raise ValueError("numbers that do not fit")
    return Stored(Correction(names, mean, deviation, weight, bias), str(file[f"{kind}.weights"]))


def columns_of() -> dict[str, tuple[str, ...]]:
    """The features of each kind of model."""
    from cleaner.model.judge import WEIGHTS  # which imports this module

    return {kind: names for kind, (_, names) in WEIGHTS.items()}


@cache
def weights_digest(kind: str) -> str:
    """16 hex digits that tell a kind's shipped weights from other versions'; those for HTML build on those for text."""
    from cleaner.model.judge import WEIGHTS

    files = [WEIGHTS[name][0] for name in dict.fromkeys(("text", kind))]
    return hashlib.sha256(b"".join(data_file(name).read_bytes() for name in files)).hexdigest()[:16]
