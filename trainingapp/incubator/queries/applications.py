"""The application of a case: what was typed, given, asked and submitted, and what is wrong with it now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Agency,
    Application,
    ApplicationPaper,
    ApplicationPart,
    ApplicationRevision,
    Case,
    CaseLetter,
    IncubationBase,
    IncubatorDocument,
    PaperAsked,
    Screening,
)
from trainingapp.incubator.queries import application_forms, parameters, prechecking, reach
from trainingapp.rules.incubation.application_forms import (
    ApplicationSpec,
    Finding,
    changes_between,
    find_faults,
)
from trainingapp.rules.incubation.applying import resubmission_ends_on
from trainingapp.rules.incubation.precheck import Signal, find_signals
from trainingapp.rules.incubation.words import Actor, Applicants, Stage
from trainingapp.rules.permissions import Role
from trainingapp.web.auth import SignedIn

OPEN = frozenset({Stage.DRAFT, Stage.RETURNED})  # in which an applicant writes
READERS_OF_LETTERS = frozenset(
    {Actor.APPLICANT, Actor.AGENCY, Actor.OFFICER, Actor.HEAD, Actor.AUTHORITY, Actor.AUDITOR}
)
READERS_OF_REVISIONS = READERS_OF_LETTERS | {Actor.REVIEWER}


def find_application(case: Case) -> Application | None:
    """The application of a case; a case that an officer opened has none."""
    return db.session.scalars(select(Application).filter_by(case_id=case.id)).one_or_none()


def get_application(case: Case) -> Application:
    """The application of a case. :raises NoResultFound: it has none."""
    return db.session.scalars(select(Application).filter_by(case_id=case.id)).one()


def select_own(person: SignedIn) -> Select[Case]:
    """The cases somebody applies with: begun by them, or of an agency they manage. Newest first."""
    own = Agency.organisation_id.in_(reach.places_of(person, Role.AGENCY_MANAGER))
    query = reach.select_cases(person).join(Case.agency)
    query = query.join(Application, Application.case_id == Case.id)
    query = query.where(or_(Case.applicant_id == person.id, own))
    loaded = query.options(
        joinedload(Case.base).joinedload(IncubationBase.organisation),
        joinedload(Case.agency),
        joinedload(Case.intake),
        joinedload(Case.workflow),
    )
    return loaded.order_by(Case.opened_at.desc(), Case.id.desc())


def spec_for(application: Application) -> ApplicationSpec:
    """The version of the form that an application was begun on."""
    return application_forms.spec_of(application.form)


def answers_of(application: Application) -> dict[str, Any]:
    """Everything typed so far, of all parts together."""
    found: dict[str, Any] = {}
    for part in application.parts:
        found |= part.answers
    return found


def find_part(application: Application, key: str) -> ApplicationPart | None:
    """One page as it was typed last."""
    query = select(ApplicationPart).filter_by(application_id=application.id, part=key)
    return db.session.scalars(query).one_or_none()


def list_papers(application: Application) -> Sequence[ApplicationPaper]:
    """The documents given with an application, in the order they came; withdrawn ones are left out."""
    query = select(ApplicationPaper).join(ApplicationPaper.document)
    query = query.where(
        ApplicationPaper.application_id == application.id, IncubatorDocument.withdrawn_at.is_(None)
    )
    loaded = query.options(
        joinedload(ApplicationPaper.document).selectinload(IncubatorDocument.versions)
    )
    return db.session.scalars(loaded.order_by(ApplicationPaper.id)).all()


def list_faults(application: Application) -> list[Finding]:
    """What is still wrong or missing before it can be submitted."""
    papers = {one.paper for one in list_papers(application)}
    applicants = Applicants(application.case.applicants)
    return find_faults(spec_for(application), applicants, answers_of(application), papers)


def list_signals(application: Application, *, today: date) -> list[Signal]:
    """What is red or amber in it: declared by the applicant, or known to the site."""
    case, answers = application.case, answers_of(application)
    facts = prechecking.known_facts(case, answers, today=today)
    return find_signals(spec_for(application), Applicants(case.applicants), answers, facts)


def list_asked(case: Case) -> Sequence[PaperAsked]:
    """Everything that officers ever named as missing, oldest first."""
    query = select(PaperAsked).where(PaperAsked.case_id == case.id)
    return db.session.scalars(query.order_by(PaperAsked.id)).all()


def get_asked(case: Case, asked_id: int) -> PaperAsked:
    """Something that was asked for in this case. :raises NoResultFound: there is no such thing."""
    return db.session.scalars(select(PaperAsked).filter_by(case_id=case.id, id=asked_id)).one()


def is_answer_sent(application: Application, asked: PaperAsked) -> bool:
    """Whether an answer went to the base with an application that was submitted since."""
    answered, sent = asked.answered_at, application.submitted_at
    return answered is not None and sent is not None and answered < sent


def list_revisions(application: Application) -> Sequence[ApplicationRevision]:
    """Every submission, the newest first."""
    query = select(ApplicationRevision).filter_by(application_id=application.id)
    return db.session.scalars(query.order_by(ApplicationRevision.number.desc())).all()


def get_revision(case: Case, number: int) -> ApplicationRevision:
    """A submission by its number. :raises NoResultFound: there was none of it."""
    query = select(ApplicationRevision).join(ApplicationRevision.application)
    query = query.where(Application.case_id == case.id, ApplicationRevision.number == number)
    return db.session.scalars(query).one()


def latest_revision(application: Application) -> ApplicationRevision | None:
    """What was submitted last."""
    revisions = list_revisions(application)
    return revisions[0] if revisions else None


def changed_fields(
    revision: ApplicationRevision, before: ApplicationRevision | None
) -> Sequence[str]:
    """The fields that differ from the submission before; of a first one none."""
    return changes_between(before.answers, revision.answers) if before else []


def list_given(revision: ApplicationRevision) -> Sequence[tuple[str, IncubatorDocument]]:
    """The papers of a submission as (paper, document), also those withdrawn since."""
    ids = [row["document_id"] for row in revision.papers]
    query = select(IncubatorDocument).where(IncubatorDocument.id.in_(ids))
    loaded = query.options(selectinload(IncubatorDocument.versions))
    known = {one.id: one for one in db.session.scalars(loaded)}
    return [(row["paper"], known[row["document_id"]]) for row in revision.papers]


def find_screening(case: Case) -> Screening | None:
    """The first check of what was submitted last."""
    query = select(Screening).where(Screening.case_id == case.id).order_by(Screening.id.desc())
    return db.session.scalars(query.limit(1)).first()


def get_screening(case: Case, *, lock: bool = False) -> Screening:
    """The same; with `lock` for writing. :raises NoResultFound: nothing was submitted."""
    found = find_screening(case)
    query = select(Screening).where(Screening.id == (found.id if found else None))
    if lock:
        query = query.with_for_update(of=Screening).execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def list_letters(case: Case) -> Sequence[CaseLetter]:
    """The letters of a case, the newest first."""
    query = select(CaseLetter).filter_by(case_id=case.id).order_by(CaseLetter.id.desc())
    return db.session.scalars(query).all()


def get_letter(case: Case, letter_id: int) -> CaseLetter:
    """A letter of the case. :raises NoResultFound: it has no such one."""
    return db.session.scalars(select(CaseLetter).filter_by(case_id=case.id, id=letter_id)).one()


def parameters_of(case: Case, *, on: date) -> parameters.Parameters:
    """What holds for a case at the place of its base."""
    return parameters.read_parameters(case.base.area_code, on)


def answer_ends_on(case: Case, *, returned_on: date | None = None) -> date:
    """The last day to submit a returned application again."""
    day = returned_on or day_of(case.stage_since)
    grace = parameters_of(case, on=day).days("resubmission_grace_days")
    closes_on = case.intake.closes_on if case.intake else None
    return resubmission_ends_on(closes_on=closes_on, returned_on=day, grace_days=grace)
