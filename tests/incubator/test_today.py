"""The day's page: what is late, due, new and unmet for each person, what it links to, and nothing of anybody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_checks import make_waiver
from tests.factories_day import (
    DAY,
    fill_base,
    make_finding,
    make_item,
    make_meeting,
    make_task,
    reader_of,
)
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
)
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.incubator.models import Agency, Case
from trainingapp.incubator.places import LINKS, list_links
from trainingapp.incubator.queries import today as queries
from trainingapp.rules.incubation.words import Actor, Duty, SeatState, Stage
from trainingapp.rules.permissions import Role

URL = "/incubation"
EN = {"Accept-Language": "en"}


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def make_scene(stage: Stage = Stage.INCUBATING, **changes: Any) -> tuple[Place, Agency, Case]:
    place, agency = make_place(), make_agency()
    return place, agency, make_case(place, agency, stage=stage, **changes)


def main_of(client: FlaskClient, user: User, language: str = "en") -> str:
    answer = sign_in(client, user).get(URL, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.text.split("<main", 1)[1].split("</main>", 1)[0])


# Tasks


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("days", "late", "soon"),
    [
        (-400, 1, 0),
        (-1, 1, 0),
        (0, 0, 1),
        (7, 0, 1),
        (8, 0, 0),
        (None, 0, 0),
    ],
    ids=["long-ago", "yesterday", "today", "in-7-days", "in-8-days", "undated"],
)
def test_a_task_is_late_after_its_day_and_soon_for_a_week(
    app: Flask, days: int | None, late: int, soon: int
) -> None:
    place, _agency, case = make_scene()
    make_task(case, due_on=None if days is None else TODAY + days * DAY)
    counts = queries.count_tasks(reader_of(place.people["officer"]), today=TODAY)
    assert counts == (1, late, soon)
    listed = queries.list_tasks(reader_of(place.people["officer"]), today=TODAY)
    assert len(listed) == late + soon


def test_the_most_urgent_tasks_come_first_and_not_all_are_shown(app: Flask) -> None:
    place, _agency, case = make_scene()
    for days in range(20):
        make_task(case, due_on=TODAY - days * DAY)
    listed = queries.list_tasks(reader_of(place.people["head"]), today=TODAY)
    counts = queries.count_tasks(reader_of(place.people["officer"]), today=TODAY)
    assert listed == []  # they are for officers
    assert counts == (20, 19, 1)
    days_of = [
        one.due_on for one in queries.list_tasks(reader_of(place.people["officer"]), today=TODAY)
    ]
    assert days_of == [TODAY - days * DAY for days in range(19, 19 - 2 * queries.MOST, -1)]


@pytest.mark.parametrize(
    ("changes", "who"),
    [
        ({"owner": Actor.OFFICER}, {"officer", "second"}),
        ({"owner": Actor.HEAD}, {"head"}),
        ({"owner": Actor.FINANCE}, {"finance"}),
        ({"owner": Actor.AGENCY}, {"manager"}),
        ({"closed_at": NOON}, set()),
    ],
    ids=["officer", "head", "finance", "agency", "closed"],
)
def test_a_task_is_shown_to_those_who_have_to_do_it(
    app: Flask, client: FlaskClient, changes: dict[str, Any], who: set[str]
) -> None:
    place, agency, case = make_scene()
    make_task(case, message="给街道打电话", **changes)
    people = {**place.people, "manager": make_manager(agency)}
    found = {name for name, user in people.items() if "给街道打电话" in main_of(client, user)}
    assert found == who


def test_a_task_for_one_officer_is_not_the_others(app: Flask, client: FlaskClient) -> None:
    place, _agency, case = make_scene()
    make_task(case, message="给街道打电话", assignee_id=place.people["second"].id)
    assert "给街道打电话" in main_of(client, place.people["second"])
    assert "给街道打电话" not in main_of(client, place.people["officer"])


# Breaches


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("changes", "is_listed"),
    [
        ({}, True),
        ({"since": TODAY - 7 * DAY}, True),
        ({"since": TODAY - 8 * DAY}, False),
        ({"status": "due_soon"}, False),
        ({"status": "ok"}, False),
        ({"status": "unknown"}, False),
        ({"replaced_at": NOON}, False),
        ({"severity": "amber"}, True),
    ],
    ids=["today", "week", "older", "due", "ok", "unknown", "replaced", "amber"],
)
def test_a_breach_is_new_for_a_week(app: Flask, changes: dict[str, Any], is_listed: bool) -> None:
    place, agency, _case = make_scene()
    make_finding(agency, **changes)
    found = queries.list_breaches(reader_of(place.people["officer"]), today=TODAY)
    assert (found.total, len(found.rows)) == ((1, 1) if is_listed else (0, 0))


@pytest.mark.parametrize(
    ("waiver", "is_listed"),
    [
        ({}, False),
        ({"ends_on": TODAY + DAY}, False),
        ({"starts_on": TODAY - 9 * DAY, "ends_on": TODAY}, True),
        ({"starts_on": TODAY + DAY, "ends_on": TODAY + 9 * DAY}, True),
        ({"ended_at": NOON}, True),
        ({"code": "R10"}, True),
    ],
    ids=["holds", "last-day", "over", "to-come", "ended", "of-another-check"],
)
def test_a_breach_that_is_let_stand_is_no_news(
    app: Flask, waiver: dict[str, Any], is_listed: bool
) -> None:
    place, agency, _case = make_scene()
    make_finding(agency)
    make_waiver(agency, place.people["head"], **waiver)
    found = queries.list_breaches(reader_of(place.people["officer"]), today=TODAY)
    assert bool(found.total) is is_listed


@pytest.mark.parametrize(
    ("who", "is_shown"),
    [
        *((name, True) for name in ("officer", "head", "finance", "authority", "manager")),
        *((name, False) for name in ("other", "mentor", "conflicted", "candidate", "auditor")),
    ],
)
def test_who_reads_the_breaches_of_an_agency(app: Flask, who: str, is_shown: bool) -> None:
    place, agency, case = make_scene()
    other, _other_agency, _other_case = make_scene()
    make_finding(agency)
    mentor = make_expert()
    make_seat(case, mentor, duty=Duty.MENTOR)
    conflicted = make_user(roles=[Role.INCUBATOR_STAFF], organisation=place.organisation)
    make_seat(case, conflicted, state=SeatState.CONFLICT)
    people = {
        **place.people,
        "manager": make_manager(agency),
        "other": other.people["head"],
        "mentor": mentor,
        "conflicted": conflicted,
        "candidate": make_user(),
        "auditor": make_user(roles=[Role.AUDITOR]),
    }
    assert bool(queries.list_breaches(reader_of(people[who]), today=TODAY).total) is is_shown


@pytest.mark.parametrize(
    ("stage", "is_shown"),
    [(Stage.REVIEW, False), (Stage.TRIAL, True), (Stage.FOLLOWUP, False), (Stage.ALUMNI, False)],
)
def test_only_agencies_in_incubation_make_news(app: Flask, stage: Stage, is_shown: bool) -> None:
    place, agency, _case = make_scene(stage)
    make_finding(agency)
    found = queries.list_breaches(reader_of(place.people["officer"]), today=TODAY)
    assert bool(found.total) is is_shown


def test_red_comes_before_amber_and_new_before_older(app: Flask) -> None:
    place, agency, _case = make_scene()
    make_finding(agency, "R01", severity="amber")
    make_finding(agency, "R02", since=TODAY - 2 * DAY)
    make_finding(agency, "R03", since=TODAY)
    found = queries.list_breaches(reader_of(place.people["head"]), today=TODAY)
    assert [row.code for row in found.rows] == ["R03", "R02", "R01"]


# Meetings


@pytest.mark.both_databases
def test_who_was_never_met_comes_first_then_the_longest_ago(app: Flask) -> None:
    place = make_place()
    cases = {name: make_case(place, make_agency(name)) for name in ("从未", "上月", "昨天")}
    make_meeting(cases["上月"], happened_on=TODAY - 30 * DAY)
    make_meeting(cases["昨天"], happened_on=TODAY - 60 * DAY)
    make_meeting(cases["昨天"], happened_on=TODAY - DAY)
    found = queries.list_unmet(reader_of(place.people["head"]), today=TODAY)
    assert [(row[0].agency.name, row[1]) for row in found.rows] == [
        ("从未", None),
        ("上月", TODAY - 30 * DAY),
        ("昨天", TODAY - DAY),
    ]


@pytest.mark.parametrize(
    ("who", "is_listed"),
    [
        ("officer", True),
        ("second", False),
        ("head", True),
        ("finance", False),
        ("authority", False),
    ],
)
def test_an_officer_sees_their_own_cases_and_the_head_all(
    app: Flask, who: str, is_listed: bool
) -> None:
    place, _agency, _case = make_scene()
    found = queries.list_unmet(reader_of(place.people[who]), today=TODAY)
    assert found.total == int(is_listed)


@pytest.mark.parametrize("day", [TODAY + DAY, date(2027, 1, 1)])
def test_a_meeting_to_come_is_none_yet(app: Flask, day: date) -> None:
    place, _agency, case = make_scene()
    make_meeting(case, happened_on=day)
    (row,) = queries.list_unmet(reader_of(place.people["head"]), today=TODAY).rows
    assert row[1] is None


def test_an_officer_who_lost_the_role_has_no_agencies_to_meet(app: Flask) -> None:
    place, other = make_place(), make_place()
    make_case(place, officer_id=other.people["officer"].id)
    assert queries.list_unmet(reader_of(other.people["officer"]), today=TODAY).total == 0


# The page


def test_a_quiet_day_says_so(app: Flask, client: FlaskClient) -> None:
    page = main_of(client, make_user())
    assert "Nothing waits for you today" in page
    assert "<table" not in page


def test_a_full_day_shows_each_part_with_where_to_go(app: Flask, client: FlaskClient) -> None:
    place, agency, case = make_scene()
    make_task(
        case, due_on=TODAY - DAY, endpoint="incubator.show_plan", arguments={"case_id": case.id}
    )
    make_item(case)
    make_finding(agency)
    make_meeting(case, happened_on=TODAY - 40 * DAY, confirmed_at=NOON)
    numbers = agency.id, case.id
    page = main_of(client, place.people["officer"])
    for words in ("Late, and due within 7 days", "Waiting for your word", "Overdue"):
        assert words in page
    assert "Found not in order within a week" in page
    assert "40 days ago" in page
    for address in (
        f"/incubation/cases/{numbers[1]}/plan",
        f"/incubation/agencies/{numbers[0]}/checks/R09",
        f"/incubation/cases/{numbers[1]}/encounters/new",
    ):
        assert address in page
        assert client.get(address).status_code == 200


def test_every_link_of_the_page_opens(app: Flask, client: FlaskClient) -> None:
    place, _agency, case = make_scene()
    make_item(case)
    for who in ("officer", "head", "finance", "authority"):
        page = main_of(client, place.people[who])
        for address in sorted(set(re.findall(r'href="(/incubation[^"#]*)"', page))):
            assert client.get(address).status_code in {200, 303}, (who, address)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_offered_what_opens_for_it(
    app: Flask, client: FlaskClient, role: Role
) -> None:
    user = make_user(roles=[role])
    offered = {str(one.endpoint) for one in list_links(reader_of(user).grants)}
    sign_in(client, user)
    with app.test_request_context():
        addresses = {one.endpoint: app.url_for(one.endpoint) for one in LINKS}
    for endpoint, address in addresses.items():
        assert (client.get(address).status_code != 403) is (endpoint in offered), endpoint


@pytest.mark.parametrize(
    ("changes", "is_counted"),
    [
        ({}, True),
        ({"published_at": None}, False),
        ({"closes_on": TODAY}, True),
        ({"closes_on": TODAY - DAY}, False),
        ({"opens_on": TODAY}, True),
        ({"opens_on": TODAY + DAY}, False),
    ],
    ids=["open", "hidden", "last-day", "closed", "first-day", "ahead"],
)
def test_open_calls_are_counted(
    app: Flask, client: FlaskClient, changes: dict[str, Any], is_counted: bool
) -> None:
    make_intake(make_place().base, **changes)
    page = main_of(client, make_user())
    assert ("1 call takes applications" in page) is is_counted


@pytest.mark.parametrize(("language", "word"), [("zh", "今日孵化"), ("en", "Today in incubation")])
def test_the_page_speaks_both_languages(
    app: Flask, client: FlaskClient, language: str, word: str
) -> None:
    place, agency, case = make_scene()
    make_task(case)
    make_item(case)
    make_finding(agency)
    page = main_of(client, place.people["officer"], language)
    assert word in page
    assert ("等您处理" in page) is (language == "zh")


def test_a_script_in_a_name_stays_text(app: Flask, client: FlaskClient) -> None:
    evil = "<script>alert(1)</script>"
    place, agency = make_place(), make_agency(evil)
    case = make_case(place, agency)
    make_task(case, message=evil)
    make_finding(agency)
    page = main_of(client, place.people["officer"])
    assert evil not in page
    assert page.count("&lt;script&gt;alert(1)") >= 3


def test_five_thousand_cases_take_as_many_statements_as_sixty(client: FlaskClient) -> None:
    counts = []
    for many in (60, 5000):
        place = make_place()
        fill_base(place, many, agencies=12)
        sign_in(client, place.people["officer"])
        counts.append(count_statements(client, URL))
    assert counts[0] == counts[1] < 30


def test_the_counts_of_a_long_day_are_whole(client: FlaskClient) -> None:
    place = make_place()
    fill_base(place, 200, agencies=3, stages=[Stage.INCUBATING])
    reader = reader_of(place.people["officer"])
    assert queries.count_tasks(reader, today=TODAY) == (200, 200, 0)
    assert queries.list_unmet(reader, today=TODAY).total == 200
    assert len(queries.list_unmet(reader, today=TODAY).rows) == queries.MOST
    assert timedelta(days=7) == queries.SOON == queries.FRESH
