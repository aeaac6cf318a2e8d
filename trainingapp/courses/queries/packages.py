"""Packages of lessons, their files, and how far people are. Who may see a lesson was decided before: these take it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.models import User
from trainingapp.courses.media import MEDIA
from trainingapp.courses.models import (
    Enrolment,
    Lesson,
    LessonFile,
    Package,
    PackageFile,
    PackageRegistration,
    PackageState,
)
from trainingapp.courses.packages.access import Access
from trainingapp.courses.packages.archives import key_of
from trainingapp.extensions import db
from trainingapp.files.models import StoredFile
from trainingapp.rules.course_versions import LessonKind
from trainingapp.rules.package_results import Outcome, read_outcome


def find_archive(lesson: Lesson) -> StoredFile | None:
    """The archive of a lesson."""
    return next((file.stored_file for file in lesson.files if file.role == MEDIA), None)


def find_package(lesson: Lesson) -> Package | None:
    """What was unpacked of a lesson's archive, as the row is now."""
    archive = find_archive(lesson) if lesson.kind == LessonKind.PACKAGE else None
    return find_by_hash(archive.sha256) if archive else None


def find_by_hash(sha256: str) -> Package | None:
    """A package by the hash of its archive, as the row is now."""
    query = select(Package).where(Package.sha256 == sha256)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def get_package(package_id: int) -> Package:
    """A package by its id; access is the caller's to decide. :raises NoResultFound: when there is none."""
    return db.session.get_one(Package, package_id)


def find_package_to_unpack(package_id: int) -> Package | None:
    """A package for the job, if it is still there."""
    return db.session.get(Package, package_id)


def list_unready(version_id: int) -> Sequence[Lesson]:
    """The lessons of a version whose package is not ready."""
    ready = (
        select(LessonFile.lesson_id)
        .join(StoredFile, StoredFile.id == LessonFile.stored_file_id)
        .join(Package, Package.sha256 == StoredFile.sha256)
        .where(LessonFile.role == MEDIA, Package.state == PackageState.READY)
    )
    query = select(Lesson).where(
        Lesson.version_id == version_id,
        Lesson.kind == LessonKind.PACKAGE,
        Lesson.id.not_in(ready),
    )
    return db.session.scalars(query).all()


def find_file(access: Access, path: str) -> PackageFile | None:
    """A file of the package that an address stands for, while its reader may still see it."""
    query = (
        select(PackageFile)
        .where(PackageFile.package_id == access.package_id, PackageFile.key == key_of(path))
        .where(_may_see(access))
        .options(joinedload(PackageFile.stored_file))
    )
    return db.session.scalars(query).one_or_none()


def may_see(access: Access) -> bool:
    """Whether the person an address was made for still has an account, and still learns the course."""
    return bool(db.session.scalar(select(_may_see(access))))


def _may_see(access: Access) -> exists:  # type: ignore[valid-type]
    if access.course_id is None:
        return exists().where(User.id == access.user_id, User.anonymised_at.is_(None))
    return exists().where(
        Enrolment.user_id == access.user_id, Enrolment.course_id == access.course_id
    )


def find_registration(
    access: Access, sco: str, *, is_locked: bool = False
) -> PackageRegistration | None:
    """How far somebody is in a SCO, as the row is now; locked until the transaction ends when it will be changed."""
    query = select(PackageRegistration).where(
        PackageRegistration.user_id == access.user_id,
        PackageRegistration.course_id == access.course_id,
        PackageRegistration.lesson_key == access.lesson_key,
        PackageRegistration.sco == sco,
    )
    if is_locked:
        query = query.with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def list_registrations(
    user_id: int, course_id: int, *, key: str
) -> Mapping[str, PackageRegistration]:
    """How far somebody is in every SCO of a lesson, by its id."""
    query = select(PackageRegistration).where(
        PackageRegistration.user_id == user_id,
        PackageRegistration.course_id == course_id,
        PackageRegistration.lesson_key == key,
    )
    fresh = query.execution_options(populate_existing=True)
    return {row.sco: row for row in db.session.scalars(fresh)}


def list_learners(course_id: int, key: str) -> Select[User]:
    """Everybody who has opened a package, by name; for those who teach the course."""
    opened = select(PackageRegistration.user_id).where(
        PackageRegistration.course_id == course_id, PackageRegistration.lesson_key == key
    )
    return select(User).where(User.id.in_(opened)).order_by(User.display_name, User.id)


def list_results(
    course_id: int, key: str, *, users: Collection[int]
) -> Mapping[int, Mapping[str, PackageRegistration]]:
    """How far these people are in a lesson, by person and SCO."""
    query = select(PackageRegistration).where(
        PackageRegistration.course_id == course_id,
        PackageRegistration.lesson_key == key,
        PackageRegistration.user_id.in_(users),
    )
    found: dict[int, dict[str, PackageRegistration]] = {}
    for row in db.session.scalars(query):
        found.setdefault(row.user_id, {})[row.sco] = row
    return found


def outcome_of(
    package: Package, unit: Mapping[str, object], row: PackageRegistration | None
) -> Outcome:
    """What one unit has come to: the best it ever said. An asset is completed by opening it."""
    if row is None:
        return Outcome()
    if unit["is_asset"]:
        return read_outcome(package.standard, _COMPLETED[package.standard], mastery=None)
    kept = Outcome()
    return Outcome(
        type(kept.completion)(row.completion), type(kept.success)(row.success), row.score
    )


_COMPLETED: Mapping[str, Mapping[str, str]] = {
    "1.2": {"cmi.core.lesson_status": "completed"},
    "2004": {"cmi.completion_status": "completed"},
}
