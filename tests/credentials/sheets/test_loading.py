"""Confirming a checked sheet: records with the university's word, once however often it is sent; what is signed."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from joserfc import jws
from joserfc.jwk import OKPKey
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from tests.factories_courses import NOON
from tests.factories_exams import at_once
from tests.factories_graduates import (
    Office,
    check,
    degrees,
    get_batch,
    load,
    make_loaded,
    make_office,
    rows_of,
)
from tests.factories_teaching import committed
from tests.graduates import make_graduate, wrong_rows
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials.actions import keys
from trainingapp.credentials.actions.batches import BatchSettled
from trainingapp.credentials.actions.loading import BatchOutdated, NothingToLoad
from trainingapp.credentials.batch_documents import fits_signature, write_signed
from trainingapp.credentials.models.batches import DegreeBatch
from trainingapp.credentials.models.evidence import Verification
from trainingapp.credentials.models.verifiable import KeyState
from trainingapp.credentials.numbers import DEGREE_NUMBER, unseal
from trainingapp.credentials.queries.verifiable import find_key_in
from trainingapp.credentials.signing.attesting import canonical, is_signed
from trainingapp.credentials.signing.keys import read_multikey
from trainingapp.extensions import db
from trainingapp.jobs.models import Job
from trainingapp.rules.errors import RuleViolation
from trainingapp.web.transactions import writing


@pytest.fixture
def office(app: Flask) -> Office:
    return make_office()


def test_a_row_becomes_a_diploma_and_a_degree_with_the_universitys_word(office: Office) -> None:
    make_loaded(office, 1)
    diploma, degree = degrees()
    assert (diploma.kind, degree.kind) == ("graduation", "degree")
    for record in (diploma, degree):
        assert record.user_id is None
        assert record.organisation_id == office.university.id
        assert (record.institution_name, record.status) == ("滨江大学", "authority")
        assert record.is_social_work
    found = db.session.scalars(select(Verification)).all()
    assert {one.degree_id for one in found} == {diploma.id, degree.id}
    assert {(one.method, one.outcome) for one in found} == {("university_attestation", "match")}
    assert {one.verified_by_id for one in found} == {office.registrar.id}


def test_numbers_are_sealed_and_only_their_last_four_stand_open(office: Office) -> None:
    row = make_graduate(1)
    make_loaded(office, 1)
    diploma = degrees()[0]
    assert row["graduation_number"] not in str(diploma.number_sealed)
    assert unseal(diploma.number_sealed or "", DEGREE_NUMBER) == row["graduation_number"]
    assert diploma.number_last4 == row["graduation_number"][-4:]


def test_only_sound_rows_are_loaded(office: Office) -> None:
    batch = check(office, [make_graduate(900), *wrong_rows().values(), make_graduate(901)])
    load(office, batch)
    assert len(degrees()) == 4
    assert {row.number for row in rows_of(batch)} == {2, len(wrong_rows()) + 3}


def test_a_sheet_without_a_sound_row_is_not_loaded(office: Office) -> None:
    batch = check(office, [make_graduate(1, name="")])
    with pytest.raises(NothingToLoad):
        load(office, batch)
    db.session.rollback()
    assert get_batch(batch).state == "checked"


def test_a_sheet_is_loaded_once(office: Office) -> None:
    batch = make_loaded(office, 1)
    with pytest.raises(BatchSettled):
        load(office, batch)
    db.session.rollback()
    assert len(degrees()) == 2


def test_what_was_loaded_since_the_check_stops_the_whole_sheet(office: Office) -> None:
    first = check(office, [make_graduate(1), make_graduate(2)])
    second = check(office, [make_graduate(2), make_graduate(3)])
    load(office, first)
    with pytest.raises(BatchOutdated):
        load(office, second)
    db.session.rollback()
    assert len(degrees()) == 4
    assert get_batch(second).state == "checked"


def test_the_same_studies_under_another_number_stop_the_whole_sheet_too(office: Office) -> None:
    other = {"graduation_number": "103351202605008888", "degree_number": "1033542026008888"}
    first, second = check(office, [make_graduate(1)]), check(office, [make_graduate(1, **other)])
    load(office, first)
    with pytest.raises(BatchOutdated):
        load(office, second)
    db.session.rollback()
    assert len(degrees()) == 2


def test_after_loading_no_row_of_the_sheet_is_kept_beside_the_records(office: Office) -> None:
    batch = get_batch(make_loaded(office, 1))
    assert batch.rows_sealed == ""
    row = rows_of(batch.id)[0]
    assert make_graduate(1)["name"] not in row.name_sealed
    assert len(row.name_index or "") == len(row.person_index or "") == 64


def test_graduates_are_told_by_a_job(office: Office) -> None:
    make_loaded(office, 1)
    jobs = db.session.scalars(select(Job).where(Job.name == "credentials.tell_graduates")).all()
    assert len(jobs) == 1


def test_the_log_tells_of_the_loading_by_numbers_only(office: Office) -> None:
    make_loaded(office, 1, 2)
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "credentials.load_sheet")
    ).one()
    assert json.loads(entry.detail) == {
        "organisation": office.university.id,
        "papers": 4,
        "rows": 2,
    }


def sent_twice(app: Flask, batches: list[int], act: Callable[[int], None]) -> list[str]:
    """What became of two confirmations at the same time."""

    def work(number: int) -> str:
        try:
            act(number)
        except (RuleViolation, IntegrityError) as refused:
            db.session.rollback()
            return type(refused).__name__
        return "loaded"

    return sorted(at_once(app, work, batches))


@pytest.mark.both_databases
def test_two_confirmations_at_once_make_one_load(app: Flask) -> None:
    office = make_office()
    batch = check(office, [make_graduate(number) for number in range(1, 6)])
    outcomes = sent_twice(app, [batch, batch], lambda number: load(office, number))
    assert outcomes == ["BatchSettled", "loaded"]
    assert len(degrees()) == 10
    assert db.session.scalar(select(func.count()).select_from(Verification)) == 10


@pytest.mark.both_databases
def test_two_sheets_with_the_same_papers_at_once_load_them_once(app: Flask) -> None:
    office = make_office()
    one = check(office, [make_graduate(1), make_graduate(2)])
    other = check(office, [make_graduate(2), make_graduate(3)])
    outcomes = sent_twice(app, [one, other], lambda number: load(office, number))
    assert outcomes == ["BatchOutdated", "loaded"]
    assert len(degrees()) == 4


@pytest.mark.both_databases
def test_two_universities_do_not_load_one_number_at_once(app: Flask) -> None:
    offices = {}
    for office in (make_office(), make_office("海州大学", "罗平")):
        offices[check(office, [make_graduate(1)])] = office
    outcomes = sent_twice(app, list(offices), lambda number: load(offices[number], number))
    assert outcomes == ["BatchOutdated", "loaded"]
    assert len(degrees()) == 2


def test_the_signed_document_names_the_university_and_the_registrar(office: Office) -> None:
    batch = get_batch(make_loaded(office, 1))
    document = json.loads(batch.document)
    assert document["university"]["name"] == "滨江大学"
    assert document["confirmed_by"] == {"account": office.registrar.id, "name": "何敏"}
    assert document["batch"] == batch.id
    assert "不是学校的电子签章" in document["statement"]
    assert len(document["papers"]) == batch.paper_count == 2
    assert batch.document == canonical(document)


def test_the_signed_document_holds_no_name_and_number_of_a_graduate(office: Office) -> None:
    row, batch = make_graduate(1), get_batch(make_loaded(office, 1))
    for name in ("name", "id_number", "graduation_number", "degree_number", "student_number"):
        assert row[name] not in batch.document
        assert row[name][-6:] not in batch.document or name == "name"


def test_an_independent_reader_of_jws_accepts_the_signature(office: Office) -> None:
    batch = get_batch(make_loaded(office, 1))
    assert batch.issuer_key is not None
    raw = read_multikey(batch.issuer_key.public).public_bytes_raw()
    x = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": x})
    found = jws.deserialize_json(json.loads(write_signed(batch)), key, algorithms=["Ed25519"])
    assert json.loads(found.payload) == json.loads(batch.document)


def test_every_changed_part_of_the_document_breaks_the_signature(office: Office) -> None:
    batch = get_batch(make_loaded(office, 1))
    assert fits_signature(batch)
    assert batch.issuer_key is not None
    document = json.loads(batch.document)
    public = read_multikey(batch.issuer_key.public)
    method = f"{document['platform']['id']}#{batch.issuer_key.public}"
    for changed in list_changed(document):
        assert not is_signed(canonical(changed), batch.signature, public, method=method)
    assert not is_signed(batch.document, batch.signature, public, method=f"{method}x")
    assert not is_signed(batch.document, "AAAA", public, method=method)


def list_changed(document: dict[str, object]) -> list[dict[str, object]]:
    """The document with each of its leaves changed, one at a time."""
    found = []
    for name, value in document.items():
        if isinstance(value, dict):
            found += [{**document, name: inner} for inner in list_changed(value)]
        elif isinstance(value, list):
            for place, entry in enumerate(value):
                for inner in list_changed(entry):
                    found.append({**document, name: [*value[:place], inner, *value[place + 1 :]]})
        else:
            found.append({**document, name: f"{value}x"})
    return found


@pytest.mark.both_databases
@pytest.mark.parametrize("column", ["document", "signature"])
def test_the_database_refuses_to_change_what_was_signed(app: Flask, column: str) -> None:
    batch = make_loaded(make_office(), 1)
    change = update(DegreeBatch).where(DegreeBatch.id == batch).values({column: "{}"})
    with writing():
        with pytest.raises(IntegrityError, match="never changed"):
            db.session.execute(change)
        db.session.rollback()


def test_a_loaded_sheet_still_verifies_after_the_key_has_changed(office: Office) -> None:
    batch = make_loaded(office, 1)
    with committed():
        keys.add_next(actor_id=office.registrar.id, now=NOON)
    with committed():
        following = find_key_in(KeyState.NEXT)
        assert following is not None
        keys.activate(following, actor_id=office.registrar.id, now=NOON + timedelta(days=2))
    assert fits_signature(get_batch(batch))
