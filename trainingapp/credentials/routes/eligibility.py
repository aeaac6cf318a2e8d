"""What somebody enters about themselves, and what it makes them eligible for, explained with sources."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials.actions import claiming, deciding
from trainingapp.credentials.forms.claims import EARLIEST, FORMS, LATEST, TargetForm
from trainingapp.credentials.queries import eligibility as queries
from trainingapp.credentials.queries.facts import collect_facts, get_record, list_records
from trainingapp.credentials.queries.standings import list_regional_lines, list_stood
from trainingapp.credentials.routes.mount import bp
from trainingapp.education.days import today
from trainingapp.rules.eligibility import Decision, Target, decide, project
from trainingapp.rules.eligibility_facts import Facts, Work
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

OWN = Permission.CREDENTIAL_OWN
ASSUMED = "work:assumed"


@bp.get("/eligibility")
@require(OWN)
def show_eligibility() -> ResponseReturnValue:
    """Pick a goal and an exam year: the outcome, why, what is missing, what is to be verified."""
    form = _target_form()
    is_sound = form.validate()
    if is_sound and form.start.data and not EARLIEST <= form.start.data <= LATEST:
        form.start.errors = [_("Enter a date between 1950 and 2100.")]
        is_sound = False
    facts = collect_facts(current().id)
    found = _find(form, facts) if is_sound else None
    rules = queries.find_rules()
    return render_template(
        "credentials/show_eligibility.html",
        form=form,
        found=found.document() if found else None,
        rules=rules,
        is_assumed=bool(form.start.data),
        is_empty=facts == Facts(),
    ), 200 if is_sound else 422


def _target_form() -> TargetForm:
    day = today()
    asked = request.args if "goal" in request.args else None
    defaults = {"goal": "junior_exam", "year": day.year + (day.month > 6), "region": ""}
    return TargetForm(day.year, formdata=asked, data=None if asked else defaults)


def _find(form: TargetForm, facts: Facts) -> Decision:
    day = today()
    target = Target(form.goal.data, form.year.data, form.region.data or None)
    rules = queries.find_rules()
    if form.start.data is None:
        return decide(rules, target, facts, day)
    assumed = Facts(work=(Work(id=ASSUMED, starts_on=form.start.data),))
    return project(rules, target, facts, day, assume=assumed)


@bp.post("/eligibility")
@require(OWN)
def keep_decision() -> ResponseReturnValue:
    """Keep the decision with the facts and rules it rests on."""
    form = TargetForm(today().year, formdata=request.form)
    if not form.validate():
        abort(400)
    target = Target(form.goal.data, form.year.data, form.region.data or None)
    kept = deciding.keep_decision(current().id, target, actor_id=current().id, now=now())
    flash(_("The decision is kept."), "success")
    return redirect(url_for("credentials.show_decision", number=kept.number), 303)


@bp.get("/eligibility/record")
@require(OWN)
def show_claims() -> str:
    """What somebody has entered about their studies, work, certificates and passes."""
    records = {kind: list_records(kind, current().id) for kind in FORMS}
    return render_template(
        "credentials/show_claims.html",
        records=records,
        stood=list_stood(current().id, now=now()),
        lines=list_regional_lines(current().id),
    )


@bp.route("/eligibility/record/<kind>", methods=["GET", "POST"])
@require(OWN)
def enter_claim(kind: str) -> ResponseReturnValue:
    """Enter a study, a work period, a certificate or a pass."""
    if kind not in FORMS:
        abort(404)
    form = FORMS[kind](today())
    if not (form.validate_on_submit() and form.is_sound()):
        status = 422 if request.method == "POST" else 200
        return render_template("credentials/edit_claim.html", form=form, kind=kind), status
    claiming.enter_record(current().id, kind, form.values(), now=now())
    flash(_("It is entered."), "success")
    return redirect(url_for("credentials.show_claims"), 303)


@bp.post("/eligibility/record/<kind>/<int:record_id>/removal")
@require(OWN)
def remove_claim(kind: str, record_id: int) -> ResponseReturnValue:
    """Take a claim back."""
    if kind not in FORMS:
        abort(404)
    get_record(kind, record_id, current().id)
    claiming.remove_record(current().id, kind, record_id, now=now())
    flash(_("It is removed."), "success")
    return redirect(url_for("credentials.show_claims"), 303)
