"""What a person answered, made to last: labelled pages for `cleaner eval`, and rules of their own."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cleaner.edit import Edit, apply
from cleaner.errors import LogError
from cleaner.io.files import read_bytes
from cleaner.io.formats import Source
from cleaner.io.places import Place
from cleaner.log import restore
from cleaner.page import Page
from cleaner.report.reading import clean_texts, logged_records
from cleaner.text.keys import line_keys

__all__ = ["ANSWERS", "Answer", "gold_records", "parse_answers", "read_answers", "rules_toml"]

ANSWERS = ("keep", "strike", "skip")

CATEGORY_OF = {
    "menu": "navigation",
    "teaser": "related",
    "prompt": "subscribe",
    "share": "social",
    "form": "comment-form",
    "legal": "legal",
    "comment": "comments",
    "byline": "timestamp",
}
"""The category that a strike rule files a role under; ``artefact`` for any other."""


class Answer(NamedTuple):
    """What was decided of a line: ``answer`` is ``keep``, ``strike`` or ``skip``; the rest as in `Question`."""

    id: str
    start: int
    end: int
    text: str
    answer: str
    role: str
    was: str

    @property
    def differs(self) -> bool:
        """Whether the cleaner had decided otherwise."""
        return self.answer == ("keep" if self.was == "struck" else "strike")


def read_answers(place: Place) -> list[Answer]:
    """The answers that a review saved, skipped lines left out. Raises as `parse_answers`."""
    return [answer for answer in parse_answers(place).values() if answer.answer != "skip"]


def parse_answers(place: Place) -> dict[tuple[str, int], Answer]:
    """The answers that a review saved, by document and start of the line; of two to one line the later.

    Raises:
        InputError: the file cannot be read.
        LogError: a line of it is no answer.
    """
    found: dict[tuple[str, int], Answer] = {}
    for number, line in enumerate(read_bytes(place).decode("utf-8", "replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            answer = Answer(**{name: record[name] for name in Answer._fields})
        except (ValueError, KeyError, TypeError) as error:
            raise LogError(f"{place}: line {number} is no answer: {error}") from None
        if answer.answer not in ANSWERS or not isinstance(answer.start, int):
            raise LogError(f"{place}: line {number} is no answer: keep, strike or skip, with a place")
        found[answer.id, answer.start] = answer
    return found


def gold_records(answers: Iterable[Answer], log: Place, clean: Source) -> Iterator[dict[str, str]]:
    """The documents with answers as labelled pages: the cleaner's text, with what was answered put right.

    Raises:
        LogError: log, texts and answers do not belong together.
    """
    of_document: dict[str, list[Answer]] = {}
    for answer in answers:
        of_document.setdefault(answer.id, []).append(answer)
    text_of = clean_texts(clean)
    for records in logged_records(log):
        text, name = text_of(records[0]), str(records[0].get("id") or "")
        if own := of_document.pop(name, None):
            source = restore(text, records)
            yield {"id": name, "type": "reviewed", "text": source, "gold": gold_of(source, records, own)}
    if of_document:
        raise LogError(f"{log} has no document {next(iter(of_document))!r}, of which there are answers")


def gold_of(source: str, records: Sequence[Mapping[str, Any]], answers: Sequence[Answer]) -> str:
    """The clean text of a document once the answers are heeded."""
    page = Page(source)
    edits = [Edit.from_record(record) for record in records if record.get("record") == "edit"]
    decided = {}
    for answer in answers:
        if source[answer.start : answer.end] != answer.text:
            raise LogError(f"an answer about {answer.id!r} is of another text: {answer.text[:60]!r}")
        decided[page.line_at(answer.start)] = answer.answer
    stand = [edit for edit in edits if page.line_at(edit.start) not in decided]
    lines = [line for line, said in decided.items() if said == "strike"]
    strikes = [struck_line(page, line) for line in lines]
    return apply(source, sorted([*stand, *strikes], key=lambda edit: edit.start))


def struck_line(page: Page, line: int) -> Edit:
    """The edit that takes a whole line."""
    start, end = page.starts[line], page.starts[line + 1]
    return Edit(start, end, page.source[start:end], "", "review", "review/strike", "other", "answered", action="strike")


def rules_toml(answers: Iterable[Answer]) -> str:
    """Rules for the lines that the cleaner decided otherwise, as a file for ``--rules``; empty where there are none.

    A rule means exactly the lines that were answered, each an example on its side; the other side has the lines of the
    opposite answer, or one that is no label at all.
    """
    told = [answer for answer in answers if answer.differs and line_keys([answer.text])[0]]
    kept = list(dict.fromkeys(answer.text for answer in told if answer.answer == "keep"))
    tables = [keep_table(kept, [answer.text for answer in told if answer.answer == "strike"])] if kept else []
    roles = dict.fromkeys(CATEGORY_OF.get(answer.role, "artefact") for answer in told if answer.answer == "strike")
    for category in roles:
        own = [a.text for a in told if a.answer == "strike" and CATEGORY_OF.get(a.role, "artefact") == category]
        tables.append(strike_table(category, list(dict.fromkeys(own)), kept))
    return "\n".join(tables)


MAX_EXAMPLES = 20
"""Examples on each side of a rule: more than a person reads."""

NO_LABEL = "The ferry left at noon, and nobody on the quay could say when it would be back."
"""An example for the side of a rule that no answer gave one for."""


def keep_table(texts: Sequence[str], others: Sequence[str]) -> str:
    """The rule that keeps lines."""
    return rule_table(
        "kept-by-review", 'reason = "kept in a review"\nkeep = true', texts, (others or [NO_LABEL], texts)
    )


def strike_table(category: str, texts: Sequence[str], others: Sequence[str]) -> str:
    """The rule that strikes lines of one category, prose among them as well."""
    head = f'category = "{category}"\nreason = "struck in a review"\nprose = true'
    return rule_table(f"struck-{category}", head, texts, (texts, others or [NO_LABEL]))


def rule_table(name: str, head: str, texts: Sequence[str], examples: tuple[Sequence[str], Sequence[str]]) -> str:
    """A rule as TOML; strings of JSON are strings of TOML."""
    match = [re.escape(key) for key in dict.fromkeys(line_keys(texts))]
    removes, keeps = (list(dict.fromkeys(side))[:MAX_EXAMPLES] for side in examples)
    lists = {"match": match, "removes": removes, "keeps": keeps}
    return f"[{name}]\n{head}\n" + "".join(f"{key} = {toml_list(values)}\n" for key, values in lists.items())


def toml_list(values: Sequence[str]) -> str:
    """A list of strings as TOML: JSON's escapes are TOML's, but for DEL and lone surrogates."""
    texts = (json.dumps(value.encode("utf-8", "replace").decode(), ensure_ascii=False) for value in values)
    return "[" + ", ".join(texts).replace("\x7f", "\\u007f") + "]"
