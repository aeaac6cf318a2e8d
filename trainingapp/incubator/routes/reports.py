"""Reports of a case: the list, one report, writing it on a phone, and what the base says of it."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.extensions import db
from trainingapp.incubator import accounting_wording
from trainingapp.incubator.actions import reporting as actions
from trainingapp.incubator.forms.reports import Pairs, ReportForm, ReturnForm, SkipForm
from trainingapp.incubator.models import Case, Report, ServiceProject
from trainingapp.incubator.queries import figures, reports as queries
from trainingapp.incubator.queries.documents import select_of
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.reaching import open_case
from trainingapp.incubator.tabs import AGENCY, BASE, EXPERTS
from trainingapp.rules.incubation.accounting_words import ReportState
from trainingapp.rules.incubation.reporting import ReportAct, ReportNotOpen, may
from trainingapp.rules.incubation.words import Actor
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

READERS = BASE | AGENCY | EXPERTS
OFFICE = frozenset({Actor.OFFICER, Actor.HEAD})
MOST_PAPERS = 100


@bp.get("/incubation/reports")
@require(Permission.INCUBATOR_OVERSEE)
def list_waiting_reports() -> str:
    """The reports of all cases the reader reaches that wait for the base's word."""
    return render_template(
        "incubator/list_waiting_reports.html",
        page=paginate(queries.select_waiting(current()), per_page=50),
        words=accounting_wording,
    )


@bp.get("/incubation/cases/<int:case_id>/reports")
@require(Permission.CASE_OPEN)
def list_reports(case_id: int) -> str:
    """The reports of a case, how each stands and how late it is."""
    case, actors = open_case(case_id, READERS)
    parameters = queries.parameters_of(case, today())
    very_late = parameters.days("report_very_late_days")
    page = paginate(queries.select_reports(case), per_page=50)
    return render_template(
        "incubator/list_reports.html",
        case=case,
        actors=actors,
        page=page,
        lateness={
            one.id: queries.lateness_of(one, on=today(), very_late_days=very_late)
            for one in page.items
        },
        is_agency=bool(actors & AGENCY),
        today=today(),
        words=accounting_wording,
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
    page = render_template(
        "incubator/show_report.html",
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
        words=accounting_wording,
    )
    return page, 422 if giving_back or skipping else 200


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
    papers = db.session.scalars(select_of(current(), case).limit(MOST_PAPERS))
    form.offer([(one.id, one.title) for one in papers])
    if not is_sent:
        form.documents.data = [one.document_id for one in report.evidence]
        form.fill(pairs)
    elif form.validate_on_submit():
        is_handed_in = request.form.get("act") == "submit"
        percent = queries.parameters_of(case, today()).number("report_note_percent")
        if not is_handed_in or form.is_complete(pairs, before, percent=percent):
            return _keep(report, form, is_handed_in=is_handed_in)
    page = render_template(
        "incubator/write_report.html",
        case=case,
        actors=actors,
        report=report,
        form=form,
        groups=_by_project(pairs),
        before=before,
        is_over=report.ends_on <= today(),
        words=accounting_wording,
    )
    return page, 422 if is_sent else 200


def _by_project(pairs: Pairs) -> list[tuple[ServiceProject | None, Pairs]]:
    groups = groupby(pairs, key=lambda pair: pair[1].assignment.project)
    return [(project, list(rows)) for project, rows in groups]


def _keep(report: Report, form: ReportForm, *, is_handed_in: bool) -> ResponseReturnValue:
    actions.save_report(report, _content(report, form), actor_id=current().id, now=now())
    if not is_handed_in:
        flash(_("Your report is saved. You can go on with it later."), "success")
        return redirect(request.path, 303)
    actions.submit_report(report, actor_id=current().id, now=now())
    flash(_("Your report is handed in."), "success")
    return _to(report)


def _content(report: Report, form: ReportForm) -> actions.Content:
    typed: dict[int, actions.Typed] = {}
    for entry, period in queries.list_periods(report):
        if not entry.is_computed:
            value: Decimal | None = form[f"value_{period.id}"].data
            typed[period.id] = actions.Typed(value, form[f"note_{period.id}"].data or "")
    words = (form.narrative.data or "", form.problems.data or "", form.next_steps.data or "")
    return actions.Content(*words, typed, form.documents.data or ())


@bp.post("/incubation/cases/<int:case_id>/reports/<int:report_id>/return")
@require(Permission.INCUBATOR_WORK)
def return_report(case_id: int, report_id: int) -> ResponseReturnValue:
    """Give a report back to be corrected."""
    report = _of_office(case_id, report_id)
    form = ReturnForm()
    if not form.validate_on_submit():
        return _show(case_id, report_id, giving_back=form)
    actions.return_report(report, note=form.note.data or "", actor_id=current().id, now=now())
    flash(_("The report is returned; the agency is told."), "success")
    return _to(report)


@bp.post("/incubation/cases/<int:case_id>/reports/<int:report_id>/approval")
@require(Permission.INCUBATOR_WORK)
def approve_report(case_id: int, report_id: int) -> ResponseReturnValue:
    """Approve a report with its values."""
    report = _of_office(case_id, report_id)
    actions.approve_report(report, actor_id=current().id, now=now())
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
    actions.skip_report(report, reason=form.reason.data or "", actor_id=current().id, now=now())
    flash(_("This report is not asked for; the agency is told why."), "success")
    return _to(report)


def _of_office(case_id: int, report_id: int) -> Report:
    case: Case = open_case(case_id, OFFICE)[0]
    return queries.get_report(case, report_id, lock=True)


def _to(report: Report) -> ResponseReturnValue:
    address = url_for("incubator.show_report", case_id=report.case_id, report_id=report.id)
    return redirect(address, 303)
