"""Pictures of pages and of articles, sent to whoever may see the lesson."""

from __future__ import annotations

from flask import Response, abort

from trainingapp.courses.models import Lesson
from trainingapp.courses.queries import authoring, catalogue, documents as queries, learning
from trainingapp.courses.routes.mount import bp
from trainingapp.files.serving import send_file
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, public, require

LEARN, WRITE, REVIEW = Permission.COURSE_LEARN, Permission.COURSE_WRITE, Permission.COURSE_REVIEW
SIZES = frozenset({"small", "large"})


def send_page(lesson: Lesson, number: int, size: str) -> Response:
    """The picture of a page; a browser keeps it and asks each time whether its reader may still see it."""
    if size not in SIZES:
        abort(404)
    page = queries.get_page(lesson, number)
    content = page.small_file if size == "small" else page.large_file
    return send_file(content, name=f"{number}.webp", inline=True)


def send_image(lesson: Lesson, name: str) -> Response:
    """A picture of an article."""
    image = queries.get_image(lesson, name)
    if image.stored_file is None:
        abort(404)
    return send_file(image.stored_file, name=f"{name}.webp", inline=True)


@bp.get("/courses/<int:course_id>/lessons/<key>/pages/<int:number>/<size>")
@require(LEARN)
def show_page(course_id: int, key: str, number: int, size: str) -> Response:
    """A page of a lesson, for those who learn the course."""
    return send_page(learning.get_lesson(current().id, course_id, key=key), number, size)


@bp.get("/courses/<int:course_id>/lessons/<key>/images/<name>")
@require(LEARN)
def show_image(course_id: int, key: str, name: str) -> Response:
    """A picture of an article, for those who learn the course."""
    return send_image(learning.get_lesson(current().id, course_id, key=key), name)


@bp.get("/courses/<int:course_id>/preview/<key>/images/<name>")
@public
def show_preview_image(course_id: int, key: str, name: str) -> Response:
    """A picture of an article that may be read without signing in."""
    return send_image(catalogue.get_preview(catalogue.get_listed(course_id), key), name)


@bp.get("/teaching/<int:course_id>/lessons/<int:lesson_id>/pages/<int:number>/<size>")
@require(WRITE)
def show_draft_page(course_id: int, lesson_id: int, number: int, size: str) -> Response:
    """A page of a lesson, for its author."""
    return send_page(_own(course_id, lesson_id), number, size)


@bp.get("/teaching/<int:course_id>/lessons/<int:lesson_id>/images/<name>")
@require(WRITE)
def show_draft_image(course_id: int, lesson_id: int, name: str) -> Response:
    """A picture of an article, for its author."""
    return send_image(_own(course_id, lesson_id), name)


def _own(course_id: int, lesson_id: int) -> Lesson:
    version = authoring.get_latest(authoring.get_taught(current(), course_id))
    return authoring.get_lesson(version, lesson_id)


@bp.get("/course-reviews/<int:version_id>/lessons/<int:lesson_id>/pages/<int:number>/<size>")
@require(REVIEW)
def review_page(version_id: int, lesson_id: int, number: int, size: str) -> Response:
    """A page of a lesson in review."""
    return send_page(_reviewed(version_id, lesson_id), number, size)


@bp.get("/course-reviews/<int:version_id>/lessons/<int:lesson_id>/images/<name>")
@require(REVIEW)
def review_image(version_id: int, lesson_id: int, name: str) -> Response:
    """A picture of an article in review."""
    return send_image(_reviewed(version_id, lesson_id), name)


def _reviewed(version_id: int, lesson_id: int) -> Lesson:
    return authoring.get_lesson(authoring.get_reviewed(current(), version_id), lesson_id)
