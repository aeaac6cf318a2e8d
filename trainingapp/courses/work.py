"""The files of learners' work: what may be handed in, and which columns keep it."""

from __future__ import annotations

from trainingapp.courses.models import SubmissionFile
from trainingapp.files.purposes import (
    ARCHIVES,
    IMAGES,
    MB,
    OFFICE,
    OLD_OFFICE,
    PDF,
    PLAIN_TEXT,
    SOUNDS,
    VIDEOS,
    register_purpose,
)
from trainingapp.files.references import register_reference
from trainingapp.rules.assignments import MOST_FILE_MB
from trainingapp.rules.permissions import Permission

PURPOSE = "course-work"
ACCEPT = (
    ".pdf,.docx,.xlsx,.pptx,.doc,.xls,.ppt,.txt,.jpg,.jpeg,.png,.webp,.gif,.mp3,.m4a,.mp4,.mov,.zip"
)

register_purpose(
    PURPOSE,
    most_bytes=MOST_FILE_MB * MB,
    media_types=PDF | OFFICE | OLD_OFFICE | PLAIN_TEXT | IMAGES | SOUNDS | VIDEOS | ARCHIVES,
    may=Permission.COURSE_LEARN,
)
register_reference(SubmissionFile.stored_file_id)
