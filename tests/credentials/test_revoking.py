"""Ending a credential: one bit, one event, one line of the log, and no other credential is touched."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.factories_accounts import make_user
from tests.factories_courses import NOON
from tests.factories_credentials import FACTS, credential_of, end_credential, make_credential
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials.actions import revoking
from trainingapp.credentials.kinds import CourseFacts
from trainingapp.credentials.models.verifiable import CredentialState, StatusList
from trainingapp.credentials.queries.verifiable import get_list, state_on
from trainingapp.credentials.signing.status import has_bit
from trainingapp.credentials.signing.verifying import verify
from trainingapp.extensions import db
from trainingapp.web.transactions import writing

HOUR = timedelta(hours=1)


def set_bits() -> list[int]:
    """The bits that are set in the first list."""
    db.session.remove()
    bits = get_list("revocation", 1).bits
    return [index for index in range(len(bits) * 8) if bits[index // 8] and has_bit(bits, index)]


def list_version() -> int:
    db.session.remove()
    return db.session.query(StatusList).one().version


@pytest.mark.both_databases
def test_a_revocation_sets_the_bit_of_its_credential_and_no_other(app: Flask) -> None:
    first, other = make_credential(), make_credential(make_user("王建国"))
    assert set_bits() == []
    end_credential(first)
    assert set_bits() == [credential_of(first).status_index]
    assert verify(credential_of(other).document, now=NOON).is_valid


def test_a_correction_sets_the_bit_of_what_it_replaces(app: Flask) -> None:
    lin = make_user()
    old = make_credential(lin)
    make_credential(lin, CourseFacts(FACTS.course_id, "另一个名称", FACTS.completed_on))
    assert set_bits() == [credential_of(old).status_index]


def test_the_list_counts_its_changes_and_not_its_places(app: Flask) -> None:
    first, second = make_credential(), make_credential(make_user("王建国"))
    assert list_version() == 0
    end_credential(first)
    end_credential(second)
    assert list_version() == 2
    assert db.session.query(StatusList).one().taken == 2


def test_a_refused_second_revocation_changes_neither_list_nor_reason(app: Flask) -> None:
    public_id = make_credential()
    end_credential(public_id, reason="录入有误")
    with pytest.raises(revoking.CredentialEnded):
        end_credential(public_id, reason="另一个原因", now=NOON + HOUR)
    assert list_version() == 1
    row = credential_of(public_id)
    assert row.ended_at == NOON
    assert [event.reason for event in row.events] == ["", "录入有误"]


def test_what_was_replaced_cannot_be_revoked_any_more(app: Flask) -> None:
    lin = make_user()
    old = make_credential(lin)
    make_credential(lin, CourseFacts(FACTS.course_id, "另一个名称", FACTS.completed_on))
    with pytest.raises(revoking.CredentialEnded):
        end_credential(old)
    assert credential_of(old).state == CredentialState.SUPERSEDED


def test_a_correction_that_was_revoked_leaves_the_one_before_replaced(app: Flask) -> None:
    lin = make_user()
    old = make_credential(lin)
    new = make_credential(lin, CourseFacts(FACTS.course_id, "另一个名称", FACTS.completed_on))
    end_credential(new)
    assert [credential_of(one).state for one in (old, new)] == ["superseded", "revoked"]
    assert len(set_bits()) == 2


def test_the_event_and_the_log_name_who_revoked(app: Flask) -> None:
    public_id, officer = make_credential(), make_user("韩立")
    with writing():
        revoking.revoke(credential_of(public_id), reason="有误", actor_id=officer.id, now=NOON)
        db.session.commit()
        db.session.remove()
    event = credential_of(public_id).events[-1]
    assert (event.act, event.actor_id, event.at) == ("revoked", officer.id, NOON)
    entry = db.session.query(AuditEntry).filter_by(action="credentials.revoke").one()
    assert entry.actor_id == officer.id
    assert entry.subject_id == credential_of(public_id).id


@pytest.mark.both_databases
def test_what_is_rolled_back_was_never_revoked(app: Flask) -> None:
    public_id = make_credential()
    with writing():
        revoking.revoke(credential_of(public_id), reason="有误", actor_id=None, now=NOON)
        db.session.rollback()
    assert credential_of(public_id).state == CredentialState.ISSUED
    assert set_bits() == []


def test_a_state_of_a_day_is_the_one_at_its_end_in_shanghai(app: Flask) -> None:
    public_id = make_credential()
    evening = NOON.replace(hour=15, minute=59)  # 23:59 in Shanghai
    end_credential(public_id, now=evening + timedelta(minutes=1))  # midnight: the next day
    row, day = credential_of(public_id), NOON.date()
    later = NOON + timedelta(days=3)
    assert state_on(row, day - timedelta(days=1), now=later) is None
    assert state_on(row, day, now=later) == CredentialState.ISSUED
    assert state_on(row, day + timedelta(days=1), now=later) == CredentialState.REVOKED
