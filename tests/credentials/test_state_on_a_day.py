"""In which state an open credential was on a day, for readers and for programs."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.committing import written
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON
from tests.factories_credentials import FACTS, credential_of, end_credential, make_credential
from tests.factories_education import make_officer
from trainingapp.credentials.actions.revoking import add_event
from trainingapp.credentials.codes import read_code
from trainingapp.credentials.kinds import CourseFacts

EN = {"Accept-Language": "en"}
ISSUED = datetime(2026, 11, 10, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def ask(client: FlaskClient, public_id: str, day: str = "") -> tuple[int, str | None]:
    answer = client.get(f"/api/credentials/{public_id}/status", query_string={"on": day})
    found = answer.get_json()
    return answer.status_code, found.get("status") if answer.status_code == 200 else None


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2026-11-09", "not_yet_issued"),
        ("2026-11-10", "issued"),
        ("2026-11-14", "issued"),
        ("2026-11-15", "suspended"),
        ("2026-11-16", "issued"),
        ("2026-11-19", "issued"),
        ("2026-11-20", "revoked"),
        ("2026-11-22", "revoked"),
        ("", "revoked"),
    ],
)
def test_the_state_on_a_day_comes_from_what_happened(
    client: FlaskClient, day: str, state: str
) -> None:
    public_id = make_credential(is_open=True, now=ISSUED)
    for number, word in ((15, "suspended"), (16, "resumed")):
        moment = datetime(2026, 11, number, 4, tzinfo=UTC)
        written(
            lambda w=word, m=moment: add_event(  # type: ignore[misc]
                credential_of(public_id), w, actor_id=None, now=m
            )
        )
    end_credential(public_id, now=datetime(2026, 11, 20, 4, tzinfo=UTC))
    assert ask(client, public_id, day) == (200, state)


def test_a_day_ends_at_midnight_in_shanghai(client: FlaskClient) -> None:
    midnight = datetime(2026, 11, 14, 16, tzinfo=UTC)
    public_id = make_credential(is_open=True, now=ISSUED)
    end_credential(public_id, now=midnight)
    assert ask(client, public_id, "2026-11-14") == (200, "issued")
    assert ask(client, public_id, "2026-11-15") == (200, "revoked")


def test_a_correction_says_replaced(client: FlaskClient) -> None:
    lin = make_user()
    old = make_credential(lin, is_open=True, now=ISSUED)
    make_credential(lin, CourseFacts(FACTS.course_id, "另一个", FACTS.completed_on))
    assert ask(client, old, "2026-11-21") == (200, "issued")
    assert ask(client, old) == (200, "superseded")


@pytest.mark.parametrize("day", ["2026-11-23", "1999-12-31", "22.11.2026", "x", "2026-02-30"])
def test_a_day_to_come_or_no_day_is_refused(client: FlaskClient, day: str) -> None:
    public_id = make_credential(is_open=True, now=ISSUED)
    assert ask(client, public_id, day) == (422, None)


def test_closed_and_unknown_credentials_answer_alike(client: FlaskClient) -> None:
    lin = make_user()
    closed = make_credential(lin, now=ISSUED)
    found = []
    for public_id in (closed, "0" * 32):
        path = f"/api/credentials/{public_id}/status"
        answer = client.get(path, headers={"Accept": "application/json"})
        found.append((answer.status_code, answer.get_json()["error"]))
    assert found == [(404, "404")] * 2


def test_other_sites_may_read_the_answer_and_nobody_keeps_it(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True, now=ISSUED)
    answer = client.get(f"/api/credentials/{public_id}/status")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_json() == {
        "credential": public_id,
        "on": "2026-11-22",
        "status": "issued",
    }


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-11-09", "it was not issued yet."),
        ("2026-11-10", "it was valid."),
        ("2026-11-20", "it was revoked."),
    ],
)
def test_the_public_page_says_it_in_a_sentence(
    client: FlaskClient, day: str, sentence: str
) -> None:
    public_id = make_credential(is_open=True, now=ISSUED)
    end_credential(public_id, now=datetime(2026, 11, 20, 4, tzinfo=UTC))
    assert sentence in client.get(f"/credentials/{public_id}?on={day}", headers=EN).text


@pytest.mark.parametrize("written", ["o1l2-3456-789a", "OI12 3456 789A", "0112３４５６789A"])
def test_a_code_is_read_as_people_write_it(written: str) -> None:
    assert read_code(written) == "01123456789A"


def test_the_office_finds_a_code_written_with_letters_that_look_like_digits(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs = iter("0010123456789" * 2)
    monkeypatch.setattr(secrets, "choice", lambda _alphabet: next(signs))
    public_id = make_credential()
    other = make_credential(make_user(), CourseFacts(9, "课程", FACTS.completed_on))
    sign_in(client, make_officer())
    page = client.get("/credentials/office?code=oolo-1234-5678").text
    assert public_id in page
    assert other not in page


def test_a_refused_loss_of_a_key_keeps_what_was_typed_beside_its_key(client: FlaskClient) -> None:
    make_credential()
    sign_in(client, make_officer())
    reason = "失" * 501
    page = client.get("/credentials/office/keys").text
    path = page[page.index("/credentials/office/keys/") :].split('"')[0]
    answer = client.post(path, data={"reason": reason}, headers=EN)
    assert answer.status_code == 422
    assert f'value="{reason}"' in answer.text
    assert "<details open>" in answer.text
    key = path.split("/")[4]
    assert f'href="#reason-{key}"' in answer.text


def test_the_keys_are_a_place_of_the_office(client: FlaskClient) -> None:
    sign_in(client, make_officer())
    page = client.get("/credentials/office/keys", headers=EN).text
    marked = [line for line in page.splitlines() if 'aria-current="page"' in line]
    assert any("/credentials/office" in line for line in marked)
    assert not any('href="/credentials"' in line for line in marked)
