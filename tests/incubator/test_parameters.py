"""Thresholds by place and day: the files, the site's own rows, and what each value rests on."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from tests.factories_checks import make_place_rule
from tests.statements import counted
from trainingapp.incubator.place_files import PARSERS, is_value, list_places, read_places
from trainingapp.incubator.queries.parameters import (
    ParameterUnknownError,
    read_parameters,
    read_parameters_of,
)

FOLDER = Path(__file__).parent.parent.parent / "question_bank" / "incubation"
DAY = date(2026, 11, 23)
HEBEI, CHENGDU, SHANGHAI, ZHUHAI, BEIJING = "130102", "510104", "310101", "440402", "110101"


def test_the_shipped_file_has_no_fault() -> None:
    assert read_places(FOLDER)[1] == []


def test_every_row_reads_as_its_key_says() -> None:
    places = list_places()
    assert [row for row in places.rows if not is_value(places.keys[row.key].kind, row.value)] == []


@pytest.mark.parametrize(
    ("place", "key", "expected"),
    [
        (BEIJING, "qualified_ratio_numerator", 1),
        (BEIJING, "qualified_ratio_denominator", 3),
        (HEBEI, "founders_middle", 2),
        (CHENGDU, "founders_middle", 1),
        (CHENGDU, "founders_junior_instead", 2),
        (ZHUHAI, "registration_decision_working_days", 10),
        (ZHUHAI, "registration_decision_days", 60),
        (HEBEI, "start_capital_city", 20_000),
        (HEBEI, "start_capital_county", 10_000),
        (SHANGHAI, "start_capital_city", 100_000),
        (SHANGHAI, "premises_term_months", 12),
        (CHENGDU, "staff_cost_percent", 60),
        (BEIJING, "screening_working_days", 5),
        (BEIJING, "handover_working_days", 15),
        (BEIJING, "extensions_max", 2),
        (BEIJING, "residence_months", 24),
    ],
)
def test_places_have_their_numbers(app: Flask, place: str, key: str, expected: int) -> None:
    assert read_parameters(place, DAY).integer(key) == expected


@pytest.mark.parametrize(
    ("place", "is_required", "area"),
    [(BEIJING, False, ""), (HEBEI, True, ""), (CHENGDU, True, "5101")],
)
def test_whether_a_registration_counts_differs_by_place(
    app: Flask, place: str, is_required: bool, area: str
) -> None:
    found = read_parameters(place, DAY)
    assert (found.flag("registration_required"), found.text("registration_area")) == (
        is_required,
        area,
    )


def test_other_kinds_of_values_read_as_what_they_are(app: Flask) -> None:
    found = read_parameters(BEIJING, DAY)
    assert found.number("full_time_fte") == Decimal("0.8")
    assert found.days("unsigned_days") == 30
    assert found.numbers("followup_months") == (3, 6, 12)
    assert found.day("accounting_system_from") == date(2026, 1, 1)
    assert found.day_of_year("filing_registry_date", 2027) == date(2027, 5, 31)


def test_what_no_place_settles_is_unknown_and_never_nothing(app: Flask) -> None:
    found = read_parameters(BEIJING, DAY)
    assert not found.has("start_capital_city")
    with pytest.raises(ParameterUnknownError):
        found.number("start_capital_city")
    with pytest.raises(ParameterUnknownError):
        found.source("no_such_key")


def test_a_value_names_its_document_article_and_confidence(app: Flask) -> None:
    source = read_parameters(BEIJING, DAY).source("change_filing_days")
    assert (source.document, source.article, source.confidence) == (
        "国务院令第251号",
        "第十五条",
        "A",
    )
    assert not source.is_of_site
    assert read_parameters(HEBEI, DAY).source("founders_middle").area == "13"


def test_before_its_document_a_row_does_not_hold(app: Flask) -> None:
    assert not read_parameters(SHANGHAI, date(2025, 4, 30)).has("start_capital_city")
    assert read_parameters(SHANGHAI, date(2030, 4, 30)).has("start_capital_city")
    assert not read_parameters(SHANGHAI, date(2030, 5, 1)).has("start_capital_city")


def test_a_row_of_the_site_wins_over_the_file_between_its_days(app: Flask) -> None:
    make_place_rule("13", "founders_middle", "3", valid_from=DAY, valid_to=DAY)
    assert read_parameters(HEBEI, DAY).integer("founders_middle") == 3
    assert read_parameters(HEBEI, DAY).source("founders_middle").is_of_site
    assert read_parameters(HEBEI, date(2026, 11, 24)).integer("founders_middle") == 2
    assert read_parameters(CHENGDU, DAY).integer("founders_middle") == 1


def test_many_places_cost_one_statement(app: Flask) -> None:
    with counted() as statements:
        found = read_parameters_of([HEBEI, CHENGDU, SHANGHAI, BEIJING], DAY)
    assert len(statements) == 1
    assert found[HEBEI].has("start_capital_city")
    assert not found[BEIJING].has("start_capital_city")


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("number", "0.8", True),
        ("number", "NaN", False),
        ("number", True, False),
        ("number", "much", False),
        ("integer", "3", True),
        ("integer", "3.5", False),
        ("integer", "-1", False),
        ("days", 0, True),
        ("flag", True, True),
        ("flag", "false", True),
        ("flag", "perhaps", False),
        ("text", "", True),
        ("day", "2024-02-29", True),
        ("day", "2025-02-29", False),
        ("month_day", "03-31", True),
        ("month_day", "02-29", False),
        ("numbers", "3, 6,12", True),
        ("numbers", "3,six", False),
    ],
)
def test_a_value_fits_its_kind_or_not(kind: str, value: object, expected: bool) -> None:
    assert is_value(kind, value) is expected


def test_every_kind_has_its_reader() -> None:
    assert {key.kind for key in list_places().keys.values()} <= set(PARSERS)


def _changed(tmp_path: Path, **changes: Any) -> list[str]:
    document = {"number": "N1", "title": "t", "issuer": "i"}
    key = {"group": "case", "kind": "days", "unit": "day", "zh": "天", "en": "Days"}
    row = {"area": "CN", "key": "some", "value": 3, "confidence": "A", "document": "N1"}
    row |= {"valid_from": date(2020, 1, 1)} | changes
    rows = [row, row] if changes.get("area") == "44" else [row]
    text = yaml.safe_dump({"documents": [document], "keys": {"some": key}, "rows": rows})
    (tmp_path / "places.yaml").write_text(text, encoding="utf-8")
    return [fault.text for fault in read_places(tmp_path)[1]]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"key": "other"}, ["no such key"]),
        ({"value": "long"}, ["'long' is no days"]),
        ({"area": "44"}, ["stands twice"]),
        ({"document": "N2"}, ["N2 is none of the documents"]),
        ({"document": None}, ["names neither a document nor what is known"]),
        ({"document": None, "confidence": "D"}, ["says not what is to be confirmed"]),
        ({"document": None, "confidence": "P"}, []),
        ({"valid_to": date(2019, 12, 31)}, ["ends before it begins"]),
        ({"area": "Hebei"}, ["String should match pattern '^(CN|[0-9]{2,12})$'"]),
    ],
)
def test_a_faulty_row_is_named(
    tmp_path: Path, changes: dict[str, Any], expected: list[str]
) -> None:
    assert _changed(tmp_path, **changes) == expected


def test_a_folder_without_the_file_is_a_fault(tmp_path: Path) -> None:
    assert read_places(tmp_path)[0] is None
    assert "not readable" in read_places(tmp_path)[1][0].text
