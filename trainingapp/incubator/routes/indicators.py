"""Figures of a case and of a base, the catalogue that says what each is, targets, corrections and the workbook."""

from __future__ import annotations

from flask import Response, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.extensions import db
from trainingapp.incubator import indicator_sheets
from trainingapp.incubator.accounting_wording import last_day, measure_name, period_name
from trainingapp.incubator.actions import correcting as actions
from trainingapp.incubator.forms.reports import CorrectionForm, GoalsForm
from trainingapp.incubator.indicator_files import entries, find_entry, the_catalogue
from trainingapp.incubator.models import IncubationBase, IndicatorAssignment
from trainingapp.incubator.queries import figures, indicators as queries
from trainingapp.incubator.queries.reach import list_bases
from trainingapp.incubator.routes.accounting_pages import (
    OFFICE,
    ON_PAGE,
    READERS,
    acting,
    done,
    fill_in,
    listed,
    show,
)
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.reaching import open_case
from trainingapp.incubator.showing_figures import charted, last_period, shown_periods
from trainingapp.rules.incubation.accounting_words import Every, Level
from trainingapp.rules.incubation.indicators import period_of
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require

HERE = "/incubation/cases/<int:case_id>/indicators"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/incubation/indicators")
@require(Permission.CASE_OPEN)
def list_catalogue() -> str:
    """What each figure is: unit, period, formula or reported, and how sure its source is."""
    return show(
        "list_catalogue",
        catalogue=the_catalogue(),
        levels=list(Level),
    )


@bp.get(HERE)
@require(Permission.CASE_OPEN)
def list_indicators(case_id: int) -> str:
    """The figures of a case: of each measure the newest period that is over."""
    case, actors = open_case(case_id, READERS)
    page = listed(queries.select_assignments(case))
    newest = {one.id: last_period(one, on=today()) for one in page.items}
    pairs = [
        (entry, period)
        for one in page.items
        if (entry := find_entry(one.measure)) and (period := newest[one.id])
    ]
    return show(
        "list_indicators",
        case=case,
        actors=actors,
        page=page,
        newest=newest,
        computed=figures.compute_periods(pairs),
        entries=entries(),
    )


@bp.get(f"{HERE}.xlsx")
@require(Permission.CASE_OPEN)
def download_indicators(case_id: int) -> Response:
    """Every figure of a case as a workbook, one row for each measure and period."""
    case, _actors = open_case(case_id, READERS)
    rows = indicator_sheets.rows_of(case, db.session.scalars(queries.select_assignments(case)))
    name = f"indicators-{case.number}.xlsx"
    answer = Response(indicator_sheets.write_workbook(rows), mimetype=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@bp.get(f"{HERE}/<int:assignment_id>")
@require(Permission.CASE_OPEN)
def show_indicator(case_id: int, assignment_id: int) -> str:
    """One figure over its periods, with targets, corrections and what it is made of."""
    case, actors = open_case(case_id, READERS)
    assignment = queries.get_assignment(case, assignment_id)
    entry = find_entry(assignment.measure) or abort(404)
    shown = shown_periods(assignment, entry, on=today())
    return show(
        "show_indicator",
        case=case,
        actors=actors,
        assignment=assignment,
        entry=entry,
        shown=shown,
        chart=charted(shown, assignment.every),
        is_office=bool(actors & OFFICE),
    )


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
    form = CorrectionForm(value=value.value)
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


@bp.get("/incubation/bases/<int:base_id>/indicators")
@require(Permission.INCUBATOR_OVERSEE)
def show_base_figures(base_id: int) -> str:
    """What is computed for a base, in the month, quarter and year that ended last."""
    base = _get_base(base_id)
    own = [one for one in entries().values() if one.indicator.level is Level.BASE]
    shown = []
    for every in Every:
        span = period_of(every, last_day(period_of(every, today()).start))
        rows = [one for one in own if one.indicator.every is every and one.is_computed]
        found = figures.compute_entries(rows, Level.BASE, [base.id], span)[base.id]
        shown.append((every, span, [(one, found[one.code]) for one in rows]))
    return show("show_base_figures", base=base, shown=shown)


def _get_base(base_id: int) -> IncubationBase:
    found = [one for one in list_bases(current()) if one.id == base_id]
    return found[0] if found else abort(404)


def _address(case_id: int, assignment: IndicatorAssignment) -> str:
    return url_for("incubator.show_indicator", case_id=case_id, assignment_id=assignment.id)


def _to(case_id: int, assignment: IndicatorAssignment, sentence: str) -> ResponseReturnValue:
    where = {"case_id": case_id, "assignment_id": assignment.id}
    return done(sentence, "show_indicator", **where)
