"""Milliseconds a page, by stage: text and HTML, modes, with and without the log, beside trafilatura in the same run.

    python -m benchmarks.speed -o speed.json                      # a quarter of an hour
    python -m benchmarks.speed -o new.json --compare speed.json   # ... and what has changed since
    python -m benchmarks.speed --only "text" --rounds 1 --pages 30

Each figure is the processor time of one core for pages that the process has not seen before: each system has a process
of its own, is warmed on other pages, and then takes each page of the sample once. The systems take turns, round by
round, so that a busy minute falls on all; a page that is refused counts as well. The file is pyperf's: a run for
each round, whose value is the mean over the pages (``python -m pyperf compare_to``, ``stats`` and ``check`` read it).
"""

import argparse
import json
import logging
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyperf  # type: ignore[import-untyped]  # it ships no types

from benchmarks.data import read
from cleaner import Cleaner
from cleaner.batch.summary import log_lines
from cleaner.errors import InputError
from cleaner.page import Page
from cleaner.stage import Proposal, Stage

PEER = "trafilatura, HTML"
KINDS: dict[str, dict[str, Any]] = {
    "text": {"kind": "text"},
    "HTML fast": {"kind": "html", "html": "fast"},
    "HTML full": {"kind": "html", "html": "full"},
}
SYSTEMS = (
    PEER,
    *(f"{kind}, {mode}{log}" for kind in KINDS for mode in ("careful", "balanced") for log in ("", ", log")),
)
COLD = {"cold: --help": ["--help"], "cold: one page": ["clean", "corpus/recipe/page.txt"]}


class TimedStage:
    """A stage, and the seconds it takes: summed up under its name."""

    def __init__(self, stage: Stage, spent: defaultdict[str, float]) -> None:
        self.stage, self.spent = stage, spent
        self.name, self.phase = stage.name, stage.phase

    def __call__(self, page: Page) -> Iterable[Proposal]:
        """The stage's proposals."""
        start = time.process_time()
        proposals = list(self.stage(page))
        self.spent[self.name] += time.process_time() - start
        return proposals


class TimedCleaner(Cleaner):
    """A cleaner that notes what reading a document and each of its stages take."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.spent: defaultdict[str, float] = defaultdict(float)
        self.timed: dict[int, list[Stage]] = {}

    def stages_for(self, url: str, site: str) -> tuple[list[Stage], str]:
        """The stages, timed."""
        stages, digest = super().stages_for(url, site)
        if id(stages) not in self.timed:
            self.timed[id(stages)] = [TimedStage(stage, self.spent) for stage in stages]
        return self.timed[id(stages)], digest

    def read(self, *arguments: Any) -> Any:
        """The document as text."""
        start = time.process_time()
        try:
            return super().read(*arguments)
        finally:
            self.spent["reading"] += time.process_time() - start


def seconds_of(system: str, pages: Sequence[dict[str, Any]], warm: int) -> dict[str, float]:
    """Seconds a page of one system, and of each of its stages; the first ``warm`` pages are not counted."""
    if system == PEER:
        import trafilatura

        return {system: mean_time(lambda page: trafilatura.extract(page["html"]) or "", pages, warm)}
    kind, mode, *log = system.split(", ")
    cleaner = TimedCleaner(mode=mode, **KINDS[kind])

    def work(page: dict[str, Any]) -> str:
        result = cleaner.clean(page["text" if kind == "text" else "html"], url=page["url"])
        return result.text + (log_lines(result, page["id"]).decode() if log else "")

    found = {system: mean_time(work, pages, warm, cleaner.spent.clear)}
    stages = {} if log else {f"{system}: {name}": spent for name, spent in cleaner.spent.items()}
    return found | {name: spent / (len(pages) - warm) for name, spent in stages.items()}


def mean_time(
    work: Callable[[dict[str, Any]], str],
    pages: Sequence[dict[str, Any]],
    warm: int,
    begun: Callable[[], object] = lambda: None,
) -> float:
    """Seconds of processor time a page; ``begun`` is called when the warming is over."""
    for page in pages[:warm]:
        tried(work, page)
    begun()
    start = time.process_time()
    for page in pages[warm:]:
        tried(work, page)
    return (time.process_time() - start) / (len(pages) - warm)


def tried(work: Callable[[dict[str, Any]], str], page: dict[str, Any]) -> None:
    """Some work on a page, which may be refused."""
    with suppress(InputError):
        work(page)


def sample(count: int, warm: int) -> list[dict[str, Any]]:
    """``count`` pages, evenly over the set, after ``warm`` others."""
    step = max(2, 1497 // count)
    texts = {page["id"]: page for page in read("wcxb-dev")}
    pages = [
        {
            "id": page["id"],
            "url": texts[page["id"]]["url"] or "",
            "html": page["html"],
            "text": texts[page["id"]]["dumps"]["blocks"],
        }
        for page in read("wcxb-dev-html")
    ]
    others = [page for at, page in enumerate(pages) if at % step]
    return [*others[:: max(1, len(others) // warm)][:warm], *pages[::step][:count]]


def cold(arguments: Sequence[str]) -> float:
    """Wall-clock seconds of a command in a process of its own; the best of five."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "cleaner", *arguments], check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)


def rounds(options: argparse.Namespace, folder: Path) -> dict[str, list[float]]:
    """The values of each name, one a round."""
    sampled = folder / "pages.json"
    sampled.write_text(json.dumps(sample(options.pages, options.warm)))
    values: dict[str, list[float]] = {}
    for _ in range(options.rounds):
        for system in SYSTEMS:
            if options.only in system or system == PEER:
                command = [sys.executable, "-m", "benchmarks.speed", "--warm", str(options.warm), "--one", system]
                done = subprocess.run([*command, str(sampled)], check=True, capture_output=True, text=True)
                for name, seconds in json.loads(done.stdout).items():
                    values.setdefault(name, []).append(seconds)
        for name, arguments in COLD.items() if not options.only else ():
            values.setdefault(name, []).append(cold(arguments))
    return values


def suite_of(values: dict[str, list[float]], pages: int) -> pyperf.BenchmarkSuite:
    """The values as pyperf keeps them."""
    return pyperf.BenchmarkSuite(
        [
            pyperf.Benchmark([pyperf.Run([value], metadata={"name": name, "pages": pages}) for value in found])
            for name, found in values.items()
        ]
    )


def show(suite: pyperf.BenchmarkSuite) -> None:
    """Prints milliseconds a page, how many times faster than trafilatura, and what the log adds."""
    means = {name: suite.get_benchmark(name).mean() for name in suite.get_benchmark_names()}
    for name, seconds in means.items():
        stage, plain = ": " in name, name.removesuffix(", log")
        more = "" if stage else f"{means[PEER] / seconds:6.1f} times trafilatura's speed"
        more += f", the log adds {100 * (seconds / means[plain] - 1):.0f} %" if name != plain else ""
        print(f"{'    ' if stage else ''}{name:32} {seconds * 1000:8.2f} ms {more}")


def main() -> None:
    """Measures, prints and stores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--warm", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="systems whose name holds this")
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--compare", type=Path)
    parser.add_argument("--one", nargs=2, metavar=("SYSTEM", "PAGES"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    if options.one:
        system, pages = options.one
        print(json.dumps(seconds_of(system, json.loads(Path(pages).read_text()), options.warm)))
        return
    with tempfile.TemporaryDirectory() as folder:
        suite = suite_of(rounds(options, Path(folder)), options.pages)
    show(suite)
    output = options.output or Path(tempfile.mkdtemp()) / "speed.json"
    suite.dump(str(output), replace=True)
    if options.compare:
        subprocess.run([sys.executable, "-m", "pyperf", "compare_to", "--table", options.compare, output], check=True)


if __name__ == "__main__":
    main()
