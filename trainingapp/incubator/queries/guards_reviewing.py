"""Guards of review and decision: each says what is still missing, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, Interview, RankingRecord
from trainingapp.incubator.queries import decisions, reviews
from trainingapp.incubator.queries.guarding import Guard
from trainingapp.incubator.queries.rubrics import rubric_of
from trainingapp.incubator.queries.separation import list_barred
from trainingapp.rules.incubation.application_forms import Wording
from trainingapp.rules.incubation.deciding import Result, is_over, judged_twice
from trainingapp.rules.incubation.findings import Missing
from trainingapp.rules.incubation.rubrics import Titles
from trainingapp.rules.incubation.words import SeatState

N_ = str  # marks a message for translation where it is not yet shown
Found = Sequence[Missing]


def reviewers_seated(case: Case, now: datetime) -> Found:
    """As many reviewers as the sheet asks for are asked, without a conflict and without a tie to an applicant."""
    rubric = rubric_of(case)
    seats = [one.seat for one in reviews.list_seated(case) if one.seat.state in reviews.COUNTED]
    found: list[Missing] = []
    if len(seats) < rubric.reviewers_least:
        text = N_("%(has)s of at least %(least)s reviewers are assigned.")
        parameters = {"has": len(seats), "least": rubric.reviewers_least}
        found.append(_missing("reviewers_few", text, case, "seat_reviewers", **parameters))
    barred = list_barred(case, [seat.user_id for seat in seats], today=day_of(now))
    for seat in seats:
        if barred.get(seat.user_id):
            text = N_("%(name)s may not review this case. Choose somebody else.")
            name = seat.user.display_name
            found.append(_missing("reviewer_barred", text, case, "seat_reviewers", name=name))
    return found


def reviews_submitted(case: Case, _now: datetime) -> Found:
    """Enough reviews are submitted, and nobody who took a seat still writes."""
    rubric, seated = rubric_of(case), reviews.list_seated(case)
    counted = len(reviews.list_counted(case))
    found: list[Missing] = []
    if counted < rubric.reviewers_least:
        text = N_("%(has)s of at least %(least)s reviews are submitted.")
        parameters = {"has": counted, "least": rubric.reviewers_least}
        found.append(_missing("reviews_few", text, case, "show_reviews", **parameters))
    newest = reviews.newest_revision(case)
    for seat, review in seated:
        if seat.state == SeatState.ASKED or (
            seat.state == SeatState.TAKEN and (review is None or review.submitted_at is None)
        ):
            text = N_("The review of %(name)s is open. Wait for it, or end the seat.")
            name = seat.user.display_name
            found.append(_missing("review_open", text, case, "show_reviews", name=name))
        elif (
            newest and review and seat.state == SeatState.TAKEN and review.revision_id != newest.id
        ):
            text = N_("%(name)s reviewed an older version of the application.")
            name = seat.user.display_name
            found.append(_missing("review_outdated", text, case, "show_reviews", name=name))
    return found


def interview_recorded(case: Case, _now: datetime) -> Found:
    """The base has met the applicants."""
    query = select(func.count()).where(Interview.case_id == case.id)
    if db.session.scalar(query):
        return []
    text = N_("No interview and no visit is recorded.")
    return [_missing("interview_missing", text, case, "record_interview")]


def spread_settled(case: Case, _now: datetime) -> Found:
    """Reviewers do not lie further apart than the sheet allows, or it was spoken about."""
    rubric = rubric_of(case)
    judgement = reviews.judge_case(case, rubric)
    if judgement is None or judgement.spread <= rubric.spread_alert:
        return []
    if reviews.has_moderation(case, judgement.spread):
        return []
    text = N_(
        "The totals lie %(spread)s points apart, more than %(alert)s. Note what was said about it."
    )
    parameters = {"spread": judgement.spread, "alert": rubric.spread_alert}
    return [_missing("spread_wide", text, case, "show_reviews", **parameters)]


def _determined(case: Case, results: Sequence[Result], text: str, code: str) -> Found:
    determination = decisions.current_determination(case)
    if determination is None:
        missing = N_("No decision is written down yet.")
        return [_missing("determination_missing", missing, case, "enter_determination")]
    if Result(determination.result) in results:
        return []
    return [_missing(code, text, case, "list_determinations")]


def determination_admits(case: Case, _now: datetime) -> Found:
    """The decision written down is to admit."""
    text = N_("The decision that is written down is not to admit.")
    return _determined(case, [Result.ADMIT], text, "determination_rejects")


def determination_rejects(case: Case, _now: datetime) -> Found:
    """The decision written down is to reject."""
    text = N_("The decision that is written down is to admit.")
    return _determined(case, [Result.REJECT], text, "determination_admits")


def graduation_determined(case: Case, _now: datetime) -> Found:
    """A decision on graduation is written down."""
    both = [Result.GRADUATE, Result.FAIL]
    return _determined(case, both, "", "")


def determination_graduates(case: Case, _now: datetime) -> Found:
    """The decision written down is that the agency graduates."""
    text = N_("The decision that is written down is not to graduate.")
    return _determined(case, [Result.GRADUATE], text, "determination_fails")


def determination_fails(case: Case, _now: datetime) -> Found:
    """The decision written down is that graduation is not passed."""
    text = N_("The decision that is written down is to graduate.")
    return _determined(case, [Result.FAIL], text, "determination_graduates")


def _standing(case: Case) -> tuple[RankingRecord | None, Found]:
    record = reviews.standing_record(case)
    if record is not None:
        return record, []
    text = N_("The review of this case has not been closed.")
    return None, [_missing("ranking_open", text, case, "show_reviews")]


def score_passes(case: Case, _now: datetime) -> Found:
    """The closed review comes to the total that passes, and each criterion to its least."""
    record, found = _standing(case)
    if record is None:
        return found
    rubric, missing = rubric_of(case), list[Missing]()
    if reviews.has_lost_review(case, record):
        text = N_("A reviewer declared a conflict after the review was closed. Reopen the review.")
        missing.append(_missing("review_lost", text, case, "show_reviews"))
    if record.total < rubric.passes_at:
        text = N_("The total is %(total)s; %(least)s are needed.")
        parameters = {"total": record.total, "least": rubric.passes_at}
        missing.append(_missing("score_low", text, case, "show_reviews", **parameters))
    for code in record.findings["below"]:
        text = N_("“%(criterion)s” has %(mean)s points; %(least)s are needed.")
        facts: dict[str, object] = {
            "criterion": _wording(rubric.criterion(code).title),
            "mean": record.findings["means"][code],
            "least": rubric.criterion(code).least,
        }
        missing.append(_missing("criterion_low", text, case, "show_reviews", **facts))
    return missing


def no_veto(case: Case, _now: datetime) -> Found:
    """No reviewer has named a ground that stops the application."""
    record, found = _standing(case)
    if record is None:
        return found
    titles = {one.code: _wording(one.title) for one in rubric_of(case).vetoes}
    text = N_("A reviewer named a ground that stops an application: %(ground)s.")
    return [
        _missing("veto", text, case, "show_reviews", ground=titles.get(code, code))
        for code in record.findings["vetoes"]
    ]


def places_left(case: Case, _now: datetime) -> Found:
    """The call has a place left."""
    if case.intake is None:
        return []
    places = decisions.count_places(case.intake)
    if places.are_left:
        return []
    text = N_("All %(of)s places of the call are given.")
    arguments = {"intake_id": case.intake.id}
    parameters = {"of": places.of}
    return [Missing("places_full", text, parameters, "incubator.show_ranking", arguments)]


def places_full(case: Case, _now: datetime) -> Found:
    """All places of the call are given: only then there is a waiting list."""
    if case.intake is None:
        text = N_("This case came by no call, so there is no waiting list.")
        return [Missing("no_intake", text)]
    places = decisions.count_places(case.intake)
    if not places.are_left:
        return []
    text = N_("%(left)s places of the call are free.")
    arguments = {"intake_id": case.intake.id}
    parameters = {"left": places.of - places.held}
    return [Missing("places_free", text, parameters, "incubator.show_ranking", arguments)]


def first_on_waitlist(case: Case, _now: datetime) -> Found:
    """Nobody who waits for a place of the call has waited longer."""
    place = decisions.find_wait_place(case)
    before = decisions.count_before(case, place) if place is not None else 0
    if not before:
        return []
    text = N_("%(count)s of the waiting list come first.")
    assert case.intake is not None
    arguments = {"intake_id": case.intake.id}
    return [Missing("not_first", text, {"count": before}, "incubator.show_ranking", arguments)]


def decider_did_not_review(case: Case, _now: datetime) -> Found:
    """Nobody who reviewed the case has decided it."""
    determination = decisions.current_determination(case)
    if determination is None:
        return []  # which is said by the guard of the decision itself
    deciders = decisions.deciders_of(determination)
    both = judged_twice(deciders, reviews.list_reviewers(case))
    text = N_("%(name)s has reviewed this case and cannot decide it.")
    return [
        _missing("judged_twice", text, case, "enter_determination", name=name)
        for name in reviews.list_names(both)
    ]


def notice_over(case: Case, now: datetime) -> Found:
    """The public notice has run its time."""
    notice = decisions.current_notice(case)
    if notice is None:
        return [Missing("notice_missing", N_("The admission has not been made public."))]
    if is_over(notice.ends_on, today=day_of(now)):
        return []
    text = N_("The public notice runs to the end of %(day)s.")
    parameters = {"day": notice.last_day.isoformat()}
    return [_missing("notice_running", text, case, "list_determinations", **parameters)]


def objections_settled(case: Case, _now: datetime) -> Found:
    """Nobody objects, or it was settled and not upheld."""
    notice = decisions.current_notice(case)
    found = []
    for one in decisions.list_objections(case):
        if notice is None or one.notice_id != notice.id or one.is_upheld is False:
            continue
        if one.is_upheld:
            text = N_("An objection was upheld. Undo the admission and decide again.")
            found.append(_missing("objection_upheld", text, case, "list_determinations"))
        else:
            text = N_("An objection has not been settled.")
            found.append(_missing("objection_open", text, case, "list_determinations"))
    return found


def _wording(title: Titles) -> Wording:
    return Wording(title["zh"], title["en"])


def _missing(code: str, text: str, case: Case, endpoint: str, **parameters: object) -> Missing:
    return Missing(code, text, parameters, f"incubator.{endpoint}", {"case_id": case.id})


GUARDS: dict[str, Guard] = {
    "reviewers_seated": reviewers_seated,
    "reviews_submitted": reviews_submitted,
    "interview_recorded": interview_recorded,
    "spread_settled": spread_settled,
    "determination_admits": determination_admits,
    "determination_rejects": determination_rejects,
    "graduation_determined": graduation_determined,
    "determination_graduates": determination_graduates,
    "determination_fails": determination_fails,
    "score_passes": score_passes,
    "no_veto": no_veto,
    "places_left": places_left,
    "places_full": places_full,
    "first_on_waitlist": first_on_waitlist,
    "decider_did_not_review": decider_did_not_review,
    "notice_over": notice_over,
    "objections_settled": objections_settled,
}
