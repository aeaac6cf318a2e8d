"""Interviews and visits of a review, as the base records them."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.files.models import Upload
from trainingapp.incubator.actions import documents, reviewing
from trainingapp.incubator.forms.reviewing import InterviewForm
from trainingapp.incubator.models.reviews import Meeting
from trainingapp.incubator.routes.document_receiving import Sent, receive_files
from trainingapp.incubator.routes.review_pages import (
    STEERING,
    Case,
    Permission,
    bp,
    current,
    now,
    open_case,
    require,
    today,
)
from trainingapp.rules.incubation.document_words import Audience, DocumentCategory


@bp.route("/incubation/cases/<int:case_id>/interviews/new", methods=["GET", "POST"])
@require(Permission.INCUBATOR_WORK)
def record_interview(case_id: int) -> ResponseReturnValue:
    """Record an interview or a visit; a file of it may come along."""
    case, actors = open_case(case_id, STEERING)
    form = InterviewForm(today=today())
    sent = receive_files() if request.method == "POST" else Sent((), (), "")
    if form.validate_on_submit() and not sent.error:
        held = reviewing.Held(
            kind=Meeting(form.kind.data),
            held_on=form.held_on.data,
            place=form.place.data or "",
            people=form.people.data,
            findings=form.findings.data,
            document_id=_keep_file(case, sent.uploads, _("Record of an interview or visit")),
        )
        reviewing.record_interview(case, held, person_id=current().id, now=now())
        flash(_("The interview or visit is recorded."), "success")
        return redirect(url_for("incubator.show_reviews", case_id=case.id), 303)
    page = render_template(
        "incubator/record_interview.html", case=case, actors=actors, form=form, sent=sent
    )
    return page, 422 if request.method == "POST" else 200


def _keep_file(case: Case, uploads: Sequence[Upload], title: str) -> int | None:
    if not uploads:
        return None
    paper = documents.Paper(DocumentCategory.REPORT, title, audience=Audience.BASE)
    kept = documents.keep_document(
        case,
        paper,
        uploads[-1],
        person_id=current().id,
        settings=current_app.config["SETTINGS"],
        now=now(),
    )
    return kept.id
