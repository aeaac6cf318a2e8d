"""Writing a report on a phone, in as many sittings as it takes."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.incubator.actions import reporting as actions
from trainingapp.incubator.forms.reports import ReportForm, by_project
from trainingapp.incubator.models import Report
from trainingapp.incubator.queries import reports as queries
from trainingapp.incubator.routes.accounting_pages import AGENCY, acting, done, show
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.reaching import open_case
from trainingapp.rules.incubation.accounting_words import ReportState
from trainingapp.rules.incubation.reporting import ReportAct, ReportNotOpen, may
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require


@bp.route("/incubation/cases/<int:case_id>/reports/<int:report_id>/write", methods=["GET", "POST"])
@require(Permission.CASE_OPEN)
def write_report(case_id: int, report_id: int) -> ResponseReturnValue:
    """Write a report in as many sittings as it takes, and hand it in."""
    is_sent = request.method == "POST"
    case, actors = open_case(case_id, AGENCY)
    report = queries.get_report(case, report_id, lock=is_sent)
    if not may(ReportAct.SAVE, ReportState(report.state)):
        raise ReportNotOpen
    pairs = [pair for pair in queries.list_periods(report) if not pair[0].is_computed]
    form = ReportForm.for_periods(pairs)(obj=report)
    before = queries.values_before(report)
    form.offer([(one.id, one.title) for one in queries.list_papers(case, current())])
    if not is_sent:
        form.documents.data = [one.document_id for one in report.evidence]
        form.fill(pairs)
    elif form.validate_on_submit():
        is_handed_in = request.form.get("act") == "submit"
        percent = queries.parameters_of(case, today()).number("report_note_percent")
        if not is_handed_in or form.is_complete(pairs, before, percent=percent):
            return _keep(report, form, is_handed_in=is_handed_in)
    page = show(
        "write_report",
        case=case,
        actors=actors,
        report=report,
        form=form,
        groups=by_project(pairs),
        before=before,
        is_over=report.ends_on <= today(),
    )
    return page, 422 if is_sent else 200


def _keep(report: Report, form: ReportForm, *, is_handed_in: bool) -> ResponseReturnValue:
    actions.save_report(report, _content(report, form), **acting())
    if not is_handed_in:
        flash(_("Your report is saved. You can go on with it later."), "success")
        return redirect(request.path, 303)
    actions.submit_report(report, **acting())
    where = {"case_id": report.case_id, "report_id": report.id}
    return done(_("Your report is handed in."), "show_report", **where)


def _content(report: Report, form: ReportForm) -> actions.Content:
    typed: dict[int, actions.Typed] = {}
    for entry, period in queries.list_periods(report):
        if not entry.is_computed:
            value, note = form[f"value_{period.id}"].data, form[f"note_{period.id}"].data
            typed[period.id] = actions.Typed(value, note or "")
    words = (form.narrative.data or "", form.problems.data or "", form.next_steps.data or "")
    return actions.Content(*words, typed, form.documents.data or ())
