"""Evidence: sealed when it comes, opened for few, erased on request; the desk is asked."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_registrar, make_university, make_user, sign_in
from tests.factories_desk import (
    CODE,
    CODE_ENDS,
    NOON,
    PDF,
    case_of,
    evidence_of,
    find,
    findings_of,
    give_code,
    make_record,
    make_verifier,
    record_of,
    second,
    send_file,
)
from trainingapp.accounts import export
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.config import Settings
from trainingapp.credentials import evidence_jobs
from trainingapp.credentials.actions import evidence as giving
from trainingapp.credentials.models import DegreeRecord, DeskCase, Evidence, Verification
from trainingapp.credentials.numbers import CHSI_CODE, DEGREE_NUMBER, seal, tidy, unseal
from trainingapp.extensions import Base, db
from trainingapp.files.models import StoredFile, Upload
from trainingapp.files.storage import open_storage
from trainingapp.jobs.models import Job
from trainingapp.rules.verification import Method, Tick
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
SHA = hashlib.sha256(PDF).hexdigest()


@pytest.fixture(autouse=True)
def noon(app: Flask) -> Iterator[None]:
    settings: Settings = app.config["SETTINGS"]
    shutil.rmtree(settings.data / "files", ignore_errors=True)
    open_storage.cache_clear()
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def lin(client: FlaskClient) -> User:
    found = make_user("林美华")
    sign_in(client, found)
    return found


def page_of(kind: str, number: int) -> str:
    return f"/eligibility/record/{kind}/{number}"


def stored(app: Flask) -> dict[str, bytes]:
    """Everything in the store, by its name."""
    settings: Settings = app.config["SETTINGS"]
    folder = Path(settings.data) / "files" / "content"
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def do_jobs() -> None:
    """What the worker does for files that are to go."""
    with writing():
        for job in db.session.scalars(
            select(Job).where(Job.name == "credentials.remove_open_copy")
        ):
            number = int(json.loads(job.arguments)["stored_file_id"])
            evidence_jobs.remove_open_copy(stored_file_id=number, now=NOON)
        db.session.commit()
        db.session.remove()


# Giving


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", ["degree", "work", "certificate", "pass"])
def test_a_file_is_taken_for_each_kind_of_record_and_the_desk_is_asked(
    client: FlaskClient, lin: User, kind: str
) -> None:
    number = make_record(lin, kind)
    answer = send_file(client, kind, number)
    assert (answer.status_code, answer.location) == (303, page_of(kind, number))
    found = evidence_of(kind, number)[0]
    assert (found.sha256, found.size, found.media_type) == (SHA, len(PDF), "application/pdf")
    assert case_of(kind, number).state == "waiting"
    page = client.get(page_of(kind, number), headers=EN).text
    assert "备案表 林美华.pdf" in page
    assert "Your evidence is with the desk." in page


@pytest.mark.both_databases
def test_the_file_lies_encrypted_and_its_open_copy_goes(
    app: Flask, client: FlaskClient, lin: User
) -> None:
    number = make_record(lin)
    send_file(client, "degree", number)
    do_jobs()
    lying = stored(app)
    assert SHA not in lying
    assert not any(b"PDF-1.4" in content for content in lying.values())
    found = evidence_of("degree", number)[0]
    assert found.stored_file is not None
    assert found.stored_file.sha256 in lying
    assert db.session.scalar(select(StoredFile).where(StoredFile.sha256 == SHA)) is None


def test_the_same_file_twice_lies_under_two_keys(
    app: Flask, client: FlaskClient, lin: User
) -> None:
    number = make_record(lin)
    send_file(client, "degree", number)
    do_jobs()
    send_file(client, "degree", number)
    do_jobs()
    first, other = evidence_of("degree", number)
    assert first.sha256 == other.sha256
    assert first.stored_file_id != other.stored_file_id
    assert {first.key_sealed, other.key_sealed} - {None} != {first.key_sealed}


def test_the_holder_gets_back_what_was_sent(client: FlaskClient, lin: User) -> None:
    number = make_record(lin)
    send_file(client, "degree", number)
    found = evidence_of("degree", number)[0]
    answer = client.get(f"{page_of('degree', number)}/evidence/{found.id}")
    assert answer.data == PDF
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("inline")


def test_a_file_that_was_changed_in_the_store_is_not_shown(
    app: Flask, client: FlaskClient, lin: User
) -> None:
    number = make_record(lin)
    send_file(client, "degree", number)
    found = evidence_of("degree", number)[0]
    assert found.stored_file is not None
    name = found.stored_file.sha256
    settings: Settings = app.config["SETTINGS"]
    path = Path(settings.data) / "files" / "content" / name[:2] / name
    body = bytearray(path.read_bytes())
    body[20] ^= 1
    path.write_bytes(bytes(body))
    answer = client.get(f"{page_of('degree', number)}/evidence/{found.id}")
    assert answer.status_code == 404
    path.unlink()
    assert client.get(f"{page_of('degree', number)}/evidence/{found.id}").status_code == 404
    open_storage(settings).remove(name)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ" + bytes(600), "证书.exe"),
        (b"<html><script>1</script>", "证书.html"),
        (b"GIF89a" + bytes(99), "x.gif"),
        (b"", "leer.pdf"),
    ],
)
def test_what_is_no_picture_and_no_pdf_is_refused_beside_the_field(
    client: FlaskClient, lin: User, content: bytes, name: str
) -> None:
    number = make_record(lin)
    data = (io.BytesIO(content), name)
    answer = send_file(client, "degree", number, code=CODE, code_ends_on="2027-01-31", file=data)
    assert answer.status_code == 422
    assert "file-error" in answer.text
    assert CODE in answer.text
    assert evidence_of("degree", number) == []


def test_neither_file_nor_code_is_refused_beside_the_field(client: FlaskClient, lin: User) -> None:
    number = make_record(lin)
    answer = client.post(
        f"{page_of('degree', number)}/evidence", data={"kind": "chsi_report"}, headers=EN
    )
    assert answer.status_code == 422
    assert "Choose a file, or enter a CHSI code." in answer.text


def test_a_kind_of_evidence_that_does_not_fit_is_refused(client: FlaskClient, lin: User) -> None:
    number = make_record(lin, "work")
    data = {"kind": "chsi_report", "file": (io.BytesIO(PDF), "备案表.pdf")}
    answer = client.post(f"{page_of('work', number)}/evidence", data=data)
    assert answer.status_code == 422
    assert evidence_of("work", number) == []


def test_nobody_gives_more_than_twenty_pieces(client: FlaskClient, lin: User) -> None:
    number = make_record(lin)
    with writing():
        for _number in range(giving.MOST):
            row = Evidence(degree_id=number, kind="chsi_report", entered_at=NOON)
            db.session.add(row)
        db.session.commit()
        db.session.remove()
    answer = send_file(client, "degree", number)
    assert answer.status_code == 409
    assert "20" in answer.text


# Codes


@pytest.mark.parametrize(
    "typed", [CODE, CODE.lower(), "A1B2 C3D4 E5F6 G7H8", "A1B2-C3D4-E5F6-G7H8", "Ａ1B2C3D4E5F6G7H8"]
)
def test_a_code_is_sealed_however_it_is_typed(client: FlaskClient, lin: User, typed: str) -> None:
    number = make_record(lin)
    data = {"kind": "chsi_report", "code": typed, "code_ends_on": "2027-01-31"}
    assert client.post(f"{page_of('degree', number)}/evidence", data=data).status_code == 303
    found = evidence_of("degree", number)[0]
    assert found.code_sealed is not None
    assert CODE not in found.code_sealed
    assert unseal(found.code_sealed, CHSI_CODE) == CODE
    assert (found.code_last4, found.code_ends_on) == ("G7H8", date(2027, 1, 31))
    page = client.get(page_of("degree", number), headers=EN).text
    assert "…G7H8" in page
    assert CODE not in page


@pytest.mark.parametrize(
    ("code", "ends", "fault"),
    [
        ("12345", "2027-01-31", "12 digits, or 16"),
        (CODE, "2026-11-22", "works no longer"),
        (CODE, "2027-11-30", "six months"),
        (CODE, "", "Enter the last day of the code."),
        ("", "2027-01-31", "Enter the code, or leave its date empty."),
        (CODE, "2027-13-45", "Not a valid date"),
    ],
)
def test_a_code_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    client: FlaskClient, lin: User, code: str, ends: str, fault: str
) -> None:
    number = make_record(lin)
    data = {"kind": "degree_report", "code": code, "code_ends_on": ends}
    answer = client.post(f"{page_of('degree', number)}/evidence", data=data, headers=EN)
    assert answer.status_code == 422
    assert fault in answer.text
    assert f'value="{code}"' in answer.text or not code
    assert (
        'value="degree_report" selected' in answer.text
        or 'selected value="degree_report"' in answer.text
    )
    assert evidence_of("degree", number) == []


def test_only_degrees_have_codes_of_chsi(client: FlaskClient, lin: User) -> None:
    number = make_record(lin, "work")
    assert "code_ends_on" not in client.get(page_of("work", number)).text


def test_a_code_is_forgotten_when_it_works_no_longer_and_the_record_stays_verified(
    lin: User,
) -> None:
    number = make_record(lin)
    evidence = give_code("degree", number)
    find("degree", number, make_verifier(), method=Method.CHSI_ONLINE, evidence_id=evidence)
    for day, is_kept in ((CODE_ENDS - timedelta(days=1), True), (CODE_ENDS, False)):
        with writing():
            evidence_jobs.expire_records(now=datetime(day.year, day.month, day.day, 1, tzinfo=UTC))
            db.session.commit()
        found = evidence_of("degree", number)[0]
        assert (found.code_sealed is not None) is is_kept
        assert (found.code_index is not None) is is_kept
        assert found.code_last4 == "G7H8"
        assert record_of("degree", number).status == "verified"


# Erasing


@pytest.mark.both_databases
def test_erasing_destroys_file_key_name_and_code_and_keeps_the_hash(
    app: Flask, client: FlaskClient, lin: User
) -> None:
    number = make_record(lin)
    send_file(client, "degree", number, code=CODE, code_ends_on="2027-01-31")
    do_jobs()
    before = evidence_of("degree", number)[0]
    answer = client.post(f"{page_of('degree', number)}/evidence/{before.id}/erasure")
    assert answer.status_code == 303
    do_jobs()
    after = evidence_of("degree", number)[0]
    gone = (after.key_sealed, after.stored_file_id, after.code_sealed, after.code_index)
    assert gone == (None, None, None, None)
    assert (after.file_name, after.code_last4) == ("", None)
    assert (after.sha256, after.size, after.erased_at) == (SHA, len(PDF), NOON)
    assert stored(app) == {}
    page = client.get(page_of("degree", number), headers=EN).text
    assert "erased on" in page
    assert "备案表" not in page
    assert client.get(f"{page_of('degree', number)}/evidence/{after.id}").status_code == 404


def test_erasing_leaves_what_was_found(client: FlaskClient, lin: User) -> None:
    number = make_record(lin)
    evidence = give_code("degree", number)
    find("degree", number, make_verifier(), method=Method.CHSI_ONLINE, evidence_id=evidence)
    client.post(f"{page_of('degree', number)}/evidence/{evidence}/erasure")
    assert record_of("degree", number).status == "verified"
    assert findings_of("degree", number)[0].evidence_id == evidence


def test_while_a_second_person_looks_nothing_is_erased(client: FlaskClient, lin: User) -> None:
    number = make_record(lin)
    evidence = give_code("degree", number)
    find("degree", number, make_verifier(), level=Tick.MISMATCH)
    address = f"{page_of('degree', number)}/evidence/{evidence}/erasure"
    assert client.post(address).status_code == 409
    second("degree", number, make_verifier("乔安"))
    assert client.post(address).status_code == 303


def test_erasing_twice_is_erasing_once(client: FlaskClient, lin: User) -> None:
    number = make_record(lin)
    evidence = give_code("degree", number)
    for _time in range(2):
        client.post(f"{page_of('degree', number)}/evidence/{evidence}/erasure")
    rows = db.session.query(AuditEntry).filter_by(action="evidence.erase").all()
    assert len(rows) == 1


# Whose it is


def test_nobody_sees_gives_or_erases_evidence_of_others(client: FlaskClient, lin: User) -> None:
    number = make_record(lin)
    send_file(client, "degree", number)
    evidence = evidence_of("degree", number)[0].id
    sign_in(client, make_user("王强"))
    place = page_of("degree", number)
    assert client.get(place).status_code == 404
    assert client.get(f"{place}/evidence/{evidence}").status_code == 404
    assert client.post(f"{place}/evidence/{evidence}/erasure").status_code == 404
    assert send_file(client, "degree", number).status_code == 404
    assert len(evidence_of("degree", number)) == 1
    assert evidence_of("degree", number)[0].erased_at is None


def test_evidence_of_one_record_is_none_of_another(client: FlaskClient, lin: User) -> None:
    first, other = make_record(lin), make_record(lin)
    evidence = give_code("degree", first)
    assert client.post(f"{page_of('degree', other)}/evidence/{evidence}/erasure").status_code == 404
    assert client.get(page_of("nonsense", first)).status_code == 404


def test_a_record_that_is_taken_back_takes_its_evidence_along(
    client: FlaskClient, lin: User
) -> None:
    number = make_record(lin)
    send_file(client, "degree", number)
    find("degree", number, make_verifier(), institution_name=Tick.UNSEEN)
    assert client.post(f"{page_of('degree', number)}/removal").status_code == 303
    db.session.remove()
    assert [db.session.query(table).count() for table in (Evidence, Verification, DeskCase)] == [
        0,
        0,
        0,
    ]


@pytest.mark.both_databases
def test_who_leaves_takes_evidence_findings_and_cases_along(
    app: Flask, client: FlaskClient, lin: User
) -> None:
    other = make_user("王强")
    for kind in ("degree", "work", "certificate", "pass"):
        number = make_record(lin, kind)
        send_file(client, kind, number)
        find(kind, number, make_verifier())
    kept = make_record(other)
    give_code("degree", kept)
    with writing():
        erase(lin.id)
        db.session.commit()
        db.session.remove()
    assert db.session.query(DegreeRecord).filter_by(user_id=lin.id).count() == 0
    assert [row.degree_id for row in db.session.query(Evidence)] == [kept]
    assert [row.degree_id for row in db.session.query(DeskCase)] == [kept]
    assert db.session.query(Verification).count() == 0
    everything = "".join(
        repr(tuple(row))
        for table in (
            Evidence.__table__,
            Verification.__table__,
            DeskCase.__table__,
            Upload.__table__,
        )
        for row in db.session.execute(select(*table.columns))
    )
    assert "林美华" not in everything


def test_the_copy_of_ones_data_holds_evidence_and_what_was_found(
    client: FlaskClient, lin: User
) -> None:
    han = make_verifier()
    number = make_record(lin, number="1023 4202 6050 0123 45")
    send_file(client, "degree", number, code=CODE, code_ends_on="2027-01-31")
    find("degree", number, han, major_as_printed=Tick.UNSEEN, note="请补充学位证")
    from_export = copy_of(lin)
    assert from_export["evidence"][0]["file_name"] == "备案表 林美华.pdf"
    assert from_export["evidence"][0]["code"] == CODE
    assert from_export["evidence"][0]["sha256"] == SHA
    assert from_export["verifications"][0]["note"] == "请补充学位证"
    assert from_export["verification_cases"][0]["state"] == "answered"
    assert from_export["degree_numbers"] == [
        {"record": f"degree:{number}", "number": "102342026050012345"}
    ]
    made = copy_of(han)
    assert [row["as"] for row in made["verifications_made"]] == ["first"]
    assert made["verifications"] == []


def copy_of(user: User) -> dict[str, Any]:
    """What the exporters of evidence give of somebody."""
    names = (
        "evidence",
        "verifications",
        "verification_cases",
        "degree_numbers",
        "verifications_made",
    )
    db.session.remove()
    return {name: list(export._EXPORTERS[name](user.id)) for name in names}


# Numbers


def test_the_number_of_a_paper_is_sealed_and_shown_by_its_end(
    client: FlaskClient, lin: User
) -> None:
    data = {
        "institution_name": "滨江大学",
        "level": "bachelor",
        "kind": "degree",
        "major_as_printed": "社会工作",
        "mode": "full_time",
        "day": "2026-06-30",
        "number": "1023 4420 2600 1234",
    }
    assert client.post("/eligibility/record/degree", data=data).status_code == 303
    row = db.session.query(DegreeRecord).one()
    assert row.number_sealed is not None
    assert unseal(row.number_sealed, DEGREE_NUMBER) == "1023442026001234"
    assert row.number_index == seal("1023-4420-2600-1234", DEGREE_NUMBER).lookup
    assert row.number_index != seal("1023442026001234", CHSI_CODE).lookup
    page = client.get(page_of("degree", row.id)).text
    assert "…1234" in page
    assert "1023442026001234" not in page


def test_a_number_with_other_signs_is_refused_and_kept(client: FlaskClient, lin: User) -> None:
    data = {
        "institution_name": "滨江大学",
        "major_as_printed": "社会工作",
        "number": "编号：12345678",
    }
    answer = client.post("/eligibility/record/degree", data=data, headers=EN)
    assert answer.status_code == 422
    assert "Only digits and letters." in answer.text
    assert "编号：12345678" in answer.text


@pytest.mark.parametrize(
    ("typed", "stored_as"),
    [(" 12 34\u30005 ", "12345"), ("ab–cd-ef", "ABCDEF"), ("１２３４Ａ", "1234A"), ("", "")],
)
def test_a_number_is_stored_in_one_way_of_writing(typed: str, stored_as: str) -> None:
    assert tidy(typed) == stored_as


def test_a_degree_of_a_university_here_goes_to_its_registrar_at_once(
    client: FlaskClient, lin: User
) -> None:
    university = make_university()
    make_registrar(university)
    number = make_record(lin)
    assert record_of("degree", number).organisation_id == university.id
    case = case_of("degree", number)
    assert (case.state, case.organisation_id) == ("waiting", university.id)
    other = make_record(lin, institution_name="江南学院")
    assert record_of("degree", other).organisation_id is None


def test_no_table_holds_a_code_or_a_number_in_clear(client: FlaskClient, lin: User) -> None:
    number = make_record(lin, number="102342026050012345")
    send_file(client, "degree", number, code=CODE, code_ends_on="2027-01-31")
    find("degree", number, make_verifier())
    db.session.remove()
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(*table.columns)):
            assert CODE not in repr(tuple(row)), table.name
            assert "102342026050012345" not in repr(tuple(row)), table.name
