"""The folder of ffmpeg: the original comes from any store and is never changed, what was made goes there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from obstore.store import MemoryStore

from tests.factories_courses import NOON
from trainingapp.config import Settings
from trainingapp.courses import video_workshop
from trainingapp.courses.renditions import PlaylistWrong
from trainingapp.courses.video_workshop import bring, clear, put_away, workshop
from trainingapp.extensions import db
from trainingapp.files import making
from trainingapp.files.actions import keep_made
from trainingapp.files.models import StoredFile
from trainingapp.files.storage import (
    ContentMissing,
    LocalStorage,
    ObjectStorage,
    Storage,
    key_of,
    open_storage,
)
from trainingapp.web.transactions import writing

PLAYLIST = "#EXTM3U\n#EXTINF:6.0,\n#EXT-X-BYTERANGE:9@0\n360p.ts\n#EXT-X-ENDLIST\n"


@pytest.fixture
def settings(app: Flask) -> Settings:
    found: Settings = app.config["SETTINGS"]
    return found


@pytest.fixture
def folder(settings: Settings) -> Iterator[Path]:
    """A folder that is cleared afterwards, whatever the test has left."""
    folder = workshop(settings, 7)
    folder.mkdir(parents=True)
    yield folder
    clear(folder)


def keep(content: bytes, path: Path, *, settings: Settings) -> StoredFile:
    path.write_bytes(content)
    with writing():
        number = keep_made(making.put_made(path, "video/mp4", settings=settings), now=NOON)
        db.session.commit()
    return db.session.get_one(StoredFile, number)


@pytest.fixture
def remote(monkeypatch: pytest.MonkeyPatch) -> Storage:
    """A store that is not on this machine."""
    storage = ObjectStorage(MemoryStore())
    for module in (video_workshop, making):
        monkeypatch.setattr(module, "open_storage", lambda _settings: storage)
    return storage


def test_every_recording_has_a_folder_of_its_own(settings: Settings) -> None:
    assert workshop(settings, 7) == settings.data / "renditions" / "7"
    assert workshop(settings, 7) != workshop(settings, 8)


def test_a_local_original_is_linked_and_not_copied(
    settings: Settings, folder: Path, tmp_path: Path
) -> None:
    stored = keep(b"film" * 100, tmp_path / "film", settings=settings)
    source = folder / video_workshop.SOURCE
    bring(stored, source, settings=settings)
    storage = open_storage(settings)
    assert isinstance(storage, LocalStorage)
    assert source.samefile(storage.folder / key_of(stored.sha256))


def test_clearing_the_folder_leaves_the_original(
    settings: Settings, folder: Path, tmp_path: Path
) -> None:
    stored = keep(b"film" * 100, tmp_path / "film", settings=settings)
    bring(stored, folder / video_workshop.SOURCE, settings=settings)
    clear(folder)
    clear(folder)  # nothing is left, and nothing happens
    assert not folder.exists()
    content = b"".join(open_storage(settings).read(stored.sha256, 0, stored.size))
    assert content == b"film" * 100


def test_an_original_elsewhere_is_fetched_whole(
    settings: Settings, folder: Path, tmp_path: Path, remote: Storage
) -> None:
    stored = keep(b"film" * 1000, tmp_path / "film", settings=settings)
    source = folder / video_workshop.SOURCE
    source.with_suffix(".part").write_bytes(b"half of it, left by a crash")
    bring(stored, source, settings=settings)
    assert source.read_bytes() == b"film" * 1000
    assert not source.with_suffix(".part").exists()


def test_what_is_there_is_not_brought_again(
    settings: Settings, folder: Path, tmp_path: Path, remote: Storage
) -> None:
    stored = keep(b"film" * 1000, tmp_path / "film", settings=settings)
    remote.remove(stored.sha256)
    source = folder / video_workshop.SOURCE
    source.write_bytes(b"here")
    bring(stored, source, settings=settings)
    assert source.read_bytes() == b"here"


def test_an_original_that_the_store_has_lost_is_an_error(
    settings: Settings, folder: Path, tmp_path: Path, remote: Storage
) -> None:
    stored = keep(b"film" * 1000, tmp_path / "film", settings=settings)
    remote.remove(stored.sha256)
    with pytest.raises(ContentMissing):
        bring(stored, folder / video_workshop.SOURCE, settings=settings)
    assert not (folder / video_workshop.SOURCE).exists()


def test_a_size_is_put_away_with_its_pieces_and_playlist(settings: Settings, folder: Path) -> None:
    (folder / "360p.mp4").write_bytes(b"whole")
    (folder / "360p.ts").write_bytes(b"in pieces")
    (folder / "360p.m3u8").write_text(PLAYLIST)
    made, playlist = put_away("360p", folder, settings=settings)
    assert [(one.media_type, one.size) for one in made] == [("video/mp4", 5), ("video/mp2t", 9)]
    assert playlist == PLAYLIST
    assert all(open_storage(settings).has(one.sha256) for one in made)


def test_sound_and_still_have_no_pieces(settings: Settings, folder: Path) -> None:
    (folder / "audio.m4a").write_bytes(b"sound")
    made, playlist = put_away("audio", folder, settings=settings)
    assert ([one.media_type for one in made], playlist) == (["audio/mp4"], "")


def test_nothing_is_put_away_under_a_playlist_that_is_not_ours(
    settings: Settings, folder: Path
) -> None:
    (folder / "360p.mp4").write_bytes(b"whole under a foreign list")
    (folder / "360p.m3u8").write_text(PLAYLIST.replace("360p.ts", "http://evil.example/"))
    before = set(open_storage(settings).list_names())
    with pytest.raises(PlaylistWrong):
        put_away("360p", folder, settings=settings)
    assert set(open_storage(settings).list_names()) == before


def test_a_file_that_was_not_made_is_an_error(settings: Settings, folder: Path) -> None:
    with pytest.raises(OSError, match="poster"):
        put_away("poster", folder, settings=settings)
