"""Sheets of graduates for registrars: their history, what was found in each, what it loaded."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials.actions import batches as actions
from trainingapp.credentials.batch_shown import shown_sheet
from trainingapp.credentials.queries import batches as queries
from trainingapp.credentials.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

LOAD = Permission.DEGREE_LOAD


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


@bp.get("/credentials/batches/<int:batch_id>")
@require(LOAD)
def show_batch(batch_id: int) -> str:
    """What was found in a sheet, what it loaded, what became of it."""
    batch = queries.get_batch(batch_id, places())
    return render_template("credentials/show_batch.html", batch=batch, **shown_sheet(batch))


@bp.post("/credentials/batches/<int:batch_id>/removal")
@require(LOAD)
def drop_batch(batch_id: int) -> ResponseReturnValue:
    """Forget a sheet that was only checked."""
    batch = queries.lock_batch(batch_id, places())
    actions.drop_batch(batch, actor_id=current().id, now=now())
    flash(_("The sheet is dropped. Nothing was loaded."), "success")
    return redirect(url_for("credentials.list_batches"), 303)
