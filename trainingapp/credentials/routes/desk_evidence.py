"""Files, codes and numbers at the desk: each look is in the audit log."""

from __future__ import annotations

from flask import Response, render_template
from flask_babel import gettext as _

from trainingapp.credentials.actions import desk_reading
from trainingapp.credentials.models.evidence import DeskCase
from trainingapp.credentials.routes.desk_pages import CASE, VERIFY, evidence_of, reached_case
from trainingapp.credentials.routes.evidence_sending import send_evidence
from trainingapp.credentials.routes.mount import bp
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now


@bp.post(f"{CASE}/evidence/<int:evidence_id>/file")
@require(VERIFY)
def show_evidence(case_id: int, evidence_id: int) -> Response:
    """A file that somebody gave for the record; a POST, for that it was looked at is in the audit log."""
    evidence = evidence_of(reached_case(case_id), evidence_id)
    desk_reading.note_look(evidence, actor_id=current().id, now=now())
    return send_evidence(evidence)


@bp.post(f"{CASE}/evidence/<int:evidence_id>/code")
@require(VERIFY)
def reveal_code(case_id: int, evidence_id: int) -> str:
    """Show a CHSI code to look up; that it was shown is in the audit log."""
    case = reached_case(case_id)
    value = desk_reading.reveal_code(
        evidence_of(case, evidence_id), actor_id=current().id, now=now()
    )
    return _show_hidden(case, _("CHSI online code"), value)


@bp.post(f"{CASE}/number")
@require(VERIFY)
def reveal_number(case_id: int) -> str:
    """Show the number of a paper to compare it; that it was shown is in the audit log."""
    case = reached_case(case_id)
    value = desk_reading.reveal_number(case.subject, actor_id=current().id, now=now())
    return _show_hidden(case, _("Number of the paper"), value)


def _show_hidden(case: DeskCase, label: str, value: str | None) -> str:
    return render_template("credentials/show_hidden.html", case=case, label=label, value=value)
