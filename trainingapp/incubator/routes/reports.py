"""Reports of a case: the list, one report, and what the base says of it."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.incubator.actions import reporting as actions
from trainingapp.incubator.forms.reports import ReturnForm, SkipForm
from trainingapp.incubator.models import Case, Report
from trainingapp.incubator.queries import figures, reports as queries
from trainingapp.incubator.routes.accounting_pages import (
    AGENCY,
    OFFICE,
    READERS,
    acting,
    listed,
    show,
)
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.reaching import open_case
from trainingapp.rules.incubation.accounting_words import ReportState
from trainingapp.rules.incubation.reporting import ReportAct, may
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require


@bp.get("/incubation/reports")
@require(Permission.INCUBATOR_OVERSEE)
def list_waiting_reports() -> str:
    """The reports of all cases the reader reaches that wait for the base's word."""
    return show(
        "list_waiting_reports",
        page=listed(queries.select_waiting(current())),
    )


@bp.get("/incubation/cases/<int:case_id>/reports")
@require(Permission.CASE_OPEN)
def list_reports(case_id: int) -> str:
    """The reports of a case, how each stands and how late it is."""
    case, actors = open_case(case_id, READERS)
    parameters = queries.parameters_of(case, today())
    very_late = parameters.days("report_very_late_days")
    page = listed(queries.select_reports(case))
    return show(
        "list_reports",
        case=case,
        actors=actors,
        page=page,
        lateness={
            one.id: queries.lateness_of(one, on=today(), very_late_days=very_late)
            for one in page.items
        },
        is_agency=bool(actors & AGENCY),
        today=today(),
    )


@bp.get("/incubation/cases/<int:case_id>/reports/<int:report_id>")
@require(Permission.CASE_OPEN)
def show_report(case_id: int, report_id: int) -> ResponseReturnValue:
    """A report with its values, versions, and what may be done with it."""
    return _show(case_id, report_id)


def _show(
    case_id: int,
    report_id: int,
    *,
    giving_back: ReturnForm | None = None,
    skipping: SkipForm | None = None,
) -> ResponseReturnValue:
    case, actors = open_case(case_id, READERS)
    report = queries.get_report(case, report_id)
    if ReportState(report.state) is ReportState.DRAFT and not actors & (AGENCY | OFFICE):
        abort(403)
    pairs = queries.list_periods(report)
    very_late = queries.parameters_of(case, today()).days("report_very_late_days")
    page = show(
        "show_report",
        case=case,
        actors=actors,
        report=report,
        pairs=pairs,
        computed=figures.compute_periods(pairs),
        lateness=queries.lateness_of(report, on=today(), very_late_days=very_late),
        can={act.value: may(act, ReportState(report.state)) for act in ReportAct},
        is_agency=bool(actors & AGENCY),
        is_office=bool(actors & OFFICE),
        giving_back=giving_back or ReturnForm(),
        skipping=skipping or SkipForm(),
    )
    return page, 422 if giving_back or skipping else 200


@bp.post("/incubation/cases/<int:case_id>/reports/<int:report_id>/return")
@require(Permission.INCUBATOR_WORK)
def return_report(case_id: int, report_id: int) -> ResponseReturnValue:
    """Give a report back to be corrected."""
    report = _of_office(case_id, report_id)
    form = ReturnForm()
    if not form.validate_on_submit():
        return _show(case_id, report_id, giving_back=form)
    actions.return_report(report, note=form.note.data or "", **acting())
    flash(_("The report is returned; the agency is told."), "success")
    return _to(report)


@bp.post("/incubation/cases/<int:case_id>/reports/<int:report_id>/approval")
@require(Permission.INCUBATOR_WORK)
def approve_report(case_id: int, report_id: int) -> ResponseReturnValue:
    """Approve a report with its values."""
    report = _of_office(case_id, report_id)
    actions.approve_report(report, **acting())
    flash(_("The report is approved; its values count from now on."), "success")
    return _to(report)


@bp.post("/incubation/cases/<int:case_id>/reports/<int:report_id>/skip")
@require(Permission.INCUBATOR_WORK)
def skip_report(case_id: int, report_id: int) -> ResponseReturnValue:
    """Do not ask for a report."""
    report = _of_office(case_id, report_id)
    form = SkipForm()
    if not form.validate_on_submit():
        return _show(case_id, report_id, skipping=form)
    actions.skip_report(report, reason=form.reason.data or "", **acting())
    flash(_("This report is not asked for; the agency is told why."), "success")
    return _to(report)


def _of_office(case_id: int, report_id: int) -> Report:
    case: Case = open_case(case_id, OFFICE)[0]
    return queries.get_report(case, report_id, lock=True)


def _to(report: Report) -> ResponseReturnValue:
    address = url_for("incubator.show_report", case_id=report.case_id, report_id=report.id)
    return redirect(address, 303)
