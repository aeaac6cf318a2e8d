"""Opening packages: by learners, whose way through is kept, and by authors and reviewers, of whom nothing is."""

from __future__ import annotations

from flask import Response, abort, g, jsonify, request
from flask.typing import ResponseReturnValue

from trainingapp.courses.actions import package_learning as actions
from trainingapp.courses.models import Lesson, Package, PackageState
from trainingapp.courses.packages import serving
from trainingapp.courses.packages.access import Access
from trainingapp.courses.queries import authoring, packages as queries
from trainingapp.courses.routes.learning import LEARN, find_lesson
from trainingapp.courses.routes.mount import bp
from trainingapp.courses.routes.package_reports import apply_reports, read_reports
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.headers import CONTENT_SECURITY_POLICY


@bp.after_request
def allow_frames(response: Response) -> Response:
    """A page that shows a package may have frames of packages, and of nothing else."""
    if g.get("shows_package"):
        response.headers["Content-Security-Policy"] = (
            f"{CONTENT_SECURITY_POLICY}; frame-src {serving.packages_origin()}/packages/"
        )
    return response


@bp.post("/courses/<int:course_id>/lessons/<key>/launches")
@require(LEARN)
def show_launch(course_id: int, key: str) -> ResponseReturnValue:
    """Open a unit of a package and say under which address."""
    enrolment, lesson = find_lesson(course_id, key)
    package = ready_package(lesson)
    access, row = actions.open_unit(enrolment, lesson, package, unit=_asked_unit(), now=now())
    answer = _answer(access, package)
    return jsonify(**answer, sequence=row.sequence, slot=f"{access.user_id}.{course_id}.{key}")


@bp.post("/courses/<int:course_id>/lessons/<key>/reports")
@require(LEARN)
def save_reports(course_id: int, key: str) -> ResponseReturnValue:
    """What the page around a package carries: reports of an opening that this person made."""
    said = request.get_json(silent=True)
    token = said.get("token") if isinstance(said, dict) else None
    access = serving.read_access(str(token), max_age=serving.KEPT_FOR)
    reports = read_reports(said)
    if access is None or reports is None:
        return jsonify(error="malformed"), 422
    if (access.user_id, access.course_id, access.lesson_key) != (current().id, course_id, key):
        abort(403)
    return apply_reports(access, reports, now=now())


@bp.post("/teaching/<int:course_id>/lessons/<int:lesson_id>/launches")
@require(Permission.COURSE_WRITE)
def show_draft_launch(course_id: int, lesson_id: int) -> ResponseReturnValue:
    """Open a unit for the author."""
    version = authoring.get_latest(authoring.get_own(current(), course_id))
    return _try_out(authoring.get_lesson(version, lesson_id))


@bp.post("/course-reviews/<int:version_id>/lessons/<int:lesson_id>/launches")
@require(Permission.COURSE_REVIEW)
def review_launch(version_id: int, lesson_id: int) -> ResponseReturnValue:
    """Open a unit for a reviewer."""
    version = authoring.get_reviewed(current(), version_id)
    return _try_out(authoring.get_lesson(version, lesson_id))


def _try_out(lesson: Lesson) -> ResponseReturnValue:
    package = ready_package(lesson)
    unit = _asked_unit()
    if not 0 <= unit < len(package.units):
        raise actions.UnitUnknown
    access = Access(current().id, package.id, unit, course_id=None, lesson_key=lesson.key, launch=0)
    return jsonify(**_answer(access, package), sequence=0, slot=None)


def ready_package(lesson: Lesson) -> Package:
    """The package of a lesson, once it can be opened; 404 before."""
    package = queries.find_package(lesson)
    if package is None or package.state != PackageState.READY:
        abort(404)
    return package


def _asked_unit() -> int:
    said = request.get_json(silent=True)
    unit = said.get("unit") if isinstance(said, dict) else None
    if type(unit) is not int:
        abort(422)
    return unit


def _answer(access: Access, package: Package) -> dict[str, object]:
    token = serving.sign_access(access)
    return {
        "token": token,
        "url": serving.launch_url(token, package.units[access.unit]),
        "origin": serving.packages_origin() if serving.settings().packages_url else "null",
    }
