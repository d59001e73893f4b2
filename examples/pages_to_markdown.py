"""A folder of saved pages to Markdown, beside each its title, author and date where the page says them.

python examples/pages_to_markdown.py pages markdown
"""

import json
import sys
from pathlib import Path

from cleaner import Cleaner, CleanerError


def main(source: str, output: str) -> None:
    """Writes a file of Markdown for each page; a page that cannot be cleaned is named, and the others go on."""
    cleaner = Cleaner(format="markdown", kind="html")
    into = Path(output)
    into.mkdir(exist_ok=True)
    for page in sorted(Path(source).glob("*.html")):
        try:
            result = cleaner.clean(page.read_bytes())
        except CleanerError as error:
            print(f"{page}: {error}", file=sys.stderr)
            continue
        said = result.metadata  # what the page says of itself, each with where
        known = [f"{name}: {json.dumps(said[name].value)}" for name in ("title", "author", "date") if name in said]
        head = ["---", *known, "---", ""] if known else []
        (into / f"{page.stem}.md").write_text("\n".join([*head, result.text]), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
