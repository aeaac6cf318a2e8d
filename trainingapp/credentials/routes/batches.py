"""Sheets of graduates for registrars: template, check, findings, loading on confirmation, history."""

from __future__ import annotations

import hashlib

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, pgettext

from trainingapp.credentials.actions import batches as actions
from trainingapp.credentials.batch_shown import list_findings, shown_sheet
from trainingapp.credentials.forms.batches import SheetForm
from trainingapp.credentials.queries import batches as queries
from trainingapp.credentials.routes.mount import bp
from trainingapp.credentials.sheets.reading import read_sheet
from trainingapp.credentials.sheets.writing import write_findings, write_template
from trainingapp.education.days import today
from trainingapp.extensions import limiter
from trainingapp.itembank.exchange.archives import FileRefused
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate
from trainingapp.web.transactions import reads_first, start_writing

LOAD = Permission.DEGREE_LOAD
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
bringing = limiter.shared_limit(
    "30 per hour", scope="sheets", methods=["POST"], key_func=lambda: f"sheets {current().id}"
)


def places() -> queries.Places:
    """The organisations for which the reader may load graduates."""
    return queries.places_of(current().grants)


@bp.get("/credentials/batches")
@require(LOAD)
def list_batches() -> str:
    """Every sheet of the reader's universities."""
    page = paginate(queries.list_batches(places()))
    universities = queries.list_universities(places())
    return render_template("credentials/list_batches.html", page=page, universities=universities)


@bp.get("/credentials/batches/template.xlsx")
@require(LOAD)
def download_batch_template() -> Response:
    """The sheet to fill in, with a page of explanations."""
    return _file(write_template(), XLSX, "graduates-template.xlsx")


@bp.route("/credentials/batches/new", methods=["GET", "POST"])
@require(LOAD)
@reads_first
@bringing
def bring_batch() -> ResponseReturnValue:
    """Bring a sheet; it is only looked at."""
    form = SheetForm(queries.list_universities(places()))
    if not form.validate_on_submit():
        return _bring_page(form, 422 if request.method == "POST" else 200)
    upload = form.file.data
    data = upload.read()
    try:
        brought = read_sheet(data, upload.filename or "")
    except FileRefused as refused:
        form.refuse_file(refused)
        return _bring_page(form, 422)
    file = actions.File(upload.filename or "", hashlib.sha256(data).hexdigest(), brought)
    university, maker = form.university.data, current().id
    start_writing()
    batch = actions.check_sheet(university, file, maker_id=maker, today=today(), now=now())
    return redirect(url_for("credentials.show_batch", batch_id=batch.id), 303)


def _bring_page(form: SheetForm, status: int) -> ResponseReturnValue:
    return render_template("credentials/bring_batch.html", form=form), status


@bp.get("/credentials/batches/<int:batch_id>")
@require(LOAD)
def show_batch(batch_id: int) -> str:
    """What was found in a sheet, what it loaded, what became of it."""
    batch = queries.get_batch(batch_id, places())
    return render_template("credentials/show_batch.html", batch=batch, **shown_sheet(batch))


@bp.get("/credentials/batches/<int:batch_id>/findings.xlsx")
@require(LOAD)
def download_findings(batch_id: int) -> Response:
    """Every finding as a workbook."""
    batch = queries.get_batch(batch_id, places())
    heads = (
        _("Row"),
        pgettext("sheet", "Column"),
        pgettext("finding", "Weight"),
        pgettext("finding", "What was found"),
    )
    rows = [
        (shown.row, shown.column, shown.weight, shown.sentence) for shown in list_findings(batch)
    ]
    return _file(
        write_findings(pgettext("sheet", "Findings"), heads, rows),
        XLSX,
        f"findings-{batch.id}.xlsx",
    )


def _file(body: bytes | str, mimetype: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(body, mimetype=mimetype, headers=headers)


@bp.post("/credentials/batches/<int:batch_id>/removal")
@require(LOAD)
def drop_batch(batch_id: int) -> ResponseReturnValue:
    """Forget a sheet that was only checked."""
    batch = queries.lock_batch(batch_id, places())
    actions.drop_batch(batch, actor_id=current().id, now=now())
    flash(_("The sheet is dropped. Nothing was loaded."), "success")
    return redirect(url_for("credentials.list_batches"), 303)
