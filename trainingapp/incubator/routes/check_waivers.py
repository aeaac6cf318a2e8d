"""Letting a breach stand for a while, and ending that: the head of the base alone."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.incubator.actions.waiving import WaiverPlan, end_waiver, give_waiver
from trainingapp.incubator.queries.compliance import get_waiver
from trainingapp.incubator.routes.agency_pages import reach_agency
from trainingapp.incubator.routes.check_pages import HEADS, check_page, text_of, waiver_form
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.proofs import receive_proof
from trainingapp.rules.incubation.document_words import DocumentCategory
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

CHECK = "/incubation/agencies/<int:agency_id>/checks/<code>"


@bp.post(f"{CHECK}/waiver")
@require(Permission.INCUBATOR_LEAD)
def waive_check(agency_id: int, code: str) -> ResponseReturnValue:
    """Let a breach stand until a day, on a document."""
    reached, text = reach_agency(agency_id, HEADS, lock=True), text_of(code)
    form = waiver_form(reached)
    is_right = form.validate() and form.is_sound(today())
    chosen = None if form.document.errors else form.document_id
    given = receive_proof(
        reached.agency,
        DocumentCategory.OTHER,
        title=text.title.zh,
        chosen=chosen,
    )
    if given.document_id is None and given.upload is None and not given.error:
        form.document.errors = [_("Choose a document or send a file.")]
        is_right = False
    if not is_right or given.error:
        return check_page(reached, text, form=form, proof=given), 422
    plan = WaiverPlan(
        code, form.reason.data or "", given.keep() or 0, form.until.data + timedelta(days=1)
    )
    give_waiver(reached.agency, plan, person_id=current().id, today=today(), now=now())
    flash(_("It may stand until that day."), "success")
    return _back(agency_id, code)


@bp.post(f"{CHECK}/waivers/<int:waiver_id>/end")
@require(Permission.INCUBATOR_LEAD)
def end_check_waiver(agency_id: int, code: str, waiver_id: int) -> ResponseReturnValue:
    """Let it stand no more."""
    reach_agency(agency_id, HEADS, lock=True)
    waiver = get_waiver(agency_id, text_of(code).code, waiver_id)
    end_waiver(waiver, person_id=current().id, now=now())
    flash(_("It may stand no more."), "success")
    return _back(agency_id, code)


def _back(agency_id: int, code: str) -> ResponseReturnValue:
    return redirect(url_for("incubator.show_check", agency_id=agency_id, code=code), 303)
