"""The log of a document as JSON, written without making its edits and their records first: that, and not the cleaning,
would be what a run with a log waits for. A test holds it to what `cleaner.log` makes of the same document.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from cleaner.edit import BareEdit, Edits
from cleaner.log import document_record, element_finder, halves_of, log_records, to_json
from cleaner.result import Result

__all__ = ["NO_MORE", "log_json"]


NO_MORE: Mapping[str, Any] = {}


def log_json(
    result: Result, doc_id: str = "", flags: Sequence[str] = (), more: Mapping[str, Any] = NO_MORE
) -> list[str]:
    """`to_json` of each of the `log_records` of a document; its own record has the ``flags`` too, and what there is
    ``more`` to say, where there is any."""
    document = document_record(result, doc_id)
    document.update({name: value for name, value in more.items() if value})
    if flags:
        document["flags"] = [*document.get("flags", []), *flags]
    if not isinstance(result.edits, Edits):
        return [to_json(document), *map(to_json, [*log_records(result)][1:])]
    element = element_finder(result)
    edits = [edit_json(result.source, change, element(change)) for change in result.edits.changes]
    return [to_json(document), *edits, *(to_json(note.to_record()) for note in result.spared)]


def edit_json(source: str, change: BareEdit, element: Mapping[str, Any]) -> str:
    """The ``edit`` record of a change, in the order of the fields of `Edit`."""
    start, end, after, cause, score, action = change
    before = source[start:end]
    more = f', "halves": {found}' if (found := halves_of(before)) else ""
    more += "".join([f', "{name}": {to_json(value)}' for name, value in element.items()])
    return (
        f'{{"record": "edit", "start": {start}, "end": {end}, "before": {to_json(before)}, "after": {to_json(after)}, '
        f"{cause_json(cause.stage, cause.rule, cause.category, cause.why)}, "
        f'"score": {"null" if score is None else repr(score)}, "action": "{action}"{more}}}'
    )


@lru_cache(4096)
def cause_json(stage: str, rule: str, category: str, reason: str) -> str:
    """The part of a record that says who and why, and that many edits share."""
    return (
        f'"stage": {to_json(stage)}, "rule": {to_json(rule)}, "category": {to_json(category)}, '
        f'"reason": {to_json(reason)}'
    )
