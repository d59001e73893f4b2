"""The places that a command reads and writes: known before it starts, and apart."""

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path

from cleaner.errors import OptionError
from cleaner.io.places import Place, Stdio, resolved

__all__ = ["check_apart", "check_files_apart"]


def check_apart(reads: Mapping[str, Place | None], writes: Mapping[str, Place | None]) -> None:
    """Sees to it that no output changes an input or another output.

    Args:
        reads: what is read, by what to call it in a message.
        writes: what is written. Stdin and stdout are each one place, and no file.

    Raises:
        OptionError: two of them are one file, or one lies inside the other.
    """
    outputs = {name: place for name, place in writes.items() if place}
    for name, output in outputs.items():
        for what, source in reads.items():
            if source:
                check_pair((what, source), (name, output))
    for (first, one), (second, other) in combinations(outputs.items(), 2):
        if same(one, other):
            raise OptionError(f"{first} and {second} both name {other}")
        for (inner, inside), (outer, around) in (((first, one), (second, other)), ((second, other), (first, one))):
            if lies_in(inside, around):
                raise OptionError(f"{inner} {inside} lies inside {outer} {around}, where a document may be written")


def check_files_apart(files: Iterable[Path], writes: Mapping[str, Place | None]) -> None:
    """Sees to it that no output changes one of the files that are read. Raises OptionError as `check_apart`."""
    for name, output in writes.items():
        if isinstance(output, Path):
            for file in files:
                check_pair(("input", file), (name, output))


def check_pair(source: tuple[str, Place], output: tuple[str, Place]) -> None:
    """Raises OptionError where writing an output would change what is read."""
    (what, read), (name, written) = source, output
    if same(read, written) and not isinstance(written, Stdio):
        raise OptionError(f"{name} {written} is the {what} itself")
    if lies_in(written, read):
        raise OptionError(f"{name} {written} lies inside the {what} folder {read}: the next run would read it")
    if lies_in(read, written):
        raise OptionError(f"the {what} {read} lies inside {name} {written}, where a document may overwrite it")


def same(one: Place, other: Place) -> bool:
    """Whether two places are one, whatever they are called."""
    if isinstance(one, Path) and isinstance(other, Path) and one.exists() and other.exists():
        return os.path.samefile(one, other)
    return folded(one) == folded(other)


def lies_in(inner: Place, outer: Place) -> bool:
    """Whether a place is below a folder, or below what will be one."""
    if isinstance(outer, Path) and outer.exists() and not outer.is_dir():
        return False
    return type(inner) is type(outer) and folded(outer) in parents(inner)


def folded(place: Place) -> str:
    """The place as file systems compare it that know no case: what is one place on any of them is one here."""
    return str(resolved(place)).rstrip("/").casefold()


def parents(place: Place) -> Iterator[str]:
    """The folders around a place, as `folded` writes them."""
    path = folded(place)
    while "/" in path or os.sep in path:
        path = path[: max(path.rfind("/"), path.rfind(os.sep))]
        yield path
