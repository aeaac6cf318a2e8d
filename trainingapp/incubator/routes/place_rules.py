"""Settings of the site: what holds in which place, each value with what it rests on."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.incubator import compliance_wording
from trainingapp.incubator.actions import place_rules as actions
from trainingapp.incubator.forms.checks import (
    EndForm,
    PlaceFilterForm,
    PlaceRuleForm,
)
from trainingapp.incubator.place_files import list_places
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.incubator.queries.place_rules import get_place_rule, select_place_rules
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

MANAGE = Permission.INCUBATOR_MANAGE
PLACES = "/incubation/settings/places"


@bp.get(PLACES)
@require(MANAGE)
def list_place_rules() -> ResponseReturnValue:
    """Every key as it holds in a place today, and the rows of this site."""
    form = PlaceFilterForm(request.args)
    is_valid = form.validate()
    terms = read_parameters((form.area.data or "") if is_valid else "", today())
    return render_template(
        "incubator/list_place_rules.html",
        form=form,
        terms=terms,
        keys=list_places().keys,
        page=paginate(select_place_rules(), per_page=50),
        words=compliance_wording,
        end_form=EndForm(formdata=None),
    ), (200 if is_valid else 422)


@bp.route(f"{PLACES}/new", methods=["GET", "POST"])
@require(MANAGE)
def add_place_rule() -> ResponseReturnValue:
    """Enter a value of a place."""
    form = PlaceRuleForm(data={"key": request.args.get("key", "")})
    form.offer()
    if form.validate_on_submit() and form.is_sound():
        plan = actions.PlacePlan(
            area=form.area.data or "",
            key=form.key.data,
            value=(form.value.data or "").strip(),
            document=form.document.data or "",
            article=form.article.data or "",
            confidence=form.confidence.data,
            note=form.note.data or "",
            valid_from=form.valid_from.data,
            valid_to=form.valid_to.data,
        )
        actions.enter_place_rule(plan, person_id=current().id, now=now())
        flash(_("The value holds from its first day on."), "success")
        return redirect(url_for("incubator.list_place_rules"), 303)
    page = render_template("incubator/add_place_rule.html", form=form, keys=list_places().keys)
    return page, 422 if request.method == "POST" else 200


@bp.post(f"{PLACES}/<int:rule_id>/end")
@require(MANAGE)
def end_place_rule(rule_id: int) -> ResponseReturnValue:
    """Let a row hold up to a day."""
    row, form = get_place_rule(rule_id), EndForm()
    last_day = form.last_day.data if form.validate() else None
    is_ended = last_day is not None and actions.end_place_rule(
        row, last_day, person_id=current().id, now=now()
    )
    if is_ended:
        flash(_("The value holds up to that day."), "success")
    elif last_day is None:
        flash(_("Enter a date."), "danger")
    elif row.valid_to is not None and last_day > row.valid_to:
        flash(_("It ends earlier already. Enter a new row for what holds afterwards."), "danger")
    else:
        flash(_("The last day comes before the first."), "danger")
    return redirect(url_for("incubator.list_place_rules"), 303)


@bp.post(f"{PLACES}/<int:rule_id>/withdrawal")
@require(MANAGE)
def withdraw_place_rule(rule_id: int) -> ResponseReturnValue:
    """Take a row back that was a mistake."""
    actions.withdraw_place_rule(get_place_rule(rule_id), person_id=current().id, now=now())
    flash(_("The row is taken back."), "success")
    return redirect(url_for("incubator.list_place_rules"), 303)
