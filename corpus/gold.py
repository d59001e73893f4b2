"""Prints the pages of corpus/ as labelled pages for `cleaner eval`: text, and as gold the lines a reader would not
remove."""

import csv
import json
from pathlib import Path

from cleaner.markup.render import render
from cleaner.text.decode import decode

HERE = Path(__file__).parent


def text_of(page: Path) -> str:
    """The page's text; of HTML, the rendered text that its verdicts are about."""
    data = page.read_bytes()
    return render(data, opinion=False).text if page.suffix == ".html" else decode(data).text


def gold(folder: Path, text: str) -> str:
    """The lines of a page with another verdict than ``remove``; the verdicts quote only their beginnings."""
    with (folder / "verdicts.tsv").open(encoding="utf-8", newline="\n") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    lines = text.splitlines()
    return "\n".join(lines[int(row["line"]) - 1] for row in rows if row["verdict"] != "remove")


if __name__ == "__main__":
    for path in sorted(HERE.glob("*/page.*")):
        kind = "html" if path.suffix == ".html" else "text"
        text = text_of(path)
        print(json.dumps({"id": path.parent.name, "type": kind, "text": text, "gold": gold(path.parent, text)}))
