"""Reviews as the base reads them: what was scored, how far it lies apart, and what was said about it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.actions import reviewing
from trainingapp.incubator.forms.reviewing import ModerationForm
from trainingapp.incubator.queries import reviews
from trainingapp.incubator.queries.rubrics import rubric_of
from trainingapp.incubator.routes.review_pages import (
    BASE,
    STEERING,
    Actor,
    Case,
    Permission,
    bp,
    current,
    now,
    open_case,
    require,
)

REVIEWS = "/incubation/cases/<int:case_id>/reviews"


@bp.get(REVIEWS)
@require(Permission.INCUBATOR_OVERSEE)
def show_reviews(case_id: int) -> str:
    """What each reviewer scored, how far they lie apart, and what it comes to."""
    case, actors = open_case(case_id, BASE)
    return _reviews_page(case, actors, ModerationForm(formdata=None))


def _reviews_page(case: Case, actors: frozenset[Actor], form: ModerationForm) -> str:
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
    form = ModerationForm()
    if not form.validate():
        return _reviews_page(case, actors, form), 422
    reviewing.moderate(case, form.note.data, person_id=current().id, now=now())
    flash(_("The note is kept."), "success")
    return redirect(url_for("incubator.show_reviews", case_id=case.id), 303)
