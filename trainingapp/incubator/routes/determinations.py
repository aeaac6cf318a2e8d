"""Decisions on a case as the base and its authority read and write them, with objections and the appeal."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.files.models import Upload
from trainingapp.incubator.actions import determining as actions, documents
from trainingapp.incubator.forms.determining import DeterminationForm, SettlementForm
from trainingapp.incubator.queries import decisions
from trainingapp.incubator.queries.people import list_people
from trainingapp.incubator.routes.document_receiving import Sent, receive_files
from trainingapp.incubator.routes.review_pages import (
    BASE,
    HEAD,
    Actor,
    Case,
    Permission,
    bp,
    current,
    now,
    open_case,
    require,
    today,
)
from trainingapp.rules.incubation.deciding import Result
from trainingapp.rules.incubation.document_words import Audience, DocumentCategory

DECIDING = (Actor.HEAD, Actor.OFFICER, Actor.AUTHORITY)
ANSWERING = frozenset({Actor.HEAD, Actor.AUTHORITY})
DECISIONS = "/incubation/cases/<int:case_id>/determinations"


@bp.get(DECISIONS)
@require(Permission.INCUBATOR_OVERSEE)
def list_determinations(case_id: int) -> str:
    """What was decided, the public notice, objections, and the appeal."""
    case, actors = open_case(case_id, BASE)
    return _page(case, actors)


def _page(
    case: Case,
    actors: frozenset[Actor],
    *,
    form: SettlementForm | None = None,
    settling: int | None = None,
) -> str:
    return render_template(
        "incubator/list_determinations.html",
        case=case,
        actors=actors,
        rows=decisions.list_determinations(case),
        notice=decisions.current_notice(case),
        objections=decisions.list_objections(case),
        place=decisions.find_wait_place(case),
        appeal=decisions.find_appeal(case),
        form=form,
        settling=settling,
        blank=SettlementForm(formdata=None),
        round=decisions.round_of(case),
        is_head=Actor.HEAD in actors,
        may_answer=bool(ANSWERING & actors),
    )


@bp.route(f"{DECISIONS}/new", methods=["GET", "POST"])
@require(Permission.INCUBATOR_LEAD)
def enter_determination(case_id: int) -> ResponseReturnValue:
    """Write down what the body in charge has decided, with its minutes."""
    case, actors = open_case(case_id, HEAD, lock=request.method == "POST")
    round_ = decisions.round_of(case)
    if round_ is None:
        raise actions.NothingToDecide
    people = list_people(case, DECIDING)
    form = DeterminationForm(round_, people, today=today())
    sent = receive_files() if request.method == "POST" else Sent((), (), "")
    error = sent.error
    if request.method == "POST" and form.validate() and not error:
        if sent.upload is not None:
            return _determine(case, form, sent.upload)
        error = _("Add the minutes as a file.")
    page = render_template(
        "incubator/enter_determination.html",
        case=case,
        actors=actors,
        form=form,
        sent=sent,
        error=error,
    )
    return page, 422 if request.method == "POST" else 200


def _determine(case: Case, form: DeterminationForm, upload: Upload) -> ResponseReturnValue:
    title = _("Minutes: %(body)s", body=form.body.data)
    paper = documents.Paper(
        DocumentCategory.MINUTES,
        title[:120],
        issued_on=form.decided_on.data,
        audience=Audience.BASE,
    )
    settings = current_app.config["SETTINGS"]
    minutes = documents.keep_document(
        case, paper, upload, person_id=current().id, settings=settings, now=now()
    )
    decided = actions.Decided(
        result=Result(form.result.data),
        body=form.body.data,
        decided_on=form.decided_on.data,
        reasons=form.reasons.data,
        minutes_id=minutes.id,
        user_ids=form.user_ids(),
        names=form.names(),
    )
    actions.determine(case, decided, person_id=current().id, now=now())
    flash(
        _("The decision is written down. The next step is taken on the page of the case."),
        "success",
    )
    return redirect(url_for("incubator.list_determinations", case_id=case.id), 303)


@bp.post("/incubation/cases/<int:case_id>/objections/<int:objection_id>/settlement")
@require(Permission.INCUBATOR_LEAD)
def settle_objection(case_id: int, objection_id: int) -> ResponseReturnValue:
    """Say how an objection came out."""
    case, actors = open_case(case_id, HEAD, lock=True)
    objection = decisions.get_objection(case, objection_id)
    form = SettlementForm()
    if not form.validate():
        return _page(case, actors, form=form, settling=objection.id), 422
    actions.settle_objection(
        objection,
        form.answer.data,
        is_upheld=form.outcome.data == "upheld",
        person_id=current().id,
        now=now(),
    )
    flash(_("The objection is settled."), "success")
    return redirect(url_for("incubator.list_determinations", case_id=case.id), 303)


@bp.post("/incubation/cases/<int:case_id>/appeal/answer")
@require(Permission.INCUBATOR_OVERSEE)
def answer_appeal(case_id: int) -> ResponseReturnValue:
    """Answer the applicant's appeal: by somebody who had no hand in the refusal."""
    case, actors = open_case(case_id, ANSWERING, lock=True)
    appeal = decisions.find_appeal(case)
    if appeal is None:
        abort(404)
    form = SettlementForm()
    if not form.validate():
        return _page(case, actors, form=form, settling=0), 422
    actions.answer_appeal(
        appeal,
        form.answer.data,
        is_upheld=form.outcome.data == "upheld",
        person_id=current().id,
        now=now(),
    )
    flash(_("The appeal is answered."), "success")
    return redirect(url_for("incubator.list_determinations", case_id=case.id), 303)
