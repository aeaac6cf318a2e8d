"""What registrars download: the template, every finding of a sheet, the signed document of what was confirmed."""

from __future__ import annotations

from flask import Response, abort
from flask_babel import gettext as _, pgettext

from trainingapp.credentials.batch_documents import write_signed
from trainingapp.credentials.batch_shown import list_findings
from trainingapp.credentials.queries import batches as queries
from trainingapp.credentials.routes.batches import LOAD, places
from trainingapp.credentials.routes.mount import bp
from trainingapp.credentials.sheets.writing import write_findings, write_template
from trainingapp.web.auth import require

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/credentials/batches/template.xlsx")
@require(LOAD)
def download_batch_template() -> Response:
    """The sheet to fill in, with a page of explanations."""
    return _file(write_template(), XLSX, "graduates-template.xlsx")


@bp.get("/credentials/batches/<int:batch_id>/findings.xlsx")
@require(LOAD)
def download_findings(batch_id: int) -> Response:
    """Every finding as a workbook."""
    batch = queries.get_batch(batch_id, places())
    heads = (
        _("Row"),
        pgettext("sheet", "Column"),
        pgettext("finding", "Weight"),
        pgettext("finding", "What was found"),
    )
    rows = [
        (shown.row, shown.column, shown.weight, shown.sentence) for shown in list_findings(batch)
    ]
    return _file(
        write_findings(pgettext("sheet", "Findings"), heads, rows),
        XLSX,
        f"findings-{batch.id}.xlsx",
    )


def _file(body: bytes | str, mimetype: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(body, mimetype=mimetype, headers=headers)


@bp.get("/credentials/batches/<int:batch_id>/signed.json")
@require(LOAD)
def download_signed(batch_id: int) -> Response:
    """What was confirmed, signed by the site's key, as a JWS."""
    batch = queries.get_batch(batch_id, places())
    if not batch.document:
        abort(404)
    return _file(write_signed(batch), "application/jose+json", f"degree-batch-{batch.id}.jws.json")
