"""What the database keeps of waivers, rules of places and readings of the law, whoever writes."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.factories_accounts import make_user
from tests.factories_checks import make_changed, make_place_rule, make_waiver
from tests.factories_incubator import NOON, TODAY, make_agency, make_place, written
from tests.factories_staffing import enter_as
from trainingapp.audit.models import AuditEntry
from trainingapp.audit.words import SUBJECTS, subject_text
from trainingapp.extensions import db
from trainingapp.incubator.actions.place_rules import (
    end_place_rule,
    withdraw_place_rule,
)
from trainingapp.incubator.actions.waiving import end_waiver, note_reading
from trainingapp.incubator.models import BasisReading, PlaceRule, Waiver
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

PLACES = "/incubation/settings/places"
KEY = "min_full_time_staff"


def _refused(statement: str) -> bool:
    with writing():
        try:
            db.session.execute(text(statement))
            db.session.commit()
        except DBAPIError:
            db.session.rollback()
            return True
    return False


def _waiver() -> Waiver:
    return make_waiver(make_agency(), make_place().people["head"])


def _reading() -> BasisReading:
    reader = make_user(roles=[Role.ADMINISTRATOR])
    row = BasisReading(code="R09", read_on=TODAY, read_by_id=reader.id, entered_at=NOON)
    return written(row)  # type: ignore[no-any-return]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "change",
    [
        "agency_id = agency_id + 1",
        "code = 'R13'",
        "reason = 'other'",
        "document_id = document_id + 1",
        "starts_on = '2026-01-01'",
        "ends_on = '2027-12-31'",
        "given_by_id = given_by_id + 1",
        "given_at = given_at + 1",
    ],
)
def test_a_waiver_stays_as_it_was_given(app: Flask, change: str) -> None:
    _waiver()
    assert _refused(f"UPDATE compliance_waiver SET {change}")


@pytest.mark.both_databases
def test_a_waiver_is_ended_once_and_never_again(app: Flask) -> None:
    waiver = _waiver()
    with writing():
        end_waiver(waiver, person_id=waiver.given_by_id, now=NOON)
        db.session.commit()
    for change in ("ended_at = NULL", "ended_at = ended_at + 1", "ended_by_id = NULL"):
        assert _refused(f"UPDATE compliance_waiver SET {change}")


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "change",
    [
        "area = 'CN'",
        "key = 'soon_days'",
        "value = '9'",
        "document = 'another'",
        "article = '1'",
        "confidence = 'A'",
        "note = 'other'",
        "valid_from = '2020-01-01'",
        "entered_at = entered_at + 1",
        "entered_by_id = NULL, valid_from = '2020-01-01'",
    ],
)
def test_a_rule_of_a_place_stays_as_it_was_entered(app: Flask, change: str) -> None:
    make_place_rule("1301", KEY, "4")
    assert _refused(f"UPDATE place_rule SET {change}")


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("change", "is_refused"),
    [
        pytest.param("valid_to = NULL", True, id="opened again"),
        pytest.param("valid_to = '2026-12-02'", True, id="lengthened by a day"),
        pytest.param("valid_to = '2026-12-01'", False, id="the same day"),
        pytest.param("valid_to = '2026-11-30'", False, id="shortened by a day"),
        pytest.param("checked_on = '2026-11-30'", False, id="its document was read again"),
    ],
)
def test_an_ended_rule_of_a_place_only_ever_ends_earlier(
    app: Flask, change: str, is_refused: bool
) -> None:
    make_place_rule("1301", KEY, "4", valid_to=date(2026, 12, 1))
    assert _refused(f"UPDATE place_rule SET {change}") is is_refused


@pytest.mark.both_databases
def test_a_rule_that_was_taken_back_stays_so(app: Flask) -> None:
    row, person = make_place_rule("1301", KEY, "4"), make_user()
    with writing():
        withdraw_place_rule(row, person_id=person.id, now=NOON)
        db.session.commit()
    for change in ("withdrawn_at = NULL", "valid_to = '2026-11-30'", "withdrawn_by_id = NULL"):
        assert _refused(f"UPDATE place_rule SET {change}")


@pytest.mark.both_databases
@pytest.mark.parametrize("change", ["code = 'R13'", "read_on = '2020-01-01'", "note = 'other'"])
def test_a_reading_of_the_law_is_only_added(app: Flask, change: str) -> None:
    _reading()
    assert _refused(f"UPDATE basis_reading SET {change}")


@pytest.mark.parametrize(
    ("valid_to", "last_day", "is_ended"),
    [
        pytest.param(None, date(2026, 12, 31), True, id="without an end"),
        pytest.param(None, date(2026, 1, 1), True, id="on its first day"),
        pytest.param(None, date(2025, 12, 31), False, id="before its first day"),
        pytest.param(date(2026, 12, 31), date(2026, 12, 30), True, id="a day earlier"),
        pytest.param(date(2026, 12, 31), date(2026, 12, 31), True, id="the day it ends anyway"),
        pytest.param(date(2026, 12, 31), date(2027, 1, 1), False, id="a day later"),
    ],
)
def test_a_rule_ends_no_later_than_it_said(
    app: Flask, valid_to: date | None, last_day: date, is_ended: bool
) -> None:
    row, person = make_place_rule("1301", KEY, "4", valid_to=valid_to), make_user()
    with writing():
        assert end_place_rule(row, last_day, person_id=person.id, now=NOON) is is_ended
        db.session.commit()
    assert row.valid_to == (last_day if is_ended else valid_to)


def test_the_page_says_why_an_end_cannot_be_moved_on(client: FlaskClient) -> None:
    number = make_place_rule("13", KEY, "4", valid_to=date(2026, 12, 1)).id
    enter_as(client, make_user(roles=[Role.ADMINISTRATOR]))
    address = f"{PLACES}/{number}/end"
    page = client.post(address, data={"last_day": "2026-12-02"}, follow_redirects=True)
    assert "这一条已经在更早的日期截止" in page.text
    assert db.session.get_one(PlaceRule, number).valid_to == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("compliance_waiver", "暂予保留的不符合项"),
        ("basis_reading", "法规查阅记录"),
        ("place_rule", "地区参数"),
    ],
)
def test_the_log_names_what_was_written(app: Flask, subject: str, said: str) -> None:
    assert subject in SUBJECTS
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        assert subject_text(subject) == said


def test_a_reading_is_logged_with_its_check(app: Flask) -> None:
    reader = make_user(roles=[Role.ADMINISTRATOR])
    with writing():
        note_reading("R25", "条例第二十三条", person_id=reader.id, today=TODAY, now=NOON)
        db.session.commit()
    query = db.select(AuditEntry).where(AuditEntry.action == "incubator.read_basis")
    assert [one.subject for one in db.session.scalars(query)] == ["basis_reading"]


def test_a_changed_rule_of_a_place_is_another_row(app: Flask) -> None:
    first = make_place_rule("1301", KEY, "4")
    make_changed(first, valid_to=date(2026, 6, 30))
    make_place_rule("1301", KEY, "5", valid_from=date(2026, 7, 1))
    values = db.session.scalars(db.select(PlaceRule.value).order_by(PlaceRule.id)).all()
    assert values == ["4", "5"]
