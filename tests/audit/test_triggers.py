"""The database refuses to change the log, whatever the program says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from tests.audit.writing import write_entries
from trainingapp.extensions import db
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.both_databases

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def is_refused(statement: str) -> bool:
    with writing():
        try:
            db.session.execute(text(statement))
        except DatabaseError as refusal:
            return "append-only" in str(refusal)
        finally:
            db.session.rollback()
    return False


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'other' WHERE number = 2",
        "UPDATE audit_entry SET actor_id = NULL",
        "DELETE FROM audit_entry WHERE number = 2",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET number = 1",
    ],
)
def test_changing_the_log_is_refused(app: Flask, statement: str) -> None:
    write_entries(3)
    assert is_refused(statement)


def test_young_entries_stay_even_under_an_anchor(app: Flask) -> None:
    write_entries(2, at=datetime.now(UTC))
    with writing():
        db.session.execute(text("INSERT INTO audit_anchor (number, hash, at) VALUES (2, '', 0)"))
        db.session.commit()
    assert is_refused("DELETE FROM audit_entry WHERE number = 1")


def test_old_entries_go_only_under_an_anchor(app: Flask) -> None:
    write_entries(2, at=LONG_AGO)
    assert is_refused("DELETE FROM audit_entry WHERE number = 1")
    with writing():
        db.session.execute(text("INSERT INTO audit_anchor (number, hash, at) VALUES (1, '', 0)"))
        db.session.commit()
    assert not is_refused("DELETE FROM audit_entry WHERE number = 1")
    assert is_refused("DELETE FROM audit_entry WHERE number = 2")


def test_an_anchor_stays_as_it_is(app: Flask) -> None:
    write_entries(1, at=LONG_AGO)
    with writing():
        db.session.execute(text("INSERT INTO audit_anchor (number, hash, at) VALUES (1, '', 0)"))
        db.session.commit()
    assert is_refused("UPDATE audit_anchor SET number = 2")
    assert is_refused("DELETE FROM audit_anchor")


def test_postgresql_refuses_to_truncate(app: Flask, database: str) -> None:
    if database == "postgresql":
        write_entries(1)
        assert is_refused("TRUNCATE audit_entry")
