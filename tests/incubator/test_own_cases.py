"""Nobody decides about what is their own: on the agency's side of a case nobody is the base or its authority."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import NoResultFound
from werkzeug.exceptions import Forbidden

from tests.factories_accounts import make_user
from tests.factories_incubator import (
    NOON,
    Place,
    make_agency,
    make_case,
    make_intake,
    make_manager,
    make_place,
    make_seat,
    written,
)
from tests.factories_staffing import enter_as
from trainingapp.accounts.models import RoleGrant, User
from trainingapp.extensions import db
from trainingapp.incubator.actions.passing import pass_on
from trainingapp.incubator.models import Case
from trainingapp.incubator.queries.passages import list_reports
from trainingapp.incubator.queries.reach import acting_as, actors_of, agency_actors, get_case
from trainingapp.rules.incubation.passing import NoSuchPassage
from trainingapp.rules.incubation.words import Actor, Duty, Stage
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

SIDES = {
    "officer": (Role.INCUBATOR_STAFF, Actor.OFFICER),
    "head": (Role.INCUBATOR_HEAD, Actor.HEAD),
    "finance": (Role.INCUBATOR_FINANCE, Actor.FINANCE),
    "authority": (Role.AUTHORITY_STAFF, Actor.AUTHORITY),
}


def _person(place: Place, side: str) -> User:
    return place.people[side]


def _reread(case: Case, person: User) -> tuple[Case, User]:
    numbers = case.id, person.id
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Case, numbers[0]), db.session.get_one(User, numbers[1])


def _listed(person: User, actor: Actor) -> list[int]:
    query = db.select(Case.id).where(acting_as(person, [actor]))
    return list(db.session.scalars(query))


@pytest.mark.parametrize("side", list(SIDES))
def test_who_applied_is_only_the_applicant(app: Flask, side: str) -> None:
    place = make_place()
    person = _person(place, side)
    case = make_case(place, stage=Stage.SUBMITTED, applicant_id=person.id)
    case, person = _reread(case, person)
    assert actors_of(person, case) == {Actor.APPLICANT}
    assert get_case(person, case.id).id == case.id
    assert _listed(person, SIDES[side][1]) == []
    assert _listed(person, Actor.APPLICANT) == [case.id]


@pytest.mark.parametrize("side", list(SIDES))
def test_who_manages_the_agency_is_only_its_manager(app: Flask, side: str) -> None:
    place, agency = make_place(), make_agency()
    person = _person(place, side)
    place_id = agency.organisation_id
    grant = {"role": Role.AGENCY_MANAGER, "organisation_id": place_id, "granted_at": NOON}
    written(RoleGrant(user_id=person.id, **grant))
    case = make_case(place, agency)
    case, person = _reread(case, person)
    assert actors_of(person, case) == {Actor.AGENCY}
    assert agency_actors(person, case.agency) == {Actor.AGENCY}
    assert _listed(person, SIDES[side][1]) == []
    assert _listed(person, Actor.AGENCY) == [case.id]


@pytest.mark.parametrize("side", list(SIDES))
def test_of_all_other_cases_of_the_base_they_are_what_they_were(app: Flask, side: str) -> None:
    place = make_place()
    person = _person(place, side)
    own = make_case(place, stage=Stage.SUBMITTED, applicant_id=person.id)
    other = make_case(place)
    other, person = _reread(other, person)
    assert actors_of(person, other) == {SIDES[side][1]}
    assert _listed(person, SIDES[side][1]) == [other.id]
    assert own.id != other.id


@pytest.mark.parametrize("side", list(SIDES))
def test_a_case_without_an_applicant_is_nobodys_own(app: Flask, side: str) -> None:
    place = make_place()
    case = make_case(place, applicant_id=None)
    case, person = _reread(case, _person(place, side))
    assert actors_of(person, case) == {SIDES[side][1]}
    assert _listed(person, SIDES[side][1]) == [case.id]


def test_a_mentor_with_a_seat_stays_one(app: Flask) -> None:
    agency = make_agency()
    person = make_manager(agency)
    case = make_case(make_place(), agency)
    make_seat(case, person, duty=Duty.MENTOR)
    case, person = _reread(case, person)
    assert actors_of(person, case) == {Actor.AGENCY, Actor.MENTOR}


def test_an_auditor_reads_their_own_case_too(app: Flask) -> None:
    person = make_user(roles=[Role.AUDITOR])
    case = make_case(make_place(), stage=Stage.SUBMITTED, applicant_id=person.id)
    case, person = _reread(case, person)
    assert actors_of(person, case) == {Actor.APPLICANT, Actor.AUDITOR}


@pytest.mark.parametrize(
    ("stage", "act"),
    [
        (Stage.DECISION, "admit"),
        (Stage.DECISION, "reject"),
        (Stage.DECISION, "reopen_review"),
        (Stage.WAITLIST, "move_up"),
        (Stage.ONBOARDING, "move_in"),
        (Stage.TRIAL, "end_trial"),
        (Stage.INCUBATING, "begin_midterm"),
        (Stage.MIDTERM, "pass_midterm"),
        (Stage.INCUBATING, "order_rectification"),
        (Stage.RECTIFYING, "accept_rectification"),
        (Stage.INCUBATING, "extend"),
        (Stage.INCUBATING, "suspend"),
        (Stage.SUSPENDED, "resume"),
        (Stage.GRADUATION, "send_back"),
        (Stage.GRADUATION, "graduate"),
        (Stage.GRADUATION, "fail_graduation"),
        (Stage.INCUBATING, "dismiss"),
        (Stage.EXITING, "close_exit"),
        (Stage.FOLLOWUP, "finish_followup"),
        (Stage.INCUBATING, "revert"),
    ],
)
def test_a_head_takes_no_step_of_the_base_on_their_own_case(
    app: Flask, stage: Stage, act: str
) -> None:
    place = make_place()
    head = place.people["head"]
    case = make_case(place, stage=stage, applicant_id=head.id, intake_id=make_intake(place.base).id)
    case, head = _reread(case, head)
    mine = list_reports(case, actors=actors_of(head, case), now=NOON)
    assert act not in {one.passage.act for one in mine if one.passage and one.is_allowed}
    with writing(), pytest.raises((Forbidden, NoSuchPassage, NoResultFound)):
        pass_on(case, act, person=head, reason="自己来", now=NOON)
    db.session.rollback()
    assert db.session.get_one(Case, case.id).stage == stage


def test_the_page_of_their_own_case_shows_a_head_what_applicants_see(client: FlaskClient) -> None:
    place = make_place()
    head = place.people["head"]
    case = make_case(place, stage=Stage.REVIEW, applicant_id=head.id)
    case_id = case.id
    enter_as(client, head)
    page = client.get(f"/incubation/cases/{case_id}")
    assert page.status_code == 200
    assert client.get(f"/incubation/cases/{case_id}/screening").status_code in {403, 404}
    assert client.get(f"/incubation/cases/{case_id}/reviewers").status_code in {403, 404}


def test_another_head_goes_on(app: Flask) -> None:
    place = make_place()
    case = make_case(place, applicant_id=place.people["head"].id)
    other = make_user(roles=[Role.INCUBATOR_HEAD], organisation=place.organisation)
    case, other = _reread(case, other)
    assert actors_of(other, case) == {Actor.HEAD}
