"""Charsets: texts of 27 languages in the charsets of the web come out right, declared or not, as text and as HTML."""

import tomllib
from collections.abc import Iterator

import pytest

from cleaner import Cleaner, log_records, restore_bytes
from cleaner.errors import InputError
from cleaner.markup import charset
from cleaner.markup.charset import decode_html
from cleaner.markup.render import render
from cleaner.text import decode as text_decode
from cleaner.text.decode import decode
from tests.conftest import CHECKOUT

SENTENCES = tomllib.loads((CHECKOUT / "tests" / "data" / "charset_sentences.toml").read_text("utf-8"))
PYTHON = {"windows-874": "cp874", "mac-cyrillic": "mac_cyrillic"}
CURLY = str.maketrans("„“”’–", '"""\'-')

KNOWN_FAILURES = {("et", "iso-8859-15", 6): "taken for ISO-8859-13, which differs in one letter of these sentences"}


def cases() -> Iterator[object]:
    for lang, entry in SENTENCES.items():
        for name in entry["charsets"].split():
            for times in (0, 6):
                text = entry["short"] + f"\n{entry['short']}\n{entry['more']}" * times + "\n"
                text = text if name.startswith("windows") else text.translate(CURLY)
                reason = KNOWN_FAILURES.get((lang, name, times))
                marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
                yield pytest.param(text, PYTHON.get(name, name), id=f"{lang}-{name}-{times}", marks=marks)


@pytest.mark.parametrize(("text", "name"), list(cases()))
def test_a_text_that_declares_nothing_is_read_right(text: str, name: str) -> None:
    data = text.encode(name)
    found = decode(data)
    assert found.text == text
    assert text_decode.encode(*found) == data
    page = "<html><body><h1>2019</h1><p>{}</p><p><a href=/>Home</a> | <a href=/c>Contact</a></p></body></html>"
    assert decode_html(page.format(text).encode(name)).text == page.format(text)


def test_a_sentence_with_few_letters_beyond_ascii_is_read_in_its_language() -> None:
    data = "Zostałem poinformowań o tym, że już nie ma promu.".encode("iso-8859-2")
    assert decode(data).text == "Zostałem poinformowań o tym, że już nie ma promu."


def test_german_with_few_umlauts_is_not_damaged_utf_8() -> None:
    """One byte in a hundred was taken for damage, and every umlaut lost."""
    page = "<html><body>" + "<p>Das Haus am Ufer steht seit einem Jahr leer, und keiner will es. Nur die Möwen.</p>" * 9
    assert decode_html(page.encode("latin-1")).text == page
    assert decode_html(b"<meta charset=utf-8>" + page.encode("latin-1")).text.endswith(page)


def test_nothing_is_guessed_where_the_first_choice_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_: object) -> str:
        raise AssertionError("asked needlessly")

    monkeypatch.setattr(charset, "detected", never)
    monkeypatch.setattr(text_decode, "detected", never)
    german = "<html><p>Die Möwen saßen über dem Fluß.".encode("latin-1")
    assert decode_html(german, "iso-8859-1").text.endswith("Fluß.")
    assert decode_html(b"<meta charset=latin-1>" + german).text.endswith("Fluß.")
    assert decode(german, "latin-1").text.endswith("Fluß.")
    monkeypatch.setattr(charset, "declared_charset", never)
    assert decode_html("<html><meta charset=koi8-r><p>Fluß".encode()).text.endswith("Fluß")
    assert decode_html(german, "iso-8859-1").text.endswith("Fluß.")


def test_japanese_in_seven_bits_is_read_as_declared() -> None:
    data = "<meta charset=iso-2022-jp><p>港へ行く".encode("iso2022_jp")
    assert decode_html(data).text.endswith("港へ行く")
    assert decode("港へ行く\n船".encode("iso2022_jp"), "iso-2022-jp").text == "港へ行く\n船"
    assert decode(b"~{ is no sign of a charset that nobody declares").encoding == "utf-8"
    assert decode_html(b"<p>~{ is no sign of a charset that nobody declares").text.startswith("<p>~{")


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "UTF-16BE", "utf-32-le"])
@pytest.mark.parametrize("text", ["Plain words", "Grüße aus der Stadt", "تعبر النهر", "ข้ามแม่น้ำ"])
def test_a_wide_charset_without_a_mark_is_read_as_declared(text: str, charset: str) -> None:
    data = text.encode("utf-16-le" if charset == "utf-16" else charset)
    result = Cleaner(mode="careful").clean(data, encoding=charset)
    assert result.source == text
    assert restore_bytes(result.text, log_records(result)) == data
    assert decode(b"Plain words, twelve\n", charset).encoding == "utf-8"
    with pytest.raises(InputError, match="an image"):
        decode(b"\x89PNG\r\n\x1a\n" + bytes(200), charset)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Grüße aus der Stadt".encode(), "utf-8"),
        ("\ufeffGrüße".encode(), "utf-8"),
        ("\ufeffGrüße".encode("utf-16-le"), "utf-16-le"),
        ("\ufeffGrüße".encode("utf-16-be"), "utf-16-be"),
        ("\ufeffGrüße".encode("utf-32-le"), "utf-32-le"),
        ("Grüße aus der Stadt, “so” heißt es".encode()[:-1] + b"\xe2\x80", "utf-8"),
    ],
)
def test_bytes_are_decoded_and_come_back(data: bytes, encoding: str) -> None:
    result = Cleaner().clean(data)
    assert result.encoding == encoding
    assert restore_bytes(result.text, list(log_records(result))) == data


def test_a_declared_charset_is_believed() -> None:
    data = "Die Möwen saßen auf den Pfählen.".encode("latin-1")
    assert Cleaner().clean(data, encoding="latin-1").text == "Die Möwen saßen auf den Pfählen.\n"
    assert decode(data, "no-such-charset").text.startswith("Die M")


def test_a_few_bytes_beyond_ascii_are_windows_1252() -> None:
    assert Cleaner().clean(b"caf\xe9 au lait").text == "café au lait\n"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"<meta charset=windows-1251><p>" + "текст".encode("cp1251"), "текст"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><p>caf\xe9 \x93q\x94', "café “q”"),
        ("<meta charset=latin-1><p>café".encode(), "café"),
        ("<html><p>café".encode("utf-16"), "café"),
        ("<html><p>café and more of it".encode("utf-16-le"), "café and more of it"),
        (b"<html><p>a\0b", "ab"),
        (b"\xef\xbb\xbf<html><p>a", "a"),
    ],
)
def test_charsets(data: bytes, text: str) -> None:
    assert render(data, opinion=False).text.strip() == text


def test_a_charset_that_was_served_comes_before_what_the_page_says() -> None:
    data = b"<meta charset=iso-8859-1><p>" + "текст".encode("koi8-r")
    assert render(data, "koi8-r", opinion=False).text == "текст\n"


@pytest.mark.parametrize("name", ["a\0", "\ud800", "no such charset", "zip", " "])
@pytest.mark.parametrize("data", [b"old pier", b"caf\xe9 at the old pier"])
def test_a_name_that_no_charset_has_is_passed_over(data: bytes, name: str) -> None:
    assert decode(data, name).text == decode(data).text
