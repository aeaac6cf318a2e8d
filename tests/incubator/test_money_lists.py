"""Lists of reports, figures and money: linked, empty, long, of a constant number of statements; words and workbook."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from python_calamine import CalamineWorkbook

from tests.factories_accounts import sign_in
from tests.factories_incubator import NOON, TODAY, make_agency, make_case, make_place, written
from tests.factories_money import (
    make_accounts,
    make_contract,
    make_grant,
    make_instalment,
    make_period,
    make_project,
    make_report,
    make_value,
)
from tests.factories_paying import EN, D, Scene, make_scene
from tests.statements import count_statements
from trainingapp.extensions import db
from trainingapp.incubator import accounting_wording as words, indicator_sheets
from trainingapp.incubator.models import Case, Payment, Report
from trainingapp.incubator.queries.indicators import select_assignments
from trainingapp.rules.incubation.accounting_words import (
    Every,
    PaymentKind,
    ReportState,
    ValueKind,
    ValueState,
)
from trainingapp.rules.incubation.indicators import Figure


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene()


def read(client: FlaskClient, address: str) -> str:
    answer = client.get(address, headers=EN)
    assert answer.status_code == 200, address
    return str(answer.text)


# links


@pytest.mark.parametrize("reader", ["officer", "head", "finance", "authority"])
def test_a_base_leads_to_its_figures_reports_and_payments(
    client: FlaskClient, scene: Scene, reader: str
) -> None:
    base_id = scene.case.base_id
    sign_in(client, scene.people[reader])
    page = read(client, f"/incubation/bases/{base_id}")
    charts = f"/incubation/bases/{base_id}/figures"
    for address in (charts, "/incubation/reports", "/incubation/payments"):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200
    figures = f"/incubation/bases/{base_id}/indicators"
    assert f'href="{figures}"' in read(client, charts)
    assert 'href="/incubation/indicators"' in read(client, figures)
    assert client.get("/incubation/indicators").status_code == 200


@pytest.mark.parametrize("reader", ["officer", "head", "finance", "authority", "sun"])
def test_a_case_leads_to_its_reports_figures_and_money(
    client: FlaskClient, scene: Scene, reader: str
) -> None:
    sign_in(client, scene.people[reader])
    page = read(client, scene.room)
    for name in ("reports", "indicators", "money"):
        assert f'href="{scene.room}/{name}"' in page
        assert client.get(f"{scene.room}/{name}").status_code == 200


# empty


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/incubation/reports", "No report is waiting for you."),
        ("/incubation/payments", "No payment waits to be released."),
        ("{room}/money", "No grant is asked for yet."),
        ("{room}/money", "The base holds no money for this team."),
        ("{room}/money", "Balance: 0.00 yuan"),
    ],
)
def test_an_empty_list_says_so(client: FlaskClient, scene: Scene, address: str, told: str) -> None:
    sign_in(client, scene.people["finance"])
    assert told in read(client, address.format(room=scene.room))


# long


def many_contracts(scene: Scene, count: int) -> None:
    for number in range(count):
        contract = make_contract(scene.agency, title=f"合同{number:03}")
        make_instalment(contract)
        make_project(scene.agency, contract)


def many_payments(scene: Scene, count: int) -> None:
    for number in range(count):
        written(
            Payment(
                case_id=scene.case_id,
                kind=PaymentKind.TRUST_IN,
                amount=D("10.50"),
                moved_on=TODAY,
                purpose=f"款项{number:03}",
                proposed_by_id=scene.number("finance"),
                proposed_at=NOON,
                note="",
            )
        )


def many_accounts(scene: Scene, count: int) -> None:
    for number in range(count):
        first = date(2020, 1, 1) + timedelta(days=number + 100 * count)
        make_accounts(scene.agency, starts_on=first, ends_on=first + timedelta(days=1))


def many_grants(scene: Scene, count: int) -> None:
    for number in range(count):
        make_grant(scene.case, purpose=f"小额资助{number:03}")


def many_figures(scene: Scene, count: int) -> None:
    for number in range(count):
        project = make_project(scene.agency, name=f"项目{number:03}")
        for span in ((date(2026, 7, 1), date(2026, 10, 1)), (date(2026, 4, 1), date(2026, 7, 1))):
            make_value(make_period("S06", project_id=project.id, span=span), "12.5")


LISTS: list[tuple[str, Callable[[Scene, int], None]]] = [
    ("/incubation/agencies/{agency}/contracts", many_contracts),
    ("/incubation/agencies/{agency}/projects", many_contracts),
    ("/incubation/agencies/{agency}/accounts", many_accounts),
    ("{room}/money", many_grants),
    ("{room}/money", many_payments),
    ("/incubation/payments", many_payments),
    ("{room}/indicators", many_figures),
]


@pytest.mark.parametrize(("address", "fill"), LISTS)
def test_a_longer_list_takes_as_many_statements(
    client: FlaskClient, scene: Scene, address: str, fill: Callable[[Scene, int], None]
) -> None:
    target = address.format(agency=scene.agency_id, room=scene.room)
    fill(scene, 1)
    sign_in(client, scene.people["finance"])
    few = count_statements(client, target)
    fill(scene, 7)
    assert count_statements(client, target) == few


def test_reports_that_wait_are_paged_the_oldest_first(client: FlaskClient, scene: Scene) -> None:
    first = make_report(scene.case, state=ReportState.SUBMITTED, submitted_at=NOON)
    schedule_id = first.schedule_id
    rows = [
        Report(
            case_id=scene.case_id,
            schedule_id=schedule_id,
            every=Every.MONTH,
            starts_on=date(2000 + n // 12, n % 12 + 1, 1),
            ends_on=date(2100, 1, 1),
            due_on=date(2100, 1, 10),
            state=ReportState.SUBMITTED,
            submitted_at=NOON - timedelta(days=n + 1),
        )
        for n in range(51)
    ]
    for row in rows:
        written(row)
    sign_in(client, scene.people["officer"])
    page, second = (read(client, f"/incubation/reports?page={n}") for n in (1, 2))
    assert "Mar 2004" in page
    assert page.index("Mar 2004") < page.index("Feb 2004")
    assert "Jan 2000" not in page
    assert "Jan 2000" in second
    assert "Q3 2026" in second
    other = make_scene()
    sign_in(client, other.people["officer"])
    assert "No report is waiting for you." in read(client, "/incubation/reports")


# the workbook


NAMES = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "<b>", "社工 & 伙伴"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_looks_like_a_formula_is_text_in_the_workbook(app: Flask, name: str) -> None:
    case = make_case(make_place(), make_agency(name))
    number = case.id
    period = make_period("S09", case_id=number, target=D("4.5"))
    make_value(period, "4.6", note=name)
    rows = rows_of(number)
    sheet = reopened(rows)
    assert len(sheet) == 3
    assert (sheet[2][1], sheet[2][15]) == (name, name)
    assert (sheet[2][8], sheet[2][9]) == (4.5, 4.6)


def rows_of(case_id: int) -> list[list[object]]:
    case = db.session.get_one(Case, case_id)
    return indicator_sheets.rows_of(case, db.session.scalars(select_assignments(case)))


def reopened(rows: list[list[object]]) -> list[list[object]]:
    body = io.BytesIO(indicator_sheets.write_workbook(rows))
    sheet = CalamineWorkbook.from_filelike(body).get_sheet_by_index(0)
    return [list(row) for row in sheet.to_python()]


def test_the_workbook_has_a_row_for_a_period_without_data_and_one_for_a_corrected(
    app: Flask,
) -> None:
    case_id = make_case(make_place()).id
    spans = [(date(2026, 1, 1), date(2026, 4, 1)), (date(2026, 4, 1), date(2026, 7, 1))]
    empty, full = (make_period("S09", case_id=case_id, span=span).id for span in spans)
    assert empty != full
    first = make_value(db.session.get_one(type(make_period("S08", case_id=case_id)), full), "4").id
    period = make_period("A22", case_id=case_id)
    one = period.id
    kept = make_value(period, "80").id
    for kind, value, reverses in ((ValueKind.REVERSAL, "80", kept), (ValueKind.ENTRY, "90", None)):
        make_value(db.session.get_one(type(period), one), value, kind=kind, reverses_id=reverses)
    make_value(db.session.get_one(type(period), empty), "9", state=ValueState.DRAFT)
    sheet = {(row[3], row[6]): row for row in reopened(rows_of(case_id))[2:]}
    assert len(sheet) == 4
    assert first
    assert sheet["S09", "2026-01-01"][9] == ""
    assert sheet["S09", "2026-04-01"][9] == 4
    assert sheet["S08", "2026-07-01"][9] == ""
    assert sheet["A22", "2026-07-01"][9] == 90
    assert sheet["A22", "2026-07-01"][14] == "是"
    assert {row[7] for row in sheet.values()} == {"2026-03-31", "2026-06-30", "2026-09-30"}


# words


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "—"),
        ("0", "0"),
        ("0.0000", "0"),
        ("-0.00001", "0"),
        ("1", "1"),
        ("1.50", "1.5"),
        ("1.005", "1"),
        ("33.3333", "33.33"),
        ("0.3333", "0.3333"),
        ("0.5", "0.5"),
        ("-0.25", "-0.25"),
        ("1234567.891", "1,234,567.89"),
        ("1000", "1,000"),
        ("100.00", "100"),
        ("-1500", "-1,500"),
    ],
)
def test_a_number_is_written_without_needless_noughts(value: str | None, shown: str) -> None:
    assert words.number(None if value is None else Decimal(value)) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "—"), ("0", "0.00"), ("5", "5.00"), ("1234.5", "1,234.50"), ("-3", "-3.00")],
)
def test_an_amount_has_its_cents(value: str | None, shown: str) -> None:
    assert words.money(None if value is None else Decimal(value)) == shown


@pytest.mark.parametrize(
    ("figure", "shown"),
    [
        (Figure(None), ""),
        (Figure(D(5)), ""),
        (Figure(D(75), D(3), D(4)), "3 / 4"),
        (Figure(None, D(0), D(0)), "0 / 0"),
        (Figure(None, None, D(4)), ""),
        (Figure(None, D(4), None), ""),
        (Figure(D("1.5"), D("90000.5"), D(60)), "90,000.5 / 60"),
    ],
)
def test_a_ratio_shows_both_parts_or_neither(figure: Figure, shown: str) -> None:
    assert words.parts(figure) == shown


@pytest.mark.parametrize(
    ("first", "every", "zh", "en"),
    [
        ("2026-01-01", Every.MONTH, "2026年1月", "Jan 2026"),
        ("2026-09-01", Every.MONTH, "2026年9月", "Sep 2026"),
        ("2026-12-01", Every.MONTH, "2026年12月", "Dec 2026"),
        ("2026-01-01", Every.QUARTER, "2026年第1季度", "Q1 2026"),
        ("2026-04-01", Every.QUARTER, "2026年第2季度", "Q2 2026"),
        ("2026-07-01", Every.QUARTER, "2026年第3季度", "Q3 2026"),
        ("2026-10-01", Every.QUARTER, "2026年第4季度", "Q4 2026"),
        ("2026-01-01", Every.YEAR, "2026年", "2026"),
    ],
)
def test_a_period_is_called_as_its_reader_writes_it(
    app: Flask, first: str, every: Every, zh: str, en: str
) -> None:
    day = date.fromisoformat(first)
    with app.test_request_context():
        with force_locale("zh"):
            assert words.period_name(day, every) == zh
        with force_locale("en"):
            assert words.period_name(day, every.value) == en
