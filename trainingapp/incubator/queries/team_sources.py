"""The rows from which the standing of teams is computed: employments, terms, consents, papers, work elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.models import User
from trainingapp.credentials.models.employment import Employment
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, AgencyConsent, EmploymentTerms
from trainingapp.incubator.queries.held_papers import Held, list_held
from trainingapp.rules.incubation.staff_words import Answer
from trainingapp.rules.incubation.staffing_facts import WorkForm
from trainingapp.rules.registration_words import EmploymentState


@dataclass(frozen=True, slots=True)
class Sources:
    """The rows of some agencies, each by what it is looked up by."""

    employments: Mapping[int, Sequence[Employment]]  # by agency
    terms: Mapping[int, Sequence[EmploymentTerms]]  # by employment, the newest last
    consents: frozenset[tuple[int, int]]  # person, agency
    papers: Mapping[int, Held]  # by person
    elsewhere: Mapping[int, Sequence[EmploymentTerms]]  # by person, at any agency


def collect(agency_ids: Collection[int], *, on: date) -> Sources:
    """Every row that the standing of these agencies on a day rests on, in seven statements."""
    rows = (
        _select_employed(agency_ids, on)
        .add_columns(Agency.id)
        .options(joinedload(Employment.user))
        .order_by(User.display_name, Employment.id)
    )
    employments: dict[int, list[Employment]] = {}
    for employment, agency in db.session.execute(rows):
        employments.setdefault(agency, []).append(employment)
    ids = _select_employed(agency_ids, on).with_only_columns(Employment.id)
    terms: dict[int, list[EmploymentTerms]] = {}
    query = select(EmploymentTerms).where(EmploymentTerms.employment_id.in_(ids))
    for row in db.session.scalars(query.order_by(EmploymentTerms.id)):
        terms.setdefault(row.employment_id, []).append(row)
    people = _select_employed(agency_ids, on).with_only_columns(Employment.user_id)
    consents = db.session.execute(
        select(AgencyConsent.user_id, AgencyConsent.agency_id).where(
            AgencyConsent.agency_id.in_(agency_ids), AgencyConsent.withdrawn_at.is_(None)
        )
    )
    agreed = select(AgencyConsent.user_id).where(
        AgencyConsent.agency_id.in_(agency_ids),
        AgencyConsent.withdrawn_at.is_(None),
        AgencyConsent.user_id.in_(people),
    )
    return Sources(
        employments,
        terms,
        frozenset((user, agency) for user, agency in consents),
        list_held(agreed),
        _list_full_time(people, on),
    )


def _select_employed(agency_ids: Collection[int], on: date) -> Select[Employment]:
    return (
        select(Employment)
        .join(Agency, Agency.organisation_id == Employment.organisation_id)
        .join(User, User.id == Employment.user_id)
        .where(Agency.id.in_(agency_ids), User.anonymised_at.is_(None))
        .where(Employment.state == EmploymentState.CONFIRMED)
        .where(or_(Employment.ends_on.is_(None), Employment.ends_on > on))
    )


def _list_full_time(people: Select[int], on: date) -> dict[int, list[EmploymentTerms]]:
    """Every full-time employment that these people have confirmed, anywhere, as it was agreed last."""
    query = (
        select(EmploymentTerms)
        .join(EmploymentTerms.employment)
        .where(Employment.user_id.in_(people), Employment.state == EmploymentState.CONFIRMED)
        .where(or_(Employment.ends_on.is_(None), Employment.ends_on > on))
        .where(EmploymentTerms.answer == Answer.CONFIRMED)
        .options(joinedload(EmploymentTerms.employment))
    )
    newest: dict[int, EmploymentTerms] = {}
    for row in db.session.scalars(query.order_by(EmploymentTerms.id)):
        newest[row.employment_id] = row
    found: dict[int, list[EmploymentTerms]] = {}
    for row in newest.values():
        if row.form == WorkForm.FULL_TIME:
            found.setdefault(row.employment.user_id, []).append(row)
    return found
