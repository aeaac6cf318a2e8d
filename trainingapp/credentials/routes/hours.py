"""Where hours count: another cycle of their day instead, and those of a degree."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials.actions import placing
from trainingapp.credentials.queries import registration as queries
from trainingapp.credentials.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

OWN = Permission.CREDENTIAL_OWN


@bp.post("/credentials/registration/hours/<int:entry_id>")
@require(OWN)
def move_hours(entry_id: int) -> ResponseReturnValue:
    """Let an entry count in another cycle of its day."""
    cycle_id = request.form.get("cycle", type=int)
    if cycle_id is None:
        abort(400)
    cycle = queries.get_cycle(current().id, cycle_id)
    placing.move_entry(current().id, entry_id, cycle_id, now=now())
    flash(_("The hours count there now."), "success")
    return _to(cycle.certificate_id)


@bp.post("/credentials/registration/<int:certificate_id>/degrees/<int:degree_id>")
@require(OWN)
def credit_degree(certificate_id: int, degree_id: int) -> ResponseReturnValue:
    """Count a verified social work degree, once."""
    queries.get_certificate(current().id, certificate_id)
    placing.credit_degree(current().id, degree_id, now=now())
    flash(_("The hours of your degree are in the ledger."), "success")
    return _to(certificate_id)


def _to(certificate_id: int) -> ResponseReturnValue:
    address = url_for("credentials.show_registration", certificate_id=certificate_id)
    return redirect(address, 303)
