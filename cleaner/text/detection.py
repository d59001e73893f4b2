"""langdetect, loaded once and seeded: the same verdict for a text whatever was asked before, in any thread."""

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langdetect.detector_factory import DetectorFactory

__all__ = ["detect", "detectable"]

MIN_DETECT_CHARS = 60
MAX_DETECT_CHARS = 1000
SEED = 0

RENAMED = {"no": "nb"}
"""langdetect's codes that are not ours; of those with a region (``zh-cn``) the language is taken."""

LOADING = Lock()


def detect(texts: Sequence[str], probability: float = 0.9) -> str | None:
    """The language langdetect gives the joined ``texts``; None where it is unsure, or there is too little to tell.

    langdetect draws at random, raises on text without letters and calls short labels anything: so it is seeded, asked
    about joined text only, and believed from ``probability`` on.
    """
    best, certainty = langdetect_of("\n".join(texts)[:MAX_DETECT_CHARS])
    return best if certainty >= probability else None


def detectable() -> frozenset[str]:
    """The codes of the languages that langdetect knows."""
    return frozenset(map(code_of, profiles().get_lang_list()))


@lru_cache(256)
def langdetect_of(text: str) -> tuple[str | None, float]:
    """langdetect's first choice for a text and its probability; remembered, as the rounds over a page ask again."""
    if len(text) < MIN_DETECT_CHARS:
        return None, 0.0
    from langdetect.lang_detect_exception import LangDetectException

    detector = profiles().create()  # each has a random state of its own, which it seeds
    detector.append(text)
    try:
        best = detector.get_probabilities()[0]
    except LangDetectException:
        return None, 0.0
    return code_of(best.lang), float(best.prob)


def code_of(name: str) -> str:
    """Our code of a language that langdetect calls ``name``."""
    return RENAMED.get(name, name.partition("-")[0])


def profiles() -> "DetectorFactory":
    """langdetect's profiles. The first thread loads them while the others wait: `langdetect.detect` itself hands out
    a factory that is half loaded, and what that answers is wrong."""
    with LOADING:
        return loaded_profiles()


@cache
def loaded_profiles() -> "DetectorFactory":
    """A factory with all profiles (0.3 s, 63 MB, and few pages need it), in the order of their names.

    The order in which a folder lists its files would change the last digits of sums.
    """
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    factory.seed = SEED
    names = sorted(path for path in Path(PROFILES_DIRECTORY).iterdir() if path.is_file())
    factory.load_json_profile([path.read_text("utf-8") for path in names])
    return factory
