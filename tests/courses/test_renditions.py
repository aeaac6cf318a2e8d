"""What ffmpeg is asked for, and that a playlist it wrote is sent only when it says what we asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from trainingapp.config import Settings
from trainingapp.courses.media import PLAYED
from trainingapp.courses.renditions import (
    DEMUXERS,
    WANTED,
    PlaylistWrong,
    bandwidth_of,
    check_playlist,
    commands_for,
    find_ffmpeg,
    is_silent,
    master_playlist,
    names_for,
)

PLAYLIST = """#EXTM3U
#EXT-X-VERSION:4
#EXT-X-TARGETDURATION:6
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXTINF:6.000000,
#EXT-X-BYTERANGE:300000@0
360p.ts
#EXTINF:2.000000,
#EXT-X-BYTERANGE:150000@300000
360p.ts
#EXT-X-ENDLIST
"""


def calls(name: str, **changes: object) -> list[list[str]]:
    values: dict[str, object] = {
        "ffmpeg": "/bin/ffmpeg",
        "source": Path("/data/source"),
        "media_type": "video/mp4",
        "length": 600_000,
        **changes,
    }
    return commands_for(name, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("height", "names"),
    [
        (None, ["poster", "360p", "audio", "720p"]),  # who does not say may be large
        (1080, ["poster", "360p", "audio", "720p"]),
        (481, ["poster", "360p", "audio", "720p"]),
        (480, ["poster", "360p", "audio"]),
    ],
)
def test_what_helps_most_people_is_made_first_and_nothing_larger_than_the_original(
    height: int | None, names: list[str]
) -> None:
    assert names_for(height) == names


@pytest.mark.parametrize("name", list(WANTED))
def test_ffmpeg_reads_one_file_and_no_network_and_keeps_no_metadata(name: str) -> None:
    for call in calls(name):
        assert call[0] == "/bin/ffmpeg"
        assert call[call.index("-protocol_whitelist") + 1] == "file,pipe"
        reader = call.index("-i")
        assert call[reader - 2] == "-f"  # named, never guessed
        assert call[reader + 1].startswith("file:")
        assert call[call.index("-map_metadata") + 1] == "-1"
        assert "-nostdin" in call


def test_every_type_that_is_taken_has_a_reader() -> None:
    assert set(DEMUXERS) == PLAYED
    assert "matroska" in calls("360p", media_type="video/webm")[0]


def test_a_size_is_a_file_and_the_same_in_pieces() -> None:
    whole, pieces = calls("720p")
    assert whole[-1] == "720p.mp4"
    assert any("min(720," in part for part in whole)
    assert pieces[-1] == "720p.m3u8"
    assert pieces[pieces.index("-c") + 1] == "copy"
    assert pieces[pieces.index("-hls_flags") + 1] == "single_file"


def test_sound_needs_no_picture_and_the_still_is_from_a_tenth_of_the_film() -> None:
    (sound,) = calls("audio")
    assert "-vn" in sound
    assert "libx264" not in sound
    (still,) = calls("poster")
    assert still[still.index("-ss") + 1] == "60.000"
    assert calls("poster", length=None)[0][still.index("-ss") + 1] == "0.000"


@pytest.mark.parametrize(
    ("name", "error", "is_so"),
    [
        ("audio", "Output file does not contain any stream", True),
        ("audio", "Stream map '0:a:0' matches no streams.", True),
        ("audio", "moov atom not found", False),
        ("360p", "Output file does not contain any stream", False),  # a film without a picture
    ],
)
def test_a_film_without_sound_has_no_sound_to_make(name: str, error: str, is_so: bool) -> None:
    assert is_silent(name, error) is is_so


def test_the_program_is_the_one_that_is_set_or_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_ffmpeg(Settings()) is None
    assert find_ffmpeg(Settings(ffmpeg="/nowhere/ffmpeg")) is None
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert find_ffmpeg(Settings()) == str(program)
    assert find_ffmpeg(Settings(ffmpeg=str(program))) == str(program)
    assert find_ffmpeg(Settings(ffmpeg="off")) is None


def test_a_playlist_that_says_what_was_asked_for_is_sent_as_it_is() -> None:
    assert check_playlist("360p", PLAYLIST) == PLAYLIST


@pytest.mark.parametrize(
    "text",
    [
        "",
        "#EXTM3U\n",
        PLAYLIST.replace("#EXTM3U\n", ""),
        PLAYLIST.replace("#EXT-X-ENDLIST\n", ""),
        PLAYLIST.replace("360p.ts", "720p.ts"),
        PLAYLIST.replace("360p.ts", "https://evil.example/360p.ts"),
        PLAYLIST.replace("360p.ts", "../360p.ts"),
        PLAYLIST.replace("360p.ts", "/files/360p.ts"),
        PLAYLIST.replace(
            "#EXTINF:2.000000,", '#EXT-X-KEY:METHOD=AES-128,URI="https://evil.example"'
        ),
        PLAYLIST.replace("#EXTINF:2.000000,", '#EXT-X-MAP:URI="file:///etc/passwd"'),
        PLAYLIST.replace("#EXTINF:2.000000,", "#EXTINF:2.000000,<script>alert(1)</script>"),
        PLAYLIST.replace("@300000", "@300000\n#EXT-X-DISCONTINUITY"),
    ],
)
def test_any_other_playlist_is_refused(text: str) -> None:
    with pytest.raises(PlaylistWrong):
        check_playlist("360p", text)


def test_the_playlist_of_playlists_begins_with_what_a_weak_line_carries() -> None:
    large = PLAYLIST.replace("360p", "720p").replace("300000@0", "900000@0")
    assert bandwidth_of(PLAYLIST) == 600_000  # the second piece: 150 kB in two seconds
    assert bandwidth_of(large) == 1_200_000
    assert bandwidth_of("") == 0
    lines = master_playlist({"720p": large, "360p": PLAYLIST}).splitlines()
    assert lines[0] == "#EXTM3U"
    assert lines[-4:] == [
        "#EXT-X-STREAM-INF:BANDWIDTH=600000",
        "360p.m3u8",
        "#EXT-X-STREAM-INF:BANDWIDTH=1200000",
        "720p.m3u8",
    ]
