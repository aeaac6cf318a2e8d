"""A learner's work: kept while it is typed, handed in once, changed again where it may be, with a receipt."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_user, sign_in
from tests.factories_assignments import add_file, assignment, hand_in, mark
from tests.factories_courses import (
    NOON,
    article,
    enrolment_of,
    lesson_keys,
    make_course,
    make_enrolment,
    make_instructor,
)
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.courses import deadlines
from trainingapp.courses.models import LessonProgress, Submission
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role

EN = {"Accept-Language": "en"}
LONG_AGO = datetime(2020, 1, 6, 10, 0, tzinfo=UTC)
JSON = {"Accept": "application/json"}
SEED = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor("吴晓东")


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def phone(client: FlaskClient, lin: User) -> FlaskClient:
    return sign_in(client, lin)


def offer(wu: User, *learners: User, **changes: Any) -> tuple[int, str]:
    """A published course with one assignment, and its learners; the ids of both."""
    zhao = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    course = make_course(wu, [assignment(**changes)], reviewer=zhao)
    for learner in learners:
        make_enrolment(learner, course)
    return course, lesson_keys(course)[0]


def works(user: User) -> list[Submission]:
    query = select(Submission).where(Submission.user_id == user.id).order_by(Submission.round)
    return list(db.session.scalars(query))


def states(user: User) -> list[str]:
    found = [str(work.state) for work in works(user)]
    db.session.remove()
    return found


def is_completed(user: User, course: int) -> bool:
    row = db.session.scalar(select(LessonProgress).where(LessonProgress.user_id == user.id))
    is_done = enrolment_of(user, course).completed_at is not None
    assert is_done == (row is not None and row.completed_at is not None)
    db.session.remove()
    return is_done


def save(phone: FlaskClient, place: tuple[int, str], text: str, base: str = "1.0") -> Any:
    address = f"/courses/{place[0]}/lessons/{place[1]}/submission"
    return phone.post(address, json={"text": text, "base": base}, headers=JSON)


def send(phone: FlaskClient, place: tuple[int, str], text: str, base: str = "1.0") -> Any:
    address = f"/courses/{place[0]}/lessons/{place[1]}/submission/hand-in"
    return phone.post(address, data={"text": text, "saves": base})


def page(phone: FlaskClient, place: tuple[int, str], **headers: str) -> str:
    return phone.get(f"/courses/{place[0]}/lessons/{place[1]}", headers=headers or EN).text


def test_what_is_typed_is_on_the_server_and_on_the_page_again(
    phone: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin)
    first = save(phone, place, "先接案")
    assert first.status_code == 200
    assert first.json["base"] == "1.1"
    assert save(phone, place, "先接案，再预估", base="1.1").json["base"] == "1.2"
    html = page(phone, place)
    assert "先接案，再预估</textarea>" in html
    assert 'value="1.2"' in html
    assert "6 words" in html
    assert "Saved at" in html
    assert states(lin) == ["draft"]
    assert not is_completed(lin, place[0])


def test_the_same_text_twice_is_one_save(phone: FlaskClient, wu: User, lin: User) -> None:
    place = offer(wu, lin)
    save(phone, place, "先接案")
    # The answer was lost: the phone sends the same again and is told where it stands.
    assert save(phone, place, "先接案").json["base"] == "1.1"


def test_a_device_that_was_asleep_overwrites_nothing(
    phone: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin)
    save(phone, place, "手机上写的")
    stale = save(phone, place, "电脑上写的")
    assert stale.status_code == 409
    assert stale.json == {"error": "elsewhere", "text": "手机上写的", "base": "1.1"}
    assert works(lin)[0].text == "手机上写的"
    db.session.remove()
    assert save(phone, place, "合在一起", base="1.1").status_code == 200


def test_without_script_the_other_text_is_shown_and_nothing_typed_is_lost(
    phone: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin)
    save(phone, place, "手机上写的")
    address = f"/courses/{place[0]}/lessons/{place[1]}/submission"
    answer = phone.post(address, data={"text": "电脑上写的", "saves": "1.0"}, headers=EN)
    assert answer.status_code == 409
    assert "手机上写的" in answer.text
    assert "电脑上写的</textarea>" in answer.text
    assert 'value="1.1"' in answer.text  # so that sending again is a decision
    assert phone.post(address, data={"text": "电脑上写的", "saves": "1.1"}).status_code == 303
    assert works(lin)[0].text == "电脑上写的"


@pytest.mark.parametrize(
    "said",
    [{}, {"text": "x"}, {"base": "1.0"}, {"text": 1, "base": "1.0"}, {"text": "x", "base": 1}, []],
)
def test_a_malformed_report_keeps_nothing(
    phone: FlaskClient, wu: User, lin: User, said: object
) -> None:
    place = offer(wu, lin)
    address = f"/courses/{place[0]}/lessons/{place[1]}/submission"
    assert phone.post(address, json=said, headers=JSON).status_code == 422
    assert states(lin) == []


def test_a_text_beyond_all_measure_is_refused_with_a_sentence(
    phone: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin)
    assert save(phone, place, "长" * 20_001).json["error"] == "TextTooLong"
    assert send(phone, place, "长" * 20_001).status_code == 422
    assert states(lin) == []


def test_handing_in_gives_a_receipt_with_time_and_hash(
    phone: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin)
    text = "先接案，再预估。"
    assert send(phone, place, text).status_code == 303
    html = page(phone, place)
    assert "Handed in at" in html
    assert hashlib.sha256(text.encode()).hexdigest() in html
    assert text in html
    assert "<textarea" not in html.split('id="notes"')[0]
    assert states(lin) == ["handed-in"]
    assert is_completed(lin, place[0])
    acts = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)))
    assert acts[-2:] == ["courses.hand_in", "courses.complete"]


def test_handing_in_twice_is_handing_in_once(phone: FlaskClient, wu: User, lin: User) -> None:
    place = offer(wu, lin)
    for _time in range(2):
        assert send(phone, place, "先接案").status_code == 303
    assert states(lin) == ["handed-in"]


def test_another_text_after_handing_in_is_shown_and_not_taken(
    phone: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin)
    send(phone, place, "先接案")
    late = send(phone, place, "后来想到的")
    assert late.status_code == 409
    assert "后来想到的" in late.text  # it can be copied out
    assert works(lin)[0].text == "先接案"
    db.session.remove()
    assert save(phone, place, "后来想到的").json["error"] == "WorkClosed"


def test_work_is_handed_in_again_until_it_is_marked(
    phone: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin)
    send(phone, place, "第一稿")
    assert "Change it and hand in again" in page(phone, place)
    again = f"/courses/{place[0]}/lessons/{place[1]}/submission/again"
    for _time in range(2):  # pressing twice begins one draft
        assert phone.post(again).status_code == 303
    assert states(lin) == ["handed-in", "draft"]
    assert "第一稿</textarea>" in page(phone, place)
    assert send(phone, place, "第二稿", base="2.1").status_code == 303
    assert states(lin) == ["replaced", "handed-in"]
    assert [work.text for work in works(lin)] == ["第一稿", "第二稿"]


def test_a_draft_that_was_begun_again_is_too_late_once_the_work_is_marked(
    phone: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin)
    send(phone, place, "第一稿")
    phone.post(f"/courses/{place[0]}/lessons/{place[1]}/submission/again")
    mark(wu, works(lin)[0].id, points=Decimal(8))
    refused = send(phone, place, "第二稿", base="2.1")
    assert refused.status_code == 409
    assert "第二稿" in refused.text
    assert states(lin) == ["marked", "draft"]


def test_where_it_may_not_be_repeated_handing_in_is_final(
    phone: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin, may_repeat=False)
    send(phone, place, "第一稿")
    assert "Change it and hand in again" not in page(phone, place)
    again = phone.post(f"/courses/{place[0]}/lessons/{place[1]}/submission/again")
    assert again.status_code == 409
    assert states(lin) == ["handed-in"]


@pytest.fixture
def due(monkeypatch: pytest.MonkeyPatch) -> dict[str, datetime]:
    """The deadlines of a class, as its part would register them."""
    found: dict[str, datetime] = {}

    def answer(_user: int, _course: int) -> Mapping[str, datetime]:
        return found

    monkeypatch.setattr(deadlines, "_DEADLINES", [answer])
    return found


def test_late_work_is_taken_and_shown_as_late(
    phone: FlaskClient, wu: User, lin: User, due: dict[str, datetime]
) -> None:
    place = offer(wu, lin)
    due[place[1]] = LONG_AGO
    assert "It is taken all the same" in page(phone, place)
    assert send(phone, place, "迟到的").status_code == 303
    assert re.search(r"badge[^>]*>Late<", page(phone, place))
    work = works(lin)[0]
    assert (work.due_at, work.is_late) == (LONG_AGO, True)


def test_work_on_the_minute_is_not_late(
    phone: FlaskClient, wu: User, lin: User, due: dict[str, datetime]
) -> None:
    place = offer(wu, lin)
    due[place[1]] = NOON
    hand_in(lin, *place, now=NOON)
    assert works(lin)[0].is_late is False


def test_of_several_deadlines_the_latest_counts_and_each_is_registered_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "_DEADLINES", [])
    later = NOON + timedelta(days=1)

    def early_one(_user: int, _course: int) -> Mapping[str, datetime]:
        return {"a": NOON, "b": NOON}

    deadlines.register_deadlines(early_one)
    deadlines.register_deadlines(early_one)
    deadlines.register_deadlines(lambda _user, _course: {"b": later})
    assert len(deadlines._DEADLINES) == 2
    assert deadlines.find_deadlines(1, 1) == {"a": NOON, "b": later}


def test_work_belongs_to_its_learner_alone(
    app: Flask, client: FlaskClient, wu: User, lin: User
) -> None:
    wang = make_user("王建国")
    place = offer(wu, lin, wang)
    number = hand_in(lin, *place, text="只给老师看")
    add_file(number)
    sign_in(client, wang)
    assert "只给老师看" not in page(client, place)
    assert client.get(f"/courses/submissions/{number}/files/1").status_code == 404
    assert client.get(f"/teaching/marking/{number}").status_code == 403  # teaches nowhere
    stranger = make_user("路人")
    sign_in(client, stranger)
    root = f"/courses/{place[0]}/lessons/{place[1]}/submission"
    for address in (root, f"{root}/hand-in", f"{root}/again", f"{root}/files"):
        assert client.post(address, data={"text": "x"}).status_code == 404, address
    assert states(lin) == ["handed-in"]


def test_signed_out_nothing_is_kept_or_shown(app: Flask, wu: User, lin: User) -> None:
    place = offer(wu, lin)
    nobody = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False
    assert save(nobody, place, "x").status_code == 401
    assert send(nobody, place, "x").status_code == 302
    assert states(lin) == []


def test_an_assignment_is_not_completed_by_calling_it_done(
    phone: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin)
    assert "/completion" not in page(phone, place)
    refused = phone.post(f"/courses/{place[0]}/lessons/{place[1]}/completion")
    assert refused.status_code == 409
    assert not is_completed(lin, place[0])


def test_other_kinds_of_lessons_take_no_work(phone: FlaskClient, wu: User, lin: User) -> None:
    course = make_course(wu, [article()], reviewer=make_user("赵文静", roles=[Role.ITEM_REVIEWER]))
    make_enrolment(lin, course)
    place = (course, lesson_keys(course)[0])
    assert save(phone, place, "x").status_code == 404
    assert send(phone, place, "x").status_code == 404
    assert states(lin) == []


@pytest.mark.both_databases
def test_first_saves_of_two_devices_make_one_draft(
    app: Flask, client: FlaskClient, wu: User, lin: User
) -> None:
    place = offer(wu, lin)
    sign_in(client, lin)
    save(client, place, "甲")
    assert save(client, place, "乙").status_code == 409
    assert states(lin) == ["draft"]
