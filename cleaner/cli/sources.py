"""The sources that `cleaner clean` was given: one document, many in one file, or several files as one source."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaner.cli.say import say
from cleaner.cli.usage import refuse_ignored
from cleaner.errors import OptionError
from cleaner.io.places import STDIO, is_url, place_of, without_secrets

if TYPE_CHECKING:
    from cleaner.io.formats import Format, Source

__all__ = ["Chosen", "chosen_source"]

MANY_ONLY = ("workers", "resume", "rejects", "columns", "glob", "group", "text_field", "id_field", "url_field")
"""Options that one document has no use for."""

ONE_ONLY = ("to", "diff")
"""Options that are for one page."""

FIELDS_ONLY = ("group", "url_field")
"""Options that files, and pages of an archive, have no use for."""


class Chosen(NamedTuple):
    """A source, and its format; None for one document."""

    source: "Source"
    kind: "Format | None"


def chosen_source(names: Sequence[str], output: str | None, values: dict[str, Any]) -> Chosen:
    """The source that the command line means.

    Raises:
        InputError: a file is missing, or a glob matches nothing.
        OptionError: sources that do not go together, or an option that would be ignored.
    """
    from cleaner.io.formats import FOLDER, JSONL, format_of

    names = names or (STDIO.name,)
    if values["jsonl"]:
        if [*names] != [STDIO.name]:
            raise OptionError("--jsonl is for stdin: a file of JSON Lines is known by its name")
        chosen = Chosen(read_from(STDIO.name, values), JSONL)
    elif are_several(names, output, values["to"]):
        chosen = Chosen(gathered(names, values), FOLDER)
    else:
        kind = None if names[0] == STDIO.name else format_of(names[0])
        chosen = Chosen(read_from(names[0], values), kind)
    check_options(chosen, values)
    return chosen


def read_from(name: str, values: dict[str, Any]) -> "Source":
    """The source of one name."""
    from cleaner.io.documents import Fields
    from cleaner.io.formats import Source

    fields = Fields(values["text_field"], values["id_field"], values["url_field"], values["group"])
    return Source(place=place_of(name), fields=fields, glob=values["glob"], max_bytes=values["max_bytes"])


def are_several(names: Sequence[str], output: str | None, form: str) -> bool:
    """Whether names stand for several files, or for one that goes into a folder or a file of many. Raises OptionError
    where such an output is asked for one document that is no file."""
    from cleaner.io.formats import format_of
    from cleaner.io.gathering import is_glob

    if len(names) > 1 or is_glob(names[0]):
        return True
    name = names[0]
    if not is_of_many(output) or form == "json" or (name != STDIO.name and format_of(name)):
        return False
    if name == STDIO.name or is_url(name):
        raise OptionError(f"-o {output} is for many documents, and {without_secrets(name)} is one: name it .txt")
    return Path(name).is_file()


def is_of_many(output: str | None) -> bool:
    """Whether an output is a folder, or a file of many documents."""
    from cleaner.io.formats import format_of

    return output is not None and output != STDIO.name and (output.endswith("/") or bool(format_of(output)))


def gathered(names: Sequence[str], values: dict[str, Any]) -> "Source":
    """Several files as one source; what is named more than once is said."""
    from cleaner.io.gathering import gathered_files

    found = gathered_files(names)
    for name in found.twice:
        say(f"{name}: is named more than once, and cleaned once")
    return replace(read_from(str(found.base), values), files=found.files)


def check_options(chosen: Chosen, values: dict[str, Any]) -> None:
    """Raises OptionError where options do not go together, or one would be ignored."""
    kind, name = chosen.kind, without_secrets(str(chosen.source))
    if values["learning"] and (values["templates"] or values["site"] or values["url"] or not kind or values["jsonl"]):
        raise OptionError("--learn learns the sites of many documents: it goes with no --templates, --site or --url")
    if not kind:
        refuse_ignored(MANY_ONLY, f"{name} is one document")
        if values["diff"] and values["to"] != "text":
            raise OptionError("--diff and --to json are two forms of a page: give one")
        return
    refuse_ignored(ONE_ONLY, "is for one page; the log has all that is known of each of many")
    if kind.by_file:
        refuse_ignored(FIELDS_ONLY, f"the files of {'a folder' if not kind.suffixes else 'an archive'} have no fields")
    else:
        refuse_ignored(("glob",), f"{name} is no folder")
    if kind.name == "warc":
        refuse_ignored(FIELDS_ONLY, "the records of an archive have no such field")
