"""How far the agency is: assessments of maturity, and the score sheets of mid-term and graduation."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.actions import assessing as actions
from trainingapp.incubator.forms.assessing import make_maturity_form, make_score_form
from trainingapp.incubator.models import Assessment
from trainingapp.incubator.plan_files import find_instrument, newest_maturity, newest_sheet
from trainingapp.incubator.queries import assessments as queries
from trainingapp.incubator.routes.resident_pages import (
    AGENCY,
    EVERYONE,
    OFFICE,
    Actor,
    Permission,
    Reached,
    bp,
    current,
    done,
    now,
    reach,
    require,
    show,
)
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.maturity import domain_levels
from trainingapp.rules.incubation.residence_words import AssessmentKind, EvaluationKind, Side

JUDGES = OFFICE | {Actor.ASSESSOR}
HERE = "list_assessments"


@bp.get("/incubation/cases/<int:case_id>/assessments")
@require(Permission.CASE_OPEN)
def list_assessments(case_id: int) -> str:
    """The assessments and sheets of the case: what was submitted, by whom, with which index or total."""
    me = reach(case_id, EVERYONE)
    known = queries.list_assessments(me.case)
    return show(
        "list_assessments",
        me,
        known=known,
        kinds=list(AssessmentKind),
        sides=list(Side),
        side=_side(me),
        domains=_domains(known),
        model=newest_maturity(),
        evaluations=[one for one in queries.list_evaluations(me.case) if one.submitted_at],
        evaluation_kinds=list(EvaluationKind),
    )


def _domains(
    known: dict[tuple[AssessmentKind, Side], Assessment],
) -> dict[tuple[AssessmentKind, Side], dict[str, object]]:
    return {
        key: dict(domain_levels(one.levels, find_instrument(one.instrument).statements))
        for key, one in known.items()
        if one.submitted_at
    }


@bp.route("/incubation/cases/<int:case_id>/assessments/<kind>", methods=["GET", "POST"])
@require(Permission.CASE_OPEN)
def assess(case_id: int, kind: str) -> ResponseReturnValue:
    """Answer the maturity model for one's own side; saved as it goes, submitted once."""
    me = reach(case_id, JUDGES | AGENCY)
    if kind not in set(AssessmentKind):
        abort(404)
    moment, side = AssessmentKind(kind), _side(me)
    assert side is not None
    row = queries.find_assessment(me.case, moment, side)
    if row is not None and row.submitted_at is not None:
        return done(_("This was submitted and stays as it is."), HERE, me)
    model = find_instrument(row.instrument) if row else newest_maturity()
    form = make_maturity_form(
        model, levels=row.levels if row else {}, evidence=row.evidence if row else {}
    )
    status, fault = 200, ""
    if form.validate_on_submit():
        row = actions.save_assessment(
            me.case,
            moment,
            side,
            levels=form.levels(),
            evidence=form.evidence(),
            by_id=current().id,
            now=now(),
        )
        if "submit" not in request.form:
            return done(_("It is saved. You can go on later."), "assess", me, kind=kind)
        try:
            actions.submit_assessment(row, now=now())
            return done(_("The assessment is submitted."), HERE, me)
        except RuleViolation as violation:
            status, fault = 422, _(violation.message)
    elif form.is_submitted():
        status = 422
    page = show("assess", me, form=form, model=model, moment=moment, side=side, fault=fault)
    return page, status


@bp.route("/incubation/cases/<int:case_id>/evaluations/<kind>", methods=["GET", "POST"])
@require(Permission.CASE_OPEN)
def evaluate(case_id: int, kind: str) -> ResponseReturnValue:
    """Fill in a score sheet for one's own side; saved as it goes, submitted once a round."""
    me = reach(case_id, JUDGES | AGENCY)
    if kind not in set(EvaluationKind):
        abort(404)
    what, side = EvaluationKind(kind), _side(me)
    assert side is not None
    if queries.find_given(me.case, what, side) is not None:
        return done(_("This was submitted and stays as it is."), HERE, me)
    row = queries.find_draft(me.case, what, side)
    sheet = find_instrument(row.sheet) if row else newest_sheet(what)
    form = make_score_form(
        sheet, points=row.points if row else {}, feedback=row.feedback if row else ""
    )
    status, fault = 200, ""
    if form.validate_on_submit():
        row = actions.save_evaluation(
            me.case,
            what,
            side,
            points=form.points(),
            feedback=form.feedback.data or "",
            by_id=current().id,
            now=now(),
        )
        if "submit" not in request.form:
            return done(_("It is saved. You can go on later."), "evaluate", me, kind=kind)
        try:
            actions.submit_evaluation(row, now=now())
            return done(_("The score sheet is submitted."), HERE, me)
        except RuleViolation as violation:
            status, fault = 422, _(violation.message)
    elif form.is_submitted():
        status = 422
    page = show("evaluate", me, form=form, sheet=sheet, kind=what, side=side, fault=fault)
    return page, status


def _side(me: Reached) -> Side | None:
    """For which side the reader answers; None: they only read."""
    if AGENCY & me.actors:
        return Side.SELF
    return Side.BASE if JUDGES & me.actors else None
