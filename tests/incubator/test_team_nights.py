"""Nights of teams: what is kept, who is told of what and once, and what their checks and figures make of a team."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.committing import written as act
from tests.factories_accounts import make_user
from tests.factories_incubator import (
    NOON,
    TODAY,
    make_agency,
    make_case,
    make_manager,
    make_place,
    written,
)
from tests.factories_staffing import (
    BEGAN,
    change,
    hold_certificate,
    hold_degree,
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
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.incubator.actions import consenting, posts, staff_requests
from trainingapp.incubator.actions.posts import PostPlan
from trainingapp.incubator.actions.staff_requests import Ask
from trainingapp.incubator.actions.team_days import keep_days
from trainingapp.incubator.models import Agency, StaffPost, TeamDay
from trainingapp.incubator.queries import staff, team_days
from trainingapp.incubator.queries.compliance_teams import list_teams
from trainingapp.incubator.queries.figures_staff import count_leavers, count_staff
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.compliance.facts import Team
from trainingapp.rules.incubation.words import Stage
from trainingapp.rules.intervals import Interval

pytestmark = pytest.mark.usefixtures("app")

WUHAN, HEBEI = "420100", "130102"
YESTERDAY = TODAY - timedelta(days=1)


def night(days: int = 0) -> int:
    db.session.rollback()
    return act(lambda: keep_days(now=NOON + timedelta(days=days)))


def told(user: User) -> list[str]:
    db.session.rollback()
    rows = db.session.query(Notice).filter_by(user_id=user.id).order_by(Notice.id)
    return [row.kind for row in rows]


def keep(agency: Agency, day: date, is_met: bool | None) -> None:
    qualified, full_time = {True: (1, 1), False: (0, 1), None: (0, 0)}[is_met]
    values = {"qualified": qualified, "full_time": full_time, "is_met": is_met}
    written(TeamDay(agency_id=agency.id, day=day, **values))


@pytest.mark.parametrize(
    ("before", "qualified", "full_time", "expected"),
    [
        (True, 1, 3, []),
        (True, 0, 3, ["staffing.fell"]),
        (True, 0, 0, []),
        (False, 0, 3, []),
        (False, 1, 3, ["staffing.risen"]),
        (False, 0, 0, []),
        (None, 0, 3, []),
        (None, 1, 3, []),
        (None, 0, 0, []),
    ],
)
def test_what_a_change_of_the_ratio_is_told_as(
    before: bool | None, qualified: int, full_time: int, expected: list[str]
) -> None:
    agency = make_agency(area_code=HEBEI)
    manager = make_manager(agency)
    make_team(agency, qualified, full_time)
    keep(agency, YESTERDAY, before)
    night()
    assert told(manager) == expected


@pytest.mark.parametrize("gap", [1, 2, 30])
def test_the_last_night_that_was_kept_is_looked_at_however_long_ago(gap: int) -> None:
    agency = make_agency(area_code=HEBEI)
    manager = make_manager(agency)
    make_team(agency, 0, 2)
    keep(agency, TODAY - timedelta(days=gap), True)
    keep(agency, TODAY - timedelta(days=gap + 1), False)
    night()
    assert told(manager) == ["staffing.fell"]


def test_a_notice_names_the_agency_and_its_figures_and_nobody() -> None:
    agency = make_agency(area_code=HEBEI)
    manager_id = make_manager(agency).id
    names = [one.display_name for one in make_team(agency, 0, 3)]
    keep(agency, YESTERDAY, True)
    number, name = agency.id, agency.name
    settle()
    night()
    row = db.session.query(Notice).filter_by(user_id=manager_id).one()
    assert json.loads(row.arguments) == {"agency": name, "qualified": 0, "all": 3}
    assert row.url == f"/incubation/agencies/{number}/team"
    assert not any(one in row.arguments for one in names)


@pytest.mark.parametrize(
    ("stage", "is_told"),
    [
        (Stage.TRIAL, True),
        (Stage.INCUBATING, True),
        (Stage.SUSPENDED, True),
        (Stage.REVIEW, False),
        (Stage.REJECTED, False),
        (Stage.ALUMNI, False),
    ],
)
def test_the_officer_is_told_while_the_agency_is_in_incubation(stage: Stage, is_told: bool) -> None:
    place, agency = make_place(), make_agency(area_code=HEBEI)
    make_case(place, agency, stage=stage)
    make_team(agency, 0, 2)
    keep(agency, YESTERDAY, True)
    night()
    assert told(place.people["officer"]) == (["staffing.fell"] if is_told else [])
    for other in ("head", "finance", "authority"):
        assert told(place.people[other]) == []


def test_an_officer_who_manages_the_agency_too_is_told_once() -> None:
    place, agency = make_place(), make_agency(area_code=HEBEI)
    manager = make_manager(agency)
    make_case(place, agency, officer_id=manager.id)
    make_team(agency, 0, 2)
    keep(agency, YESTERDAY, True)
    night()
    assert told(manager) == ["staffing.fell"]


@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_night_in_pieces_keeps_each_agency_once(most: int) -> None:
    for _one in range(3):
        make_agency()
    kept = []
    for _time in range(4):
        kept.append(act(lambda: keep_days(now=NOON, most=most)))
    assert sum(kept) == 3
    assert db.session.query(TeamDay).count() == 3


def test_a_day_without_the_worker_is_not_made_up() -> None:
    number = make_agency().id
    night()
    night(3)
    days = [row.day for row in db.session.query(TeamDay).filter_by(agency_id=number)]
    assert sorted(days) == [TODAY, TODAY + timedelta(days=3)]


def test_months_of_two_years_come_oldest_first_by_their_last_night() -> None:
    agency = make_agency()
    for months in range(26):
        year, month = divmod(2024 * 12 + months, 12)
        for day in (1, 28):
            keep(agency, date(year, month + 1, day), True)
    found = [row.day for row in team_days.list_months(agency.id)]
    assert len(found) == 24
    assert found == sorted(found)
    assert all(day.day == 28 for day in found)
    assert found[-1] == date(2026, 2, 28)


# ----- what checks and figures make of a team -----------------------------------------------------


def facts_of(agency: Agency) -> Team:
    db.session.rollback()
    db.session.expire_all()
    return list_teams([agency.id], on=TODAY)[agency.id]


def test_checks_read_the_ratio_and_when_it_falls() -> None:
    agency = make_agency(area_code=HEBEI)
    make_team(agency, 1, 3)
    found = facts_of(agency)
    assert (found.qualified, found.full_time, found.falls_on) == (1, 3, date(2027, 3, 1))
    assert found.registrations_end == (date(2027, 2, 28),)


def test_without_consent_checks_know_nothing_of_papers() -> None:
    agency, user = make_agency(area_code=HEBEI), make_user("韩雪")
    make_terms(agency, make_job(agency, user))
    register(hold_certificate(user))
    found = facts_of(agency)
    assert (found.registrations_end, found.registered, found.unregistered_since) == ((), 0, ())


@pytest.mark.parametrize(
    ("terms", "contact", "queries", "unsigned"),
    [
        ([{}], 0, (), 0),
        ([{"works_with_minors": True}], 1, (None,), 1),
        ([{"works_with_minors": True, "record_queried_on": BEGAN}], 1, (BEGAN,), 1),
        ([{"works_with_minors": True, "protocol_signed_on": BEGAN}], 1, (None,), 0),
        ([{"works_with_minors": True}, {"works_with_minors": False}], 0, (), 0),
    ],
)
def test_work_with_minors_is_what_the_agency_said_last(
    terms: list[dict[str, object]], contact: int, queries: tuple[date | None, ...], unsigned: int
) -> None:
    agency = make_agency()
    job = make_job(agency)
    for one in terms:
        make_terms(agency, job, **one)
    found = facts_of(agency)
    assert (found.contact, found.queries, found.unsigned) == (contact, queries, unsigned)


def test_a_team_whose_terms_nobody_entered_is_unknown_and_an_empty_one_is_not() -> None:
    unknown, empty = make_agency(), make_agency()
    make_job(unknown)
    found = facts_of(unknown)
    assert (found.uncontracted_since, found.uninsured_since, found.incomplete) == (None,) * 3
    found = facts_of(empty)
    assert (found.uncontracted_since, found.uninsured_since, found.incomplete) == ((), (), 0)


QUARTER = Interval(date(2026, 10, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "expected"),
    [
        (date(2026, 1, 1), None, (1, 1, 0)),
        (date(2026, 10, 1), None, (1, 1, 0)),
        (date(2026, 10, 2), None, (0, 1, 0)),
        (date(2026, 1, 1), date(2026, 10, 2), (1, 0, 1)),
        (date(2026, 1, 1), date(2027, 1, 1), (1, 0, 1)),
        (date(2026, 1, 1), date(2027, 1, 2), (1, 1, 0)),
        (date(2026, 11, 1), date(2026, 12, 1), (0, 0, 1)),
    ],
)
def test_who_came_and_who_left_in_a_quarter(
    starts_on: date, ends_on: date | None, expected: tuple[int, int, int]
) -> None:
    agency = make_agency()
    make_job(agency, starts_on=starts_on, ends_on=ends_on)
    found = count_leavers([agency.id], QUARTER)[agency.id]
    names = ("staff_at_start", "staff_at_end", "staff_left")
    assert tuple(found[name] for name in names) == tuple(map(Decimal, expected))


def test_who_was_gone_before_and_who_comes_after_is_in_no_figure() -> None:
    agency = make_agency()
    make_job(agency, ends_on=date(2026, 10, 1))
    make_job(agency, starts_on=date(2027, 1, 1))
    assert count_leavers([agency.id], QUARTER) == {}


def test_levels_and_registrations_are_counted_of_those_who_agreed() -> None:
    agency = make_agency()
    for level in ("junior", "middle", "senior"):
        register(hold_certificate(make_member(agency), level))
    hold_degree(make_member(agency))
    silent = make_user("未同意")
    make_terms(agency, make_job(agency, silent))
    register(hold_certificate(silent))
    found = count_staff([agency.id], Interval(date(2026, 11, 1), date(2026, 12, 1)))[agency.id]
    names = ("staff_full_time", "staff_qualified", "staff_registered", "staff_junior")
    assert [found[name] for name in names] == [Decimal(one) for one in (5, 4, 3, 1)]
    assert (found["staff_middle"], found["staff_senior"]) == (Decimal(1), Decimal(1))


# ----- what is kept of acts, and what a person takes along ----------------------------------------


def test_every_act_of_requests_consents_posts_and_places_is_in_the_log() -> None:
    agency, user = make_agency(), make_user("韩雪", email="han@example.org")
    manager = make_manager(agency)
    cycle_id = register(hold_certificate(user)).id
    ids = (agency.id, user.id, manager.id)
    settle()
    ask = Ask("han@example.org", "社工", date(2026, 11, 2))

    def the_agency() -> Agency:
        return db.session.get_one(Agency, ids[0])

    def ask_person() -> int:
        row = staff_requests.ask_person(the_agency(), ask, actor_id=ids[2], now=NOON)
        return row.id

    first = act(ask_person)
    act(
        lambda: staff_requests.withdraw_request(
            staff.get_request(ids[0], first), actor_id=ids[2], now=NOON
        )
    )
    second = act(ask_person)
    act(
        lambda: staff_requests.accept_request(
            staff.get_own_request(ids[1], second), agrees_to_show=True, actor_id=ids[1], now=NOON
        )
    )
    act(lambda: consenting.withdraw_consent(ids[1], the_agency(), now=NOON))
    act(
        lambda: consenting.say_place(
            staff.list_own_cycles(ids[1])[0][0], f"{cycle_id:06}", now=NOON
        )
    )
    plan = PostPlan("督导", "supervision")
    post = act(lambda: posts.add_post(the_agency(), plan, actor_id=ids[2], now=NOON).id)

    def the_post() -> StaffPost:
        return db.session.get_one(StaffPost, post)

    act(lambda: posts.change_post(the_post(), plan, actor_id=ids[2], now=NOON))
    act(lambda: posts.close_post(the_post(), on=TODAY, actor_id=ids[2], now=NOON))
    db.session.rollback()
    rows = db.session.query(AuditEntry).order_by(AuditEntry.number)
    found = [(one.action, one.actor_id) for one in rows if one.action.startswith("staffing.")]
    user_id, manager_id = ids[1], ids[2]
    assert found == [
        ("staffing.ask", manager_id),
        ("staffing.withdraw", manager_id),
        ("staffing.ask", manager_id),
        ("staffing.consent_given", user_id),
        ("staffing.accept", user_id),
        ("staffing.consent_withdrawn", user_id),
        ("staffing.say_place", user_id),
        ("staffing.add_post", manager_id),
        ("staffing.change_post", manager_id),
        ("staffing.close_post", manager_id),
    ]


def test_a_copy_holds_one_row_of_each_thing_and_no_other() -> None:
    agency, user = make_agency(), make_user("韩雪")
    other, job = make_member(agency), make_job(agency, user)
    for share in ("0.80", "1.00"):
        make_terms(agency, job, share=Decimal(share))
    make_consent(agency, user, withdrawn_at=NOON)
    make_consent(agency, user)
    make_request(agency, user, make_manager(agency))
    make_request(agency, other, make_manager(agency))
    make_talk(make_supervision(agency, user, other), 30)
    make_talk(make_supervision(agency, other, user), 45)
    make_talk(make_supervision(agency, make_user("督导"), other), 60)
    db.session.rollback()
    held = collect_data(user.id)
    assert [row["share"] for row in held["agency_terms"]] == ["0.80", "1.00"]
    assert [row["withdrawn_at"] for row in held["agency_consents"]] == [NOON, None]
    assert [row["agency"] for row in held["agency_requests"]] == [agency.name]
    assert [(row["minutes"], row["as"]) for row in held["agency_supervision"]] == [
        (30, "supervisor"),
        (45, "supervised"),
    ]


def test_the_ratio_of_a_past_day_is_of_who_worked_there_then() -> None:
    agency = make_agency(area_code=WUHAN)
    job = make_job(agency, ends_on=date(2026, 11, 1))
    make_terms(agency, job)
    found = [
        count_staff([agency.id], Interval(date(2026, 10, 1), end))[agency.id]["staff_full_time"]
        for end in (date(2026, 11, 1), date(2026, 11, 2))
    ]
    assert found == [Decimal(1), Decimal(0)]


def test_an_agency_that_loses_its_organisation_has_nobody() -> None:
    agency = make_agency()
    make_terms(agency, make_job(agency))
    assert facts_of(agency).full_time == 1
    change(agency, organisation_id=None)
    assert facts_of(agency).full_time == 0
