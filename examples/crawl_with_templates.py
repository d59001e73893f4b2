"""A crawl, a folder with a sub-folder for each site: learns what the pages of a site share, then cleans them with it.

python examples/crawl_with_templates.py crawl cleaned
"""

import sys
from pathlib import Path

from cleaner import Cleaner
from cleaner.learning import learn


def main(source: str, output: str) -> None:
    """Writes the templates and the clean pages, and prints how many lines the templates took."""
    pages = sorted(Path(source).glob("*/*.txt"))
    templates = learn((page.parent.name, page.read_text("utf-8")) for page in pages)
    into, taken = Path(output), 0
    into.mkdir(exist_ok=True)
    (into / "templates.toml").write_text(templates.to_toml(), "utf-8")
    cleaner = Cleaner(mode="careful", templates=templates)
    for page in pages:
        result = cleaner.clean(page.read_bytes(), site=page.parent.name)
        taken += sum(edit.stage == "template" for edit in result.removals)
        (into / page.parent.name).mkdir(exist_ok=True)
        (into / page.parent.name / page.name).write_text(result.text, "utf-8")
    print(f"{len(pages)} pages, {taken} lines were the site's")


if __name__ == "__main__":
    main(*sys.argv[1:])
