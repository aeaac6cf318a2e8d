"""The evidence package of a case. A POST, for whose papers were opened is written down."""

from __future__ import annotations

from zipfile import ZipFile

from flask import Response, current_app, render_template
from flask_babel import pgettext

from trainingapp.extensions import db
from trainingapp.incubator import document_wording, evidence
from trainingapp.incubator.actions.documents import note_access
from trainingapp.incubator.queries.documents import select_of
from trainingapp.incubator.routes.archive_sending import send_archive
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.reaching import open_case
from trainingapp.incubator.showing import shown_history
from trainingapp.incubator.tabs import BASE
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now


@bp.post("/incubation/cases/<int:case_id>/evidence")
@require(Permission.INCUBATOR_OVERSEE)
def download_evidence(case_id: int) -> Response:
    """Every paper of the case that the reader may open, with an index, the hashes and the history."""
    case, actors = open_case(case_id, BASE)
    papers = db.session.scalars(select_of(current(), case)).unique().all()
    versions = evidence.choose_versions(papers)

    def fill(archive: ZipFile) -> None:
        packed = evidence.pack_files(archive, versions, settings=current_app.config["SETTINGS"])
        index = render_template(
            "incubator/evidence_index.html",
            case=case,
            packed=packed,
            history=shown_history(case, actors),
            made_at=now(),
            maker=current(),
            words=document_wording,
        )
        archive.writestr(evidence.INDEX, index)
        for one in packed:
            if one.path:
                note_access(one.version, person_id=current().id, now=now())

    return send_archive(fill, name=f"{case.number}-{pgettext('evidence', 'Evidence')}.zip")
