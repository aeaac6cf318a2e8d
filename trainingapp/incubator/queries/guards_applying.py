"""Guards of applications: each says what is still missing, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from trainingapp.education.days import day_of
from trainingapp.incubator.models import Case
from trainingapp.incubator.models.applications import ScreeningResult
from trainingapp.incubator.queries import applications
from trainingapp.incubator.queries.guarding import Guard
from trainingapp.incubator.queries.prechecking import list_duplicates
from trainingapp.rules.incubation.application_forms import PAPERS
from trainingapp.rules.incubation.applying import CallState, call_state, is_fresh
from trainingapp.rules.incubation.findings import Missing
from trainingapp.rules.incubation.precheck import stops

N_ = str  # marks a message for translation where it is not yet shown
SCREENING = "incubator.show_screening"
NO_APPLICATION = Missing("application_absent", N_("There is no application in this case."))


def call_open(case: Case, now: datetime) -> Sequence[Missing]:
    """The call takes applications today; a case without a call asks only whether the base is open."""
    call = case.intake
    if call is None:
        is_open = case.base.is_open
    else:
        state = call_state(
            is_published=call.published_at is not None,
            opens_on=call.opens_on,
            closes_on=call.closes_on,
            today=day_of(now),
        )
        is_open = state is CallState.OPEN
    return [] if is_open else [Missing("call_closed", N_("This call takes no applications now."))]


def application_complete(case: Case, _now: datetime) -> Sequence[Missing]:
    """Every required field and paper is there, and every field is well formed."""
    application = applications.find_application(case)
    if application is None:
        return [NO_APPLICATION]
    found = []
    for fault in applications.list_faults(application):
        is_paper = fault.part == PAPERS
        arguments = {"case_id": case.id} | ({} if is_paper else {"part": fault.part})
        found.append(
            Missing(
                f"application.{fault.field}",
                N_("The application lacks “%(name)s”.")
                if not is_paper
                else N_("The paper “%(name)s” is missing."),
                {"name": fault.label},
                "incubator.list_papers" if is_paper else "incubator.edit_application_part",
                arguments,
            )
        )
    return found


def precheck_clear(case: Case, now: datetime) -> Sequence[Missing]:
    """Nothing red, and everything amber is explained."""
    application = applications.find_application(case)
    if application is None:
        return [NO_APPLICATION]
    signals = stops(applications.list_signals(application, today=day_of(now)))
    return [
        Missing(
            f"precheck.{one.key}",
            one.message,
            one.parameters,
            "incubator.edit_application_part",
            {"case_id": case.id, "part": "precheck"},
        )
        for one in signals
    ]


def pledge_ticked(case: Case, _now: datetime) -> Sequence[Missing]:
    """The applicant has pledged that what is written is true."""
    application = applications.find_application(case)
    if application is not None and application.pledged_at is not None:
        return []
    return [
        Missing(
            "pledge",
            N_("The pledge is not ticked yet."),
            endpoint="incubator.submit_application",
            arguments={"case_id": case.id},
        )
    ]


def missing_items_named(case: Case, _now: datetime) -> Sequence[Missing]:
    """Something is named that the applicant has to add."""
    if any(one.sent_at is None for one in applications.list_asked(case)):
        return []
    return [
        _at_screening(case, "asked", N_("Name what is missing before you return the application."))
    ]


def missing_items_answered(case: Case, _now: datetime) -> Sequence[Missing]:
    """Everything that was asked for has an answer."""
    return [
        Missing(
            "asked",
            N_("Not answered yet: %(text)s"),
            {"text": one.text},
            "incubator.show_application",
            {"case_id": case.id, "_anchor": f"asked-{one.id}"},
        )
        for one in applications.list_asked(case)
        if one.sent_at is not None and one.answered_at is None
    ]


def resubmission_in_time(case: Case, now: datetime) -> Sequence[Missing]:
    """The days to answer are not over."""
    ends_on = applications.answer_ends_on(case)
    if day_of(now) <= ends_on:
        return []
    return [Missing("late", N_("The last day to submit again was %(day)s."), {"day": ends_on})]


def screening_passed(case: Case, _now: datetime) -> Sequence[Missing]:
    """The first check of what was submitted last came out well."""
    screening = applications.find_screening(case)
    if screening is not None and screening.result == ScreeningResult.PASS:
        return []
    return [_at_screening(case, "screening", N_("The first check is not passed yet."))]


def duplicates_cleared(case: Case, _now: datetime) -> Sequence[Missing]:
    """Every agency that is like this one was looked at."""
    return [
        Missing(
            "duplicate",
            N_("“%(name)s” is like this applicant. Say why both may stand."),
            {"name": one.agency.name},
            SCREENING,
            {"case_id": case.id, "_anchor": "duplicates"},
        )
        for one in list_duplicates(case)
        if not one.is_cleared
    ]


def credit_lists_checked(case: Case, now: datetime) -> Sequence[Missing]:
    """Somebody looked at the credit lists a short time ago."""
    screening, today = applications.find_screening(case), day_of(now)
    days = applications.parameters_of(case, on=today).days("credit_check_days")
    looked_on = screening.credit_checked_on if screening else None
    if is_fresh(looked_on, today=today, days=days):
        return []
    text = N_("The credit lists were not looked at in the last %(days)s days.")
    return [_at_screening(case, "credit", text, days=days)]


def refusal_ground_named(case: Case, _now: datetime) -> Sequence[Missing]:
    """A ground of the form's list is named."""
    screening = applications.find_screening(case)
    if screening is not None and screening.ground:
        return []
    return [_at_screening(case, "ground", N_("Name the ground of refusal."))]


def _at_screening(case: Case, code: str, message: str, **parameters: object) -> Missing:
    return Missing(code, message, parameters, SCREENING, {"case_id": case.id})


GUARDS: dict[str, Guard] = {
    "call_open": call_open,
    "application_complete": application_complete,
    "precheck_clear": precheck_clear,
    "pledge_ticked": pledge_ticked,
    "missing_items_named": missing_items_named,
    "missing_items_answered": missing_items_answered,
    "resubmission_in_time": resubmission_in_time,
    "screening_passed": screening_passed,
    "duplicates_cleared": duplicates_cleared,
    "credit_lists_checked": credit_lists_checked,
    "refusal_ground_named": refusal_ground_named,
}
