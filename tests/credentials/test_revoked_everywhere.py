"""A revocation is seen at once wherever somebody may look, and nothing on the way keeps what was true before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.credentials.victims import BADGE, TOKEN, download, token_of
from tests.factories_accounts import make_user
from tests.factories_courses import NOON
from tests.factories_credentials import (
    credential_of,
    document_of,
    end_credential,
    make_credential,
)
from tests.factories_kinds import SINGLE, bundle_of, verify_name
from tests.factories_teaching import committed
from trainingapp.accounts.erasure import erase
from trainingapp.credentials.models import Credential
from trainingapp.credentials.signing.status import decode, has_bit
from trainingapp.extensions import db

EN = {"Accept-Language": "en"}
JSON = {"Accept": "application/json"}
LIST = "/status/revocation/1"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def told(client: FlaskClient, content: bytes | str) -> dict[str, str]:
    """The checks that have not passed, as a program reads them."""
    answer = client.post("/api/verify", data=content, headers=EN)
    checks = answer.get_json()["checks"]
    found = {one["check"]: one["reason"] for one in checks if one["outcome"] != "passed"}
    assert answer.get_json()["valid"] == (not found)
    return found


def bit_of(client: FlaskClient, document: dict[str, Any]) -> bool:
    """What the public list says of a document."""
    entry = document["credentialStatus"]
    answer = client.get(entry["statusListCredential"].removeprefix("http://localhost"))
    bits = decode(json.loads(answer.text)["credentialSubject"]["encodedList"])
    return has_bit(bits, int(entry["statusListIndex"]))


def leave(user_id: int) -> None:
    with committed():
        erase(user_id)


@pytest.mark.both_databases
def test_the_page_the_list_the_api_and_the_verifier_all_know_at_once(
    app: Flask, client: FlaskClient
) -> None:
    public_id = make_credential(is_open=True)
    document = document_of(public_id)
    text = json.dumps(document)
    assert told(client, text) == {}
    assert not bit_of(client, document)
    assert client.get(f"/api/credentials/{public_id}/status").get_json()["status"] == "issued"
    end_credential(public_id, reason="录入有误")
    assert told(client, text) == {"status": "revoked"}
    assert bit_of(client, document)
    assert client.get(f"/api/credentials/{public_id}/status").get_json()["status"] == "revoked"
    page = client.get(f"/credentials/{public_id}", headers=EN)
    assert "evoked" in page.text
    checked = client.post("/verify", data={"text": text}, headers=EN)
    assert checked.status_code == 200
    assert "evoked" in checked.text


@pytest.mark.both_databases
def test_a_reader_who_kept_the_list_is_given_another_after_a_revocation(
    app: Flask, client: FlaskClient
) -> None:
    public_id = make_credential()
    kept = client.get(LIST).headers["ETag"]
    again = client.get(LIST, headers={"If-None-Match": kept})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == kept
    end_credential(public_id)
    fresh = client.get(LIST, headers={"If-None-Match": kept})
    assert fresh.status_code == 200
    assert fresh.headers["ETag"] != kept
    assert fresh.headers["Cache-Control"] == "public, no-cache"


def test_the_list_of_the_next_hour_is_signed_anew_with_the_same_bits(client: FlaskClient) -> None:
    public_id = make_credential()
    end_credential(public_id)
    document = document_of(public_id)
    first = client.get(LIST)
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        second = client.get(LIST)
        assert bit_of(client, document)
    assert first.headers["ETag"] != second.headers["ETag"]
    until = [json.loads(one.text)["validUntil"] for one in (first, second)]
    assert until[0] < until[1]


def test_a_revocation_of_one_is_none_of_others(client: FlaskClient) -> None:
    people = [make_user(name) for name in ("林美华", "王建国", "赵小兰")]
    ids = [make_credential(person, is_open=True) for person in people]
    end_credential(ids[1])
    assert [bit_of(client, document_of(one)) for one in ids] == [False, True, False]
    found = [told(client, json.dumps(document_of(one))) for one in ids]
    assert found == [{}, {"status": "revoked"}, {}]


NEVER_KEPT = ["", ".pdf", ".png", ".svg"]


@pytest.mark.parametrize("ending", NEVER_KEPT)
def test_nothing_of_a_credential_is_kept_on_the_way(client: FlaskClient, ending: str) -> None:
    public_id = make_credential(is_open=True)
    for _ in range(2):
        answer = client.get(f"/credentials/{public_id}{ending}")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "ETag" not in answer.headers
        if credential_of(public_id).state == "issued":
            end_credential(public_id)


@pytest.mark.parametrize("accept", [BADGE, TOKEN, "application/json", "application/vc"])
def test_a_document_and_a_token_are_kept_by_nobody_and_differ_by_what_is_asked(
    client: FlaskClient, accept: str
) -> None:
    public_id = make_credential(is_open=True)
    answer = client.get(f"/credentials/{public_id}", headers={"Accept": accept})
    assert answer.headers["Cache-Control"] == "no-store"
    assert {word.strip() for word in answer.headers["Vary"].split(",")} >= {"Accept", "Cookie"}


def test_the_answer_for_programs_is_kept_by_nobody(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    answer = client.get(f"/api/credentials/{public_id}/status")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_what_an_unknown_or_closed_credential_answers_is_the_same(client: FlaskClient) -> None:
    closed = make_credential()
    ids = (closed, "0" * len(closed))
    answers = [client.get(f"/api/credentials/{one}/status", headers=JSON) for one in ids]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].get_json()["error"] == answers[1].get_json()["error"]


@pytest.mark.parametrize("number", [0, 2, 131071, 10**9])
def test_a_list_that_was_never_made_is_not_there(client: FlaskClient, number: int) -> None:
    make_credential()
    assert client.get(f"/status/revocation/{number}").status_code == 404
    assert client.get(f"/status/suspension/{number}").status_code == 404


def test_every_form_given_away_before_is_refused_after(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    copies: dict[str, bytes | str] = {
        "json": credential_of(public_id).document,
        "badge": token_of(client, public_id, BADGE),
        "token": token_of(client, public_id, TOKEN),
        **{ending: download(client, public_id, ending) for ending in ("png", "svg", "pdf")},
    }
    assert {name: told(client, copy) for name, copy in copies.items()} == {
        key: {} for key in copies
    }
    end_credential(public_id)
    after = {name: told(client, copy) for name, copy in copies.items()}
    assert after == {key: {"status": "revoked"} for key in copies}


def test_a_bundle_falls_with_a_part_and_the_other_parts_stand(client: FlaskClient) -> None:
    lin = make_user()
    verify_name(lin)
    parts = [make_credential(lin, SINGLE[kind]) for kind in ("course", "mock")]
    bundle = make_credential(lin, bundle_of(*parts), is_open=True)
    whole = json.dumps(document_of(bundle))
    assert told(client, whole) == {}
    end_credential(parts[0])
    assert told(client, whole) == {"status": "revoked", "parts": "parts-ended"}
    assert told(client, json.dumps(document_of(parts[1]))) == {}


def test_copies_of_who_left_are_answered_for_and_revoked_like_others(client: FlaskClient) -> None:
    lin = make_user("林美华")
    public_id = make_credential(lin, is_open=True)
    text = json.dumps(document_of(public_id))
    badge = token_of(client, public_id, BADGE)
    leave(lin.id)
    assert told(client, text) == {}
    assert told(client, badge) == {}
    end_credential(public_id)
    assert told(client, text) == {"status": "revoked"}
    assert told(client, badge) == {"status": "revoked"}


@pytest.mark.parametrize("ending", ["", ".pdf", ".png", ".svg"])
def test_of_who_left_nothing_is_shown_by_us(client: FlaskClient, ending: str) -> None:
    lin = make_user("林美华")
    public_id = make_credential(lin, is_open=True)
    code = credential_of(public_id).short_code
    leave(lin.id)
    assert client.get(f"/credentials/{public_id}{ending}").status_code == 404
    assert client.get(f"/c/{code}").status_code == 404
    assert client.get(f"/api/credentials/{public_id}/status").status_code == 404


def test_of_who_left_the_row_holds_no_name_and_no_reason(app: Flask) -> None:
    lin = make_user("林美华")
    verify_name(lin)
    ids = [make_credential(lin, facts) for facts in SINGLE.values()]
    end_credential(ids[0], reason="林美华的记录有误")
    leave(lin.id)
    for row in db.session.query(Credential).filter_by(user_id=lin.id):
        kept = {column.name: getattr(row, column.name) for column in Credential.__table__.columns}
        assert "林美华" not in repr(kept)
        assert (row.document, row.title, row.is_open) == ("", {}, False)
        assert len(row.sha256) == 64
    events = [event for one in ids for event in credential_of(one).events]
    assert {event.reason for event in events} == {""}
