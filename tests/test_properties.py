"""What must hold for any text at all."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, log_records, restore, restore_bytes
from cleaner.edit import apply
from cleaner.errors import InputError
from cleaner.page import Page
from cleaner.stages import STAGES
from cleaner.text.decode import decode, encode
from cleaner.text.keys import line_keys
from cleaner.text.repair import is_clean, needs_ftfy, repair, run_ftfy
from tests.strategies import BREAKS, any_line, any_text, parted_texts, texts

CAREFUL = Cleaner(mode="careful", kind="text")
LEARNED = {mode: Cleaner(mode=mode, kind="text") for mode in ("balanced", "strict")}
ALONE = {name: Cleaner(kind="text", stages=[name]) for name in STAGES}


@given(st.one_of(texts, parted_texts))
def test_clean_text_and_log_give_the_source_back(text: str) -> None:
    result = CAREFUL.clean(text)
    assert result.restore() == text
    assert apply(text, result.edits) == result.text
    records = [json.loads(json.dumps(record)) for record in log_records(result)]
    assert restore(result.text, records) == text


@pytest.mark.parametrize("mode", LEARNED)
@given(text=texts)
def test_learned_modes_give_the_source_back_and_take_no_less_than_careful(mode: str, text: str) -> None:
    result = LEARNED[mode].clean(text)
    assert result.restore() == text
    assert apply(text, result.edits) == result.text
    records = [json.loads(json.dumps(record)) for record in log_records(result)]
    assert restore(result.text, records) == text
    assert {edit.start for edit in CAREFUL.clean(text).removals} <= {edit.start for edit in result.removals}
    assert LEARNED[mode].clean(text) == result


@pytest.mark.parametrize("name", STAGES)
@given(text=texts)
def test_each_stage_alone_gives_the_source_back(name: str, text: str) -> None:
    result = ALONE[name].clean(text)
    assert result.restore() == text
    assert apply(text, result.edits) == result.text


@given(st.binary(max_size=300) | texts.map(lambda text: text.encode("utf-8", "replace")))
def test_bytes_come_back_or_are_refused_as_binary(data: bytes) -> None:
    try:
        result = CAREFUL.clean(data)
    except InputError:
        return
    assert restore_bytes(result.text, list(log_records(result))) == data


@given(st.binary(max_size=300))
def test_decoding_loses_no_byte(data: bytes) -> None:
    try:
        text, codec = decode(data)
    except InputError:
        return
    assert encode(text, codec) == data


@given(texts)
def test_edits_are_sorted_apart_and_say_what_stood_there(text: str) -> None:
    at = 0
    for edit in CAREFUL.clean(text).edits:
        assert at <= edit.start <= edit.end
        assert text[edit.start : edit.end] == edit.before
        assert edit.before != edit.after
        assert edit.reason
        assert edit.category
        at = edit.end


@given(texts)
def test_cleaning_clean_text_changes_nothing(text: str) -> None:
    once = CAREFUL.clean(text).text
    again = CAREFUL.clean(once)
    assert again.text == once
    assert not again.edits


@given(texts)
def test_clean_text_is_canonical(text: str) -> None:
    clean = CAREFUL.clean(text).text
    assert unicodedata.is_normalized("NFC", clean)
    assert clean == "" or (clean.endswith("\n") and not clean.startswith("\n"))
    assert "\n\n\n" not in clean
    assert all(line == line.rstrip() for line in clean.split("\n"))
    assert not set(clean) & set(BREAKS[2:])
    clean.encode("utf-8")


@given(st.one_of(texts, parted_texts))
def test_nothing_goes_but_lines_the_log_names(text: str) -> None:
    """Letters and digits of clean text and removed lines together are those of the repaired source."""
    result = CAREFUL.clean(text)
    repaired = ALONE["unicode"].clean(text)
    kept = sum(map(str.isalnum, result.text))
    gone = sum(sum(map(str.isalnum, repair_lines(edit.before))) for edit in result.removals)
    rewritten = sum(map(str.isalnum, repaired.text))
    assert kept + gone == rewritten


def repair_lines(text: str) -> str:
    return "".join(map(repair, text.splitlines()))


@given(any_text)
def test_skipping_ftfy_equals_calling_it(text: str) -> None:
    for line in text.splitlines():
        if not needs_ftfy(line):
            assert run_ftfy(line) == line


@given(st.text(st.sampled_from("aZé ’“”–—…•©®™€âÃÂ»«°²½œŒ&;#x0lt\u00a0\u0301ВГ\u0081ﬁ\u200c"), max_size=12))
def test_skipping_ftfy_equals_calling_it_on_suspicious_letters(line: str) -> None:
    if not needs_ftfy(line):
        assert run_ftfy(line) == line


@given(any_text)
def test_repair_settles_and_skipping_it_is_right(text: str) -> None:
    for line in text.splitlines():
        once = repair(line)
        assert repair(once) == once
        if is_clean(line.strip()):
            assert once == line.strip()


@given(st.lists(texts, max_size=6))
def test_output_does_not_depend_on_what_was_cleaned_before(documents: list[str]) -> None:
    together = [result.text for result in CAREFUL.pipe(documents)]
    assert (
        together
        == [Cleaner(mode="careful", kind="text").clean(document).text for document in documents[:1]] + together[1:]
    )
    assert together == [CAREFUL.clean(document).text for document in reversed(documents)][::-1]


@given(texts)
def test_lines_cover_the_source(text: str) -> None:
    page = Page(text)
    spans = zip(page.starts, page.starts[1:], strict=False)
    assert "".join(text[start:end] for start, end in spans) == text
    for line, core in enumerate(page.texts):
        assert text[page.core_starts[line] : page.core_ends[line]] == core == core.strip()


@given(st.lists(any_line, max_size=8))
def test_keys_of_a_page_are_those_of_its_lines(texts: list[str]) -> None:
    lines = Page("\n".join(texts)).texts
    assert line_keys(lines) == [key for line in lines for key in line_keys([line])]
