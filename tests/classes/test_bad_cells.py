"""Sheets as they come: signs nobody sees, numbers, dates, words of every kind; read or found, never guessed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import pytest
import xlsxwriter
from flask import Flask
from flask.testing import FlaskClient

from tests.classes.acts import state_of
from tests.factories_accounts import make_user, sign_in
from tests.factories_classes import make_cohort
from tests.factories_courses import make_instructor
from tests.factories_teaching import EN
from trainingapp.accounts.models import User
from trainingapp.classes.actions.lists import keep_list
from trainingapp.classes.models import CohortList
from trainingapp.classes.sheets import MOST_ROWS, Row, pack, read_people, unpack
from trainingapp.extensions import db
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

HEAD = ("姓名", "手机号或邮箱")
LRO, PDF, ZWSP, BOM, WJ = "\u202d", "\u202c", "\u200b", "\ufeff", "\u2060"


def book(*sheets: Sequence[Sequence[object]]) -> bytes:
    """A workbook of these sheets."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True, "nan_inf_to_errors": True}) as made:
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        for lines in sheets:
            page = made.add_worksheet()
            for line, cells in enumerate(lines):
                for place, value in enumerate(cells):
                    more = (day,) if isinstance(value, datetime) else ()
                    page.write(line, place, value, *more)
    return body.getvalue()


def read(cell: object, name: object = "林美华") -> Row:
    """The first row of a sheet with this cell; the second is a good one and must stay so."""
    rows = read_people(book([HEAD, (name, cell), ("王建国", "wang@example.org")]), "list.xlsx")
    assert (rows[-1].name, rows[-1].contact, rows[-1].fault) == ("王建国", "wang@example.org", "")
    return rows[0]


@pytest.mark.parametrize(
    ("cell", "contact"),
    [
        ("13812345678", "13812345678"),
        (13812345678, "13812345678"),
        (1.3812345678e10, "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("0086 138 1234 5678", "13812345678"),
        (f"{LRO}13812345678{PDF}", "13812345678"),  # as Windows copies it from a phone book
        (f"138{ZWSP}12345678", "13812345678"),
        (f"{BOM}Lin@Example.org", "lin@example.org"),
        (f"lin@example.org{ZWSP}", "lin@example.org"),
        (f"lin{WJ}@example.org", "lin@example.org"),
        ("lin@example.org\n", "lin@example.org"),
        ("\u3000lin@example.org\u3000", "lin@example.org"),
    ],
)
def test_a_contact_is_read_however_it_was_copied(app: Flask, cell: object, contact: str) -> None:
    row = read(cell)
    assert (row.contact, row.fault, row.name) == (contact, "", "林美华")


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        (13812345678.5, "malformed"),
        (True, "malformed"),
        (False, "malformed"),
        (datetime(2026, 2, 28), "malformed"),
        (10**9, "malformed"),
        (10**18, "malformed"),
        (0, "malformed"),
        (float("nan"), "formula"),
        (float("inf"), "formula"),
        ("12812345678", "malformed"),
        ("138123456789", "malformed"),
        ("13812345678;13912345678", "malformed"),
        ("lin@example.org, wang@example.org", "malformed"),
        ("Lin <lin@example.org>", "malformed"),
        ("lin@@example.org", "malformed"),
        ("@example.org", "malformed"),
        ("lin@localhost", "malformed"),
        ("不清楚", "malformed"),
        ("😀", "malformed"),
        ("<script>alert(1)</script>", "malformed"),
        ("' OR 1=1 --", "malformed"),
        ("=13812345678", "formula"),
        ("   ", "no_contact"),
        ("\u3000", "no_contact"),
        (ZWSP, "no_contact"),
    ],
)
def test_what_is_no_contact_is_found_and_not_guessed(app: Flask, cell: object, fault: str) -> None:
    row = read(cell)
    assert row.fault == fault
    assert len(row.contact) <= 60


@pytest.mark.parametrize(
    ("name", "shown", "fault"),
    [
        ("欧阳娜娜", "欧阳娜娜", ""),
        ("", "", ""),
        (12, "12", ""),
        ("<b>林</b>", "<b>林</b>", ""),
        (f"\u202e林{ZWSP}美华", "林美华", ""),
        ("林" * 100, "林" * 60, ""),
        ("林" * 300, "林" * 60, "malformed"),
        ("=1+1", "", "formula"),
        (datetime(2026, 2, 28), "", "malformed"),
    ],
)
def test_a_name_is_only_shown_and_holds_back_only_what_is_no_text(
    app: Flask, name: object, shown: str, fault: str
) -> None:
    row = read("lin@example.org", name)
    assert (row.name, row.fault) == (shown, fault)


@pytest.mark.parametrize(
    "head",
    [
        HEAD,
        ("姓 名", "手机号 或 邮箱"),
        ("Name", "E-mail"),
        ("NAME", " Mobile "),
        ("姓名", "联系方式"),
        ("名字", "联系电话"),
        ("姓名", f"手机{ZWSP}号"),
        ("备注", "手机"),
    ],
)
def test_headings_are_understood_as_people_write_them(app: Flask, head: tuple[str, str]) -> None:
    (row,) = read_people(book([head, ("林美华", "13812345678")]), "list.xlsx")
    assert (row.contact, row.fault) == ("13812345678", "")


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [("甲", "乙")],
        [HEAD],
        [HEAD, ("", "")],
        [("林美华", "13812345678")],
        [*[("",)] * 10, HEAD, ("林美华", "13812345678")],  # headings stand in the first ten lines
    ],
)
def test_a_sheet_without_people_says_so(app: Flask, lines: list[tuple[str, ...]]) -> None:
    with pytest.raises(Exception, match="No people were found"):
        read_people(book(lines), "list.xlsx")


def test_the_first_sheet_with_headings_counts(app: Flask) -> None:
    data = book([("说明",)], [HEAD, ("林美华", "13812345678")], [HEAD, ("王建国", "13912345678")])
    assert [row.contact for row in read_people(data, "list.xlsx")] == ["13812345678"]


def test_lines_are_numbered_as_the_workbook_numbers_them(app: Flask) -> None:
    lines = [("名单",), (), HEAD, ("甲", "x"), ("", ""), ("乙", "13812345678"), ("丙", "")]
    rows = read_people(book(lines), "list.xlsx")
    assert [(row.number, row.fault) for row in rows] == [
        (4, "malformed"),
        (6, ""),
        (7, "no_contact"),
    ]


@pytest.mark.parametrize(("count", "is_fine"), [(MOST_ROWS, True), (MOST_ROWS + 1, False)])
def test_as_many_as_fit_and_not_one_more(app: Flask, count: int, *, is_fine: bool) -> None:
    data = book([HEAD, *[("学员", f"p{number}@example.org") for number in range(count)]])
    if is_fine:
        assert len(read_people(data, "list.xlsx")) == count
    else:
        with pytest.raises(Exception, match="at most"):
            read_people(data, "list.xlsx")


def test_rows_survive_being_packed_whatever_is_in_them() -> None:
    rows = [
        Row(2, '引"号\\', "13812345678"),
        Row(3, "\U0001f600\u2028", "", "malformed"),
        Row(4, "", "a@b.cn", "twice"),
    ]
    assert unpack(pack(rows)) == rows
    assert unpack(pack([])) == []


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


def keep(cohort: int, wu: User, *rows: Row) -> int:
    db.session.rollback()
    with writing():
        found = keep_list(cohort, rows, maker_id=wu.id, now=now()).id
        db.session.commit()
        db.session.remove()
    return found


@pytest.mark.parametrize("fault", ["malformed", "formula", "no_contact"])
def test_each_kind_of_error_holds_back_the_whole_list_and_is_named(
    client: FlaskClient, wu: User, fault: str
) -> None:
    cohort, lin = make_cohort(wu), make_user("林美华", email="lin@example.org")
    kept = keep(
        cohort, wu, Row(2, "林美华", "lin@example.org"), Row(3, "<i>某</i>", "<u>?</u>", fault)
    )
    address = f"/taught-classes/{cohort}/lists/{kept}"
    page = sign_in(client, wu).get(address, headers=EN).text
    assert "&lt;i&gt;某&lt;/i&gt;" in page
    assert "<i>某</i>" not in page
    assert f"{address}/confirmation" not in page
    assert client.post(f"{address}/confirmation").status_code == 409
    assert state_of(lin, cohort) is None
    assert db.session.get(CohortList, kept) is not None


@pytest.mark.parametrize("fault", ["", "twice"])
def test_what_stands_twice_holds_nobody_back(client: FlaskClient, wu: User, fault: str) -> None:
    cohort, lin = make_cohort(wu), make_user("林美华", email="lin@example.org")
    kept = keep(
        cohort, wu, Row(2, "林美华", "lin@example.org"), Row(3, "林", "lin@example.org", fault)
    )
    address = f"/taught-classes/{cohort}/lists/{kept}/confirmation"
    assert sign_in(client, wu).post(address).status_code == 303
    assert state_of(lin, cohort) == "in"
