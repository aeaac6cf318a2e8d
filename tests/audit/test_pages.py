"""The auditor's pages and command."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from tests.audit.tampering import tamper
from tests.audit.writing import NOON, all_entries, write_entries
from tests.factories_accounts import make_user, sign_in
from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing


@pytest.fixture
def auditor(app: Flask, client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_user("许诚", roles=[Role.AUDITOR]))


def write(action: str, *, actor_id: int | None = None, at: datetime = NOON) -> None:
    with writing():
        record(action, actor_id=actor_id, subject="sitting", subject_id=5, now=at)
        db.session.commit()
    db.session.remove()


def is_listed(page: str, word: str) -> bool:
    """Whether a cell of the list says so; the filter's choices name every act."""
    return re.search(rf">\s*{re.escape(word)}\s*</td>", page) is not None


def test_the_log_shows_who_did_what(auditor: FlaskClient) -> None:
    zhou_id = make_user("周敏", roles=[Role.EXAM_OFFICER]).id
    write("exams.pause_attempt", actor_id=zhou_id)
    write("exams.collect_attempt")
    page = auditor.get("/audit/entries").text
    assert "周敏" in page
    assert is_listed(page, "暂停作答")
    assert "系统" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("action=exams.pause_attempt", {"暂停作答"}),
        ("action=exams.pause", set()),
        ("action=%25", set()),
        ("subject=sitting", {"暂停作答", "恢复作答"}),
        ("subject=sitting&subject_id=6", set()),
        ("actor=周敏", {"暂停作答"}),
        ("actor=nobody", set()),
        ("since=2026-05-24", {"恢复作答"}),
        ("until=2026-05-23", {"暂停作答"}),
        ("since=2026-05-23&until=2026-05-24&subject=sitting", {"暂停作答", "恢复作答"}),
    ],
)
def test_filters_narrow_the_log(auditor: FlaskClient, query: str, shown: set[str]) -> None:
    zhou_id = make_user("周敏", roles=[Role.EXAM_OFFICER]).id
    write("exams.pause_attempt", actor_id=zhou_id)
    # Half past midnight in Shanghai is still the day before in UTC.
    write("exams.resume_attempt", at=datetime(2026, 5, 23, 16, 30, tzinfo=UTC))
    page = auditor.get(f"/audit/entries?{query}").text
    assert {word for word in ("暂停作答", "恢复作答") if is_listed(page, word)} == shown


def test_a_filter_that_cannot_be_read_is_said_beside_the_field(auditor: FlaskClient) -> None:
    answer = auditor.get("/audit/entries?since=yesterday&action=exams.add_time")
    assert answer.status_code == 422
    assert 'value="yesterday"' in answer.text
    assert 'selected value="exams.add_time"' in answer.text


def test_a_person_is_found_by_number(auditor: FlaskClient) -> None:
    write("exams.pause_attempt", actor_id=987654)
    write("exams.resume_attempt", actor_id=987653)
    page = auditor.get("/audit/entries?actor=987654").text
    assert is_listed(page, "暂停作答")
    assert not is_listed(page, "恢复作答")


def test_the_log_is_paged(auditor: FlaskClient) -> None:
    write_entries(70)
    assert "page=2" in auditor.get("/audit/entries?action=test.act").text
    last = auditor.get("/audit/entries?action=test.act&page=99")
    assert last.status_code == 200
    assert "test.act" in last.text


def test_an_entry_shows_its_detail_and_that_it_is_intact(auditor: FlaskClient) -> None:
    with writing():
        record("a.b", actor_id=None, subject="x", detail={"reason": "<b>火灾</b>"}, now=NOON)
        db.session.commit()
    entry = next(e for e in all_entries() if e.action == "a.b")
    page = auditor.get(f"/audit/entries/{entry.number}").text
    assert "&lt;b&gt;火灾&lt;/b&gt;" in page
    assert entry.hash in page
    assert "这条记录与写入时一致" in page
    tamper(f"UPDATE audit_entry SET action = 'c.d' WHERE number = {entry.number}")
    assert "被改动过" in auditor.get(f"/audit/entries/{entry.number}").text


def test_an_entry_that_is_not_there_is_a_404(auditor: FlaskClient) -> None:
    assert auditor.get("/audit/entries/99999").status_code == 404


def test_the_workbook_holds_the_filtered_entries_and_taking_it_is_noted(
    auditor: FlaskClient,
) -> None:
    write("=HYPERLINK(1)")
    write("exams.pause_attempt")
    answer = auditor.post("/audit/exports", data={"action": "=HYPERLINK(1)"})
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["编号", "时间", "人员编号"]
    assert [row[5] for row in rows[1:]] == ["=HYPERLINK(1)"]
    last = all_entries()[-1]
    assert (last.action, last.detail) == ("audit.export", '{"action":"=HYPERLINK(1)"}')


def test_a_workbook_by_a_filter_that_cannot_be_read_is_refused(auditor: FlaskClient) -> None:
    answer = auditor.post("/audit/exports", data={"since": "yesterday"})
    assert answer.status_code == 422
    assert 'value="yesterday"' in answer.text


def test_the_proof_page_says_whether_the_chain_holds(auditor: FlaskClient) -> None:
    write_entries(3)
    assert "没有改动，也没有缺失" in auditor.get("/audit/verification").text
    tamper("UPDATE audit_entry SET actor_id = 1 WHERE action = 'test.act'")
    assert "被改动过" in auditor.get("/audit/verification").text


def test_pages_speak_english_too(auditor: FlaskClient) -> None:
    auditor.set_cookie("display", "en.auto.off")
    assert "Audit log" in auditor.get("/audit/entries").text


def test_an_entry_carries_request_and_address(client: FlaskClient, app: Flask) -> None:
    admin = sign_in(client, make_user("许诚", roles=[Role.AUDITOR]))
    admin.post("/audit/exports", headers={"X-Request-ID": "request-12345"})
    entry = all_entries()[-1]
    assert (entry.request_id, entry.ip) == ("request-12345", "127.0.0.1")
