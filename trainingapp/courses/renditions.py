"""Which renditions a recording gets, how ffmpeg is asked for them, and the playlists that players read.

Every size is a plain MP4 and, from the same pictures, one MPEG-TS file that a playlist reads by byte ranges: what plays
HLS by itself (Safari, Android, Chrome from 142) changes sizes with the line, everybody else is offered the plain files.
hls.js was looked at: 100 kB and `media-src blob:` for the browsers in between.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from trainingapp.config import Settings

POSTER, SMALL, LARGE, SOUND = "poster", "360p", "720p", "audio"
OFF = "off"
LARGE_FROM = 481  # pixels of height; of less, the small size is as good
PIECE_SECONDS = 6
KEY_SECONDS = 2
# The reader of the file by its type: ffmpeg does not guess, so nobody brings it a playlist that calls a film itself.
DEMUXERS = {"video/mp4": "mov", "video/quicktime": "mov", "video/webm": "matroska"}
NO_STREAM = ("matches no streams", "does not contain any stream")
LINES = (
    r"#EXTM3U|#EXT-X-VERSION:\d{1,2}|#EXT-X-TARGETDURATION:\d{1,5}|#EXT-X-MEDIA-SEQUENCE:0|"
    r"#EXT-X-PLAYLIST-TYPE:VOD|#EXT-X-INDEPENDENT-SEGMENTS|#EXT-X-ALLOW-CACHE:\w+|"
    r"#EXTINF:\d{1,5}\.\d{1,6},|#EXT-X-BYTERANGE:\d{1,15}@\d{1,15}|#EXT-X-ENDLIST"
)


class PlaylistWrong(ValueError):  # noqa: N818 - the fact is the name
    """What ffmpeg wrote is not what we asked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A rendition: the file that holds it, its type, and how its pictures and sound are made."""

    name: str
    file_name: str
    media_type: str
    picture_rate: int = 0  # at most so many kbit/s
    sound_rate: int = 0

    @property
    def has_pieces(self) -> bool:
        """Whether it is also made for HLS."""
        return self.picture_rate > 0


WANTED: Mapping[str, Wanted] = {
    wanted.name: wanted
    for wanted in (
        Wanted(POSTER, "poster.jpg", "image/jpeg"),
        Wanted(SMALL, "360p.mp4", "video/mp4", picture_rate=700, sound_rate=64),
        Wanted(SOUND, "audio.m4a", "audio/mp4", sound_rate=64),
        Wanted(LARGE, "720p.mp4", "video/mp4", picture_rate=2200, sound_rate=96),
    )
}


def find_ffmpeg(settings: Settings) -> str | None:
    """The program that makes renditions: the one that is set, else the one on the path; None when there is none."""
    if settings.ffmpeg == OFF:
        return None
    return shutil.which(settings.ffmpeg or "ffmpeg")


def names_for(height: int | None) -> Sequence[str]:
    """The renditions of a recording of this height, what helps most people first."""
    is_large = height is None or height >= LARGE_FROM
    return [name for name in WANTED if name != LARGE or is_large]


def commands_for(
    name: str, *, ffmpeg: str, source: Path, media_type: str, length: int | None
) -> list[list[str]]:
    """What ffmpeg is called with, in a folder of its own. It reads the one file and no network, and keeps no metadata:
    phones write where they were.
    """
    wanted = WANTED[name]
    reading = ["-f", DEMUXERS[media_type], "-i", f"file:{source}"]
    if name == POSTER:
        at = f"{(length or 0) / 10_000:.3f}"
        picture = ["-map", "0:v:0", "-frames:v", "1", "-vf", _scale(720), "-q:v", "3"]
        return [_call(ffmpeg, ["-ss", at, *reading], [*picture, "-f", "mjpeg", wanted.file_name])]
    sound = ["-map", "0:a:0?", "-c:a", "aac", "-ac", "2", "-b:a", f"{wanted.sound_rate}k"]
    ending = ["-movflags", "+faststart", "-f", "mp4", wanted.file_name]
    if not wanted.has_pieces:
        return [_call(ffmpeg, reading, [*sound, "-vn", *ending])]
    whole = _call(ffmpeg, reading, [*_picture(wanted), *sound, *ending])
    return [whole, _call(ffmpeg, ["-f", "mov", "-i", f"file:{wanted.file_name}"], _pieces(name))]


def _call(ffmpeg: str, reading: Sequence[str], writing: Sequence[str]) -> list[str]:
    quiet = ["-nostdin", "-hide_banner", "-loglevel", "error", "-y"]
    plain = ["-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn"]
    return [ffmpeg, *quiet, "-protocol_whitelist", "file,pipe", *reading, *plain, *writing]


def _scale(height: int) -> str:
    return f"scale=-2:'min({height},trunc(ih/2)*2)'"


def _picture(wanted: Wanted) -> list[str]:
    height, rate = int(wanted.name.removesuffix("p")), wanted.picture_rate
    keys = ["-force_key_frames", f"expr:gte(t,n_forced*{KEY_SECONDS})", "-sc_threshold", "0"]
    kind = ["-c:v", "libx264", "-profile:v", "main", "-pix_fmt", "yuv420p", "-preset", "veryfast"]
    size = ["-crf", "25", "-maxrate", f"{rate}k", "-bufsize", f"{2 * rate}k"]
    return ["-map", "0:v:0", "-vf", _scale(height), *kind, *size, *keys]


def _pieces(name: str) -> list[str]:
    """One file of pieces beside a playlist; MPEG-TS, because old Android phones play nothing else by HLS."""
    hls = ["-f", "hls", "-hls_time", str(PIECE_SECONDS), "-hls_playlist_type", "vod"]
    files = ["-hls_flags", "single_file", "-hls_segment_filename", f"{name}.ts", f"{name}.m3u8"]
    return ["-map", "0", "-c", "copy", *hls, *files]


def is_silent(name: str, error: str) -> bool:
    """Whether a sound rendition failed because the recording has no sound: there is nothing to make."""
    return name == SOUND and any(words in error for words in NO_STREAM)


def check_playlist(name: str, text: str) -> str:
    """The playlist as it may be sent: only tags that we know, and no address but the file beside it.

    :raises PlaylistWrong: for anything else.
    """
    allowed = re.compile(rf"{LINES}|{re.escape(name)}\.ts", re.ASCII)
    lines = [line for line in text.splitlines() if line]
    if lines[:1] != ["#EXTM3U"] or lines[-1] != "#EXT-X-ENDLIST":
        raise PlaylistWrong(name)
    wrong = [line for line in lines if not allowed.fullmatch(line)]
    if wrong or f"{name}.ts" not in lines:
        raise PlaylistWrong(*wrong[:1])
    return "\n".join([*lines, ""])


def bandwidth_of(playlist: str) -> int:
    """The most bits that a second of any piece takes."""
    seconds = [float(found) for found in re.findall(r"#EXTINF:([\d.]+),", playlist)]
    sizes = [int(found) for found in re.findall(r"#EXT-X-BYTERANGE:(\d+)@", playlist)]
    rates = [size * 8 / span for size, span in zip(sizes, seconds, strict=False) if span > 0]
    return int(max(rates, default=0))


def master_playlist(playlists: Mapping[str, str]) -> str:
    """The playlist of playlists, the smallest first: a player begins with the first and changes with the line."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:4", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for name in sorted(playlists, key=lambda name: bandwidth_of(playlists[name])):
        lines += [f"#EXT-X-STREAM-INF:BANDWIDTH={bandwidth_of(playlists[name])}", f"{name}.m3u8"]
    return "\n".join([*lines, ""])
