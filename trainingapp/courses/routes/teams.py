"""The team of a course: its owner takes people in and hands the course over; they accept, decline or leave."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions import teams as actions
from trainingapp.courses.forms.teams import TeacherForm
from trainingapp.courses.models import Course
from trainingapp.courses.queries import authoring, teams as queries
from trainingapp.courses.routes.mount import bp, form_status
from trainingapp.education.pools import register_makers
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

WRITE = Permission.COURSE_WRITE
register_makers(queries.list_makers_of)


@bp.route("/teaching/<int:course_id>/team", methods=["GET", "POST"])
@require(WRITE)
def show_team(course_id: int) -> ResponseReturnValue:
    """Who teaches the course; its owner takes others in."""
    if request.method == "GET":
        return _page(authoring.get_taught(current(), course_id), TeacherForm(formdata=None))
    course = authoring.get_owned(current(), course_id)
    form = TeacherForm()
    if not form.validate():
        return _page(course, form)
    user = queries.find_instructor(form.login.data or "")
    if user is None:
        form.login.errors = [_("Nobody who teaches on this site signs in with this.")]
        return _page(course, form)
    can_edit = bool(form.can_edit.data)
    actions.add_teacher(course, user, can_edit=can_edit, actor_id=current().id, now=now())
    flash(_("%(name)s teaches this course with you now.", name=user.display_name), "success")
    return _to_team(course_id)


def _page(course: Course, form: TeacherForm) -> ResponseReturnValue:
    return render_template(
        "courses/show_team.html",
        course=course,
        form=form,
        team=queries.list_team(course.id),
        offer=queries.find_handover(course.id),
        is_owner=course.owner_id == current().id,
        reader_id=current().id,
    ), form_status()


def _to_team(course_id: int) -> ResponseReturnValue:
    return redirect(url_for("courses.show_team", course_id=course_id), 303)


@bp.post("/teaching/<int:course_id>/team/<int:user_id>/rights")
@require(WRITE)
def set_rights(course_id: int, user_id: int) -> ResponseReturnValue:
    """Let a co-instructor edit, or only mark and answer."""
    course = authoring.get_owned(current(), course_id)
    teacher = queries.get_teacher(course_id, user_id)
    can_edit = request.form.get("can_edit") == "yes"
    actions.set_rights(course, teacher, can_edit=can_edit, actor_id=current().id, now=now())
    return _to_team(course_id)


@bp.post("/teaching/<int:course_id>/team/<int:user_id>/removal")
@require(WRITE)
def remove_teacher(course_id: int, user_id: int) -> ResponseReturnValue:
    """Take somebody off the team: the owner anybody, everybody themselves."""
    is_own = user_id == current().id
    find = authoring.get_taught if is_own else authoring.get_owned
    course = find(current(), course_id)
    teacher = queries.get_teacher(course_id, user_id)
    actions.remove_teacher(course, teacher, actor_id=current().id, now=now())
    if is_own:
        flash(_("You have left the team of this course."), "success")
        return redirect(url_for("courses.list_own_courses"), 303)
    return _to_team(course_id)


@bp.post("/teaching/<int:course_id>/team/<int:user_id>/offer")
@require(WRITE)
def offer_course(course_id: int, user_id: int) -> ResponseReturnValue:
    """Offer the course to a co-instructor."""
    course = authoring.get_owned(current(), course_id)
    actions.offer_course(course, queries.get_teacher(course_id, user_id), now=now())
    flash(_("The offer is sent. The course is yours until it is accepted."), "success")
    return _to_team(course_id)


@bp.post("/teaching/<int:course_id>/offer/withdrawal")
@require(WRITE)
def withdraw_offer(course_id: int) -> ResponseReturnValue:
    """Keep the course after all."""
    actions.withdraw_offer(authoring.get_owned(current(), course_id))
    return _to_team(course_id)


@bp.post("/teaching/<int:course_id>/offer/acceptance")
@require(WRITE)
def accept_offer(course_id: int) -> ResponseReturnValue:
    """Become the owner of a course that is offered."""
    actions.accept_offer(queries.get_offer(current().id, course_id), now=now())
    flash(_("The course is yours now."), "success")
    return redirect(url_for("courses.show_outline", course_id=course_id), 303)


@bp.post("/teaching/<int:course_id>/offer/refusal")
@require(WRITE)
def decline_offer(course_id: int) -> ResponseReturnValue:
    """Leave an offered course with its owner."""
    actions.decline_offer(queries.get_offer(current().id, course_id), now=now())
    flash(_("The course stays with its owner."), "success")
    return redirect(url_for("courses.list_own_courses"), 303)
