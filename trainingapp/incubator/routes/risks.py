"""Risks of a case, which the base looks after, and incidents, which few people read."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.actions import meeting as actions
from trainingapp.incubator.forms.meeting import IncidentForm, RiskForm
from trainingapp.incubator.forms.residing import WordsForm
from trainingapp.incubator.models import Case, RiskFlag
from trainingapp.incubator.queries import encounters as queries
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.incubator.queries.people import list_people
from trainingapp.incubator.routes.resident_pages import (
    AGENCY,
    BASE,
    OFFICE,
    Actor,
    Permission,
    bp,
    current,
    done,
    fill_in,
    now,
    reach,
    require,
    show,
    today,
)
from trainingapp.rules.incubation.maturity import RiskLevel, risk_level
from trainingapp.rules.incubation.residence_words import IncidentKind, Origin, RiskKind

INCIDENT_READERS = OFFICE | AGENCY | {Actor.AUTHORITY, Actor.AUDITOR}


@bp.get("/incubation/cases/<int:case_id>/risks")
@require(Permission.INCUBATOR_OVERSEE)
def list_risks(case_id: int) -> str:
    """The risks of the case, as a list and on the field of severity and likelihood."""
    me = reach(case_id, BASE)
    risks = queries.list_risks(me.case)
    return show("list_risks", me, risks=risks, levels=_levels(me.case, list(risks)))


def _levels(case: Case, risks: list[RiskFlag]) -> dict[int, RiskLevel]:
    rules = read_parameters(case.base.area_code, today())
    high, medium = rules.integer("risk_high"), rules.integer("risk_medium")
    return {
        one.id: risk_level(one.severity, one.likelihood, high=high, medium=medium) for one in risks
    }


@bp.route("/incubation/cases/<int:case_id>/risks/new", methods=["GET", "POST"])
@require(Permission.INCUBATOR_WORK)
def open_risk(case_id: int) -> ResponseReturnValue:
    """Flag a risk."""
    me = reach(case_id, OFFICE)
    form = RiskForm(today=today(), data={"severity": 3, "likelihood": 3})
    form.offer(_owners(me.case))
    if not form.validate_on_submit():
        back = url_for("incubator.list_risks", case_id=case_id)
        return fill_in(me, form, _("Flag a risk"), back=back, submit=_("Save"))
    actions.open_risk(me.case, _risk(form), by_id=current().id, now=now())
    return done(_("The risk is flagged."), "list_risks", me)


@bp.route("/incubation/cases/<int:case_id>/risks/<int:risk_id>/edit", methods=["GET", "POST"])
@require(Permission.INCUBATOR_WORK)
def change_risk(case_id: int, risk_id: int) -> ResponseReturnValue:
    """Judge a risk anew."""
    me = reach(case_id, OFFICE)
    row = queries.get_risk(me.case, risk_id)
    form = RiskForm(today=today(), obj=row, data={"owner": row.owner_id})
    form.offer(_owners(me.case))
    if not form.validate_on_submit():
        back = url_for("incubator.list_risks", case_id=case_id)
        return fill_in(me, form, _("Judge the risk anew"), back=back, submit=_("Save"))
    actions.change_risk(row, _risk(form), now=now())
    return done(_("The risk is judged anew."), "list_risks", me)


@bp.route("/incubation/cases/<int:case_id>/risks/<int:risk_id>/end", methods=["GET", "POST"])
@require(Permission.INCUBATOR_WORK)
def close_risk(case_id: int, risk_id: int) -> ResponseReturnValue:
    """Say that a risk is past."""
    me = reach(case_id, OFFICE)
    row = queries.get_risk(me.case, risk_id)
    form = WordsForm()
    if not form.validate_on_submit():
        back = url_for("incubator.list_risks", case_id=case_id)
        title = _("This risk is past")
        return fill_in(me, form, title, back=back, submit=_("Save"), lead=row.text)
    actions.close_risk(row, note=form.text.data, by_id=current().id, now=now())
    return done(_("The risk is closed."), "list_risks", me)


@bp.get("/incubation/cases/<int:case_id>/incidents")
@require(Permission.CASE_OPEN)
def list_incidents(case_id: int) -> str:
    """What has happened. Neither experts nor finance read it."""
    me = reach(case_id, INCIDENT_READERS)
    return show("list_incidents", me, incidents=queries.list_incidents(me.case))


@bp.route("/incubation/cases/<int:case_id>/incidents/new", methods=["GET", "POST"])
@require(Permission.CASE_OPEN)
def report_incident(case_id: int) -> ResponseReturnValue:
    """Report something grave."""
    me = reach(case_id, OFFICE | AGENCY)
    form = IncidentForm(today=today(), data={"happened_on": today()})
    if not form.validate_on_submit():
        back = url_for("incubator.list_incidents", case_id=case_id)
        lead = _(
            "If somebody is in danger, call for help first. Suspected harm to a minor is reported "
            "to the authorities at once (Law on the Protection of Minors, article 11)."
        )
        title = _("Report an incident")
        return fill_in(me, form, title, back=back, submit=_("Report the incident"), lead=lead)
    what = actions.Happening(
        kind=IncidentKind(form.kind.data),
        happened_on=form.happened_on.data,
        summary=form.summary.data,
        persons_harmed=form.persons_harmed.data,
        measures=form.measures.data or "",
        told_whom=form.told_whom.data or "",
        told_on=form.told_on.data,
    )
    actions.report_incident(me.case, what, by_id=current().id, now=now())
    return done(_("The incident is reported."), "list_incidents", me)


@bp.route(
    "/incubation/cases/<int:case_id>/incidents/<int:incident_id>/end", methods=["GET", "POST"]
)
@require(Permission.INCUBATOR_WORK)
def close_incident(case_id: int, incident_id: int) -> ResponseReturnValue:
    """Say what was done in the end."""
    me = reach(case_id, OFFICE)
    row = queries.get_incident(me.case, incident_id)
    form = WordsForm(data={"text": row.measures})
    if not form.validate_on_submit():
        back = url_for("incubator.list_incidents", case_id=case_id)
        title = _("What was done about it")
        return fill_in(me, form, title, back=back, submit=_("Close the incident"))
    actions.close_incident(row, measures=form.text.data, by_id=current().id, now=now())
    return done(_("The incident is closed."), "list_incidents", me)


def _owners(case: Case) -> list[tuple[int, str]]:
    people = list_people(case, {Actor.OFFICER, Actor.HEAD})
    return [(one.id, one.display_name) for one in people]


def _risk(form: RiskForm) -> actions.Risk:
    return actions.Risk(
        kind=RiskKind(form.kind.data),
        origin=Origin(form.origin.data),
        text=form.text.data,
        severity=form.severity.data,
        likelihood=form.likelihood.data,
        plan=form.plan.data or "",
        due_on=form.due_on.data,
        owner_id=form.owner.data,
    )
