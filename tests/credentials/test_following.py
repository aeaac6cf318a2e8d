"""Credentials fall with what they rest on and say why, and may come back; names are verified with records."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from tests.factories_accounts import make_user
from tests.factories_courses import NOON
from tests.factories_credentials import credential_of, end_credential, make_credential
from tests.factories_eligibility import MASTER, keep, make_claim
from tests.factories_kinds import DEGREE, ELIGIBILITY, verify_name
from tests.factories_teaching import committed
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials import wording
from trainingapp.credentials.actions import following, names
from trainingapp.credentials.actions.issuing import RevokedBefore
from trainingapp.credentials.actions.settling import expire_verifications
from trainingapp.credentials.actions.verifying_records import (
    Finding,
    give_second_opinion,
    record_verification,
)
from trainingapp.credentials.models import (
    CredentialBasis,
    Decision,
    DegreeRecord,
    RecordStatus,
    VerifiedName,
)
from trainingapp.credentials.queries.desk import find_waiting
from trainingapp.credentials.queries.facts import KINDS
from trainingapp.credentials.queries.names import find_verified_name
from trainingapp.extensions import db
from trainingapp.notices.models import Notice
from trainingapp.rules.verification import NEEDED, Method, Tick
from trainingapp.web.transactions import writing

LATER = NOON + timedelta(days=1)
MATCH = dict.fromkeys(NEEDED["degree"], Tick.MATCH)
MISMATCH = {**MATCH, "day": Tick.MISMATCH}


def look_up(record: int, ticks: dict[str, Tick] = MATCH, **changes: Any) -> None:
    """A committed finding by somebody of the desk."""
    verifier = make_user("韩立")
    now = changes.pop("now", NOON)
    finding = Finding(method=Method.OFFICIAL_LOOKUP, ticks=ticks, **changes)
    with committed():
        row = db.session.get_one(DegreeRecord, record)
        record_verification("degree", row, finding, verifier_id=verifier.id, now=now)


def agree(record: int) -> None:
    """A committed second opinion."""
    second = make_user("周敏")
    with committed():
        verification = find_waiting("degree", record)
        assert verification is not None
        give_second_opinion(verification, agrees=True, note="", verifier_id=second.id, now=LATER)


def set_status(kind: str, record: int, status: RecordStatus) -> None:
    with committed():
        row: Any = db.session.get_one(KINDS[kind], record)
        row.status = status


def follow(kind: str, record: int) -> int:
    with committed():
        return following.follow_record(kind, record, now=LATER)


def verified_degree(user: User) -> tuple[int, str]:
    """A verified degree and the note on it."""
    record = make_claim(user, "degree", MASTER)
    look_up(record)
    return record, make_credential(user, replace(DEGREE, record_id=record))


def ends(public_id: str) -> tuple[str, str, int | None]:
    db.session.rollback()
    db.session.expire_all()
    row = credential_of(public_id)
    return row.state, row.events[-1].reason, row.events[-1].actor_id


@pytest.mark.both_databases
def test_a_rejection_by_two_verifiers_revokes_the_note_with_that_reason(app: Flask) -> None:
    lin = make_user()
    record, note = verified_degree(lin)
    look_up(record, MISMATCH)
    assert ends(note)[0] == "issued", "one verifier alone does not reject"
    agree(record)
    assert ends(note) == ("revoked", "site:rejected", None)
    told = db.session.query(Notice).filter_by(user_id=lin.id, kind="credentials.fell").one()
    assert told.url == f"/credentials/{note}"


def test_a_verification_that_runs_out_revokes_the_note_on_that_day(app: Flask) -> None:
    record = make_claim(make_user(), "degree", MASTER)
    day = (NOON + timedelta(days=30)).date()
    look_up(record, valid_until=day)
    lin = db.session.get_one(User, db.session.get_one(DegreeRecord, record).user_id)
    note = make_credential(lin, replace(DEGREE, record_id=record, recheck_on=None))
    for moment, state in (
        (NOON + timedelta(days=29), "issued"),
        (NOON + timedelta(days=30), "revoked"),
    ):
        with committed():
            expire_verifications(now=moment)
        assert ends(note)[0] == state
    assert ends(note)[1] == "site:lapsed"


def test_what_holds_again_may_be_issued_again(app: Flask) -> None:
    lin = make_user()
    record, note = verified_degree(lin)
    set_status("degree", record, RecordStatus.EXPIRED)
    assert follow("degree", record) == 1
    set_status("degree", record, RecordStatus.VERIFIED)
    again = make_credential(lin, replace(DEGREE, record_id=record), now=LATER)
    row = credential_of(again)
    assert (row.state, row.version) == ("issued", 2)
    assert row.supersedes_id == credential_of(note).id


def test_what_the_office_revoked_stays_revoked_whatever_the_record_says(app: Flask) -> None:
    lin = make_user()
    record, note = verified_degree(lin)
    end_credential(note)
    with pytest.raises(RevokedBefore):
        make_credential(lin, replace(DEGREE, record_id=record))


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (RecordStatus.REJECTED, "site:rejected"),
        (RecordStatus.EXPIRED, "site:lapsed"),
        (RecordStatus.CLAIMED, "site:unverified"),
        (RecordStatus.DOCUMENT, "site:unverified"),
    ],
)
def test_each_state_below_verified_has_its_reason(
    app: Flask, status: RecordStatus, reason: str
) -> None:
    record, note = verified_degree(make_user())
    set_status("degree", record, status)
    assert follow("degree", record) == 1
    assert ends(note)[:2] == ("revoked", reason)
    assert wording.reason(reason) != reason
    assert follow("degree", record) == 0, "it falls once"


@pytest.mark.parametrize("status", [RecordStatus.VERIFIED, RecordStatus.AUTHORITY])
def test_while_a_record_holds_nothing_falls(app: Flask, status: RecordStatus) -> None:
    record, note = verified_degree(make_user())
    set_status("degree", record, status)
    assert follow("degree", record) == 0
    assert ends(note)[0] == "issued"


def test_a_record_that_is_gone_takes_its_credentials_with_it(app: Flask) -> None:
    lin = make_user()
    verify_name(lin)
    note = make_credential(lin, replace(DEGREE, record_id=9999))
    assert follow("degree", 9999) == 1
    assert ends(note)[:2] == ("revoked", "site:removed")


def test_a_record_about_to_be_removed_takes_them_too(app: Flask) -> None:
    record, note = verified_degree(make_user())
    with committed():
        assert following.follow_removal("degree", record, now=LATER) == 1
    assert ends(note)[:2] == ("revoked", "site:removed")


def test_a_statement_falls_with_any_record_that_it_rests_on_and_nobody_elses(app: Flask) -> None:
    lin, wang = make_user(), make_user("王建国")
    for person in (lin, wang):
        verify_name(person)
    degree, work = make_claim(lin, "degree", MASTER, "verified"), 32
    facts = replace(ELIGIBILITY, records=(("degree", degree), ("work", work)))
    statement = make_credential(lin, facts)
    other = make_credential(wang, replace(ELIGIBILITY, records=(("degree", 77), ("work", 78))))
    set_status("degree", degree, RecordStatus.REJECTED)
    assert follow("degree", degree) == 1
    assert ends(statement)[:2] == ("revoked", "site:rejected")
    assert ends(other)[0] == "issued"


def test_a_number_of_another_kind_is_another_record(app: Flask) -> None:
    lin = make_user()
    verify_name(lin)
    note = make_credential(lin, replace(DEGREE, record_id=500))
    assert follow("work", 500) == 0
    assert ends(note)[0] == "issued"


def test_a_newer_decision_that_says_otherwise_takes_the_statement_away(app: Flask) -> None:
    lin = make_user()
    verify_name(lin)
    keep(lin)
    first = make_eligible(lin)
    statement = make_credential(lin, replace(ELIGIBILITY, decision_id=first))
    make_claim(lin, "work", {"employer": "滨江", "starts_on": NOON.date()})
    keep(lin, now=LATER)
    assert ends(statement)[:2] == ("revoked", "site:decision")


def make_eligible(user: User) -> int:
    """A decision of the person, written as if it had come out well; its id."""
    with committed():
        last = db.session.query(Decision).filter_by(user_id=user.id).one()
        values = {
            column.key: getattr(last, column.key)
            for column in Decision.__mapper__.column_attrs
            if column.key != "id"
        }
        row = Decision(**{**values, "number": last.number + 1, "outcome": "eligible"})
        db.session.add(row)
        db.session.flush()
        return row.id


def test_the_same_decision_once_more_changes_nothing(app: Flask) -> None:
    lin = make_user()
    verify_name(lin)
    keep(lin)
    statement = make_credential(lin, replace(ELIGIBILITY, decision_id=make_eligible(lin)))
    with committed():
        kept = db.session.query(Decision).filter_by(user_id=lin.id, outcome="eligible").one()
        assert following.follow_decision(kept, now=LATER) == 0
    assert ends(statement)[0] == "issued"


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "statement", ["UPDATE credential_basis SET subject_id = 1", "DELETE FROM credential_basis"]
)
def test_what_a_credential_rests_on_is_never_changed(app: Flask, statement: str) -> None:
    verified_degree(make_user())
    with writing():
        with pytest.raises(DatabaseError, match="never changed"):
            db.session.execute(text(statement))
        db.session.rollback()


def test_a_note_rests_on_its_record_and_a_statement_on_its_decision_and_records(app: Flask) -> None:
    lin = make_user()
    verify_name(lin)
    made = [make_credential(lin, facts) for facts in (DEGREE, ELIGIBILITY)]
    found = [
        {
            (row.kind, row.subject_id)
            for row in db.session.query(CredentialBasis).filter_by(
                credential_id=credential_of(one).id
            )
        }
        for one in made
    ]
    assert found == [{("degree", 31)}, {("decision", 51), ("degree", 31), ("work", 32)}]


def test_a_verified_record_verifies_the_name_of_its_holder(app: Flask) -> None:
    lin = make_user()
    record = make_claim(lin, "degree", MASTER)
    assert find_verified_name(lin.id) is None
    look_up(record)
    assert find_verified_name(lin.id) == "林美华"
    entry = db.session.query(AuditEntry).filter_by(action="credentials.verify_name").one()
    assert "林美华" not in entry.detail
    assert (entry.subject, entry.subject_id) == ("user", lin.id)


@pytest.mark.parametrize(
    "ticks",
    [
        {**MATCH, "holder": Tick.UNSEEN},
        {**MATCH, "holder": Tick.MISMATCH},
        {name: tick for name, tick in MATCH.items() if name != "holder"},
        MISMATCH,
    ],
)
def test_a_name_that_was_not_found_is_not_verified(app: Flask, ticks: dict[str, Tick]) -> None:
    lin = make_user()
    look_up(make_claim(lin, "degree", MASTER), ticks)
    assert find_verified_name(lin.id) is None


def test_a_look_at_a_scan_verifies_no_name(app: Flask) -> None:
    lin = make_user()
    record = make_claim(lin, "degree", MASTER, "document")
    with committed():
        row = db.session.get_one(DegreeRecord, record)
        verification = record_of(row)
        names.keep_holder(row, verification, now=NOON)
    assert find_verified_name(lin.id) is None


def record_of(row: DegreeRecord) -> Any:
    """A match by a look at a document."""
    finding = Finding(method=Method.OFFICIAL_LOOKUP, ticks=MATCH)
    found = record_verification("degree", row, finding, verifier_id=make_verifier(), now=NOON)
    db.session.query(VerifiedName).delete()
    row.status = RecordStatus.DOCUMENT
    return found


def make_verifier() -> int:
    row = User(
        display_name="韩立",
        email="han@example.org",
        password_hash="-",
        created_at=NOON,
    )
    db.session.add(row)
    db.session.flush()
    return row.id


@pytest.mark.parametrize("name", ["", "  ", "\0", "x" * 61])
def test_a_name_that_is_none_is_refused(app: Flask, name: str) -> None:
    lin = make_user()
    with writing():
        with pytest.raises(names.NameUnreadable):
            names.keep_name(lin.id, name, actor_id=None, now=NOON)
        db.session.rollback()


def test_the_verified_name_is_sealed_exported_and_gone_when_its_person_leaves(app: Flask) -> None:
    lin = make_user()
    verify_name(lin, "林美华")
    verify_name(lin, "林美华")
    row = db.session.query(VerifiedName).one()
    assert row.name_sealed.startswith("aes256gcm.")
    assert [one["name"] for one in collect_data(lin.id)["verified_names"]] == ["林美华"]
    assert collect_data(make_user("王建国").id)["verified_names"] == []
    with committed():
        erase(lin.id)
    assert db.session.query(VerifiedName).count() == 0
