"""Papers that a university has loaded, for the graduate: found by identity, taken with the number, or refused."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.accounts.actions import set_id_number
from trainingapp.accounts.models import User
from trainingapp.credentials.actions import offers as actions, taking
from trainingapp.credentials.forms.batches import IdentityForm, OfferForm
from trainingapp.credentials.models.batches import DegreeBatchRow
from trainingapp.credentials.routes.mount import bp
from trainingapp.education.days import today
from trainingapp.extensions import db, limiter
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

OWN = Permission.CREDENTIAL_OWN
looking = limiter.shared_limit(
    "20 per hour", scope="offers", key_func=lambda: f"offers {current().id}"
)


def _reader() -> User:
    return db.session.get_one(User, current().id)


@bp.get("/eligibility/offers")
@require(OWN)
def list_offers() -> ResponseReturnValue:
    """What the reader's university has registered for them."""
    return _page(_form(), IdentityForm(formdata=None))


@bp.post("/eligibility/offers/identity")
@require(OWN)
@looking
def enter_identity() -> ResponseReturnValue:
    """Enter the ID number of the reader's account, once; changes go through the office."""
    form, reader = IdentityForm(), _reader()
    if not form.validate():
        return _page(_form(), form), 422
    try:
        if reader.id_number_index is None:
            set_id_number(reader, form.id_number.data, today=today(), now=now())
    except RuleViolation as refused:
        form.refuse(refused)
        return _page(_form(), form), 422
    flash(_("Your ID number is kept encrypted."), "success")
    return redirect(url_for("credentials.list_offers"), 303)


@bp.post("/eligibility/offers")
@require(OWN)
@looking
def answer_offer() -> ResponseReturnValue:
    """Look a paper up by name and number; with the second step take it."""
    form, reader = OfferForm(), _reader()
    found = None
    if form.validate():
        found = actions.look_up(reader, name=form.name.data, number=form.number.data)
        if found is None:
            form.refuse()
    if found is None:
        return _page(form, IdentityForm(formdata=None)), 422
    if request.form.get("answer") != "take":
        return _page(form, IdentityForm(formdata=None), found)
    taking.take_offer(found, reader, now=now())
    flash(_("The record is yours now, with your university's word for it."), "success")
    return redirect(url_for("credentials.show_claims"), 303)


@bp.post("/eligibility/offers/<int:row_id>/refusal")
@require(OWN)
def refuse_offer(row_id: int) -> ResponseReturnValue:
    """Say that a record found by the reader's identity is not theirs."""
    reader = _reader()
    row = next((one for one in actions.list_offers_of(reader) if one.id == row_id), None)
    if row is None:
        abort(404)
    taking.refuse_offer(row, reader, now=now())
    flash(_("Your university reads that this record is not yours."), "success")
    return redirect(url_for("credentials.list_offers"), 303)


def _form() -> OfferForm:
    return OfferForm(formdata=None, data={"name": current().display_name})


def _page(form: OfferForm, identity: IdentityForm, found: DegreeBatchRow | None = None) -> str:
    reader = _reader()
    return render_template(
        "credentials/list_offers.html",
        form=form,
        identity=identity,
        found=found,
        offers=actions.list_offers_of(reader),
        has_identity=reader.id_number_index is not None,
        has_other_name=actions.has_other_name(reader),
    )
