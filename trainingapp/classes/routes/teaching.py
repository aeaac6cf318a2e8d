"""What the pages of teachers share: pages of lists that are made here, workbooks to take away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from flask import Response, request

from trainingapp.classes import teaching_words
from trainingapp.classes.actions.attendance import note_export
from trainingapp.classes.models import Cohort
from trainingapp.classes.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current
from trainingapp.web.clock import now
from trainingapp.web.i18n import SHANGHAI
from trainingapp.web.pages import PER_PAGE, Page

Row = TypeVar("Row")
TEACH, JOIN = Permission.CLASS_TEACH, Permission.CLASS_JOIN
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.context_processor
def offer_teaching_words() -> dict[str, object]:
    """The names that pages about attendance and progress use."""
    return {
        "attendance_ways": teaching_words.WAYS,
        "flag_kinds": teaching_words.FLAGS,
        "flag_text": teaching_words.flag_text,
        "readiness_bands": teaching_words.BANDS,
        "band_tones": teaching_words.BAND_TONES,
    }


def page_of(rows: Sequence[Row]) -> Page[Row]:
    """The page of a list that the address asks for."""
    pages = max(1, -(-len(rows) // PER_PAGE))
    number = min(max(request.args.get("page", 1, int), 1), pages)
    start = (number - 1) * PER_PAGE
    return Page(rows[start : start + PER_PAGE], number, pages, len(rows))


def send_workbook(body: bytes, cohort: Cohort, what: str) -> Response:
    """A list of the class to keep; that it was taken away is written down, and no browser stores it."""
    moment = now()
    note_export(cohort, what, actor_id=current().id, now=moment)
    day = moment.astimezone(SHANGHAI).date().isoformat()
    headers = {
        "Content-Disposition": f'attachment; filename="{what}-{cohort.id}-{day}.xlsx"',
        "Cache-Control": "no-store",
    }
    return Response(body, mimetype=XLSX, headers=headers)
