"""The secret of a share stays out of logs whatever its link is put into, and limits are not dodged by addresses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON
from tests.factories_credentials import make_credential
from tests.factories_sharing import end_share, make_share
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials.models.sharing import Share
from trainingapp.extensions import db, limiter, read_network


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def logged(client: FlaskClient) -> Iterator[None]:
    client.application.config["LOG_REQUESTS"] = True
    yield
    client.application.config["LOG_REQUESTS"] = False


@pytest.fixture
def limited() -> Iterator[None]:
    limiter.enabled = True
    yield
    limiter.enabled = False
    limiter.reset()


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/s/{}"),
        ("HEAD", "/s/{}"),
        ("GET", "/s/{}/"),
        ("GET", "/s/{}/index.html"),
        ("GET", "/s/{}。"),
        ("GET", "/s/{}%20"),
        ("POST", "/s/{}"),
        ("DELETE", "/s/{}"),
        ("GET", "/S/{}"),
        ("GET", "/{}"),
        ("GET", "//s/{}"),
    ],
)
def test_no_log_holds_the_secret_of_a_link(
    client: FlaskClient, logged: None, method: str, address: str
) -> None:
    _number, secret = make_share(make_user(), parts=["work"])
    with capture_logs() as lines:
        client.open(address.format(secret), method=method)
    assert [line["event"] for line in lines] == ["request"]
    assert secret not in str(lines)


def test_an_address_that_leads_nowhere_is_still_to_be_found_in_the_log(
    client: FlaskClient, logged: None
) -> None:
    with capture_logs() as lines:
        client.get("/credentials/nowhere")
    assert [line["path"] for line in lines] == ["/credentials/nowhere"]


def test_the_audit_log_holds_no_secret(client: FlaskClient) -> None:
    number, secret = make_share(make_user(), parts=["work"])
    client.get(f"/s/{secret}")
    end_share(number)
    rows = db.session.query(AuditEntry).all()
    assert rows
    assert not [row for row in rows if secret in f"{row.detail}{row.subject}{row.subject_id}"]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::1%eth0"),
    ],
)
def test_one_reader_has_one_limit_whatever_address_of_theirs(
    client: FlaskClient, address: str, network: str
) -> None:
    with client.application.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert read_network() == network


def test_the_register_is_not_tried_through_address_after_address(
    client: FlaskClient, limited: None
) -> None:
    data = {"name": "林美华", "last4": "0000"}
    codes = [
        client.post(
            "/public-register", data=data, environ_base={"REMOTE_ADDR": f"2001:db8::{number:x}"}
        ).status_code
        for number in range(1, 13)
    ]
    assert codes == [200] * 10 + [429] * 2
    other = client.post(
        "/public-register", data=data, environ_base={"REMOTE_ADDR": "2001:db8:0:1::1"}
    )
    assert other.status_code == 200, "the neighbour has limits of their own"


def test_a_forwarded_address_that_nobody_trusts_dodges_no_limit(
    client: FlaskClient, limited: None
) -> None:
    codes = [
        client.post(
            "/public-register",
            data={"name": "林美华", "last4": "0000"},
            headers={
                "X-Forwarded-For": f"198.51.100.{number}",
                "X-Real-IP": f"198.51.100.{number}",
            },
        ).status_code
        for number in range(11)
    ]
    assert codes[-1] == 429


def test_faulty_searches_use_up_the_limit_too(client: FlaskClient, limited: None) -> None:
    codes = [client.post("/public-register", data={"name": ""}).status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]


@pytest.mark.parametrize("state", ["open", "ended"])
def test_no_cache_and_no_robot_keeps_a_share(client: FlaskClient, state: str) -> None:
    number, secret = make_share(make_user(), parts=["work"])
    if state == "ended":
        end_share(number)
    answer = client.get(f"/s/{secret}", headers={"If-None-Match": "*", "If-Modified-Since": "x"})
    assert answer.status_code == (200 if state == "open" else 410)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "ETag" not in answer.headers
    assert "Last-Modified" not in answer.headers


def test_the_page_of_the_holder_with_the_link_is_kept_by_no_cache(client: FlaskClient) -> None:
    lin = make_user()
    number, secret = make_share(lin, parts=["work"])
    sign_in(client, lin)
    answer = client.get(f"/credentials/shares/{number}")
    assert secret in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert secret not in client.get("/credentials/shares").text


@pytest.mark.parametrize(
    "parts", [["everything"], ["degrees", "../work"], ["DEGREES"], ["degrees\x00"], ["user"]]
)
def test_parts_that_are_none_are_refused(client: FlaskClient, parts: list[str]) -> None:
    lin = make_user()
    sign_in(client, lin)
    data = {"recipient": "春晖", "parts": parts, "last": "2026-12-01"}
    assert client.post("/credentials/shares/new", data=data).status_code == 422
    assert db.session.query(Share).count() == 0


def test_an_own_credential_smuggles_nobody_elses_along(client: FlaskClient) -> None:
    lin, wang = make_user(), make_user("王建国")
    own, foreign = make_credential(lin), make_credential(wang)
    sign_in(client, lin)
    data = {"recipient": "春晖", "credentials": [own, foreign], "last": "2026-12-01"}
    assert client.post("/credentials/shares/new", data=data).status_code == 422
    number, secret = make_share(lin, [own, foreign], parts=["work", "everything"])
    share = db.session.get_one(Share, number)
    assert [one.public_id for one in share.credentials] == [own]
    assert share.parts == ["work"]
    db.session.remove()
    assert foreign not in client.get(f"/s/{secret}").text
