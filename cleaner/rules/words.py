"""Word lists: alternatives that patterns name, as ``{month}``, instead of writing them out.

    [last-updated]
    match = ['last updated {month} \\d{4}']

    [last-updated.words]
    month = ["january", "february"]

A name is lower-case letters, digits and hyphens, and opens with a letter. RE2 gives such braces no meaning of their
own: its counters (``{2,5}``) open with a digit, and ``\\p{Nd}`` and ``\\x{41}`` with a backslash. A brace that is
meant literally is written ``\\{``. The entries of a list are patterns, and may name other lists.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from cleaner.errors import RulesError
from cleaner.rules.tables import STRINGS, check_value

__all__ = ["Check", "WordLists", "without_breaks"]

LIST_NAME = re.compile(r"[a-z][a-z0-9-]*")
REFERENCE = re.compile(r"\\(?:[pPx]\{[^}]*\}|.)|\{(" + LIST_NAME.pattern + r")\}", re.DOTALL)
"""A reference (group 1), or something escaped, which is stepped over so that its brace is not taken for one."""

WRAPPED = re.compile(r"[ \t]*\n[ \t]*")
"""A line break inside a pattern, with the indentation around it: it is there for the reader only."""

Check = Callable[[str, str], None]
"""Takes a pattern, lists written out, and its place; raises RulesError where the pattern is wrong."""


class WordLists:
    """The word lists that the patterns of a file, or of one rule in it, can name; notes which of them are.

    Args:
        table: names and their entries, as read from TOML.
        place: opens every error message.
        outer: the lists of the file, where these are one rule's.
        check: what every pattern and every entry must pass, if anything.

    Raises:
        RulesError: a name that cannot be referred to or is taken, or a list that is empty or holds no strings.
    """

    def __init__(
        self, table: Mapping[str, Any], place: str, outer: "WordLists | None" = None, check: Check | None = None
    ) -> None:
        self.table = table
        self.place = place
        self.outer = outer
        self.check = check
        self.named: dict[str, list[str]] = {}  # the lists that patterns named, in the order they did
        for name, entries in table.items():
            check_value(entries, STRINGS, f"{place} {name}")
            if not LIST_NAME.fullmatch(name):
                raise RulesError(f"{place}: {name!r} is no name for a list: lower-case letters, digits and hyphens")
            if outer and name in outer.table:
                raise RulesError(f"{place}: {name!r} is a list of the whole file already")

    def within(self, table: Mapping[str, Any], place: str) -> "WordLists":
        """The lists of one rule, ``table``, together with these, which are its file's."""
        return WordLists(table, place, self, self.check)

    def written_out(self, pattern: str, place: str) -> str:
        """A pattern with every list written out, checked; ``place`` opens error messages."""
        full = self.expand(pattern, place)
        if self.check:
            self.check(full, place)
        return full

    def expand(self, pattern: str, place: str, inside: tuple[str, ...] = ()) -> str:
        """A pattern with every ``{name}`` replaced by ``(?:one|two|three)``, and line breaks taken out.

        ``inside`` are the lists that are being expanded. Raises RulesError where a list is unknown or holds itself.

        >>> WordLists({"ship": ["ferry", "{small}boat"], "small": ["tug", "row"]}, "x").expand("the {ship}s?", "x")
        'the (?:ferry|(?:tug|row)boat)s?'
        """
        pattern = without_breaks(pattern)
        if "{" not in pattern:
            return pattern

        def group(found: re.Match[str]) -> str:
            name = found[1]
            if name is None:
                return found[0]
            if name in inside:
                raise RulesError(f"{place}: the list {name!r} holds itself")
            entries = "|".join(self.entries(name, f"{place}: {pattern!r}"))
            return f"(?:{self.expand(entries, place, (*inside, name))})"

        return REFERENCE.sub(group, pattern)

    def entries(self, name: str, place: str) -> list[str]:
        """The entries of the list called ``name``, which counts as named from now on."""
        owner = self if name in self.table else self.outer
        if owner is None or name not in owner.table:
            raise RulesError(f"{place} names {{{name}}}, and no list of words is called that (a brace is written \\{{)")
        entries: list[str] = owner.table[name]
        self.named[name] = owner.named[name] = entries
        return entries

    def finish(self) -> None:
        """Raises RulesError where no pattern names a list, or an entry is no whole pattern by itself."""
        for name, entries in self.table.items():
            if name not in self.named:
                raise RulesError(f"{self.place}: no pattern names {{{name}}}")
            for entry in entries if self.check else ():
                self.written_out(entry, f"{self.place} {name}")


def without_breaks(pattern: str) -> str:
    """A pattern on one line.

    >>> without_breaks("(?:one |two )?\\n    three")
    '(?:one |two )?three'
    """
    return WRAPPED.sub("", pattern) if "\n" in pattern else pattern
