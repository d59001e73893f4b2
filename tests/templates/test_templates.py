"""Patterns, template files, learning, and the stage that strikes by them."""

import gzip
import json
import pickle
import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, log_records, restore
from cleaner.cli import main
from cleaner.edit import apply
from cleaner.errors import OptionError, OutputError, RulesError
from cleaner.io.documents import Fields
from cleaner.io.formats import Source
from cleaner.io.pages import read_pages
from cleaner.learning import Learner, learn, learner, site
from cleaner.learning.editions import distinct_pages
from cleaner.learning.sighting import Sighting, sight
from cleaner.templates import SiteTemplates, Template, Templates, load_templates, patterns_of, site_of
from cleaner.templates.book import WHERE, parse_templates
from cleaner.text.keys import line_keys
from tests.made_site import make_site, text_of
from tests.strategies import LABELS, PROSE, any_line, texts

PAGES = [text_of(page) for page in make_site("latin", 24, 5)]

site_pages = st.lists(
    st.lists(st.sampled_from([*LABELS[:8], *PROSE, "Chapter 7", "3 March 2021", "--"]) | any_line, max_size=12).map(
        "\n".join
    ),
    min_size=5,
    max_size=9,
)
"""Pages of one site: few enough different lines that some recur."""

patterns = st.text(min_size=1, max_size=30).map(str.casefold).filter(lambda text: text == text.casefold())
templates = st.builds(
    Template,
    patterns,
    st.sampled_from(WHERE),
    st.integers(0, 40),
    st.booleans(),
    st.integers(0, 40),
)
books = st.lists(
    st.builds(
        lambda site, lines: SiteTemplates(site, 40, {line.match: line for line in lines}),
        st.text(max_size=12),
        st.lists(templates, max_size=4),
    ),
    max_size=3,
).map(Templates)


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        ("Posted Monday, 3rd of March 2021, 10:45 am", "posted {date}"),
        ("Πέμπτη, 24 Νοεμβρίου 2011, 12:57:51", "{date}"),
        ("Poniedziałek | 21 Lis 11, 10:41", "{date}"),
        ("Last updated at 2:07 AM on 14th December 2011", "last updated at {date}"),
        ("2011年12月15日 21:34", "{n}年{n}月{n}日 {n}"),
        ("Comments (1,204)", "comments ({n})"),
        ("٣ تعليقات", "{n} تعليقات"),
        ("You may go", "you may go"),
        ("On Sunday we may", "on sunday we may"),
        ("Pat at 5", "pat at {n}"),
        ("Room 3, March of the Penguins", "room {date} of the penguins"),
        ("21LisStyl", "{n}lisstyl"),
        ("", ""),
    ],
)
def test_numbers_and_dates_are_slots(line: str, pattern: str) -> None:
    assert patterns_of(line_keys([line])) == [pattern]


@given(st.lists(any_line, max_size=8))
def test_a_line_has_the_same_pattern_alone_and_among_others(lines: list[str]) -> None:
    keys = line_keys([" ".join(line.splitlines()) for line in lines])
    assert patterns_of(keys) == [patterns_of([key])[0] for key in keys]


@given(texts)
def test_a_sighting_comes_back_from_its_bytes(text: str) -> None:
    page = sight(text)
    assert len(page.patterns) == len(page.marks)
    assert Sighting.unpack(page.digest, page.pack()) == page


@given(site_pages, st.randoms(use_true_random=False))
def test_the_order_of_pages_does_not_matter(pages: list[str], rng: random.Random) -> None:
    mixed = [("a.org", page) for page in pages] + [("b.org", page) for page in pages[::-1]]
    once = learn(mixed).to_toml()
    rng.shuffle(mixed)
    assert learn(mixed).to_toml() == once


def test_the_order_of_pages_does_not_matter_where_much_is_learned() -> None:
    once = learn(("made", page) for page in PAGES)
    assert len(once.sites["made"].lines) > 30
    assert learn(("made", page) for page in reversed(PAGES)).to_toml() == once.to_toml()


def test_counting_in_slices_and_from_disk_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    once = learn(("made", page) for page in PAGES)
    monkeypatch.setattr(site, "MAX_COUNTED", 500)
    monkeypatch.setattr(learner, "HELD", 0)
    assert learn(("made", page) for page in PAGES) == once


@given(books)
def test_a_template_file_reads_back(book: Templates) -> None:
    assert parse_templates(book.to_toml(), "t.toml") == book


def test_what_was_learned_reads_back(tmp_path: Path) -> None:
    book = learn(("made", page) for page in PAGES)
    file = tmp_path / "templates.toml"
    file.write_text(book.to_toml(), "utf-8")
    assert load_templates(file) == book
    assert "pages; on " in book.to_toml()


@given(site_pages)
def test_source_comes_back_and_clean_text_stays(pages: list[str]) -> None:
    cleaner = Cleaner(mode="careful", kind="text", templates=learn(("a", page) for page in pages))
    for page in pages[:3]:
        result = cleaner.clean(page, site="a")
        assert result.restore() == page
        assert apply(page, result.edits) == result.text
        assert restore(result.text, list(log_records(result))) == page
        assert cleaner.clean(result.text, site="a").text == result.text


def test_clean_text_of_a_made_site_stays() -> None:
    cleaner = Cleaner(mode="careful", kind="text", templates=learn(("made", page) for page in PAGES))
    for page in PAGES:
        result = cleaner.clean(page, site="made")
        assert result.restore() == page
        assert cleaner.clean(result.text, site="made").text == result.text


def article(number: int) -> list[str]:
    rng = random.Random(number)
    words = [
        f"w{rng.randrange(10**6):06}".translate({ord(d): chr(ord("a") + int(d)) for d in "0123456789"})
        for _ in range(200)
    ]
    return [" ".join(words[at : at + 14]).capitalize() + "." for at in range(0, 200, 14)]


def learned(pages: list[list[str]]) -> dict[str, Template]:
    book = learn(("s", "\n".join(page)) for page in pages)
    return dict(book.sites["s"].lines) if book.sites else {}


HEAD, TAIL = ["Vorlen", "Teppik", "Sandru"], ["Gormal", "Hestin", "Wuldro"]


def test_a_sentence_articles_quote_is_no_template() -> None:
    quote = "He said that the sea would take the pier, and that nobody would be there to see it go."
    pages = [[*HEAD, *article(n), *([quote] if n < 6 else []), *article(n + 50), *TAIL] for n in range(12)]
    found = learned(pages)
    assert {line.casefold() for line in HEAD + TAIL} <= set(found)
    assert quote.casefold() not in found


def test_the_introduction_of_a_series_on_all_pages_of_a_small_site_is_no_template() -> None:
    intro = "This is a part of our series on the harbours of the north, in which we visit ten of them."
    pages = [[*HEAD, intro, *article(n), *TAIL] for n in range(8)]
    found = learned(pages)
    assert set(found) == {line.casefold() for line in HEAD + TAIL}


def test_a_sentence_on_nine_of_ten_pages_is_the_sites() -> None:
    plea = "We can only go on with your help, so please give whatever you can to keep the lamps lit."
    pages = [[*HEAD, *article(n), *([plea] if n else []), *article(n + 50), *TAIL] for n in range(12)]
    found = learned(pages)
    assert found[plea.casefold()].where == "anywhere"
    assert found[plea.casefold()].prose
    assert found[plea.casefold()].why(12) == "on 11 of 12 pages"


def test_a_recurring_subhead_is_no_template() -> None:
    pages = [[*HEAD, *article(n), "Ingredients", *article(n + 50), *TAIL] for n in range(12)]
    assert "ingredients" not in learned(pages)


def test_a_title_among_the_teasers_of_other_pages_stays_on_its_own() -> None:
    titles = ["Pier gone by morning", *(f"Title {article(n + 300)[0][:20]}" for n in range(9))]
    teasers = ["Meist gelesen", titles[0], "Lamps out again"]
    pages = [[*HEAD, titles[n], *article(n), *TAIL, *(teasers if n else []), "Zum Schluss"] for n in range(10)]
    book = learn(("s", "\n".join(page)) for page in pages)
    assert book.sites["s"].lines[titles[0].casefold()].where == "tail"
    cleaner = Cleaner(mode="careful", kind="text", templates=book)
    assert cleaner.clean("\n".join(pages[0]), site="s").text.startswith(titles[0])
    assert titles[0] not in cleaner.clean("\n".join(pages[1]), site="s").text


def test_a_title_that_other_pages_have_in_a_menu_stays_right_above_its_text() -> None:
    titles = [f"Title {article(n + 300)[0][:20]}" for n in range(12)]
    pages = [[*HEAD, *titles[n // 4 * 4 : n // 4 * 4 + 4], titles[n], "Teilen", *article(n), *TAIL] for n in range(12)]
    book = learn(("s", "\n".join(page)) for page in pages)
    assert book.sites["s"].lines[titles[0].casefold()].pages == 4
    result = Cleaner(mode="careful", kind="text", stages=["template", "layout"], templates=book).clean(
        "\n".join(pages[0]), site="s"
    )
    assert result.text == "\n".join([titles[0], *article(0)]) + "\n"
    assert "may be its title" in result.spared[0].reason


def test_editions_of_an_article_count_once() -> None:
    other = [[*HEAD, *article(n), *TAIL] for n in range(6)]
    copies = [
        [*HEAD, "Editors’ choice", "Fourth edition", *article(99), f"Copy {n}", *article(n + 200)[:1], *TAIL]
        for n in range(4)
    ]
    book = learn(("s", "\n".join(page)) for page in other + copies)
    assert book.sites["s"].pages == 7
    assert not {"editors' choice", "fourth edition"} & set(book.sites["s"].lines)


def test_editions_are_found_whatever_their_order() -> None:
    pages = sorted(sight("\n".join([*article(1), *article(n)[:2]])) for n in range(5, 10))
    assert distinct_pages(pages, ()) == {pages[0].digest}
    assert distinct_pages(pages, {*pages[0].patterns, *pages[1].patterns}) != {pages[0].digest}


def test_four_pages_are_too_few() -> None:
    assert learned([[*HEAD, *article(n), *TAIL] for n in range(4)]) == {}
    assert learned([[*HEAD, *article(n), *TAIL] for n in range(5)])


def test_lines_below_the_closing_row_go_and_sentences_stay() -> None:
    pages = [[*HEAD, *article(n), *TAIL, f"{article(n + 70)[0][:20]}", "Zum Schluss"] for n in range(10)]
    late = "A reader writes that the lamps were never lit at all, and that he was there."
    cleaner = Cleaner(mode="careful", kind="text", templates=learn(("s", "\n".join(page)) for page in pages))
    result = cleaner.clean("\n".join([*pages[0], late]), site="s")
    assert result.text == "\n".join([*article(0), late]) + "\n"
    below = next(edit for edit in result.edits if edit.rule == "template/s/below-the-text")
    assert "Gormal" in below.reason
    assert below.category == "template"
    menu = next(edit for edit in result.edits if edit.before == "Vorlen\n")
    assert (menu.rule, menu.reason, menu.score) == ("template/s/vorlen", "the line recurs on 10 of 10 pages of s", 1.0)


def test_a_template_alone_inside_the_text_stays_with_a_note() -> None:
    pages = [[*HEAD, *article(n), *TAIL] for n in range(10)]
    cleaner = Cleaner(mode="careful", kind="text", templates=learn(("s", "\n".join(page)) for page in pages))
    result = cleaner.clean("\n".join([*article(70), "Teppik", *article(71)]), site="s")
    assert "Teppik" in result.text
    assert [(note.text, note.stage) for note in result.spared] == [("Teppik", "template")]


def test_templates_are_those_of_the_pages_site() -> None:
    pages = [[*HEAD, *article(n), *TAIL] for n in range(6)]
    book = learn(("example.org", "\n".join(page)) for page in pages)
    cleaner = pickle.loads(pickle.dumps(Cleaner(mode="careful", kind="text", templates=book)))
    text = "\n".join(pages[0])
    assert "Vorlen" not in cleaner.clean(text, url="https://www.Example.org/a").text
    assert "Vorlen" not in cleaner.clean(text, url="https://other.org/a", site="example.org").text
    assert "Vorlen" in cleaner.clean(text, url="https://other.org/a").text
    assert "Vorlen" in cleaner.clean(text).text
    rulesets = {cleaner.clean(text, site=site).ruleset for site in ("", "example.org", "other")}
    assert len(rulesets) == 2
    assert site_of("http://www.example.org/") == "example.org"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[a", "t.toml: not valid TOML"),
        ("a = 1", "t.toml: [a] is a value, not a table"),
        ("[a]", "t.toml: [a] lacks the key 'pages'"),
        ("[a]\npages = true", "t.toml: [a] pages: expected a whole number, got True"),
        ("[a]\npages = 5\nlien = 1", "t.toml: [a] has the unknown key 'lien'"),
        ("[a]\npages = 5\nline = [1]", "t.toml: [a] line 1 is a value, not a table"),
        ('[a]\npages = 5\n[[a.line]]\nmatch = "X"\nwhere = "edge"\npages = 3', "line 1 match: 'X' can match no line"),
        (
            '[a]\npages = 5\n[[a.line]]\nmatch = "x"\nwhere = "top"\npages = 3',
            "line 1 where: 'top' is none of head, tail, edge, row",
        ),
        ('[a]\npages = 5\n[[a.line]]\nmatch = "x"\nwhere = "row"\npages = 6', "line 1 pages: 6 is not between 0 and"),
    ],
)
def test_a_wrong_template_file_is_refused_with_place_and_reason(text: str, message: str) -> None:
    with pytest.raises(RulesError) as caught:
        parse_templates(text, "t.toml")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_template_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="No such file"):
        Cleaner(templates=tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_bytes(b"\xff")
    with pytest.raises(RulesError, match="not UTF-8 at byte 0"):
        load_templates(tmp_path / "bad.toml")


def test_a_folder_that_takes_no_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="none"):
        Learner(tmp_path / "none")


def write_records(file: Path, rows: list[Any]) -> None:
    data = "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows).encode()
    if file.suffix == ".zst":
        data = pytest.importorskip("zstandard").compress(data)
    file.write_bytes(gzip.compress(data) if file.suffix == ".gz" else data)


ROWS = [{"text": page, "url": f"https://www.made.example/{n}", "part": n % 2} for n, page in enumerate(PAGES)]


@pytest.mark.parametrize("name", ["pages.jsonl", "pages.jsonl.gz", "pages.jsonl.zst"])
def test_learn_reads_json_lines_and_names_what_is_none(tmp_path: Path, name: str) -> None:
    bad = [
        "{",
        7,
        {"text": None, "url": "a.org"},
        {"text": "x"},
        {"text": "x", "url": "//"},
    ]
    write_records(tmp_path / name, [*ROWS, *bad])
    result = CliRunner().invoke(main, ["learn", str(tmp_path / name), "-o", str(tmp_path / "t.toml")])
    assert result.exit_code == 1
    assert result.stderr.count("rejected: /") == len(bad)
    for line in range(len(ROWS) + 1, len(ROWS) + len(bad) + 1):
        assert f"{name}: line {line}: " in result.stderr
    assert f"{len(ROWS)} pages read, {len(bad)} rejected" in result.stderr
    assert load_templates(tmp_path / "t.toml") == learn(("made.example", page) for page in PAGES)


def test_learn_groups_by_field(tmp_path: Path) -> None:
    write_records(tmp_path / "p.jsonl", ROWS)
    result = CliRunner().invoke(main, ["learn", str(tmp_path / "p.jsonl"), "--group", "part", "-q"])
    assert result.exit_code == 0, result.stderr
    assert set(parse_templates(result.stdout, "t").sites) == {"0", "1"}


@pytest.mark.parametrize("name", ["pages.jsonl.gz", "pages.jsonl.zst"])
def test_a_file_cut_in_the_middle_is_named_with_the_line(tmp_path: Path, name: str) -> None:
    write_records(tmp_path / name, ROWS * 8)  # several blocks of zstd
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[: len(data) - 20])
    result = CliRunner().invoke(main, ["learn", str(tmp_path / name), "-o", str(tmp_path / "t.toml")])
    assert result.exit_code == 1
    assert f"{name}: after line " in result.stderr
    assert "1 rejected" in result.stderr
    assert load_templates(tmp_path / "t.toml").sites


def test_what_is_neither_folder_nor_json_lines_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("x")
    with pytest.raises(OptionError, match="neither a folder nor"):
        list(read_pages(Source(place=tmp_path / "page.txt")))
    with pytest.raises(OptionError, match="sub-folders are the groups"):
        list(read_pages(Source(place=tmp_path, fields=Fields(group="part"))))
    result = CliRunner().invoke(main, ["learn", str(tmp_path / "none.jsonl")])
    assert result.exit_code == 1
    assert "none.jsonl" in result.stderr


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    for number, page in enumerate(PAGES):
        file = tmp_path / "crawl" / "made.example" / f"{number:02}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, "utf-8")
    (tmp_path / "crawl" / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    return tmp_path / "crawl"


def test_both_passes_in_one_command_equal_two_commands(crawl: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    one = run(main, ["clean", str(crawl), "--learn", "-o", str(tmp_path / "one"), "--log", str(tmp_path / "one.jsonl")])
    assert one.exit_code == 1
    assert "24 documents cleaned, 1 rejected" in one.stderr
    assert one.stderr.count("image.txt") == 1
    run(main, ["learn", str(crawl), "-o", str(tmp_path / "t.toml")])
    two = ["--templates", str(tmp_path / "t.toml"), "--log", str(tmp_path / "two.jsonl")]
    run(main, ["clean", str(crawl), "-o", str(tmp_path / "two"), *two])
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    assert '"template/made.example/' in (tmp_path / "one.jsonl").read_text("utf-8")
    file = crawl / "made.example" / "00.txt"
    cleaned = (tmp_path / "one" / "made.example" / "00.txt").read_text("utf-8")
    for option in (["--site", "made.example"], ["--url", "http://made.example/x"]):
        alone = run(main, ["clean", str(file), "--templates", str(tmp_path / "t.toml"), *option])
        assert alone.stdout == cleaned
    explained = run(main, ["explain", str(file), "--templates", str(tmp_path / "t.toml"), "--site", "made.example"])
    assert "template/made.example/" in explained.stdout


def test_learn_and_a_template_file_exclude_each_other(crawl: Path, tmp_path: Path) -> None:
    for extra in (["--templates", "t.toml"], ["--site", "a"]):
        result = CliRunner().invoke(main, ["clean", str(crawl), "--learn", "-o", str(tmp_path / "o"), *extra])
        assert result.exit_code == 2
        assert "--learn" in result.stderr
