"""A package's zip, looked at before anything of it is unpacked: sizes, names, kinds of entries.

Nothing is ever written under a name from the archive, so a bad name could harm nobody here; but it would mean
something else to the next reader of the table, and whoever writes `../` into an archive means no good.
"""

from __future__ import annotations

import re
import stat
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from trainingapp.courses.packages.violations import (
    DamagedEntry,
    EncryptedEntry,
    ManifestMissing,
    NamesCollide,
    NoArchive,
    OddCompression,
    SpecialEntry,
    TooManyEntries,
    UnpacksTooLarge,
    UnsafeName,
    ZipBomb,
)
from trainingapp.files.listing import FAULTS, ListTooLong, open_zip

MB = 1024 * 1024
MOST_ENTRIES = 5_000
MOST_BYTES = 2 * 1024 * MB
MOST_FOLD = 100  # more is not content but an attack: text rarely shrinks to a thirtieth
FOLDED_FREELY = 10 * MB  # below it a blank picture may shrink as it likes
MOST_NAME = 120  # letters between two slashes
MOST_PATH = 300
MOST_DEPTH = 16
MANIFEST = "imsmanifest.xml"
_ENCRYPTED = 0x1 | 0x40
_UTF8 = 0x800
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')
_TAKEN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the archive, with its path inside of the package."""

    info: zipfile.ZipInfo
    path: str

    @property
    def key(self) -> str:
        """The path by which it is found."""
        return key_of(self.path)


@dataclass(frozen=True, slots=True)
class Directory:
    """The files of an archive by key, and the folder that all of them lay in if the manifest did."""

    entries: dict[str, Entry]
    wrapper: str

    @property
    def manifest(self) -> Entry:
        """The manifest's entry."""
        return self.entries[MANIFEST]


def key_of(path: str) -> str:
    """A path as files are found by it: without regard to case and to how accents are written."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def open_archive(file: IO[bytes]) -> zipfile.ZipFile:
    """The archive, once its list of entries is known to be short. :raises NoArchive, TooManyEntries:"""
    try:
        return open_zip(file)
    except ListTooLong as error:
        raise TooManyEntries(most=MOST_ENTRIES) from error
    except FAULTS as error:
        raise NoArchive() from error


def read_directory(archive: zipfile.ZipFile) -> Directory:
    """Every file of the archive, checked. :raises PackageRefused: something in it is not taken."""
    infos = archive.infolist()
    is_long = len(infos) > 2 * MOST_ENTRIES  # folders are entries too
    if is_long or sum(not info.is_dir() for info in infos) > MOST_ENTRIES:
        raise TooManyEntries(most=MOST_ENTRIES)
    entries: dict[str, Entry] = {}
    for info in infos:
        path = _check_name(info)
        _check_entry(info, path)
        if info.is_dir() or _is_litter(path):
            continue
        entry = Entry(info, path)
        if entry.key in entries:
            raise NamesCollide(name=path)
        entries[entry.key] = entry
    _check_files_under_files(entries)
    _check_sizes([entry.info for entry in entries.values()])
    return _without_wrapper(entries)


def _check_name(info: zipfile.ZipInfo) -> str:
    """The entry's path. :raises UnsafeName:"""
    raw = info.orig_filename  # `filename` ends at the first NUL and hides what follows
    name = _decoded(raw, is_utf8=bool(info.flag_bits & _UTF8))
    path = name.removesuffix("/")
    parts = path.split("/")
    is_bad = (
        _FORBIDDEN.search(name)
        or any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for c in name)
        or any(part in {"", ".", ".."} or len(part) > MOST_NAME for part in parts)
        or len(path) > MOST_PATH
        or len(parts) > MOST_DEPTH
    )
    if is_bad:
        raise UnsafeName(name=_shown(name))
    return unicodedata.normalize("NFC", path)


def _decoded(name: str, *, is_utf8: bool) -> str:
    """The name as it was meant: Windows in Chinese writes GBK and does not say so; zipfile reads it as cp437."""
    if is_utf8 or name.isascii():
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _shown(name: str) -> str:
    """A name that may stand in a sentence, whatever it holds."""
    return "".join(c if c.isprintable() else "�" for c in name)[:80]


def _check_entry(info: zipfile.ZipInfo, path: str) -> None:
    mode = info.external_attr >> 16
    kind = stat.S_IFMT(mode)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise SpecialEntry(name=path)
    if info.flag_bits & _ENCRYPTED:
        raise EncryptedEntry(name=path)
    if info.compress_type not in _TAKEN:
        raise OddCompression(name=path)
    if info.is_dir() and info.file_size:
        raise DamagedEntry(name=path)


def _check_files_under_files(entries: dict[str, Entry]) -> None:
    """A file cannot be a folder too. :raises NamesCollide:"""
    for key, entry in entries.items():
        parts = key.split("/")
        if any("/".join(parts[:length]) in entries for length in range(1, len(parts))):
            raise NamesCollide(name=entry.path)


def _check_sizes(infos: Sequence[zipfile.ZipInfo]) -> None:
    """By what the archive says of itself; unpacking counts again."""
    if sum(info.file_size for info in infos) > MOST_BYTES:
        raise UnpacksTooLarge(most=MOST_BYTES // MB)
    for info in infos:
        if info.file_size > FOLDED_FREELY and info.file_size > MOST_FOLD * info.compress_size:
            raise ZipBomb(name=info.filename, most=MOST_FOLD)
    _check_total_fold(infos)
    _check_overlaps(infos)


def _check_total_fold(infos: Sequence[zipfile.ZipInfo]) -> None:
    packed = sum(info.compress_size for info in infos)
    unpacked = sum(info.file_size for info in infos)
    if unpacked > 5 * FOLDED_FREELY and unpacked > MOST_FOLD * packed:
        raise ZipBomb(name=MANIFEST, most=MOST_FOLD)


def _check_overlaps(infos: Sequence[zipfile.ZipInfo]) -> None:
    """Entries that share their bytes make terabytes of nothing (Fifield 2019). :raises DamagedEntry:"""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise DamagedEntry(name=info.filename)
        end = info.header_offset + 30 + info.compress_size


def _is_litter(path: str) -> bool:
    """What macOS and Windows leave in folders."""
    name = path.rpartition("/")[2]
    return path.startswith("__MACOSX/") or name in {".DS_Store", "Thumbs.db", "desktop.ini"}


def _without_wrapper(entries: dict[str, Entry]) -> Directory:
    """The files with the manifest on top: often the folder was zipped, and not what is in it.

    :raises ManifestMissing: it lies neither on top nor in the one folder that everything lies in.
    """
    if MANIFEST in entries:
        return Directory(entries, "")
    tops = {entry.path.split("/")[0] for entry in entries.values()}
    wrapper = next(iter(tops), "")
    if len(tops) != 1 or key_of(f"{wrapper}/{MANIFEST}") not in entries:
        raise ManifestMissing()
    moved = [Entry(e.info, e.path[len(wrapper) + 1 :]) for e in entries.values()]
    return Directory({entry.key: entry for entry in moved}, wrapper)
