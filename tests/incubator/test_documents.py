"""Papers of the incubator: kept sealed, in versions, opened by whom they are meant for, every look written down."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from tests.factories_accounts import make_user, sign_in
from tests.factories_incubator import (
    NOON,
    make_case,
    make_expert,
    make_manager,
    make_place,
    make_seat,
)
from tests.factories_registry import (
    PDF,
    agency_of,
    case_of,
    document_of,
    make_document,
    make_scene,
    send_paper,
)
from tests.statements import count_statements
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials import evidence_jobs
from trainingapp.extensions import db
from trainingapp.files.models import StoredFile, Upload
from trainingapp.files.storage import open_storage
from trainingapp.incubator.actions import documents as actions
from trainingapp.incubator.models import (
    Agency,
    Case,
    DocumentAccess,
    IncubationBase,
    IncubatorDocument,
)
from trainingapp.incubator.queries.documents import may_read, select_of
from trainingapp.jobs.worker import run_all
from trainingapp.rules.incubation.document_words import Audience
from trainingapp.rules.incubation.words import SeatState
from trainingapp.web.transactions import writing

assert evidence_jobs  # the worker knows its functions
pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def frozen() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def test_an_agency_keeps_a_paper_and_its_manager_opens_it(app: Flask, client: FlaskClient) -> None:
    scene = make_scene()
    manager = scene["manager"]
    sign_in(client, manager)
    answer = send_paper(client, f"{scene.address}/documents", last_day="2027-05-31")
    assert answer.status_code == 303, answer.text
    page = client.get(answer.location)
    assert "章程（2026年修订）" in page.text
    assert "2027" in page.text
    document = db.session.scalars(select(IncubatorDocument)).one()
    assert str(document.ends_on) == "2027-06-01"
    file = client.post(f"/incubation/documents/{document.id}/versions/1/file")
    assert (file.status_code, file.data) == (200, PDF)
    assert file.headers["Cache-Control"] == "no-store"
    looks = db.session.scalars(select(DocumentAccess)).all()
    assert [(one.user_id, one.at) for one in looks] == [(manager.id, NOON)]


def test_what_lies_in_the_store_is_not_the_paper(app: Flask, client: FlaskClient) -> None:
    scene = make_scene()
    sign_in(client, scene["manager"])
    send_paper(client, f"{scene.address}/documents")
    run_all()
    storage = open_storage(current_app.config["SETTINGS"])
    stored = db.session.scalars(select(StoredFile)).all()
    kept = [b"".join(storage.read(one.sha256, 0, one.size)) for one in stored]
    assert len(kept) == 1
    assert b"%PDF" not in kept[0]
    assert db.session.scalars(select(Upload.stored_file_id)).all() == [None]


def test_a_newer_version_leaves_the_older_one_readable(app: Flask, client: FlaskClient) -> None:
    scene = make_scene()
    manager = scene["manager"]
    number = make_document(agency_of(scene), manager)
    sign_in(client, manager)
    newer = PDF + b"% newer\n"
    answer = send_paper(client, f"/incubation/documents/{number}/versions", newer, note="第二版")
    assert answer.status_code == 303, answer.text
    assert client.post(f"/incubation/documents/{number}/versions/1/file").data == PDF
    assert client.post(f"/incubation/documents/{number}/versions/2/file").data == newer
    assert client.post(f"/incubation/documents/{number}/versions/3/file").status_code == 404


@pytest.mark.parametrize(
    ("audience", "opens"),
    [
        (Audience.EXPERTS, {"manager", "officer", "finance", "authority", "reviewer"}),
        (Audience.PARTIES, {"manager", "officer", "finance", "authority"}),
        (Audience.BASE, {"officer", "finance", "authority"}),
        (Audience.RESTRICTED, {"officer"}),
    ],
)
def test_a_paper_opens_for_whom_it_is_meant(
    app: Flask, client: FlaskClient, audience: Audience, opens: set[str]
) -> None:
    scene, reviewer = make_scene(), make_expert()
    make_seat(case_of(scene), reviewer)
    people = {**scene.people, "reviewer": reviewer}
    number = make_document(case_of(scene), scene["officer"], audience=audience)
    for who in ("manager", "officer", "finance", "authority", "reviewer"):
        sign_in(client, people[who])
        answer = client.post(f"/incubation/documents/{number}/versions/1/file")
        assert answer.status_code == (200 if who in opens else 403), who
        listed = client.get(f"/incubation/cases/{scene.case_id}/documents").text
        assert (f"/incubation/documents/{number}" in listed) is (who in opens), who


def test_a_declared_conflict_closes_every_paper_of_the_case(
    app: Flask, client: FlaskClient
) -> None:
    scene, expert = make_scene(), make_expert()
    make_seat(case_of(scene), expert, state=SeatState.CONFLICT)
    number = make_document(case_of(scene), scene["officer"], audience=Audience.EXPERTS)
    sign_in(client, expert)
    for address in (
        f"/incubation/cases/{scene.case_id}/documents",
        f"{scene.address}/documents",
        f"/incubation/documents/{number}",
    ):
        assert client.get(address).status_code == 404, address
    assert client.post(f"/incubation/documents/{number}/versions/1/file").status_code == 404


def test_a_file_that_is_none_is_refused_and_nothing_typed_is_lost(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    sign_in(client, scene["manager"])
    address = f"{scene.address}/documents"
    for file in ({"content": b"MZ\x00 not a paper"}, {"file": None}):
        answer = send_paper(client, address, title="捐赠台账", **file)
        assert answer.status_code == 422
        assert "捐赠台账" in answer.text
    assert db.session.scalars(select(IncubatorDocument)).all() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"category": "novel"},
        {"audience": "restricted"},  # an agency shuts nobody of the base out
        {"issued_on": "2027-01-01", "last_day": "2026-12-31"},
        {"last_day": "0026-01-01"},
        {"title": "长" * 121},
    ],
)
def test_wrong_words_of_a_paper_are_refused_beside_the_field(
    app: Flask, client: FlaskClient, wrong: dict[str, Any]
) -> None:
    scene = make_scene()
    sign_in(client, scene["manager"])
    answer = send_paper(client, f"{scene.address}/documents", **wrong)
    assert answer.status_code == 422
    assert "field-error" in answer.text


def test_an_agency_does_not_change_what_the_base_has_brought(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    other = make_manager(agency_of(scene), "周敏")
    of_base = make_document(agency_of(scene), scene["officer"])
    own = make_document(agency_of(scene), other)
    sign_in(client, scene["manager"])
    for act in ("versions", "edit", "withdrawal"):
        assert client.post(f"/incubation/documents/{of_base}/{act}").status_code == 403, act
    assert client.post(f"/incubation/documents/{own}/withdrawal").status_code == 303
    assert document_of(own).withdrawn_at == NOON


def test_a_withdrawn_paper_is_listed_no_longer_and_takes_no_version(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    officer = scene["officer"]
    number = make_document(agency_of(scene), officer)
    sign_in(client, officer)
    client.post(f"/incubation/documents/{number}/withdrawal")
    listed = client.get(f"{scene.address}/documents").text
    assert f"/incubation/documents/{number}" not in listed
    assert client.get(f"/incubation/documents/{number}").status_code == 200
    assert send_paper(client, f"/incubation/documents/{number}/versions").status_code == 409


def test_an_erased_file_is_gone_and_its_fingerprint_stays(app: Flask, client: FlaskClient) -> None:
    scene = make_scene()
    manager = scene["manager"]
    number = make_document(agency_of(scene), manager)
    sign_in(client, manager)
    erasure = f"/incubation/documents/{number}/versions/1/erasure"
    assert client.post(erasure).status_code == 403
    sign_in(client, scene["officer"])
    assert client.post(erasure).status_code == 303
    run_all()
    version = document_of(number).versions[0]
    assert (version.stored_file_id, version.key_sealed, version.file_name) == (None, None, "")
    assert len(version.sha256) == 64
    assert db.session.scalars(select(StoredFile)).all() == []
    assert client.post(f"/incubation/documents/{number}/versions/1/file").status_code == 404
    assert client.get(f"/incubation/documents/{number}").status_code == 200


def test_every_act_on_a_paper_is_in_the_audit_log(app: Flask, client: FlaskClient) -> None:
    scene = make_scene()
    officer = scene["officer"]
    number = make_document(agency_of(scene), officer)
    sign_in(client, officer)
    said = {"category": "accounts", "title": "报表", "audience": "base"}
    assert client.post(f"/incubation/documents/{number}/edit", data=said).status_code == 303
    client.post(f"/incubation/documents/{number}/versions/1/erasure")
    client.post(f"/incubation/documents/{number}/withdrawal")
    acts = select(AuditEntry.action).where(AuditEntry.subject == "incubator_document")
    assert list(db.session.scalars(acts.order_by(AuditEntry.number))) == [
        "document.keep",
        "document.change",
        "document.erase",
        "document.withdraw",
    ]
    document = document_of(number)
    assert (document.title, document.audience) == ("报表", "base")


def test_papers_of_another_case_of_the_agency_stay_with_its_base(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    there = make_place("510104")
    stranger = there.people["officer"]
    elsewhere = make_case(there, db.session.get_one(Agency, scene.agency_id)).id
    number = make_document(db.session.get_one(Case, elsewhere), stranger)
    general = make_document(agency_of(scene), stranger)
    sign_in(client, scene["officer"])
    assert client.get(f"/incubation/documents/{number}").status_code == 404
    assert client.get(f"/incubation/documents/{general}").status_code == 200
    listed = client.get(f"{scene.address}/documents").text
    assert f"/incubation/documents/{number}" not in listed
    assert f"/incubation/documents/{general}" in listed


def test_papers_of_a_base_alone_are_its_own(app: Flask) -> None:
    scene = make_scene()
    base = db.session.get_one(IncubationBase, scene.base_id)
    number = make_document(base, scene["head"], audience=Audience.BASE)
    document = document_of(number)
    assert may_read(scene["officer"], document)
    assert may_read(scene["authority"], document)
    base = db.session.get_one(IncubationBase, scene.base_id)
    rows = db.session.scalars(select_of(scene["officer"], base)).all()
    assert [one.id for one in rows] == [number]
    stranger = make_place().people["head"]
    assert not may_read(stranger, document_of(number))
    base = db.session.get_one(IncubationBase, scene.base_id)
    assert db.session.scalars(select_of(stranger, base)).all() == []


def test_a_list_of_many_papers_costs_as_much_as_one_of_few(app: Flask, client: FlaskClient) -> None:
    scene = make_scene()
    officer = scene["officer"]
    make_document(agency_of(scene), officer)
    sign_in(client, officer)
    address = f"{scene.address}/documents"
    few = count_statements(client, address)
    for _ in range(8):
        make_document(agency_of(scene), officer)
    assert count_statements(client, address) == few


def test_an_upload_for_another_part_is_refused(app: Flask) -> None:
    foreign = Upload(id="x", owner_id=1, purpose="credential-evidence", file_name="a", size=1)
    with pytest.raises(actions.WrongPurpose):
        actions.keep_version(
            IncubatorDocument(id=1),
            foreign,
            person_id=1,
            settings=current_app.config["SETTINGS"],
            now=NOON,
        )


@pytest.mark.both_databases
def test_the_database_keeps_looks_and_versions_as_they_are(app: Flask) -> None:
    scene = make_scene()
    number = make_document(agency_of(scene), scene["officer"])
    person = make_user()
    with writing():
        version = document_of(number).versions[0]
        actions.note_access(version, person_id=person.id, now=NOON)
        db.session.commit()
        db.session.remove()
    for statement in (
        "UPDATE incubator_document_access SET user_id = user_id",
        "UPDATE incubator_document_version SET file_name = 'other.pdf'",
    ):
        with writing(), pytest.raises(DatabaseError):
            db.session.execute(text(statement))
        db.session.rollback()
