"""RE2 as this package uses it: its options, and how a set of patterns is asked."""

from collections.abc import Callable, Sequence
from typing import Any

import re2

__all__ = ["Matcher", "hits_by_line", "line_options", "matcher_of", "re2_options"]

SET_MEMORY = 128 << 20
"""Bytes RE2 may use for the automaton of one set: grown as lines are seen, and thrown away when full."""

Matcher = Callable[[bytes], Sequence[int] | None]
"""Gives the indices of the patterns that match a line, or None."""


def matcher_of(patterns: Any) -> Matcher:
    """What finds a set of RE2's patterns in a line, compiled; without RE2's wrapper in Python, which takes as long as
    the match."""
    patterns.Compile()
    found: Matcher = getattr(patterns, "_set", patterns).Match
    return found


def hits_by_line(find: Matcher, lines: bytes) -> list[tuple[int, Sequence[int]]]:
    """The lines, by number, in which a set with `line_options` finds something, with the indices of the patterns. A
    look at all of them together tells most pages to have none, and a call for each takes longer than its match."""
    single = lines.split(b"\n") if find(lines) else ()
    return [(at, indices) for at, line in enumerate(single) if line and (indices := find(line))]


def re2_options() -> Any:
    """RE2's options for sets and single patterns: more memory, and errors raised rather than printed."""
    chosen = re2.Options()
    chosen.max_mem = SET_MEMORY
    chosen.log_errors = False
    return chosen


def line_options() -> Any:
    """The same for a search in several lines: no wild card goes on into the next."""
    chosen = re2_options()
    chosen.never_nl = True
    return chosen
