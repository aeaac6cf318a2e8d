"""Supervision and posts of an agency: pages, and what counts once both sides have confirmed."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from tests.factories_accounts import make_user
from tests.factories_incubator import (
    TODAY,
    make_agency,
    make_case,
    make_expert,
    make_manager,
    make_place,
    make_seat,
)
from tests.factories_staffing import (
    enter_as,
    hold_certificate,
    make_job,
    make_member,
    make_post,
    make_supervision,
    make_talk,
    make_terms,
    register,
)
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, StaffPost, Supervision, SupervisionTalk
from trainingapp.incubator.queries.standing import find_standing
from trainingapp.incubator.queries.supervision import TeamSupervision, list_supervision
from trainingapp.rules.incubation.words import Duty

OCTOBER = date(2026, 10, 1)
OWN = "/incubation/my-agency"


def page_of(agency: Agency, name: str = "supervision") -> str:
    return f"/incubation/agencies/{agency.id}/{name}"


def october(agency: Agency) -> TeamSupervision:
    db.session.rollback()
    db.session.expire_all()
    standing = find_standing(agency.id, on=TODAY)
    return list_supervision([standing], month=OCTOBER)[agency.id]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, True),
        ({"supervisor_said_at": None}, False),
        ({"supervised_said_at": None}, False),
        ({"held_on": date(2026, 9, 30)}, False),
        ({"held_on": date(2026, 10, 31)}, True),
        ({"held_on": date(2026, 11, 1)}, False),
    ],
)
def test_a_talk_counts_in_its_month_once_both_have_confirmed(
    changes: dict[str, object], counts: bool
) -> None:
    agency = make_agency()
    user = make_member(agency)
    pair = make_supervision(agency, make_user("督导"), user)
    make_talk(pair, 120, **{"held_on": date(2026, 10, 5), **changes})
    found = october(agency)
    assert found.months[user.id].is_enough is counts
    assert found.is_enough is counts


@pytest.mark.usefixtures("app")
def test_a_denied_talk_never_counts() -> None:
    agency = make_agency()
    user = make_member(agency)
    pair = make_supervision(agency, make_user("督导"), user)
    make_talk(pair, 120, held_on=date(2026, 10, 5), denied_at=pair.entered_at)
    assert not october(agency).is_enough


@pytest.mark.usefixtures("app")
def test_without_full_time_people_there_is_nothing_to_supervise() -> None:
    assert october(make_agency()).is_enough is None


@pytest.mark.usefixtures("app")
def test_a_supervisor_of_too_many_is_not_enough() -> None:
    agency, supervisor = make_agency(), make_user("督导")
    for _one in range(21):
        pair = make_supervision(agency, supervisor, make_member(agency))
        make_talk(pair, 120, held_on=date(2026, 10, 5))
    found = october(agency)
    assert found.most_supervised == 21
    assert found.is_enough is False


def begin(client: FlaskClient, agency: Agency, supervisor: User, supervised: User) -> int:
    values = {"supervisor": str(supervisor.id), "supervised": str(supervised.id)}
    return client.post(page_of(agency), data=values).status_code


def test_an_agency_says_who_supervises_whom_and_ends_it(client: FlaskClient) -> None:
    agency = make_agency()
    one, other, manager = make_member(agency), make_member(agency), make_manager(agency)
    enter_as(client, manager)
    assert begin(client, agency, one, other) == 303
    assert begin(client, agency, one, other) == 409
    assert begin(client, agency, one, one) == 409
    row = db.session.query(Supervision).one()
    assert client.post(f"{page_of(agency)}/{row.id}/end").status_code == 303
    assert db.session.query(Supervision).count() == 0  # it began today


def test_strangers_are_no_choice(client: FlaskClient) -> None:
    agency, stranger = make_agency(), make_user("路人")
    one, manager = make_member(agency), make_manager(agency)
    enter_as(client, manager)
    assert begin(client, agency, stranger, one) == 422
    assert begin(client, agency, one, stranger) == 422


def test_a_supervisor_with_a_seat_can_be_chosen(client: FlaskClient) -> None:
    place, agency = make_place(), make_agency()
    expert = make_expert("秦督导")
    make_seat(make_case(place, agency), expert, duty=Duty.SUPERVISOR)
    one, manager = make_member(agency), make_manager(agency)
    enter_as(client, manager)
    assert begin(client, agency, expert, one) == 303


def talk(client: FlaskClient, agency: Agency, pair: Supervision, **changes: str) -> int:
    values = {"supervision": str(pair.id), "held_on": "2026-11-02", "minutes": "60"}
    values |= {"kind": "single", **changes}
    return client.post(f"{page_of(agency)}/talks", data=values).status_code


@pytest.mark.parametrize(
    "wrong", [{"held_on": "2999-01-01"}, {"held_on": "2020-01-01"}, {"minutes": "0"}]
)
def test_a_talk_that_cannot_have_been_is_refused(
    client: FlaskClient, wrong: dict[str, str]
) -> None:
    agency = make_agency()
    pair = make_supervision(agency, make_member(agency), make_member(agency))
    manager = make_manager(agency)
    enter_as(client, manager)
    assert talk(client, agency, pair, **wrong) == 422
    assert db.session.query(SupervisionTalk).count() == 0


def test_a_talk_of_the_agency_waits_for_both_sides(client: FlaskClient) -> None:
    agency = make_agency()
    supervisor, supervised = make_member(agency), make_member(agency)
    pair, manager = make_supervision(agency, supervisor, supervised), make_manager(agency)
    enter_as(client, manager)
    assert talk(client, agency, pair) == 303
    row = db.session.query(SupervisionTalk).one()
    address = f"{OWN}/talks/{row.id}"
    for user in (supervisor, supervised):
        enter_as(client, user)
        assert "等待您确认的督导" in client.get(OWN).text
        assert client.post(address, data={"held": "yes"}).status_code == 303
        assert client.post(address, data={"held": "yes"}).status_code == 409
    db.session.rollback()
    stored = db.session.get_one(SupervisionTalk, row.id)
    assert stored.supervisor_said_at is not None
    assert stored.supervised_said_at is not None


def test_one_no_closes_a_talk_for_good(client: FlaskClient) -> None:
    agency = make_agency()
    supervisor, supervised = make_member(agency), make_member(agency)
    row = make_talk(
        make_supervision(agency, supervisor, supervised),
        supervisor_said_at=None,
        supervised_said_at=None,
    )
    enter_as(client, supervised)
    assert client.post(f"{OWN}/talks/{row.id}", data={"held": "no"}).status_code == 303
    enter_as(client, supervisor)
    assert client.post(f"{OWN}/talks/{row.id}", data={"held": "yes"}).status_code == 409


def test_nobody_else_answers_for_a_talk(client: FlaskClient) -> None:
    agency = make_agency()
    row = make_talk(
        make_supervision(agency, make_member(agency), make_member(agency)),
        supervised_said_at=None,
    )
    enter_as(client, make_manager(agency))
    assert client.post(f"{OWN}/talks/{row.id}", data={"held": "yes"}).status_code == 404


def test_the_supervision_page_takes_the_same_number_of_statements(client: FlaskClient) -> None:
    small, large = make_agency(), make_agency()
    for agency, number in ((small, 1), (large, 4)):
        for _one in range(number):
            make_talk(make_supervision(agency, make_member(agency), make_member(agency)))
    managers = [make_manager(small), make_manager(large)]
    counts = []
    for agency, manager in zip((small, large), managers, strict=True):
        enter_as(client, manager)
        counts.append(count_statements(client, page_of(agency)))
    assert counts[0] == counts[1]


# ----- posts --------------------------------------------------------------------------------------


POST = {
    "title": "项目主管",
    "ladder": "project",
    "rank": "2",
    "least_level": "middle",
    "least_years": "2",
    "pay_least": "6000",
    "pay_most": "8000",
    "pay_source": "机构薪酬制度",
}


def test_an_agency_adds_changes_and_closes_a_post(client: FlaskClient) -> None:
    agency = make_agency()
    enter_as(client, make_manager(agency))
    address = page_of(agency, "posts")
    assert client.post(f"{address}/new", data=POST).status_code == 303
    row = db.session.query(StaffPost).one()
    page = client.get(f"{address}/{row.id}").text
    assert "项目主管" in page
    assert client.post(f"{address}/{row.id}", data=POST | {"title": "督导"}).status_code == 303
    assert "督导" in client.get(address).text
    assert client.post(f"{address}/{row.id}/end").status_code == 303
    assert client.get(f"{address}/{row.id}").status_code == 404


@pytest.mark.parametrize("wrong", [{"title": ""}, {"pay_most": "5000"}, {"rank": "0"}])
def test_a_post_that_is_wrong_comes_back_as_typed(
    client: FlaskClient, wrong: dict[str, str]
) -> None:
    agency = make_agency()
    enter_as(client, make_manager(agency))
    page = client.post(f"{page_of(agency, 'posts')}/new", data=POST | wrong)
    assert page.status_code == 422
    assert "机构薪酬制度" in page.text
    assert db.session.query(StaffPost).count() == 0


def test_a_post_says_who_is_fit_and_who_could_take_it(client: FlaskClient) -> None:
    agency = make_agency()
    post = make_post(agency, "督导助理", least_level="middle")
    holder, able = make_user("张持岗"), make_member(agency, make_user("李可任"))
    make_terms(agency, make_job(agency, holder), post_id=post.id)
    register(hold_certificate(able, "middle"))
    enter_as(client, make_manager(agency))
    page = client.get(page_of(agency, "posts")).text
    assert page.index("张持岗") < page.index("尚不符合") < page.index("李可任")


def test_a_post_of_another_agency_is_not_found(client: FlaskClient) -> None:
    agency, other = make_agency(), make_agency()
    post, manager = make_post(other), make_manager(agency)
    enter_as(client, manager)
    assert client.get(f"{page_of(agency, 'posts')}/{post.id}").status_code == 404
