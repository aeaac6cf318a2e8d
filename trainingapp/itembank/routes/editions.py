"""Two editions of a subject's syllabus side by side."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.itembank import editions
from trainingapp.itembank.forms.coverage import EditionsForm
from trainingapp.itembank.routes.mount import bp
from trainingapp.rules.items import Subject
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import require


@bp.get("/editions")
@require(Permission.ITEM_READ)
def compare_editions() -> ResponseReturnValue:
    """What an edition moves, adds, drops and rewords against another, and the items that lose their point."""
    form = EditionsForm(request.args, data={"subject": str(next(iter(Subject)))})
    form.fill_subjects()
    is_valid = form.validate()
    subject = form.subject.data if is_valid else str(next(iter(Subject)))
    known = editions.list_editions(subject)
    pair = form.choose(known)
    found = editions.diff_stored(*pair) if pair else None
    page = render_template(
        "itembank/compare_editions.html", form=form, known=known, pair=pair, found=found
    )
    return page, 200 if is_valid else 422
