"""Who began a case and no longer manages its agency: theirs until the agency has moved in, and then no longer."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from tests.factories_accounts import make_user, sign_in
from tests.factories_flow import reread
from tests.factories_incubator import NOON, Place, make_agency, make_case, make_manager, make_place
from trainingapp.accounts.models import RoleGrant, User
from trainingapp.extensions import db
from trainingapp.incubator.queries.parties import list_applicant_ids
from trainingapp.incubator.queries.people import list_people
from trainingapp.incubator.queries.reach import actors_of, select_cases
from trainingapp.rules.incubation.words import Actor, Stage
from trainingapp.web.transactions import writing


@pytest.fixture
def place(app: Flask) -> Place:
    return make_place()


RESIDENT = (Stage.TRIAL, Stage.INCUBATING, Stage.MIDTERM, Stage.RECTIFYING, Stage.SUSPENDED)
AFTER = (*RESIDENT, Stage.GRADUATION, Stage.EXITING, Stage.FOLLOWUP, Stage.ALUMNI, Stage.TERMINATED)
BEFORE = (
    *(Stage.DRAFT, Stage.SUBMITTED, Stage.RETURNED, Stage.REVIEW, Stage.DECISION, Stage.NOTICE),
    *(Stage.WAITLIST, Stage.ONBOARDING, Stage.REJECTED, Stage.WITHDRAWN),
)


def applied(place: Place, stage: Stage, *, is_registered: bool = True) -> tuple[int, int]:
    """A case and who began it, of an agency that they manage no longer (or of a team)."""
    agency = make_agency(is_registered=is_registered)
    lin = make_manager(agency) if is_registered else make_user("林美华")
    case_id, lin_id = make_case(place, agency, stage=stage, applicant_id=lin.id).id, lin.id
    with writing():
        gone = update(RoleGrant).where(RoleGrant.user_id == lin_id).values(revoked_at=NOON)
        db.session.execute(gone)
        db.session.commit()
    return case_id, lin_id


def sees(case_id: int, user_id: int) -> tuple[bool, bool, bool, bool]:
    """Whether somebody acts on a case, finds it in the list, is told of it, and gets its letters."""
    case, person = reread(case_id), db.session.get_one(User, user_id)
    return (
        Actor.APPLICANT in actors_of(person, case),
        case in db.session.scalars(select_cases(person)).all(),
        user_id in [one.id for one in list_people(case, [Actor.APPLICANT])],
        user_id in list_applicant_ids(case),
    )


@pytest.mark.parametrize("stage", AFTER)
def test_a_resident_agency_is_its_managers(place: Place, stage: Stage) -> None:
    assert sees(*applied(place, stage)) == (False, False, False, False)


@pytest.mark.parametrize("stage", BEFORE)
def test_an_application_stays_with_who_began_it(place: Place, stage: Stage) -> None:
    assert sees(*applied(place, stage)) == (True, True, True, True)


@pytest.mark.parametrize("stage", [Stage.INCUBATING, Stage.EXITING, Stage.TERMINATED])
def test_a_team_without_an_organisation_is_spoken_for_by_who_began(
    place: Place, stage: Stage
) -> None:
    assert sees(*applied(place, stage, is_registered=False)) == (True, True, True, True)


@pytest.mark.parametrize("stage", [Stage.INCUBATING, Stage.FOLLOWUP])
def test_who_began_and_manages_still_is_both(place: Place, stage: Stage) -> None:
    agency = make_agency()
    manager = make_manager(agency)
    case_id, who = make_case(place, agency, stage=stage, applicant_id=manager.id).id, manager.id
    case, person = reread(case_id), db.session.get_one(User, who)
    assert actors_of(person, case) == {Actor.APPLICANT, Actor.AGENCY}
    assert who in [one.id for one in list_people(case, [Actor.APPLICANT])]


def test_who_manages_no_longer_proposes_no_leaving(place: Place, client: FlaskClient) -> None:
    case_id, lin_id = applied(place, Stage.INCUBATING)
    sign_in(client, db.session.get_one(User, lin_id))
    for path in ("", "/leaving", "/leaving/notice", "/acts/leave", "/documents", "/plan", "/money"):
        assert client.get(f"/incubation/cases/{case_id}{path}").status_code == 404, path
    sent = client.post(f"/incubation/cases/{case_id}/acts/leave", data={"reason": "走"})
    assert sent.status_code == 404
