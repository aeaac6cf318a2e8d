"""The folder where ffmpeg works on a recording: the original is brought there, what was made is taken from there."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from trainingapp.config import Settings
from trainingapp.courses.renditions import WANTED, check_playlist
from trainingapp.files.making import Made, fetch, put_made
from trainingapp.files.models import StoredFile
from trainingapp.files.storage import LocalStorage, key_of, open_storage

SOURCE = "source"


def workshop(settings: Settings, recording_id: int) -> Path:
    """The folder where ffmpeg works on a recording; it goes when all is made."""
    return settings.data / "renditions" / str(recording_id)


def clear(folder: Path) -> None:
    """Remove the folder when nothing is left to make."""
    shutil.rmtree(folder, ignore_errors=True)


def bring(stored: StoredFile, source: Path, *, settings: Settings) -> None:
    """The original where ffmpeg can read it: linked from a local store, fetched from another."""
    if source.exists():
        return
    storage = open_storage(settings)
    if isinstance(storage, LocalStorage):
        with suppress(OSError):
            os.link(storage.folder / key_of(stored.sha256), source)
            return
    part = source.with_suffix(".part")
    part.unlink(missing_ok=True)
    fetch(stored, part, settings=settings)
    part.replace(source)


def put_away(name: str, folder: Path, *, settings: Settings) -> tuple[list[Made], str]:
    """Bring what was made into the store; the playlist, if there is one. :raises PlaylistWrong: it is not ours."""
    wanted = WANTED[name]
    playlist = ""
    if wanted.has_pieces:
        playlist = check_playlist(name, (folder / f"{name}.m3u8").read_text())
    made = [put_made(folder / wanted.file_name, wanted.media_type, settings=settings)]
    if wanted.has_pieces:
        made.append(put_made(folder / f"{name}.ts", "video/mp2t", settings=settings))
    return made, playlist
