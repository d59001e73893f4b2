"""Each stage by example: what goes, and the near miss that stays."""

import pytest

from cleaner import Cleaner
from cleaner.rules.rule import Rule

PROSE = (
    "The tide took the old pier in one night, and the town watched from the quay with its lamps held high.",
    "Nobody had expected it, though the harbour master had written to the council about the piles in spring.",
    "By morning there was nothing left of it but a row of posts, and the gulls had already taken those over.",
)
BODY = "\n\n".join(PROSE)


def page(*head: str, tail: tuple[str, ...] = (), body: str = BODY) -> str:
    return "\n".join((*head, body, *tail)) + "\n"


def removed(text: str, **options: object) -> list[tuple[str, str]]:
    result = Cleaner(**{"mode": "careful", "kind": "text"} | options).clean(text)  # type: ignore[arg-type]
    assert result.restore() == text
    return [(edit.before.strip(), edit.rule.partition("/")[0]) for edit in result.removals]


def lines_gone(text: str, **options: object) -> list[str]:
    return [line for line, _ in removed(text, **options)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("donâ€™t", "don’t"),
        ("a\u00a0b\u2009c", "a b c"),
        ("fish &amp; chips", "fish & chips"),
        ("if a &lt; b <i>", "if a &lt; b <i>"),
        ("zero\u200bwidth\u00ad", "zerowidth"),
        ("\ufefftide", "tide"),
        ("cafe\u0301", "café"),
        ("ﬁnd", "find"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("👩\u200d👩\u200d👧 and 🏳️\u200d🌈", "👩\u200d👩\u200d👧 and 🏳️\u200d🌈"),
        ("harbour\u200dmaster", "harbourmaster"),
        ("ＡＢＣ１２３、ｶﾀｶﾅ", "ＡＢＣ１２３、ｶﾀｶﾅ"),
        ("日本　東京", "日本　東京"),
        ("“curly” ‘quotes’ – and — dashes…", "“curly” ‘quotes’ – and — dashes…"),
        ("\u200fשלום\u200f abc", "\u200fשלום\u200f abc"),
        ("\u200eabc", "abc"),
        ("a\x00b\x07", "ab"),
        ("x\ud800y", "x\ufffdy"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("İstanbul ½ x² ①", "İstanbul ½ x² ①"),
        ("line&#10;break", "line break"),
    ],
)
def test_unicode(before: str, after: str) -> None:
    result = Cleaner(mode="careful", kind="text", stages=["unicode"]).clean(before)
    assert result.text == after
    assert result.restore() == before


def test_unicode_edits_are_narrow_and_say_why() -> None:
    result = Cleaner(mode="careful", kind="text").clean("The\u00a0tide took the old pier\u200b in one night.\n")
    assert [(e.start, e.before, e.after, e.rule) for e in result.edits] == [
        (3, "\u00a0", " ", "unicode/space"),
        (26, "\u200b", "", "unicode/invisible"),
    ]
    assert result.removals == ()


CLOCK = Rule("harbour/clock", "timestamp", "the harbour's clock", (r"high water \d\d:\d\d",), (), (), where="edge")
LABEL = Rule("harbour/label", "navigation", "a harbour menu", ("tides|piers|boats|lamps",), (), (), strength="weak")


def test_chrome_asks_for_the_zone_its_rule_names() -> None:
    clock = "High water 09:07"
    assert lines_gone(page(clock, tail=(clock + " ",)), rules=[CLOCK]) == [clock, clock]
    assert lines_gone(page(body="\n".join((PROSE[0], clock, PROSE[1]))), rules=[CLOCK]) == []


def test_sentences_that_use_the_words_of_chrome_stay() -> None:
    sentences = (
        "Cookies were on sale at the quay, and the privacy policy of the harbour office was read aloud to the children.",
        "She asked readers to leave a comment on the plan, but the council closed the comment section within the hour.",
        "All rights to the pier had been reserved by the harbour company in 1904, and nobody had asked for them since.",
    )
    assert lines_gone(page(*sentences, tail=sentences)) == []


def test_a_weak_label_goes_only_in_company() -> None:
    rules = [CLOCK, LABEL]
    assert lines_gone(page(tail=("Tides",)), rules=rules) == []
    assert lines_gone(page(tail=("Tides", "Boats")), rules=rules) == []
    assert lines_gone(page(tail=("Tides", "Boats", "Lamps")), rules=rules) == ["Tides", "Boats", "Lamps"]
    assert lines_gone(page(tail=("Tides", "pier seven", "High water 09:07")), rules=rules) == [
        "Tides",
        "High water 09:07",
    ]
    assert lines_gone(page(tail=("Tides", "pier seven", "pier nine", "High water 09:07")), rules=rules) == [
        "High water 09:07"
    ]
    form = ("Name *", "E-mail *", "Terms of use", "Mandatory *")
    assert lines_gone(page(tail=form)) == list(form)


def test_lines_that_nearly_went_are_noted() -> None:
    text = page(body="\n".join((PROSE[0], "High water 09:07", PROSE[1], PROSE[2])), tail=("Tides",))
    in_body, alone = Cleaner(mode="careful", kind="text", rules=[CLOCK, LABEL]).clean(text).spared
    assert (in_body.text, in_body.rule) == ("High water 09:07", "harbour/clock")
    assert in_body.reason == "stands in the body, and the rule asks for edge"
    assert (alone.text, alone.reason) == ("Tides", "a weak label that stands alone")


@pytest.mark.parametrize(
    "form",
    [
        ("Leave a Reply", "Name *", "Email *", "Website", "Post Comment"),
        ("Schreibe einen Kommentar", "Name *", "E-Mail-Adresse *", "Kommentar abschicken"),
        ("Laisser un commentaire", "Nom *", "Adresse e-mail *", "Publier le commentaire"),
        ("Deja un comentario", "Nombre *", "Correo electrónico *", "Publicar el comentario"),
        ("اترك تعليقا", "الاسم *", "البريد الإلكتروني *", "إرسال التعليق"),
    ],
)
def test_comment_forms_in_five_languages(form: tuple[str, ...]) -> None:
    assert lines_gone(page(tail=form)) == list(form)


def test_headers_the_best_written_copy_stays() -> None:
    title = "Old pier gone by morning"
    head = (
        title.lower(),
        title.upper(),
        "Harbour Today, harbour today",
        title,
        f"Harbour Today, harbour today {title}",
    )
    tail = (f"{title.lower()} {title.lower()}", "harbourtoday harbourtoday harbourtoday")
    result = Cleaner(mode="careful", kind="text", stages=("headers", "layout")).clean(page(*head, tail=tail))
    assert result.text == f"{title}\n{BODY}\n"
    assert {edit.stage for edit in result.removals} == {"headers"}


def test_headers_a_title_joined_with_the_site_goes_if_it_stands_alone_too() -> None:
    title = "Old pier gone by morning"
    assert lines_gone(page(f"{title} | The Harbour Times", title)) == [f"{title} | The Harbour Times"]
    assert lines_gone(page(f"{title} | The Harbour Times")) == []


def test_headers_a_doubled_title_is_halved() -> None:
    result = Cleaner(mode="careful", kind="text").clean(page("Old pier gone by morning Old pier gone by morning"))
    assert result.text.startswith("Old pier gone by morning\nThe tide")
    assert [edit.rule for edit in result.removals] == ["headers/doubled-title"]


def test_headers_repetition_in_the_body_stays() -> None:
    refrain = "and the river runs on"
    verse = "\n".join((PROSE[0], refrain, PROSE[1], refrain, PROSE[2], refrain, PROSE[0]))
    assert lines_gone(page(body=verse)) == []


def test_menus_above_and_below_the_text_go_in_any_language() -> None:
    menu = ("Hafenkunde", "Gezeiten", "Lotsenwesen")
    gone = lines_gone(page(*menu, "Der Pegel", "a", "b", "c", tail=("Impressionen", *menu)))
    assert gone == [*menu, *menu]


def test_a_speaker_of_the_text_is_no_menu_entry() -> None:
    thread = ("radler77", PROSE[0], "speichenkarl", "Which ones?", "radler77", PROSE[1], "radler77", "Thank you!")
    menu = ("Radfreunde", "Flohmarkt", "Suchbegriff", "Terminkalender")
    gone = lines_gone("\n".join((*menu, *thread, *menu)))
    assert "Flohmarkt" in gone
    assert "radler77" not in gone


def test_language_foreign_tail_goes_and_quotation_stays() -> None:
    arabic = "بناية النخيل - رأس النبع - بيروت"
    french = (
        "Le quai a été emporté par la mer dans la nuit, et personne dans la ville ne savait ce qui en restait.",
        "Toute la ville est venue voir les pieux avec les enfants, dans le vent et sous la pluie du matin.",
    )
    assert removed(page(tail=(arabic,))) == [(arabic, "language")]
    assert lines_gone(page(tail=french)) == list(french)
    quoted = "\n".join((PROSE[0], french[0], arabic, PROSE[1], PROSE[2]))
    result = Cleaner(mode="careful", kind="text").clean(page(body=quoted))
    assert not result.removals
    assert {note.text for note in result.spared} == {french[0], arabic}


def test_language_of_a_page_that_is_not_english() -> None:
    german = (
        "Die Flut hat die alte Mole in einer Nacht mitgenommen, und die Stadt sah vom Kai aus mit Lampen zu.",
        "Niemand hatte damit gerechnet, obwohl der Hafenmeister im Frühjahr an den Rat geschrieben hatte.",
        "Am Morgen war von ihr nichts mehr übrig als eine Reihe von Pfählen, auf denen schon die Möwen saßen.",
    )
    tail = (
        "This website and all of the articles on it are made for you by the people of the harbour press office.",
        "It is our wish that the readers will find what they need, and that they will tell their friends about it.",
    )
    text = page(body="\n".join(german), tail=tail)
    result = Cleaner(mode="careful", kind="text").clean(text)
    assert result.language == "de"
    assert result.text == "\n".join(german) + "\n"
    assert lines_gone(text, lang="en") == list(german)


def test_layout() -> None:
    text = "\n\n  The tide  \r\n\n\n\u2028took\ndef f():\n    return 1\t\n\n   the pier"
    result = Cleaner(mode="careful", kind="text", stages=["layout"]).clean(text)
    assert result.text == "The tide\n\ntook\ndef f():\n    return 1\n\nthe pier\n"
    assert result.restore() == text


@pytest.mark.parametrize("text", ["", "\n", " \n\t\n", "\ufeff", "\u200b\n"])
def test_nothing_comes_of_nothing(text: str) -> None:
    result = Cleaner(mode="careful", kind="text").clean(text)
    assert result.text == ""
    assert result.restore() == text
    assert result.language is None


LAYOUT = Cleaner(mode="careful", kind="text", stages=["layout"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("all: x\n\n\tgcc -o x main.c;\n\n\tstrip x\n", None),  # code between blank lines
        ('def f():\n    """Says when the tide comes in, and when it goes out again, in minutes."""\n    return 1\n', None),
        ("Text.\n\n   pip_install\n\n   or not\n", None),
        ("Some text.\n\n   A label\n\nMore text.\n", "Some text.\n\nA label\n\nMore text.\n"),
        ("```make\nall:\n\n\n\tgcc  \n```\n", None),
        ("```make\r\nall:\r\n\r\n\r\n\tgcc  \r\n```\r\n", "```make\nall:\n\n\n\tgcc  \n```\n"),
        ("```make\nall:\n\n\n  gcc  \n", "```make\nall:\n\n  gcc\n"),  # a fence that never closes
        ("# Tides\n\n## Spring\n\nThe first  \nand the last  \n\n  - nested\n", "# Tides\n\n## Spring\n\nThe first  \nand the last\n\n  - nested\n"),
        ("Kind regards\n-- \nOdd Berg \n", "Kind regards\n-- \nOdd Berg\n"),
    ],
)  # fmt: skip
def test_white_space_that_is_meant_stays(text: str, expected: str | None) -> None:
    result = LAYOUT.clean(text)
    assert result.text == (expected or text)
    assert LAYOUT.clean(result.text).text == result.text
    assert result.restore() == text


def test_code_in_a_rendered_page_keeps_every_blank_and_tab() -> None:
    code = "all: x\n\tgcc  -o x  \n\n\n\t# A comment that reads like a sentence,  with two  blanks in it, and a full stop.\n-- "
    result = Cleaner(mode="careful", kind="html", html="fast").clean(f"<p>Text.</p><pre>{code}\n</pre>")
    assert result.text == f"Text.\n\n{code}\n"
    assert result.restore() == result.source
