"""What a training is told: sources, folds, cache, seeds; and the options of the command line that say so."""

import argparse
import pickle
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

from training import sources

DATA = Path(__file__).parents[1] / "cleaner" / "model" / "data"
FOLDS = range(3)
"""What is trained without, in turn: a benchmark's five folds by domain, taken together by their remainder. Three turns
cost 3/5 of the time, and score slightly lower than five would, as each network sees 60 or 80 % of the pages."""

T = TypeVar("T")


def cached(folder: Path | None, name: str, make: Callable[[], T]) -> T:
    """What ``make`` gives, kept in a file where a cache folder is given."""
    if folder is None:
        return make()
    path = folder / f"{name}.pickle"
    if not path.exists():
        path.write_bytes(pickle.dumps(make(), protocol=5))
    value: T = pickle.loads(path.read_bytes())
    return value


class Plan(NamedTuple):
    """What is trained: where the sets are, which sources, how many networks for the folds and for shipping."""

    bench: Path
    sources: dict[str, sources.Source]
    cache: Path | None
    seed: int = 1
    nets: int = 1
    fold_nets: int = 1

    def seeds(self, held: int | None) -> list[int]:
        """The seeds of the networks trained without a fold, or on all."""
        return [self.seed + i for i in range(self.nets if held is None else self.fold_nets)]


def options_of(description: str) -> argparse.ArgumentParser:
    """The options that both trainings have."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--out", type=Path, default=DATA)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--nets", type=int, default=1, help="networks of the shipped weights")
    parser.add_argument("--fold-nets", type=int, default=1, help="networks of each fold, for the scores")
    parser.add_argument("--without", nargs="+", default=(), choices=list(sources.SOURCES), help="sources to leave out")
    parser.add_argument("--cache", type=Path, help="of one choice of sources, seed and numbers of networks only")
    parser.add_argument("--only", nargs="+", choices=["all", *map(str, FOLDS)])
    return parser


def plan_of(options: argparse.Namespace) -> Plan:
    """The plan that the options ask for."""
    chosen = sources.used(options.without)
    return Plan(options.bench, chosen, options.cache, options.seed, options.nets, options.fold_nets)


def clock() -> Callable[[str], None]:
    """Prints a text after the seconds since this call."""
    began = time.monotonic()
    return lambda text: print(f"{time.monotonic() - began:6.0f} s  {text}", flush=True)
