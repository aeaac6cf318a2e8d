"""What follows from passages in matters of applications: revisions, the first check, letters and notices."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.actions.following import Effect
from trainingapp.incubator.actions.taking_in import take_in
from trainingapp.incubator.actions.tasks import Todo, close_task, open_task
from trainingapp.incubator.applying_telling import tell
from trainingapp.incubator.models import Case, CaseLetter, StageRecord
from trainingapp.incubator.models.applications import LetterKind, ScreeningResult
from trainingapp.incubator.queries import applications
from trainingapp.incubator.queries.parties import list_applicant_ids, list_checker_ids
from trainingapp.rules.incubation.residence_words import TaskSource
from trainingapp.rules.incubation.words import Actor, Stage

N_ = str  # marks a message for translation where it is not yet shown


def tell_received(case: Case, record: StageRecord, now: datetime) -> None:
    """Keep what was submitted, begin the first check, and send a receipt."""
    application = applications.get_application(case)
    screening = take_in(application, actor_id=record.actor_id, now=now)
    due_on = screening.due_on
    close_task(_answering(case), now=now, by_id=record.actor_id)
    todo = Todo(
        N_("Check the application within the working days promised"),
        Actor.OFFICER,
        TaskSource.STAGE,
        due_on=due_on,
        endpoint="incubator.show_screening",
        arguments={"case_id": case.id},
        assignee_id=case.officer_id,
    )
    open_task(_checking(case), todo, agency=case.agency, case=case, now=now)
    _write(case, LetterKind.RECEIVED, now=now, day=due_on, revision=application.revision)
    tell(list_applicant_ids(case), "received", case, day=due_on, now=now)
    tell(list_checker_ids(case), "new", case, day=due_on, now=now)


def tell_returned(case: Case, record: StageRecord, now: datetime) -> None:
    """Send everything that was named as missing, with the last day to answer."""
    waiting = [one for one in applications.list_asked(case) if one.sent_at is None]
    for one in waiting:
        one.sent_at = now
    ends_on = applications.answer_ends_on(case, returned_on=day_of(now))
    _settle(case, ScreeningResult.MORE, record, now=now)
    todo = Todo(
        N_("Answer what the base asked for and submit again"),
        Actor.APPLICANT,
        TaskSource.STAGE,
        due_on=ends_on,
        endpoint="incubator.show_application",
        arguments={"case_id": case.id},
        assignee_id=case.applicant_id,
    )
    open_task(_answering(case), todo, agency=case.agency, case=case, now=now)
    asked = [one.text for one in waiting]
    _write(case, LetterKind.RETURNED, now=now, day=ends_on, asked=asked, reason=record.reason)
    tell(list_applicant_ids(case), "returned", case, day=ends_on, now=now)


def tell_refused(case: Case, record: StageRecord, now: datetime) -> None:
    """Send the ground of the refusal with its reason."""
    application = applications.find_application(case)
    screening = applications.find_screening(case)
    ground = screening.ground if screening else ""
    _settle(case, ScreeningResult.REFUSE, record, now=now)
    close_task(_answering(case), now=now)
    known = applications.spec_for(application).grounds if application else ()
    label = next((one.label for one in known if one.key == ground), None)
    words = {"ground_zh": label.zh, "ground_en": label.en} if label else {}
    _write(case, LetterKind.REFUSED, now=now, reason=record.reason, **words)
    tell(list_applicant_ids(case), "refused", case, now=now)


def tell_withdrawn(case: Case, record: StageRecord, now: datetime) -> None:
    """Confirm the withdrawal; the base hears of it unless it never saw the draft."""
    close_task(_checking(case), now=now)
    close_task(_answering(case), now=now)
    _write(case, LetterKind.WITHDRAWN, now=now, reason=record.reason)
    tell(list_applicant_ids(case), "withdrawn", case, now=now)
    if record.from_stage != Stage.DRAFT:
        tell(list_checker_ids(case), "taken_back", case, now=now)


def _settle(case: Case, result: ScreeningResult, record: StageRecord, *, now: datetime) -> None:
    close_task(_checking(case), now=now, by_id=record.actor_id)
    screening = applications.find_screening(case)
    if screening is not None and screening.result is None:
        screening.result, screening.settled_at = result, now
        screening.officer_id = record.actor_id


def _write(case: Case, kind: LetterKind, *, now: datetime, **details: Any) -> None:
    plain = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in details.items()
    }
    db.session.add(CaseLetter(case_id=case.id, kind=kind, details=plain, written_at=now))
    db.session.flush()


def _checking(case: Case) -> str:
    return f"screening:{case.id}"


def _answering(case: Case) -> str:
    return f"answering:{case.id}"


EFFECTS: dict[str, Effect] = {
    "tell_received": tell_received,
    "tell_returned": tell_returned,
    "tell_refused": tell_refused,
    "tell_withdrawn": tell_withdrawn,
}
