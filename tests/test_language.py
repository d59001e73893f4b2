"""The language stage: whole foreign tails go, quotations and names stay, and threads change nothing."""

import json
import subprocess
import sys

import pytest

from cleaner import Cleaner
from tests.conftest import CHECKOUT

DATA = CHECKOUT / "tests" / "data"

COLD_THREADS = """
import json, sys, threading
import pytest

from cleaner import Cleaner
pages = json.load(sys.stdin)
cleaner = Cleaner(mode="careful", kind="text")
barrier, results = threading.Barrier(8), [[None] * len(pages) for _ in range(8)]
def work(mine):
    barrier.wait()
    for at, page in enumerate(pages):
        mine[at] = cleaner.clean(page)
sys.setswitchinterval(1e-5)
threads = [threading.Thread(target=work, args=(mine,)) for mine in results]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
json.dump([[[result and result.text, result and result.language] for result in mine] for mine in results], sys.stdout)
"""
"""Eight threads clean the same pages at once in a process that has loaded nothing yet."""

PROSE = (
    "The tide took the old pier in one night, and the town watched from the quay with its lamps held high.",
    "Nobody had expected it, though the harbour master had written to the council about the piles in spring.",
    "By morning there was nothing left of it but a row of posts, and the gulls had already taken those over.",
)
FRENCH = "Le quai numéro {} a été emporté par la mer, et personne dans la ville ne savait ce qui en restait."


def test_a_cold_start_in_eight_threads_gives_what_one_thread_gives() -> None:
    pages = ["\n".join((*PROSE, FRENCH.format(number))) + "\n" for number in range(40)]
    done = subprocess.run(
        [sys.executable, "-c", COLD_THREADS],
        input=json.dumps(pages),
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        check=True,
        timeout=300,
    )
    cleaner = Cleaner(mode="careful", kind="text")
    alone = [[result.text, result.language] for result in map(cleaner.clean, pages)]
    assert alone == [["\n".join(PROSE) + "\n", "en"]] * 40
    assert json.loads(done.stdout) == [alone] * 8


def sections(name: str) -> dict[str, list[list[str]]]:
    """The blocks of lines, apart by blank lines, below each heading of a file in ``tests/data``."""
    found: dict[str, list[list[str]]] = {}
    for part in (DATA / name).read_text("utf-8").split("# ")[1:]:
        title, _, text = part.partition("\n")
        found[title] = [block.split("\n") for block in text.strip().split("\n\n")]
    return found


MIXED = sections("mixed_pages.txt")


@pytest.mark.parametrize("name", MIXED)
def test_what_is_foreign_but_the_pages_own_stays(name: str, careful: Cleaner) -> None:
    text = "\n".join(MIXED[name][0]) + "\n"
    assert [edit.before for edit in careful.clean(text).removals] == []
