"""What applicants do: begin, write part by part, add papers, pledge, answer what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import func, select

from trainingapp.audit.actions import record
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.actions.application_forms import newest_form
from trainingapp.incubator.actions.workflows import newest_workflow
from trainingapp.incubator.models import (
    Agency,
    Application,
    ApplicationPart,
    Case,
    IncubationBase,
    Intake,
    PaperAsked,
)
from trainingapp.incubator.queries import applications as queries, guards_applying, workflows
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.words import (
    CLOSED,
    AgencyKind,
    AgencyStatus,
    Applicants,
    Mode,
    Stage,
)
from trainingapp.web.auth import SignedIn


class CallClosed(RuleViolation):
    """The call takes no applications."""

    message: ClassVar[str] = "This call takes no applications now."


class NotSetUp(RuleViolation):
    """No workflow was published yet."""

    message: ClassVar[str] = "The incubation workflow of this site is not published yet."


class ApplicationSent(RuleViolation):
    """What was submitted is changed only when the base returns it."""

    message: ClassVar[str] = "The application is with the base and cannot be changed now."


class AnswerSent(RuleViolation):
    """What went to the base with an application stays as the base read it."""

    message: ClassVar[str] = (
        "This answer went to the base with your application and stays as it is."
    )


class EditedElsewhere(RuleViolation):
    """The same page was saved meanwhile with other answers."""

    message: ClassVar[str] = "This page was saved on another device in the meantime."


def begin(
    call: Intake,
    person: SignedIn,
    *,
    applicants: Applicants,
    agency: Agency | None,
    now: datetime,
) -> Case:
    """Begin an application to a call, for an agency that the person manages, else for a new one.

    Who has an open one already, for the same agency or, without one, of the same kind, is given that again.
    :raises CallClosed: the call is not open today. :raises NotSetUp: no workflow is published.
    """
    query = select(IncubationBase).where(IncubationBase.id == call.base_id)
    db.session.scalars(query.with_for_update(of=IncubationBase)).one()  # two would begin twice
    known = _find_open(call, person, applicants=applicants, agency=agency)
    if known is not None:
        return known
    workflow = workflows.find_newest_version()
    if workflow is None:
        raise NotSetUp()
    chosen = agency or _new_agency(applicants, person, now=now)
    case = Case(
        number=_next_number(call, now=now),
        base_id=call.base_id,
        intake_id=call.id,
        agency_id=chosen.id,
        applicant_id=person.id,
        workflow_version_id=newest_workflow(now=now).id,
        applicants=applicants,
        track=call.track,
        mode=Mode.PHYSICAL,
        stage=Stage.DRAFT,
        stage_since=now,
        opened_at=now,
    )
    db.session.add(case)
    db.session.flush()
    if guards_applying.call_open(case, now):
        raise CallClosed()
    db.session.add(Application(case_id=case.id, form_id=newest_form(now=now).id, begun_at=now))
    db.session.flush()
    _note("application.begin", case, person, now=now)
    return case


def save_part(
    case: Case,
    part: str,
    answers: Mapping[str, Any],
    *,
    person: SignedIn,
    edition: int,
    now: datetime,
) -> ApplicationPart:
    """Keep one page as it was typed, right or wrong. `edition` is that of the page the answers were typed on.

    The case is locked by the caller. :raises ApplicationSent: it is not the applicant's turn.
    :raises EditedElsewhere: the page was saved meanwhile with other answers.
    """
    application = _to_write(case)
    row = queries.find_part(application, part)
    if row is None:
        row = ApplicationPart(application_id=application.id, part=part, edition=0)
        row.answers = {}
        db.session.add(row)
    if row.edition != edition and row.answers != dict(answers):
        raise EditedElsewhere()
    if row.answers != dict(answers) or row.edition == 0:
        row.answers, row.edition = dict(answers), row.edition + 1
        row.saved_at, row.saved_by_id = now, person.id
    db.session.flush()
    db.session.expire(application, ["parts"])
    return row


def pledge(case: Case, *, person: SignedIn, now: datetime) -> None:
    """Note that the applicant pledged that everything is true. :raises ApplicationSent: not their turn."""
    application = _to_write(case)
    application.pledged_at, application.pledged_by_id = now, person.id
    db.session.flush()
    _note("application.pledge", case, person, now=now)


def answer_asked(
    case: Case, asked: PaperAsked, text: str, *, person: SignedIn, now: datetime
) -> None:
    """Answer something that the base asked for.

    :raises ApplicationSent: it is not the applicant's turn. :raises AnswerSent: it went out with an application.
    """
    application = _to_write(case)
    if queries.is_answer_sent(application, asked):
        raise AnswerSent
    asked.reply, asked.answered_at, asked.answered_by_id = text, now, person.id
    db.session.flush()


def _to_write(case: Case) -> Application:
    if case.stage not in queries.OPEN:
        raise ApplicationSent()
    return queries.get_application(case)


def _find_open(
    call: Intake, person: SignedIn, *, applicants: Applicants, agency: Agency | None
) -> Case | None:
    query = (
        select(Case)
        .join(Case.agency)
        .where(Case.intake_id == call.id, Case.stage.not_in([*CLOSED]))
    )
    if agency is not None:
        query = query.where(Case.agency_id == agency.id)
    else:
        query = query.where(
            Case.applicant_id == person.id,
            Case.applicants == applicants,
            Agency.organisation_id.is_(None),
        )
    return db.session.scalars(query.order_by(Case.id).limit(1)).first()


def _new_agency(applicants: Applicants, person: SignedIn, *, now: datetime) -> Agency:
    is_team = applicants is Applicants.TEAM
    agency = Agency(
        name=person.display_name,
        kind=AgencyKind.TEAM if is_team else AgencyKind.SERVICE,
        status=AgencyStatus.PREPARING if is_team else AgencyStatus.REGISTERED,
        entered_at=now,
    )
    db.session.add(agency)
    db.session.flush()
    return agency


def _next_number(call: Intake, *, now: datetime) -> str:
    """The next number of the base in this year: its code, the year, and how many there were."""
    begins = f"{call.base.code}-{day_of(now).year}-"
    query = select(Case.number).where(Case.number.startswith(begins, autoescape=True))
    # As texts 9999 comes after 10000: the longer one is the later.
    newest = func.length(Case.number).desc(), Case.number.desc()
    last = db.session.scalar(query.order_by(*newest).limit(1))
    return f"{begins}{int(last.removeprefix(begins)) + 1 if last else 1:04}"


def _note(act: str, case: Case, person: SignedIn, *, now: datetime) -> None:
    record(act, actor_id=person.id, subject="incubation_case", subject_id=case.id, now=now)
