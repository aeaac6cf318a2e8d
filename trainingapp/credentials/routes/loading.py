"""Confirming a checked sheet, and taking a loaded one back."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.accounts.models import User
from trainingapp.credentials.actions.loading import load_batch
from trainingapp.credentials.actions.withdrawing import undo_batch
from trainingapp.credentials.queries import batches as queries
from trainingapp.credentials.routes.batches import LOAD, places
from trainingapp.credentials.routes.mount import bp
from trainingapp.extensions import db
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now


@bp.post("/credentials/batches/<int:batch_id>/confirmation")
@require(LOAD)
def confirm_batch(batch_id: int) -> ResponseReturnValue:
    """Load every sound row."""
    batch = queries.lock_batch(batch_id, places())
    load_batch(batch, registrar=db.session.get_one(User, current().id), now=now())
    text = _(
        "%(papers)s papers are loaded and wait for their graduates. What you confirmed is signed.",
        papers=batch.paper_count,
    )
    flash(text, "success")
    return redirect(url_for("credentials.show_batch", batch_id=batch_id), 303)


@bp.post("/credentials/batches/<int:batch_id>/reversal")
@require(LOAD)
def reverse_batch(batch_id: int) -> ResponseReturnValue:
    """Take back what a sheet loaded, as far as nobody has taken it."""
    batch = queries.lock_batch(batch_id, places())
    withdrawn, kept = undo_batch(batch, actor_id=current().id, now=now())
    if kept:
        text = _(
            "%(withdrawn)s papers are taken back; %(kept)s stay. The reasons stand below.",
            withdrawn=withdrawn,
            kept=kept,
        )
        flash(text, "warning")
    else:
        flash(_("All %(withdrawn)s papers are taken back.", withdrawn=withdrawn), "success")
    return redirect(url_for("credentials.show_batch", batch_id=batch_id), 303)
