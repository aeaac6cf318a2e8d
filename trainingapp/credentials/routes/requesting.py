"""What a holder asks for beside courses and minutes: notes, statements, practice scores, bundles."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials.actions import bundling, requesting as actions
from trainingapp.credentials.forms.requesting import BundleForm
from trainingapp.credentials.models.verifiable import Credential
from trainingapp.credentials.queries import facts, issuable, names, proving, stating
from trainingapp.credentials.routes.holding import asking
from trainingapp.credentials.routes.mount import bp
from trainingapp.education.days import day_of
from trainingapp.exams.queries.attempts import present_attempts
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

OWN = Permission.CREDENTIAL_OWN


@bp.get("/credentials/asking")
@require(OWN)
def list_issuable() -> str:
    """What the reader may ask for, and of the rest why not yet."""
    return _list(BundleForm(formdata=None))


@bp.post("/credentials/asking/degrees/<int:record_id>")
@require(OWN)
@asking
def ask_for_degree(record_id: int) -> ResponseReturnValue:
    """Issue the note on a verified degree of the reader."""
    return _issued(actions.ask_for_degree(current().id, record_id, now=now()))


@bp.post("/credentials/asking/certificates/<int:record_id>")
@require(OWN)
@asking
def ask_for_certificate(record_id: int) -> ResponseReturnValue:
    """Issue the note on a verified national certificate of the reader."""
    return _issued(actions.ask_for_certificate(current().id, record_id, now=now()))


@bp.post("/credentials/asking/decisions/<int:number>")
@require(OWN)
@asking
def ask_for_statement(number: int) -> ResponseReturnValue:
    """Issue the statement on a kept decision of the reader."""
    return _issued(actions.ask_for_statement(current().id, number, now=now()))


@bp.post("/credentials/asking/attempts/<int:attempt_id>")
@require(OWN)
@asking
def ask_for_score(attempt_id: int) -> ResponseReturnValue:
    """Issue the practice score of an attempt of the reader."""
    return _issued(actions.ask_for_score(current().id, attempt_id, now=now()))


@bp.post("/credentials/asking/bundle")
@require(OWN)
@asking
def ask_for_bundle() -> ResponseReturnValue:
    """Put chosen credentials of the reader together."""
    form = BundleForm()
    form.offer(issuable.list_holding(current().id))
    if not form.is_sound():
        return _list(form), 422
    return _issued(bundling.ask_for_bundle(current().id, form.parts.data, now=now()))


def _issued(credential: Credential) -> ResponseReturnValue:
    flash(_("The credential is issued. Only you can see it until you open its page."), "success")
    return redirect(url_for("credentials.show_credential", public_id=credential.public_id), 303)


def _list(form: BundleForm) -> str:
    reader, moment = current().id, now()
    sure = proving.list_sure(reader)
    decisions = issuable.list_eligible(reader, today=day_of(moment))
    form.offer(issuable.list_holding(reader))
    return render_template(
        "credentials/list_issuable.html",
        form=form,
        name=names.find_verified_name(reader),
        held=issuable.list_held_keys(reader),
        degrees=facts.list_records("degree", reader),
        certificates=facts.list_records("certificate", reader),
        decisions=[(row, stating.read_decision(row, sure)) for row in decisions],
        attempts=present_attempts(issuable.list_attempts(reader), now=moment),
    )
