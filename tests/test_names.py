"""One name, one meaning: no public name is defined by two modules of the package."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import CHECKOUT

PACKAGE = CHECKOUT / "cleaner"

SAME_CALL = {
    "clean": "the same call for one page, for a table in Spark, and on the command line",
    "learn": "likewise",
    "restore": "likewise",
    "logger": "the usual name of a module's logger",
}
"""Names that several modules may define, and why."""


def defined(path: Path) -> Iterator[str]:
    """The names a module defines at its top level, without those that begin with an underscore."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name))


def test_no_public_name_is_defined_twice() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        for name in set(defined(path)):
            if not name.startswith("_") and name not in SAME_CALL:
                places[name].append(path.relative_to(PACKAGE).as_posix())
    assert len(places) > 500
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
