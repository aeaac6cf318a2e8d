"""Renditions of videos, sent to whoever may see the lesson: every playlist, every piece, every byte."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound

from trainingapp.courses.actions import recordings as actions
from trainingapp.courses.models import Rendition
from trainingapp.courses.queries import authoring, watching as queries
from trainingapp.courses.renditions import WANTED, master_playlist
from trainingapp.courses.routes.mount import bp
from trainingapp.files.serving import send_file
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

MASTER = "master.m3u8"
PLAYLIST = "application/vnd.apple.mpegurl"


@bp.get("/courses/<int:course_id>/lessons/<key>/renditions/<name>")
@require(Permission.COURSE_LEARN)
def show_rendition(course_id: int, key: str, name: str) -> Response:
    """A playlist or a file of a lesson's video, for those who learn the course."""
    return _send(queries.list_learned_renditions(current().id, course_id, key=key), name)


@bp.get("/teaching/<int:course_id>/lessons/<int:lesson_id>/renditions/<name>")
@require(Permission.COURSE_WRITE)
def show_draft_rendition(course_id: int, lesson_id: int, name: str) -> Response:
    """The same for the author."""
    version = authoring.get_latest(authoring.get_taught(current(), course_id))
    lesson = authoring.get_lesson(version, lesson_id)
    return _send(queries.list_renditions(lesson.id), name)


@bp.get("/course-reviews/<int:version_id>/lessons/<int:lesson_id>/renditions/<name>")
@require(Permission.COURSE_REVIEW)
def review_rendition(version_id: int, lesson_id: int, name: str) -> Response:
    """The same for a reviewer."""
    version = authoring.get_reviewed(current(), version_id)
    lesson = authoring.get_lesson(version, lesson_id)
    return _send(queries.list_renditions(lesson.id), name)


@bp.post("/teaching/<int:course_id>/lessons/<int:lesson_id>/renditions/retry")
@require(Permission.COURSE_WRITE)
def retry_renditions(course_id: int, lesson_id: int) -> ResponseReturnValue:
    """Try once more what was given up."""
    version = authoring.get_latest(authoring.get_own(current(), course_id))
    lesson = authoring.get_lesson(version, lesson_id)
    recording = queries.find_recording(lesson)
    if recording is None:
        raise NoResultFound(lesson_id)
    actions.retry_renditions(recording, now=now())
    flash(_("It is tried once more."), "success")
    return redirect(
        url_for("courses.show_draft_lesson", course_id=course_id, lesson_id=lesson_id), 303
    )


def _send(made: Sequence[Rendition], name: str) -> Response:
    """One of the names that players ask for. :raises NoResultFound: for any other."""
    playlists = {row.name: row.playlist for row in made if row.playlist}
    if name == MASTER and playlists:
        return _playlist(master_playlist(playlists))
    stem, _dot, ending = name.partition(".")
    row = next((row for row in made if row.name == stem), None)
    if row is None:
        raise NoResultFound(name)
    if ending == "m3u8" and row.playlist:
        return _playlist(row.playlist)
    if ending == "ts" and row.pieces_file is not None:
        return send_file(row.pieces_file, name=name, inline=True)
    if name == WANTED[row.name].file_name and row.stored_file is not None:
        return send_file(row.stored_file, name=name, inline=True)
    raise NoResultFound(name)


def _playlist(text: str) -> Response:
    return Response(text, mimetype=PLAYLIST, headers={"Cache-Control": "private, no-cache"})
