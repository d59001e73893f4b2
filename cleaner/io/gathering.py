"""Several sources named at once, files, folders and globs, as one source."""

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cleaner.errors import InputError, OptionError
from cleaner.io.files import walk_files
from cleaner.io.formats import FOLDER, format_of
from cleaner.io.places import STDIO, is_url, without_secrets

__all__ = ["Gathered", "gathered_files", "is_glob"]


class Gathered(NamedTuple):
    """The files, in the order in which they were named, each once; those named more than once; and the folder that all
    lie below."""

    files: tuple[Path, ...]
    twice: tuple[str, ...]
    base: Path


def is_glob(name: str) -> bool:
    """Whether a name stands for the files that match it: it has wild cards, and there is no file called so.

    >>> is_glob("pages/**/*.html"), is_glob("pages/a.html"), is_glob("s3://crawl/*.html")
    (True, False, False)
    """
    return glob.has_magic(name) and not is_url(name) and not Path(name).exists()


def gathered_files(names: Sequence[str]) -> Gathered:
    """The files that names stand for: a folder for those below it, a glob for what it matches, ``**`` for any folders.
    Hidden files are left out, unless they are named.

    They are below the current folder, or else below the deepest folder that holds all that was named.

    Raises:
        InputError: there is no such file, or a glob matches nothing.
        OptionError: stdin, a URL, or a file of many documents is among them.
    """
    found: dict[Path, str] = {}
    twice: dict[str, None] = {}
    roots = []
    for name in names:
        roots.append(named_root(name))
        for file in dict.fromkeys(files_of(name)):
            if file in found:
                twice[os.path.relpath(file)] = None
            found.setdefault(file, name)
    return Gathered(tuple(found), tuple(twice), common_folder(roots))


def files_of(name: str) -> Iterator[Path]:
    """The files that one name stands for, as absolute paths. Raises as `gathered_files`."""
    if name == STDIO.name or is_url(name):
        raise OptionError(f"{without_secrets(name)}: goes with no other source: clean it by itself")
    if is_glob(name):
        matches = map(Path, sorted(glob.glob(name, recursive=True)))
        files = [file for path in matches for file in (files_below(path) if path.is_dir() else [path])]
        if not files:
            raise InputError(f"{name}: no file matches")
        yield from map(whole_path, files)
    elif Path(name).is_dir():
        if not (files := list(files_below(Path(name)))):
            raise InputError(f"{name}: there is no file in it")
        yield from map(whole_path, files)
    else:
        check_file(name)
        yield whole_path(Path(name))


def files_below(folder: Path) -> Iterator[Path]:
    """The files below a folder."""
    return (place for _, place in walk_files(folder) if isinstance(place, Path))


def check_file(name: str) -> None:
    """Raises an error where a name is no file of one document."""
    path = Path(name)
    if not path.exists():
        raise InputError(f"{name}: No such file or directory")
    if not path.is_file():
        raise OptionError(f"{name}: is no regular file: it goes with no other source")
    if (kind := format_of(name)) and kind is not FOLDER:
        raise OptionError(f"{name}: holds many documents: clean it by itself")


def whole_path(path: Path) -> Path:
    """The path from the root on, without ``..``; links stay."""
    return Path(os.path.abspath(path))


def named_root(name: str) -> Path:
    """The folder that all a name may stand for lies in."""
    path = Path(name)
    if is_glob(name):
        parts = path.parts
        fixed = next(at for at, part in enumerate(parts) if glob.has_magic(part))
        return whole_path(Path(*parts[:fixed]))
    whole = whole_path(path)
    return whole if whole == Path.cwd() else whole.parent


def common_folder(roots: Sequence[Path]) -> Path:
    """The current folder, if it holds all of these; else the deepest one that does."""
    here = Path.cwd()
    if all(root.is_relative_to(here) for root in roots):
        return here
    try:
        return Path(os.path.commonpath(roots))
    except ValueError as error:  # on two drives of Windows
        raise OptionError(f"the sources have no folder in common: {error}") from None
