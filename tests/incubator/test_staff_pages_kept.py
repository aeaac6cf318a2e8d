"""Forms of a team with bad values: the sentence beside the field, what was typed kept, nothing written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from tests.factories_accounts import make_user
from tests.factories_incubator import TODAY, make_agency, make_manager
from tests.factories_staffing import (
    enter_as,
    hold_certificate,
    make_consent,
    make_job,
    make_member,
    make_post,
    make_request,
    make_terms,
    register,
)
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Agency,
    AgencyConsent,
    EmploymentTerms,
    RegistrationPlace,
    StaffPost,
    StaffRequest,
)
from trainingapp.notices.models import Notice

OWN = "/incubation/my-agency"
TERMS = {"form": "full_time", "percent": "100", "post": "0", "lead": "0"}
POST = {"title": "督导", "ladder": "front", "rank": "1", "least_level": "", "least_years": "0"}
ASK = {"contact": "han@example.org", "post": "社工", "starts_on": "2026-11-02"}


def fresh() -> None:
    db.session.rollback()
    db.session.expire_all()


# ----- terms --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"percent": "101"}, 'value="101"'),
        ({"percent": "-5"}, 'value="-5"'),
        ({"percent": "abc"}, "abc"),
        ({"percent": "0.5"}, "0.5"),
        ({"percent": ""}, 'name="percent"'),
        ({"weekly_hours": "81"}, 'value="81"'),
        ({"weekly_hours": "forty"}, "forty"),
        ({"contract_signed_on": "2026-02-30"}, "2026-02-30"),
        ({"contract_signed_on": "2027-01-01"}, "2027-01-01"),
        ({"insured_from": "1949-12-31"}, "1949-12-31"),
        ({"protocol_signed_on": "2026-11-24"}, "2026-11-24"),
        ({"form": "slave"}, 'name="form"'),
        ({"post": "999999"}, 'name="post"'),
        ({"lead": "999999"}, 'name="lead"'),
    ],
)
def test_terms_that_are_wrong_come_back_as_typed(
    client: FlaskClient, changes: dict[str, str], kept: str
) -> None:
    agency, user = make_agency(), make_user("韩雪")
    job = make_job(agency, user)
    enter_as(client, make_manager(agency))
    typed = TERMS | {"record_queried_on": "2026-10-01", "works_with_minors": "y"} | changes
    page = client.post(f"/incubation/agencies/{agency.id}/team/{job.id}/terms", data=typed)
    assert page.status_code == 422
    assert "field-error" in page.text
    assert kept in page.text
    assert 'value="2026-10-01"' in page.text
    assert "checked" in page.text
    fresh()
    assert db.session.query(EmploymentTerms).count() == 0
    assert db.session.query(Notice).filter_by(user_id=user.id).count() == 0


def test_the_post_of_another_agency_and_a_stranger_as_lead_are_no_choice(
    client: FlaskClient,
) -> None:
    agency, other = make_agency(), make_agency()
    job, post, stranger = make_job(agency), make_post(other), make_member(other)
    closed = make_post(agency, "旧岗", closed_on=TODAY)
    enter_as(client, make_manager(agency))
    address = f"/incubation/agencies/{agency.id}/team/{job.id}/terms"
    wrong = [{"post": str(post.id)}, {"post": str(closed.id)}, {"lead": str(stranger.id)}]
    for changes in [*wrong, {"lead": str(job.user_id)}]:
        assert client.post(address, data=TERMS | changes).status_code == 422


@pytest.mark.parametrize(
    ("percent", "share"), [("0", "0.00"), ("1", "0.01"), ("79", "0.79"), ("100", "1.00")]
)
def test_a_percentage_is_kept_to_the_hundredth(
    client: FlaskClient, percent: str, share: str
) -> None:
    agency = make_agency()
    job = make_job(agency)
    enter_as(client, make_manager(agency))
    address = f"/incubation/agencies/{agency.id}/team/{job.id}/terms"
    assert client.post(address, data=TERMS | {"percent": percent}).status_code == 303
    fresh()
    assert db.session.query(EmploymentTerms).one().share == Decimal(share)
    assert f'value="{percent}"' in client.get(address).text


@pytest.mark.parametrize("note", ["", "   ", "字" * 301])
def test_a_no_without_a_word_is_refused_and_kept(client: FlaskClient, note: str) -> None:
    agency, user = make_agency(), make_user("韩雪")
    terms = make_terms(agency, make_job(agency, user), answer=None)
    enter_as(client, user)
    page = client.post(f"{OWN}/terms/{terms.id}/no", data={"note": note})
    assert page.status_code == 422
    assert "field-error" in page.text
    assert note.strip() in page.text
    fresh()
    assert db.session.get_one(EmploymentTerms, terms.id).answer is None


def test_what_a_person_writes_is_shown_as_text(client: FlaskClient) -> None:
    agency, user = make_agency(), make_user("韩雪")
    manager, job = make_manager(agency), make_job(agency, user)
    terms = make_terms(agency, job, answer=None)
    enter_as(client, user)
    client.post(f"{OWN}/terms/{terms.id}/no", data={"note": "<script>alert(1)</script>"})
    enter_as(client, manager)
    page = client.get(f"/incubation/agencies/{agency.id}/team/{job.id}").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


# ----- requests -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"contact": ""}, "社工"),
        ({"contact": "   "}, "社工"),
        ({"contact": "x" * 255}, "x" * 255),
        ({"post": "岗" * 61}, "岗" * 61),
        ({"starts_on": ""}, "han@example.org"),
        ({"starts_on": "2026-11-24"}, "2026-11-24"),
        ({"starts_on": "1949-12-31"}, "1949-12-31"),
        ({"starts_on": "2026-02-29"}, "2026-02-29"),
        ({"starts_on": "yesterday"}, "yesterday"),
    ],
)
def test_a_request_that_is_wrong_comes_back_as_typed(
    client: FlaskClient, changes: dict[str, str], kept: str
) -> None:
    agency = make_agency()
    enter_as(client, make_manager(agency))
    address = f"/incubation/agencies/{agency.id}/team/requests/new"
    page = client.post(address, data=ASK | changes)
    assert page.status_code == 422
    assert "field-error" in page.text
    assert kept in page.text
    assert db.session.query(StaffRequest).count() == 0


@pytest.mark.parametrize("day", ["2024-02-29", "2026-11-23", "1950-01-01"])
def test_a_first_day_that_may_be_is_taken(client: FlaskClient, day: str) -> None:
    agency = make_agency()
    enter_as(client, make_manager(agency))
    address = f"/incubation/agencies/{agency.id}/team/requests/new"
    assert client.post(address, data=ASK | {"starts_on": day}).status_code == 303
    assert db.session.query(StaffRequest).one().starts_on == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("han@example.org", "HAN@example.org"),
        ("han@example.org", " han@example.org "),
        ("13800001234", "138 0000 1234"),
        ("13800001234", "+86 13800001234"),
    ],
)
def test_one_contact_written_in_two_ways_is_one(
    client: FlaskClient, first: str, again: str
) -> None:
    agency = make_agency()
    enter_as(client, make_manager(agency))
    address = f"/incubation/agencies/{agency.id}/team/requests/new"
    assert client.post(address, data=ASK | {"contact": first}).status_code == 303
    assert client.post(address, data=ASK | {"contact": again}).status_code == 409


def test_a_request_of_another_agency_cannot_be_taken_back(client: FlaskClient) -> None:
    agency, other = make_agency(), make_agency()
    row = make_request(other, make_user("韩雪"), make_manager(other))
    enter_as(client, make_manager(agency))
    address = f"/incubation/agencies/{agency.id}/team/requests/{row.id}/withdrawal"
    assert client.post(address).status_code == 404
    fresh()
    assert db.session.get_one(StaffRequest, row.id).answer is None


def test_a_manager_who_asks_themselves_confirms_nothing_alone(client: FlaskClient) -> None:
    agency = make_agency()
    manager = make_manager(agency)
    change_to = {"contact": manager.email or ""}
    enter_as(client, manager)
    address = f"/incubation/agencies/{agency.id}/team/requests/new"
    assert client.post(address, data=ASK | change_to).status_code == 303
    row = db.session.query(StaffRequest).one()
    assert client.post(f"{OWN}/requests/{row.id}/yes", data={"agrees": "y"}).status_code == 303
    assert "机构还没有确认" in client.get(OWN).text or "尚未确认" in client.get(OWN).text


# ----- posts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"title": ""}, 'value="1"'),
        ({"title": "  "}, 'value="1"'),
        ({"title": "岗" * 61}, "岗" * 61),
        ({"ladder": "sideways"}, "督导"),
        ({"rank": "0"}, 'value="0"'),
        ({"rank": "21"}, 'value="21"'),
        ({"rank": ""}, "督导"),
        ({"least_level": "doctor"}, "督导"),
        ({"least_years": "-1"}, 'value="-1"'),
        ({"least_years": "41"}, 'value="41"'),
        ({"pay_least": "-1"}, 'value="-1"'),
        ({"pay_least": "NaN"}, "督导"),
        ({"pay_least": "Infinity"}, "督导"),
        ({"pay_most": "10000001"}, "10000001"),
        ({"pay_least": "6000", "pay_most": "5000"}, "5000"),
        ({"pay_source": "源" * 201}, "源" * 201),
    ],
)
@pytest.mark.parametrize("is_new", [True, False])
def test_a_post_that_is_wrong_comes_back_as_typed(
    client: FlaskClient, changes: dict[str, str], kept: str, is_new: bool
) -> None:
    agency = make_agency()
    number = None if is_new else make_post(agency, "原来的岗位").id
    enter_as(client, make_manager(agency))
    address = f"/incubation/agencies/{agency.id}/posts/{number or 'new'}"
    page = client.post(address, data=POST | changes)
    assert page.status_code == 422
    assert "field-error" in page.text
    assert kept in page.text
    fresh()
    assert [row.title for row in db.session.query(StaffPost)] == ([] if is_new else ["原来的岗位"])


def test_a_post_keeps_what_it_asks_and_pays(client: FlaskClient) -> None:
    agency = make_agency()
    enter_as(client, make_manager(agency))
    base = f"/incubation/agencies/{agency.id}/posts"
    pay = {"pay_least": "4500.50", "pay_most": "6000", "pay_source": "2026年招聘公告"}
    typed = POST | {"least_level": "middle", "least_years": "3", "rank": "2"} | pay
    assert client.post(f"{base}/new", data=typed).status_code == 303
    fresh()
    row = db.session.query(StaffPost).one()
    assert (row.pay_least, row.pay_most) == (Decimal("4500.50"), Decimal("6000.00"))
    assert (row.least_level, row.least_years, row.rank) == ("middle", 3, 2)
    page = client.get(base).text
    assert "4500.50" in page
    assert "2026年招聘公告" in page


def test_a_post_closed_twice_is_not_found_the_second_time(client: FlaskClient) -> None:
    agency = make_agency()
    post = make_post(agency)
    enter_as(client, make_manager(agency))
    address = f"/incubation/agencies/{agency.id}/posts/{post.id}"
    assert client.post(f"{address}/end").status_code == 303
    assert client.post(f"{address}/end").status_code == 404
    assert client.get(address).status_code == 404
    fresh()
    assert db.session.get_one(StaffPost, post.id).closed_on == TODAY


# ----- places and consents ------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["", "51010", "5101045", "51010a", "51 104", "-10104"])
def test_an_area_code_that_is_wrong_comes_back_beside_its_registration(
    client: FlaskClient, code: str
) -> None:
    agency = make_agency(area_code="510104")
    user = make_member(agency)
    cycles = [register(hold_certificate(user, level)) for level in ("junior", "middle")]
    enter_as(client, user)
    page = client.post(f"{OWN}/registrations/{cycles[1].id}", data={"area_code": code})
    assert page.status_code == 422
    assert page.text.count("aria-invalid") == 1
    assert f'value="{code}"' in page.text
    assert db.session.query(RegistrationPlace).count() == 0


def consents_of(user: User, agency: Agency) -> list[bool]:
    fresh()
    rows = db.session.query(AgencyConsent).filter_by(user_id=user.id, agency_id=agency.id)
    return [row.withdrawn_at is None for row in rows.order_by(AgencyConsent.id)]


def test_impatient_clicks_on_consent_leave_one(client: FlaskClient) -> None:
    agency, user = make_agency(), make_user("韩雪")
    make_terms(agency, make_job(agency, user))
    enter_as(client, user)
    address = f"{OWN}/consents/{agency.id}"
    for path in (address, address, f"{address}/end", f"{address}/end", address):
        assert client.post(path).status_code == 303
    assert consents_of(user, agency) == [False, True]


def test_who_has_left_takes_back_and_does_not_give(client: FlaskClient) -> None:
    agency, user, stranger = make_agency(), make_user("韩雪"), make_user("路人")
    make_job(agency, user, state="withdrawn")
    make_consent(agency, user)
    enter_as(client, user)
    address = f"{OWN}/consents/{agency.id}"
    assert client.post(f"{address}/end").status_code == 303
    assert client.post(address).status_code == 409
    assert consents_of(user, agency) == [False]
    enter_as(client, stranger)
    assert client.post(f"{address}/end").status_code == 404
