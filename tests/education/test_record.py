"""Somebody's own record: the page, the statement to print, the workbook; nobody else's rows."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import insert

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON
from tests.factories_education import entries_of, make_entry, make_officer, provider_plan
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.education import sheets
from trainingapp.education.actions import ledger as actions
from trainingapp.education.models import CeEntry
from trainingapp.extensions import db
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def correct(user: User, entry: int, minutes: int, reason: str = "签到记录有误") -> None:
    with writing():
        actions.correct_entry(
            user.id, entry, minutes=minutes, reason=reason, actor_id=make_officer().id, now=NOON
        )
        db.session.commit()
        db.session.remove()


def test_an_empty_record_says_how_to_earn(client: FlaskClient) -> None:
    sign_in(client, make_user())
    page = client.get("/education", headers=EN).text
    assert "No continuing education yet" in page
    assert 'href="/courses"' in page
    assert "record.xlsx" not in page


def test_the_record_shows_rows_sums_and_hours(client: FlaskClient) -> None:
    lin = make_user()
    make_entry(lin, 60, title={"zh": "督导方法培训", "en": "Supervision"})
    make_entry(lin, 30, earned_on=date(2025, 5, 1))
    sign_in(client, lin)
    page = client.get("/education", headers=EN).text
    assert "Supervision" in page
    assert "about 1.5 hours" in page
    assert "about 1.0 hours" in page
    assert "滨社工〔2026〕演示2号" in page
    assert "Document not verified" in page
    assert "?year=2025" in page
    assert "Each province decides" in page


def test_a_correction_is_shown_with_its_reason(client: FlaskClient) -> None:
    lin = make_user()
    correct(lin, make_entry(lin, 60), -20)
    sign_in(client, lin)
    page = client.get("/education", headers=EN).text
    assert "签到记录有误" in page
    assert "-20" in page
    assert "row 1" in page


def test_who_lost_everything_sees_that_nothing_is_left(client: FlaskClient) -> None:
    lin = make_user()
    correct(lin, make_entry(lin, 60), -60)
    sign_in(client, lin)
    assert "Nothing is left of what was earned." in client.get("/education", headers=EN).text


def test_nobody_sees_the_rows_of_others(client: FlaskClient) -> None:
    make_entry(make_user("王建国"), 77, title={"zh": "王建国的培训"})
    sign_in(client, make_user())
    for address in ("/education", "/education/statement"):
        assert "王建国的培训" not in client.get(address).text
    rows = sheet(client.get("/education/record.xlsx").data)
    assert len(rows) == 1


@pytest.mark.parametrize("address", ["", "/statement", "/record.xlsx", "/standards"])
def test_who_is_signed_out_is_asked_to_sign_in(client: FlaskClient, address: str) -> None:
    answer = client.get(f"/education{address}")
    assert answer.status_code == 302
    assert "/accounts/sign-in" in answer.headers["Location"]


def test_a_statement_says_what_it_is_not_and_names_the_person(client: FlaskClient) -> None:
    lin = make_user("林美华")
    make_entry(lin, 60)
    sign_in(client, lin)
    chinese = client.get("/education/statement").text
    assert "本平台记录，非官方继续教育证书。" in chinese
    assert "林美华" in chinese
    assert "证书编号" not in chinese
    page = client.get("/education/statement", headers=EN).text
    assert "60 minutes" in page
    assert entries_of(lin)[0].hash[:16] in page


@pytest.mark.parametrize(
    ("year", "shown"),
    [
        ("2025", ["旧培训"]),
        ("2026", ["新培训"]),
        ("x", ["旧培训", "新培训"]),
        ("99999", ["旧培训", "新培训"]),
    ],
)
def test_a_statement_is_of_a_year_or_of_everything(
    client: FlaskClient, year: str, shown: list[str]
) -> None:
    lin = make_user()
    make_entry(lin, 10, title={"zh": "旧培训"}, earned_on=date(2025, 12, 31))
    make_entry(lin, 20, title={"zh": "新培训"}, earned_on=date(2026, 1, 1))
    sign_in(client, lin)
    page = client.get(f"/education/statement?year={year}").text
    assert [name for name in ("旧培训", "新培训") if name in page] == shown


def test_a_statement_of_a_broken_chain_says_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin = make_user()
    make_entry(lin)
    monkeypatch.setattr("trainingapp.education.queries.ledger.entry_hash", lambda _entry: "x")
    sign_in(client, lin)
    page = client.get("/education/statement", headers=EN).text
    assert "does not hold at row 1" in page


def sheet(body: bytes, name: int = 0) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(name).to_python()


def test_the_workbook_holds_every_row_and_says_what_it_is(client: FlaskClient) -> None:
    lin = make_user("林美华")
    correct(lin, make_entry(lin, 60), -20)
    sign_in(client, lin)
    answer = client.get("/education/record.xlsx")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "continuing-education-2026-11-22.xlsx" in answer.headers["Content-Disposition"]
    rows = sheet(answer.data)
    assert [row[5] for row in rows[1:]] == [60, -20]
    about = [row[0] for row in sheet(answer.data, 1)]
    assert about[0] == "林美华"
    assert "本平台记录，非官方继续教育证书。" in about


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "http://example.org"])
def test_no_cell_is_a_formula_or_a_link(client: FlaskClient, text: str) -> None:
    lin = make_user(text[:60])
    correct(lin, make_entry(lin, 60, title={"zh": text}, provider=text), -1, text)
    with client.application.test_request_context():
        rows = sheet(sheets.write_record(text, entries_of(lin)))
    assert [rows[1][2], rows[1][4]] == [text, text]
    assert text in {row[6] for row in rows}


def test_a_long_record_pages_with_as_many_statements_as_a_short_one(client: FlaskClient) -> None:
    lin = make_user()
    make_entry(lin)
    sign_in(client, lin)
    few = count_statements(client, "/education")
    [first] = entries_of(lin)
    values = {c.name: getattr(first, c.name) for c in CeEntry.__table__.columns if c.name != "id"}
    rows = [
        {**values, "number": number, "title": {"zh": f"第{number}次"}} for number in range(2, 200)
    ]
    with writing():
        db.session.execute(insert(CeEntry), rows)
        db.session.commit()
        db.session.remove()
    assert count_statements(client, "/education") == few
    page = client.get("/education?page=2", headers=EN).text
    assert "Page 2 of 7" in page
    assert "第169次" in page


def test_markup_in_titles_and_reasons_stays_text(client: FlaskClient) -> None:
    lin = make_user()
    bad = "<script>alert(1)</script>"
    correct(lin, make_entry(lin, 60, title={"zh": bad}, provider=bad), -1, bad)
    sign_in(client, lin)
    for address in ("/education", "/education/statement"):
        assert bad not in client.get(address).text


def test_a_provider_plan_of_tests_is_clearly_invented() -> None:
    assert "演示" in provider_plan().name
