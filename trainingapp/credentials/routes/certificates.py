"""Numbers of certificates: entered by their holder; the same in several accounts; revealed for a reason."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials.actions.certificate_numbers import reveal_number, set_number
from trainingapp.credentials.forms.registration import NumberForm, RevealForm
from trainingapp.credentials.queries import certificates as queries
from trainingapp.credentials.queries.registration import get_certificate
from trainingapp.credentials.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

OWN = Permission.CREDENTIAL_OWN
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


@bp.route("/credentials/registration/<int:certificate_id>/number", methods=["GET", "POST"])
@require(OWN)
def set_certificate_number(certificate_id: int) -> ResponseReturnValue:
    """Enter the number of a certificate; an unusual length is asked about once."""
    certificate = get_certificate(current().id, certificate_id)
    form = NumberForm()
    is_unusual = False
    if form.validate_on_submit() and form.is_sound():
        if form.is_settled():
            set_number(certificate, form.number.data or "", now=now())
            flash(_("The number is entered."), "success")
            address = url_for("credentials.show_registration", certificate_id=certificate_id)
            return redirect(address, 303)
        is_unusual = True
        form.confirmed.data = form.number.data
    page = render_template(
        "credentials/set_certificate_number.html",
        form=form,
        certificate=certificate,
        is_unusual=is_unusual,
    )
    return page, 422 if request.method == "POST" else 200


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
