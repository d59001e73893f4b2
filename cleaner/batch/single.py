"""One document in a file of its own: cleaned, with its log."""

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.alarm import loss_flags
from cleaner.batch.one import CleansOne
from cleaner.batch.run import Run, check_run
from cleaner.batch.summary import log_lines
from cleaner.errors import InputError
from cleaner.io.compressed import packer
from cleaner.io.files import atomic, read_bytes, write_all
from cleaner.result import Result

__all__ = ["Checked", "clean_file"]


class Checked(NamedTuple):
    """A cleaned document, and what it lost beyond its limits."""

    result: Result
    flags: Sequence[str]


def clean_file(run: Run, cleaner: CleansOne) -> Checked:
    """Cleans the file of a run, and writes its text and, if asked for, its log, a document of the file's name.

    Raises:
        InputError: the document cannot be read, or is none; the message names the file.
        OutputError: an output cannot be written.
    """
    place = run.source.place
    check_run(run, cleaner)
    try:
        result = cleaner.clean(
            read_bytes(place, run.source.max_bytes + 1), url=run.url, site=run.site, encoding=run.encoding
        )
    except InputError as error:
        raise error if str(place) in str(error) else type(error)(f"{place}: {error}") from error
    with atomic(run.outputs.clean) as stream:
        write_all(stream, result.text.encode("utf-8"))
    flags = loss_flags(result.edits, len(result.source), run.limits)
    if run.outputs.log:
        with atomic(run.outputs.log) as stream:
            write_all(stream, packer(run.outputs.log.name)(log_lines(result, place.name, flags)))
    return Checked(result, flags)
