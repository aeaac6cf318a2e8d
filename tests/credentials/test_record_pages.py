"""A record as its holder reads it in every state, what is compared, who reaches what, and sealed files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_desk import (
    NOON,
    find,
    give_code,
    make_record,
    make_verifier,
    record_of,
    second,
)
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.config import Settings
from trainingapp.credentials.actions.settling import expire_verifications
from trainingapp.credentials.comparing import list_compared
from trainingapp.credentials.queries.desk import Reach, reach_of
from trainingapp.credentials.sealing import open_file, seal_file
from trainingapp.credentials.verification_words import FIELDS
from trainingapp.extensions import db
from trainingapp.files.making import put_made
from trainingapp.files.models import StoredFile
from trainingapp.files.storage import ContentMissing
from trainingapp.notices.models import Notice
from trainingapp.rules.permissions import Grant, Role
from trainingapp.rules.verification import NEEDED, Method, Tick
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}


@pytest.fixture(autouse=True)
def noon(app: Flask) -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


def page(client: FlaskClient, user: User, number: int, kind: str = "degree") -> str:
    sign_in(client, user)
    return client.get(f"/eligibility/record/{kind}/{number}", headers=EN).text


# What the holder reads


def test_a_record_that_nobody_asked_for_says_how_to_ask(client: FlaskClient, lin: User) -> None:
    text = page(client, lin, make_record(lin))
    assert "Nobody has looked at it yet." in text
    assert "No evidence given yet" in text


@pytest.mark.parametrize(
    ("method", "says"),
    [
        (Method.DOCUMENT_REVIEW, "Your document was seen, but not looked up"),
        (Method.CHSI_ONLINE, "It is verified. You need to do nothing."),
        (Method.UNIVERSITY_ATTESTATION, "It is confirmed by the institution itself."),
    ],
)
def test_a_holder_reads_how_sure_it_is_and_what_to_do(
    client: FlaskClient, lin: User, method: Method, says: str
) -> None:
    number = make_record(lin)
    evidence = give_code("degree", number)
    assert "Your evidence is with the desk." in page(client, lin, number)
    find("degree", number, make_verifier(), method=method, evidence_id=evidence)
    assert says in page(client, lin, number)


def test_a_holder_reads_of_the_second_look_but_not_of_what_it_is_about(
    client: FlaskClient, lin: User
) -> None:
    number = make_record(lin)
    give_code("degree", number)
    find("degree", number, make_verifier("韩立"), level=Tick.MISMATCH, note="疑似伪造")
    text = page(client, lin, number)
    assert "A second person is looking at it." in text
    assert "疑似伪造" not in text
    second("degree", number, make_verifier("乔安"))
    assert "疑似伪造" in page(client, lin, number)


def test_a_holder_reads_that_a_verification_has_run_out(client: FlaskClient, lin: User) -> None:
    number = make_record(lin)
    give_code("degree", number)
    find("degree", number, make_verifier(), valid_until=date(2026, 12, 1))
    assert "It holds until" in page(client, lin, number)
    with writing():
        expire_verifications(now=NOON + timedelta(days=9))
        db.session.commit()
        db.session.remove()
    assert "The last verification has run out." in page(client, lin, number)


def test_a_page_with_much_evidence_costs_no_more(client: FlaskClient, lin: User) -> None:
    number = make_record(lin)
    give_code("degree", number)
    sign_in(client, lin)
    place = f"/eligibility/record/degree/{number}"
    few = count_statements(client, place)
    for _time in range(5):
        give_code("degree", number)
    assert count_statements(client, place) == few


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("degree", "滨江大学 · 社会工作"),
        ("work", "滨江社会工作服务中心"),
        ("certificate", "助理社会工作师"),
        ("pass", "社会工作法规与政策"),
    ],
)
def test_a_notice_names_the_record_whoever_verified_it(lin: User, kind: str, name: str) -> None:
    number = make_record(lin, kind)
    find(kind, number, make_verifier())
    notice = db.session.query(Notice).filter_by(user_id=lin.id).one()
    assert name in notice.arguments
    assert notice.url == f"/eligibility/record/{kind}/{number}"


# What is compared


@pytest.mark.parametrize("kind", list(NEEDED))
def test_whatever_is_needed_is_compared_and_has_a_name(lin: User, kind: str) -> None:
    names = {one.name for one in list_compared(record_of(kind, make_record(lin, kind)), "林美华")}
    assert NEEDED[kind] <= names <= set(FIELDS)


@pytest.mark.parametrize(
    ("kind", "changes", "name", "ours"),
    [
        ("degree", {"awarded_on": None, "expected_on": date(2027, 7, 1)}, "day", "2027年7月1日"),
        ("degree", {"number": "10234420260012"}, "number", "…0012"),
        ("work", {"ends_on": date(2026, 10, 1)}, "ends_on", "2026年9月30日"),
        ("certificate", {"region": "44"}, "region", "广东"),
        ("certificate", {}, "region", "全国"),
        ("pass", {"proof_on": date(2026, 9, 1)}, "proof_on", "2026年9月1日"),
    ],
)
def test_a_field_reads_as_its_holder_entered_it(
    app: Flask, lin: User, kind: str, changes: dict[str, Any], name: str, ours: str
) -> None:
    row = record_of(kind, make_record(lin, kind, **changes))
    with app.test_request_context("/"):
        found = {one.name: one.ours for one in list_compared(row)}
    assert ours in found[name]
    assert "holder" not in found


# Who reaches what


@pytest.mark.parametrize(
    ("grants", "reach"),
    [
        ([], Reach(False, frozenset())),
        ([Grant(Role.ADMINISTRATOR)], Reach(True, frozenset())),
        ([Grant(Role.ADMINISTRATOR, 7)], Reach(False, frozenset())),
        ([Grant(Role.REGISTRAR)], Reach(False, frozenset())),
        ([Grant(Role.REGISTRAR, 7)], Reach(False, frozenset({7}))),
        ([Grant(Role.REGISTRAR, 7), Grant(Role.REGISTRAR, 8)], Reach(False, frozenset({7, 8}))),
        ([Grant(Role.ADMINISTRATOR), Grant(Role.REGISTRAR, 7)], Reach(True, frozenset({7}))),
        ([Grant(Role.INSTRUCTOR, 7), Grant(Role.AGENCY_MANAGER)], Reach(False, frozenset())),
    ],
)
def test_a_reach_is_that_of_the_roles(grants: list[Grant], reach: Reach) -> None:
    assert reach_of(grants) == reach


# Sealed files


def put(app: Flask, tmp_path: Path, content: bytes) -> StoredFile:
    """Content as an upload leaves it in the store."""
    settings: Settings = app.config["SETTINGS"]
    path = tmp_path / "plain"
    path.write_bytes(content)
    made = put_made(path, "image/png", settings=settings)
    return StoredFile(sha256=made.sha256, size=made.size, media_type=made.media_type)


@pytest.mark.parametrize("content", [b"x", b"", bytes(range(256)) * 4000], ids=["one", "none", "1 MB"])  # fmt: skip
def test_a_sealed_file_opens_to_what_it_was(app: Flask, tmp_path: Path, content: bytes) -> None:
    settings: Settings = app.config["SETTINGS"]
    plain = put(app, tmp_path, content)
    sealed = seal_file(plain, settings=settings)
    stored = StoredFile(sha256=sealed.made.sha256, size=sealed.made.size, media_type="")
    assert open_file(stored, sealed.key_sealed, plain.sha256, settings=settings) == content
    assert sealed.made.size == len(content) + 28  # nonce and tag


def test_a_sealed_file_opens_with_its_own_key_and_hash_alone(app: Flask, tmp_path: Path) -> None:
    settings: Settings = app.config["SETTINGS"]
    plain = put(app, tmp_path, b"the diploma")
    one, other = (seal_file(plain, settings=settings) for _time in range(2))
    stored = StoredFile(sha256=one.made.sha256, size=one.made.size, media_type="")
    with pytest.raises(ContentMissing):
        open_file(stored, other.key_sealed, plain.sha256, settings=settings)
    with pytest.raises(ContentMissing):
        open_file(stored, one.key_sealed, "0" * 64, settings=settings)
    with pytest.raises(ValueError, match="does not open"):
        open_file(stored, one.key_sealed[:-8] + "AAAAAAA=", plain.sha256, settings=settings)
