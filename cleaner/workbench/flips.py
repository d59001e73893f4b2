"""What an edit of rules changes: every line whose verdict flips between two rule files, or between two logs."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.cleaner import Cleaner
from cleaner.edit import Edit
from cleaner.errors import CleanerError, LogError
from cleaner.io.documents import Document
from cleaner.options import Options
from cleaner.rules.files import builtin_rules, load_rules
from cleaner.rules.library import Library
from cleaner.rules.rule import Rule
from cleaner.text.prose import is_prose
from cleaner.workbench.corpus import LeftOut

__all__ = ["Flip", "edited_cleaner", "flips_of_documents", "flips_of_logs"]


class Flip(NamedTuple):
    """A line that one side strikes and the other keeps. ``goes``: the new side strikes it; ``edit`` is the strike."""

    document: str
    goes: bool
    edit: Edit

    @property
    def risk(self) -> tuple[bool, bool, int]:
        """What makes a flip worth reading before others: the line now goes, is a long sentence, is long."""
        text = self.edit.before.strip()
        return self.goes, is_prose(text), len(text)


class EditedLibrary(Library):
    """The rules that ship with one family of them, or several, replaced by rules of a file."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        rules = [*rules]
        self.replaced = {rule.family for rule in rules}
        super().__init__(rules)

    def rules(self, sites: tuple[str, ...] = ()) -> tuple[Rule, ...]:  # type: ignore[override]  # names no more
        """As `Library.rules`, without the families that are replaced."""
        shipped = {id(rule) for rule in builtin_rules() if rule.family in self.replaced}
        return tuple(rule for rule in super().rules(sites) if id(rule) not in shipped)


def edited_cleaner(path: str | Path | None, options: Options) -> Cleaner:
    """A cleaner with the rules of a file or folder: a file named as a family that ships (``legal.toml``) stands in its
    place, any other adds to the rules that ship. None for these alone.

    Raises:
        RulesError: the file cannot be read or is wrong.
    """
    cleaner = Cleaner(options)
    if path is not None:
        cleaner.library = EditedLibrary(load_rules(path))
    return cleaner


def flips_of_documents(documents: Iterable[Document], old: Cleaner, new: Cleaner, watch: LeftOut) -> Iterator[Flip]:
    """The flips between two cleaners, document by document; one that cannot be cleaned is told to ``watch``."""
    for document in documents:
        known = {"url": document.url, "site": document.site, "encoding": document.encoding}
        try:
            before = old.clean(document.source, **known)  # type: ignore[arg-type]  # all of them are str or None
            after = new.clean(document.source, **known)  # type: ignore[arg-type]
        except CleanerError as error:
            watch(f"{document.id}: {error}")
        else:
            yield from flips_between(document.id, before.edits, after.edits)


def flips_of_logs(old: Iterable[list[dict[str, Any]]], new: Iterable[list[dict[str, Any]]]) -> Iterator[Flip]:
    """The flips between two logs of the same documents, in the same order.

    Raises:
        LogError: the logs are of different documents.
    """
    for before, after in zip_logs(old, new):
        yield from flips_between(str(before[0]["id"]), edits_of(before), edits_of(after))


def zip_logs(
    old: Iterable[list[dict[str, Any]]], new: Iterable[list[dict[str, Any]]]
) -> Iterator[tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    """The records of each document in both logs; raises LogError where they differ in their sources."""
    try:
        for before, after in zip(old, new, strict=True):
            if before[0].get("source_sha256") != after[0].get("source_sha256"):
                names = f"{before[0].get('id')!r} and {after[0].get('id')!r}"
                raise LogError(f"the logs are not of the same documents in the same order: {names}")
            yield before, after
    except ValueError:
        raise LogError("the logs are not of the same documents: one holds more of them") from None


def edits_of(records: Iterable[Mapping[str, Any]]) -> list[Edit]:
    """The edits among the records of a document."""
    return [Edit.from_record(record) for record in records if record.get("record") == "edit"]


def flips_between(document: str, old: Iterable[Edit], new: Iterable[Edit]) -> Iterator[Flip]:
    """The lines that only one side strikes, as they stand in the source."""
    sides = [{edit.start: edit for edit in edits if edit.action == "strike"} for edits in (old, new)]
    for goes, mine, other in ((False, sides[0], sides[1]), (True, sides[1], sides[0])):
        yield from (Flip(document, goes, edit) for start, edit in mine.items() if start not in other)
