"""What a team's pages do at their edges: ends of days, people gone or just come, two clicks, few people."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from tests.committing import written as act
from tests.factories_accounts import make_user
from tests.factories_incubator import (
    NOON,
    TODAY,
    make_agency,
    make_case,
    make_expert,
    make_manager,
    make_place,
    make_seat,
)
from tests.factories_staffing import (
    change,
    enter_as,
    hold_certificate,
    make_consent,
    make_job,
    make_member,
    make_request,
    make_supervision,
    make_talk,
    make_team,
    make_terms,
    register,
    settle,
)
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.actions import staff_requests
from trainingapp.incubator.actions.staff_requests import Ask
from trainingapp.incubator.models import (
    Agency,
    AgencyConsent,
    EmploymentTerms,
    StaffRequest,
    SupervisionTalk,
)
from trainingapp.incubator.queries import staff
from trainingapp.incubator.queries.compliance_teams import list_teams
from trainingapp.incubator.queries.figures_staff import count_staff
from trainingapp.incubator.queries.standing import find_standing, list_standings
from trainingapp.incubator.queries.supervision import TeamSupervision, list_supervision
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.compliance.facts import Team
from trainingapp.rules.incubation.words import Duty
from trainingapp.rules.intervals import Interval

OWN = "/incubation/my-agency"
OCTOBER = date(2026, 10, 1)
FULL = {"form": "full_time", "percent": "100", "post": "0", "lead": "0"}


def team_of(agency: Agency) -> str:
    return f"/incubation/agencies/{agency.id}/team"


def fresh() -> None:
    db.session.rollback()
    db.session.expire_all()


def told(user_id: int) -> list[str]:
    fresh()
    rows = db.session.query(Notice).filter_by(user_id=user_id).order_by(Notice.id)
    return [row.kind for row in rows]


# ----- days far off -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "day", "sentence"),
    [
        ("contract_until", "9999-12-31", "日期太远了"),
        ("contract_until", "2099-01-01", "日期太远了"),
        ("insured_from", "2028-01-01", "日期太远了"),
        ("contract_until", "1949-01-01", "日期过早"),
        ("record_queried_on", "2026-11-24", "这一天还没有到"),
        ("roster_complete_on", "2026-11-24", "这一天还没有到"),
    ],
)
def test_a_day_that_cannot_be_is_refused_beside_the_field_and_kept(
    client: FlaskClient, name: str, day: str, sentence: str
) -> None:
    agency = make_agency()
    job = make_job(agency)
    enter_as(client, make_manager(agency))
    page = client.post(f"{team_of(agency)}/{job.id}/terms", data=FULL | {name: day})
    assert page.status_code == 422
    assert sentence in page.text
    assert f'value="{day}"' in page.text
    assert db.session.query(EmploymentTerms).count() == 0


@pytest.mark.usefixtures("app")
def test_a_contract_until_the_end_of_all_days_breaks_no_page() -> None:
    agency = make_agency()
    make_terms(agency, make_job(agency), contract_until=date.max)
    (member,) = find_standing(agency.id, on=TODAY).members
    assert member.worker.contract_ends_on is None
    assert member.verdict.is_full_time


# ----- who has left, and who has just come --------------------------------------------------------


def test_terms_of_somebody_who_has_left_are_entered_no_more(client: FlaskClient) -> None:
    agency, user = make_agency(), make_user("韩雪")
    job = make_job(agency, user, ends_on=TODAY)
    enter_as(client, make_manager(agency))
    address = f"{team_of(agency)}/{job.id}/terms"
    assert client.get(address).status_code == 404
    assert client.post(address, data=FULL).status_code == 404
    assert told(user.id) == []


def test_terms_can_be_entered_on_the_last_day(client: FlaskClient) -> None:
    agency = make_agency()
    job = make_job(agency, ends_on=TODAY + timedelta(days=1))
    enter_as(client, make_manager(agency))
    page = client.post(f"{team_of(agency)}/{job.id}/terms", data=FULL, follow_redirects=True)
    assert page.status_code == 200
    assert page.request.path == f"{team_of(agency)}/{job.id}"


def test_a_consent_to_an_agency_that_one_has_left_can_be_taken_back(client: FlaskClient) -> None:
    agency, user = make_agency(), make_user("韩雪")
    make_terms(agency, make_job(agency, user, ends_on=TODAY))
    make_consent(agency, user)
    enter_as(client, user)
    address = f"{OWN}/consents/{agency.id}/end"
    page = client.get(OWN).text
    assert agency.name in page
    assert address in page
    assert client.post(address).status_code == 303
    fresh()
    assert db.session.query(AgencyConsent).one().withdrawn_at is not None
    assert address not in client.get(OWN).text


def test_a_consent_where_one_works_is_offered_once(client: FlaskClient) -> None:
    agency = make_agency()
    user = make_member(agency)
    enter_as(client, user)
    assert client.get(OWN).text.count(f'action="{OWN}/consents/{agency.id}/end"') == 1


def october(agency: Agency) -> TeamSupervision:
    fresh()
    return list_supervision([find_standing(agency.id, on=TODAY)], month=OCTOBER)[agency.id]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("began_on", "is_judged"),
    [
        (date(2026, 9, 1), True),
        (date(2026, 10, 31), True),
        (date(2026, 11, 1), False),
        (TODAY, False),
    ],
)
def test_whoever_began_after_the_month_had_nothing_to_be_supervised_in(
    began_on: date, is_judged: bool
) -> None:
    agency, user = make_agency(), make_user("新人")
    make_terms(agency, make_job(agency, user, starts_on=began_on))
    assert (user.id in october(agency).months) is is_judged
    assert october(agency).is_enough is (False if is_judged else None)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 1),
        ({"ends_on": date(2026, 10, 31)}, 0),
        ({"ends_on": date(2026, 11, 1)}, 1),
        ({"starts_on": date(2026, 10, 31)}, 1),
        ({"starts_on": date(2026, 11, 1)}, 0),
    ],
)
def test_a_supervisor_is_counted_on_the_last_day_of_the_month(
    changes: dict[str, date], expected: int
) -> None:
    agency = make_agency()
    make_supervision(agency, make_user("督导"), make_member(agency), **changes)
    assert october(agency).most_supervised == expected


@pytest.mark.usefixtures("app")
def test_somebody_replaced_within_the_month_is_not_one_too_many() -> None:
    agency, supervisor = make_agency(), make_user("督导")
    make_supervision(agency, supervisor, make_member(agency), ends_on=date(2026, 10, 15))
    make_supervision(agency, supervisor, make_member(agency), starts_on=date(2026, 10, 15))
    assert october(agency).most_supervised == 1


@pytest.mark.usefixtures("app")
def test_who_has_left_the_agency_takes_no_place_at_a_supervisor() -> None:
    agency, supervisor, gone = make_agency(), make_user("督导"), make_user("离职")
    make_job(agency, gone, ends_on=TODAY)
    make_supervision(agency, supervisor, gone)
    make_supervision(agency, supervisor, make_member(agency))
    assert october(agency).most_supervised == 1


@pytest.mark.usefixtures("app")
def test_the_fullest_supervisor_is_the_one_that_is_told() -> None:
    agency, full, free = make_agency(), make_user("忙"), make_user("闲")
    people = [make_member(agency) for _one in range(3)]
    for user in people:
        make_supervision(agency, full, user)
    make_supervision(agency, free, people[0])
    assert october(agency).most_supervised == 3


# ----- insurance, contracts and shares ------------------------------------------------------------


def facts_of(agency: Agency) -> Team:
    fresh()
    return list_teams([agency.id], on=TODAY)[agency.id]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("insured_from", "is_insured"),
    [
        (None, False),
        (TODAY - timedelta(days=1), True),
        (TODAY, True),
        (TODAY + timedelta(days=1), False),
        (TODAY + timedelta(days=300), False),
    ],
)
def test_an_insurance_to_come_insures_nobody_yet(
    insured_from: date | None, is_insured: bool
) -> None:
    agency = make_agency()
    make_member(agency, insured_from=insured_from)
    assert facts_of(agency).uninsured_since == (() if is_insured else (date(2024, 3, 1),))


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("form", "is_asked"),
    [
        ("full_time", True),
        ("part_time", False),
        ("dispatch", False),
        ("intern", False),
        ("volunteer", False),
    ],
)
def test_contract_and_insurance_are_asked_of_full_time_work(form: str, is_asked: bool) -> None:
    agency = make_agency()
    make_member(agency, form=form, insured_from=None, contract_signed_on=None)
    expected = (date(2024, 3, 1),) if is_asked else ()
    found = facts_of(agency)
    assert (found.uninsured_since, found.uncontracted_since) == (expected, expected)


SPAN = Interval(date(2026, 10, 1), date(2026, 11, 24))


def shares_of(agency: Agency) -> Decimal | None:
    fresh()
    return count_staff([agency.id], SPAN)[agency.id]["staff_fte"]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([], "0"),
        (["1.00"], "1.00"),
        (["1.00", "0.50"], "1.50"),
        (["0.33", "0.33", "0.34"], "1.00"),
        (["0.80", "0.79", "0.00"], "1.59"),
    ],
)
def test_shares_of_full_hours_add_up_to_the_hundredth(shares: list[str], expected: str) -> None:
    agency = make_agency()
    for share in shares:
        make_member(agency, share=Decimal(share))
    assert shares_of(agency) == Decimal(expected)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("answer", [None, "denied"])
def test_hours_that_the_person_has_not_confirmed_are_no_share(answer: str | None) -> None:
    agency = make_agency()
    make_terms(agency, make_job(agency), answer=answer)
    make_job(agency)
    assert shares_of(agency) == Decimal(0)


@pytest.mark.usefixtures("app")
def test_hours_that_the_person_denies_leave_those_confirmed_before() -> None:
    agency = make_agency()
    job = make_job(agency)
    make_terms(agency, job, share=Decimal("0.60"))
    make_terms(agency, job, share=Decimal("1.00"), answer="denied")
    assert shares_of(agency) == Decimal("0.60")


# ----- few people, and who reads figures only -----------------------------------------------------


@pytest.mark.parametrize("reader", ["finance", "authority"])
@pytest.mark.parametrize(("size", "is_told"), [(1, False), (4, False), (5, True)])
def test_below_five_people_nothing_of_one_of_them_is_told_to_who_reads_figures(
    client: FlaskClient, reader: str, size: int, is_told: bool
) -> None:
    place, agency = make_place(), make_agency()
    make_case(place, agency)
    make_team(agency, 2 if size > 1 else 1, size)
    enter_as(client, place.people[reader])
    page = client.get(team_of(agency))
    assert page.status_code == 200
    assert ("某一位" in page.text or "有一位" in page.text or "一名" in page.text) is is_told
    assert ("登记到期" in page.text or "登记期满" in page.text) is is_told


@pytest.mark.parametrize("size", [1, 4, 5])
def test_a_mentor_reads_figures_by_the_same_measure(client: FlaskClient, size: int) -> None:
    place, agency, mentor = make_place(), make_agency(), make_expert()
    make_seat(make_case(place, agency), mentor, duty=Duty.MENTOR)
    people = make_team(agency, 1, size)
    enter_as(client, mentor)
    page = client.get(team_of(agency)).text
    assert not any(one.display_name in page for one in people)
    assert (f"1 / {size}" in page) or (f"{size} 名专职人员中有 1 名" in page)


def test_the_agency_itself_reads_what_happens_to_whom_however_small_it_is(
    client: FlaskClient,
) -> None:
    agency = make_agency()
    (user,) = make_team(agency, 1, 1)
    enter_as(client, make_manager(agency))
    page = client.get(team_of(agency)).text
    assert page.count(user.display_name) >= 2
    assert "2027年3月1日" in page


# ----- clicks -------------------------------------------------------------------------------------


def test_nothing_said_of_a_talk_is_not_a_no(client: FlaskClient) -> None:
    agency, supervisor = make_agency(), make_user("督导")
    talk = make_talk(make_supervision(agency, supervisor, make_member(agency)))
    change(talk, supervisor_said_at=None)
    enter_as(client, supervisor)
    for said in ({}, {"held": ""}, {"held": "maybe"}):
        assert client.post(f"{OWN}/talks/{talk.id}", data=said).status_code == 303
    fresh()
    assert db.session.get_one(SupervisionTalk, talk.id).denied_at is None
    client.post(f"{OWN}/talks/{talk.id}", data={"held": "yes"})
    fresh()
    assert db.session.get_one(SupervisionTalk, talk.id).supervisor_said_at is not None


@pytest.mark.parametrize("how", ["yes", "no", "withdrawal"])
def test_a_request_that_is_settled_takes_its_notice_along(client: FlaskClient, how: str) -> None:
    agency, other, user = make_agency(), make_agency(), make_user("韩雪", email="han@example.org")
    managers = {one.id: make_manager(one).id for one in (agency, other)}
    user_id, agency_id, name = user.id, agency.id, agency.name
    settle()
    for number, manager in managers.items():
        act(
            lambda number=number, manager=manager: staff_requests.ask_person(  # type: ignore[misc]
                db.session.get_one(Agency, number),
                Ask("han@example.org", "社工", date(2026, 11, 2)),
                actor_id=manager,
                now=NOON,
            )
        )
    asked = db.session.query(StaffRequest).filter_by(agency_id=agency_id).one()
    request_id = asked.id
    enter_as(client, user)
    assert f'id="request-{request_id}"' in client.get(OWN).text
    if how == "withdrawal":
        enter_as(client, db.session.get_one(User, managers[agency_id]))
        address = f"/incubation/agencies/{agency_id}/team/requests/{request_id}/withdrawal"
    else:
        address = f"{OWN}/requests/{request_id}/{how}"
    assert client.post(address).status_code == 303
    fresh()
    waiting = db.session.query(Notice).filter_by(user_id=user_id, kind="staffing.asked").all()
    assert [name in row.arguments for row in waiting] == [False]


@pytest.mark.usefixtures("app")
def test_the_same_request_twice_from_two_tabs_is_refused() -> None:
    agency, user = make_agency(), make_user("韩雪")
    row = make_request(agency, user, make_manager(agency))
    number, user_id = row.id, user.id
    settle()
    act(
        lambda: staff_requests.deny_request(
            staff.get_own_request(user_id, number), actor_id=user_id, now=NOON
        )
    )
    with pytest.raises(staff_requests.RequestSettled):
        act(
            lambda: staff_requests.accept_request(
                staff.get_own_request(user_id, number),
                agrees_to_show=True,
                actor_id=user_id,
                now=NOON,
            )
        )
    fresh()
    assert db.session.query(AgencyConsent).count() == 0


@pytest.mark.usefixtures("app")
def test_nobody_asked_for_is_nobody() -> None:
    assert list_standings([], on=TODAY) == {}
    assert list_teams([], on=TODAY) == {}
    with pytest.raises(KeyError):
        find_standing(987654, on=TODAY)


def test_a_page_far_beyond_the_last_is_the_last(client: FlaskClient) -> None:
    agency = make_agency()
    user = make_member(agency)
    register(hold_certificate(user))
    enter_as(client, make_manager(agency))
    for number in ("0", "-3", "99999", "x"):
        page = client.get(f"{team_of(agency)}?page={number}")
        assert page.status_code == 200
        assert user.display_name in page.text
