"""Reading an archive where it lies in the store: what can be told of a package before anything is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from trainingapp.config import Settings
from trainingapp.courses.packages.archives import (
    Directory,
    Entry,
    key_of,
    open_archive,
    read_directory,
)
from trainingapp.courses.packages.manifests import (
    MOST_BYTES as MOST_MANIFEST,
    Manifest,
    read_manifest,
)
from trainingapp.courses.packages.violations import DamagedEntry, FileMissing, ManifestUnreadable
from trainingapp.files.models import StoredFile, Upload
from trainingapp.files.storage import Storage, open_storage

BLOCK = 256 * 1024
BUFFER = 1024 * 1024
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


class StoredContent(io.RawIOBase):
    """Content of the store as a file that can be read from anywhere, without a copy of it on this machine."""

    def __init__(self, storage: Storage, stored_file: StoredFile) -> None:
        super().__init__()
        self.storage, self.sha256, self.size = storage, stored_file.sha256, stored_file.size
        self.place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.size}[whence]
        self.place = max(0, start + offset)
        return self.place

    def tell(self) -> int:
        return self.place

    def readinto(self, buffer: Any) -> int:
        end = min(self.size, self.place + len(buffer))
        if end <= self.place:
            return 0
        content = b"".join(self.storage.read(self.sha256, self.place, end))
        buffer[: len(content)] = content
        self.place += len(content)
        return len(content)


@contextmanager
def opened(stored_file: StoredFile, *, settings: Settings) -> Iterator[zipfile.ZipFile]:
    """The archive that lies in the store. :raises PackageRefused: it is none."""
    raw = StoredContent(open_storage(settings), stored_file)
    with open_archive(cast(io.BufferedReader, io.BufferedReader(raw, BUFFER))) as archive:
        yield archive


def inspect(stored_file: StoredFile, *, settings: Settings) -> Manifest:
    """The manifest, after everything that can be seen without unpacking was checked. :raises PackageRefused:"""
    with opened(stored_file, settings=settings) as archive:
        return read_package(archive)[1]


def check_packages(uploads: Sequence[Upload], *, settings: Settings) -> None:
    """Tell the author at once what can be told without unpacking. :raises PackageRefused:"""
    for upload in uploads[-1:]:
        if upload.stored_file is not None:
            inspect(upload.stored_file, settings=settings)


def read_package(archive: zipfile.ZipFile) -> tuple[Directory, Manifest]:
    """The files and the manifest, which fit each other. :raises PackageRefused:"""
    directory = read_directory(archive)
    entry = directory.manifest
    if entry.info.file_size > MOST_MANIFEST:
        raise ManifestUnreadable()
    manifest = read_manifest(b"".join(read_entry(archive, entry)))
    for unit in manifest.units:
        if key_of(unit.href) not in directory.entries:
            raise FileMissing(name=unit.href)
    return directory, manifest


def read_entry(archive: zipfile.ZipFile, entry: Entry) -> Iterator[bytes]:
    """An entry's bytes, never more than it said. :raises DamagedEntry:"""
    left = entry.info.file_size
    try:
        with archive.open(entry.info) as file:
            while block := file.read(BLOCK):
                left -= len(block)
                if left < 0:
                    raise DamagedEntry(name=entry.path)
                yield block
    except _FAULTS as error:
        raise DamagedEntry(name=entry.path) from error
    except RuntimeError as error:  # zipfile's word for a missing password
        raise DamagedEntry(name=entry.path) from error
    if left:
        raise DamagedEntry(name=entry.path)
