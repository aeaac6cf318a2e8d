"""The exam office: arranging, seats, watching, and every act of an officer while candidates write."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from tests.exams.conftest import Person
from tests.exams.test_record_events import answers, is_chain_whole
from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_exams import (
    Device,
    change,
    make_event,
    make_organised,
    make_seat,
    make_sitting,
    make_test_form,
    read_attempt,
)
from trainingapp.audit.models import AuditEntry
from trainingapp.exams.models import Attempt, Seat, Sitting
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now


def page(client: FlaskClient, path: str) -> str:
    reply = client.get(path, headers={"Accept-Language": "en"})
    assert reply.status_code == 200, reply.text
    return " ".join(reply.text.split())


def audited() -> list[str]:
    db.session.rollback()
    rows = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.number))
    return [action for action in rows if action.startswith("exams.")]


def plan(form: int, **changes: Any) -> dict[str, Any]:
    return {
        "title_zh": "十一月统一模考",
        "title_en": "November mock exam",
        "test_form_id": str(form),
        "opens_at": "2026-11-28T09:00",
        "last_start_at": "2026-11-28T09:30",
        "closes_at": "2026-11-28T11:00",
        "earliest_hand_in_minutes": "30",
        "grace_seconds": "60",
        "needs_seat": "y",
        "access_code": "spring7",
        "feedback_after_hand_in": "nothing",
        "feedback_after_close": "review",
        **changes,
    }


def sittings() -> list[Sitting]:
    db.session.rollback()
    return list(db.session.scalars(select(Sitting)))


def test_an_officer_arranges_a_sitting_in_shanghai_time(officer: FlaskClient) -> None:
    form = make_test_form().id
    reply = officer.post("/exams/office/new", data=plan(form))
    assert reply.status_code == 303
    (sitting,) = sittings()
    assert sitting.opens_at is not None
    assert sitting.opens_at.isoformat() == "2026-11-28T01:00:00+00:00"
    assert (sitting.minutes, sitting.most_attempts, sitting.needs_seat) == (120, 1, True)
    assert sitting.title == {"zh": "十一月统一模考", "en": "November mock exam"}
    assert audited() == ["exams.create_sitting"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title_zh": ""}, "Title in Chinese"),
        ({"closes_at": "2026-11-28T08:00"}, "The end must lie after the opening."),
        ({"last_start_at": "2026-11-28T12:00"}, "The last start must lie between"),
        ({"grace_seconds": "700"}, "Grace for slow networks"),
        ({"opens_at": "soon"}, "Opens"),
        ({"test_form_id": "4711"}, "Test form"),
    ],
)
def test_a_faulty_arrangement_is_shown_again_with_everything_typed(
    officer: FlaskClient, changes: dict[str, str], sentence: str
) -> None:
    form = make_test_form().id
    reply = officer.post(
        "/exams/office/new", data=plan(form, **changes), headers={"Accept-Language": "en"}
    )
    assert reply.status_code == 422
    assert sentence in reply.text
    assert "November mock exam" in reply.text
    assert sittings() == []


def test_a_sitting_can_be_changed_until_somebody_begins(
    officer: FlaskClient, phone: Device
) -> None:
    form = make_test_form().id
    sitting = make_organised(form)
    changed = plan(form, title_en="Renamed", is_shuffled="y", opens_at="2026-11-20T09:00")
    changed["last_start_at"] = ""
    assert officer.post(f"/exams/office/{sitting}/edit", data=changed).status_code == 303
    assert sittings()[0].is_shuffled
    phone.start(sitting)
    changed.pop("is_shuffled")
    assert officer.post(f"/exams/office/{sitting}/edit", data=changed).status_code in {303, 409}


def test_the_paper_of_a_begun_sitting_stays(officer: FlaskClient, phone: Device) -> None:
    form = make_test_form().id
    sitting = make_organised(form)
    phone.start(sitting)
    reply = officer.post(
        f"/exams/office/{sitting}/edit", data=plan(form, is_shuffled="y", last_start_at="")
    )
    assert reply.status_code == 409
    reply = officer.post(f"/exams/office/{sitting}/edit", data=plan(form, last_start_at=""))
    assert reply.status_code == 303


def test_the_form_shows_what_is_arranged(officer: FlaskClient) -> None:
    sitting = make_organised(access_code="spring7")
    shown = page(officer, f"/exams/office/{sitting}/edit")
    assert 'value="spring7"' in shown


def test_seats_are_given_by_list(officer: FlaskClient, lin: Person) -> None:
    wei = make_user("魏平", email="wei@example.org").id
    make_user("何静", mobile="13800138000")
    sitting = make_organised(needs_seat=True)
    make_seat(sitting, wei, number=4)
    reply = officer.post(
        f"/exams/office/{sitting}/seats",
        data={
            "logins": "wei@example.org\n13800138000\n\nnobody@example.org\n13800138000",
            "extra_minutes": "15",
        },
        headers={"Accept-Language": "en"},
    )
    assert reply.status_code == 200
    assert "nobody@example.org" in reply.text
    assert "13800138000" not in reply.text
    db.session.rollback()
    seats = db.session.scalars(select(Seat).order_by(Seat.number)).all()
    assert [(seat.number, seat.extra_seconds) for seat in seats] == [(4, 0), (5, 900)]
    assert "exams.add_seats" in audited()


def test_an_empty_list_gives_no_seat(officer: FlaskClient) -> None:
    sitting = make_organised()
    reply = officer.post(f"/exams/office/{sitting}/seats", data={"logins": ""})
    assert reply.status_code == 422


def test_a_seat_can_be_taken_away_until_its_candidate_begins(
    officer: FlaskClient, phone: Device, lin: Person, wang: Person
) -> None:
    sitting = make_organised(needs_seat=True)
    mine, other = make_seat(sitting, lin.id), make_seat(sitting, wang.id, number=2)
    officer.post(f"/exams/office/{sitting}/attempts")
    phone.start(sitting)
    assert officer.post(f"/exams/office/{sitting}/seats/{mine}/removal").status_code == 409
    assert officer.post(f"/exams/office/{sitting}/seats/{other}/removal").status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(Seat.candidate_id)).all() == [lin.id]
    assert db.session.scalars(select(Attempt.candidate_id)).all() == [lin.id]


def test_papers_are_prepared_once_for_every_seat(
    officer: FlaskClient, phone: Device, lin: Person, wang: Person
) -> None:
    sitting = make_organised(needs_seat=True, is_shuffled=True)
    make_seat(sitting, lin.id, extra_seconds=600)
    make_seat(sitting, wang.id, number=2)
    officer.post(f"/exams/office/{sitting}/attempts")
    officer.post(f"/exams/office/{sitting}/attempts")
    db.session.rollback()
    attempts = db.session.scalars(select(Attempt).order_by(Attempt.candidate_id)).all()
    assert [(a.candidate_id, a.state, a.is_first) for a in attempts] == [
        (lin.id, "created", True),
        (wang.id, "created", True),
    ]
    reply = phone.start(sitting)
    assert (reply.status_code, reply.json["attempt"]) == (201, attempts[0].id)
    assert reply.json["order"] is not None


def test_the_office_shows_who_is_in(officer: FlaskClient, phone: Device, lin: Person) -> None:
    sitting = make_organised(needs_seat=True)
    make_seat(sitting, lin.id, number=17, extra_seconds=600)
    make_seat(sitting, make_user("何静").id, number=18)
    phone.start(sitting)
    phone.answer(1, "A")
    phone.answer(2, "")
    shown = page(officer, f"/exams/office/{sitting}")
    assert "林美华" in shown
    assert "not here yet" in shown
    assert "+10 min" in shown
    assert ">1</td>" in shown


def test_the_office_page_takes_as_many_statements_for_fifty_as_for_one(
    app: Flask, officer: FlaskClient, lin: Person
) -> None:
    sitting = make_organised(needs_seat=True)
    make_seat(sitting, lin.id)
    few = count_statements(officer, f"/exams/office/{sitting}")
    for number in range(2, 40):
        make_seat(sitting, make_user(f"考生{number}").id, number=number)
    assert count_statements(officer, f"/exams/office/{sitting}") == few


@pytest.mark.parametrize("path", ["/exams/sittings", "/exams/attempts"])
def test_lists_of_candidates_take_a_constant_number_of_statements(phone: Device, path: str) -> None:
    form = make_test_form().id
    phone.start(make_sitting(form))
    phone.submit()
    few = count_statements(phone.client, path)
    for _ in range(8):
        phone.start(make_sitting(form))
        phone.submit()
    assert count_statements(phone.client, path) == few


def count_statements(client: FlaskClient, path: str) -> int:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


@pytest.mark.both_databases
def test_a_pause_gives_back_its_whole_length(officer: FlaskClient, phone: Device) -> None:
    sitting = make_organised()
    phone.start(sitting)
    deadline = read_attempt(phone.attempt).deadline_at
    assert deadline is not None
    start = now()
    with time_machine.travel(start, tick=False) as clock:
        officer.post(f"/exams/office/{sitting}/pause")
        assert phone.answer(1, "A").json["error"] == "paused"
        assert phone.pulse().json["state"] == "paused"
        clock.shift(timedelta(minutes=7))
        officer.post(f"/exams/office/{sitting}/resumption")
        assert phone.answer(1, "A").status_code == 200
    attempt = read_attempt(phone.attempt)
    assert attempt.deadline_at == deadline + timedelta(minutes=7)
    assert (attempt.state, attempt.paused_seconds, attempt.paused_at) == ("running", 420, None)
    assert audited()[-2:] == ["exams.pause_attempt", "exams.resume_attempt"]


def test_one_candidate_can_be_paused_alone(
    officer: FlaskClient, phone: Device, other: FlaskClient
) -> None:
    sitting = make_organised()
    phone.start(sitting)
    wang = Device(other, "device-other")
    wang.start(sitting)
    officer.post(f"/exams/office/attempts/{phone.attempt}/pause")
    assert read_attempt(phone.attempt).state == "paused"
    assert read_attempt(wang.attempt).state == "running"
    officer.post(f"/exams/office/attempts/{phone.attempt}/resumption")
    assert read_attempt(phone.attempt).state == "running"


def test_extra_time_moves_the_deadline_and_is_told(officer: FlaskClient, phone: Device) -> None:
    sitting = make_organised()
    phone.start(sitting)
    deadline = read_attempt(phone.attempt).deadline_at
    assert deadline is not None
    act = {"minutes": "10", "reason": "停电"}
    officer.post(f"/exams/office/attempts/{phone.attempt}/extra-time", data=act)
    officer.post(f"/exams/office/{sitting}/extra-time", data=act)
    attempt = read_attempt(phone.attempt)
    assert attempt.deadline_at == deadline + timedelta(minutes=20)
    assert attempt.extra_seconds == 1200
    assert phone.pulse().json["notice"]


@pytest.mark.parametrize("act", [{"minutes": "0", "reason": "x"}, {"minutes": "10"}])
def test_extra_time_needs_minutes_and_a_reason(
    officer: FlaskClient, phone: Device, act: dict[str, str]
) -> None:
    phone.start(make_organised())
    officer.post(f"/exams/office/attempts/{phone.attempt}/extra-time", data=act)
    assert read_attempt(phone.attempt).extra_seconds == 0


def test_an_officer_collects_a_paper(officer: FlaskClient, phone: Device) -> None:
    phone.start(make_organised())
    phone.answer(1, "A")
    officer.post(f"/exams/office/attempts/{phone.attempt}/closing", data={"act-reason": "离场"})
    attempt = read_attempt(phone.attempt)
    assert (attempt.state, attempt.finish_reason) == ("submitted", "closed_by_officer")
    assert attempt.score == Decimal(1)
    assert phone.answer(2, "B").json["late"] == 1


def test_acts_need_a_reason(officer: FlaskClient, phone: Device) -> None:
    sitting = make_organised()
    phone.start(sitting)
    for act in ("closing", "voiding", "late-answers"):
        officer.post(f"/exams/office/attempts/{phone.attempt}/{act}", data={"act-reason": ""})
    officer.post(f"/exams/office/{sitting}/closing")
    assert read_attempt(phone.attempt).state == "running"
    assert audited() == []


def test_closing_a_sitting_collects_every_open_paper(
    officer: FlaskClient, phone: Device, other: FlaskClient
) -> None:
    sitting = make_organised()
    phone.start(sitting)
    phone.answer(1, "A")
    wang = Device(other, "device-other")
    wang.start(sitting)
    officer.post(f"/exams/office/{sitting}/pause")
    officer.post(f"/exams/office/{sitting}/closing", data={"close-reason": "考试结束"})
    assert read_attempt(phone.attempt).score == Decimal(1)
    assert read_attempt(wang.attempt).score == Decimal(0)
    assert sittings()[0].closed_at is not None
    assert audited()[-1] == "exams.close_sitting"


def test_a_void_attempt_keeps_its_record(officer: FlaskClient, phone: Device) -> None:
    phone.start(make_organised())
    phone.answer(1, "A")
    data = {"act-reason": "替考"}
    assert (
        officer.post(f"/exams/office/attempts/{phone.attempt}/voiding", data=data).status_code
        == 303
    )
    assert read_attempt(phone.attempt).state == "voided"
    again = officer.post(f"/exams/office/attempts/{phone.attempt}/voiding", data=data)
    assert again.status_code == 409
    assert is_chain_whole(phone.attempt)


@pytest.mark.both_databases
def test_late_answers_count_when_an_officer_says_why(officer: FlaskClient, phone: Device) -> None:
    phone.start(make_organised())
    phone.answer(1, "B")
    phone.submit()
    phone.send(make_event(2, 1, "A"), make_event(3, 2, "B"), make_event(4, 2, "C"))
    phone.send(make_event(5, 2, "B"))
    assert read_attempt(phone.attempt).score == Decimal(0)
    shown = page(officer, f"/exams/office/attempts/{phone.attempt}")
    assert "4 entries came in after the end" in shown
    officer.post(
        f"/exams/office/attempts/{phone.attempt}/late-answers", data={"act-reason": "考场断网"}
    )
    attempt = read_attempt(phone.attempt)
    assert (attempt.score, attempt.late_counted_at is not None) == (Decimal(2), True)
    assert answers(phone.attempt) == {1: "A", 2: "B"}
    assert is_chain_whole(phone.attempt)
    db.session.rollback()
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "exams.count_late_answers")
    ).one()
    assert "考场断网" in entry.detail


def test_late_answers_of_a_running_attempt_wait(officer: FlaskClient, phone: Device) -> None:
    phone.start(make_organised())
    reply = officer.post(
        f"/exams/office/attempts/{phone.attempt}/late-answers", data={"act-reason": "断网"}
    )
    assert reply.status_code == 409


def test_an_officer_downloads_a_receipt(officer: FlaskClient, phone: Device) -> None:
    phone.start(make_organised())
    phone.answer(1, "A")
    reply = officer.get(f"/exams/office/attempts/{phone.attempt}/receipt.json")
    assert reply.json["count"] == 1


OFFICE = [
    ("GET", "/exams/office/{s}"),
    ("GET", "/exams/office/{s}/edit"),
    ("GET", "/exams/office/{s}/seats"),
    ("POST", "/exams/office/{s}/pause"),
    ("POST", "/exams/office/{s}/resumption"),
    ("POST", "/exams/office/{s}/extra-time"),
    ("POST", "/exams/office/{s}/attempts"),
    ("POST", "/exams/office/{s}/closing"),
    ("GET", "/exams/office/attempts/{a}"),
    ("GET", "/exams/office/attempts/{a}/receipt.json"),
    ("POST", "/exams/office/attempts/{a}/pause"),
    ("POST", "/exams/office/attempts/{a}/resumption"),
    ("POST", "/exams/office/attempts/{a}/extra-time"),
    ("POST", "/exams/office/attempts/{a}/closing"),
    ("POST", "/exams/office/attempts/{a}/voiding"),
    ("POST", "/exams/office/attempts/{a}/late-answers"),
]


@pytest.mark.parametrize(("method", "path"), OFFICE)
def test_the_office_is_for_officers_of_the_place_only(
    app: Flask, phone: Device, method: str, path: str
) -> None:
    mine, theirs = make_organisation().id, make_organisation().id
    sitting = make_organised(organisation_id=mine)
    phone.start(sitting)
    where = path.format(s=sitting, a=phone.attempt)
    assert phone.client.open(where, method=method).status_code == 403
    stranger = make_officer(theirs)
    assert sign_in(app.test_client(), stranger).open(where, method=method).status_code == 404
    colleague = sign_in(app.test_client(), make_officer(mine))
    assert colleague.open(where, method=method).status_code in {200, 303, 409}


def make_officer(organisation: int) -> Any:
    from trainingapp.accounts.models import Organisation

    place = db.session.get_one(Organisation, organisation)
    return make_user("周敏", roles=[Role.EXAM_OFFICER], organisation=place)


def test_an_officer_of_a_place_arranges_for_that_place(app: Flask, client: FlaskClient) -> None:
    mine = make_organisation().id
    form = make_test_form().id
    browser = sign_in(client, make_officer(mine))
    browser.post("/exams/office/new", data=plan(form))
    assert sittings()[0].organisation_id == mine


def test_self_service_attempts_are_not_the_officers_business(
    officer: FlaskClient, phone: Device
) -> None:
    phone.start(make_sitting())
    assert officer.get(f"/exams/office/attempts/{phone.attempt}").status_code == 404


def test_the_list_of_the_office_shows_the_turnout(officer: FlaskClient, phone: Device) -> None:
    assert "No sitting is arranged yet" in page(officer, "/exams/office")
    phone.start(make_organised(title={"zh": "统考", "en": "Big one"}))
    assert "Big one" in page(officer, "/exams/office")


def test_a_changed_row_shows_in_the_office(officer: FlaskClient, phone: Device) -> None:
    sitting = make_organised()
    phone.start(sitting)
    change(Attempt, phone.attempt, lease_seen_at=None)
    assert "林美华" in page(officer, f"/exams/office/{sitting}")
