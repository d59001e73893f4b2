"""Which rules are on: `select` and `ignore`, from the options, from rule files, and for single sites."""

import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, CleanerError
from cleaner.errors import OptionError, RulesError
from cleaner.rules.choice import chosen, unmatched
from cleaner.rules.files import builtin_rules
from cleaner.rules.library import Library
from cleaner.rules.rule import Rule

IDS = ("pier/lamps", "pier/boats", "quay/lamps", "quay/tides")
RULES = [Rule(name, "navigation", "r", ("x",), (), ()) for name in IDS]
NAMES = st.sets(st.sampled_from([*IDS, "pier", "quay"]))
PAGE = "Skip to content\nThe ferry left at noon, and nobody could say when it would be back.\nView this post on Instagram\n"
MENU = "[menu]\ncategory = 'navigation'\nreason = 'r'\nmatch = 'tides'\nremoves = ['Tides']\nkeeps = ['Low tides']\n"


def on(select: list[str], ignore: list[str]) -> list[str]:
    return [rule.id for rule in chosen(RULES, select, ignore)]


def gone(*, url: str = "", **options: object) -> list[str]:
    cleaner = Cleaner(**{"mode": "careful", "kind": "text"} | options)  # type: ignore[arg-type]
    return [edit.rule for edit in cleaner.clean(PAGE, url=url).removals]


@pytest.mark.parametrize(
    ("select", "ignore", "left"),
    [
        ([], [], [*IDS]),
        (["pier"], [], ["pier/lamps", "pier/boats"]),
        (["pier/boats", "quay"], [], ["pier/boats", "quay/lamps", "quay/tides"]),
        ([], ["pier"], ["quay/lamps", "quay/tides"]),
        ([], ["pier/lamps"], ["pier/boats", "quay/lamps", "quay/tides"]),
        (["pier"], ["pier/lamps"], ["pier/boats"]),
        (["pier/lamps"], ["pier"], ["pier/lamps"]),
        (["pier"], ["pier"], []),
        (["pier/lamps"], ["pier/lamps"], []),
        (["pie"], [], []),
    ],
)
def test_a_rule_is_on_by_its_id_before_its_family(select: list[str], ignore: list[str], left: list[str]) -> None:
    assert on(select, ignore) == left


@given(NAMES, NAMES)
def test_ignoring_more_or_selecting_less_never_switches_a_rule_on(select: set[str], ignore: set[str]) -> None:
    left = chosen(RULES, select, ignore)
    assert set(left) <= set(chosen(RULES, select))
    assert set(left) <= set(chosen(RULES, (), ignore)) or select  # an id selected outweighs its family ignored
    assert chosen(left, select, ignore) == left


def test_rules_that_keep_need_no_selecting() -> None:
    keep = Rule("mine/lamps", "keep", "r", ("x",), (), (), keep=True)
    assert chosen([keep], ["pier"]) == (keep,)
    assert chosen([keep], (), ["mine"]) == chosen([keep], ["pier"], ["mine/lamps"]) == ()


def test_names_that_switch_nothing_are_found() -> None:
    assert unmatched(["pier", "pier/lamps", "pie", "pier/", "lamps"], RULES) == ["pie", "pier/", "lamps"]


def test_options_switch_rules_and_families() -> None:
    assert gone() == ["navigation/skip-link", "social/embedded-post"]
    assert gone(ignore=["social"]) == ["navigation/skip-link"]
    assert gone(ignore=["navigation/skip-link"]) == ["social/embedded-post"]
    assert gone(select=["social"]) == ["social/embedded-post"]
    assert gone(select=["social"], ignore=["social/embedded-post"]) == []


def test_the_ruleset_of_the_log_shows_what_is_on() -> None:
    digests = {Cleaner(**options).clean("").ruleset for options in ({}, {"ignore": ["social"]}, {"select": ["social"]})}  # type: ignore[arg-type]
    assert len(digests) == 3
    families = {rule.family for rule in builtin_rules()} - {"social"}
    assert Cleaner(ignore=sorted(families)).clean("").ruleset == Cleaner(select=["social"]).clean("").ruleset


@pytest.mark.parametrize("key", ["select", "ignore"])
def test_a_name_of_no_rule_is_refused(key: str, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=f"^{key} 'navigaton' is no rule's id and no family"):
        Cleaner(**{key: ["legal", "navigaton"]})  # type: ignore[arg-type]
    file = tmp_path / "mine.toml"
    file.write_text(f"{key} = ['legal', 'navigaton']\n")
    with pytest.raises(RulesError, match=f"mine.toml: {key}: 'navigaton' is no rule's id and no family"):
        Cleaner(rules=[file])
    file.write_text(f"{key} = 'legal'\n")
    with pytest.raises(RulesError, match=f"mine.toml: {key}: expected a list of strings, got 'legal'"):
        Cleaner(rules=[file])


def test_site_rules_can_be_switched_everywhere() -> None:
    url = "https://en.wikipedia.org/wiki/Ferry"
    ids = [rule.id for rule in Library(ignore=["wikipedia.org/last-edited"]).rules(Library().sites_of(url[8:24]))]
    assert "wikipedia.org/jump-link" in ids
    assert "wikipedia.org/last-edited" not in ids


def test_a_folder_of_rules_holds_families_and_sites(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "mine.toml").write_text("ignore = ['social/embedded-post']\n")
    (tmp_path / "sites" / "harbour.example.toml").write_text(f"ignore = ['navigation']\n{MENU}")
    options: dict[str, Any] = {"rules": [tmp_path]}
    assert gone(**options) == ["navigation/skip-link"]
    assert gone(url="https://www.harbour.example/a", **options) == []
    assert gone(url="https://harbour.example.com/", **options) == ["navigation/skip-link"]
    cleaner = pickle.loads(pickle.dumps(Cleaner(rules=[tmp_path])))
    page = f"{PAGE}Tides\n"
    assert cleaner.clean(page, url="harbour.example").removals[-1].rule == "harbour.example/menu"
    assert cleaner.clean(page).text.endswith("Tides\n")


def test_the_nearer_to_the_user_the_later_it_speaks(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "mine.toml").write_text("ignore = ['social']\n")
    (tmp_path / "sites" / "harbour.example.toml").write_text("select = ['social']\n")
    (tmp_path / "sites" / "north.harbour.example.toml").write_text("select = ['navigation']\n")
    rules = [tmp_path]
    assert gone(rules=rules) == ["navigation/skip-link"]
    assert gone(rules=rules, url="harbour.example") == ["social/embedded-post"]
    assert gone(rules=rules, url="north.harbour.example") == ["navigation/skip-link"]
    assert gone(rules=rules, url="harbour.example", ignore=["social"]) == []
    assert gone(rules=rules, url="harbour.example", select=["navigation"]) == ["navigation/skip-link"]


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CleanerError, match="no rule file"):
        Cleaner(rules=[tmp_path])


def test_only_sites_with_rules_are_remembered(tmp_path: Path) -> None:
    library = Library()
    assert {library.sites_of(f"{number}.example.org") for number in range(1000)} == {()}
    assert library.sites_of("de.m.WIKIPEDIA.org") == ("wikipedia.org",)


def test_a_crawl_of_many_sites_keeps_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.cleaner.MAX_BUILT", 3)
    (tmp_path / "sites").mkdir()
    for number in range(6):
        (tmp_path / "sites" / f"s{number}.example.toml").write_text(MENU)
    cleaner = Cleaner(mode="careful", rules=[tmp_path])
    for number in [*range(6), *range(6)]:
        assert cleaner.clean("Tides\n", url=f"s{number}.example").removals[0].rule == f"s{number}.example/menu"
        assert len(cleaner._built) <= 3
    assert cleaner.clean("Tides\n").text == "Tides\n"


def test_libraries_are_told_apart_by_their_digest(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(MENU)
    libraries = [Library(), Library([tmp_path]), Library(RULES), Library(ignore=["legal"]), Library(select=["legal"])]
    assert len({library.digest for library in libraries}) == 5
    assert Library([tmp_path]).digest == Library([tmp_path / "mine.toml"]).digest
