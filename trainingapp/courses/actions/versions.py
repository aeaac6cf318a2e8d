"""The way of a version: draft, review with comments, publication; and withdrawing a course from the catalogue."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _

from trainingapp.audit.actions import record
from trainingapp.courses.actions.authoring import apply_details
from trainingapp.courses.actions.readiness import check_ready
from trainingapp.courses.models import (
    Course,
    CourseVersion,
    Lesson,
    LessonFile,
    LessonImage,
    LessonPoint,
    Section,
    VersionComment,
)
from trainingapp.courses.queries import authoring as queries
from trainingapp.courses.queries.teams import has_made_course, list_editors
from trainingapp.courses.queries.trees import find_published
from trainingapp.extensions import db
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.course_versions import (
    LessonKind,
    Requirement,
    ReviewerNotIndependent,
    VersionAct,
    VersionState,
    check_complete,
    next_number,
    next_state,
)
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.package_results import Rule as PackageRule

register_kind("courses.sent", _("The course “%(title)s” waits for a review."))
register_kind("courses.published", _("Your course “%(title)s” is published."))
register_kind("courses.returned", _("Your course “%(title)s” came back from review with comments."))
register_kind("courses.commented", _("There is a new comment on the course “%(title)s”."))
register_kind("courses.answered", _("Your comment on the course “%(title)s” was answered."))


class AlreadyOpen(RuleViolation):
    message = "A new version of this course is already being written."


class ReasonMissing(RuleViolation):
    message = "Say what should be different before you send the course back."


def open_version(course: Course, *, actor_id: int, now: datetime) -> CourseVersion:
    """Begin a new version as a copy of the published one; lessons keep their keys.

    :raises AlreadyOpen: when a version is in the making.
    """
    if queries.find_open(course) is not None:
        raise AlreadyOpen
    published = queries.load_content(queries.get_latest(course))
    version = CourseVersion(course_id=course.id, details=dict(published.details), made_at=now)
    db.session.add(version)
    db.session.flush()
    version.sections = [copy_section(section, version.id) for section in published.sections]
    db.session.flush()
    _record("courses.open_version", version, actor_id=actor_id, now=now)
    return version


def copy_section(section: Section, version_id: int) -> Section:
    """A section with its lessons, for another version."""
    copied = Section(position=section.position, title=section.title)
    copied.lessons = [copy_lesson(lesson, version_id) for lesson in section.lessons]
    return copied


def copy_lesson(lesson: Lesson, version_id: int) -> Lesson:
    """A lesson with its files and knowledge points, for another version; the key stays the same."""
    same = (
        "position",
        "key",
        "kind",
        "title",
        "content",
        "minutes",
        "is_preview",
        "is_required",
    )
    copied = Lesson(version_id=version_id, **{name: getattr(lesson, name) for name in same})
    copied.files = [
        LessonFile(role=file.role, stored_file_id=file.stored_file_id, name=file.name)
        for file in lesson.files
    ]
    copied.images = [LessonImage(**image.copy_values()) for image in lesson.images]
    copied.points = [
        LessonPoint(position=p.position, code=p.code, seconds=p.seconds) for p in lesson.points
    ]
    return copied


def send_version(version: CourseVersion, *, note: str, actor_id: int, now: datetime) -> None:
    """Send a draft to review and tell the reviewers.

    :raises VersionActRefused: when it is no draft. :raises VersionEmpty: without a lesson that counts.
    """
    check_complete(version.outline)
    check_ready(version)
    _take(version, VersionAct.SEND)
    version.sent_at, version.note = now, note
    db.session.flush()
    _record("courses.send", version, actor_id=actor_id, now=now)
    course = version.course
    for user_id in queries.list_reviewers(course):
        url = f"/course-reviews/{version.id}"
        _tell(user_id, "courses.sent", version, url=url, now=now)


def recall_version(version: CourseVersion, *, actor_id: int, now: datetime) -> None:
    """Take a version back from review. :raises VersionActRefused: when it is not there."""
    _take(version, VersionAct.RECALL)
    db.session.flush()
    _record("courses.recall", version, actor_id=actor_id, now=now)


def comment(
    version: CourseVersion,
    text: str,
    *,
    lesson_key: str | None,
    author_id: int,
    now: datetime,
    answers: VersionComment | None = None,
) -> None:
    """Say something of a version or of one of its lessons, or answer what was said; the authors are told.

    An answer to an answer stands below the same first comment.
    """
    row = VersionComment(
        version_id=version.id,
        lesson_key=answers.lesson_key if answers else lesson_key,
        author_id=author_id,
        text=text,
        made_at=now,
        answers_id=(answers.answers_id or answers.id) if answers else None,
    )
    version.comments.append(row)
    db.session.flush()
    editors = list_editors(version.course)
    if author_id not in editors:
        _tell_author("courses.commented", version, now=now)
    elif answers is not None and answers.author_id not in editors:
        url = f"/course-reviews/{version.id}"
        _tell(answers.author_id, "courses.answered", version, url=url, now=now)


def resolve_comment(
    comment: VersionComment, *, is_resolved: bool, actor_id: int, now: datetime
) -> None:
    """Note that a comment is settled, or open it again."""
    comment.resolved_at = now if is_resolved else None
    comment.resolved_by_id = actor_id if is_resolved else None
    db.session.flush()


def return_version(version: CourseVersion, *, reason: str, reviewer_id: int, now: datetime) -> None:
    """Send a version back to its author with a reason.

    :raises ReviewerNotIndependent: by its author or somebody of the team. :raises ReasonMissing: without one.
    :raises VersionActRefused: when it is not in review.
    """
    _check_reviewer(version, reviewer_id)
    if not reason:
        raise ReasonMissing
    _take(version, VersionAct.RETURN)
    row = VersionComment(version_id=version.id, author_id=reviewer_id, text=reason, made_at=now)
    version.comments.append(row)
    db.session.flush()
    _record("courses.return", version, actor_id=reviewer_id, now=now)
    _tell_author("courses.returned", version, now=now)


def publish_version(version: CourseVersion, *, reviewer_id: int, now: datetime) -> None:
    """Publish a version: it gets its number, takes the place of the one before, and the catalogue says what it says.

    :raises ReviewerNotIndependent: by somebody of its team.
    :raises VersionActRefused: when it is not in review.
    """
    _check_reviewer(version, reviewer_id)
    course = version.course
    before = find_published(course)
    _take(version, VersionAct.PUBLISH)
    number = before.number if before else None
    version.major, version.minor = next_number(
        number, _requirements(before) if before else {}, _requirements(version)
    )
    version.published_at, version.published_by_id = now, reviewer_id
    if before is not None:
        _take(before, VersionAct.SUPERSEDE)
    apply_details(course, version)
    course.published_at, course.is_listed = now, True
    course.lesson_count = len(version.lessons)
    course.minutes = sum(lesson.minutes for lesson in version.lessons)
    db.session.flush()
    _record("courses.publish", version, actor_id=reviewer_id, now=now)
    _tell_author("courses.published", version, now=now)


def _requirements(version: CourseVersion) -> dict[str, Requirement]:
    """The outline with what completes each assignment and package: another rule makes another edition."""
    return {
        lesson.key: Requirement(LessonKind(lesson.kind), lesson.is_required, _rule(lesson))
        for lesson in queries.load_content(version).lessons
    }


def _rule(lesson: Lesson) -> str:
    if lesson.kind == LessonKind.ASSIGNMENT:
        return f"{lesson.content['completes']} {lesson.content['least']}"
    if lesson.kind == LessonKind.PACKAGE:
        rule = PackageRule(lesson.content["rule"])
        return f"{rule} {lesson.content['least']}" if rule is PackageRule.SCORE else str(rule)
    return ""


def list_course(course: Course, *, is_listed: bool, actor_id: int, now: datetime) -> None:
    """Show a published course in the catalogue, or withdraw it; who learns it goes on either way."""
    course.is_listed = is_listed and course.published_at is not None
    db.session.flush()
    record(
        "courses.list" if course.is_listed else "courses.withdraw",
        actor_id=actor_id,
        subject="course",
        subject_id=course.id,
        now=now,
    )


def _take(version: CourseVersion, act: VersionAct) -> None:
    version.state = next_state(VersionState(version.state), act)


def _check_reviewer(version: CourseVersion, reviewer_id: int) -> None:
    if has_made_course(version.course, reviewer_id):
        raise ReviewerNotIndependent


def _record(action: str, version: CourseVersion, *, actor_id: int, now: datetime) -> None:
    detail = {"version": version.id}
    if version.number:
        detail |= {"major": version.number[0], "minor": version.number[1]}
    record(
        action,
        actor_id=actor_id,
        subject="course",
        subject_id=version.course_id,
        detail=detail,
        now=now,
    )


def _tell_author(kind: str, version: CourseVersion, *, now: datetime) -> None:
    url = f"/teaching/{version.course_id}"
    for user_id in sorted(list_editors(version.course)):
        _tell(user_id, kind, version, url=url, now=now)


def _tell(user_id: int, kind: str, version: CourseVersion, *, url: str, now: datetime) -> None:
    arguments = {"title": version.details["title"]["zh"]}
    notify(user_id=user_id, kind=kind, arguments=arguments, url=url, now=now)
