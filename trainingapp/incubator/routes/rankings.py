"""The ranking of a call, the sheet it is scored by, and the scoring sheets of the site."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.actions import rubrics as actions
from trainingapp.incubator.forms.reviewing import SchemeForm
from trainingapp.incubator.models import Intake
from trainingapp.incubator.queries import rankings, rubrics
from trainingapp.incubator.queries.decisions import count_places
from trainingapp.incubator.queries.reach import competes, places_of
from trainingapp.incubator.routes.review_pages import (
    bp,
    current,
    now,
    require,
)
from trainingapp.incubator.rubric_files import Definition
from trainingapp.rules.incubation.rubrics import read_rubric
from trainingapp.rules.incubation.words import Applicants, Field
from trainingapp.rules.permissions import Permission, Role
from trainingapp.web.pages import paginate

INTAKE = "/incubation/intakes/<int:intake_id>"


@bp.get(f"{INTAKE}/ranking")
@require(Permission.INCUBATOR_OVERSEE)
def show_ranking(intake_id: int) -> str:
    """The closed reviews of a call by place, and the cases whose review is open."""
    intake = rankings.get_intake(current(), intake_id)
    return render_template(
        "incubator/show_ranking.html",
        intake=intake,
        ranking=rankings.list_ranking(intake.id, current()),
        page=paginate(rankings.select_unranked(intake.id, current())),
        places=count_places(intake),
        scheme=rubrics.find_scheme(intake.id),
        is_head=_is_head(intake),
    )


def _is_head(intake: Intake) -> bool:
    """Whether the reader heads the base and competes for none of the call's places."""
    heads = intake.base.organisation_id in places_of(current(), Role.INCUBATOR_HEAD)
    return heads and not competes(current(), intake)


@bp.route(f"{INTAKE}/scheme", methods=["GET", "POST"])
@require(Permission.INCUBATOR_LEAD)
def set_scheme(intake_id: int) -> ResponseReturnValue:
    """By which sheet the cases of a call are scored, and which fields get a bonus."""
    intake = rankings.get_intake(current(), intake_id)
    if not _is_head(intake):
        abort(403)
    scheme, versions = rubrics.find_scheme(intake.id), rubrics.list_versions()
    kept = {
        "rubric": scheme.rubric_id if scheme else None,
        "bonus": scheme.bonus if scheme else 0,
        "fields": scheme.bonus_fields if scheme else [],
    }
    form = SchemeForm(data=kept)
    sheets = {one.id: read_rubric(one.definition, Applicants.TEAM) for one in versions}
    form.offer(sheets)
    if form.validate_on_submit() and form.rubric.data in sheets and form.fits(sheets):
        actions.set_scheme(
            intake,
            rubrics.get_version(form.rubric.data),
            bonus=form.bonus.data,
            fields=[Field(one) for one in form.fields.data or ()],
            person_id=current().id,
            now=now(),
        )
        flash(_("The call is scored by this sheet."), "success")
        return redirect(url_for("incubator.show_ranking", intake_id=intake.id), 303)
    page = render_template(
        "incubator/set_scheme.html",
        intake=intake,
        form=form,
        sheets=sheets,
        is_settled=actions.is_settled(intake.id),
    )
    return page, 422 if request.method == "POST" else 200


@bp.get("/incubation/settings/rubrics")
@require(Permission.INCUBATOR_MANAGE)
def list_rubrics() -> str:
    """The published scoring sheets, and those that came with the question bank and are not."""
    shipped = [(one["code"], one["version"], _read(one)) for one in rubrics.list_unpublished()]
    return render_template(
        "incubator/list_rubrics.html",
        versions=[(one, _read(one.definition)) for one in rubrics.list_versions()],
        shipped=shipped,
    )


def _read(definition: Definition) -> dict[Applicants, object]:
    return {one: read_rubric(definition, one) for one in Applicants}


@bp.post("/incubation/settings/rubrics/<code>/<int:version>/publication")
@require(Permission.INCUBATOR_MANAGE)
def publish_rubric(code: str, version: int) -> ResponseReturnValue:
    """Publish a scoring sheet that came with the question bank."""
    found = [
        one
        for one in rubrics.list_unpublished()
        if (one["code"], one["version"]) == (code, version)
    ]
    if not found:
        abort(404)
    actions.publish(found[0], person_id=current().id, now=now())
    flash(_("The scoring sheet is published."), "success")
    return redirect(url_for("incubator.list_rubrics"), 303)
