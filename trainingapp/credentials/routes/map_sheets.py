"""A filled sheet of the map of a curriculum: bring it, look at each row, confirm or drop it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials.actions import maps as actions
from trainingapp.credentials.forms.maps import MapSheetForm
from trainingapp.credentials.map_sheets import read_sheet
from trainingapp.credentials.queries import maps as queries
from trainingapp.credentials.queries.map_findings import Finding, judge_rows
from trainingapp.credentials.routes.mount import bp
from trainingapp.itembank.exchange.archives import FileRefused
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import Page
from trainingapp.web.transactions import reads_first, start_writing

MAP = Permission.PROGRAMME_MAP
PER_PAGE = 50


@bp.route("/programme-maps/<int:map_id>/sheet", methods=["GET", "POST"])
@require(MAP)
@reads_first
def bring_map(map_id: int) -> ResponseReturnValue:
    """Bring a filled sheet; it is only looked at."""
    found = queries.get_map(current(), map_id)
    form = MapSheetForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("credentials/bring_map.html", found=found, form=form), status
    file = form.file.data
    try:
        rows = read_sheet(file.read(), file.filename or "")
    except FileRefused as refused:
        form.file.errors = [_(refused.message, **refused.parameters)]
        return render_template("credentials/bring_map.html", found=found, form=form), 422
    start_writing()
    actions.keep_sheet(queries.get_map(current(), map_id), rows)
    return redirect(url_for("credentials.show_map_sheet", map_id=map_id), 303)


@bp.get("/programme-maps/<int:map_id>/sheet/check")
@require(MAP)
def show_map_sheet(map_id: int) -> ResponseReturnValue:
    """What the waiting sheet would do, row by row."""
    found = queries.get_map(current(), map_id)
    if found.pending is None:
        return redirect(url_for("credentials.bring_map", map_id=map_id), 303)
    areas = [area for subject in queries.list_subjects(found.edition) for area in subject.areas]
    taught = queries.courses_by_point(found.entries)
    findings = judge_rows(actions.read_pending(found), areas, taught)
    return render_template(
        "credentials/show_map_sheet.html",
        found=found,
        page=_slice(findings),
        errors=sum(one.is_error for one in findings),
        changes=sum(one.changes for one in findings),
        count=len(findings),
    )


def _slice(findings: list[Finding]) -> Page[Finding]:
    """A page of the rows: those with errors first, then those that change something."""
    order = sorted(findings, key=lambda one: (not one.is_error, not one.changes))
    pages = max(1, -(-len(order) // PER_PAGE))
    number = min(max(request.args.get("page", 1, int), 1), pages)
    return Page(order[(number - 1) * PER_PAGE : number * PER_PAGE], number, pages, len(order))


@bp.post("/programme-maps/<int:map_id>/sheet/confirmation")
@require(MAP)
def confirm_map_sheet(map_id: int) -> ResponseReturnValue:
    """Bring the waiting sheet in."""
    found = queries.get_map(current(), map_id)
    changed = actions.confirm_sheet(found, actor_id=current().id, now=now())
    flash(_("The sheet is brought in; it changed %(count)s points.", count=changed), "success")
    return redirect(url_for("credentials.show_map", map_id=map_id), 303)


@bp.post("/programme-maps/<int:map_id>/sheet/removal")
@require(MAP)
def drop_map_sheet(map_id: int) -> ResponseReturnValue:
    """Forget the waiting sheet."""
    actions.drop_sheet(queries.get_map(current(), map_id))
    flash(_("The sheet is dropped. Nothing was changed."), "success")
    return redirect(url_for("credentials.show_map", map_id=map_id), 303)
