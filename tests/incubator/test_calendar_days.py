"""Calendars: what falls on which day, in whose calendar, month by month; each row leads to a page that opens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_day import (
    DAY,
    fill_base,
    make_agreement,
    make_finding,
    make_item,
    make_meeting,
    make_rectified,
    make_task,
    reader_of,
)
from tests.factories_flow import make_pause
from tests.factories_incubator import (
    NOON,
    TODAY,
    Place,
    make_agency,
    make_case,
    make_expert,
    make_intake,
    make_manager,
    make_place,
    make_seat,
    written,
)
from tests.factories_money import make_contract, make_instalment, make_report
from tests.factories_reviewing import make_notice
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.incubator.check_files import list_checks
from trainingapp.incubator.models import (
    Agency,
    Case,
    Deliverable,
    FollowUp,
    LeaveNotice,
)
from trainingapp.incubator.queries.calendar_days import PER_PAGE, list_for_feed, list_month
from trainingapp.incubator.queries.calendar_rows import DayKind, Scope
from trainingapp.rules.incubation.words import Duty, SeatState, Stage

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
EN = {"Accept-Language": "en"}


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def make_scene(stage: Stage = Stage.INCUBATING, **changes: object) -> tuple[Place, Agency, Case]:
    place, agency = make_place(), make_agency()
    return place, agency, make_case(place, agency, stage=stage, **changes)


def kinds(person: User, first: date = FIRST, last: date = LAST, **scope: int) -> list[DayKind]:
    """What falls from a day to another in a calendar, as somebody reads it."""
    page = list_month(Scope(reader_of(person), **scope), first, last, number=1)
    return [one.kind for one in page.items]


Make = Callable[[Place, Agency, Case, date], object]


def make_delivered(agency: Agency, case: Case, day: date, **changes: object) -> object:
    contract = make_contract(agency, case_id=case.id)
    values = {"title": "服务报告", "due_on": day, **changes}
    return written(Deliverable(contract_id=contract.id, **values))


def make_paid(agency: Agency, case: Case, day: date, **changes: object) -> object:
    return make_instalment(make_contract(agency, case_id=case.id), due_on=day, **changes)


def leave(case: Case, day: date, **changes: object) -> object:
    values = {"given_on": TODAY, "given_at": NOON, "leaves_on": day, **changes}
    return written(LeaveNotice(case_id=case.id, reason="自愿", **values))


OF_CASES: tuple[tuple[DayKind, Make], ...] = (
    (DayKind.TASK, lambda p, a, c, d: make_task(c, due_on=d)),
    (DayKind.ITEM, lambda p, a, c, d: make_item(c, due_on=d)),
    (DayKind.REPORT, lambda p, a, c, d: make_report(c, due_on=d)),
    (DayKind.RECTIFY, lambda p, a, c, d: make_rectified(c, due_on=d)),
    (DayKind.CHECK, lambda p, a, c, d: make_finding(a, due_on=d)),
    (DayKind.MEETING, lambda p, a, c, d: make_meeting(c, happened_on=d)),
    (DayKind.NOTICE, lambda p, a, c, d: make_notice(c, starts_on=d - 5 * DAY, ends_on=d)),
    (DayKind.AGREEMENT, lambda p, a, c, d: make_agreement(c, d)),
    (DayKind.PAUSE, lambda p, a, c, d: make_pause(c, planned_end_on=d)),
    (DayKind.LEAVE, lambda p, a, c, d: leave(c, d)),
    (DayKind.FOLLOW_UP, lambda p, a, c, d: written(FollowUp(case_id=c.id, month=3, due_on=d))),
    (DayKind.INSTALMENT, lambda p, a, c, d: make_paid(a, c, d)),
    (DayKind.DELIVERABLE, lambda p, a, c, d: make_delivered(a, c, d)),
)
IDS = [str(kind) for kind, _make in OF_CASES]


@pytest.mark.both_databases
@pytest.mark.parametrize(("kind", "make"), OF_CASES, ids=IDS)
def test_a_day_stands_in_both_calendars_and_leads_to_its_page(
    app: Flask, client: FlaskClient, kind: DayKind, make: Make
) -> None:
    place, agency, case = make_scene()
    make(place, agency, case, TODAY)
    officer, base_id, agency_id = place.people["officer"], place.base.id, agency.id
    assert kinds(officer, base_id=base_id) == [kind]
    assert kinds(officer, agency_id=agency_id) == [kind]
    sign_in(client, officer)
    for url in (f"/incubation/bases/{base_id}", f"/incubation/agencies/{agency_id}"):
        page = client.get(f"{url}/calendar").text.split("<tbody>")[1]
        address = re.search(r'href="([^"]+)"', page)
        assert address
        assert client.get(address[1]).status_code in {200, 403}, address[1]


@pytest.mark.parametrize(("kind", "make"), OF_CASES, ids=IDS)
def test_a_day_stands_in_its_month_only(app: Flask, kind: DayKind, make: Make) -> None:
    place, agency, case = make_scene()
    make(place, agency, case, date(2026, 11, 30))
    officer, base_id = place.people["officer"], place.base.id
    assert kinds(officer, base_id=base_id) == [kind]
    assert kinds(officer, date(2026, 12, 1), date(2026, 12, 31), base_id=base_id) == []
    assert kinds(officer, date(2026, 10, 1), date(2026, 10, 31), base_id=base_id) == []


DONE: tuple[tuple[str, Make], ...] = (
    ("task", lambda p, a, c, d: make_task(c, due_on=d, closed_at=NOON)),
    ("item-accepted", lambda p, a, c, d: make_item(c, due_on=d, state="accepted")),
    ("item-waived", lambda p, a, c, d: make_item(c, due_on=d, state="waived")),
    ("report-approved", lambda p, a, c, d: make_report(c, due_on=d, state="approved")),
    ("rectified", lambda p, a, c, d: make_rectified(c, due_on=d, state="accepted")),
    ("not-ordered", lambda p, a, c, d: make_rectified(c, due_on=d, ordered_at=None)),
    ("check-ok", lambda p, a, c, d: make_finding(a, due_on=d, status="ok")),
    ("check-replaced", lambda p, a, c, d: make_finding(a, due_on=d, replaced_at=NOON)),
    ("pause-over", lambda p, a, c, d: make_pause(c, planned_end_on=d, closed_at=NOON)),
    ("stays", lambda p, a, c, d: leave(c, d, withdrawn_at=NOON)),
    ("paid", lambda p, a, c, d: make_paid(a, c, d, paid_on=TODAY, paid_amount=1)),
    ("delivered", lambda p, a, c, d: make_delivered(a, c, d, accepted_on=TODAY)),
)


@pytest.mark.parametrize("make", [make for _n, make in DONE], ids=[name for name, _m in DONE])
def test_what_is_done_falls_due_no_more(app: Flask, make: Make) -> None:
    place, agency, case = make_scene()
    make(place, agency, case, TODAY)
    assert kinds(place.people["officer"], base_id=place.base.id) == []


@pytest.mark.parametrize(
    ("stage", "is_shown"),
    [(Stage.INCUBATING, True), (Stage.SUSPENDED, True), (Stage.FOLLOWUP, False)],
)
def test_the_planned_end_stands_while_the_agency_stays(
    app: Flask, stage: Stage, is_shown: bool
) -> None:
    place, _agency, _case = make_scene(stage, planned_exit_on=TODAY)
    found = kinds(place.people["officer"], base_id=place.base.id)
    assert found == ([DayKind.EXIT] if is_shown else [])


@pytest.mark.parametrize(("published", "is_shown"), [(NOON, True), (None, False)])
def test_the_last_day_of_a_published_call_stands_in_the_calendar_of_its_base(
    app: Flask, published: object, is_shown: bool
) -> None:
    place, agency, _case = make_scene()
    make_intake(place.base, closes_on=TODAY, published_at=published)
    officer = place.people["officer"]
    assert kinds(officer, base_id=place.base.id) == ([DayKind.CALL] if is_shown else [])
    assert kinds(officer, agency_id=agency.id) == []


def test_a_task_without_a_case_stands_with_its_agency(app: Flask) -> None:
    place, agency, _case = make_scene()
    make_task(None, agency, due_on=TODAY)
    officer = place.people["officer"]
    assert kinds(officer, base_id=place.base.id) == [DayKind.TASK]
    assert kinds(officer, agency_id=agency.id) == [DayKind.TASK]


# Whose calendar


def test_a_base_sees_its_own_cases_only(app: Flask) -> None:
    place, agency, case = make_scene()
    other, _other_agency, other_case = make_scene()
    second = make_case(other, agency)
    for one in (case, other_case, second):
        make_task(one, due_on=TODAY)
    officer = place.people["officer"]
    assert len(kinds(officer, base_id=place.base.id)) == 1
    assert len(kinds(officer, agency_id=agency.id)) == 1  # not of its stay in the other base
    assert kinds(officer, base_id=other.base.id) == []


def test_a_declared_conflict_takes_the_days_of_a_case_away(app: Flask) -> None:
    place, agency, case = make_scene()
    make_task(case, due_on=TODAY)
    make_finding(agency)
    make_seat(case, place.people["officer"], state=SeatState.CONFLICT)
    assert kinds(place.people["officer"], base_id=place.base.id) == []
    assert len(kinds(place.people["second"], base_id=place.base.id)) == 2


def test_drafts_are_in_no_calendar_of_a_base(app: Flask) -> None:
    place, _agency, case = make_scene(Stage.DRAFT)
    make_task(case, due_on=TODAY)
    assert kinds(place.people["officer"], base_id=place.base.id) == []


READERS = {
    "officer": (200, 200),
    "head": (200, 200),
    "finance": (200, 200),
    "authority": (200, 200),
    "manager": (403, 200),
    "mentor": (403, 403),
    "candidate": (403, 404),
    "other_officer": (404, 404),
    "other_manager": (403, 404),
}


@pytest.mark.parametrize("who", sorted(READERS))
def test_who_opens_which_calendar(app: Flask, client: FlaskClient, who: str) -> None:
    place, agency, case = make_scene()
    other, other_agency, _other_case = make_scene()
    mentor = make_expert()
    make_seat(case, mentor, duty=Duty.MENTOR)
    people = {
        **place.people,
        "manager": make_manager(agency),
        "mentor": mentor,
        "candidate": make_user(),
        "other_officer": other.people["officer"],
        "other_manager": make_manager(other_agency),
    }
    addresses = (
        f"/incubation/bases/{place.base.id}/calendar",
        f"/incubation/agencies/{agency.id}/calendar",
    )
    sign_in(client, people[who])
    assert tuple(client.get(one).status_code for one in addresses) == READERS[who]


# The list


@pytest.mark.both_databases
def test_days_stand_in_their_order_and_page_by_page(app: Flask) -> None:
    place, _agency, case = make_scene()
    for number in range(PER_PAGE + 5):
        make_task(case, due_on=FIRST + timedelta(days=(number * 7) % 30))
    scope = Scope(reader_of(place.people["officer"]), base_id=place.base.id)
    pages = [list_month(scope, FIRST, LAST, number=number) for number in (1, 2)]
    days = [one.on for page in pages for one in page.items]
    numbers = [one.ref_id for page in pages for one in page.items]
    assert days == sorted(days)
    assert len(set(numbers)) == len(numbers) == PER_PAGE + 5
    assert [(page.number, page.pages, page.total) for page in pages] == [(1, 2, 55), (2, 2, 55)]
    assert list_month(scope, FIRST, LAST, number=99).number == 2
    assert list_month(scope, FIRST, LAST, number=-3).number == 1


def test_rows_are_called_by_their_own_names(app: Flask, client: FlaskClient) -> None:
    place, agency, case = make_scene()
    make_task(case, message="给街道打电话")
    make_item(case)
    make_finding(agency)
    make_intake(place.base, name="二〇二六年第三批", closes_on=TODAY)
    url = f"/incubation/bases/{place.base.id}/calendar"
    sign_in(client, place.people["officer"])
    page = client.get(url, headers=EN).text
    for words in ("给街道打电话", "Plan of three years", "二〇二六年第三批", check_title("R09")):
        assert words in page
    assert "三年发展规划" in client.get(url, headers={"Accept-Language": "zh"}).text


def check_title(code: str) -> str:
    return list_checks().by_code[code].title.en


def test_months_are_turned_and_an_empty_one_says_so(app: Flask, client: FlaskClient) -> None:
    place, _agency, case = make_scene()
    make_task(case, due_on=date(2027, 1, 4), message="新年走访")
    url = f"/incubation/bases/{place.base.id}/calendar"
    sign_in(client, place.people["officer"])
    page = client.get(url, headers=EN).text
    assert "November 2026" in page
    assert "Nothing falls into this month" in page
    assert "month=2026-10" in page
    assert "month=2026-12" in page
    later = client.get(f"{url}?month=2027-01", headers=EN).text
    assert "新年走访" in later
    assert "January 2027" in later
    assert "2027年1月" in client.get(f"{url}?month=2027-01").text


@pytest.mark.parametrize("month", ["x", "2026-13", "9999-01", "", "2026-11-01"])
def test_a_month_that_is_none_is_this_one(app: Flask, client: FlaskClient, month: str) -> None:
    place, _agency, _case = make_scene()
    url = f"/incubation/bases/{place.base.id}/calendar?month={month}"
    answer = sign_in(client, place.people["head"]).get(url, headers=EN)
    assert answer.status_code == 200
    assert "November 2026" in answer.text


def test_five_thousand_cases_take_as_many_statements_as_sixty(client: FlaskClient) -> None:
    counts = []
    for many in (60, 5000):
        place = make_place()
        url = f"/incubation/bases/{place.base.id}/calendar"
        fill_base(place, many, agencies=12)
        sign_in(client, place.people["head"])
        counts.append(count_statements(client, url))
    assert counts[0] == counts[1] < 25


def test_a_feed_reaches_from_a_month_ago_to_a_year_ahead(app: Flask) -> None:
    place, _agency, case = make_scene(planned_exit_on=None)
    for days in (-32, -31, 0, 366, 367):
        make_task(case, due_on=TODAY + days * DAY)
    scope = Scope(reader_of(place.people["officer"]), base_id=place.base.id)
    found = [(one.on - TODAY).days for one in list_for_feed(scope, today=TODAY)]
    assert found == [-31, 0, 366]
