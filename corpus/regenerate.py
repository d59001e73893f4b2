"""Writes expected.txt and expected.log.jsonl beside each page, for a person to read the diff: git diff corpus/."""

import sys
from pathlib import Path

from cleaner import Cleaner, log_records
from cleaner.log import write_log

HERE = Path(__file__).parent
VOLATILE = ("cleaner", "ruleset")
"""Fields of the document record that change without the page changing."""


def regenerate(folder: Path) -> None:
    """Cleans one page and stores what came out."""
    [page] = folder.glob("page.*")
    result = Cleaner(mode="careful").clean(page.read_bytes())
    (folder / "expected.txt").write_bytes(result.text.encode())
    records = [
        {name: value for name, value in record.items() if name not in VOLATILE}
        for record in log_records(result, folder.name)
    ]
    with (folder / "expected.log.jsonl").open("w", encoding="utf-8", newline="\n") as stream:
        write_log(records, stream)


if __name__ == "__main__":
    for page in sorted(HERE.glob("*/page.*")):
        if len(sys.argv) < 2 or page.parent.name in sys.argv[1:]:
            regenerate(page.parent)
