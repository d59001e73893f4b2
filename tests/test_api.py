"""The public names: decoding, the log, restoring, options, and streams."""

import dataclasses
import json
import pickle
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

import cleaner
from cleaner import Cleaner, CleanerError, log_records, restore, restore_bytes
from cleaner.batch.pool import AHEAD
from cleaner.errors import BinaryInputError, InputError, LogError, MismatchError, OptionError
from cleaner.options import Options, OptionValues
from cleaner.templates import SiteTemplates, Template, Templates
from cleaner.text.decode import looks_like_html

TEXT = "Skip to content\nThe tide took the old pier in one night, and the town watched from the quay.\n"


def records(text: str = TEXT) -> tuple[str, list[dict[str, object]]]:
    result = cleaner.clean(text)
    return result.text, [json.loads(json.dumps(record)) for record in log_records(result, "a/b.txt")]


def test_public_names() -> None:
    assert set(cleaner.__all__) == {
        "Cleaner", "CleanerError", "Edit", "Result", "Spared", "clean", "log_records", "restore", "restore_bytes",
    }  # fmt: skip
    assert all(hasattr(cleaner, name) for name in cleaner.__all__)


def test_the_log_has_the_fields_the_readme_names() -> None:
    clean, (document, edit) = records()
    assert document["record"] == "document"
    assert document["schema"] == 1
    assert document["id"] == "a/b.txt"
    assert document["source_chars"] == len(TEXT)
    assert document["clean_chars"] == len(clean)
    assert document["edits"] == 1
    assert document["removed_lines"] == {"navigation": 1}
    assert list(edit) == [
        "record", "start", "end", "before", "after", "stage", "rule", "category", "reason", "score", "action",
    ]  # fmt: skip
    assert restore(clean, [document, edit]) == TEXT


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda clean, log: (clean.replace("tide", "time"), log), MismatchError),
        (lambda clean, log: (clean, [log[0], {**log[1], "before": "Skip to c0ntent\n"}]), MismatchError),
        (lambda clean, log: (clean, [log[0], {**log[1], "start": 1, "end": 17}]), MismatchError),
        (lambda clean, log: (clean, log[:1]), LogError),
        (lambda clean, log: (clean, log[1:]), LogError),
        (lambda clean, log: (clean, []), LogError),
        (lambda clean, log: (clean, [{**log[0], "schema": 2}, log[1]]), LogError),
        (lambda clean, log: (clean, [{**log[0], "encoding": "no-such"}, log[1]]), MismatchError),
        (lambda clean, log: (clean, [log[0], {k: v for k, v in log[1].items() if k != "rule"}]), LogError),
        (lambda clean, log: (clean, [log[0], {**log[1], "start": "0"}]), LogError),
        (lambda clean, log: (clean, [log[0], {**log[1], "end": 99}]), LogError),
    ],
)
def test_altered_text_or_log_is_refused(spoil, error) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error):
        restore(*spoil(*records()))


def test_undecodable_bytes_are_shown_logged_and_restored() -> None:
    data = "Die Möwen saßen auf den Pfählen über dem Fluß.\n".encode() + b"und \xff fiel\n"
    result = Cleaner().clean(data)
    assert result.text.endswith("und \ufffd fiel\n")
    assert [edit.rule for edit in result.edits] == ["unicode/undecodable"]
    assert restore_bytes(result.text, list(log_records(result))) == data


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00\xff", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", bytes(range(256)) * 9]
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(BinaryInputError, match="not text"):
        cleaner.clean(data)


def test_damaged_utf16_is_refused_with_the_offset() -> None:
    with pytest.raises(InputError, match="byte 6"):
        cleaner.clean("\ufeffab".encode("utf-16-le") + b"x")


def test_html_is_told_by_content_unless_the_kind_is_given() -> None:
    html = "<!DOCTYPE html>\n<html><body><p>The tide.</p></body></html>"
    assert cleaner.clean(html).text == cleaner.clean(html.encode("utf-16")).text == "The tide.\n"
    assert Cleaner(kind="html").clean("The <i>tide</i>.").text == "The tide.\n"
    assert Cleaner(kind="text").clean(html).text == html + "\n"
    assert looks_like_html("<div><p>a</p><p>b</p></div><ul><li>c</li><li>d</li></ul>")
    shown = "<div><p>a</p><p>b</p></div><ul><li>c</li><li>d</li></ul>"
    assert not looks_like_html(f"Home\nNews\nSport\nSearch\n{shown}\nThe tide.")  # a dump of a page that shows its own
    script = "<script>\n" + "var slug = document.location.pathname;\n" * 400
    assert looks_like_html(f"{' ' * 9000}<!DOCTYPE html><p>The tide.")
    assert looks_like_html('"<!DOCTYPE html><p>The tide."')  # with the quotes of a CSV cell around it
    assert looks_like_html(f'<meta name="verify" content="x" />\n<div><b>a</b></div><div>b</div>{script}')
    assert not looks_like_html(script)
    assert not looks_like_html("In HTML <b> and </b> make text bold, and <p> opens a paragraph that </p> may close.")


@pytest.mark.parametrize("options", [{"mode": "bold"}, {"lang": "xx"}, {"kind": "pdf"}, {"stages": ["wash"]}])
def test_wrong_options_are_named(options: dict[str, object]) -> None:
    with pytest.raises(OptionError, match="is none of"):
        Cleaner(**options)  # type: ignore[arg-type]


def test_errors_have_one_root() -> None:
    assert issubclass(MismatchError, LogError)
    assert issubclass(LogError, CleanerError)


def test_a_cleaner_can_be_pickled() -> None:
    copy = pickle.loads(pickle.dumps(Cleaner(lang="en")))
    assert copy.clean(TEXT).text == cleaner.clean(TEXT).text


def test_pipe_keeps_the_order_whatever_the_workers() -> None:
    documents = [f"{TEXT}Number {number}.\n" for number in range(40)]
    texts = [result.text for result in Cleaner().pipe(documents, workers=2)]
    assert texts == [result.text for result in Cleaner().pipe(documents)]
    assert texts[7].endswith("Number 7.\n")


def test_pipe_reads_no_further_ahead_than_it_must() -> None:
    read = 0

    def documents() -> Iterator[str]:
        nonlocal read
        while True:
            read += 1
            yield TEXT

    results = Cleaner().pipe(documents(), workers=2)
    for done in range(1, 6):
        next(results)
        assert read <= done + 2 * AHEAD
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert read <= 6 + 2 * AHEAD


def test_pipe_takes_urls_and_sites() -> None:
    book = Templates([SiteTemplates("a.example", 9, {"the tide": Template("the tide", "anywhere", 9)})])
    page = "The tide\nThe pier went in one night, and the whole town watched it from the quay until noon.\n"
    documents: list[str | Mapping[str, Any]] = [
        page,
        {"source": page, "url": "https://www.a.example/7"},
        {"source": page.encode(), "site": "a.example"},
        {"source": page, "url": "https://b.example/7"},
    ]
    for workers in (1, 2):
        texts = [result.text for result in Cleaner(templates=book).pipe(documents, workers=workers)]
        assert [text.startswith("The tide") for text in texts] == [True, False, False, True]


@pytest.mark.parametrize("workers", [1, 2])
def test_pipe_stops_at_what_it_cannot_clean(workers: int) -> None:
    results = Cleaner().pipe([TEXT, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", TEXT], workers=workers)
    assert next(results).source == TEXT
    with pytest.raises(BinaryInputError, match="not text"):
        next(results)


@pytest.mark.parametrize("source", [TEXT, TEXT.encode("utf-16"), f"<html><body><p>{TEXT}</p><nav>Home</nav>", ""])
def test_a_result_goes_through_json_and_back(source: str | bytes) -> None:
    result = cleaner.clean(source)
    again = cleaner.Result.from_dict(json.loads(json.dumps(result.to_dict())))
    assert again == result
    assert again.restore() == result.source


@pytest.mark.parametrize("values", [{}, {"text": "x"}, {"edits": 7, "spared": [], "markup": None}])
def test_what_is_no_result_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(LogError):
        cleaner.Result.from_dict(values)


def test_a_result_is_shown_in_one_short_line() -> None:
    shown = repr(cleaner.clean(TEXT))
    assert shown == f"<Result: {len(TEXT)} characters in, {len(TEXT) - 16} out, 1 removal, language en, mode balanced>"


@pytest.mark.parametrize("source", [None, 7, ["page"], bytearray(b"page")])
def test_what_is_no_document_is_refused(source: Any) -> None:
    with pytest.raises(InputError, match="str or bytes, not"):
        cleaner.clean(source)


@pytest.mark.parametrize("said", [{"url": None}, {"url": 5}, {"site": b"x"}, {"encoding": 8}])
def test_what_is_said_of_a_document_is_a_str(said: Any) -> None:
    with pytest.raises(InputError, match=f"{next(iter(said))} is a str, not"):
        cleaner.clean("Old pier gone by morning\n", **said)


def test_clean_takes_the_options_of_a_cleaner() -> None:
    text = f"{TEXT}Imprint\n"
    assert cleaner.clean(text, mode="careful").mode == "careful"
    assert cleaner.clean(text, stages=[]).text == text
    with pytest.raises(OptionError, match="'colour' is none of"):
        cleaner.clean(text, colour="red")  # type: ignore[call-arg]


@pytest.mark.parametrize("options", [{"rules": "mine.toml"}, {"rules": 7}, {"ignore": "legal"}, {"stages": "unicode"}])
def test_a_single_value_where_a_list_is_meant_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(OptionError, match="takes a list"):
        Cleaner(**options)  # type: ignore[arg-type]


@pytest.mark.parametrize("options", [{"max_bytes": 0}, {"max_seconds": -1}, {"max_bytes": "9"}, {"max_bytes": True}])
def test_a_budget_is_a_number_above_zero(options: dict[str, object]) -> None:
    with pytest.raises(OptionError, match="must be a number above 0"):
        Cleaner(**options)  # type: ignore[arg-type]


def test_options_and_the_keywords_that_type_checkers_see_are_the_same() -> None:
    assert set(OptionValues.__annotations__) == {field.name for field in dataclasses.fields(Options)}
    assert repr(Cleaner(lang="en", ignore=["legal"])) == "Cleaner(lang='en', ignore=('legal',))"
    assert Cleaner(Options(lang="en"), mode="strict").options == Options(lang="en", mode="strict")
