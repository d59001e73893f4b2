"""One document in a file of its own: cleaned, with its log."""

import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple

from cleaner.alarm import loss_flags
from cleaner.batch.one import CleansOne
from cleaner.batch.run import Run, check_run
from cleaner.batch.summary import log_lines
from cleaner.errors import InputError, LowConfidenceError
from cleaner.io.compressed import packer, read_page
from cleaner.io.files import atomic, write_all
from cleaner.result import Result

__all__ = ["Checked", "clean_file", "text_alone"]

logger = logging.getLogger(__name__)


class Checked(NamedTuple):
    """A cleaned document, and what it lost beyond its limits."""

    result: Result
    flags: Sequence[str]


def text_alone(checked: Checked) -> bytes:
    """What is written of a document, if nothing else is asked for."""
    return checked.result.text.encode("utf-8")


def clean_file(run: Run, cleaner: CleansOne, form: Callable[[Checked], bytes] = text_alone) -> Checked:
    """Cleans the file of a run, and writes what ``form`` makes of it, the text as a rule, and, if asked for, its log, a
    document of the file's name.

    Raises:
        InputError: the document cannot be read, or is none; the message names the file.
        LowConfidenceError: it is to be set aside for review; the message names the file.
        OutputError: an output cannot be written.
    """
    place = run.source.place
    check_run(run, cleaner)
    logger.info("%s into %s", place, run.outputs.clean)
    try:
        result = cleaner.clean(
            read_page(place, run.source.max_bytes + 1), url=run.url, site=run.site, encoding=run.encoding
        )
    except (InputError, LowConfidenceError) as error:
        raise error if str(error).startswith(f"{place}: ") else type(error)(f"{place}: {error}") from error
    checked = Checked(result, loss_flags(result.edits, len(result.source), run.limits))
    with atomic(run.outputs.clean) as stream:
        write_all(stream, packer(run.outputs.clean.name)(form(checked)))
    if run.outputs.log:
        lines = log_lines(result, place.name, checked.flags, {"config": run.config})
        with atomic(run.outputs.log) as stream:
            write_all(stream, packer(run.outputs.log.name)(lines))
    return checked
