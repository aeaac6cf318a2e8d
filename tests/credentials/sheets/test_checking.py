"""The dry run of a registrar's sheet: what is found row by row, held against what is loaded; nothing is written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from tests.factories_accounts import make_user
from tests.factories_courses import NOON
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
from tests.factories_teaching import committed
from tests.graduates import NOTES, WRONG, formula, make_graduate, wrong_rows
from trainingapp.accounts.erasure import erase
from trainingapp.credentials.actions.batches import (
    BatchSettled,
    drop_batch,
    forget_waiting,
    open_rows,
)
from trainingapp.credentials.batch_words import SENTENCES
from trainingapp.credentials.models.batches import DegreeBatch
from trainingapp.credentials.queries.batches import lock_batch
from trainingapp.extensions import db


@pytest.fixture
def office(app: Flask) -> Office:
    return make_office()


def test_every_kind_of_error_is_found_in_its_row_and_column(office: Office) -> None:
    rows = wrong_rows()
    batch = check(office, [make_graduate(900), *rows.values(), make_graduate(901)])
    expected = [(line, WRONG[code][0], code) for line, code in enumerate(rows, start=3)]
    assert found_in(batch, with_notes=False) == expected
    assert len({code for _row, _column, code in expected}) >= 30
    kept = get_batch(batch)
    assert (kept.row_count, kept.sound_count, kept.paper_count) == (len(rows) + 2, 2, 4)


def test_duplicates_within_a_sheet_and_formulas_are_found_as_well(office: Office) -> None:
    first = make_graduate(1)
    batch = check(
        office,
        [
            first,
            make_graduate(2, graduation_number=first["graduation_number"]),
            make_graduate(3, student_number=first["student_number"]),
            make_graduate(4, id_number=first["id_number"], major="社会学", major_code=""),
            make_graduate(5, id_number=first["id_number"], name=first["name"], student_number=""),
            make_graduate(6, name=formula('="林"&"晓雨"', "林晓雨")),
            make_graduate(7, name=formula("=1/0", "#DIV/0!")),
        ],
    )
    assert found_in(batch) == [
        (3, "graduation_number", "paper_twice"),
        (4, "student_number", "student_twice"),
        (5, "name", "person_two_names"),
        (6, "graduation_number", "studies_twice"),
        (6, "degree_number", "studies_twice"),
        (7, "name", "formula_in_cell"),
        (8, "name", "error_in_cell"),
    ]


def test_notes_are_kept_and_let_their_rows_pass(office: Office) -> None:
    rows = []
    for number, (_column, changes) in enumerate(NOTES.values(), start=1):
        own = {k: v[:-1] + str(number) if "number" in k and v else v for k, v in changes.items()}
        rows.append({**make_graduate(number), **own})
    batch = check(office, rows)
    assert [code for _row, _column, code in found_in(batch)] == list(NOTES)
    assert get_batch(batch).sound_count == len(NOTES)


def test_a_check_writes_no_record(office: Office) -> None:
    batch = check(office, [make_graduate(1)])
    assert degrees() == []
    assert rows_of(batch) == []
    assert get_batch(batch).document == ""


def test_sound_rows_wait_sealed_and_come_out_as_they_went_in(office: Office) -> None:
    row = make_graduate(1)
    batch = get_batch(check(office, [row]))
    for private in (row["id_number"], row["name"], row["graduation_number"]):
        assert private not in batch.rows_sealed
    assert open_rows(batch)[2].id_number == row["id_number"]
    assert open_rows(batch)[2].papers[1][1] == row["degree_number"]


def test_findings_hold_no_name_and_no_number(office: Office) -> None:
    rows = list(wrong_rows().values())
    stored = str(get_batch(check(office, rows)).findings)
    for row in rows:
        for name in ("id_number", "graduation_number", "degree_number"):
            assert not row[name] or str(row[name]) not in stored


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, [("graduation_number", "paper_loaded"), ("degree_number", "paper_loaded")]),
        (
            {"graduation_number": "103351202605009999", "degree_number": "1033542026009999"},
            [("graduation_number", "studies_loaded"), ("degree_number", "studies_loaded")],
        ),
        (
            {
                "name": "王建国",
                "level": "硕士",
                "major_code": "035200",
                "graduation_number": "103351202602009999",
                "degree_number": "1033532026009999",
            },
            [("name", "person_loaded_as")],
        ),
    ],
)
def test_what_this_university_has_loaded_is_found(
    office: Office, changes: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    make_loaded(office, 1)
    batch = check(office, [make_graduate(1, **changes), make_graduate(2)])
    assert found_in(batch) == [(2, column, code) for column, code in found]
    assert get_batch(batch).sound_count == 1


def test_a_number_that_another_university_has_loaded_is_found(office: Office) -> None:
    make_loaded(make_office("海州大学", "罗平"), 1)
    batch = check(office, [make_graduate(1)])
    assert {code for _row, _column, code in found_in(batch)} == {"paper_elsewhere"}


def test_a_person_may_have_graduated_from_another_university_too(office: Office) -> None:
    make_loaded(make_office("海州大学", "罗平"), 1)
    other = {"graduation_number": "103351202605009999", "degree_number": "1033542026009999"}
    batch = check(office, [make_graduate(1, **other)])
    assert found_in(batch) == []


def test_the_same_file_checked_again_takes_the_place_of_the_first(office: Office) -> None:
    check(office, [make_graduate(1)])
    second = check(office, [make_graduate(1)])
    assert list(db.session.scalars(select(DegreeBatch.id))) == [second]


def test_a_loaded_sheet_is_not_replaced_by_checking_its_file_again(office: Office) -> None:
    loaded = make_loaded(office, 1)
    again = check(office, [make_graduate(1)])
    assert get_batch(loaded).state == "loaded"
    assert get_batch(again).sound_count == 0


def test_a_dropped_sheet_is_gone_and_a_loaded_one_cannot_be_dropped(office: Office) -> None:
    waiting, loaded = check(office, [make_graduate(1)]), make_loaded(office, 2)
    with committed():
        drop_batch(lock_batch(waiting, None), actor_id=office.registrar.id, now=NOON)
    assert db.session.get(DegreeBatch, waiting) is None
    with committed(), pytest.raises(BatchSettled):
        drop_batch(lock_batch(loaded, None), actor_id=office.registrar.id, now=NOON)


@pytest.mark.parametrize(("days", "is_there"), [(7, True), (8, False)])
def test_a_sheet_that_nobody_confirms_is_forgotten_after_a_week(
    office: Office, days: int, is_there: bool
) -> None:
    waiting, loaded = check(office, [make_graduate(1)]), make_loaded(office, 2)
    with committed():
        forget_waiting(now=NOON + timedelta(days=days))
    assert (db.session.get(DegreeBatch, waiting) is not None) is is_there
    assert db.session.get(DegreeBatch, loaded) is not None


def count_statements(act: Any) -> int:
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(statements)


def test_checking_and_loading_take_as_many_statements_for_few_as_for_many(office: Office) -> None:
    check(office, [make_graduate(1)])
    load(office, check(office, [make_graduate(2)]))  # the key and the lists are there now
    figures = []
    for first, last in ((10, 12), (100, 160)):
        rows = [make_graduate(number) for number in range(first, last)]
        numbers: list[int] = []
        checked = count_statements(lambda rows=rows, kept=numbers: kept.append(check(office, rows)))
        loaded = count_statements(lambda kept=numbers: load(office, kept[0]))
        figures.append((checked, loaded))
    assert figures[0] == figures[1]


def test_every_finding_has_a_sentence(app: Flask) -> None:
    loaded = {"paper_loaded", "paper_elsewhere", "studies_loaded", "person_loaded_as"}
    twins = {"paper_twice", "studies_twice", "student_twice", "person_two_names"}
    cells = {"formula_in_cell", "error_in_cell"}
    kept = {"kept_claimed", "kept_verified", "kept_replaced", "kept_used"}
    known = {*WRONG, *NOTES, *loaded, *twins, *cells, *kept, "unknown_column"}
    assert set(SENTENCES) == known


def test_a_registrar_who_leaves_takes_only_what_waits_along(office: Office) -> None:
    waiting, loaded = check(office, [make_graduate(1)]), make_loaded(office, 2)
    other = make_user("罗平")
    with committed():
        erase(other.id)
    assert db.session.get(DegreeBatch, waiting) is not None
    with committed():
        erase(office.registrar.id)
    assert db.session.get(DegreeBatch, waiting) is None
    assert db.session.get(DegreeBatch, loaded) is not None
