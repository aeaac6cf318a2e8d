"""Taking in what was submitted: a revision that never changes, the first check with its last day, and what
the application says of the agency and of the stay.

Of an agency with an organisation of its own nothing is overwritten: its registered facts change by their own acts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.holidays import list_holidays
from trainingapp.incubator.models import (
    Agency,
    AgencyTrait,
    Application,
    ApplicationRevision,
    Case,
    Screening,
)
from trainingapp.incubator.models.applications import Trait
from trainingapp.incubator.queries import applications
from trainingapp.rules.incubation import application_forms, applying
from trainingapp.rules.incubation.precheck import Signal
from trainingapp.rules.incubation.words import AgencyKind, Mode, Track
from trainingapp.rules.incubation.working_days import add_working_days
from trainingapp.web.vault import blind_index

TRAIT_PURPOSE = "agency-trait"
FIELDS: Mapping[Trait, str] = {
    Trait.CODE: "credit_code",
    Trait.NAME: "name",
    Trait.LEGAL_REPRESENTATIVE: "legal_representative",
    Trait.ADDRESS: "address",
    Trait.PHONE: "phone",
}


def take_in(application: Application, *, actor_id: int | None, now: datetime) -> Screening:
    """Keep the application as it is now as its next revision, and begin the first check of it."""
    case, answers = application.case, applications.answers_of(application)
    today = day_of(now)
    application.revision += 1
    application.submitted_at = now
    papers = applications.list_papers(application)
    revision = ApplicationRevision(
        application_id=application.id,
        number=application.revision,
        answers=answers,
        precheck=[row_of(one) for one in applications.list_signals(application, today=today)],
        papers=[{"paper": one.paper, "document_id": one.document_id} for one in papers],
        submitted_at=now,
        submitted_by_id=actor_id,
    )
    db.session.add(revision)
    db.session.flush()
    days = applications.parameters_of(case, on=today).integer("screening_working_days")
    due_on = add_working_days(today, days, list_holidays())
    screening = Screening(case_id=case.id, revision_id=revision.id, due_on=due_on)
    db.session.add(screening)
    _tell_agency(case, answers)
    note_traits(case.agency, answers, now=now)
    db.session.flush()
    return screening


def row_of(signal: Signal) -> dict[str, Any]:
    """A finding of the self-check as it is kept with the revision."""
    return {
        "key": signal.key,
        "colour": signal.colour.value,
        "message": signal.message,
        "parameters": dict(signal.parameters),
        "zh": signal.label.zh if signal.label else "",
        "en": signal.label.en if signal.label else "",
    }


def note_traits(agency: Agency, answers: Mapping[str, Any], *, now: datetime) -> None:
    """Keep, as keyed digests, by what this applicant can be known again. What is there already stays."""
    query = select(AgencyTrait).where(AgencyTrait.agency_id == agency.id)
    known = {(one.kind, one.value) for one in db.session.scalars(query)}
    for trait, field in FIELDS.items():
        text = applying.alike(str(answers.get(field) or ""))
        value = blind_index(text, f"{TRAIT_PURPOSE}:{trait}") if text else ""
        if value and (trait, value) not in known:
            row = AgencyTrait(agency_id=agency.id, kind=trait, value=value, seen_at=now)
            db.session.add(row)


def _tell_agency(case: Case, answers: Mapping[str, Any]) -> None:
    case.track = Track(answers["track"])
    case.mode = Mode(answers["mode"])
    agency = case.agency
    if agency.organisation_id is not None:
        return
    agency.name = answers["name"]
    agency.address, agency.phone = answers["address"], answers["phone"]
    agency.email = answers.get("email") or ""
    agency.fields = list(answers["fields"])
    if agency.kind != AgencyKind.TEAM:
        agency.kind = AgencyKind(answers["agency_kind"])
        agency.registered_on = application_forms.read_day(answers["registered_on"])
        agency.credit_code = _free_code(agency, answers.get("credit_code") or "")


def _free_code(agency: Agency, text: str) -> str | None:
    """The credit code, unless another agency has it: then the two are shown as duplicates to the officer."""
    code = applying.alike(text).upper()
    if len(code) != 18:
        return None
    other = select(Agency.id).where(Agency.credit_code == code, Agency.id != agency.id)
    return None if db.session.scalar(other) else code
