"""Yearly reports of a base: freezing the figures, the reports so far, and each as PDF."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import pgettext

from trainingapp.education.days import today
from trainingapp.files.serving import disposition
from trainingapp.incubator.actions.yearly import freeze_year
from trainingapp.incubator.forms.yearly import YearForm
from trainingapp.incubator.models import IncubationBase
from trainingapp.incubator.papers.yearly import file_name, set_year
from trainingapp.incubator.queries import calls, documents, yearly as queries
from trainingapp.incubator.routes.accounting_pages import OFFICE, listed
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

REPORTS = "/incubation/bases/<int:base_id>/yearly"


@bp.get(REPORTS)
@require(Permission.INCUBATOR_OVERSEE)
def list_yearly_reports(base_id: int) -> str:
    """The yearly reports of a base; its officers and head freeze another."""
    base = calls.get_base(current(), base_id)
    return _page(base, _form(base))


@bp.post(REPORTS)
@require(Permission.INCUBATOR_WORK)
def freeze_yearly_report(base_id: int) -> ResponseReturnValue:
    """Freeze the figures of a year as they stand now."""
    base = calls.get_base(current(), base_id)
    if not _may_freeze(base):
        abort(403)
    form = _form(base)
    if not form.validate_on_submit():
        return _page(base, form), 422
    freeze_year(base, form.year.data, person_id=current().id, now=now())
    flash(pgettext("yearly", "The figures are frozen; the report can be opened."), "success")
    return redirect(url_for("incubator.list_yearly_reports", base_id=base.id), 303)


@bp.get(f"{REPORTS}/<int:snapshot_id>.pdf")
@require(Permission.INCUBATOR_OVERSEE)
def show_yearly_report(base_id: int, snapshot_id: int) -> Response:
    """A yearly report as PDF, from its frozen figures alone."""
    base = calls.get_base(current(), base_id)
    snapshot = queries.get_snapshot(base, snapshot_id)
    headers = {
        "Content-Disposition": disposition(file_name(snapshot), is_shown=True),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(set_year(snapshot), mimetype="application/pdf", headers=headers)


def _form(base: IncubationBase) -> YearForm:
    form = YearForm()
    form.offer(queries.list_years(base, today=today()))
    return form


def _may_freeze(base: IncubationBase) -> bool:
    return not OFFICE.isdisjoint(documents.base_actors(current(), base))


def _page(base: IncubationBase, form: YearForm) -> str:
    page = listed(queries.select_snapshots(base))
    return render_template(
        "incubator/list_yearly_reports.html",
        base=base,
        page=page,
        last_days={one.id: queries.last_day_of(one) for one in page.items},
        form=form if _may_freeze(base) else None,
    )
