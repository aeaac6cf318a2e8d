"""Pictures of articles: giving a lesson one, and taking it away."""

from __future__ import annotations

from datetime import datetime

from trainingapp.courses.actions.documents import DRAW_IMAGE
from trainingapp.courses.images import MOST_IMAGES, name_for
from trainingapp.courses.models import Lesson, LessonImage
from trainingapp.extensions import db
from trainingapp.files.actions import claim
from trainingapp.files.models import Upload
from trainingapp.jobs.actions import enqueue
from trainingapp.rules.errors import RuleViolation


class ImagesFull(RuleViolation):
    message = "A lesson holds at most %(most)s pictures."


def add_image(lesson: Lesson, upload: Upload, *, now: datetime) -> LessonImage:
    """Give a lesson an uploaded picture under a name of its own, and have it drawn anew.

    :raises ImagesFull: when it has sixty. :raises UploadRefused: when the upload is not there to take.
    """
    if len(lesson.images) >= MOST_IMAGES:
        raise ImagesFull(most=MOST_IMAGES)
    source = claim(upload, now=now)
    image = LessonImage(
        name=name_for(upload.file_name, [row.name for row in lesson.images]),
        source_file_id=source.id,
    )
    lesson.images.append(image)
    db.session.flush()
    enqueue(DRAW_IMAGE, unique=str(source.id), source_file_id=source.id)
    return image


def remove_image(lesson: Lesson, name: str) -> None:
    """Take a picture away from a draft; published versions keep it."""
    lesson.images[:] = [image for image in lesson.images if image.name != name]
    db.session.flush()
