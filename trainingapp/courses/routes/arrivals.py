"""What happens to a lesson's files when they arrive: looked into before they are taken, worked on afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app

from trainingapp.courses.actions.documents import ask_for_pages
from trainingapp.courses.actions.packages import ask_for_unpacking
from trainingapp.courses.documents import check_readable
from trainingapp.courses.media import MEDIA, Role
from trainingapp.courses.models import Lesson
from trainingapp.courses.packages.reading import check_packages
from trainingapp.courses.routes.recorded import check_subtitles_of, read_recording
from trainingapp.files.models import StoredFile, Upload
from trainingapp.rules.course_versions import LessonKind
from trainingapp.web.clock import now


def check_arrived(role: Role, uploads: Sequence[Upload]) -> None:
    """Look into what has come. :raises UploadRefused: it cannot be used, and why."""
    if role.purpose == "course-slides":
        check_readable(uploads)
    if role.purpose == "course-package":
        check_packages(uploads, settings=current_app.config["SETTINGS"])
    if role.purpose == "course-subtitles":
        for upload in uploads:
            check_subtitles_of(upload)


def follow_up(lesson: Lesson, role: str, stored_file: StoredFile | None) -> None:
    """Ask for whatever is made of a file."""
    if stored_file is None or role != MEDIA:
        return
    if lesson.kind == LessonKind.SLIDES:
        ask_for_pages(stored_file, now=now())
    if lesson.kind == LessonKind.PACKAGE:
        ask_for_unpacking(stored_file, now=now())
    if lesson.kind == LessonKind.VIDEO:
        read_recording(stored_file)
