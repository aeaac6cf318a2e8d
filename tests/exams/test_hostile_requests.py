"""What no exam room ever sends: every hot route answers it with a refusal, stores nothing and never fails."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.exams.conftest import Person
from tests.exams.test_record_events import answers, is_chain_whole, stored
from tests.factories_exams import (
    Device,
    make_created,
    make_event,
    make_organised,
    make_sitting,
    make_test_form,
    read_attempt,
)
from trainingapp.exams.lean.token import LIFETIME_MS, Claims, read_token, sign_token
from trainingapp.exams.models import Attempt
from trainingapp.extensions import db, milliseconds
from trainingapp.web.clock import now

LONE_SURROGATE = "\ud800"


def raw(phone: Device, body: bytes, *, path: str = "events", **headers: str) -> TestResponse:
    """Bytes as they are, sent as JSON with this phone's token."""
    return phone.client.post(
        f"/exams/attempts/{phone.attempt}/{path}",
        data=body,
        content_type="application/json",
        headers={**phone.headers, **headers},
    )


def batch(*events: object, **changes: object) -> bytes:
    body = {"after": {"seq": 0, "head": ""}, "events": list(events), **changes}
    return json.dumps(body).encode()


def is_untouched(phone: Device) -> bool:
    attempt = read_attempt(phone.attempt)
    return (attempt.event_count, attempt.chain_head, attempt.state) == (0, "", "running")


HOSTILE_EVENTS: list[dict[str, Any]] = [
    {"seq": 0},
    {"seq": -1},
    {"seq": "1"},
    {"seq": 1.0},
    {"seq": True},
    {"seq": None},
    {"seq": [1]},
    {"seq": 1 << 31},
    {"seq": 10**30},
    {"kind": "submit"},
    {"kind": ""},
    {"kind": None},
    {"kind": ["answer"]},
    {"kind": {"answer": 1}},
    {"kind": LONE_SURROGATE},
    {"kind": "answer\x00"},
    {"slot": 0},
    {"slot": -1},
    {"slot": 7},
    {"slot": 1 << 63},
    {"slot": "1"},
    {"slot": 1.5},
    {"slot": False},
    {"selected": "a"},
    {"selected": "E"},
    {"selected": "F"},
    {"selected": "AA"},
    {"selected": "A,B"},
    {"selected": " A"},
    {"selected": "Ａ"},
    {"selected": "A\x00"},
    {"selected": "A" * 100_000},
    {"selected": LONE_SURROGATE},
    {"selected": ["A"]},
    {"selected": None},
    {"selected": 0},
    {"struck": "Z"},
    {"struck": "BB"},
    {"struck": {"A": True}},
    {"flagged": 1},
    {"flagged": "false"},
    {"flagged": None},
    {"seconds": -1},
    {"seconds": 86_401},
    {"seconds": 2.5},
    {"seconds": float("nan")},
    {"seconds": float("inf")},
    {"seconds": 10**400},
    {"client_at": -1},
    {"client_at": (1 << 45) + 1},
    {"client_at": "2026-11-22"},
    {"client_at": float("-inf")},
]


def test_an_event_that_no_room_sends_is_refused_and_leaves_no_trace(
    phone: Device, hostile_sitting: int
) -> None:
    phone.start(hostile_sitting)
    replies = [raw(phone, batch({**make_event(1), **changes})) for changes in HOSTILE_EVENTS]
    taken = [
        changes
        for changes, reply in zip(HOSTILE_EVENTS, replies, strict=True)
        if reply.status_code != 422 or reply.json["error"] != "malformed"
    ]
    assert taken == []
    assert is_untouched(phone)


@pytest.fixture
def hostile_sitting(phone: Device) -> int:
    """A sitting of six items: three single, three multiple."""
    return make_sitting()


def test_an_event_without_one_of_its_facts_is_refused(phone: Device, hostile_sitting: int) -> None:
    phone.start(hostile_sitting)
    for missing in ("seq", "kind", "slot", "seconds", "client_at"):
        event = make_event(1)
        del event[missing]
        reply = raw(phone, batch(event))
        assert (reply.status_code, reply.json["detail"]) == (422, missing)


HOSTILE_BODIES = [
    b"",
    b"null",
    b"[]",
    b'"events"',
    b"1e999",
    b"NaN",
    b"{",
    b"{'events': []}",
    b'{"events": []}',
    b'{"after": [], "events": []}',
    b'{"after": {"seq": 0, "head": 7}, "events": []}',
    b'{"after": {"seq": 0, "head": "A<script>"}, "events": []}',
    b'{"after": {"seq": 0, "head": "\\ud800"}, "events": []}',
    b'{"after": {"seq": 0, "head": "\\u0000"}, "events": []}',
    b'{"after": {"seq": 0, "head": "' + b"f" * 100_000 + b'"}, "events": []}',
    b'{"after": {"head": ""}, "events": []}',
    b'{"after": {"seq": -1, "head": ""}, "events": []}',
    b'{"after": {"seq": 0, "head": ""}, "events": {}}',
    b'{"after": {"seq": 0, "head": ""}, "events": null}',
    b'{"after": {"seq": 0, "head": ""}, "events": [null]}',
    b'{"after": {"seq": 0, "head": ""}, "events": [[[]]]}',
    b'{"after": {"seq": ' + b"9" * 5000 + b', "head": ""}, "events": []}',
    b"[" * 100_000,
    b'{"after":' * 50_000,
    b"\xff\xfe\x00\x01",
    "{}".encode("utf-16"),
    '{"after": {"seq": 0, "head": "中"}, "events": []}'.encode("gb18030"),
    gzip.compress(b"[" + b"0," * 2_000_000 + b"0]"),
]


@pytest.mark.parametrize("path", ["events", "submission"])
def test_a_body_that_no_room_sends_is_malformed(
    phone: Device, hostile_sitting: int, path: str
) -> None:
    phone.start(hostile_sitting)
    taken = [
        body[:60]
        for body in HOSTILE_BODIES
        if raw(phone, body, path=path).json.get("error") != "malformed"
    ]
    assert taken == []
    assert is_untouched(phone)


def test_a_compressed_body_is_never_unpacked(phone: Device, hostile_sitting: int) -> None:
    phone.start(hostile_sitting)
    body = gzip.compress(batch(make_event(1)))
    reply = raw(phone, body, **{"Content-Encoding": "gzip"})
    assert reply.status_code == 422
    assert is_untouched(phone)


def test_a_body_of_nine_megabytes_is_not_read(phone: Device, hostile_sitting: int) -> None:
    phone.start(hostile_sitting)
    reply = raw(phone, b" " * (9 << 20))
    assert reply.status_code in {413, 422}
    assert is_untouched(phone)


def test_answers_that_are_no_json_by_name_are_malformed(
    phone: Device, hostile_sitting: int
) -> None:
    phone.start(hostile_sitting)
    reply = phone.client.post(
        f"/exams/attempts/{phone.attempt}/events",
        data=batch(make_event(1)),
        content_type="text/plain",
        headers=phone.headers,
    )
    assert reply.status_code == 422
    assert is_untouched(phone)


@pytest.mark.parametrize(("count", "status"), [(50, 200), (51, 422)])
def test_fifty_events_at_once_are_the_most(
    phone: Device, hostile_sitting: int, count: int, status: int
) -> None:
    phone.start(hostile_sitting)
    reply = phone.send(*[make_event(seq, 1 + seq % 6) for seq in range(1, count + 1)])
    assert reply.status_code == status
    assert read_attempt(phone.attempt).event_count == (count if status == 200 else 0)


@pytest.mark.parametrize("seqs", [(1, 3), (2, 1), (1, 1), (5, 4, 3)])
def test_a_batch_out_of_order_is_refused_as_a_whole(
    phone: Device, hostile_sitting: int, seqs: tuple[int, ...]
) -> None:
    phone.start(hostile_sitting)
    assert phone.send(*[make_event(seq) for seq in seqs]).status_code == 422
    assert is_untouched(phone)


def test_one_faulty_event_takes_the_whole_batch_with_it(
    phone: Device, hostile_sitting: int
) -> None:
    phone.start(hostile_sitting)
    reply = phone.send(make_event(1), make_event(2, 2, "B"), make_event(3, 99))
    assert (reply.status_code, reply.json["detail"]) == (422, "slot")
    assert is_untouched(phone)


@pytest.mark.both_databases
@pytest.mark.parametrize("seq", [2, (1 << 31) - 1])
def test_a_number_far_ahead_is_a_gap_and_not_a_failure(phone: Device, seq: int) -> None:
    phone.start(make_sitting())
    reply = phone.send(make_event(seq), after={"seq": seq - 1, "head": ""})
    assert (reply.status_code, reply.json["error"], reply.json["expected"]) == (409, "gap", 1)
    assert is_untouched(phone)


@pytest.mark.both_databases
def test_the_largest_numbers_that_are_allowed_are_stored_as_they_are(phone: Device) -> None:
    phone.start(make_sitting())
    reply = phone.answer(6, "EDCBA", struck="EDCBA", seconds=86_400, client_at=1 << 45)
    assert reply.status_code == 200
    (event,) = stored(phone.attempt)
    assert (event.selected, event.struck, event.seconds) == ("ABCDE", "ABCDE", 86_400)
    assert milliseconds(event.client_at) == 1 << 45
    assert is_chain_whole(phone.attempt)


@pytest.mark.both_databases
@pytest.mark.parametrize("head", ["f" * 64, "0" * 64])
def test_an_invented_head_writes_the_true_chain_on(phone: Device, head: str) -> None:
    phone.start(make_sitting())
    phone.answer(1, "A")
    reply = phone.send(make_event(2, 2, "C"), after={"seq": 1, "head": head})
    assert (reply.status_code, reply.json["acked"]) == (200, 2)
    assert is_chain_whole(phone.attempt)


def test_what_an_event_claims_beyond_its_facts_is_ignored(
    phone: Device, hostile_sitting: int
) -> None:
    phone.start(hostile_sitting)
    extra = {"late": True, "score": 100, "server_at": 0, "lease": 9, "attempt": 1, "hash": ""}
    assert phone.answer(1, "A", **extra).status_code == 200
    (event,) = stored(phone.attempt)
    assert (event.lease_number, event.is_late) == (1, False)
    assert milliseconds(event.server_at) > 0
    assert read_attempt(phone.attempt).score is None
    assert is_chain_whole(phone.attempt)


# Tokens


def claims_of(phone: Device, **changes: int) -> Claims:
    secret = phone.client.application.config["SECRET_KEY"]
    claims = read_token(secret, phone.token, now=milliseconds(now()))
    assert claims is not None
    return claims._replace(**changes)


@pytest.mark.parametrize("path", ["events", "submission"])
def test_the_token_of_another_attempt_writes_nowhere(
    phone: Device, other: FlaskClient, hostile_sitting: int, path: str
) -> None:
    phone.start(hostile_sitting)
    wang = Device(other, "device-other")
    wang.start(hostile_sitting)
    mine, wang.attempt = wang.attempt, phone.attempt
    reply = raw(wang, batch(make_event(1)), path=path)
    wang.attempt = mine
    assert reply.status_code == 401
    assert is_untouched(phone)
    assert is_untouched(wang)


def test_the_token_of_another_attempt_hears_no_pulse(
    phone: Device, other: FlaskClient, hostile_sitting: int
) -> None:
    phone.start(hostile_sitting)
    wang = Device(other, "device-other")
    wang.start(hostile_sitting)
    wang.attempt = phone.attempt
    assert wang.pulse().status_code == 401


def test_no_claim_of_a_token_can_be_changed(phone: Device, hostile_sitting: int) -> None:
    phone.start(hostile_sitting)
    signature = phone.token.rpartition(".")[2]
    claims = claims_of(phone)
    for name in Claims._fields:
        forged = claims._replace(**{name: getattr(claims, name) + 1})
        phone.token = f"{'.'.join(map(str, forged))}.{signature}"
        assert phone.answer(1, "A").status_code == 401, name
    assert is_untouched(phone)


def test_a_token_signed_with_another_key_is_refused(phone: Device, hostile_sitting: int) -> None:
    phone.start(hostile_sitting)
    phone.token = sign_token("another secret", claims_of(phone))
    assert phone.answer(1, "A").status_code == 401
    assert is_untouched(phone)


NO_TOKENS = [
    "",
    "Bearer",
    "Bearer ",
    "Bearer .",
    "Bearer ......",
    "Bearer 1.1.1.1.1.1.99999999999999.",
    "Bearer \xe4\xf6\xfc.\xff",
    "Bearer " + "9" * 60_000,
    "Basic " + base64.b64encode(b"lin:secret").decode(),
    "Token {token}",
    "Bearer {token}x",
    "Bearer x{token}",
    "Bearer {token} {token}",
]


def test_an_authorization_that_is_no_token_is_refused(phone: Device, hostile_sitting: int) -> None:
    phone.start(hostile_sitting)
    for header in NO_TOKENS:
        reply = phone.client.post(
            f"/exams/attempts/{phone.attempt}/events",
            json={"after": {"seq": 0, "head": ""}, "events": [make_event(1)]},
            headers={"Authorization": header.replace("{token}", phone.token)},
        )
        assert (reply.status_code, reply.json) == (401, {"error": "token"}), header
    assert is_untouched(phone)


@pytest.mark.parametrize(("left", "status"), [(1, 200), (0, 401), (-1, 401)])
def test_a_token_lives_to_its_last_millisecond(left: int, status: int) -> None:
    claims = Claims(1, 2, 3, 4, 5, 60_000, 1_000)
    read = read_token("secret", sign_token("secret", claims), now=1_000 - left)
    assert read == (claims if status == 200 else None)
    assert LIFETIME_MS == 86_400_000


def test_a_token_of_a_paper_that_is_gone_is_refused(phone: Device, hostile_sitting: int) -> None:
    phone.start(hostile_sitting)
    secret = phone.client.application.config["SECRET_KEY"]
    for changes in ({"form": 4711}, {"mark": 0}):
        phone.token = sign_token(secret, claims_of(phone, **changes))
        assert phone.answer(1, "A").status_code == 401


def test_a_token_of_an_attempt_that_never_was_is_refused(
    phone: Device, hostile_sitting: int
) -> None:
    phone.start(hostile_sitting)
    secret = phone.client.application.config["SECRET_KEY"]
    phone.token = sign_token(secret, claims_of(phone, attempt=4711))
    phone.attempt = 4711
    assert phone.answer(1, "A").status_code == 401
    assert phone.submit().status_code == 401
    assert phone.pulse().status_code == 401


# Start and lease


PLACES = ["sittings/{sitting}/attempts", "attempts/{attempt}/lease"]


@pytest.mark.parametrize("path", PLACES)
def test_a_device_without_a_plain_name_gets_nothing(
    phone: Device, hostile_sitting: int, path: str
) -> None:
    phone.start(hostile_sitting)
    address = path.format(sitting=hostile_sitting, attempt=phone.attempt)
    names = [None, 7, "", "short", "x" * 65, "device one", "device/one", "gerät-eins"]
    for device in (*names, "a\x00bcdefgh", "device-one\n", [], {}, LONE_SURROGATE * 8):
        reply = phone.client.post(f"/exams/{address}", json={"device": device})
        assert reply.status_code == 422, device
    assert read_attempt(phone.attempt).lease_number == 1


@pytest.mark.parametrize("path", PLACES)
def test_a_start_and_a_lease_read_an_object_or_nothing(
    phone: Device, hostile_sitting: int, path: str
) -> None:
    phone.start(hostile_sitting)
    address = path.format(sitting=hostile_sitting, attempt=phone.attempt)
    deep = (b"[" * 100_000, b'{"device":' * 50_000)
    for body in (b"", b"[]", b"null", b'"x"', b"{", b"\xff", *deep):
        reply = phone.client.post(f"/exams/{address}", data=body, content_type="application/json")
        assert reply.status_code == 422, body[:20]
    assert read_attempt(phone.attempt).lease_number == 1


def test_only_a_clear_yes_takes_over(phone: Device, tablet: Device, hostile_sitting: int) -> None:
    phone.start(hostile_sitting)
    address = f"/exams/attempts/{phone.attempt}/lease"
    for wish in (1, "true", [True], {"yes": True}, None):
        body = {"device": tablet.name, "take_over": wish}
        assert tablet.client.post(address, json=body).status_code == 423, wish
    assert read_attempt(phone.attempt).lease_device == phone.name


WRONG_CODES: list[object] = [
    None,
    "",
    " ",
    "spring",
    "spring77",
    "SPRING 7 7",
    7,
    True,
    [],
    ["spring7"],
    {"spring7": 1},
    LONE_SURROGATE,
    "\x00",
    "春" * 10_000,
]


def test_a_wrong_access_code_opens_nothing(phone: Device) -> None:
    sitting = make_organised(access_code="spring7")
    for code in WRONG_CODES:
        assert phone.start(sitting, access_code=code).status_code == 409, ascii(code)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 0


@pytest.mark.parametrize("code", ["spring7", " Spring7 ", "SPRING\u30007", "spring\t7"])
def test_an_access_code_is_read_as_it_is_spoken(phone: Device, code: str) -> None:
    assert phone.start(make_organised(access_code="Spring 7"), access_code=code).status_code == 201


def test_a_code_is_not_asked_for_again_on_the_way_back(phone: Device) -> None:
    sitting = make_organised(access_code="spring7")
    phone.start(sitting, access_code="spring7")
    assert phone.start(sitting).status_code == 200


def test_who_has_no_seat_cannot_try_codes(phone: Device) -> None:
    sitting = make_organised(access_code="spring7", needs_seat=True)
    right = phone.client.post(
        f"/exams/sittings/{sitting}/attempts",
        json={"device": phone.name, "access_code": "spring7"},
        headers={"Accept": "application/json"},
    )
    wrong = phone.client.post(
        f"/exams/sittings/{sitting}/attempts",
        json={"device": phone.name, "access_code": "autumn9"},
        headers={"Accept": "application/json"},
    )
    assert right.json["error"] == wrong.json["error"] == "SeatMissing"


NO_ROWS = (0, 1 << 31, 1 << 63, 10**25)


def test_a_number_that_no_row_can_have_is_not_found(phone: Device, officer: FlaskClient) -> None:
    form = "/exams/forms/{n}/" + "f" * 64 + ".json"
    paths = ["sittings/{n}", "attempts/{n}", "attempts/{n}/review", "attempts/{n}/receipt.json"]
    for number in NO_ROWS:
        for path in paths:
            reply = phone.client.get(f"/exams/{path.format(n=number)}")
            assert reply.status_code == 404, (path, number)
        assert phone.client.get(form.format(n=number)).status_code in {401, 404}
        assert phone.start(number).status_code == 404
        assert (
            phone.client.post(
                f"/exams/attempts/{number}/lease", json={"device": phone.name}
            ).status_code
            == 404
        )
        assert officer.get(f"/exams/office/{number}").status_code == 404
        assert officer.get(f"/exams/office/attempts/{number}").status_code == 404


def test_a_page_number_that_is_none_shows_some_page(phone: Device, hostile_sitting: int) -> None:
    phone.start(hostile_sitting)
    phone.answer(1, "A")
    for path in ("sittings", "attempts", f"attempts/{phone.attempt}/receipt"):
        for page in ("0", "-1", "abc", "1e9", "9" * 30, ""):
            assert phone.client.get(f"/exams/{path}?page={page}").status_code == 200, (path, page)


def test_a_prepared_paper_is_not_handed_out_before_the_start(
    phone: Device, lin: Person, other: FlaskClient
) -> None:
    form = make_test_form().id
    wang = Device(other, "device-other")
    wang.start(make_sitting(form))
    make_created(make_organised(form), lin.id)
    address = wang.state["document"]
    assert other.get(address).status_code == 200
    assert phone.client.get(address).status_code == 401


def test_a_prepared_paper_has_no_lease(phone: Device, lin: Person) -> None:
    attempt = make_created(make_organised(), lin.id)
    reply = phone.lease(attempt)
    assert (reply.status_code, reply.json["error"]) == (409, "created")
    assert read_attempt(attempt).lease_number == 0


def test_hostile_requests_left_the_first_answers_alone(phone: Device, hostile_sitting: int) -> None:
    phone.start(hostile_sitting)
    phone.answer(1, "B")
    for body in (b"[" * 100_000, batch(make_event(2, 99)), b"", batch(after={"seq": 1, "head": 1})):
        raw(phone, body)
    assert answers(phone.attempt) == {1: "B"}
    assert phone.answer(1, "A").json["acked"] == 2
    assert is_chain_whole(phone.attempt)
