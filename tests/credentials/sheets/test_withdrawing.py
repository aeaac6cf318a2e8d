"""Taking a loaded sheet back: what nobody has taken goes, what somebody rests on stays, with a reason for each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.factories_accounts import make_user
from tests.factories_courses import NOON
from tests.factories_credentials import credential_of, make_credential
from tests.factories_graduates import (
    Office,
    check,
    degrees,
    found_in,
    get_batch,
    load,
    make_loaded,
    make_office,
    rows_of,
)
from tests.factories_teaching import add, committed
from tests.graduates import make_graduate, make_id_number
from trainingapp.accounts.models import User
from trainingapp.credentials.actions.batches import BatchSettled
from trainingapp.credentials.actions.offers import look_up
from trainingapp.credentials.actions.taking import refuse_offer, take_offer
from trainingapp.credentials.actions.withdrawing import NothingToWithdraw, undo_batch
from trainingapp.credentials.batch_documents import fits_signature
from trainingapp.credentials.models.degrees import DegreeRecord
from trainingapp.credentials.models.evidence import Verification
from trainingapp.credentials.models.issuing import CredentialBasis
from trainingapp.credentials.queries.batches import lock_batch
from trainingapp.credentials.queries.withdrawing import count_kept
from trainingapp.extensions import db

LATER = NOON + timedelta(days=1)


@pytest.fixture
def office(app: Flask) -> Office:
    return make_office()


def graduate_of(number: int) -> User:
    row = make_graduate(number)
    return make_user(row["name"], id_number=make_id_number(number))


def answer(number: int, *, takes: bool) -> None:
    """The graduate takes or refuses the diploma of their row."""
    person, row = graduate_of(number), make_graduate(number)
    with committed():
        user = db.session.get_one(User, person.id)
        found = look_up(user, name=row["name"], number=row["graduation_number"])
        assert found is not None
        if takes:
            take_offer(found, user, now=NOON)
        else:
            refuse_offer(found, user, now=NOON)


def undo(office: Office, batch: int) -> tuple[int, int]:
    with committed():
        return undo_batch(lock_batch(batch, None), actor_id=office.registrar.id, now=LATER)


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.both_databases
def test_a_sheet_that_nobody_used_goes_without_a_trace_of_its_people(app: Flask) -> None:
    office = make_office()
    batch = make_loaded(office, 1, 2)
    assert undo(office, batch) == (4, 0)
    assert (degrees(), count(Verification)) == ([], 0)
    for row in rows_of(batch):
        assert (row.state, row.degree_id, row.name_sealed) == ("withdrawn", None, "")
        assert (row.name_index, row.person_index, row.number_index) == (None, None, None)
    kept = get_batch(batch)
    assert (kept.state, kept.undone_by_id, kept.undone_at) == (
        "undone",
        office.registrar.id,
        LATER,
    )


def test_what_was_confirmed_stays_signed_after_it_was_taken_back(office: Office) -> None:
    batch = make_loaded(office, 1)
    before = get_batch(batch).document
    undo(office, batch)
    assert get_batch(batch).document == before
    assert fits_signature(get_batch(batch))


def test_what_a_graduate_has_taken_stays_with_its_reason(office: Office) -> None:
    batch = make_loaded(office, 1, 2)
    answer(1, takes=True)
    assert count_kept(batch) == {"kept_claimed": 1}
    assert undo(office, batch) == (3, 1)
    assert [record.kind for record in degrees()] == ["graduation"]
    assert (2, "graduation_number", "kept_claimed") in found_in(batch)
    assert rows_of(batch)[0].state == "claimed"


def test_what_a_graduate_has_refused_goes(office: Office) -> None:
    batch = make_loaded(office, 1)
    answer(1, takes=False)
    assert undo(office, batch) == (2, 0)
    assert {row.answered_by_id for row in rows_of(batch)} == {None}


def test_a_sheet_of_which_everything_is_taken_stays_as_it_is(office: Office) -> None:
    batch = make_loaded(office, 1, degree_on="", degree_number="")
    answer(1, takes=True)
    with committed(), pytest.raises(NothingToWithdraw):
        undo_batch(lock_batch(batch, None), actor_id=office.registrar.id, now=LATER)
    assert get_batch(batch).state == "loaded"


def test_what_somebody_else_has_verified_stays(office: Office) -> None:
    batch = make_loaded(office, 1)
    other = make_user("韩立")
    add(
        Verification(
            degree_id=degrees()[1].id,
            method="official_lookup",
            outcome="match",
            verified_by_id=other.id,
            verified_at=NOON,
        )
    )
    assert undo(office, batch) == (1, 1)
    assert found_in(batch)[-1] == (2, "degree_number", "kept_verified")


def test_what_another_record_has_replaced_stays(office: Office) -> None:
    batch = make_loaded(office, 1)
    first = degrees()[0]
    add(
        DegreeRecord(
            institution_name="滨江大学",
            major_as_printed="社会工作",
            kind="graduation",
            level="bachelor",
            mode="full_time",
            awarded_on=first.awarded_on,
            supersedes_id=first.id,
            entered_at=NOON,
        )
    )
    assert undo(office, batch) == (1, 1)
    assert found_in(batch)[-1][2] == "kept_replaced"


def test_what_a_credential_rests_on_stays(office: Office) -> None:
    batch = make_loaded(office, 1)
    credential = credential_of(make_credential()).id
    add(CredentialBasis(credential_id=credential, kind="degree", subject_id=degrees()[0].id))
    assert undo(office, batch) == (1, 1)
    assert found_in(batch)[-1][2] == "kept_used"


def test_only_a_loaded_sheet_is_taken_back_and_only_once(office: Office) -> None:
    checked, loaded = check(office, [make_graduate(5)]), make_loaded(office, 1)
    undo(office, loaded)
    for batch in (checked, loaded):
        with committed(), pytest.raises(BatchSettled):
            undo_batch(lock_batch(batch, None), actor_id=office.registrar.id, now=LATER)


def test_after_taking_back_the_same_papers_can_be_loaded_again(office: Office) -> None:
    undo(office, make_loaded(office, 1))
    again = check(office, [make_graduate(1)])
    assert found_in(again) == []
    load(office, again)
    assert len(degrees()) == 2
