"""Computed figures: facts from rows, in bulk; no data is not zero; the catalogue is sound."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import event

from tests.factories_accounts import make_user
from tests.factories_incubator import (
    NOON,
    make_agency,
    make_case,
    make_intake,
    make_place,
    make_record,
    written,
)
from tests.factories_money import (
    Q3,
    begin_reporting,
    make_accounts,
    make_contract,
    make_evaluation,
    make_instalment,
    make_period,
    make_project,
    make_report,
    make_value,
)
from trainingapp.extensions import db
from trainingapp.incubator import indicator_sheets
from trainingapp.incubator.indicator_files import (
    check_facts,
    entries,
    file_of,
    find_entry,
    read_catalogue,
    the_catalogue,
)
from trainingapp.incubator.models import (
    Agency,
    AnnualFiling,
    Case,
    ComplianceLook,
    ComplianceResult,
    Encounter,
    Grade,
    IndicatorPeriod,
    PartyUnit,
    ProjectArea,
    Supervision,
    SupervisionTalk,
)
from trainingapp.incubator.queries import figures
from trainingapp.incubator.queries.indicators import select_assignments
from trainingapp.rules.incubation.accounting_words import Level, ReportState, ValueKind
from trainingapp.rules.incubation.indicators import Figure
from trainingapp.rules.incubation.words import Mode, Stage
from trainingapp.rules.intervals import Interval

D = Decimal
SPAN = Interval(*Q3)
YEAR = Interval(date(2026, 1, 1), date(2027, 1, 1))
BANK = Path(__file__).parent.parent.parent / "question_bank"


def figure(level: Level, owner_id: int, code: str, span: Interval = SPAN) -> Figure:
    entry = find_entry(code)
    assert entry is not None
    return figures.compute_entries([entry], level, [owner_id], span)[owner_id][code]


# the catalogue


def test_the_catalogue_has_every_indicator_of_the_domain_page() -> None:
    codes = {one.code for one in the_catalogue().indicators}
    asked = {("B", 26), ("A", 22), ("S", 14), ("C", 6), ("F", 5)}
    assert codes == {f"{letter}{n:02}" for letter, most in asked for n in range(1, most + 1)}


def test_every_formula_asks_for_facts_that_are_known_or_said_to_be_missing() -> None:
    faults = list(check_facts(the_catalogue(), figures.known_facts()))
    assert faults == []


def test_what_is_said_to_be_missing_is_not_there() -> None:
    assert set(the_catalogue().without_facts) & figures.known_facts() == set()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda raw: raw["indicators"].append(raw["indicators"][0]), "this code is used twice"),
        (lambda raw: raw["indicators"][0]["measures"][0].update(unit="parsec"), "is no unit"),
        (lambda raw: raw["indicators"][0]["measures"][0].pop("formula"), "has a formula"),
        (lambda raw: raw["indicators"][0]["measures"][0].update(formula="1 +"), "too early"),
        (lambda raw: raw["indicators"][0].update(level="galaxy"), "Input should be"),
        (lambda raw: raw["indicators"][0].update(sonst=1), "Extra inputs"),
        (
            lambda raw: raw["indicators"][3]["measures"].append(
                raw["indicators"][3]["measures"][0]
            ),
            "the same part",
        ),
        (lambda raw: raw.clear(), "Field required"),
    ],
)
def test_a_fault_of_the_catalogue_is_named(
    tmp_path: Path, change: Callable[[dict[str, object]], object], fault: str
) -> None:
    raw = yaml.safe_load(file_of(BANK).read_text(encoding="utf-8"))
    change(raw)
    path = tmp_path / "indicators.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    _found, faults = read_catalogue(path)
    assert any(fault in one.text for one in faults), faults


def test_an_unknown_fact_is_named(tmp_path: Path) -> None:
    raw = yaml.safe_load(file_of(BANK).read_text(encoding="utf-8"))
    raw["indicators"][0]["measures"][0]["formula"] = "unheard_of / 2"
    path = tmp_path / "indicators.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    found, faults = read_catalogue(path)
    assert found is not None
    assert faults == []
    told = [one.text for one in check_facts(found, figures.known_facts())]
    assert told == ["unheard_of is no fact"]


def test_a_file_that_is_none_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "indicators.yaml"
    path.write_text("{", encoding="utf-8")
    assert "not readable" in read_catalogue(path)[1][0].text
    assert "not readable" in read_catalogue(tmp_path / "none.yaml")[1][0].text


# bases


def test_passages_of_the_days_are_counted_by_case(app: Flask) -> None:
    place = make_place()
    inside, outside = (
        datetime(2026, 9, 30, 15, 59, tzinfo=UTC),
        datetime(2026, 9, 30, 16, tzinfo=UTC),
    )
    first, second, third = (make_case(place, stage=Stage.SUBMITTED) for _n in range(3))
    make_record(first, "submit", Stage.SUBMITTED, at=inside)
    make_record(first, "submit", Stage.SUBMITTED, at=inside)  # after papers were asked for
    make_record(second, "submit", Stage.SUBMITTED, at=outside)
    make_record(first, "admit", Stage.NOTICE, at=inside)
    make_record(third, "reject", Stage.REJECTED, at=inside)
    assert figure(Level.BASE, place.base.id, "B01") == Figure(D(1))
    assert figure(Level.BASE, place.base.id, "B03") == Figure(D(50), D(1), D(2))


def test_graduation_rates_show_both_parts_and_no_data_without_any(app: Flask) -> None:
    place = make_place()
    base = place.base.id
    assert figure(Level.BASE, base, "B08", YEAR) == Figure(None, D(0), D(0))
    for extensions in (0, 0, 1):
        one = make_case(place, stage=Stage.GRADUATION, extensions=extensions)
        make_record(one, "graduate", Stage.FOLLOWUP, at=NOON)
    make_record(make_case(place), "close_exit", Stage.TERMINATED, at=NOON)
    assert figure(Level.BASE, base, "B08", YEAR) == Figure(D(75), D(3), D(4))
    assert figure(Level.BASE, base, "B09", YEAR) == Figure(D("66.6667"), D(2), D(3))


def test_who_is_in_incubation_is_counted_on_the_last_day(app: Flask) -> None:
    place = make_place()
    days = [
        (date(2026, 9, 30), None, Mode.PHYSICAL),
        (date(2026, 10, 1), None, Mode.PHYSICAL),
        (date(2026, 1, 1), date(2026, 9, 30), Mode.PHYSICAL),
        (date(2026, 1, 1), date(2026, 10, 1), Mode.VIRTUAL),
    ]
    for entered, left, mode in days:
        make_case(place, entered_on=entered, exit_on=left, mode=mode)
    assert figure(Level.BASE, place.base.id, "B04.physical").value == 1
    assert figure(Level.BASE, place.base.id, "B04.virtual").value == 1
    months = figure(Level.BASE, place.base.id, "B10").value
    assert months is not None
    assert round(months, 1) == D("8.9")


def test_agencies_that_registered_while_their_case_was_open_are_counted(app: Flask) -> None:
    place = make_place()
    team = make_agency(registered_on=date(2026, 8, 13))
    make_case(place, team, entered_on=date(2026, 5, 25))
    make_case(place, make_agency(registered_on=date(2026, 5, 1)), entered_on=date(2026, 5, 25))
    filed = make_agency(kind="filed_group", registered_on=date(2026, 7, 1))
    make_case(place, filed, entered_on=date(2026, 5, 25))
    base = place.base.id
    assert figure(Level.BASE, base, "B05").value == 1
    assert figure(Level.BASE, base, "B06").value == 1
    assert figure(Level.BASE, base, "B11", YEAR).value == 80


def test_reports_on_time_leave_out_skipped_ones(app: Flask) -> None:
    place = make_place()
    span = Interval(date(2026, 10, 1), date(2026, 11, 1))
    on_time = datetime(2026, 10, 10, 15, 59, tzinfo=UTC)
    make_report(make_case(place), first_submitted_at=on_time, state=ReportState.APPROVED)
    make_report(make_case(place), first_submitted_at=on_time.replace(hour=16))
    make_report(make_case(place))
    make_report(make_case(place), state=ReportState.SKIPPED, skip_reason="装修")
    assert figure(Level.BASE, place.base.id, "B18", span) == Figure(D("33.3333"), D(1), D(3))


def test_advice_is_counted_in_times_hours_and_agencies(app: Flask) -> None:
    place = make_place()
    case, other = make_case(place), make_case(place)
    for one, minutes, day in ((case, 90, 1), (case, 30, 2), (other, 45, 3)):
        written(
            Encounter(
                case_id=one.id,
                kind="visit",
                happened_on=date(2026, 9, day),
                minutes=minutes,
                purpose="走访",
                content="……",
                entered_at=NOON,
            )
        )
    base = place.base.id
    assert figure(Level.BASE, base, "B13.times").value == 3
    assert figure(Level.BASE, base, "B13.hours").value == D("2.75")
    assert figure(Level.BASE, base, "B14") == Figure(D(100), D(2), D(2))


def test_the_cost_of_an_incubation_comes_from_reported_spending(app: Flask) -> None:
    place = make_place()
    period = make_period("B23.spending", every="year", base_id=place.base.id, span=tuple(YEAR))  # type: ignore[arg-type]
    make_value(period, "300000")
    assert figure(Level.BASE, place.base.id, "B23.each", YEAR).value is None
    for _n in range(2):
        make_record(make_case(place), "graduate", Stage.FOLLOWUP, at=NOON)
    assert figure(Level.BASE, place.base.id, "B23.each", YEAR).value == 150000


def test_targets_of_a_base_are_weighed(app: Flask) -> None:
    base = make_place().base.id
    make_value(make_period("B16", base_id=base, target=D(1000)), "500")
    make_value(make_period("B17", base_id=base, target=D(4)), "4.5")
    make_period("B01", base_id=base, target=D(10))  # without a value
    assert figure(Level.BASE, base, "B26") == Figure(D(75), D("1.5"), D(2))


# agencies


def test_the_accounts_of_a_quarter_give_income_sources_and_runway(app: Flask) -> None:
    agency = make_agency(start_capital=D(40000))
    number = agency.id
    make_accounts(agency)
    assert figure(Level.AGENCY, number, "A11.total").value == 120000
    assert figure(Level.AGENCY, number, "A12") == Figure(D(75), D(90000), D(120000))
    assert figure(Level.AGENCY, number, "A13").value == 2  # 10 000 is less than a tenth
    assert figure(Level.AGENCY, number, "A14").value == 2
    assert figure(Level.AGENCY, number, "A15").value == 2  # 60 000 at 30 000 a month
    assert figure(Level.AGENCY, number, "A16").value == D("11.1111")


def test_without_accounts_there_is_no_income_and_not_zero(app: Flask) -> None:
    number = make_agency().id
    for code in ("A11.total", "A12", "A13", "A14", "A15", "A16", "A18", "A19"):
        assert figure(Level.AGENCY, number, code).value is None, code


def test_accounts_of_parts_and_of_the_whole_are_not_added(app: Flask) -> None:
    agency = make_agency()
    number = agency.id
    make_accounts(agency)
    make_accounts(
        db.session.get_one(Agency, number),
        starts_on=date(2026, 7, 1),
        ends_on=date(2026, 8, 1),
        income_government=D(30000),
    )
    assert figure(Level.AGENCY, number, "A11.total").value == 120000


def test_communities_are_counted_once(app: Flask) -> None:
    agency = make_agency()
    number = agency.id
    first, second = make_project(agency).id, make_project(agency).id
    for project, code in (
        (first, "130102001001"),
        (second, "130102001001"),
        (second, "130102001002"),
    ):
        written(ProjectArea(project_id=project, area_code=code))
    assert figure(Level.AGENCY, number, "A20").value == 2
    assert figure(Level.AGENCY, make_agency().id, "A20").value == 0


def test_an_agency_without_staff_has_no_ratio(app: Flask) -> None:
    found = figure(Level.AGENCY, make_agency().id, "A02")
    assert found == Figure(None, D(0), D(0))


# projects


def test_a_project_has_a_budget_payments_and_a_score(app: Flask) -> None:
    agency = make_agency()
    contract = make_contract(agency, spent=D(150000), spent_on_staff=D(90000))
    make_instalment(
        contract, due_on=date(2026, 7, 1), paid_on=date(2026, 7, 11), paid_amount=D(100000)
    )
    make_instalment(contract, number=2, due_on=date(2026, 9, 20))
    make_instalment(contract, number=3, due_on=date(2026, 12, 1))
    project = make_project(agency, contract)
    number = project.id
    make_evaluation(project)
    make_value(make_period("S05.attendances", project_id=number), "3000")
    assert figure(Level.PROJECT, number, "S10.spent") == Figure(D(50), D(150000), D(300000))
    assert figure(Level.PROJECT, number, "S10.staff").value == 60
    assert figure(Level.PROJECT, number, "S11.rate") == Figure(D(50), D(100000), D(200000))
    assert figure(Level.PROJECT, number, "S11.delay").value == 10  # 10 days and 10 days
    assert figure(Level.PROJECT, number, "S12").value == D("86.5")
    assert figure(Level.PROJECT, number, "S13").value == 50


def test_a_project_without_a_contract_has_no_budget(app: Flask) -> None:
    number = make_project(make_agency()).id
    for code in ("S07", "S10.spent", "S11.rate", "S12", "S13"):
        assert figure(Level.PROJECT, number, code).value is None, code


def test_a_corrected_value_counts_once(app: Flask) -> None:
    number = make_project(make_agency(), make_contract(make_agency(), spent=D(100))).id
    period = make_period("S05.attendances", project_id=number)
    period_id = period.id
    first = make_value(period, "50").id
    again = db.session.get_one(IndicatorPeriod, period_id)
    make_value(again, "50", kind=ValueKind.REVERSAL, reverses_id=first)
    make_value(db.session.get_one(IndicatorPeriod, period_id), "20")
    assert figure(Level.PROJECT, number, "S13").value == 5


# standing


def look(agency_id: int) -> None:
    written(ComplianceLook(agency_id=agency_id, looked_at=NOON))


def find(agency_id: int, code: str, severity: str, **changes: object) -> None:
    values = {
        "status": "breach",
        "reason": "missing",
        "since": date(2026, 7, 10),
        "found_at": datetime(2026, 7, 10, tzinfo=UTC),
        **changes,
    }
    written(ComplianceResult(agency_id=agency_id, code=code, severity=severity, **values))


def test_compliance_points_fall_by_open_breaches_and_are_none_before_a_look(app: Flask) -> None:
    number = make_agency().id
    assert figure(Level.AGENCY, number, "A17").value is None
    look(number)
    assert figure(Level.AGENCY, number, "A17").value == 100
    find(number, "R01", "amber")
    find(number, "R13", "red")
    find(number, "R08", "red", replaced_at=datetime(2026, 9, 1, tzinfo=UTC))
    find(number, "R22", "red", found_at=datetime(2026, 10, 2, tzinfo=UTC))
    find(number, "R30", "info")
    find(number, "R25", "red", status="unknown")
    assert figure(Level.AGENCY, number, "A17").value == 80


def test_red_warnings_of_a_base_and_the_days_to_put_them_right(app: Flask) -> None:
    place = make_place()
    base = place.base.id
    first, second = make_case(place).agency_id, make_case(place).agency_id
    stranger = make_case(make_place()).agency_id
    find(first, "R13", "red")
    find(first, "R08", "red")
    find(second, "R08", "red", replaced_at=datetime(2026, 7, 30, tzinfo=UTC))
    find(stranger, "R08", "red")
    assert figure(Level.BASE, base, "B19.agencies").value == 1
    assert figure(Level.BASE, base, "B19.days") == Figure(D(20), D(20), D(1))


def entered(**values: object) -> dict[str, object]:
    return {"entered_as": "officer", "entered_at": NOON, **values}


def test_filings_and_grades_of_a_base_leave_out_what_was_struck(app: Flask) -> None:
    place = make_place()
    base = place.base.id
    one, two = make_case(place).agency_id, make_case(place).agency_id
    for agency, result, more in (
        (one, "pass", {}),
        (two, "fail", {}),
        (two, "pass", {"struck_at": NOON}),
        (one, "pass", {"year": 2025}),
        (one, None, {"exempt_reason": "登记未满六个月"}),
    ):
        values = {"year": 2026, "kind": "inspection", "result": result, **more}
        written(AnnualFiling(agency_id=agency, **entered(**values)))
    assert figure(Level.BASE, base, "B20", YEAR) == Figure(D(50), D(1), D(2))
    for level, more in ((3, {}), (5, {"struck_at": NOON}), (2, {})):
        written(Grade(agency_id=one, **entered(level=level, awarded_on=date(2025, 1, 1), **more)))
    assert figure(Level.BASE, base, "B21", YEAR) == Figure(D(50), D(1), D(2))


def test_party_units_are_due_from_three_full_members(app: Flask) -> None:
    place = make_place()
    base = place.base.id
    for members, kind in ((3, "branch"), (4, "none"), (2, "joint"), (5, "instructor")):
        row = entered(kind=kind, full_members=members, as_of=date(2026, 8, 1))
        written(PartyUnit(agency_id=make_case(place).agency_id, **row))
    make_case(place)  # said nothing
    assert figure(Level.BASE, base, "B24.due") == Figure(D("33.3333"), D(1), D(3))
    assert figure(Level.BASE, base, "B24.all") == Figure(D(50), D(2), D(4))


def test_supervision_counts_when_both_sides_have_confirmed_it(app: Flask) -> None:
    number = make_agency().id
    lead, lin, wang = (make_user().id for _n in range(3))
    for person, minutes, said in ((lin, 60, NOON), (wang, 120, NOON), (wang, 500, None)):
        pair = written(
            Supervision(
                agency_id=number,
                supervisor_id=lead,
                supervised_id=person,
                starts_on=Q3[0],
                entered_at=NOON,
            )
        )
        written(
            SupervisionTalk(
                supervision_id=pair.id,
                held_on=date(2026, 8, 1),
                minutes=minutes,
                kind="single",
                entered_at=NOON,
                supervisor_said_at=NOON,
                supervised_said_at=said,
            )
        )
    assert figure(Level.AGENCY, number, "A07.hours").value == D("1.5")
    assert figure(Level.AGENCY, number, "A07.ratio") == Figure(D(2), D(2), D(1))


# in bulk


def count_for(level: Level, ids: list[int]) -> int:
    statements: list[object] = []

    def note(*arguments: object) -> None:
        statements.append(arguments[2])

    own = [one for one in entries().values() if one.indicator.level is level]
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        found = figures.compute_entries(own, level, ids, SPAN)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert set(found) == set(ids)
    return len(statements)


@pytest.mark.parametrize("level", [Level.BASE, Level.AGENCY, Level.PROJECT])
def test_many_take_as_many_statements_as_one(app: Flask, level: Level) -> None:
    ids = []
    for _n in range(6):
        place = make_place()
        case = make_case(place)
        make_accounts(case.agency)
        project = make_project(case.agency)
        owners = {Level.BASE: place.base.id, Level.AGENCY: case.agency_id}
        ids.append(owners.get(level, project.id))
    assert count_for(level, ids[:1]) == count_for(level, ids)


# the workbook


def test_the_workbook_has_one_row_for_each_measure_and_period(app: Flask) -> None:
    place = make_place()
    make_intake(place.base)
    case = make_case(place, make_agency("=1+1 社会工作服务中心"))
    number = case.id
    begin_reporting(case)
    make_user()
    case = db.session.get_one(Case, number)
    rows = indicator_sheets.rows_of(case, db.session.scalars(select_assignments(case)))
    body = indicator_sheets.write_workbook(rows)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert sheet[1] == [code for _title, code in indicator_sheets.COLUMNS]
    assert len(sheet) == 2 + len(rows)
    keys = [(row[2], row[3], row[6]) for row in sheet[2:]]
    assert len(keys) == len(set(keys)) > 200
    assert {row[1] for row in sheet[2:]} == {"=1+1 社会工作服务中心"}
    assert {row[9] for row in sheet[2:]} == {""}
