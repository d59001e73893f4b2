"""Imports go one way: a module imports only from layers below its own, or from its own package's helpers."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

PACKAGE = CHECKOUT / "cleaner"
LAYERS: list[set[str]] = [
    {"errors", "budget", "shipped"},
    {"edit"},
    {"roles"},
    {"judgement"},
    {"text"},
    {"markup"},
    {"page"},
    {"stage", "rules", "model", "headline"},
    {"engine", "templates"},
    {"outline", "flags"},
    {"learning"},
    {"stages"},
    {"appraisal"},
    {"options", "result"},
    {"log", "alarm", "columns"},
    {"log_json"},
    {"io"},
    {"batch"},
    {"cleaner"},
    {"report", "evaluation", "workbench"},
    {"review", "adapting"},
    {"integrations", "spark"},
    {"cli"},
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name not in ("__init__.py", "__main__.py"))
HEAVY = {"ftfy", "langdetect", "chardet", "numpy", "lxml", "trafilatura", "pyarrow", "pyspark"}


def imports(path: Path, *, top_level: bool = False) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    nodes = tree.body if top_level else list(ast.walk(tree))
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_import_goes_up(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    for module in imports(path):
        package, _, rest = module.partition(".")
        if package == "cleaner" and rest:
            assert LEVEL[rest.split(".")[0]] <= LEVEL[own], f"{path.name} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_heavy_packages_are_imported_where_they_are_used(path: Path) -> None:
    top = imports(path, top_level=True)
    found = {module.split(".")[0] for module in top} & HEAVY
    if path.relative_to(PACKAGE).parts[0] == "model":
        assert found <= {"numpy"}
    else:
        assert not found
        assert not [module for module in top if module.startswith("cleaner.model")]


TEXT_CLEANED = (
    "import cleaner; assert cleaner.clean('Leave a Reply\\nThe tide.', mode='careful').text == 'The tide.\\n'"
)
STARTS = {
    "help": ("import cleaner.cli", {*HEAVY, "turbohtml", "multiprocessing", "jinja2"}),
    "careful": (TEXT_CLEANED, {"numpy", "turbohtml", "lxml", "multiprocessing", "jinja2"}),
}


@pytest.mark.parametrize("start", STARTS)
def test_a_start_imports_no_more_than_it_needs(start: str) -> None:
    code, unneeded = STARTS[start]
    code += "; import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, cwd=CHECKOUT, capture_output=True, text=True)
    assert not unneeded & {*done.stdout.split()}


def test_every_module_has_a_layer() -> None:
    names = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES}
    assert names == set(LEVEL)
