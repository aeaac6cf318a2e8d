"""How far learners are in a package, for those who teach the course."""

from __future__ import annotations

from flask import render_template

from trainingapp.courses.queries import authoring, packages as queries
from trainingapp.courses.routes.mount import bp
from trainingapp.courses.routes.packages import ready_package
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.pages import paginate


@bp.get("/teaching/<int:course_id>/lessons/<int:lesson_id>/results")
@require(Permission.COURSE_WRITE)
def list_package_results(course_id: int, lesson_id: int) -> str:
    """How far each learner is in a package, for those who teach the course."""
    course = authoring.get_own(current(), course_id)
    lesson = authoring.get_lesson(authoring.get_latest(course), lesson_id)
    package = ready_package(lesson)
    page = paginate(queries.list_learners(course_id, lesson.key))
    rows = queries.list_results(course_id, lesson.key, users=[user.id for user in page.items])
    return render_template(
        "courses/list_package_results.html",
        course=course,
        lesson=lesson,
        package=package,
        page=page,
        rows=rows,
        outcome_of=queries.outcome_of,
    )
