"""What a format is: how documents of it are read, and how a run's outputs and logs are written in it."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, NamedTuple

from cleaner.budget import Budget
from cleaner.columns import NOTHING_ADDED, Column, taken_column
from cleaner.errors import LogError, OptionError
from cleaner.io.documents import Document, Fields, Reject, SourceRow
from cleaner.io.files import open_place
from cleaner.io.places import Place

__all__ = ["Format", "LogReader", "Meter", "Source", "SplitRecords", "Target", "Unread", "Writer", "Written", "opened"]

LogReader = Callable[[Place], Iterator[list[dict[str, Any]]]]
"""The records of each document of a log, one document after the other."""


class Meter:
    """How far a source has been read, and how far there is to go, in its own unit; 0 where that is not known. And what
    was ``skipped`` on the way, by what it is: what an archive holds beside pages."""

    def __init__(self) -> None:
        self.total = 0
        self.at: Callable[[], int] = int
        self.skipped = Counter[str]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Many documents in one place. ``files`` are those of the folder ``place`` that are meant, where not all are;
    ``glob`` picks files of a folder or archive by name; ``max_bytes`` of a document are read, and one more byte, which
    says that it is larger; ``meter`` follows the reading."""

    place: Place
    files: tuple[Path, ...] = ()
    fields: Fields = field(default=Fields())
    glob: str = "*"
    max_bytes: int = Budget().bytes
    meter: Meter = field(default_factory=Meter, compare=False, repr=False)

    def __str__(self) -> str:
        return str(self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where an output goes, and the source it is made from: a table keeps the columns of the table it came from, but
    for those ``dropped``, and gets those ``added``."""

    place: Place
    source: Source
    added: tuple[Column, ...] = ()
    dropped: tuple[str, ...] = ()

    def names_of(self, source: Sequence[str]) -> tuple[str, ...]:
        """The names of the columns, where those of the source are given.

        Raises:
            OptionError: one to be added is there already.
            LogError: one to be dropped is not there.
        """
        if taken := taken_column(self.added, source, str(self.source)):
            raise OptionError(taken)
        for name in self.dropped:
            if name not in source:
                raise LogError(f"{self.source} has no column {name!r}, which the log says was added")
        return (*(name for name in source if name not in self.dropped), *(column.name for column in self.added))


class Written(NamedTuple):
    """A document with what is written of it: its text, its removal log as JSON Lines, the name of its file below a
    folder, the values of columns added, and the ``line`` that the writer's `encode` made of all that, if it has. The
    text is bytes where a source is given back in another charset than UTF-8."""

    document: Document
    text: str | bytes
    log: bytes
    file: str = ""
    added: Mapping[str, Any] = NOTHING_ADDED
    line: bytes = b""

    def data(self) -> bytes:
        """The text as bytes."""
        return self.text if isinstance(self.text, bytes) else self.text.encode("utf-8", "surrogatepass")

    def string(self) -> str:
        """The text as str, lone surrogates (PEP 383) for bytes that are no UTF-8."""
        return self.text if isinstance(self.text, str) else self.text.decode("utf-8", "surrogateescape")


class Writer(ABC):
    """Writes one output of a run, in parts that are joined at its end."""

    encode: Callable[[SourceRow, str, Mapping[str, Any]], bytes] | None = None
    """What makes of a record, its text and the columns added what stands in a part, in any process; None where that is
    not for one record alone."""

    place: Place | None = None
    """Where the joined parts go; None if every part is where it belongs as soon as it is written."""

    def claim(self, file: str) -> str:
        """Why a document with a ``file`` of that name cannot be written beside those before it; empty if it can, and
        its place is now taken."""
        return ""

    def go_on(self, parts: Sequence[Path]) -> None:  # noqa: B027 - most need no note
        """Takes note of the parts that an earlier process wrote."""

    @abstractmethod
    def put(self, part: Path, rows: Sequence[Written]) -> None:
        """Writes the next part of the output into the file ``part``; the same rows give the same bytes."""

    def check(self, parts: Sequence[Path]) -> None:  # noqa: B027 - most have only their parts
        """Raises OutputError where what the parts stand for is no longer there."""

    def strangers(self) -> Sequence[Place]:
        """Files within the output that are of no document of the run."""
        return ()

    def merge(self, parts: Sequence[Path], stream: IO[bytes]) -> None:  # noqa: B027 - no place, nothing to join
        """Joins the parts."""


def read_only(target: Target) -> Writer:
    """The writer of a format that has none; raises OptionError."""
    raise OptionError(f"{target.place}: this format is read only: write JSON Lines (.jsonl, .jsonl.gz) or Parquet")


def no_log(place: Place) -> Iterator[list[dict[str, Any]]]:
    """The log reader of a format that holds no logs; raises OptionError."""
    raise OptionError(f"{place} is no log: logs are JSON Lines or Parquet")


class Unread(NamedTuple):
    """A record as it stands in its file, not taken apart yet: its bytes, and its number, from 1."""

    data: bytes
    number: int


class SplitRecords(NamedTuple):
    """How a format's records are found (``split``), and one of them is taken apart (``parse``): ``read`` in two steps,
    of which the second may be another process's."""

    split: Callable[[Source], Iterator[Unread | Reject]]
    parse: Callable[[Unread, Fields], Document | Reject]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format. A name belongs to it if it ends in one of ``suffixes``. With ``by_file`` its documents are files,
    which have names, and no fields.

    ``read`` yields the documents of a source, in order, as a stream, with rejects in place of those that cannot be
    read; ``records`` does so in two steps, where that can be. ``writer`` and ``log_writer`` make outputs of this
    format, ``read_log`` reads such a log.
    """

    name: str
    suffixes: tuple[str, ...] = ()
    by_file: bool = False
    read: Callable[[Source], Iterable[Document | Reject]]
    records: SplitRecords | None = None
    writer: Callable[[Target], Writer] = read_only
    log_writer: Callable[[Target], Writer] = read_only
    read_log: LogReader = no_log


@contextmanager
def opened(source: Source) -> Iterator[IO[bytes]]:
    """The file of a source to read from, its meter set. Raises InputError where it cannot be opened."""
    with open_place(source.place) as stream:
        if not stream.seekable():  # a pipe cannot tell
            yield stream
            return
        source.meter.total, source.meter.at = stream.seek(0, 2), stream.tell
        stream.seek(0)
        try:
            yield stream
        finally:
            end = stream.tell()
            source.meter.at = lambda: end  # a closed file cannot tell
