"""Staying in an online meeting: signs of life, how they add up, and when somebody counts as present."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import EVENING, make_cohort, make_meeting, make_member
from tests.factories_courses import make_instructor
from tests.factories_teaching import EN, attend, stay
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.classes.models import Attendance, JoinInterval
from trainingapp.extensions import db

MEET = "https://meet.example.org/k"


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def cohort(lin: User) -> int:
    found = make_cohort(make_instructor())
    make_member(found, lin)
    return found


@pytest.fixture
def meeting(cohort: int) -> int:
    return make_meeting(cohort, join_url=MEET, place="")  # two hours


def at(minutes: float) -> datetime:
    return EVENING + timedelta(minutes=minutes)


def signs(cohort: int, meeting: int) -> str:
    return f"/classes/{cohort}/meetings/{meeting}/signs"


def sign(client: FlaskClient, lin: User, address: str, *minutes: float) -> dict[str, bool]:
    """A sign at each of these minutes; the last answer."""
    with time_machine.travel(at(minutes[0]), tick=False) as clock:
        sign_in(client, lin)
        for minute in minutes:
            clock.move_to(at(minute))
            answer = client.post(address, json={})
            assert answer.status_code == 200
        found: dict[str, bool] = answer.json or {}
    return found


def stays(meeting: int) -> list[tuple[float, float]]:
    query = select(JoinInterval).where(JoinInterval.meeting_id == meeting).order_by(JoinInterval.id)
    found = [
        (
            (row.joined_at - EVENING).total_seconds() / 60,
            (row.seen_at - EVENING).total_seconds() / 60,
        )
        for row in db.session.scalars(query)
    ]
    db.session.remove()
    return found


def ways(meeting: int) -> list[str]:
    found = list(db.session.scalars(select(Attendance.way).where(Attendance.meeting_id == meeting)))
    db.session.remove()
    return [str(way) for way in found]


def test_signs_that_follow_each_other_are_one_stay(
    client: FlaskClient, lin: User, cohort: int, meeting: int
) -> None:
    said = sign(client, lin, signs(cohort, meeting), 0, 0.5, 1, 2, 3.5)
    assert said == {"noted": True, "present": False}
    assert stays(meeting) == [(0, 3.5)]


def test_after_a_longer_gap_a_new_stay_begins(
    client: FlaskClient, lin: User, cohort: int, meeting: int
) -> None:
    sign(client, lin, signs(cohort, meeting), 0, 1, 2.6, 3)
    assert stays(meeting) == [(0, 1), (2.6, 3)]


def test_who_stays_for_six_tenths_is_present(
    client: FlaskClient, lin: User, cohort: int, meeting: int
) -> None:
    stay(meeting, lin, -20, 40)
    stay(meeting, lin, 80, 111)
    assert sign(client, lin, signs(cohort, meeting), 111.5) == {"noted": True, "present": False}
    assert ways(meeting) == []
    assert sign(client, lin, signs(cohort, meeting), 112) == {"noted": True, "present": True}
    assert ways(meeting) == ["online"]
    assert sign(client, lin, signs(cohort, meeting), 112.5)["present"]
    assert ways(meeting) == ["online"]


@pytest.mark.parametrize("minute", [-30.1, 120, 500])
def test_before_and_after_the_meeting_nothing_is_noted(
    client: FlaskClient, lin: User, cohort: int, meeting: int, minute: float
) -> None:
    assert sign(client, lin, signs(cohort, meeting), minute) == {"noted": False, "present": False}
    assert stays(meeting) == []


def test_a_cancelled_meeting_notes_nothing(client: FlaskClient, lin: User, cohort: int) -> None:
    gone = make_meeting(cohort, join_url=MEET, cancelled_at=EVENING)
    assert not sign(client, lin, signs(cohort, gone), 1)["noted"]


def test_nobody_gives_signs_for_another_or_for_another_class(
    client: FlaskClient, lin: User, cohort: int, meeting: int
) -> None:
    foreign = make_meeting(make_cohort(make_instructor()), join_url=MEET)
    with time_machine.travel(at(1), tick=False):
        assert client.post(signs(cohort, meeting), json={}).status_code == 401
        sign_in(client, lin)
        assert client.post(signs(cohort, foreign), json={}).status_code == 404
        body = {"user_id": 1, "joined_at": 0, "seen_at": 1_900_000_000_000}
        assert client.post(signs(cohort, meeting), json=body).status_code == 200
        stranger = make_user("路人")
        sign_in(client, stranger)
        assert client.post(signs(cohort, meeting), json={}).status_code == 404
    assert stays(meeting) == [(1, 1)]  # the server's clock counts, whatever is sent
    only = db.session.scalars(select(JoinInterval.user_id)).all()
    assert list(only) == [lin.id]


def test_two_devices_do_not_make_two_of_one(
    client: FlaskClient, lin: User, cohort: int, meeting: int
) -> None:
    phone = client.application.test_client()
    with time_machine.travel(at(0), tick=False) as clock:
        sign_in(client, lin)
        sign_in(phone, lin)
        for half_minute in range(4):
            clock.move_to(at(half_minute / 2))
            client.post(signs(cohort, meeting), json={})
            phone.post(signs(cohort, meeting), json={})
    assert stays(meeting) == [(0, 1.5)]


def test_the_page_shows_the_way_in_shortly_before_and_what_is_noted(
    client: FlaskClient, lin: User, cohort: int, meeting: int
) -> None:
    address = f"/classes/{cohort}/meetings/{meeting}/online"
    for minutes, is_shown in ((-16, False), (-14, True), (119, True), (121, False)):
        with time_machine.travel(at(minutes), tick=False):
            sign_in(client, lin)
            assert (MEET in client.get(address).text) is is_shown, minutes
    stay(meeting, lin, 0, 30)
    with time_machine.travel(at(31), tick=False):
        sign_in(client, lin)
        page = client.get(address, headers=EN).text
        assert "25%" in page
        assert "You are noted as present" not in page.split("data-signs-said")[1].split("</p>")[1]
        attend(meeting, lin, way="teacher", is_present=False)
        assert "noted as absent" in client.get(address, headers=EN).text


def test_the_page_of_a_meeting_in_a_room_leads_to_the_code(
    client: FlaskClient, lin: User, cohort: int
) -> None:
    room = make_meeting(cohort, replay_url="https://video.example.org/1")
    address = f"/classes/{cohort}/meetings/{room}/online"
    with time_machine.travel(at(1), tick=False):
        sign_in(client, lin)
        assert f"/classes/{cohort}/meetings/{room}/attend" in client.get(address).text
    with time_machine.travel(at(130), tick=False):
        sign_in(client, lin)
        assert "https://video.example.org/1" in client.get(address).text


def test_a_sign_takes_the_same_statements_after_many_stays(
    client: FlaskClient, lin: User, cohort: int, meeting: int
) -> None:
    address = f"/classes/{cohort}/meetings/{meeting}/online"
    with time_machine.travel(at(100), tick=False):
        sign_in(client, lin)
        before = count_statements(client, address)
        for start in range(0, 40, 4):
            stay(meeting, lin, start, start + 1)
        assert count_statements(client, address) == before
        client.post(signs(cohort, meeting), json={})
    assert db.session.scalar(select(func.count()).select_from(JoinInterval)) == 11
