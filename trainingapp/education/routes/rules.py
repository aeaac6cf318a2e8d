"""The office: proposed rules, the decision on each, and ending one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.actions import rules as actions
from trainingapp.education.days import today
from trainingapp.education.forms.rules import ApprovalForm, ReasonForm, RuleFilterForm
from trainingapp.education.models import CeRule
from trainingapp.education.queries import rules as queries
from trainingapp.education.routes.mount import bp
from trainingapp.education.standards import find_standard
from trainingapp.rules.education import RuleState
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

MANAGE = Permission.EDUCATION_MANAGE


@bp.get("/education-office")
@require(MANAGE)
def list_rules() -> ResponseReturnValue:
    """Every rule; those that wait for a decision stand first."""
    form = RuleFilterForm(request.args)
    is_valid = form.validate()
    state = RuleState(form.state.data) if is_valid and form.state.data else None
    page = paginate(queries.list_rules(state))
    return render_template("education/list_rules.html", page=page, form=form, state=state), (
        200 if is_valid else 422
    )


@bp.get("/education-office/rules/<int:rule_id>")
@require(MANAGE)
def show_rule(rule_id: int) -> str:
    """A rule with everything that a decision needs."""
    return _page(queries.get_rule(rule_id))


def _page(rule: CeRule, *, reason_form: ReasonForm | None = None) -> str:
    return render_template(
        "education/show_rule.html",
        rule=rule,
        standard=find_standard(rule.jurisdiction, on=rule.valid_from),
        overlapping=queries.find_overlapping(rule) if rule.state == RuleState.PROPOSED else None,
        missing=queries.count_missing(rule),
        is_own=queries.is_made_by(rule, current().id),
        approval_form=ApprovalForm(formdata=None),
        reason_form=reason_form or ReasonForm(formdata=None),
        today=today(),
    )


@bp.post("/education-office/rules/<int:rule_id>/approval")
@require(MANAGE)
def approve_rule(rule_id: int) -> ResponseReturnValue:
    """Let the course grant from now on."""
    rule = queries.get_rule(rule_id)
    is_verified = bool(ApprovalForm().is_verified.data)
    missing = queries.count_missing(rule)
    actions.approve_rule(
        rule, is_verified=is_verified, missing=missing, actor_id=current().id, now=now()
    )
    flash(_("The rule is approved. What is completed from now on is granted."), "success")
    return redirect(url_for("education.list_rules"), 303)


@bp.post("/education-office/rules/<int:rule_id>/refusal")
@require(MANAGE)
def decline_rule(rule_id: int) -> ResponseReturnValue:
    """Decline the proposal."""
    rule = queries.get_rule(rule_id)
    form = ReasonForm()
    if not form.validate():
        return _page(rule, reason_form=form), 422
    actions.decline_rule(rule, reason=form.reason.data or "", actor_id=current().id, now=now())
    flash(_("The proposal is declined. Its instructor reads your reason."), "success")
    return redirect(url_for("education.list_rules"), 303)


@bp.post("/education-office/rules/<int:rule_id>/end")
@require(MANAGE)
def end_rule(rule_id: int) -> ResponseReturnValue:
    """Let the course grant no more."""
    rule = queries.get_rule(rule_id)
    form = ReasonForm()
    if not form.validate():
        return _page(rule, reason_form=form), 422
    actions.end_rule(rule, reason=form.reason.data or "", actor_id=current().id, now=now())
    flash(_("The rule is ended. What it granted stays."), "success")
    return redirect(url_for("education.list_rules"), 303)
