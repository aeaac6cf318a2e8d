"""A record of one's own: how it stands, what was found, and the evidence for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials.actions import evidence as actions
from trainingapp.credentials.evidence_files import PURPOSE
from trainingapp.credentials.forms.verifying import EvidenceForm
from trainingapp.credentials.models.evidence import Evidence, EvidenceKind
from trainingapp.credentials.queries import desk as queries
from trainingapp.credentials.queries.facts import KINDS, get_record
from trainingapp.credentials.queries.recognition import find_recognition
from trainingapp.credentials.routes.evidence_sending import send_evidence
from trainingapp.credentials.routes.mount import bp
from trainingapp.education.days import today
from trainingapp.files.models import Upload
from trainingapp.files.posting import received_uploads
from trainingapp.files.violations import UploadRefused
from trainingapp.rules.chsi import CodeExpired, CodeMalformed, CodeTooLong
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.errors import sentence

OWN = Permission.CREDENTIAL_OWN
RECORD = "/eligibility/record/<kind>/<int:record_id>"


def _own(kind: str, record_id: int) -> Any:
    if kind not in KINDS:
        abort(404)
    return get_record(kind, record_id, current().id)


@bp.get(RECORD)
@require(OWN)
def show_record(kind: str, record_id: int) -> str:
    """A record with its evidence, what verifiers found, and what to do."""
    row = _own(kind, record_id)
    return _show(kind, row, EvidenceForm(kind, formdata=None))


def _show(
    kind: str,
    row: Any,
    form: EvidenceForm,
    *,
    file_error: str = "",
    uploads: Sequence[Upload] = (),
) -> str:
    return render_template(
        "credentials/show_record.html",
        kind=kind,
        row=row,
        form=form,
        file_error=file_error,
        uploads=uploads,
        case=queries.find_case(kind, row.id),
        evidence=queries.list_evidence(kind, row.id),
        verifications=queries.list_verifications(kind, row.id),
        line=find_recognition(row) if kind == "degree" else None,
        purpose=PURPOSE,
        today=today(),
    )


@bp.post(f"{RECORD}/evidence")
@require(OWN)
def add_evidence(kind: str, record_id: int) -> ResponseReturnValue:
    """Give a file or a code; the desk is asked to look."""
    row = _own(kind, record_id)
    form = EvidenceForm(kind)
    is_sound = form.validate()
    try:
        uploads = received_uploads("file", user=current(), purpose=PURPOSE, now=now())
    except UploadRefused as refusal:
        return _show(kind, row, form, file_error=sentence(refusal)), 422
    if not is_sound:
        return _show(kind, row, form, uploads=_sent_before(uploads)), 422
    code = form.code_given()
    if not uploads and code is None:
        return _show(kind, row, form, file_error=sentence(actions.NothingGiven())), 422
    try:
        actions.add_evidence(
            kind,
            row,
            EvidenceKind(form.kind.data),
            upload=uploads[-1] if uploads else None,
            code=actions.Code(*code) if code else None,
            settings=current_app.config["SETTINGS"],
            now=now(),
        )
    except (CodeMalformed, CodeExpired, CodeTooLong) as refusal:
        field = form.code if isinstance(refusal, CodeMalformed) else form.code_ends_on
        field.errors = [*field.errors, sentence(refusal)]
        return _show(kind, row, form, uploads=_sent_before(uploads)), 422
    flash(_("Your evidence is with the desk."), "success")
    return redirect(url_for("credentials.show_record", kind=kind, record_id=row.id), 303)


def _sent_before(uploads: Sequence[Upload]) -> list[Upload]:
    """What had arrived before the form was sent is still there; what came with it goes with its refusal."""
    ids = request.form.getlist("file-uploads")
    return [upload for upload in uploads if upload.id in ids]


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
    _own(kind, record_id)
    return queries.get_evidence(kind, record_id, evidence_id)
