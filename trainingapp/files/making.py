"""Content that the site itself has made of what somebody sent: pages of a document, a picture drawn anew.

Long work comes first and outside of any transaction; then `put_made` brings the bytes into the store and
`actions.keep_made` notes them, in the transaction of the row that will refer to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from trainingapp.config import Settings
from trainingapp.files.judging import hash_file
from trainingapp.files.models import StoredFile
from trainingapp.files.storage import open_storage


@dataclass(frozen=True, slots=True)
class Made:
    """A file that the site has made, as the store has it."""

    sha256: str
    size: int
    media_type: str


def put_made(path: Path, media_type: str, *, settings: Settings) -> Made:
    """Bring a made file into the store. :raises StorageAway, DiskFull: it is not there."""
    made = Made(hash_file(path), path.stat().st_size, media_type)
    open_storage(settings).keep(path, made.sha256)
    return made


def fetch(stored_file: StoredFile, path: Path, *, settings: Settings) -> None:
    """Bring content from the store into a file, for a program that reads files. :raises ContentMissing:"""
    storage = open_storage(settings)
    with path.open("xb") as file:
        for piece in storage.read(stored_file.sha256, 0, stored_file.size):
            file.write(piece)
