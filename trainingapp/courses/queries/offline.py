"""What of a course can be read without a network: its articles and slides with their pictures, and how big they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from trainingapp.courses.media import MEDIA
from trainingapp.courses.models import DocumentPage, Lesson, LessonFile, LessonImage, MakingState
from trainingapp.courses.queries.documents import PORTION
from trainingapp.extensions import db
from trainingapp.files.models import StoredFile
from trainingapp.rules.course_versions import LessonKind

KEPT = (LessonKind.ARTICLE, LessonKind.SLIDES)


@dataclass(slots=True)
class OfflineLesson:
    """A lesson to keep: its slides as (number, version) and its pictures as (name, version)."""

    key: str
    slides: list[tuple[int, int]] = field(default_factory=list)
    pictures: list[tuple[str, int]] = field(default_factory=list)
    size: int = 0

    @property
    def portions(self) -> int:
        """How many pages of ours its slides take."""
        return -(-len(self.slides) // PORTION)


def list_offline(version_id: int) -> Sequence[OfflineLesson]:
    """The lessons of a version that can be kept, in three statements. The small pictures of slides are kept."""
    lessons = select(Lesson.id, Lesson.key).where(
        Lesson.version_id == version_id, Lesson.kind.in_(KEPT)
    )
    found = {
        row.id: OfflineLesson(row.key)
        for row in db.session.execute(lessons.order_by(Lesson.section_id, Lesson.position))
    }
    _add_slides(found)
    _add_pictures(found)
    return list(found.values())


def _add_slides(found: Mapping[int, OfflineLesson]) -> None:
    query = (
        select(
            LessonFile.lesson_id, DocumentPage.number, DocumentPage.small_file_id, StoredFile.size
        )
        .join(DocumentPage, DocumentPage.document_id == LessonFile.stored_file_id)
        .join(StoredFile, StoredFile.id == DocumentPage.small_file_id)
        .where(LessonFile.lesson_id.in_(found), LessonFile.role == MEDIA)
        .order_by(LessonFile.lesson_id, DocumentPage.number)
    )
    for lesson_id, number, version, size in db.session.execute(query):
        found[lesson_id].slides.append((number, version))
        found[lesson_id].size += size


def _add_pictures(found: Mapping[int, OfflineLesson]) -> None:
    query = (
        select(LessonImage.lesson_id, LessonImage.name, LessonImage.stored_file_id, StoredFile.size)
        .join(StoredFile, StoredFile.id == LessonImage.stored_file_id)
        .where(LessonImage.lesson_id.in_(found), LessonImage.state == MakingState.READY)
        .order_by(LessonImage.lesson_id, LessonImage.name)
    )
    for lesson_id, name, version, size in db.session.execute(query):
        found[lesson_id].pictures.append((name, version or 0))
        found[lesson_id].size += size
