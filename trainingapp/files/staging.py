"""The folder where uploads grow, on this machine's disk. Bytes are durable before anybody says so."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from trainingapp.config import Settings
from trainingapp.files.storage import as_violation, sync_folder
from trainingapp.files.violations import DiskFull, OffsetDiffers, UploadGone

RESERVE_BYTES = 64 * 1024 * 1024  # the database and the logs need room too
WAIT_SECONDS = 20.0


class Staging:
    """Growing files by upload id. Ids are ours: never text that a reader has sent."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.data / "uploads"
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def path(self, upload_id: str) -> Path:
        """Where an upload grows."""
        return self.folder / f"{upload_id}.part"

    @contextmanager
    def lock(self, upload_id: str, *, wait: bool = True) -> Iterator[None]:
        """Keep everybody else, in any process, from growing or judging this upload.

        :raises OffsetDiffers: another one is at it for too long; with `wait` false, at all.
        """
        lock = FileLock(self.folder / f"{upload_id}.lock", timeout=WAIT_SECONDS if wait else 0)
        try:
            lock.acquire()
        except Timeout:
            raise OffsetDiffers() from None
        try:
            yield
        finally:
            lock.release()

    def write(self, upload_id: str, offset: int, piece: bytes) -> None:
        """Put bytes at the offset, and sync. What lay there was never acknowledged and is overwritten.

        :raises DiskFull: there was no room; the file is as before.
        :raises UploadGone: bytes that were acknowledged are missing, after a restore without them, say.
        """
        path = self.path(upload_id)
        is_new = not path.exists()
        # Without a buffer, which would hold the rest of a refused piece and fail once more when it is closed.
        with path.open("xb" if is_new else "rb+", buffering=0) as file:
            if file.seek(0, os.SEEK_END) < offset:
                raise UploadGone()
            file.truncate(offset)
            file.seek(offset)
            try:
                rest = memoryview(piece)
                while rest:
                    rest = rest[file.write(rest) :]
                os.fsync(file.fileno())
            except OSError as error:
                file.truncate(offset)
                raise as_violation(error) from error
        if is_new:
            sync_folder(self.folder)

    def read_beginning(self, upload_id: str, length: int) -> bytes:
        """The first bytes, as many as there are."""
        if length == 0:
            return b""
        with self.path(upload_id).open("rb") as file:
            return file.read(length)

    @contextmanager
    def draft(self, upload_id: str) -> Iterator[Path]:
        """A file for bytes that are not believed yet; gone afterwards."""
        path = self.folder / f"{upload_id}.{secrets.token_hex(8)}.draft"
        try:
            yield path
        except OSError as error:
            raise as_violation(error) from error
        finally:
            path.unlink(missing_ok=True)

    def check_room(self, size: int, *, awaited: int) -> None:
        """Refuse what will not fit beside all that is still awaited. :raises DiskFull:"""
        if shutil.disk_usage(self.folder).free < size + awaited + RESERVE_BYTES:
            raise DiskFull()

    def remove(self, upload_id: str) -> None:
        """Forget an upload's bytes."""
        self.path(upload_id).unlink(missing_ok=True)
        (self.folder / f"{upload_id}.lock").unlink(missing_ok=True)

    def list_files(self) -> list[Path]:
        """Everything in the folder."""
        return sorted(path for path in self.folder.iterdir() if path.is_file())
