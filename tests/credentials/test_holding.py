"""What holders do: asking, sharing and closing again; others, and who is signed out, do nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON
from tests.factories_credentials import FACTS, credential_of, end_credential, make_credential
from tests.factories_education import make_entry
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials.kinds import CourseFacts
from trainingapp.credentials.models import Credential
from trainingapp.extensions import db, limiter
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
SPAN = {"first": "2026-01-01", "last": "2026-11-22"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def switch(client: FlaskClient, public_id: str, word: str) -> int:
    """Ask for the page to be opened ("yes") or closed."""
    return client.post(f"/credentials/{public_id}/page", data={"open": word}).status_code


def is_open(public_id: str) -> bool:
    db.session.remove()
    return credential_of(public_id).is_open


def acts() -> list[str]:
    rows = db.session.query(AuditEntry).filter_by(subject="credential").order_by(AuditEntry.number)
    return [row.action.removeprefix("credentials.") for row in rows]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/credentials"),
        ("get", "/credentials/office"),
        ("get", "/credentials/office/keys"),
        ("post", "/credentials/education"),
        ("post", "/credentials/courses/1"),
        ("post", "/credentials/office/keys"),
    ],
)
def test_who_is_signed_out_is_led_to_the_sign_in(
    client: FlaskClient, method: str, path: str
) -> None:
    answer = getattr(client, method)(path)
    assert answer.status_code in (302, 303)
    assert "/accounts/sign-in" in answer.location
    assert db.session.query(Credential).count() == 0


def test_who_is_signed_out_opens_no_page(client: FlaskClient) -> None:
    public_id = make_credential()
    assert switch(client, public_id, "yes") in (302, 303, 401)
    assert not is_open(public_id)


def test_nobody_closes_the_page_of_somebody_else(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    sign_in(client, make_user("王建国"))
    assert switch(client, public_id, "no") == 404
    assert is_open(public_id)


@pytest.mark.parametrize("word", ["", "YES", "1", "true"])
def test_only_a_plain_yes_opens_a_page(client: FlaskClient, word: str) -> None:
    lin = make_user()
    public_id = make_credential(lin)
    sign_in(client, lin)
    assert switch(client, public_id, word) == 303
    assert not is_open(public_id)


def test_a_second_click_changes_and_logs_nothing(client: FlaskClient) -> None:
    lin = make_user()
    public_id = make_credential(lin)
    sign_in(client, lin)
    assert [switch(client, public_id, word) for word in ("yes", "yes", "no", "no")] == [303] * 4
    assert acts() == ["issue", "open_page", "close_page"]
    assert len(credential_of(public_id).events) == 3


def test_the_list_says_of_each_who_can_see_it(client: FlaskClient) -> None:
    lin = make_user()
    make_credential(lin, is_open=True)
    sign_in(client, lin)
    page = client.get("/credentials", headers=EN).text
    assert "Everybody with the link" in page
    assert "Only you" not in page


def test_the_list_holds_nothing_of_others(client: FlaskClient) -> None:
    other = make_credential(make_user("王建国"), is_open=True)
    sign_in(client, make_user())
    page = client.get("/credentials", headers=EN).text
    assert other not in page
    assert "No credential yet" in page


def test_a_revoked_credential_may_still_be_shown(client: FlaskClient) -> None:
    lin = make_user()
    public_id = make_credential(lin)
    end_credential(public_id)
    sign_in(client, lin)
    assert "Revoked" in client.get("/credentials", headers=EN).text
    assert switch(client, public_id, "yes") == 303
    assert is_open(public_id)


def test_a_revoked_span_is_not_asked_for_again(client: FlaskClient) -> None:
    lin = make_user()
    make_entry(lin, 60)
    sign_in(client, lin)
    assert client.post("/credentials/education", data=SPAN).status_code == 303
    db.session.remove()
    end_credential(db.session.query(Credential).one().public_id)
    again = client.post("/credentials/education", data=SPAN, headers=EN)
    assert again.status_code == 409
    assert "Ask the office why." in again.text
    assert db.session.query(Credential).count() == 1


def test_another_span_is_another_credential(client: FlaskClient) -> None:
    lin = make_user()
    make_entry(lin, 60)
    sign_in(client, lin)
    client.post("/credentials/education", data=SPAN)
    client.post("/credentials/education", data={**SPAN, "first": "2026-01-02"})
    db.session.remove()
    assert [row.state for row in db.session.query(Credential)] == ["issued", "issued"]


def test_a_refused_span_keeps_what_was_typed(client: FlaskClient) -> None:
    sign_in(client, make_user())
    data = {"first": "2026-05-04", "last": "2026-05-03"}
    answer = client.post("/credentials/education", data=data, headers=EN)
    assert answer.status_code == 422
    assert all(f'value="{day}"' in answer.text for day in data.values())


def test_a_long_list_has_pages(client: FlaskClient) -> None:
    lin = make_user()
    for number in range(31):
        make_credential(lin, CourseFacts(100 + number, f"第{number}课", date(2026, 11, 1)))
    sign_in(client, lin)
    first, second = (client.get(f"/credentials?page={number}").text for number in (1, 2))
    assert "：第30课" in first
    assert "：第0课" not in first
    assert "：第0课" in second


def test_who_asks_too_often_has_to_wait_and_others_need_not(client: FlaskClient) -> None:
    lin, wang = make_user(), make_user("王建国")
    limiter.enabled = True
    try:
        sign_in(client, lin)
        codes = [client.post("/credentials/education", data={}).status_code for _ in range(31)]
        sign_in(client, wang)
        other = client.post("/credentials/education", data={}).status_code
    finally:
        limiter.enabled = False
        limiter.reset()
    assert codes == [422] * 30 + [429]
    assert other == 422


# leaving and taking along


def test_the_copy_of_ones_data_tells_state_and_reason(client: FlaskClient) -> None:
    lin = make_user()
    public_id = make_credential(lin, is_open=True)
    end_credential(public_id, reason="录入有误")
    found = collect_data(lin.id)
    (row,) = found["credentials"]
    assert (row["state"], row["ended_at"], row["open"]) == ("revoked", NOON, True)
    assert row["title"] == "课程结业记录：社会工作方法入门"
    assert [event["reason"] for event in found["credential_events"]] == ["", "录入有误"]


def test_the_page_of_somebody_who_left_is_gone_for_everybody(client: FlaskClient) -> None:
    lin = make_user()
    public_id = make_credential(lin, is_open=True)
    code = credential_of(public_id).short_code
    assert client.get(f"/v/{code}").status_code == 303
    with writing():
        erase(lin.id)
        db.session.commit()
        db.session.remove()
    for path in (f"/credentials/{public_id}", f"/v/{code}"):
        assert client.get(path, headers={"Accept": "application/vc"}).status_code == 404
    assert client.get("/status/revocation/1").status_code == 200


def test_who_leaves_takes_nothing_of_others_along(client: FlaskClient) -> None:
    lin, wang = make_user(), make_user("王建国")
    make_credential(lin)
    other = make_credential(wang, FACTS, is_open=True)
    with writing():
        erase(lin.id)
        db.session.commit()
        db.session.remove()
    assert "王建国" in client.get(f"/credentials/{other}").text
    assert len(collect_data(wang.id)["credentials"]) == 1
