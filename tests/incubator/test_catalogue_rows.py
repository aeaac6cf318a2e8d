"""Every formula of the catalogue on rows computed by hand: value, numerator, denominator; a dash is no data."""

from __future__ import annotations

from decimal import Decimal

import pytest

from trainingapp.incubator.indicator_files import entries, the_catalogue
from trainingapp.rules.incubation.formulas import names_in
from trainingapp.rules.incubation.indicators import Figure, compute

# code | facts | value, and for a ratio its parts
ROWS = [
    ("B01", "cases_submitted=12", "12"),
    ("B01", "cases_submitted=0", "0"),
    ("B02", "screened_on_time=3 screened=4", "75 3 4"),
    ("B02", "screened_on_time=0 screened=4", "0 0 4"),
    ("B02", "screened_on_time=0 screened=0", "- 0 0"),
    ("B02", "screened_on_time=4 screened=4", "100 4 4"),
    ("B03", "cases_admitted=1 cases_decided=3", "33.3333 1 3"),
    ("B03", "cases_admitted=0 cases_decided=0", "- 0 0"),
    ("B03", "cases_admitted=0 cases_decided=5", "0 0 5"),
    ("B04.physical", "residents_physical=7", "7"),
    ("B04.physical", "residents_physical=0", "0"),
    ("B04.virtual", "residents_virtual=2", "2"),
    ("B05", "newly_registered=3", "3"),
    ("B05", "newly_registered=0", "0"),
    ("B06", "newly_filed=4", "4"),
    ("B07", "graduated=5", "5"),
    ("B08", "graduated=6 terminated=2", "75 6 8"),
    ("B08", "graduated=0 terminated=2", "0 0 2"),
    ("B08", "graduated=3 terminated=0", "100 3 3"),
    ("B08", "graduated=0 terminated=0", "- 0 0"),
    ("B09", "graduated_unextended=2 graduated=3", "66.6667 2 3"),
    ("B09", "graduated_unextended=0 graduated=0", "- 0 0"),
    ("B10", "median_months_resident=11.5", "11.5"),
    ("B10", "median_months_resident=-", "-"),
    ("B11", "median_days_to_register=98", "98"),
    ("B11", "median_days_to_register=0", "0"),
    ("B12", "desk_days_used=310 desk_days=620", "50 310 620"),
    ("B12", "desk_days_used=0 desk_days=0", "- 0 0"),
    ("B12", "desk_days_used=0 desk_days=620", "0 0 620"),
    ("B13.times", "encounters=9", "9"),
    ("B13.hours", "encounter_minutes=100", "1.6667 100 60"),
    ("B13.hours", "encounter_minutes=0", "0 0 60"),
    ("B14", "cases_advised=6 residents_physical=7 residents_virtual=1", "75 6 8"),
    ("B14", "cases_advised=0 residents_physical=0 residents_virtual=0", "- 0 0"),
    ("B14", "cases_advised=3 residents_physical=3 residents_virtual=-", "- 3 -"),
    ("B15.events", "training_events=3", "3"),
    ("B15.attendances", "training_attendances=41", "41"),
    ("B15.hours", "training_minutes=90", "1.5 90 60"),
    ("B18", "reports_on_time=19 reports_due=20", "95 19 20"),
    ("B18", "reports_on_time=0 reports_due=0", "- 0 0"),
    ("B19.agencies", "agencies_in_breach=2", "2"),
    ("B19.days", "breach_days=31 breaches_cleared=2", "15.5 31 2"),
    ("B19.days", "breach_days=0 breaches_cleared=0", "- 0 0"),
    ("B19.days", "breach_days=0 breaches_cleared=2", "0 0 2"),
    ("B20", "filings_passed=7 filings_due=8", "87.5 7 8"),
    ("B20", "filings_passed=0 filings_due=0", "- 0 0"),
    ("B21", "graded_3a=1 registered_two_years=6", "16.6667 1 6"),
    ("B21", "graded_3a=0 registered_two_years=0", "- 0 0"),
    ("B22.months12", "survival_12=0.8", "80"),
    ("B22.months24", "survival_24=-", "-"),
    ("B23.each", "b23_spending=500000 graduated=8", "62500 500000 8"),
    ("B23.each", "b23_spending=500000 graduated=0", "- 500000 0"),
    ("B23.each", "b23_spending=- graduated=8", "- - 8"),
    ("B24.due", "party_units_due=2 party_due=3", "66.6667 2 3"),
    ("B24.due", "party_units_due=0 party_due=0", "- 0 0"),
    ("B24.all", "party_units=2 party_agencies=9", "22.2222 2 9"),
    ("B25.all", "incidents=0", "0"),
    ("B25.closed", "incidents_closed=1 incidents=2", "50 1 2"),
    ("B25.closed", "incidents_closed=0 incidents=0", "- 0 0"),
    ("B26", "goal_points=2.25 goal_weights=3", "75 2.25 3"),
    ("B26", "goal_points=- goal_weights=-", "- - -"),
    ("A01.people", "staff_full_time=5", "5"),
    ("A01.people", "staff_full_time=0", "0"),
    ("A01.fte", "staff_fte=5.5", "5.5"),
    ("A02", "staff_qualified=1 staff_full_time=3", "33.3333 1 3"),
    ("A02", "staff_qualified=3 staff_full_time=8", "37.5 3 8"),
    ("A02", "staff_qualified=0 staff_full_time=0", "- 0 0"),
    ("A03.assistant", "staff_junior=2", "2"),
    ("A03.worker", "staff_middle=3", "3"),
    ("A03.senior", "staff_senior=0", "0"),
    ("A03.registered", "staff_registered=4", "4"),
    ("A04.days90", "staff_ending_90=1", "1"),
    ("A04.days180", "staff_ending_180=2", "2"),
    ("A05", "staff_on_pace=3 staff_registered=4", "75 3 4"),
    ("A05", "staff_on_pace=0 staff_registered=0", "- 0 0"),
    ("A06", "study_minutes=600 staff_fte=4", "2.5 10 4"),
    ("A06", "study_minutes=600 staff_fte=0", "- 10 0"),
    ("A07.hours", "supervision_minutes=180 supervised=2", "1.5 3 2"),
    ("A07.hours", "supervision_minutes=0 supervised=0", "- 0 0"),
    ("A07.ratio", "supervised=6 supervisors=2", "3 6 2"),
    ("A07.ratio", "supervised=6 supervisors=0", "- 6 0"),
    ("A08", "staff_left=1 staff_at_start=4 staff_at_end=6", "20 1 5"),
    ("A08", "staff_left=2 staff_at_start=3 staff_at_end=2", "80 2 2.5"),
    ("A08", "staff_left=0 staff_at_start=0 staff_at_end=0", "- 0 0"),
    ("A10.contracts", "staff_with_contract=4 staff_employed=5", "80 4 5"),
    ("A10.insured", "staff_insured=0 staff_employed=5", "0 0 5"),
    ("A10.insured", "staff_insured=0 staff_employed=0", "- 0 0"),
    (
        "A11.total",
        "income_government=90000 income_donations=20000 income_services=10000 income_other=0.5",
        "120000.5",
    ),
    (
        "A11.total",
        "income_government=90000 income_donations=- income_services=10000 income_other=0",
        "-",
    ),
    (
        "A11.government",
        "income_government=90 income_donations=20 income_services=10 income_other=0",
        "75 90 120",
    ),
    (
        "A11.donations",
        "income_government=90 income_donations=20 income_services=10 income_other=0",
        "16.6667 20 120",
    ),
    (
        "A11.services",
        "income_government=90 income_donations=20 income_services=10 income_other=0",
        "8.3333 10 120",
    ),
    (
        "A11.services",
        "income_government=0 income_donations=0 income_services=0 income_other=0",
        "- 0 0",
    ),
    (
        "A12",
        "income_government=30 income_donations=0 income_services=0 income_other=10",
        "75 30 40",
    ),
    ("A12", "income_government=0 income_donations=0 income_services=0 income_other=0", "- 0 0"),
    ("A13", "income_sources=3", "3"),
    ("A13", "income_sources=-", "-"),
    ("A14", "net_assets=90000 start_capital=30000", "3 90000 30000"),
    ("A14", "net_assets=-15000 start_capital=30000", "-0.5 -15000 30000"),
    ("A14", "net_assets=90000 start_capital=-", "- 90000 -"),
    ("A15", "cash=60000 monthly_expense=30000", "2 60000 30000"),
    ("A15", "cash=0 monthly_expense=30000", "0 0 30000"),
    ("A15", "cash=60000 monthly_expense=0", "- 60000 0"),
    ("A15", "cash=- monthly_expense=30000", "- - 30000"),
    (
        "A16",
        "expense_staff=60 expense_activities=20 expense_administration=10 expense_other=10",
        "10 10 100",
    ),
    (
        "A16",
        "expense_staff=0 expense_activities=0 expense_administration=0 expense_other=0",
        "- 0 0",
    ),
    ("A17", "checks_red=0 checks_amber=0", "100"),
    ("A17", "checks_red=1 checks_amber=2", "75"),
    ("A17", "checks_red=7 checks_amber=0", "0"),
    ("A17", "checks_red=6 checks_amber=2", "0"),
    ("A17", "checks_red=6 checks_amber=1", "5"),
    ("A17", "checks_red=- checks_amber=2", "-"),
    ("A18", "maturity_index=62.5", "62.5"),
    ("A19", "plan_weight_accepted=3 plan_weight_due=8", "37.5 3 8"),
    ("A19", "plan_weight_accepted=0 plan_weight_due=0", "- 0 0"),
    ("A20", "communities_served=4", "4"),
    ("S07", "goal_points=1.5 goal_weights=2", "75 1.5 2"),
    ("S07", "goal_points=- goal_weights=-", "- - -"),
    ("S10.spent", "project_spent=150000 project_budget=300000", "50 150000 300000"),
    ("S10.spent", "project_spent=- project_budget=300000", "- - 300000"),
    ("S10.spent", "project_spent=0 project_budget=0", "- 0 0"),
    ("S10.spent", "project_spent=330000 project_budget=300000", "110 330000 300000"),
    ("S10.staff", "project_spent_on_staff=90000 project_spent=150000", "60 90000 150000"),
    ("S10.staff", "project_spent_on_staff=0 project_spent=0", "- 0 0"),
    ("S11.rate", "instalments_paid=100000 instalments_due=200000", "50 100000 200000"),
    ("S11.rate", "instalments_paid=- instalments_due=-", "- - -"),
    ("S11.delay", "instalment_days_late=45 instalments_counted=2", "22.5 45 2"),
    ("S11.delay", "instalment_days_late=0 instalments_counted=0", "- 0 0"),
    ("S12", "evaluation_score=86.5", "86.5"),
    ("S12", "evaluation_score=-", "-"),
    ("S13", "project_spent=150000 s05_attendances=1200", "125 150000 1200"),
    ("S13", "project_spent=150000 s05_attendances=0", "- 150000 0"),
    ("S13", "project_spent=150000 s05_attendances=-", "- 150000 -"),
    ("C01", "organisations_urban=100 communities_urban=10", "10 100 10"),
    ("C01", "organisations_urban=100 communities_urban=0", "- 100 0"),
    ("C02", "organisations_rural=45 communities_rural=10", "4.5 45 10"),
    ("C05", "agencies_of_area=17", "17"),
    ("C06", "communities_unserved=0", "0"),
    ("F01", "survival_12=0.9167", "91.67"),
    ("F04", "graded_3a=1 registered_two_years=4", "25 1 4"),
    ("F04", "graded_3a=0 registered_two_years=0", "- 0 0"),
]
REPORTED = {
    *("B16", "B17", "B23.spending", "A09.pay", "A09.local", "A21.people", "A21.hours", "A22"),
    *("S01.opened", "S01.closed", "S02.groups", "S02.meetings", "S02.attendances"),
    *("S03.events", "S03.attendances", "S04", "S05.people", "S05.attendances", "S06"),
    *("S08", "S09", "S14", "C03", "C04", "F02", "F03", "F05"),
}
PEOPLE = {"B17", "A01", "A02", "A03", "A04", "A05", "A08", "A09", "A10", "S05", "S08", "S09"}
FALLING = {"B10", "B11", "B19", "B23", "B25", "A04", "A08", "A12", "A16", "S13", "C06"}
MOST = {"B17": 5, "S09": 5, "A22": 100, "S08": 100, "S14": 100, "C04": 100}


def number(text: str) -> Decimal | None:
    return None if text == "-" else Decimal(text)


def read(facts: str) -> dict[str, Decimal | None]:
    pairs = (one.split("=") for one in facts.split())
    return {name: number(value) for name, value in pairs}


def figure_of(code: str, facts: dict[str, Decimal | None]) -> Figure:
    entry = entries()[code]
    assert entry.formula is not None
    return compute(entry.formula, facts, is_percent=entry.is_percent)


@pytest.mark.parametrize(("code", "facts", "shown"), ROWS)
def test_a_formula_gives_what_was_computed_by_hand(code: str, facts: str, shown: str) -> None:
    values = [number(one) for one in shown.split()]
    assert figure_of(code, read(facts)) == Figure(*values)


@pytest.mark.parametrize("code", sorted({code for code, _facts, _shown in ROWS}))
def test_without_a_fact_there_is_no_value_and_never_zero(code: str) -> None:
    entry = entries()[code]
    assert entry.formula is not None
    names = names_in(entry.formula)
    facts: dict[str, Decimal | None] = dict.fromkeys(names, Decimal(3))
    assert figure_of(code, {}).value is None
    for name in names:
        assert figure_of(code, {**facts, name: None}).value is None
        assert figure_of(code, {key: value for key, value in facts.items() if key != name}) == (
            figure_of(code, {**facts, name: None})
        )


def test_the_rows_ask_for_exactly_what_each_formula_asks_for() -> None:
    for code, facts, _shown in ROWS:
        formula = entries()[code].formula
        assert formula is not None
        assert set(read(facts)) == names_in(formula), code


def test_every_measure_is_computed_in_the_table_or_reported() -> None:
    computed = {code for code, one in entries().items() if one.is_computed}
    assert computed == {code for code, _facts, _shown in ROWS}
    assert set(entries()) - computed == REPORTED
    assert all(entries()[code].formula is None for code in REPORTED)


def test_what_is_about_people_what_should_fall_and_what_has_a_highest_value_is_marked() -> None:
    indicators = the_catalogue().indicators
    assert {one.code for one in indicators if one.persons} == PEOPLE
    assert {one.code for one in indicators if one.is_falling} == FALLING
    known = {code: one.measure.most for code, one in entries().items() if one.measure.most}
    assert known == MOST


def test_ratios_of_percent_lie_in_hundredths_and_the_others_do_not() -> None:
    for code, entry in entries().items():
        if entry.formula is None or not entry.is_percent:
            continue
        ones = dict.fromkeys(names_in(entry.formula), Decimal(1))
        value = figure_of(code, {**ones}).value
        assert value is not None
        assert value in {Decimal(100), Decimal(50), Decimal(25)}, code


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_measure_has_a_name_of_its_own(language: str) -> None:
    names = [one.name(language) for one in entries().values()]
    assert len(set(names)) == len(names)
    assert all(names)


def test_every_unit_is_used_and_named_in_both_languages() -> None:
    used = {one.measure.unit for one in entries().values()}
    units = the_catalogue().units
    assert used == set(units)
    assert all(one.zh and one.en for one in units.values())
