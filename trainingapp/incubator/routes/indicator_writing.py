"""Targets of figures, and corrections of approved values."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.accounting_wording import measure_name, period_name
from trainingapp.incubator.actions import correcting as actions
from trainingapp.incubator.forms.reports import CorrectionForm, GoalsForm
from trainingapp.incubator.indicator_files import find_entry
from trainingapp.incubator.models import IndicatorAssignment
from trainingapp.incubator.queries import indicators as queries
from trainingapp.incubator.routes.accounting_pages import OFFICE, ON_PAGE, acting, done, fill_in
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.reaching import open_case
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require

HERE = "/incubation/cases/<int:case_id>/indicators"


@bp.route(f"{HERE}/<int:assignment_id>/targets", methods=ON_PAGE)
@require(Permission.INCUBATOR_WORK)
def set_targets(case_id: int, assignment_id: int) -> ResponseReturnValue:
    """Set baseline and targets of a figure; empty is no target."""
    case, _actors = open_case(case_id, OFFICE)
    assignment = queries.get_assignment(case, assignment_id)
    form = GoalsForm.for_periods(assignment.periods, assignment.every)(obj=assignment)
    if form.validate_on_submit():
        actions.set_goals(
            case,
            assignment,
            baseline=(form.baseline.data, form.baseline_on.data),
            targets=form.targets,
            **acting(),
        )
        return _to(case.id, assignment, _("The targets are saved."))
    if not form.is_submitted():
        for period in assignment.periods:
            if period.locked_at is None:
                form[f"target_{period.id}"].data = period.target
    name, back = measure_name(assignment.measure), _address(case.id, assignment)
    return fill_in(name, form, _("Targets"), back=back, submit=_("Save the targets"))


@bp.route("/incubation/cases/<int:case_id>/values/<int:value_id>/correction", methods=ON_PAGE)
@require(Permission.INCUBATOR_WORK)
def correct_value(case_id: int, value_id: int) -> ResponseReturnValue:
    """Take an approved value back and enter another; both stay visible."""
    case, _actors = open_case(case_id, OFFICE)
    value = queries.get_value(case, value_id)
    assignment = value.period.assignment
    form = CorrectionForm.for_entry(find_entry(assignment.measure))(value=value.value)
    if form.validate_on_submit():
        actions.correct_value(
            case,
            value,
            form.value.data,
            reason=form.reason.data or "",
            **acting(),
        )
        return _to(case.id, assignment, _("The value is corrected; the agency is told."))
    period = period_name(value.period.starts_on, assignment.every)
    name, back = measure_name(assignment.measure), _address(case.id, assignment)
    return fill_in(
        f"{name} · {period}", form, _("Correct a value"), back=back, submit=_("Correct it")
    )


def _address(case_id: int, assignment: IndicatorAssignment) -> str:
    return url_for("incubator.show_indicator", case_id=case_id, assignment_id=assignment.id)


def _to(case_id: int, assignment: IndicatorAssignment, sentence: str) -> ResponseReturnValue:
    where = {"case_id": case_id, "assignment_id": assignment.id}
    return done(sentence, "show_indicator", **where)
