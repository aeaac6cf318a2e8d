"""No column of the log can be changed unseen, and pages that read a changed log still open."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import BigInteger, Integer, text
from sqlalchemy.exc import DBAPIError

from tests.audit.tampering import behind_the_triggers, tamper
from tests.audit.writing import NOON, all_entries, write_entries
from tests.factories_accounts import make_user, sign_in
from tests.statements import count_statements
from trainingapp.audit.actions import record
from trainingapp.audit.chain import entry_hash
from trainingapp.audit.commands import audit as audit_commands
from trainingapp.audit.models import AuditEntry
from trainingapp.audit.queries import FaultKind, verify_chain
from trainingapp.extensions import Instant, db
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

COLUMNS = [column.name for column in AuditEntry.__table__.columns]
EN = {"Accept-Language": "en"}


def is_number(column: str) -> bool:
    kind = AuditEntry.__table__.columns[column].type
    return isinstance(kind, Integer | BigInteger | Instant)


def other_value(column: str) -> str:
    if column == "number":
        return "number + 100"
    if is_number(column):
        return f"coalesce({column}, 0) + 1"
    return f"CASE {column} WHEN '' THEN 'x' ELSE substr({column}, 2) END"


@pytest.mark.both_databases
@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_column_is_found(app: Flask, column: str) -> None:
    write_entries(5)
    tamper(f"UPDATE audit_entry SET {column} = {other_value(column)} WHERE number = 3")
    found = verify_chain()
    kind = {"number": FaultKind.MISSING, "previous": FaultKind.DETACHED}
    assert found.fault is not None
    assert (found.fault.kind, found.fault.number) == (kind.get(column, FaultKind.CHANGED), 3)
    assert found.checked == 2


@pytest.mark.both_databases
@pytest.mark.parametrize("at", [10**15, -(10**15)])
def test_a_time_that_no_calendar_has_is_found(app: Flask, at: int) -> None:
    write_entries(5)
    tamper(f"UPDATE audit_entry SET at = {at} WHERE number = 3")
    found = verify_chain()
    assert found.fault is not None
    assert (found.fault.kind, found.fault.number) == (FaultKind.CHANGED, 3)


@pytest.mark.both_databases
@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_can_be_changed_through_the_database_as_it_is_used(
    app: Flask, column: str
) -> None:
    write_entries(2)
    change = text(f"UPDATE audit_entry SET {column} = {other_value(column)} WHERE number = 1")
    with writing(), pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(change)
    db.session.rollback()
    assert verify_chain().fault is None


@pytest.mark.parametrize("column", [c for c in COLUMNS if c not in {"number", "hash", "previous"}])
def test_emptying_a_column_is_found(app: Flask, column: str) -> None:
    with writing():
        record("a.b", actor_id=7, subject="x", subject_id=5, detail={"a": 1}, now=NOON)
        db.session.commit()
    db.session.remove()
    tamper(f"UPDATE audit_entry SET request_id = 'r', ip = 'i', {column} = {column}")
    empty = "0" if is_number(column) else "''"
    tamper(f"UPDATE audit_entry SET {column} = {empty}")
    assert verify_chain().fault is not None


@pytest.mark.both_databases
def test_two_entries_that_change_places_are_found(app: Flask) -> None:
    write_entries(4)
    with behind_the_triggers():
        for change in ("number = 99 WHERE number = 2", "number = 2 WHERE number = 3"):
            db.session.execute(text(f"UPDATE audit_entry SET {change}"))
        db.session.execute(text("UPDATE audit_entry SET number = 3 WHERE number = 99"))
    found = verify_chain().fault
    assert found is not None
    assert (found.kind, found.number) == (FaultKind.DETACHED, 2)


def forge(number: int) -> None:
    """Change an entry and give it, and all after it, fitting hashes, as somebody with time would."""
    entries = all_entries()
    with behind_the_triggers():
        previous = entries[number - 2].hash
        for entry in entries[number - 1 :]:
            if entry.number == number:
                entry.action = "forged.act"
            entry.previous = previous
            previous = entry.hash = entry_hash(entry)
            db.session.execute(
                text(
                    "UPDATE audit_entry SET action = :action, previous = :previous, hash = :hash"
                    " WHERE number = :number"
                ),
                {
                    "action": entry.action,
                    "previous": entry.previous,
                    "hash": entry.hash,
                    "number": entry.number,
                },
            )
        db.session.execute(text("UPDATE audit_head SET hash = :hash"), {"hash": previous})


@pytest.mark.both_databases
def test_a_chain_forged_to_its_end_is_found_by_a_hash_noted_elsewhere(app: Flask) -> None:
    write_entries(5)
    noted = all_entries()[-1].hash
    forge(3)
    assert verify_chain().fault is None  # nothing inside can tell; that is why a hash is noted
    runner = app.test_cli_runner()
    assert runner.invoke(audit_commands, ["verify"]).exit_code == 0
    told = runner.invoke(audit_commands, ["verify", "--expect", noted])
    assert told.exit_code == 1
    assert noted in told.output


def insert_copy(number: int, of: int) -> Callable[[], None]:
    columns = [name for name in COLUMNS if name != "number"]
    listed = ", ".join(columns)

    def act() -> None:
        tamper(
            f"INSERT INTO audit_entry (number, {listed}) "
            f"SELECT {number}, {listed} FROM audit_entry WHERE number = {of}"
        )

    return act


@pytest.mark.both_databases
@pytest.mark.parametrize("of", [1, 5])
def test_an_entry_added_behind_the_sites_back_is_found(app: Flask, of: int) -> None:
    write_entries(5)
    insert_copy(6, of)()
    found = verify_chain().fault
    assert found is not None
    assert (found.kind, found.number) == (FaultKind.DETACHED, 6)


def test_the_log_goes_on_after_tampering_and_the_fault_stays_seen(app: Flask) -> None:
    write_entries(3)
    tamper("UPDATE audit_entry SET ip = 'x' WHERE number = 2")
    write_entries(2)
    found = verify_chain().fault
    assert found is not None
    assert (found.kind, found.number, len(all_entries())) == (FaultKind.CHANGED, 2, 5)


@pytest.fixture
def auditor(app: Flask, client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_user("许诚", roles=[Role.AUDITOR]))


@pytest.mark.parametrize(
    "detail", ["", "not json", "[]", "7", '"text"', "null", "{", '{"a": {"b": [1]}}', "\u0000x"]
)
def test_an_entry_whose_detail_was_changed_can_be_looked_at(
    auditor: FlaskClient, detail: str
) -> None:
    write_entries(1)
    number = all_entries()[-1].number
    with behind_the_triggers():
        db.session.execute(
            text("UPDATE audit_entry SET detail = :detail WHERE number = :number"),
            {"detail": detail, "number": number},
        )
    answer = auditor.get(f"/audit/entries/{number}", headers=EN)
    assert answer.status_code == 200
    assert "was changed after it was written" in answer.text
    assert auditor.get("/audit/verification", headers=EN).status_code == 200
    assert auditor.get("/audit/entries").status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("since=9999-12-31", 200),
        ("until=9999-12-31", 200),
        ("since=0001-01-01", 200),
        ("until=0001-01-01", 200),
        ("since=2026-05-24&until=2026-05-23", 200),
        ("since=2026-02-30", 422),
        ("since=26-5-1", 200),
        ("subject_id=-1", 422),
        ("subject_id=2147483648", 422),
        ("subject_id=x", 422),
        ("actor=" + "x" * 81, 422),
        ("actor=999999999999", 200),
        ("actor=-1", 200),
        ("action=no.such", 200),
        ("subject=" + "x" * 500, 200),
        ("since=", 200),
        ("unknown=1", 200),
        ("action=a&action=b", 200),
    ],
)
def test_no_filter_fails_at_its_bounds(auditor: FlaskClient, query: str, status: int) -> None:
    found = auditor.get(f"/audit/entries?{query}").status_code
    assert found == status or (query == "since=26-5-1" and found == 422)
    data = dict(part.split("=", 1) for part in query.split("&"))
    assert auditor.post("/audit/exports", data=data).status_code in {200, 422}


def test_the_last_day_of_all_shuts_nothing_out(auditor: FlaskClient) -> None:
    write_entries(1)
    page = auditor.get("/audit/entries?until=9999-12-31&action=test.act").text
    assert "test.act" in page.split("<tbody", 1)[1]


def test_the_name_somebody_was_looked_for_by_is_not_kept_for_good(auditor: FlaskClient) -> None:
    auditor.post("/audit/exports", data={"actor": "林美华", "subject": "user"})
    auditor.post("/audit/exports", data={"actor": "17"})
    details = [entry.detail for entry in all_entries() if entry.action == "audit.export"]
    assert details == ['{"actor":"by name","subject":"user"}', '{"actor":"17"}']


def test_the_workbook_and_the_page_show_the_same_entries(auditor: FlaskClient) -> None:
    write_entries(3)
    write_entries(2, action="other.act", at=NOON + timedelta(days=1))
    data = {"action": "test.act"}
    body = auditor.post("/audit/exports", data=data).data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    numbers = [int(float(str(row[0]))) for row in rows[1:]]
    assert numbers == [e.number for e in reversed(all_entries()) if e.action == "test.act"]
    hashes = [row[-1] for row in rows[1:]]
    assert hashes == [e.hash for e in reversed(all_entries()) if e.action == "test.act"]


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "http://evil.example", "\x07"])
def test_nothing_in_the_workbook_runs(auditor: FlaskClient, value: str) -> None:
    with writing():
        record("a.b", actor_id=None, subject="x", detail={"v": value}, now=NOON)
        db.session.commit()
    body = auditor.post("/audit/exports", data={"action": "a.b"}).data
    (row,) = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()[1:]
    assert str(row[8]).startswith('{"v":')


def test_a_longer_log_takes_no_more_statements(auditor: FlaskClient) -> None:
    write_entries(2)
    few = count_statements(auditor, "/audit/entries?action=test.act")
    people = [make_user().id for _ in range(18)]
    for person in people:
        with writing():
            record("test.act", actor_id=person, subject="x", now=NOON)
            db.session.commit()
    assert count_statements(auditor, "/audit/entries?action=test.act") == few
