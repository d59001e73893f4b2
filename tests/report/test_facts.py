"""Facts lost: what a reader misses, and nothing that still stands in the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import clean
from cleaner.edit import Edit
from cleaner.report.facts import facts_in, facts_lost

SENTENCE = "The quay master, Ada van Holt, told the paper on 12 March 2021 that 1,204 crates were gone, she said."


def struck(text: str, start: int = 0, category: str = "legal") -> Edit:
    return Edit(start, start + len(text), text, "", "chrome", "legal/x", category, "a reason", action="strike")


def said(text: str) -> list[str]:
    return [f"{fact.kind} {fact.text}" for fact in facts_in(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It cost $1,200 and rose 3.5 %.", ["number $1,200", "number 3.5 %"]),
        ("Kickoff at 10:45 on 2021-03-12.", ["number 10:45", "date 2021-03-12"]),
        ("Am 3. Mai 2021 kam er.", ["date 3. Mai 2021"]),
        ("Publié le 14 février 2022 à midi.", ["date 14 février 2022"]),
        ("March 12, 2021 was cold.", ["date March 12, 2021"]),
        ("They may march on Sunday.", []),
        ("2021年3月12日に来た。", ["date 2021年3月12日"]),
        (
            "See https://example.org/a?b=1, or write to a.b@example.org.",
            ["link https://example.org/a?b=1", "link a.b@example.org"],
        ),
        ("She said “the crane was never safe” twice.", ["quotation the crane was never safe"]),
        ('He wrote "it is only a matter of time" there.', ["quotation it is only a matter of time"]),
        ("The “new” one.", []),
        (
            "The Port Authority of Rotterdam met Ada Lovelace.",
            ["name Port Authority of Rotterdam", "name Ada Lovelace"],
        ),
        ("Der Hafen der Stadt liegt im Norden.", []),
    ],
)
def test_facts_are_found_by_form(text: str, wanted: list[str]) -> None:
    assert said(text) == wanted


def test_a_fact_that_the_text_still_has_is_not_lost() -> None:
    kept = "Ada van Holt counted again: 1204 crates, not 1,204."
    assert [fact.text for fact in facts_lost([struck(SENTENCE)], kept)] == ["12 March 2021"]


def test_a_number_inside_another_is_no_trace_of_it() -> None:
    line = "The harbour board met on the quay and found that only 12 of the crates were still there, he said."
    assert [fact.text for fact in facts_lost([struck(line)], "In 2012 it was 120 of them.")] == ["12"]


def test_quotes_and_spaces_of_another_kind_are_the_same_fact() -> None:
    line = "The master of the quay said “we have\u00a0counted every crate” and then he left for home without a word."
    assert facts_lost([struck(line)], 'And "we have counted every crate" it was.') == []


def test_labels_have_no_facts_to_lose() -> None:
    assert facts_lost([struck("Call 0800 123 456\n"), struck("Ada Lovelace | 12 March 2021\n", 20)], "") == []


def test_each_fact_is_named_once_with_its_place_in_the_source() -> None:
    found = facts_lost([struck(SENTENCE, 100), struck(SENTENCE, 300)], "")
    assert [fact.text for fact in found] == ["Ada van Holt", "12 March 2021", "1,204"]
    assert all(SENTENCE[fact.start - 100 :].startswith(fact.text) for fact in found)


def test_without_the_text_a_duplicate_counts_as_kept() -> None:
    assert facts_lost([struck(SENTENCE, category="duplicate")], None) == []
    assert facts_lost([struck(SENTENCE)], None)


def test_repairs_lose_nothing() -> None:
    edit = Edit(0, len(SENTENCE), SENTENCE, "x", "unicode", "unicode/space", "space", "a reason")
    assert facts_lost([edit], "") == []


@given(st.text(max_size=300))
def test_every_fact_stands_where_it_is_said_to(text: str) -> None:
    for fact in facts_in(text):
        assert fact.text
        assert text[fact.start :].startswith(fact.text)


@given(st.text(max_size=300))
def test_a_document_that_keeps_everything_loses_no_fact(text: str) -> None:
    assert facts_lost([struck(text)], text) == []


def test_facts_of_a_real_result() -> None:
    page = "Skip to content\n" + SENTENCE + "\nThe ferry left at noon, and nobody could say when it would be back.\n"
    result = clean(page, mode="careful", kind="text")
    assert facts_lost(result.edits, result.text) == []
