"""Where content lies: a folder of this machine, or an S3-compatible store by settings alone (through obstore).

A piece of content is named by its SHA-256, so writing it twice is writing the same. On the local disk the finished
upload is linked into its place, which copies nothing and is atomic; elsewhere it is sent in parts.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from shutil import copyfile
from typing import Any, Protocol

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store, from_url

from trainingapp.config import Settings
from trainingapp.files.violations import DiskFull, StorageAway

BLOCK = 512 * 1024
TIMEOUT = "60 seconds"
# A store that is away is told within seconds; the timetable tries again later.
RETRIES: Any = {
    "max_retries": 2,
    "backoff": {
        "init_backoff": timedelta(milliseconds=100),
        "max_backoff": timedelta(seconds=1),
        "base": 2,
    },
    "retry_timeout": timedelta(seconds=20),
}
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class ContentMissing(Exception):  # noqa: N818 - the fact is the name
    """The store has no such content although a row says so: a restore without the files, say."""


class Storage(Protocol):
    """What the part asks of a store."""

    def keep(self, path: Path, sha256: str) -> None:
        """Put a file away under its hash, durably; nothing to do when it is there."""

    def has(self, sha256: str) -> bool:
        """Whether the content is there."""

    def read(self, sha256: str, start: int, end: int) -> Iterator[bytes]:
        """The bytes from start to end (exclusive). :raises ContentMissing: at once, before the first byte."""

    def remove(self, sha256: str) -> None:
        """Forget the content; nothing happens when there is none."""

    def list_names(self) -> Iterator[tuple[str, datetime]]:
        """The hash of everything there, and when it was written."""


def key_of(sha256: str) -> str:
    """The name in the store: two letters of fan-out, so that no folder holds everything."""
    return f"content/{sha256[:2]}/{sha256}"


class ObjectStorage:
    """Any store that obstore reaches."""

    def __init__(self, store: ObjectStore) -> None:
        self.store = store

    def keep(self, path: Path, sha256: str) -> None:
        """See Storage. obstore shows an object only when all its parts are there."""
        if self.has(sha256):
            return
        try:
            obstore.put(self.store, key_of(sha256), path)
        except BaseError as error:
            raise StorageAway() from error

    def has(self, sha256: str) -> bool:
        """See Storage."""
        try:
            obstore.head(self.store, key_of(sha256))
        except FileNotFoundError:
            return False
        except BaseError as error:
            raise StorageAway() from error
        return True

    def read(self, sha256: str, start: int, end: int) -> Iterator[bytes]:
        """See Storage."""
        try:
            found = obstore.get(self.store, key_of(sha256), options={"range": (start, end)})
        except FileNotFoundError as error:
            raise ContentMissing(sha256) from error
        except BaseError as error:
            raise StorageAway() from error
        return (bytes(piece) for piece in found.stream(min_chunk_size=BLOCK))

    def remove(self, sha256: str) -> None:
        """See Storage."""
        with suppress(FileNotFoundError):
            obstore.delete(self.store, key_of(sha256))

    def list_names(self) -> Iterator[tuple[str, datetime]]:
        """See Storage."""
        for batch in obstore.list(self.store, prefix="content/"):
            for entry in batch:
                yield entry["path"].rsplit("/", 1)[-1], entry["last_modified"]


class LocalStorage(ObjectStorage):
    """A folder of this machine."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder = folder
        super().__init__(LocalStore(folder))

    def read(self, sha256: str, start: int, end: int) -> Iterator[bytes]:
        """See Storage. Read by itself: through obstore a film takes four times as long (tests.load.video)."""
        path = self.folder / key_of(sha256)
        if not path.is_file():
            raise ContentMissing(sha256)
        return _read(path, start, end)

    def keep(self, path: Path, sha256: str) -> None:
        """Link the file into its place and sync the folder: a name that survives power loss."""
        target = self.folder / key_of(sha256)
        if target.is_file():
            return
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = target.with_name(f".{path.name}.part")
        part.unlink(missing_ok=True)
        try:
            _link(path, part)
            part.replace(target)
        except OSError as error:
            raise as_violation(error) from error
        finally:
            part.unlink(missing_ok=True)
        for folder in (target.parent, target.parent.parent):
            sync_folder(folder)


def _read(path: Path, start: int, end: int) -> Iterator[bytes]:
    # Opened with the first piece: a body that is never sent leaves no open file behind.
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        while start < end and (piece := file.read(min(BLOCK, end - start))):
            start += len(piece)
            yield piece


def as_violation(error: OSError) -> Exception:
    """No room is told to the sender; any other fault of a disk is a fault of the site."""
    return DiskFull() if error.errno in FULL else error


def _link(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except OSError:  # another file system, or one without links
        copyfile(path, target)
        with target.open("rb+") as file:
            os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; Windows syncs them with the file."""
    if os.name == "nt":  # pragma: no cover - exercised on Windows only
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@cache
def open_storage(settings: Settings) -> Storage:
    """The store that the settings name."""
    if not settings.storage_url:
        return LocalStorage(settings.data / "files")
    return ObjectStorage(_open_remote(settings))


def _open_remote(settings: Settings) -> ObjectStore:
    options = {
        "endpoint": settings.storage_endpoint,
        "region": settings.storage_region,
        "access_key_id": settings.storage_key_id,
        "secret_access_key": settings.storage_secret,
    }
    client = {"timeout": TIMEOUT, "allow_http": settings.storage_endpoint.startswith("http://")}
    if not settings.storage_url.startswith("s3://"):
        return from_url(settings.storage_url)
    return S3Store.from_url(
        settings.storage_url,
        config={name: value for name, value in options.items() if value},  # type: ignore[arg-type]
        client_options=client,  # type: ignore[arg-type]
        retry_config=RETRIES,
    )
