"""Giving evidence for a record of one's own, opening it again, erasing it."""

from __future__ import annotations

from flask import Response, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials.actions import evidence as actions
from trainingapp.credentials.forms.verifying import EvidenceForm
from trainingapp.credentials.models.evidence import Evidence, EvidenceKind
from trainingapp.credentials.queries.desk import get_evidence
from trainingapp.credentials.routes.evidence_receiving import receive_file
from trainingapp.credentials.routes.evidence_sending import send_evidence
from trainingapp.credentials.routes.mount import bp
from trainingapp.credentials.routes.records import OWN, RECORD, own_record, show_page
from trainingapp.rules.chsi import CodeRefused
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.errors import sentence


@bp.post(f"{RECORD}/evidence")
@require(OWN)
def add_evidence(kind: str, record_id: int) -> ResponseReturnValue:
    """Give a file or a code; the desk is asked to look."""
    row = own_record(kind, record_id)
    form = EvidenceForm(kind)
    is_sound = form.validate()
    sent, code = receive_file(), form.code_given() if is_sound else None
    error = sent.error
    if is_sound and not error and sent.upload is None and code is None:
        error = sentence(actions.NothingGiven())
    if error or not is_sound:
        return show_page(kind, row, form, file_error=error, uploads=sent.earlier), 422
    try:
        actions.add_evidence(
            kind,
            row,
            EvidenceKind(form.kind.data),
            upload=sent.upload,
            code=code,
            settings=current_app.config["SETTINGS"],
            now=now(),
        )
    except CodeRefused as refusal:
        form.blame_code(refusal, sentence(refusal))
        return show_page(kind, row, form, uploads=sent.earlier), 422
    flash(_("Your evidence is with the desk."), "success")
    return redirect(url_for("credentials.show_record", kind=kind, record_id=row.id), 303)


@bp.get(f"{RECORD}/evidence/<int:evidence_id>")
@require(OWN)
def show_own_evidence(kind: str, record_id: int, evidence_id: int) -> Response:
    """A file of one's own, opened for its sender."""
    return send_evidence(_own_evidence(kind, record_id, evidence_id))


@bp.post(f"{RECORD}/evidence/<int:evidence_id>/erasure")
@require(OWN)
def erase_evidence(kind: str, record_id: int, evidence_id: int) -> ResponseReturnValue:
    """Destroy a file and its code; the hash stays."""
    evidence = _own_evidence(kind, record_id, evidence_id)
    actions.erase_evidence(evidence, actor_id=current().id, now=now())
    flash(_("It is erased. Only its fingerprint stays."), "success")
    return redirect(url_for("credentials.show_record", kind=kind, record_id=record_id), 303)


def _own_evidence(kind: str, record_id: int, evidence_id: int) -> Evidence:
    own_record(kind, record_id)
    return get_evidence(kind, record_id, evidence_id)
