"""The office of certificates: the same number in several accounts, and a number revealed for a reason."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from trainingapp.credentials.actions.certificate_numbers import reveal_number
from trainingapp.credentials.forms.registration import RevealForm
from trainingapp.credentials.queries import certificates as queries
from trainingapp.credentials.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

REVEAL = Permission.ACCOUNT_REVEAL


@bp.get("/credentials/office/certificates")
@require(REVEAL)
def list_certificates() -> str:
    """Certificates with a number; those that several accounts have entered come first."""
    page = paginate(queries.list_numbered())
    doubled = queries.find_doubled(page.items)
    return render_template("credentials/list_certificates.html", page=page, doubled=doubled)


@bp.get("/credentials/office/certificates/<int:certificate_id>")
@require(REVEAL)
def show_certificate(certificate_id: int) -> str:
    """One certificate, who else has entered its number, and the form to reveal it."""
    return _show(certificate_id, RevealForm(formdata=None))


@bp.post("/credentials/office/certificates/<int:certificate_id>/reveal")
@require(REVEAL)
def reveal_certificate(certificate_id: int) -> ResponseReturnValue:
    """Show the number once, for a reason that is kept in the audit log."""
    form = RevealForm()
    if not form.validate():
        return _show(certificate_id, form), 422
    certificate = queries.get_numbered(certificate_id)
    reason = form.reason.data or ""
    number = reveal_number(certificate, reason=reason, actor_id=current().id, now=now())
    return _show(certificate_id, RevealForm(formdata=None), number)


def _show(certificate_id: int, form: RevealForm, number: str | None = None) -> str:
    certificate = queries.get_numbered(certificate_id)
    return render_template(
        "credentials/show_certificate.html",
        certificate=certificate,
        holder=queries.get_holder(certificate),
        others=queries.list_same_number(certificate),
        form=form,
        number=number,
    )
