"""A zip of pages, one file each, read where it lies: nothing is unpacked to a disk, so a member's name leads
nowhere."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import IO

from cleaner.errors import InputError
from cleaner.io.compressed import unpacked
from cleaner.io.documents import Document, MadeRow, Reject
from cleaner.io.files import io_fault, open_place
from cleaner.io.formats.base import Format, Source
from cleaner.io.formats.folder import check_one, folder_site
from cleaner.io.names import file_name
from cleaner.io.places import STDIO

__all__ = ["ZIP"]

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How members may be packed: what `zipfile` unpacks no further than it is asked to."""

ENCRYPTED = 1
"""The flag of a member that asks for a password."""

HIDDEN_FOLDER = "__MACOSX"
"""Where macOS puts what it knows of the files."""

DAMAGE = (
    zipfile.BadZipFile,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    zlib.error,
    struct.error,
)
"""What `zipfile` raises for an archive, or a member, that is damaged or hostile."""


def read_zip(source: Source) -> Iterator[Document | Reject]:
    """The files of an archive whose names match, in its order, each called by its path; hidden ones are left out. A
    member that cannot be read is a reject, and so is a second one of the same name.

    Raises:
        InputError: it is no archive, its end, which holds its directory, is missing, or no name matches.
    """
    with open_place(source.place) as stream:
        archive = zip_archive(stream, source)
        members = [member for member in archive.infolist() if is_meant(member, source.glob)]
        if not members:
            raise InputError(f"{source}: there is no file in it that matches {source.glob!r}")
        seen = set[str]()
        done = 0
        source.meter.total, source.meter.at = len(members), lambda: done
        for member in members:
            done, name = done + 1, member.filename
            if name in seen:
                yield Reject(name, name, "another member has the same name")
            else:
                yield member_of(archive, member, source)
            seen.add(name)


def zip_archive(stream: IO[bytes], source: Source) -> zipfile.ZipFile:
    """The archive in a stream; raises InputError where there is none."""
    if source.place == STDIO or not stream.seekable():
        raise InputError(f"{source}: a zip archive is read from its end: give it as a file")
    try:
        return zipfile.ZipFile(stream)
    except DAMAGE as error:
        raise InputError(f"{source}: no zip archive, or its end is missing: {error}") from error


def is_meant(member: zipfile.ZipInfo, glob: str) -> bool:
    """Whether a member is a file with such a name, and not hidden."""
    *folders, name = member.filename.split("/")
    hidden = any(part.startswith(".") and part.strip(".") for part in (*folders, name))
    return bool(name) and not hidden and folders[:1] != [HIDDEN_FOLDER] and fnmatchcase(name, glob)


def member_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: Source) -> Document | Reject:
    """The document of one member; no more of it is unpacked than may be read."""
    name = member.filename
    try:
        check_member(member)
        with archive.open(member) as stream:
            data = unpacked(stream, name).read(source.max_bytes + 1)
    except InputError as error:
        return Reject(name, name, str(error))
    except DAMAGE as error:
        return Reject(name, name, f"cannot be read: {io_fault(error)}")
    site = folder_site(source, file_name(name))
    return Document(name, data, "", site, None, MadeRow({source.fields.id: name}), name)


def check_member(member: zipfile.ZipInfo) -> None:
    """Raises InputError for a member that is not read."""
    if member.flag_bits & ENCRYPTED:
        raise InputError("it is encrypted: unpack the archive with its password first")
    if member.compress_type not in METHODS:
        raise InputError(f"it is packed by method {member.compress_type}, which is not read: unpack the archive first")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise InputError("it is a link, and no file")
    check_one(member.filename)


ZIP = Format(name="zip", suffixes=(".zip",), by_file=True, read=read_zip)
