"""One document in a file of its own: cleaned, with its log."""

from cleaner.batch.one import CleansOne
from cleaner.batch.outputs import Outputs
from cleaner.batch.run import Run, check_run
from cleaner.errors import InputError
from cleaner.io.compressed import packer
from cleaner.io.files import atomic, read_bytes, write_all
from cleaner.log import log_records, to_json
from cleaner.result import Result

__all__ = ["clean_file"]


def clean_file(run: Run, cleaner: CleansOne) -> Result:
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
    write_file_log(run.outputs, result, place.name)
    return result


def write_file_log(outputs: Outputs, result: Result, doc_id: str) -> None:
    """Writes the log of one document, packed as its name says."""
    if outputs.log:
        lines = "".join(to_json(record) + "\n" for record in log_records(result, doc_id))
        with atomic(outputs.log) as stream:
            write_all(stream, packer(outputs.log.name)(lines.encode()))
