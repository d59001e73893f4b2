"""The pages of the reference, made from the code: commands, rules, categories, public names."""

import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import click

from cleaner.cli import main
from cleaner.roles import ROLES, role_of_category
from cleaner.rules.catalogue import every_rule
from cleaner.rules.rule import Rule

__all__ = ["CATEGORIES_FILE", "MODULES", "commands", "public_names", "reference_pages"]

FOLDER = Path(__file__).parent
CHECKOUT = FOLDER.parent
CATEGORIES_FILE = FOLDER / "categories.toml"
HELP_WIDTH = 100

CARDS = {
    "model-card": "MODEL_CARD.md",
    "model-card-html": "MODEL_CARD_HTML.md",
    "model-card-page": "MODEL_CARD_PAGE.md",
}
"""The model cards, by what they are called in the book."""

MODULES = {
    "cleaner": "What `import cleaner` gives",
    "cleaner.errors": "Errors",
    "cleaner.options": "Options",
    "cleaner.learning": "Learning the templates of a site",
    "cleaner.templates": "Templates",
    "cleaner.integrations.datasets": "Hugging Face datasets",
    "cleaner.integrations.datatrove": "datatrove",
    "cleaner.integrations.pandas": "pandas",
    "cleaner.integrations.polars": "polars",
    "cleaner.integrations.scrapy": "Scrapy",
    "cleaner.integrations.spark": "Spark",
    "cleaner.evaluation.score": "Scoring",
    "cleaner.workbench.trying": "Workbench: try",
    "cleaner.workbench.flips": "Workbench: diff",
    "cleaner.workbench.linting": "Workbench: lint",
    "cleaner.workbench.narrowest": "Workbench: from-example",
}
"""The modules whose names (``__all__``) are public, with the headings they have in the book."""


def reference_pages() -> dict[str, str]:
    """Every generated page: its path in the book, and its Markdown."""
    pages = {
        "reference/commands.md": commands_page(),
        "reference/rules.md": rules_page(),
        "reference/categories.md": categories_page(),
        "reference/api.md": api_page(),
        "reference/security.md": (CHECKOUT / "SECURITY.md").read_text("utf-8"),
        "reference/changelog.md": (CHECKOUT / "CHANGELOG.md").read_text("utf-8"),
    }
    for name, card in CARDS.items():
        pages[f"reference/{name}.md"] = (CHECKOUT / "cleaner" / "model" / "data" / card).read_text("utf-8")
    return pages


def commands(group: click.Group = main, path: str = "cleaner") -> Iterator[tuple[str, click.Command]]:
    """Every command, with all that is typed to call it: groups before their members."""
    yield path, group
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def commands_page() -> str:
    """The help of every command."""
    parts = ["# Commands\n\nThe help of every command, as `--help` prints it.\n"]
    for path, command in commands():
        context = click.Context(command, info_name=path, terminal_width=HELP_WIDTH, max_content_width=HELP_WIDTH)
        parts.append(f"## {path}\n\n```text\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


def rules_page() -> str:
    """Every rule with its reason, what it removes and what it keeps, by family."""
    families: dict[str, list[Rule]] = defaultdict(list)
    for rule in every_rule():
        families[rule.family].append(rule)
    count = sum(map(len, families.values()))
    parts = [
        f"# Rules\n\n{count} rules in {len(families)} families. A family is a file in `rules/`, the last a site's.\n"
        "`cleaner rules show ID` prints one with its patterns; [rules of your own](../guide/own-rules.md) are of the\n"
        "same form.\n"
    ]
    for family, rules in families.items():
        parts.append(f"## {family}\n")
        parts += map(rule_entry, rules)
    return "\n".join(parts)


def rule_entry(rule: Rule) -> str:
    """One rule: an anchor of its id, its reason, where it applies, its examples."""
    said = [f"category `{rule.category}`", f"where: {rule.where}", rule.strength]
    said += ["may take a long sentence"] if rule.prose else []
    sides = {"Removes": rule.removes, "Keeps": rule.keeps}
    examples = [f"{side}:\n\n{quoted_lines(lines)}" for side, lines in sides.items()]
    anchor = rule.id.replace("/", "-").replace(".", "-")
    reason = rule.reason[0].upper() + rule.reason[1:]
    head = f"### {rule.id} {{#{anchor}}}\n\n{reason}. ({'; '.join(said)})"
    return "\n\n".join([head, *examples]) + "\n"


def quoted_lines(lines: tuple[str, ...]) -> str:
    """Lines of pages as a block that Markdown leaves alone."""
    return "```text\n" + "\n".join(lines) + "\n```"


def categories_page() -> str:
    """Every category with what it means, its role and its rules; then the roles."""
    rules: dict[str, list[Rule]] = defaultdict(list)
    for rule in every_rule():
        rules[rule.category].append(rule)
    said = tomllib.loads(CATEGORIES_FILE.read_text("utf-8"))
    rows = [
        f"| `{name}` | {text} | `{role_of_category(name)}` | {count_of(rules.get(name, []))} |"
        for name, text in said["categories"].items()
    ]
    roles = [f"| `{role}` | {said['roles'][role]} |" for role in ROLES]
    return "\n".join(
        [
            "# Categories and roles\n\nAn edit's `category` says what kind of thing went, a line's role what it is.\n",
            "## Categories\n\n| category | what goes | role | rules |\n|---|---|---|---|",
            *rows,
            "\nWhat the learned model strikes is filed under the line's role.\n",
            "## Roles\n\n`Cleaner(keep=...)` chooses the roles that stay.\n\n| role | lines |\n|---|---|",
            *roles,
            "",
        ]
    )


def count_of(rules: list[Rule]) -> str:
    """How many rules, with a link to them."""
    return f"[{len(rules)}](rules.md)" if rules else ""


def public_names() -> Iterator[tuple[str, list[str]]]:
    """Every public module and its names, read without importing it: some need packages that are not installed."""
    for module in MODULES:
        path = CHECKOUT / module.replace(".", "/")
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        (names,) = (
            ast.literal_eval(node.value)
            for node in ast.parse(file.read_text("utf-8")).body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        )
        yield module, names


def api_page() -> str:
    """Every public name with its signature and docstring."""
    parts = ["# Python\n"]
    for module, names in public_names():
        parts.append(f"## {MODULES[module]}\n\n`{module}`\n")
        parts += [f"::: {module}.{name}\n" for name in names]
    return "\n".join(parts)
