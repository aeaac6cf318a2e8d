"""GET /exams/forms/<id>/<sha256>.json and the pulse: immutable, compressed, without a key; and the time."""

from __future__ import annotations

import gzip
import hashlib
import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_exams import Device, change, make_sitting, read_attempt
from trainingapp.exams.models import Attempt
from trainingapp.extensions import milliseconds
from trainingapp.web.clock import now


@pytest.mark.both_databases
def test_the_document_is_immutable_compressed_and_without_a_key(phone: Device) -> None:
    url = phone.start(make_sitting()).json["document"]
    reply = phone.client.get(url, headers=phone.headers)
    assert reply.status_code == 200
    assert reply.headers["Content-Encoding"] == "gzip"
    assert reply.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    raw = gzip.decompress(reply.data)
    assert url.endswith(f"/{hashlib.sha256(raw).hexdigest()}.json")
    document = json.loads(raw)
    assert [item["slot"] for item in document["items"]] == [1, 2, 3, 4, 5, 6]
    assert "key" not in raw.decode()
    assert "的理由" not in raw.decode()


def test_an_unchanged_document_is_not_sent_again(phone: Device) -> None:
    url = phone.start(make_sitting()).json["document"]
    tag = phone.client.get(url, headers=phone.headers).headers["ETag"]
    reply = phone.client.get(url, headers={**phone.headers, "If-None-Match": tag})
    assert (reply.status_code, reply.data) == (304, b"")


def test_the_sign_in_of_a_candidate_opens_the_document(phone: Device) -> None:
    url = phone.start(make_sitting()).json["document"]
    assert phone.client.get(url).status_code == 200


def test_a_document_is_not_for_others(
    phone: Device, other: FlaskClient, app: Flask, client: FlaskClient
) -> None:
    url = phone.start(make_sitting()).json["document"]
    assert other.get(url).status_code == 401
    assert app.test_client().get(url).status_code == 401


def test_a_token_of_another_form_does_not_open_a_document(
    phone: Device, other: FlaskClient
) -> None:
    url = phone.start(make_sitting()).json["document"]
    stranger = Device(other)
    stranger.start(make_sitting(make_other_form()))
    assert other.get(url, headers=stranger.headers).status_code == 401


def make_other_form() -> int:
    from tests.factories_exams import make_test_form

    return make_test_form(("A",), code="another-form").id


def test_a_wrong_hash_is_no_document(phone: Device) -> None:
    url = phone.start(make_sitting()).json["document"]
    assert (
        phone.client.get(url.replace(url[-20:-5], "0" * 15), headers=phone.headers).status_code
        == 404
    )


@pytest.mark.both_databases
def test_the_pulse_tells_time_state_and_lease(phone: Device, tablet: Device) -> None:
    phone.start(make_sitting())
    reply = phone.pulse().json
    deadline = read_attempt(phone.attempt).deadline_at
    assert deadline is not None
    assert abs(reply["server_now"] - milliseconds(now())) < 5000
    assert (reply["deadline"], reply["state"], reply["lease"]) == (
        milliseconds(deadline),
        "running",
        1,
    )
    assert "notice" not in reply
    tablet.lease(phone.attempt, take_over=True)
    assert phone.pulse().json["lease"] == 2


@pytest.mark.parametrize(
    ("changes", "language", "sentence"),
    [
        ({"outage_seconds": 125}, "en", "2 min 5 s have been added"),
        ({"extra_seconds": 600}, "en", "10 minutes of extra time"),
        ({"paused_seconds": 30}, "en", "30 seconds does not count"),
        ({"extra_seconds": 600}, "zh", "10"),
    ],
)
def test_the_pulse_says_when_time_was_given_back(
    phone: Device, changes: dict[str, int], language: str, sentence: str
) -> None:
    phone.start(make_sitting())
    change(Attempt, phone.attempt, **changes)
    reply = phone.client.get(
        f"/exams/attempts/{phone.attempt}/pulse",
        headers={**phone.headers, "Accept-Language": language},
    )
    assert sentence in reply.json["notice"]
