"""The files of lessons: which roles a kind has, and what may be uploaded for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trainingapp.courses.models import (
    Document,
    DocumentPage,
    LessonFile,
    LessonImage,
    PackageFile,
    Rendition,
)
from trainingapp.files.purposes import (
    ARCHIVES,
    IMAGES,
    MB,
    OFFICE,
    PDF,
    POWERPOINT,
    SOUNDS,
    SUBTITLES,
    WORD,
    register_purpose,
)
from trainingapp.files.references import register_reference
from trainingapp.rules.course_versions import LessonKind
from trainingapp.rules.permissions import Permission

MEDIA, SUBTITLE, POSTER = "media", "subtitles", "poster"
PICTURES = "pictures"
# What browsers play: others would have to be converted first.
PLAYED = frozenset({"video/mp4", "video/webm", "video/quicktime"})


@dataclass(frozen=True, slots=True)
class Role:
    """A file that a lesson of some kind has, and the purpose of its upload."""

    name: str
    purpose: str
    most_mb: int
    accept: str
    is_needed: bool
    is_many: bool = False


ROLES: Mapping[str, Sequence[Role]] = {
    LessonKind.VIDEO: (
        Role(MEDIA, "course-video", 4096, "video/mp4,video/webm,video/quicktime", True),
        Role(SUBTITLE, "course-subtitles", 2, ".vtt,text/vtt", False),
        Role(POSTER, "course-poster", 10, "image/jpeg,image/png,image/webp", False),
    ),
    LessonKind.SLIDES: (Role(MEDIA, "course-slides", 200, ".pdf,.pptx,.docx", True),),
    LessonKind.ARTICLE: (
        Role(PICTURES, "course-picture", 20, ",".join(sorted(IMAGES)), False, is_many=True),
    ),
    LessonKind.DOWNLOAD: (
        Role(MEDIA, "course-download", 200, ".pdf,.docx,.pptx,.xlsx,.mp3,.jpg,.png", True),
    ),
    LessonKind.PACKAGE: (Role(MEDIA, "course-package", 500, ".zip,application/zip", True),),
}

_TAKEN = {
    "course-video": PLAYED,
    "course-slides": PDF | {WORD, POWERPOINT},
    "course-picture": IMAGES,
    "course-subtitles": SUBTITLES,
    "course-poster": IMAGES,
    "course-download": PDF | OFFICE | IMAGES | SOUNDS,
    "course-package": ARCHIVES,
}
for _role in (role for roles in ROLES.values() for role in roles):
    register_purpose(
        _role.purpose,
        most_bytes=_role.most_mb * MB,
        media_types=_TAKEN[_role.purpose],
        may=Permission.COURSE_WRITE,
    )
register_reference(LessonFile.stored_file_id)
register_reference(Rendition.stored_file_id)
register_reference(Rendition.pieces_file_id)
register_reference(Document.pdf_file_id)
register_reference(DocumentPage.small_file_id)
register_reference(DocumentPage.large_file_id)
register_reference(LessonImage.source_file_id)
register_reference(LessonImage.stored_file_id)
register_reference(PackageFile.stored_file_id)
