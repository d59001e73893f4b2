"""A filter of JSON Lines: each record is written as soon as it is clean, in order, and nothing is stored on the way."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import IO

from cleaner.batch.one import CleansOne
from cleaner.batch.pool import AHEAD
from cleaner.batch.run import Progress, Run, check_run, items_of
from cleaner.batch.summary import Item, Summary
from cleaner.io.compressed import packer
from cleaner.io.documents import Reject
from cleaner.io.files import atomic, write_all
from cleaner.io.formats.jsonl import json_line, json_record
from cleaner.io.places import Place, Stdio

__all__ = ["filter_source"]

Put = Callable[[bytes], None]


def filter_source(run: Run, cleaner: CleansOne, watch: Callable[[Item, Progress], object]) -> Summary:
    """Cleans the records of stdin to stdout. With one worker a record is written before the next one is read. Log and
    rejects, where they are asked for, appear at the end, or when the reader of stdout has gone.

    Raises:
        OptionError: options that do not fit each other.
        OutputError: log or rejects cannot be written.
        BrokenPipeError: the reader has gone.
    """
    check_run(run, cleaner)
    summary, gone = Summary(), None
    alone = replace(run, ahead=1 if run.workers == 1 else AHEAD)
    with ExitStack() as stack:
        items = items_of(alone, cleaner, 0, partial(json_line, run.source.fields.text))
        stack.callback(items.close)
        log, rejects = (opened_output(stack, place) for place in (run.outputs.log, run.outputs.rejects))
        put = opened_output(stack, run.outputs.clean)
        for number, item in enumerate(items, 1):
            watch(item, Progress(number, 0, 0))
            summary.add(item)
            if isinstance(item, Reject):
                rejects(json_record({"id": item.id, "where": item.where, "cause": item.cause}))
                continue
            done = item[1]
            try:
                put(done.line)
            except BrokenPipeError as error:
                gone = error
                break
            log(done.log)
    if gone:
        raise gone
    return summary


def opened_output(stack: ExitStack, place: Place | None) -> Put:
    """What writes to a place, packed as its name says, until the stack is closed; to none where there is none."""
    if place is None:
        return lambda data: None
    stream: IO[bytes] = sys.stdout.buffer if isinstance(place, Stdio) else stack.enter_context(atomic(place))
    pack = packer(place.name)

    def put(data: bytes) -> None:
        write_all(stream, pack(data))
        stream.flush()

    return put
