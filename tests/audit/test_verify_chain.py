"""Whatever was changed behind the site's back shows, with the number of the entry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.audit.tampering import tamper
from tests.audit.writing import all_entries, write_entries
from trainingapp.audit.actions import remove_expired
from trainingapp.audit.queries import Fault, FaultKind, has_hash, verify_chain
from trainingapp.extensions import db
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.both_databases

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def test_an_empty_log_is_unbroken(app: Flask) -> None:
    found = verify_chain()
    assert (found.checked, found.number, found.hash, found.fault) == (0, 0, "", None)


def test_an_untouched_log_is_unbroken_and_names_its_head(app: Flask) -> None:
    write_entries(4)
    found = verify_chain()
    assert found.fault is None
    assert (found.checked, found.number) == (4, 4)
    assert found.hash == all_entries()[-1].hash
    assert has_hash(found.hash)
    assert not has_hash("0" * 64)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE audit_entry SET actor_id = 9 WHERE number = 2", Fault(FaultKind.CHANGED, 2)),
        ("UPDATE audit_entry SET at = at - 1 WHERE number = 1", Fault(FaultKind.CHANGED, 1)),
        ("UPDATE audit_entry SET detail = '{}  ' WHERE number = 3", Fault(FaultKind.CHANGED, 3)),
        ("UPDATE audit_entry SET ip = '10.0.0.1' WHERE number = 4", Fault(FaultKind.CHANGED, 4)),
        ("UPDATE audit_entry SET previous = 'x' WHERE number = 3", Fault(FaultKind.DETACHED, 3)),
        ("DELETE FROM audit_entry WHERE number = 1", Fault(FaultKind.MISSING, 1)),
        ("DELETE FROM audit_entry WHERE number = 3", Fault(FaultKind.MISSING, 3)),
        ("DELETE FROM audit_entry WHERE number >= 3", Fault(FaultKind.MISSING, 3)),
        ("DELETE FROM audit_entry", Fault(FaultKind.MISSING, 1)),
        ("DELETE FROM audit_head", Fault(FaultKind.HEADLESS, 4)),
        ("UPDATE audit_head SET hash = 'x'", Fault(FaultKind.HEADLESS, 4)),
        ("UPDATE audit_head SET number = 2", Fault(FaultKind.HEADLESS, 4)),
    ],
)
def test_every_kind_of_tampering_is_found(app: Flask, statement: str, fault: Fault) -> None:
    write_entries(4)
    tamper(statement)
    assert verify_chain().fault == fault


def test_the_chain_holds_after_old_entries_were_removed(app: Flask) -> None:
    write_entries(3, at=LONG_AGO)
    write_entries(2, at=LONG_AGO + timedelta(days=900))
    with writing():
        assert remove_expired(keep_months=12, now=LONG_AGO + timedelta(days=1000)) == 3
        db.session.commit()
    found = verify_chain()
    assert found.fault is None
    # Two that stay, and the entry that tells of the removal.
    assert [entry.number for entry in all_entries()] == [4, 5, 6]
    tamper("UPDATE audit_anchor SET hash = 'x'")
    assert verify_chain().fault == Fault(FaultKind.DETACHED, 4)


def test_nothing_is_removed_before_its_time_whatever_is_asked(app: Flask) -> None:
    write_entries(2, at=LONG_AGO)
    with writing():
        assert remove_expired(keep_months=1, now=LONG_AGO + timedelta(days=366)) == 0
        assert remove_expired(keep_months=24, now=LONG_AGO + timedelta(days=740)) == 0
        db.session.commit()
    assert len(all_entries()) == 2


def test_a_log_that_is_old_as_a_whole_leaves_its_anchor(app: Flask) -> None:
    write_entries(2, at=LONG_AGO)
    for _ in range(2):
        with writing():
            remove_expired(keep_months=12, now=LONG_AGO + timedelta(days=400))
            db.session.commit()
    assert [entry.action for entry in all_entries()] == ["audit.remove_expired"]
    assert verify_chain().fault is None
