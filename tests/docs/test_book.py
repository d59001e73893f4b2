"""The book has a page for everything: commands, options, rules, categories, roles, public names; and it builds."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click
import pytest

from cleaner.io.formats import SUFFIXES
from cleaner.roles import ROLES
from cleaner.rules.catalogue import every_rule
from cleaner.rules.rule import CATEGORIES
from cleaner.stages import STAGES
from docs.generated import CATEGORIES_FILE, MODULES, commands, public_names, reference_pages
from tests.conftest import CHECKOUT
from tests.docs.blocks import PAGES

LINK = re.compile(r"\]\(([^)\s]+)\)")
TICKED = re.compile(r"`(?:[^`]*\s)?(--[a-z][a-z-]*)[^`]*`")
OTHERS = {
    "--help",
    "--archives",
    "--master",
    "--pages",
    "--rounds",
    "--set",
    "--dump",
    "--warm",
    "--compare",
    "--folds",
}
"""Options in the text that are another command's, or every command's."""


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return reference_pages()


def options_of_commands() -> set[str]:
    return {
        flag
        for _, command in commands()
        for option in command.params
        if isinstance(option, click.Option)
        for flag in [*option.opts, *option.secondary_opts]
    }


def test_every_command_and_option_has_its_entry(pages: dict[str, str]) -> None:
    text = pages["reference/commands.md"]
    found = [*commands()]
    assert len(found) > 12
    for path, command in found:
        section = text.partition(f"\n## {path}\n")[2].partition("\n## ")[0]
        assert section, path
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help, f"{path} {option.opts[0]} has no help"
                assert option.opts[-1] in section, f"{path} {option.opts[0]}"


def test_every_rule_has_its_entry(pages: dict[str, str]) -> None:
    text = pages["reference/rules.md"]
    for rule in every_rule():
        assert f"\n### {rule.id} " in text
        assert all(line in text for line in [*rule.removes, *rule.keeps])


def test_every_category_and_role_is_explained(pages: dict[str, str]) -> None:
    said = tomllib.loads(CATEGORIES_FILE.read_text("utf-8"))
    logged = re.findall(
        r'"category": "([^"]+)"',
        "".join(path.read_text("utf-8") for path in (CHECKOUT / "corpus").glob("*/expected.log.jsonl")),
    )
    stages = [path.read_text("utf-8") for path in (CHECKOUT / "cleaner" / "stages").glob("*.py")]
    named = {
        node.args[2].value
        for text in stages
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Cause" and len(node.args) > 2
        if isinstance(node.args[2], ast.Constant)
    }
    assert {*CATEGORIES, *logged, *named} - {*ROLES} <= {*said["categories"]} | {*ROLES}
    assert {*CATEGORIES} <= {*said["categories"]}
    assert {*said["roles"]} == {*ROLES}
    for name in [*said["categories"], *ROLES]:
        assert f"| `{name}` |" in pages["reference/categories.md"]


def test_the_stages_stand_in_the_order_they_run_in() -> None:
    text = (CHECKOUT / "docs" / "pages" / "how-it-decides.md").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == [*STAGES]


def test_every_format_is_in_the_guide() -> None:
    text = (CHECKOUT / "docs" / "pages" / "guide" / "many.md").read_text("utf-8")
    for suffix in SUFFIXES:
        base = suffix.removesuffix(".gz").removesuffix(".zst")
        assert f"`{base}`" in text, suffix


def test_the_figures_of_the_readme_are_those_of_the_model_cards() -> None:
    readme = " ".join((CHECKOUT / "README.md").read_text("utf-8").split())
    found = re.search(r"development split: (\S+) of HTML and (\S+) of text dumps", readme)
    assert found
    for said, card, row in zip(
        found.groups(), ("MODEL_CARD_HTML.md", "MODEL_CARD.md"), ("html/wcxb", "blocks/wcxb"), strict=True
    ):
        text = (CHECKOUT / "cleaner" / "model" / "data" / card).read_text("utf-8")
        measured = re.search(rf"^\| {row} \| 1497 \| (\S+) \|", text, re.MULTILINE)  # the first table is `balanced`
        assert measured
        assert said == f"{float(measured[1]):.3f}"


def test_every_public_name_has_its_entry(pages: dict[str, str]) -> None:
    text = pages["reference/api.md"]
    for module, names in public_names():
        for name in names:
            assert f"::: {module}.{name}\n" in text
    assert {f"cleaner.integrations.{path.stem}" for path in (CHECKOUT / "cleaner" / "integrations").glob("*.py")} - {
        "cleaner.integrations.__init__",
        "cleaner.integrations.rows",
        "cleaner.integrations.spark_files",
    } <= {*MODULES}


def test_every_option_that_the_text_names_is_one() -> None:
    known = options_of_commands()
    assert "--workers" in known
    for page in PAGES:
        for flag in TICKED.findall(page.read_text("utf-8")):
            assert flag in known | OTHERS, f"{page.name} names {flag}"


def test_no_link_of_the_readme_is_broken() -> None:
    readme = CHECKOUT / "README.md"
    links = [link for link in LINK.findall(readme.read_text("utf-8")) if "://" not in link]
    assert len(links) > 10
    assert [link for link in links if not (CHECKOUT / link.partition("#")[0]).exists()] == []


class Links(HTMLParser):
    """Collects the links and the anchors of a page of HTML."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.anchors: set[str] = set()
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        found = [value for name in ("href", "src") if (value := values.get(name))]
        self.links += found
        self.loaded += found if tag in ("script", "link", "img", "iframe") else []
        self.anchors.update(value for name in ("id", "name") if (value := values.get(name)))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("material", reason="the extra 'docs' is not installed")
    pytest.importorskip("mkdocstrings", reason="the extra 'docs' is not installed")
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", "docs/mkdocs.yml", "-d", str(out)]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=CHECKOUT, env=quiet, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def test_no_link_of_the_book_is_broken_and_nothing_comes_from_elsewhere(site: Path) -> None:
    found = {page: Links(page) for page in site.rglob("*.html")}
    assert len(found) > 20
    broken, elsewhere = [], []
    for page, read in found.items():
        if page.name == "404.html":
            continue  # its links are meant for the root of a server
        elsewhere += [link for link in read.loaded if urlsplit(link).netloc]
        for link in read.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            target = target / "index.html" if target.is_dir() else target
            anchors = found[target].anchors if target in found else set()
            if not target.exists() or (parts.fragment and target in found and unquote(parts.fragment) not in anchors):
                broken.append(f"{page.relative_to(site)}: {link}")
    assert (broken, elsewhere) == ([], [])
