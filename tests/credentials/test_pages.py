"""Credentials as they are asked for, shown, opened, looked up by others, revoked; and who may do what."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON, lesson_keys, make_enrolment, make_published
from tests.factories_credentials import (
    active_key,
    credential_of,
    document_of,
    end_credential,
    make_credential,
)
from tests.factories_education import complete, make_entry, make_officer
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.credentials.kinds import CourseFacts
from trainingapp.credentials.models import Credential
from trainingapp.credentials.signing.keys import read_multikey
from trainingapp.credentials.signing.proof import check_proof
from trainingapp.credentials.signing.status import decode, has_bit
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role

EN = {"Accept-Language": "en"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def make_graduate() -> tuple[User, int]:
    """Somebody who has completed a course."""
    lin, course_id = make_user(), make_published()
    make_enrolment(lin, course_id)
    complete(lin, course_id, *lesson_keys(course_id))
    return lin, course_id


def owned(user: User) -> list[Credential]:
    db.session.remove()
    return db.session.query(Credential).filter_by(user_id=user.id).order_by(Credential.id).all()


def test_who_has_nothing_is_told_how_to_get_it(client: FlaskClient) -> None:
    sign_in(client, make_user())
    page = client.get("/credentials", headers=EN).text
    assert "No credential yet" in page
    assert "You have completed no course yet." in page
    assert "还没有凭证" in client.get("/credentials").text


def test_a_completed_course_gives_one_credential_however_often_it_is_asked_for(
    client: FlaskClient,
) -> None:
    lin, course_id = make_graduate()
    sign_in(client, lin)
    assert f"/credentials/courses/{course_id}" in client.get("/credentials").text
    first = client.post(f"/credentials/courses/{course_id}")
    second = client.post(f"/credentials/courses/{course_id}")
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    page = client.get(first.location, headers=EN).text
    assert "Every check has passed" in page
    assert "It is not a national professional certificate." in page
    assert len(owned(lin)) == 1
    assert f"/credentials/courses/{course_id}" not in client.get("/credentials").text


def test_a_course_that_is_not_completed_gives_none(client: FlaskClient) -> None:
    lin, course_id = make_user(), make_published()
    make_enrolment(lin, course_id)
    sign_in(client, lin)
    assert client.post(f"/credentials/courses/{course_id}").status_code == 404
    assert owned(lin) == []


def span(client: FlaskClient, first: str, last: str) -> int:
    answer = client.post("/credentials/education", data={"first": first, "last": last})
    return answer.status_code


def test_minutes_of_a_span_are_those_of_the_ledger(client: FlaskClient) -> None:
    lin = make_user()
    make_entry(lin, 60)
    make_entry(lin, 30, earned_on=date(2025, 5, 1))
    sign_in(client, lin)
    assert span(client, "2026-01-01", "2026-11-22") == 303
    document = json.loads(owned(lin)[0].document)
    assert "60 分钟" in document["name"]
    assert document["credentialSubject"]["activityStartDate"] == "2026-01-01T00:00:00+08:00"


def test_a_ledger_that_has_grown_replaces_the_credential_of_the_same_span(
    client: FlaskClient,
) -> None:
    lin = make_user()
    make_entry(lin, 60)
    sign_in(client, lin)
    span(client, "2026-01-01", "2026-11-22")
    make_entry(lin, 30)
    span(client, "2026-01-01", "2026-11-22")
    old, new = owned(lin)
    assert (old.state, new.state) == ("superseded", "issued")
    assert new.supersedes_id == old.id
    page = client.get(f"/credentials/{old.public_id}", headers=EN).text
    assert "It was replaced by a correction." in page
    assert new.public_id in page


@pytest.mark.parametrize(
    ("first", "last", "status", "told"),
    [
        ("", "2026-11-22", 422, "Enter a date."),
        ("2026-11-22", "2026-11-01", 422, "It ends before it begins."),
        ("2026-01-01", "2026-11-23", 422, "This day has not come yet."),
        ("1000-01-01", "2026-11-22", 422, "between 1990 and 2100"),
        ("2026-01-01", "2026-11-22", 409, "Nothing was earned from 2026-01-01 to 2026-11-22."),
    ],
)
def test_a_span_that_cannot_be_is_refused_with_a_sentence(
    client: FlaskClient, first: str, last: str, status: int, told: str
) -> None:
    sign_in(client, make_user())
    data = {"first": first, "last": last}
    answer = client.post("/credentials/education", data=data, headers=EN)
    assert answer.status_code == status
    assert told in answer.text


def test_nobody_else_sees_a_credential_until_its_holder_opens_it(client: FlaskClient) -> None:
    lin = make_user()
    public_id = make_credential(lin)
    code = credential_of(public_id).short_code
    for path in (f"/credentials/{public_id}", f"/v/{code}"):
        assert client.get(path).status_code == 404
    sign_in(client, lin)
    assert "Only you" in client.get(f"/credentials/{public_id}", headers=EN).text
    client.post(f"/credentials/{public_id}/page", data={"open": "yes"})
    guest = client.application.test_client()
    assert guest.get(f"/credentials/{public_id}").status_code == 200
    assert guest.get(f"/v/{code}").location == f"/credentials/{public_id}"
    client.post(f"/credentials/{public_id}/page", data={"open": "no"})
    assert guest.get(f"/credentials/{public_id}").status_code == 404
    acts = [event.act for event in credential_of(public_id).events]
    assert acts == ["issued", "opened", "closed"]


def test_nobody_opens_the_page_of_somebody_else(client: FlaskClient) -> None:
    public_id = make_credential()
    sign_in(client, make_user("王建国"))
    answer = client.post(f"/credentials/{public_id}/page", data={"open": "yes"})
    assert answer.status_code == 404
    assert not credential_of(public_id).is_open


def test_a_short_code_forgives_letters_that_look_like_digits(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    code = credential_of(public_id).short_code
    typed = code.lower().replace("0", "o").replace("1", "l")
    grouped = "-".join((typed[:4], typed[4:8], typed[8:]))
    assert client.get(f"/v/{grouped}").status_code == 303


@pytest.mark.parametrize("kind", ["application/vc", "application/ld+json", "application/json"])
def test_programs_get_the_document_as_it_was_issued(client: FlaskClient, kind: str) -> None:
    public_id = make_credential(is_open=True)
    answer = client.get(f"/credentials/{public_id}", headers={"Accept": kind})
    assert answer.mimetype == kind
    assert "Accept" in answer.headers["Vary"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.json if kind == "application/json" else json.loads(answer.data)
    assert json.loads(answer.data) == document_of(public_id)


def test_the_page_names_the_holder_and_shows_a_code_to_scan(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    page = client.get(f"/credentials/{public_id}").text
    assert "林美华" in page
    assert "data:image/svg+xml" in page
    assert "由本平台出具" in page
    assert "不是国家职业资格证书" in page
    assert "@example.org" not in page


def test_a_revocation_is_seen_at_once_with_its_reason(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    document = document_of(public_id)
    before = client.get("/status/revocation/1")
    end_credential(public_id, reason="课程记录有误")
    page = client.get(f"/credentials/{public_id}").text
    assert "课程记录有误" in page
    assert "请勿采信" in page
    after = client.get("/status/revocation/1", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    index = int(document["credentialStatus"]["statusListIndex"])
    assert has_bit(decode(json.loads(after.data)["credentialSubject"]["encodedList"]), index)


def test_the_list_is_what_others_can_verify_and_need_not_fetch_twice(client: FlaskClient) -> None:
    make_credential()
    answer = client.get("/status/revocation/1")
    assert answer.mimetype == "application/vc"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    check_proof(json.loads(answer.data), read_multikey(active_key().public))
    again = client.get("/status/revocation/1", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/status/revocation/2", "/status/suspension/1", "/v/XXXX"])
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    make_credential(is_open=True)
    assert client.get(path).status_code == 404


def test_the_did_document_names_the_key_that_signed(client: FlaskClient) -> None:
    public_id = make_credential()
    answer = client.get("/.well-known/did.json")
    assert answer.mimetype == "application/did+json"
    method = document_of(public_id)["proof"][0]["verificationMethod"]
    assert json.loads(answer.data)["assertionMethod"] == [method]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-11-21", "was not issued yet"),
        ("2026-11-22", "was valid"),
        ("2026-11-24", "was revoked"),
        ("2030-01-01", None),
        ("yesterday", None),
    ],
)
def test_the_state_of_another_day_is_told(client: FlaskClient, day: str, told: str | None) -> None:
    public_id = make_credential(is_open=True)
    end_credential(public_id, now=NOON + timedelta(days=1))
    with time_machine.travel(NOON + timedelta(days=3), tick=False):
        page = client.get(f"/credentials/{public_id}?on={day}", headers=EN).text
    if told is None:
        assert "At the end of" not in page
    else:
        number = int(day[-2:])
        assert re.search(rf"At the end of [^<.]*\b{number}\b[^<.]* it {told}\.", page)


def test_the_office_finds_revokes_and_says_why(client: FlaskClient) -> None:
    public_id = make_credential()
    code = credential_of(public_id).short_code
    sign_in(client, make_officer())
    assert public_id in client.get(f"/credentials/office?code={code.lower()}").text
    assert public_id not in client.get("/credentials/office?code=NONE").text
    path = f"/credentials/office/{public_id}/revocation"
    assert client.post(path, data={"reason": " "}).status_code == 422
    assert credential_of(public_id).state == "issued"
    assert client.post(path, data={"reason": "录入有误"}).status_code == 303
    assert client.post(path, data={"reason": "录入有误"}).status_code == 409
    page = client.get(f"/credentials/office/{public_id}", headers=EN).text
    assert "录入有误" in page
    assert "It is refused everywhere" not in page


def test_keys_are_published_activated_after_a_day_and_given_up(client: FlaskClient) -> None:
    public_id = make_credential()
    first = active_key().id
    officer = make_officer()
    sign_in(client, officer)
    assert client.post("/credentials/office/keys").status_code == 303
    assert client.post("/credentials/office/keys").status_code == 409
    assert client.post(f"/credentials/office/keys/{first + 1}/activation").status_code == 409
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        sign_in(client, officer)
        assert client.post(f"/credentials/office/keys/{first + 1}/activation").status_code == 303
        assert active_key().id == first + 1
        loss = f"/credentials/office/keys/{first}/loss"
        assert client.post(loss, data={"reason": ""}).status_code == 422
        assert client.post(loss, data={"reason": "硬盘遗失"}).status_code == 303
        assert client.post(loss, data={"reason": "硬盘遗失"}).status_code == 409
        page = client.get("/credentials/office/keys", headers=EN).text
    assert "Given up for lost" in page
    assert "private" not in page.replace("the private halves", "")
    assert credential_of(public_id).state == "revoked"
    assert len(json.loads(client.get("/.well-known/did.json").data)["assertionMethod"]) == 1


@pytest.mark.parametrize("path", ["/credentials/office", "/credentials/office/keys"])
def test_the_office_is_closed_to_others(client: FlaskClient, path: str) -> None:
    sign_in(client, make_user(roles=[Role.INSTRUCTOR]))
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("path", ["/credentials", "/credentials/office"])
def test_a_list_asks_the_database_as_often_whatever_its_length(
    client: FlaskClient, path: str
) -> None:
    officer = make_officer()
    make_credential(officer)
    sign_in(client, officer)
    few = count_statements(client, path)
    for number in range(3):
        make_credential(officer, CourseFacts(100 + number, "课程", date(2026, 11, 1)))
    assert count_statements(client, path) == few
