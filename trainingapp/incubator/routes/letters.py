"""Letters to read and as PDF: those about an application, and those about a passage of a stay."""

from __future__ import annotations

from flask import Response, abort, render_template

from trainingapp.incubator.papers.case_letters import tell_application_letter, tell_case_letter
from trainingapp.incubator.papers.letter_setting import set_letter
from trainingapp.incubator.papers.letters import Letter
from trainingapp.incubator.queries import applications, case_letters
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.reaching import open_case
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require

CASE = "/incubation/cases/<int:case_id>"
READERS = applications.READERS_OF_LETTERS


@bp.get(f"{CASE}/letters/<int:letter_id>")
@require(Permission.CASE_OPEN)
def show_letter(case_id: int, letter_id: int) -> str:
    """A letter about the application, to read and to print: for the applicant and the people of the base."""
    case, _actors = open_case(case_id, READERS)
    told = tell_application_letter(case, applications.get_letter(case, letter_id))
    return render_template("incubator/show_letter.html", case=case, told=told)


@bp.get(f"{CASE}/letters/<int:letter_id>/letter.pdf")
@require(Permission.CASE_OPEN)
def show_letter_on_paper(case_id: int, letter_id: int) -> Response:
    """A letter about the application as PDF: for the applicant and the people of the base."""
    case, _actors = open_case(case_id, READERS)
    letter = applications.get_letter(case, letter_id)
    return send_letter(tell_application_letter(case, letter), name=f"{case.number}-{letter.kind}")


@bp.get(f"{CASE}/history/<int:record_id>/letter.pdf")
@require(Permission.CASE_OPEN)
def show_case_letter(case_id: int, record_id: int) -> Response:
    """The letter about putting right, moving out or graduation as PDF. 404 of a passage that no letter tells of."""
    case, _actors = open_case(case_id, READERS)
    record = case_letters.find_lettered(case, record_id)
    if record is None:
        abort(404)
    return send_letter(tell_case_letter(case, record), name=f"{case.number}-{record.turn}")


def send_letter(letter: Letter, *, name: str) -> Response:
    """A letter as PDF, for its reader's eyes only."""
    headers = {
        "Content-Disposition": f'inline; filename="letter-{name}.pdf"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(set_letter(letter), mimetype="application/pdf", headers=headers)
