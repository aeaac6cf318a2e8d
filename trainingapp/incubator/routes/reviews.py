"""Reviews as the base reads them: who is asked, what was scored, what was said about it, interviews and visits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.files.models import Upload
from trainingapp.incubator.actions import documents, reviewing, seating
from trainingapp.incubator.forms import reviewing as forms
from trainingapp.incubator.models import Case
from trainingapp.incubator.models.reviews import Meeting
from trainingapp.incubator.queries import reviews, separation
from trainingapp.incubator.queries.rubrics import rubric_of
from trainingapp.incubator.routes.document_receiving import Sent, receive_files
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.reaching import open_case
from trainingapp.incubator.tabs import BASE
from trainingapp.rules.incubation.document_words import Audience, DocumentCategory
from trainingapp.rules.incubation.words import Actor
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

STEERING = frozenset({Actor.OFFICER, Actor.HEAD})
REVIEWS = "/incubation/cases/<int:case_id>/reviews"
REVIEWERS = "/incubation/cases/<int:case_id>/reviewers"


@bp.get(REVIEWS)
@require(Permission.INCUBATOR_OVERSEE)
def show_reviews(case_id: int) -> str:
    """What each reviewer scored, how far they lie apart, and what it comes to."""
    case, actors = open_case(case_id, BASE)
    return _reviews_page(case, actors, forms.ModerationForm(formdata=None))


def _reviews_page(case: Case, actors: frozenset[Actor], form: forms.ModerationForm) -> str:
    rubric = rubric_of(case)
    judgement = reviews.judge_case(case, rubric)
    return render_template(
        "incubator/show_reviews.html",
        case=case,
        actors=actors,
        rubric=rubric,
        seated=reviews.list_seated(case),
        judgement=judgement,
        is_wide=judgement is not None and judgement.spread > rubric.spread_alert,
        is_moderated=judgement is not None and reviews.has_moderation(case, judgement.spread),
        moderations=reviews.list_moderations(case),
        interviews=reviews.list_interviews(case),
        record=reviews.standing_record(case),
        form=form,
        may_work=bool(STEERING & actors),
    )


@bp.post(f"{REVIEWS}/moderation")
@require(Permission.INCUBATOR_WORK)
def moderate_reviews(case_id: int) -> ResponseReturnValue:
    """Keep what was said about reviews that lie far apart."""
    case, actors = open_case(case_id, STEERING, lock=True)
    form = forms.ModerationForm()
    if not form.validate():
        return _reviews_page(case, actors, form), 422
    reviewing.moderate(case, form.note.data, person_id=current().id, now=now())
    flash(_("The note is kept."), "success")
    return redirect(url_for("incubator.show_reviews", case_id=case.id), 303)


@bp.route(REVIEWERS, methods=["GET", "POST"])
@require(Permission.INCUBATOR_WORK)
def seat_reviewers(case_id: int) -> ResponseReturnValue:
    """Who reviews a case, and whom one may ask."""
    case, actors = open_case(case_id, STEERING, lock=request.method == "POST")
    form = forms.AskReviewerForm(today=today(), due_on=today() + timedelta(days=14))
    if form.validate_on_submit() and form.expert.data:
        seating.ask(
            case, form.expert.data, due_on=form.due_on.data, person_id=current().id, now=now()
        )
        flash(_("The reviewer is asked."), "success")
        return redirect(url_for("incubator.seat_reviewers", case_id=case.id), 303)
    page = _reviewers_page(case, actors, form, forms.EndSeatForm(formdata=None))
    return page, 422 if request.method == "POST" else 200


def _reviewers_page(
    case: Case, actors: frozenset[Actor], form: forms.AskReviewerForm, end: forms.EndSeatForm
) -> str:
    search = forms.ReviewerSearchForm(request.args)
    text = search.q.data or "" if search.validate() else ""
    page = paginate(separation.select_experts(text))
    people = [user.id for user in page.items]
    return render_template(
        "incubator/seat_reviewers.html",
        case=case,
        actors=actors,
        rubric=rubric_of(case),
        seated=reviews.list_seated(case),
        page=page,
        bars=separation.list_barred(case, people, today=today(), with_seats=True),
        search=search,
        form=form,
        end=end,
        is_open=case.stage in seating.SEATING,
    )


@bp.post(f"{REVIEWERS}/<int:seat_id>/end")
@require(Permission.INCUBATOR_WORK)
def end_reviewer(case_id: int, seat_id: int) -> ResponseReturnValue:
    """End a reviewer's seat with a reason."""
    case, actors = open_case(case_id, STEERING, lock=True)
    seat = reviews.get_seat_of(case, seat_id)
    end = forms.EndSeatForm()
    if not end.validate():
        form = forms.AskReviewerForm(formdata=None, today=today())
        return _reviewers_page(case, actors, form, end), 422
    seating.end(seat, end.reason.data, person_id=current().id, now=now())
    flash(_("The reviewer's seat has ended."), "success")
    return redirect(url_for("incubator.seat_reviewers", case_id=case.id), 303)


@bp.route("/incubation/cases/<int:case_id>/interviews/new", methods=["GET", "POST"])
@require(Permission.INCUBATOR_WORK)
def record_interview(case_id: int) -> ResponseReturnValue:
    """Record an interview or a visit; a file of it may come along."""
    case, actors = open_case(case_id, STEERING)
    form = forms.InterviewForm(today=today())
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
