"""Bringing a sheet of graduates: it is only looked at."""

from __future__ import annotations

import hashlib

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.credentials.actions import batches as actions
from trainingapp.credentials.forms.batches import SheetForm
from trainingapp.credentials.queries import batches as queries
from trainingapp.credentials.routes.batches import LOAD, places
from trainingapp.credentials.routes.mount import bp
from trainingapp.credentials.sheets.reading import read_sheet
from trainingapp.education.days import today
from trainingapp.extensions import limiter
from trainingapp.itembank.exchange.archives import FileRefused
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.transactions import reads_first, start_writing

bringing = limiter.shared_limit(
    "30 per hour", scope="sheets", methods=["POST"], key_func=lambda: f"sheets {current().id}"
)


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
