"""Members of organs and founders may be linked to users: who is offered to whom, what stays, what it bars from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user
from tests.factories_checks import make_entry
from tests.factories_incubator import NOON, TODAY, make_agency, make_case, make_manager, make_place
from tests.factories_staffing import change, enter_as, make_job, make_member
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Case, Founder, OrganMember
from trainingapp.incubator.queries.registry import list_linkable
from trainingapp.incubator.queries.separation import find_bars
from trainingapp.rules.incubation.reviewing import Bar
from trainingapp.rules.incubation.words import Stage

DAY = timedelta(days=1)
ORGAN = {"organ": "council", "name": "韩雪", "starts_on": "2026-01-01"}
FOUNDER = {"name": "韩雪", "certificate_level": "none"}
TYPED: dict[str, dict[str, str]] = {"organs": ORGAN, "founders": FOUNDER}
TABLES: dict[str, Any] = {"organs": OrganMember, "founders": Founder}


class Scene:
    """An agency in a base with a manager and one who works there."""

    def __init__(self, stage: Stage = Stage.INCUBATING) -> None:
        self.place, agency = make_place(), make_agency()
        self.case_id = make_case(self.place, agency, stage=stage).id
        self.agency_id = agency.id
        self.people: dict[str, User] = {**self.place.people, "manager": make_manager(agency)}
        self.worker = make_member(agency, make_user("韩雪")).id
        self.url = f"/incubation/agencies/{agency.id}/registers"

    @property
    def agency(self) -> Agency:
        return db.session.get_one(Agency, self.agency_id)


def _standing(register: str) -> Any:
    db.session.rollback()
    table = TABLES[register]
    return db.session.scalars(db.select(table).where(table.struck_at.is_(None))).one()


@pytest.mark.parametrize("register", list(TYPED))
@pytest.mark.parametrize("who", ["manager", "officer", "head"])
def test_who_reads_names_links_a_person_of_the_agency(
    client: FlaskClient, register: str, who: str
) -> None:
    scene = Scene()
    enter_as(client, scene.people[who])
    page = client.get(f"{scene.url}/{register}/new").text
    assert f'value="{scene.worker}"' in page
    data = {**TYPED[register], "user_id": str(scene.worker)}
    assert client.post(f"{scene.url}/{register}/new", data=data).status_code == 303
    assert _standing(register).user_id == scene.worker
    assert "已关联用户" in client.get(f"{scene.url}/{register}").text


@pytest.mark.parametrize("register", list(TYPED))
def test_nobody_has_to_be_linked(client: FlaskClient, register: str) -> None:
    scene = Scene()
    enter_as(client, scene.people["manager"])
    data = {**TYPED[register], "user_id": ""}
    assert client.post(f"{scene.url}/{register}/new", data=data).status_code == 303
    assert _standing(register).user_id is None
    assert "已关联用户" not in client.get(f"{scene.url}/{register}").text


@pytest.mark.parametrize("register", list(TYPED))
@pytest.mark.parametrize("chosen", ["stranger", "other", "nobody", "text"])
def test_somebody_who_does_not_belong_to_it_is_refused(
    client: FlaskClient, register: str, chosen: str
) -> None:
    scene, other = Scene(), Scene()
    number = {
        "stranger": str(make_user("路人").id),
        "other": str(other.worker),
        "nobody": "999999",
        "text": "x",
    }[chosen]
    enter_as(client, scene.people["manager"])
    data = {**TYPED[register], "user_id": number}
    answer = client.post(f"{scene.url}/{register}/new", data=data)
    assert answer.status_code == 422
    assert 'href="#user_id"' in answer.text
    assert 'value="韩雪"' in answer.text
    assert db.session.scalars(db.select(TABLES[register])).all() == []


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.REVIEW, Stage.ONBOARDING])
def test_a_base_that_still_chooses_reads_no_names_here_either(
    client: FlaskClient, stage: Stage
) -> None:
    scene = Scene(stage)
    enter_as(client, scene.people["officer"])
    page = client.get(f"{scene.url}/organs/new").text
    assert "韩雪" not in page
    data = {**ORGAN, "user_id": str(scene.worker)}
    assert client.post(f"{scene.url}/organs/new", data=data).status_code == 422


def test_who_is_linked_stays_when_somebody_corrects_who_reads_no_names(
    client: FlaskClient,
) -> None:
    scene = Scene(Stage.REVIEW)
    entry = make_entry(
        scene.agency, OrganMember, organ="council", name="韩", starts_on=TODAY, user_id=scene.worker
    ).id
    enter_as(client, scene.people["officer"])
    page = client.get(f"{scene.url}/organs/{entry}").text
    assert "已关联用户" in page
    assert "韩雪" not in page
    data = {**ORGAN, "title": "理事", "user_id": str(scene.worker)}
    assert client.post(f"{scene.url}/organs/{entry}", data=data).status_code == 303
    assert (_standing("organs").title, _standing("organs").user_id) == ("理事", scene.worker)


def test_a_link_is_taken_away_by_choosing_nobody(client: FlaskClient) -> None:
    scene = Scene()
    entry = make_entry(
        scene.agency, OrganMember, organ="council", name="韩", starts_on=TODAY, user_id=scene.worker
    ).id
    enter_as(client, scene.people["officer"])
    data = {**ORGAN, "user_id": ""}
    assert client.post(f"{scene.url}/organs/{entry}", data=data).status_code == 303
    assert _standing("organs").user_id is None


def test_who_belongs_to_an_agency_is_its_managers_staff_and_applicant(app: Flask) -> None:
    scene = Scene()
    change(db.session.get_one(Case, scene.case_id), applicant_id=make_user("林美华").id)
    names = [name for _number, name in list_linkable(scene.agency, on=TODAY)]
    assert sorted(names) == sorted(["孙玉兰", "韩雪", "林美华"])


@pytest.mark.parametrize(
    ("changes", "is_linkable"),
    [
        pytest.param({}, True, id="works there"),
        pytest.param({"ends_on": TODAY + DAY}, True, id="last day today"),
        pytest.param({"ends_on": TODAY}, False, id="left today"),
        pytest.param({"state": "stated", "confirmed_at": None}, False, id="not confirmed"),
    ],
)
def test_staff_are_those_who_work_there(
    app: Flask, changes: dict[str, Any], is_linkable: bool
) -> None:
    agency, user = make_agency(), make_user("韩雪")
    make_job(agency, user, **changes)
    assert bool(list_linkable(agency, on=TODAY)) is is_linkable


def test_a_team_without_an_organisation_has_its_applicant_alone(app: Flask) -> None:
    team, applicant = make_agency(is_registered=False), make_user("林美华")
    make_case(make_place(), team, applicant_id=applicant.id)
    elsewhere = {"organisation_id": None, "employer_name": "某单位", "state": "stated"}
    make_job(make_agency(), make_user("别处的人"), confirmed_at=None, **elsewhere)
    found = list_linkable(team, on=TODAY)
    assert found == [(applicant.id, "林美华")]


@pytest.mark.parametrize("table", [OrganMember, Founder])
@pytest.mark.parametrize(("is_struck", "is_barred"), [(False, True), (True, False)])
def test_who_is_linked_reviews_no_case_of_the_agency(
    app: Flask, table: Any, is_struck: bool, is_barred: bool
) -> None:
    agency, expert = make_agency(), make_user("秦教授")
    case = make_case(make_place(), agency, stage=Stage.REVIEW)
    values = {"organ": "council", "starts_on": TODAY} if table is OrganMember else {}
    struck = {"struck_at": NOON} if is_struck else {}
    make_entry(agency, table, name="秦", user_id=expert.id, **values, **struck)
    assert (Bar.FOUNDER in find_bars(case, expert.id, today=TODAY)) is is_barred
