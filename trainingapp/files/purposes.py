"""What uploads may be for. A part registers each purpose with the sizes and types it takes."""

from __future__ import annotations

from dataclasses import dataclass

from trainingapp.rules.permissions import Permission

MB = 1024 * 1024
IMAGES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
VIDEOS = frozenset({"video/mp4", "video/webm", "video/quicktime", "video/x-matroska"})
SOUNDS = frozenset({"audio/mpeg", "audio/mp4", "audio/wav", "audio/ogg", "audio/flac"})
PDF = frozenset({"application/pdf"})
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
OFFICE = frozenset({WORD, EXCEL, POWERPOINT})
OLD_OFFICE = frozenset(
    {"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"}
)
SUBTITLES = frozenset({"text/vtt"})
PLAIN_TEXT = frozenset({"text/plain"})
ARCHIVES = frozenset({"application/zip"})


@dataclass(frozen=True, slots=True)
class Purpose:
    """What one kind of upload takes, and the permission that opens it."""

    name: str
    most_bytes: int
    media_types: frozenset[str]
    may: Permission


_PURPOSES: dict[str, Purpose] = {}


def register_purpose(
    name: str, *, most_bytes: int, media_types: frozenset[str], may: Permission
) -> None:
    """Say what uploads of this name take: at most so many bytes, these types by content, from whom.

    :raises ValueError: the name is taken by another purpose.
    """
    purpose = Purpose(name, most_bytes, frozenset(media_types), may)
    if _PURPOSES.setdefault(name, purpose) != purpose:
        raise ValueError(f"two purposes are registered as {name}")


def find_purpose(name: str) -> Purpose | None:
    """The purpose of this name, None when nothing takes such uploads."""
    return _PURPOSES.get(name)
