"""The contents of a course as they are being written, and what can be done with them."""

from __future__ import annotations

from typing import Any

from flask import render_template

from trainingapp.courses.forms.authoring import SectionForm
from trainingapp.courses.forms.short import CommentForm, SendForm
from trainingapp.courses.hints import list_hints
from trainingapp.courses.models import Course
from trainingapp.courses.queries import authoring as queries
from trainingapp.courses.routes.mount import bp
from trainingapp.rules.course_versions import VersionState
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require

WRITE = Permission.COURSE_WRITE


@bp.get("/teaching/<int:course_id>")
@require(WRITE)
def show_outline(course_id: int) -> str:
    """The contents as they are being written, and what can be done with them."""
    return render_outline(queries.get_taught(current(), course_id))


def render_outline(course: Course, **forms: Any) -> str:
    """The outline page, with a form that was refused if there is one."""
    shown = {
        "section_form": SectionForm(formdata=None),
        "send_form": SendForm(formdata=None),
        "comment_form": CommentForm(formdata=None),
        **forms,
    }
    version = queries.get_latest(course)
    can_edit = queries.may_edit(current(), course)
    is_draft = can_edit and version.state == VersionState.DRAFT
    return render_template(
        "courses/show_outline.html",
        course=course,
        version=version,
        published=queries.list_numbers(course),
        can_edit=can_edit,
        is_owner=course.owner_id == current().id,
        is_draft=is_draft,
        hints=list_hints(queries.load_content(version)) if is_draft else [],
        **shown,
    )
