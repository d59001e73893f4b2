"""Line features of a page: what a reader sees of a line at a glance, as numbers, for the whole page at once.

Everything is computed on arrays over the page's characters, words or lines; no Python loop visits a character
or a word. Where a feature can do without knowing the language, it does; words that cue boilerplate and
function words are data (``data/cues.toml``, ``data/stopwords.toml``).
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from cleaner.model import context
from cleaner.model.arrays import F32, I64
from cleaner.model.lines import CUE_GROUPS, ColumnMap, per_line, ratio, shape, vocabulary
from cleaner.model.words import POWERS, Words, mix, split_words

__all__ = ["LEXICON_BITS", "NAMES", "N_LEXICAL", "WINDOWS", "grams", "lexical", "line_features", "measure", "spread"]


# --- columns over neighbours ---

SPREAD = (
    "log_words", "prose", "function_share", "upper_words", "sentences", "number_words", "in_main", "is_copy",
    "like_places", "cue_any", "comma_count", "currency_count", "cue_date", "cue_related",
)  # fmt: skip
"""Columns that are averaged over neighbours."""

WINDOWS = ((-1, 0), (1, 2), (-6, 0), (1, 7), (-20, 21))
"""First and one past the last neighbour, relative to the line."""


def spread(columns: F32, windows: Sequence[tuple[int, int]] = WINDOWS) -> F32:
    """Mean of each column over each window of neighbours, cut at the page's ends (0 where nothing is left).

    >>> spread(np.array([[1.0], [2.0], [6.0]], np.float32), [(1, 3)]).tolist()
    [[4.0], [6.0], [0.0]]
    """
    n, k = columns.shape
    reach = min(n, max(abs(edge) for window in windows for edge in window if abs(edge) < ENDLESS))
    total = sums_before(columns, reach)
    means = np.empty((n, len(windows), k), np.float32)
    held = np.empty((n, k))  # one window at a time: what does not fit the processor's cache takes five times as long
    for at, (first, end) in enumerate(windows):
        low, high = (reach + min(max(edge, -reach), reach) for edge in (first, end))
        below = total[0] if -first >= n else total[low : low + n]
        above = total[-1] if end >= n else total[high : high + n]
        np.subtract(above, below, out=held)
        held *= shares_of_windows(n, tuple(windows))[at]
        means[:, at] = held
    return means.reshape(n, -1)


def sums_before(columns: F32, reach: int) -> npt.NDArray[np.float64]:
    """The sums of each column over all lines before each, and over all; ``reach`` more rows at either end repeat the
    outermost, so that a window is a slice wherever it ends.

    Each addition waits for the one before it, so two columns are summed up at once, as the parts of a complex number.
    """
    n, k = columns.shape
    total = np.zeros((n + 1 + 2 * reach, k + k % 2))
    total[reach + 1 : reach + 1 + n, :k] = columns
    pairs = total[reach + 1 : reach + 1 + n].view(np.complex128)
    np.add.accumulate(pairs, axis=0, out=pairs)
    total[reach + 1 + n :] = total[reach + n]
    return total[:, :k]


ENDLESS = 10**6
"""Neighbours that are all of a page, however long."""


def shares_of_windows(n: int, windows: tuple[tuple[int, int], ...]) -> npt.NDArray[np.float64]:
    """For each window and line of a page one over the number of its neighbours, as a column."""
    return kept_shares(n, windows) if n <= MAX_KEPT else made_shares(n, windows)


def made_shares(n: int, windows: tuple[tuple[int, int], ...]) -> npt.NDArray[np.float64]:
    """`shares_of_windows`, made."""
    index, (first, end) = np.arange(n), np.array(windows).T[:, :, None]
    low, high = np.clip(index + first, 0, n), np.clip(index + end, 0, n)
    shares: npt.NDArray[np.float64] = (1 / np.maximum(high - low, 1))[:, :, None]
    return shares


MAX_KEPT = 1000
kept_shares = lru_cache(maxsize=512)(made_shares)
"""`shares_of_windows` of pages with up to MAX_KEPT lines, remembered: 48 KB at most for each length of page."""


HIDDEN = ("words", "units", "letters", "lower_words", "function_words")
"""Columns that only serve to make others: the model sees their logarithms or shares."""


def base_columns(words: Words) -> tuple[ColumnMap, dict[str, float]]:
    """Columns by name, with one entry a line; and the values that are the same for all lines of the page."""
    base = shape(words) | vocabulary(words)
    prose = context.prose_lines(base)
    base["prose"] = prose.astype(np.float32)
    base["lower_share"] = ratio(base["lower_words"], base["words"] + 0.5)
    base["cue_any"] = np.minimum(sum((base[f"cue_{g}"] for g in CUE_GROUPS), np.zeros(words.n_lines, np.float32)), 5)
    wide, narrow = context.stretches(base, prose)
    index = np.arange(words.n_lines)
    base |= context.repetition(words, base)
    base |= context.topics(words, base, prose, prose & (index >= wide[0]) & (index <= wide[1]))
    base |= context.positions(base, prose, wide, narrow)
    total = max(float(base["words"].sum()), 1.0)
    usual = max(float((base["words"] * base["words"]).sum()) / total, 1.0)
    base["to_usual_length"] = np.log((base["words"] + 1) / usual)
    return base, context.page_values(base, prose, wide, narrow)


# --- lexical score ---

LEXICON_BITS = 18
"""Slots of the lexicon: single words and pairs share them; about one in seven is taken."""


def grams(words: Words) -> tuple[I64, I64]:
    """Slots in the lexicon of a page's words and pairs of neighbouring words of a line, and the line of
    each."""
    key = words.key
    together = words.line[1:] == words.line[:-1]
    pair = mix(key[:-1] * POWERS[0] + key[1:] * POWERS[1])[together]
    slots = np.concatenate([key, pair]) >> np.uint64(64 - LEXICON_BITS)
    return slots.astype(np.int64), np.concatenate([words.line, words.line[1:][together]])


def lexical(words: Words, lexicon: F32 | None) -> F32:
    """Lexical score of each line, share of its words and pairs that the lexicon knows, and both over
    neighbours."""
    n = words.n_lines
    if lexicon is None or not words.key.size:
        return np.zeros((n, N_LEXICAL), np.float32)
    slots, line = grams(words)
    weights, count = lexicon[slots], np.maximum(per_line(line, n), 1)
    columns = np.stack(
        [per_line(line, n, weights) / np.sqrt(count + 1), per_line(line, n, weights != 0) / count], axis=1
    )
    return np.concatenate([columns, spread(columns)], axis=1)


def _names() -> tuple[str, ...]:
    base, page = base_columns(split_words(["a"]))
    plain = [name for name in base if name not in HIDDEN]
    around = [f"{name}[{first}:{last}]" for first, last in WINDOWS for name in SPREAD]
    lexicon = ["lexical", "known"] + [
        f"{name}[{first}:{last}]" for first, last in WINDOWS for name in ("lexical", "known")
    ]
    return (*plain, *page, *around, *lexicon)


NAMES = _names()
N_LEXICAL = 2 + 2 * len(WINDOWS)
"""The last columns of ``NAMES``: those that need the lexicon."""


def measure(words: Words, lexicon: F32 | None = None) -> F32:
    """All features of a page's lines, one row a line, columns as in ``NAMES`` (in memory, column after
    column).

    Without a lexicon the last ``N_LEXICAL`` columns are zero.
    """
    base, page = base_columns(words)
    plain = [column for name, column in base.items() if name not in HIDDEN]
    result = np.empty((len(NAMES), words.n_lines), np.float32)
    result[: len(plain)] = plain
    result[len(plain) : len(plain) + len(page)] = np.array(list(page.values()))[:, None]
    result[len(plain) + len(page) : -N_LEXICAL] = spread(np.stack([base[name] for name in SPREAD], axis=1)).T
    result[-N_LEXICAL:] = lexical(words, lexicon).T
    return result.T


def line_features(lines: Sequence[str], lexicon: F32 | None = None) -> F32:
    """`measure` for lines as text: not blank, stripped, white space squeezed, each with at least one word."""
    return measure(split_words(lines), lexicon)
