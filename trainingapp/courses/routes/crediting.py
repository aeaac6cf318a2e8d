"""An author's page of continuing education: what the course grants, what was proposed, a new proposal."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.models import Course, CourseVersion
from trainingapp.courses.queries import authoring as queries
from trainingapp.courses.queries.checks import list_pool
from trainingapp.courses.queries.trees import find_published
from trainingapp.courses.routes.mount import bp, form_status
from trainingapp.education.actions import rules as actions
from trainingapp.education.days import today
from trainingapp.education.forms.rules import RuleForm, rule_form
from trainingapp.education.queries import rules
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

WRITE = Permission.COURSE_WRITE


@bp.route("/teaching/<int:course_id>/education", methods=["GET", "POST"])
@require(WRITE)
def propose_rule(course_id: int) -> ResponseReturnValue:
    """What the course grants, and a proposal for it."""
    course = queries.get_own(current(), course_id)
    version = find_published(course)
    form = _form(version)
    pool = len(list_pool(version.id)) if version else 0
    if version is None or not form.validate_on_submit() or not _fits(form, version, pool=pool):
        return _page(course, version, form, pool=pool), form_status()
    provider = rules.get_provider(int(form.provider.data))
    plan = form.plan(course.id, course.title, provider=provider)
    actions.propose_rule(plan, actor_id=current().id, now=now())
    flash(_("Your proposal waits for a decision. You are told as soon as there is one."), "success")
    return redirect(url_for("courses.propose_rule", course_id=course.id), 303)


def _form(version: CourseVersion | None) -> RuleForm:
    form = rule_form(lesson.kind for lesson in version.lessons) if version else rule_form(())
    form.offer(rules.list_open_providers(on=today()))
    return form


def _fits(form: RuleForm, version: CourseVersion, *, pool: int) -> bool:
    lessons = [(lesson.kind, lesson.minutes) for lesson in version.lessons]
    return form.fits(lessons, pool=pool)


def _page(course: Course, version: CourseVersion | None, form: RuleForm, *, pool: int) -> str:
    return render_template(
        "courses/propose_education.html",
        course=course,
        version=version,
        form=form,
        pool=pool,
        rules=rules.list_course_rules(course.id),
        missing=rules.count_missing,
    )


@bp.post("/teaching/<int:course_id>/education/<int:rule_id>/recall")
@require(WRITE)
def recall_rule(course_id: int, rule_id: int) -> ResponseReturnValue:
    """Call a proposal back."""
    course = queries.get_own(current(), course_id)
    rule = rules.get_course_rule(course.id, rule_id)
    actions.recall_rule(rule, actor_id=current().id, now=now())
    flash(_("The proposal is called back."), "success")
    return redirect(url_for("courses.propose_rule", course_id=course.id), 303)
