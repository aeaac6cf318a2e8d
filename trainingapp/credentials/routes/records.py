"""A record of one's own: how it stands, what was found, and the evidence for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, render_template

from trainingapp.credentials.evidence_files import PURPOSE
from trainingapp.credentials.forms.verifying import EvidenceForm
from trainingapp.credentials.queries import desk as queries
from trainingapp.credentials.queries.facts import KINDS, get_record
from trainingapp.credentials.queries.recognition import find_recognition
from trainingapp.credentials.routes.mount import bp
from trainingapp.education.days import today
from trainingapp.files.models import Upload
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require

OWN = Permission.CREDENTIAL_OWN
RECORD = "/eligibility/record/<kind>/<int:record_id>"


def own_record(kind: str, record_id: int) -> Any:
    """A record of the reader. :raises NoResultFound: of anybody else."""
    if kind not in KINDS:
        abort(404)
    return get_record(kind, record_id, current().id)


@bp.get(RECORD)
@require(OWN)
def show_record(kind: str, record_id: int) -> str:
    """A record with its evidence, what verifiers found, and what to do."""
    row = own_record(kind, record_id)
    return show_page(kind, row, EvidenceForm(kind, formdata=None))


def show_page(
    kind: str,
    row: Any,
    form: EvidenceForm,
    *,
    file_error: str = "",
    uploads: Sequence[Upload] = (),
) -> str:
    """A record with its evidence, as it is shown."""
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
