"""What reviewed pages of one source give on the rest of it: `cleaner adapt` on random draws of them.

    python -m benchmarks.adapt [--source portal] [--kind html] [--pages 20] [--draws 10] [--folds FOLDER]

Of each draw: whether the correction was accepted, and the gain in word F1 on the pages that were not drawn, exceptions
and rules included; a refused correction gains nothing. The weights that ship have seen these pages in training: FOLDER
holds weights that have not, as `training` leaves them in its cache (``text-0-1.npz`` and so on, one for each fold by
domain), and is used in their place.
"""

import argparse
import statistics
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.data import WORD_OR_IDEOGRAPH, attempt, read, word_f1
from cleaner import Cleaner
from cleaner.adapting.examples import gold_examples
from cleaner.evaluation.score import GoldPage
from cleaner.model import judge
from cleaner.model.correcting import Example, fit_correction
from cleaner.model.correction import adaptation_bytes

FOLDS = 3
"""What `training` divides pages into."""


def use_weights(folder: Path | None) -> Callable[[int], None]:
    """What makes the model be the one that did not see a fold; with no folder the shipped one serves for all."""
    shipped = judge.load

    @cache
    def of_fold(fold: int, kind: str) -> judge.Model:
        if folder is None:
            return shipped(kind)
        text = None if kind == "text" else of_fold(fold, "text")
        return judge.read_weights(folder / f"{kind}-{fold}-1.npz", kind, text)

    def use(fold: int) -> None:
        judge.load = lambda kind="text": of_fold(fold % FOLDS, kind)  # type: ignore[assignment]

    return use


class Page:
    """A page of the source, its example for fitting, and its score as it ships."""

    def __init__(self, record: dict[str, Any], source: str, html: bool) -> None:
        self.fold, self.gold, self.source, self.html = record["fold"], record["gold"], source, html
        self.id = record["id"]
        self.example: Example | None = None
        self.before = 0.0

    def score(self, cleaner: Cleaner) -> float:
        """Word F1 of the page."""
        return word_f1(attempt(lambda page: cleaner.clean(page).text, self.source), self.gold, WORD_OR_IDEOGRAPH)[0]


def pages_of(source: str, kind: str) -> list[Page]:
    """The pages of a source."""
    pages = {record["id"]: record["html"] for record in read("more-dev-html")} if kind == "html" else {}
    records = [record for record in read("more-dev") if record["source"] == source]
    return [Page(r, pages[r["id"]] if pages else r["dumps"]["blocks"], kind == "html") for r in records]


def draw(pages: list[Page], count: int, seed: int, kind: str, use: Callable[[int], None]) -> tuple[bool, float, float]:
    """Whether a correction fitted to ``count`` random pages is accepted, its gain by its own account, and what it gains
    on the others."""
    order = Random(seed).sample(pages, len(pages))
    fitted = fit_correction([page.example for page in order[:count] if page.example])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "mine.npz")
        file.write_bytes(adaptation_bytes({fitted.kind: fitted.correction}))
        cleaner = Cleaner(kind=kind, adapt=file)  # type: ignore[arg-type]
        gains = []
        for page in order[count:]:
            use(page.fold)
            gains.append(page.score(cleaner) - page.before)
    return fitted.turns.helps, fitted.turns.gain, statistics.mean(gains)


def main() -> None:
    """Reads the command line, and prints a line for each draw and their summary."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", default="portal")
    parser.add_argument("--kind", choices=("text", "html"), default="html")
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--draws", type=int, default=10)
    parser.add_argument("--folds", type=Path)
    options = parser.parse_args()
    use, pages, cleaner = use_weights(options.folds), pages_of(options.source, options.kind), Cleaner(kind=options.kind)
    for page in pages:
        use(page.fold)
        page.before = page.score(cleaner)
        page.example = next(gold_examples(cleaner, [GoldPage(page.id, "", page.source, page.gold, page.html)]), None)
    print(f"{options.source}, {options.kind}: {len(pages)} pages, F1 {statistics.mean(p.before for p in pages):.4f}")
    done = []
    for seed in range(options.draws):
        helps, own, rest = draw(pages, options.pages, seed, options.kind, use)
        done.append(rest if helps else 0.0)
        print(f"draw {seed}: {own:+.4f} by its own account, {'accepted' if helps else 'refused'}; the rest {rest:+.4f}")
    spread = statistics.stdev(done) if len(done) > 1 else 0.0
    print(
        f"{sum(map(bool, done))} of {len(done)} accepted; gain with what was accepted {statistics.mean(done):+.4f}, "
        f"standard deviation over draws {spread:.4f}, least {min(done):+.4f}"
    )


if __name__ == "__main__":
    main()
