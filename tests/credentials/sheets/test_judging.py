"""Sheets as a whole: rows come out of the sealed text as they went in, findings are told in order, files stay plain."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from tests.factories_accounts import make_user, sign_in
from tests.factories_graduates import make_loaded, make_office
from tests.graduates import TODAY, make_book, make_graduate, wrong_rows
from trainingapp.credentials.batch_words import tell_column, tell_finding, tell_weight
from trainingapp.credentials.sheets.judging import (
    Judged,
    entry,
    judge_sheet,
    pack,
    read_entry,
    unpack,
)
from trainingapp.credentials.sheets.reading import read_sheet
from trainingapp.credentials.sheets.writing import write_findings
from trainingapp.extensions import limiter
from trainingapp.rules.graduates import Finding


def judge(*rows: dict[str, Any]) -> Judged:
    return judge_sheet(read_sheet(make_book(rows), "g.xlsx"), today=TODAY)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"id_number": "", "student_number": "", "major_code": "", "catalogue": ""},
        {"degree_on": "", "degree_number": ""},
        {"ended_on": "", "graduation_number": ""},
        {"conclusion": "结业", "degree_on": "", "degree_number": ""},
        {"level": "博士", "major_code": "", "mode": "非全日制"},
        {"name": "𠮷镕䶮"},
    ],
)
def test_a_sound_row_is_the_same_after_it_was_packed(app: Flask, changes: dict[str, Any]) -> None:
    sound = judge(make_graduate(1, **changes)).sound
    assert list(sound) == [2]
    assert unpack(pack(sound)) == sound


def test_a_finding_is_the_same_after_it_was_stored() -> None:
    for found in (Finding("name", "name_odd"), Finding("", "x", {"row": 3}, is_error=False)):
        stored = json.loads(json.dumps(entry(7, found)))
        assert read_entry(stored) == (7, found)


def test_findings_go_by_rows_and_headings_that_are_not_read_come_first(app: Flask) -> None:
    judged = judge(make_graduate(1), *wrong_rows(10).values())
    entries = judged.entries([(1, "备注")])
    assert entries[0] == [1, "", "unknown_column", {"heading": "备注"}, False]
    rows = [stored[0] for stored in entries]
    assert rows == sorted(rows)


def test_a_row_that_is_refused_later_is_sound_no_more(app: Flask) -> None:
    judged = judge(make_graduate(1), make_graduate(2))
    judged.refuse({3: [Finding("name", "person_loaded_as")]})
    assert list(judged.sound) == [2]
    assert [found.code for found in judged.findings[3]] == ["person_loaded_as"]


def test_what_fills_a_sentence_stands_in_it(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        told = tell_finding(Finding("id_number", "id_length", {"length": 15}))
        assert "18 位" in told
        assert "15 位" in told
        assert tell_column(Finding("id_number", "id_length")) == "身份证号码"
        assert tell_column(Finding("", "unknown_column")) == ""


@pytest.mark.parametrize(
    ("finding", "tone"),
    [
        (Finding("name", "name_odd"), "danger"),
        (Finding("name", "id_missing", is_error=False), "warning"),
        (Finding("name", "kept_claimed"), "neutral"),
    ],
)
def test_errors_notes_and_what_stays_are_told_apart(
    app: Flask, finding: Finding, tone: str
) -> None:
    with app.test_request_context():
        assert tell_weight(finding)[1] == tone


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+1", "http://example.org", "{=1}"])
def test_a_downloaded_finding_is_text_whatever_it_begins_with(app: Flask, text: str) -> None:
    data = write_findings("问题", ("行", "列", "程度", "问题"), [(2, text, text, text)])
    lines = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert lines[1] == [2.0, text, text, text]
    assert b"<f>" not in data


def test_looking_up_numbers_is_limited_for_each_person(app: Flask, client: FlaskClient) -> None:
    make_loaded(make_office(), 1)
    guesser, other = make_user("张三"), make_user("李四")
    sign_in(client, guesser)
    limiter.enabled = True
    try:
        answers = [
            client.post(
                "/eligibility/offers", data={"name": "林", "number": f"10335{number:013d}"}
            ).status_code
            for number in range(22)
        ]
        sign_in(client, other)
        fresh = client.post("/eligibility/offers", data={"name": "林", "number": "10335"})
    finally:
        limiter.enabled = False
    assert answers[:20] == [422] * 20
    assert set(answers[20:]) == {429}
    assert fresh.status_code == 422
