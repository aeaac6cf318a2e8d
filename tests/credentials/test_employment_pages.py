"""The pages of employment: for the person, and for the agency's manager alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_registration import NOON, confirm, make_employment
from tests.statements import count_statements
from trainingapp.accounts.models import RoleGrant, User
from trainingapp.credentials.models.employment import Employment
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role

EN = {"Accept-Language": "en"}
ZH = {"Accept-Language": "zh"}
OWN = "/credentials/employment"
STAFF = "/agency/staff"
AGENCY = "滨江社会工作服务中心"
STATED = {
    "organisation": "0",
    "employer_name": "滨江街道办事处",
    "post": "社工",
    "starts_on": "2025-03-01",
    "last_day": "",
}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def people(client: FlaskClient) -> tuple[User, User, int]:
    """Lin, Sun who manages the agency, and the agency."""
    agency = make_organisation(AGENCY)
    number = agency.id
    sun = make_user("孙莉", roles=[Role.AGENCY_MANAGER], organisation=agency)
    return make_user(), sun, number


def page(client: FlaskClient, url: str, headers: dict[str, str] = EN) -> str:
    answer = client.get(url, headers=headers)
    assert answer.status_code == 200, url
    return str(answer.text)


def send(client: FlaskClient, url: str, **values: str) -> tuple[int, str]:
    answer = client.post(url, data=values, headers=EN)
    return answer.status_code, str(answer.text)


def state_of(employment: int) -> str:
    db.session.rollback()
    return db.session.get_one(Employment, employment).state


# the person


def test_an_employment_is_stated_shown_and_taken_back(
    client: FlaskClient, people: tuple[User, User, int]
) -> None:
    lin, _sun, agency = people
    sign_in(client, lin)
    assert "No employment is stated yet" in page(client, OWN)
    assert AGENCY in page(client, f"{OWN}/new")
    values = {**STATED, "organisation": str(agency), "employer_name": ""}
    assert send(client, f"{OWN}/new", **values)[0] == 303
    told = page(client, OWN, ZH)
    assert AGENCY in told
    assert "已填写，等待单位确认" in told
    employment = db.session.query(Employment).one().id
    assert send(client, f"{OWN}/{employment}/withdrawal")[0] == 303
    assert "No employment is stated yet" in page(client, OWN)


def test_another_employer_is_a_name_that_nobody_here_confirms(
    client: FlaskClient, people: tuple[User, User, int]
) -> None:
    sign_in(client, people[0])
    assert send(client, f"{OWN}/new", **STATED)[0] == 303
    told = page(client, OWN)
    assert "滨江街道办事处" in told
    assert "Stated by you, cannot be confirmed here" in told


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"employer_name": ""}, "Choose your employer, or enter its name."),
        ({"organisation": "agency"}, "Choose one, or enter a name, not both."),
        ({"organisation": "987654"}, "Not a valid choice"),
        ({"starts_on": ""}, "Enter a date."),
        ({"starts_on": "2026-11-23"}, "The first day lies between 1950 and today."),
        ({"starts_on": "1920-01-01"}, "The first day lies between 1950 and today."),
        ({"last_day": "2025-02-01"}, "It ends before it begins."),
    ],
)
def test_a_wrong_entry_is_said_and_nothing_is_lost(
    client: FlaskClient, people: tuple[User, User, int], changes: dict[str, str], fault: str
) -> None:
    sign_in(client, people[0])
    values = {**STATED, **changes}
    if values["organisation"] == "agency":
        values["organisation"] = str(people[2])
    status, told = send(client, f"{OWN}/new", **values)
    assert status == 422
    assert fault in told
    assert 'value="社工"' in told
    assert db.session.query(Employment).count() == 0


def test_the_last_day_is_entered_and_shown(
    client: FlaskClient, people: tuple[User, User, int]
) -> None:
    lin, _sun, agency = people
    employment = make_employment(lin, agency)
    sign_in(client, lin)
    url = f"{OWN}/{employment}/end"
    assert AGENCY in page(client, url)
    assert "It ends before it begins." in send(client, url, last_day="2025-02-01")[1]
    assert "This day is too far ahead." in send(client, url, last_day="2028-02-01")[1]
    assert send(client, url, last_day="2026-10-31")[0] == 303
    assert "Mar 1, 2025 – Oct 31, 2026" in page(client, OWN)


def test_somebody_elses_employment_is_not_found(
    client: FlaskClient, people: tuple[User, User, int]
) -> None:
    employment = make_employment(people[0], people[2])
    sign_in(client, make_user("王强"))
    assert client.get(f"{OWN}/{employment}/end").status_code == 404
    assert client.post(f"{OWN}/{employment}/withdrawal").status_code == 404
    assert state_of(employment) == "stated"


# the agency


def test_the_manager_sees_who_waits_and_confirms(
    client: FlaskClient, people: tuple[User, User, int]
) -> None:
    lin, sun, agency = people
    employment = make_employment(lin, agency)
    sign_in(client, sun)
    told = page(client, STAFF)
    assert "林美华" in told
    assert f'href="{STAFF}/{employment}"' in told
    assert "Does this person work for you with these dates?" in page(
        client, f"{STAFF}/{employment}"
    )
    assert send(client, f"{STAFF}/{employment}/confirmation")[0] == 303
    assert state_of(employment) == "confirmed"
    assert "Nobody is in this list." in page(client, f"{STAFF}?shown=waiting")
    assert "林美华" in page(client, f"{STAFF}?shown=service")
    assert "林美华" in page(client, f"{STAFF}?shown=all")
    assert send(client, f"{STAFF}/{employment}/confirmation")[0] == 409


def test_a_refusal_needs_a_reason(client: FlaskClient, people: tuple[User, User, int]) -> None:
    lin, sun, agency = people
    employment = make_employment(lin, agency)
    sign_in(client, sun)
    status, told = send(client, f"{STAFF}/{employment}/refusal", reason=" ")
    assert status == 422
    assert "Say why." in told
    assert send(client, f"{STAFF}/{employment}/refusal", reason="入职日期不符")[0] == 303
    sign_in(client, lin)
    told = page(client, OWN, ZH)
    assert "单位未确认" in told
    assert "入职日期不符" in told


def test_the_manager_enters_the_last_day(
    client: FlaskClient, people: tuple[User, User, int]
) -> None:
    lin, sun, agency = people
    employment = make_employment(lin, agency)
    confirm(lin, employment, sun)
    sign_in(client, sun)
    assert "Enter the last day of work" in page(client, f"{STAFF}/{employment}")
    assert send(client, f"{STAFF}/{employment}/end", last_day="")[0] == 422
    assert send(client, f"{STAFF}/{employment}/end", last_day="2026-11-30")[0] == 303
    assert "Nov 30, 2026" in page(client, f"{STAFF}/{employment}")


def test_a_manager_of_another_agency_finds_nothing(
    client: FlaskClient, people: tuple[User, User, int]
) -> None:
    employment = make_employment(people[0], people[2])
    other = make_user("周涛", roles=[Role.AGENCY_MANAGER], organisation=make_organisation())
    sign_in(client, other)
    assert "林美华" not in page(client, STAFF)
    assert client.get(f"{STAFF}?agency={people[2]}").status_code == 404
    assert client.get(f"{STAFF}/{employment}").status_code == 404
    for act in ("confirmation", "refusal", "end"):
        answer = client.post(f"{STAFF}/{employment}/{act}", data={"reason": "x"})
        assert answer.status_code == 404, act
    assert state_of(employment) == "stated"


def test_one_s_own_employment_shows_no_button(
    client: FlaskClient, people: tuple[User, User, int]
) -> None:
    _lin, sun, agency = people
    employment = make_employment(sun, agency)
    sign_in(client, sun)
    told = page(client, f"{STAFF}/{employment}")
    assert "Nobody confirms their own employment." in told
    assert "Confirm this employment" not in told
    assert send(client, f"{STAFF}/{employment}/confirmation")[0] == 409


def test_a_manager_without_an_agency_is_told_so(client: FlaskClient) -> None:
    sign_in(client, make_user("周涛", roles=[Role.AGENCY_MANAGER]))
    assert "You manage no organisation" in page(client, STAFF)


def test_others_do_not_open_the_staff(client: FlaskClient, people: tuple[User, User, int]) -> None:
    sign_in(client, people[0])
    assert client.get(STAFF).status_code == 403


def test_the_list_of_staff_costs_the_same_whatever_its_length(
    client: FlaskClient, people: tuple[User, User, int]
) -> None:
    lin, sun, agency = people
    make_employment(lin, agency)
    sign_in(client, sun)
    before = count_statements(client, f"{STAFF}?shown=all")
    for number in range(5):
        make_employment(make_user(f"员工{number}"), agency)
    sign_in(client, sun)
    assert count_statements(client, f"{STAFF}?shown=all") == before


def test_two_agencies_are_chosen_between(
    client: FlaskClient, people: tuple[User, User, int]
) -> None:
    _lin, sun, _agency = people
    other = make_organisation("晨曦社会工作服务中心").id
    db.session.add(
        RoleGrant(user_id=sun.id, role=Role.AGENCY_MANAGER, organisation_id=other, granted_at=NOON)
    )
    db.session.commit()
    sign_in(client, sun)
    assert "晨曦社会工作服务中心" in page(client, STAFF)
    assert page(client, f"{STAFF}?agency={other}").count("晨曦社会工作服务中心") >= 2
