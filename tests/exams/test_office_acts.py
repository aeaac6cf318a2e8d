"""Every act of the office in every state, doubled, with nonsense; seats by list; who sees which office."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.exams.conftest import Person
from tests.exams.test_office import audited, count_statements, make_officer, page, plan, sittings
from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_exams import (
    NINE,
    Device,
    change,
    make_event,
    make_organised,
    make_seat,
    make_sitting,
    make_test_form,
    read_attempt,
)
from trainingapp.accounts.models import User
from trainingapp.exams.models import Attempt, ItemResponse, Seat, Sitting
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

SCRIPT = "</script><script>alert(1)</script>"

# state → act → status and the state afterwards
OUTCOMES: dict[str, dict[str, tuple[int, str]]] = {
    "created": {
        "pause": (303, "created"),
        "resumption": (303, "created"),
        "extra-time": (303, "created"),
        "closing": (303, "created"),
        "late-answers": (409, "created"),
        "voiding": (303, "voided"),
    },
    "running": {
        "pause": (303, "paused"),
        "resumption": (303, "running"),
        "extra-time": (303, "running"),
        "closing": (303, "submitted"),
        "late-answers": (409, "running"),
        "voiding": (303, "voided"),
    },
    "paused": {
        "pause": (303, "paused"),
        "resumption": (303, "running"),
        "extra-time": (303, "paused"),
        "closing": (303, "submitted"),
        "late-answers": (409, "paused"),
        "voiding": (303, "voided"),
    },
    "submitted": {
        "pause": (303, "submitted"),
        "resumption": (303, "submitted"),
        "extra-time": (303, "submitted"),
        "closing": (303, "submitted"),
        "late-answers": (303, "submitted"),
        "voiding": (303, "voided"),
    },
    "voided": {
        "pause": (303, "voided"),
        "resumption": (303, "voided"),
        "extra-time": (303, "voided"),
        "closing": (303, "voided"),
        "late-answers": (409, "voided"),
        "voiding": (409, "voided"),
    },
}
# what the log says of an act that did something
LOGGED = {
    ("running", "pause"): "exams.pause_attempt",
    ("paused", "resumption"): "exams.resume_attempt",
    ("running", "extra-time"): "exams.add_time",
    ("paused", "extra-time"): "exams.add_time",
    ("running", "closing"): "exams.close_attempt",
    ("paused", "closing"): "exams.close_attempt",
    ("submitted", "late-answers"): "exams.count_late_answers",
    **{(state, "voiding"): "exams.void_attempt" for state in OUTCOMES if state != "voided"},
}
ACT = {"minutes": "10", "reason": "考场停电", "act-reason": "考场停电"}


@pytest.mark.parametrize("state", OUTCOMES)
def test_every_act_does_in_every_state_what_the_table_says(
    officer: FlaskClient, phone: Device, state: str
) -> None:
    phone.start(make_organised())
    for act, (status, after) in OUTCOMES[state].items():
        paused_at = now() if state == "paused" else None
        change(Attempt, phone.attempt, state=state, paused_at=paused_at, extra_seconds=0)
        before = len(audited())
        reply = officer.post(f"/exams/office/attempts/{phone.attempt}/{act}", data=ACT)
        attempt = read_attempt(phone.attempt)
        assert (reply.status_code, attempt.state) == (status, after), act
        logged = [LOGGED[state, act]] if (state, act) in LOGGED else []
        assert audited()[before:] == logged, act
        is_longer = act == "extra-time" and state in {"running", "paused"}
        assert attempt.extra_seconds == (600 if is_longer else 0), act


def test_acts_on_all_touch_only_those_they_fit(officer: FlaskClient, phone: Device) -> None:
    sitting = make_organised()
    phone.start(sitting)
    people = {state: add_attempt(sitting, phone.attempt, state) for state in OUTCOMES}
    act = f"/exams/office/{sitting}"
    officer.post(f"{act}/pause")
    officer.post(f"{act}/extra-time", data=ACT)
    expected = {**{state: state for state in OUTCOMES}, "running": "paused"}
    assert {name: read_attempt(number).state for name, number in people.items()} == expected
    longer = {name for name, number in people.items() if read_attempt(number).extra_seconds}
    assert longer == {"running", "paused"}
    officer.post(f"{act}/closing", data={"close-reason": "结束"})
    expected |= {"running": "submitted", "paused": "submitted"}
    assert {name: read_attempt(number).state for name, number in people.items()} == expected


def add_attempt(sitting: int, like: int, state: str) -> int:
    """Somebody else's attempt in a sitting, as far as the example, in the state."""
    row = read_attempt(like)
    values = {
        "test_form_id": row.test_form_id,
        "minutes": row.minutes,
        "started_at": row.started_at,
        "deadline_at": row.deadline_at,
        "paused_at": row.started_at if state == "paused" else None,
    }
    candidate = make_user(f"考生{state}").id
    with writing():
        attempt = Attempt(
            sitting_id=sitting, candidate_id=candidate, ordinal=1, state=state, **values
        )
        db.session.add(attempt)
        db.session.commit()
        number: int = attempt.id
        db.session.rollback()
    return number


def test_a_sitting_is_closed_once_and_stays_closed(officer: FlaskClient, phone: Device) -> None:
    sitting = make_organised()
    phone.start(sitting)
    closing = {"close-reason": "考试结束"}
    officer.post(f"/exams/office/{sitting}/closing", data=closing)
    earlier = now().replace(microsecond=0) - timedelta(minutes=5)
    change(Sitting, sitting, closed_at=earlier)
    officer.post(f"/exams/office/{sitting}/closing", data=closing)
    assert sittings()[0].closed_at == earlier
    assert audited().count("exams.close_attempt") == 1


def test_nobody_begins_in_a_closed_sitting_whatever_was_prepared(
    officer: FlaskClient, phone: Device, lin: Person
) -> None:
    sitting = make_organised(needs_seat=True)
    make_seat(sitting, lin.id)
    officer.post(f"/exams/office/{sitting}/closing", data={"close-reason": "取消"})
    officer.post(f"/exams/office/{sitting}/attempts")
    assert phone.start(sitting).status_code == 409
    db.session.rollback()
    assert db.session.scalars(select(Attempt.state)).all() == ["created"]


def test_late_answers_are_counted_once(officer: FlaskClient, phone: Device) -> None:
    phone.start(make_organised())
    phone.submit()
    phone.send(make_event(1, 1, "A"))
    act = f"/exams/office/attempts/{phone.attempt}/late-answers"
    scores = []
    for _ in range(2):
        officer.post(act, data=ACT)
        scores.append(read_attempt(phone.attempt).score)
    assert scores == [1, 1]
    db.session.rollback()
    assert len(db.session.scalars(select(ItemResponse)).all()) == 1


def test_a_late_answer_from_the_lost_device_never_hides_a_newer_one(
    officer: FlaskClient, phone: Device, tablet: Device
) -> None:
    phone.start(make_organised())
    before = make_event(1, 1, "B", client_at=0)
    tablet.lease(phone.attempt, take_over=True)
    tablet.answer(1, "A")
    tablet.submit()
    assert phone.send(before, make_event(2, 2, "B", client_at=0)).json["late"] == 2
    officer.post(f"/exams/office/attempts/{phone.attempt}/late-answers", data=ACT)
    db.session.rollback()
    rows = db.session.scalars(select(ItemResponse).order_by(ItemResponse.slot)).all()
    assert [(row.slot, row.selected, row.lease_number) for row in rows] == [
        (1, "A", 2),
        (2, "B", 1),
    ]
    assert read_attempt(phone.attempt).score == 2


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("minutes", ["", "0", "-5", "241", "ten", "1.5", "9" * 30, "NaN"]),
        ("reason", ["", " ", "\u3000", "x", "原" * 201]),
    ],
)
def test_nonsense_gives_no_time(
    officer: FlaskClient, phone: Device, field: str, wrong: list[str]
) -> None:
    sitting = make_organised()
    phone.start(sitting)
    for value in wrong:
        act = {**ACT, field: value}
        for path in (f"attempts/{phone.attempt}", str(sitting)):
            assert officer.post(f"/exams/office/{path}/extra-time", data=act).status_code == 303
    assert read_attempt(phone.attempt).extra_seconds == 0
    assert audited() == []


# Arranging


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("opens_at", ["", "0001-01-01T00:00", "2026-02-30T09:00", "10000-01-01T00:00", "now"]),
        ("closes_at", ["", "2026-11-28T09:00", "2026-11-27T09:00", "9999-12-31T23:59"]),
        ("last_start_at", ["2026-11-28T08:59", "2026-11-28T11:01"]),
        ("earliest_hand_in_minutes", ["", "-1", "301", "1e3", "half"]),
        ("grace_seconds", ["", "-1", "601", "9" * 30]),
        ("title_zh", ["", "   ", "题" * 81]),
        ("title_en", ["x" * 121]),
        ("access_code", ["c" * 33]),
        ("feedback_after_hand_in", ["", "everything"]),
        ("feedback_after_close", ["key"]),
        ("test_form_id", ["", "0", "-1", "x", "9" * 30]),
    ],
)
def test_nonsense_arranges_nothing(officer: FlaskClient, field: str, wrong: list[str]) -> None:
    form = make_test_form().id
    for value in wrong:
        reply = officer.post("/exams/office/new", data=plan(form, **{field: value}))
        assert reply.status_code == 422, value
        assert 'value="十一月统一模考"' in reply.text or field == "title_zh"
    assert sittings() == []


def test_what_the_form_does_not_ask_cannot_be_set(app: Flask, client: FlaskClient) -> None:
    mine, theirs = make_organisation().id, make_organisation().id
    form = make_test_form().id
    browser = sign_in(client, make_officer(mine))
    smuggled = {"organisation_id": str(theirs), "kind": "self_service", "owner_id": "1"}
    more = {"most_attempts": "99", "minutes": "9999", "closed_at": "2026-11-22T09:00", "id": "77"}
    browser.post("/exams/office/new", data=plan(form, **smuggled, **more))
    (sitting,) = sittings()
    assert (sitting.organisation_id, sitting.kind, sitting.owner_id) == (mine, "organised", None)
    assert (sitting.most_attempts, sitting.minutes, sitting.closed_at) == (1, 120, None)
    browser.post(f"/exams/office/{sitting.id}/edit", data=plan(form, **smuggled, **more))
    (sitting,) = sittings()
    assert (sitting.organisation_id, sitting.closed_at) == (mine, None)


def test_a_script_in_a_title_or_name_stays_text(app: Flask, officer: FlaskClient) -> None:
    lin = make_user(SCRIPT)
    phone = Device(sign_in(app.test_client(), lin))
    sitting = make_organised(
        title={"zh": SCRIPT, "en": SCRIPT}, access_code=SCRIPT[:32], needs_seat=True
    )
    make_seat(sitting, lin.id)
    phone.start(sitting, access_code=SCRIPT[:32])
    mine = ["sittings", f"sittings/{sitting}", f"attempts/{phone.attempt}", "attempts"]
    office = ["", f"/{sitting}", f"/{sitting}/edit", f"/{sitting}/seats"]
    shown = [phone.client.get(f"/exams/{path}").text for path in mine]
    shown += [officer.get(f"/exams/office{path}").text for path in office]
    shown.append(officer.get(f"/exams/office/attempts/{phone.attempt}").text)
    phone.submit()
    after = ["", "/receipt"]
    shown += [phone.client.get(f"/exams/attempts/{phone.attempt}{path}").text for path in after]
    assert [text for text in shown if "<script>alert(1)" in text] == []
    assert all("alert(1)" in text for text in shown)


def test_an_officer_sees_the_sittings_of_the_place_and_no_others(
    app: Flask, client: FlaskClient
) -> None:
    mine, theirs = make_organisation().id, make_organisation().id
    form = make_test_form().id
    for place, name in [(mine, "Ours"), (theirs, "Theirs"), (None, "Of the site")]:
        make_organised(form, organisation_id=place, title={"zh": name, "en": name})
    make_sitting(form, title={"zh": "Practice", "en": "Practice"})
    names = ["Ours", "Theirs", "Of the site", "Practice"]
    shown = page(sign_in(client, make_officer(mine)), "/exams/office")
    assert [name for name in names if name in shown] == ["Ours"]
    boss = make_user("周敏", roles=[Role.EXAM_OFFICER])
    shown = page(sign_in(app.test_client(), boss), "/exams/office")
    assert [name for name in names if name in shown] == names[:3]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EXAM_OFFICER])
def test_no_other_role_enters_the_office(app: Flask, phone: Device, role: Role) -> None:
    sitting = make_organised()
    phone.start(sitting)
    browser = sign_in(app.test_client(), make_user("孙琳", roles=[role]))
    for path in ("", f"/{sitting}", f"/attempts/{phone.attempt}"):
        assert browser.get(f"/exams/office{path}").status_code == 403
    act = f"/exams/office/attempts/{phone.attempt}/closing"
    assert browser.post(act, data=ACT).status_code == 403
    assert read_attempt(phone.attempt).state == "running"


def test_an_officer_reads_no_candidates_own_pages(officer: FlaskClient, phone: Device) -> None:
    phone.start(make_organised())
    phone.submit()
    for path in ("", "/review", "/receipt", "/receipt.json"):
        assert officer.get(f"/exams/attempts/{phone.attempt}{path}").status_code == 404


def test_a_seat_of_another_sitting_is_not_removed(
    officer: FlaskClient, lin: Person, wang: Person
) -> None:
    form = make_test_form().id
    here, there = make_organised(form), make_organised(form)
    seat = make_seat(there, wang.id)
    assert officer.post(f"/exams/office/{here}/seats/{seat}/removal").status_code == 404
    assert officer.post(f"/exams/office/{there}/seats/{seat}/removal").status_code == 303
    assert officer.post(f"/exams/office/{there}/seats/{seat}/removal").status_code == 404


# Seats by list


def give(officer: FlaskClient, sitting: int, logins: str, minutes: str = "0") -> Any:
    return officer.post(
        f"/exams/office/{sitting}/seats",
        data={"logins": logins, "extra_minutes": minutes},
        headers={"Accept-Language": "en"},
    )


def seated(sitting: int) -> list[tuple[int, int]]:
    db.session.rollback()
    rows = select(Seat).where(Seat.sitting_id == sitting).order_by(Seat.number)
    return [(seat.number, seat.candidate_id) for seat in db.session.scalars(rows)]


@pytest.mark.parametrize(
    "line",
    [
        "wei@example.org",
        "  wei@example.org\t",
        "WEI@Example.ORG",
        "wei@example.org\r",
        "\u3000wei@example.org\u3000",
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+86 13800138000",
        "１３８００１３８０００",
    ],
)
def test_a_person_is_found_however_the_line_is_written(officer: FlaskClient, line: str) -> None:
    wei = make_user("魏平", email="wei@example.org", mobile="13800138000").id
    sitting = make_organised()
    assert give(officer, sitting, line).status_code == 303
    assert seated(sitting) == [(1, wei)]


NOBODIES = [
    "nobody@example.org",
    "wei@example.org, he@example.org",
    "魏平",
    "13800138001",
    "1380013800",
    "110101199003070000",
    "wei@",
    "@example.org",
    "%",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "\x00",
    "x" * 5000,
    "😀" * 100,
    "\u202egro.elpmaxe@iew",
    "-1",
]


def test_lines_that_name_nobody_are_given_back_and_the_others_are_seated(
    officer: FlaskClient,
) -> None:
    wei = make_user("魏平", email="wei@example.org").id
    sitting = make_organised()
    reply = give(officer, sitting, "\n".join([*NOBODIES[:8], "wei@example.org", *NOBODIES[8:]]))
    assert reply.status_code == 200
    assert "<script>alert" not in reply.text
    assert "nobody@example.org" in reply.text
    assert seated(sitting) == [(1, wei)]


def test_one_person_under_two_names_gets_one_seat(officer: FlaskClient) -> None:
    wei = make_user("魏平", email="wei@example.org", mobile="13800138000").id
    sitting = make_organised()
    give(officer, sitting, "wei@example.org\n13800138000\nWEI@example.org")
    give(officer, sitting, "13800138000")
    assert seated(sitting) == [(1, wei)]


def test_who_has_left_the_site_gets_no_seat(officer: FlaskClient) -> None:
    wei = make_user("魏平", email="wei@example.org").id
    change(User, wei, anonymised_at=NINE)
    sitting = make_organised()
    assert give(officer, sitting, "wei@example.org").status_code == 200
    assert seated(sitting) == []


@pytest.mark.parametrize("minutes", ["", "-1", "241", "ten", "9" * 20])
def test_a_list_with_impossible_extra_time_seats_nobody_and_loses_no_line(
    officer: FlaskClient, minutes: str
) -> None:
    make_user("魏平", email="wei@example.org")
    sitting = make_organised()
    reply = give(officer, sitting, "wei@example.org", minutes)
    assert (reply.status_code, "wei@example.org" in reply.text) == (422, True)
    assert seated(sitting) == []


def test_two_thousand_lines_are_the_most(officer: FlaskClient) -> None:
    sitting = make_organised()
    reply = give(officer, sitting, "\n".join(f"p{n}@example.org" for n in range(2001)))
    assert (reply.status_code, "At most 2000 lines" in reply.text) == (422, True)
    assert give(officer, sitting, "\n" * 3).status_code == 422


def test_seats_go_on_after_the_highest_number(
    officer: FlaskClient, lin: Person, wang: Person
) -> None:
    sitting = make_organised()
    make_seat(sitting, lin.id, number=7)
    make_user("魏平", email="wei@example.org")
    give(officer, sitting, "wei@example.org")
    assert [number for number, _ in seated(sitting)] == [7, 8]


# Statements


@pytest.mark.parametrize("kind", ["list", "office", "receipt"])
def test_fifty_rows_take_as_many_statements_as_five(
    officer: FlaskClient, phone: Device, kind: str
) -> None:
    form = make_test_form().id
    sitting = make_organised(form)
    phone.start(sitting)
    client, path = {
        "list": (officer, "/exams/office"),
        "office": (officer, f"/exams/office/{sitting}"),
        "receipt": (phone.client, f"/exams/attempts/{phone.attempt}/receipt"),
    }[kind]
    few = 0
    for count in (5, 50):
        add_rows(kind, count, sitting, form, phone)
        taken = count_statements(client, path)
        few = few or taken
        assert taken == few, count


def add_rows(kind: str, count: int, sitting: int, form: int, phone: Device) -> None:
    if kind == "receipt":
        phone.send(*[make_event(phone.seq + n, 1 + n % 6) for n in range(1, count + 1)])
    elif kind == "list":
        for _ in range(count):
            make_seat(make_organised(form), phone_owner(phone))
    else:
        for number in range(count):
            other = add_attempt(sitting, phone.attempt, "running")
            make_seat(sitting, read_attempt(other).candidate_id, number=count * 100 + number)


def phone_owner(phone: Device) -> int:
    return read_attempt(phone.attempt).candidate_id


@pytest.mark.both_databases
def test_extra_time_sent_twice_counts_once(officer: FlaskClient, phone: Device) -> None:
    sitting = make_organised()
    phone.start(sitting)
    one = f"/exams/office/attempts/{phone.attempt}"
    for desk in (one, f"/exams/office/{sitting}"):
        known = re.search(r'name="known"[^>]*value="(\d+)"', officer.get(desk).text)
        assert known
        data = {"minutes": "10", "reason": "停电", "known": known[1]}
        answers = [officer.post(f"{desk}/extra-time", data=data).status_code for _ in range(2)]
        assert answers == [303, 409]
    assert read_attempt(phone.attempt).extra_seconds == 1200


def test_those_who_ended_meanwhile_do_not_hinder_more_time(
    officer: FlaskClient, phone: Device, other: FlaskClient
) -> None:
    sitting = make_organised()
    phone.start(sitting)
    wang = Device(other, "device-other")
    wang.start(sitting)
    act = {"minutes": "10", "reason": "停电"}
    officer.post(f"/exams/office/attempts/{wang.attempt}/extra-time", data=act)
    officer.post(f"/exams/office/attempts/{wang.attempt}/closing", data={"act-reason": "离场"})
    answer = officer.post(f"/exams/office/{sitting}/extra-time", data={**act, "known": "0"})
    assert answer.status_code == 303
    assert read_attempt(phone.attempt).extra_seconds == 600
