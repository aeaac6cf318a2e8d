"""The files behind a stay: what ships is sound, and each slip in a file is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from trainingapp.incubator.holidays import days_of, list_holidays, read_years
from trainingapp.incubator.plan_files import (
    find_instrument,
    find_plan,
    newest_maturity,
    newest_sheet,
    read_instruments,
    read_plans,
)
from trainingapp.rules.incubation.residence_words import EvaluationKind
from trainingapp.rules.incubation.words import Applicants, Mode, Track
from trainingapp.rules.incubation.working_days import add_working_days, is_working_day

SHIPPED = Path(__file__).parents[2] / "question_bank" / "incubation"


@pytest.mark.parametrize("read", [read_years, read_plans, read_instruments])
def test_what_ships_has_no_fault(read: Callable[[Path], tuple[list[Any], list[Any]]]) -> None:
    found, faults = read(SHIPPED)
    assert faults == []
    assert found


@pytest.mark.parametrize("read", [read_years, read_plans, read_instruments])
def test_a_missing_file_is_a_fault(
    tmp_path: Path, read: Callable[[Path], tuple[list[Any], list[Any]]]
) -> None:
    found, faults = read(tmp_path)
    assert found == []
    assert [one.text for one in faults] == ["this file is missing"]


# Days as the State Council's notices have them.
@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2023, 6, 25), True),
        (date(2023, 10, 6), False),
        (date(2024, 2, 9), True),  # the eve was no day off that year
        (date(2024, 2, 18), True),
        (date(2024, 2, 29), True),
        (date(2024, 9, 16), False),
        (date(2025, 1, 1), False),
        (date(2025, 1, 26), True),
        (date(2025, 10, 8), False),
        (date(2025, 10, 11), True),
        (date(2026, 1, 2), False),
        (date(2026, 1, 4), True),
        (date(2026, 2, 23), False),
        (date(2026, 9, 20), True),
        (date(2026, 10, 8), True),
        (date(2026, 12, 31), True),
    ],
)
def test_days_are_as_the_notices_say(day: date, is_worked: bool) -> None:
    assert is_working_day(day, list_holidays()) is is_worked


def test_fifteen_working_days_over_the_spring_festival_of_2026() -> None:
    assert add_working_days(date(2026, 2, 9), 15, list_holidays()) == date(2026, 3, 6)


def test_each_year_is_as_long_as_its_notice_says() -> None:
    counted = {year.year: len(list(days_of(year.days_off))) for year in read_years(SHIPPED)[0]}
    assert counted == {2023: 27, 2024: 28, 2025: 28, 2026: 33}


def test_no_year_is_sure_before_its_notice() -> None:
    assert not list_holidays().is_sure(date(2027, 1, 1), date(2027, 1, 1))


def year(**changes: Any) -> dict[str, Any]:
    return {
        "year": 2026,
        "document": {"number": "n", "title": "t", "issued_on": "2025-11-04"},
        "days_off": [{"name": "a", "from": date(2026, 1, 1), "to": date(2026, 1, 3)}],
        "worked": [date(2026, 1, 4)],
        **changes,
    }


@pytest.mark.parametrize(
    ("years", "text"),
    [
        ([year(worked=[date(2026, 1, 5)])], "only weekend days are worked for days off"),
        ([year(worked=[date(2026, 1, 3)])], "is a day off itself, or lies in another year"),
        ([year(worked=[date(2027, 1, 3)])], "is a day off itself, or lies in another year"),
        (
            [year(days_off=[{"name": "a", "from": date(2026, 1, 3), "to": date(2026, 1, 1)}])],
            "ends before it begins, or lasts too long",
        ),
        (
            [year(days_off=[{"name": "a", "from": date(2026, 1, 1), "to": date(2026, 3, 1)}])],
            "ends before it begins, or lasts too long",
        ),
        (
            [year(days_off=[{"name": "a", "from": date(2025, 1, 1), "to": date(2025, 1, 1)}])],
            "lies in another year",
        ),
        ([year(), year()], "this year stands twice"),
        ([year(year="soon")], "Input should be a valid integer"),
    ],
)
def test_a_slip_in_the_days_off_is_named(
    tmp_path: Path, years: list[dict[str, Any]], text: str
) -> None:
    (tmp_path / "holidays.yaml").write_text(yaml.safe_dump(years), encoding="utf-8")
    assert text in [one.text for one in read_years(tmp_path)[1]]


def plan(*items: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "code": "m12",
        "version": 1,
        "track": "m12",
        "title": {"zh": "计划", "en": "Plan"},
        "items": [item() | one for one in items] or [item()],
        **changes,
    }


def item(**changes: Any) -> dict[str, Any]:
    return {
        "code": "needs",
        "domain": "mission",
        "title": {"zh": "需求", "en": "Needs"},
        "anchor": "entry",
        "offset": 1,
        "unit": "day",
        "owner": "agency",
        "weight": 1,
        "evidence": True,
        **changes,
    }


@pytest.mark.parametrize(
    ("plans", "text"),
    [
        ([plan({}, {})], "stands twice"),
        ([plan({"domain": "music"})], "music is no domain of the maturity model"),
        ([plan({"offset": -1})], "due before moving in"),
        ([plan({"anchor": "exit"})], "due after the end of the stay"),
        ([plan(), plan()], "this version stands twice"),
        ([plan({"owner": "cook"})], "Input should be"),
    ],
)
def test_a_slip_in_a_plan_is_named(tmp_path: Path, plans: list[dict[str, Any]], text: str) -> None:
    (tmp_path / "plans.yaml").write_text(yaml.safe_dump(plans), encoding="utf-8")
    found, faults = read_plans(tmp_path)
    assert [one for one in faults if one.text.startswith(text)], faults
    assert found == []


def sheet(**changes: Any) -> dict[str, Any]:
    words = {"zh": "一", "en": "One"}
    return {
        "code": "midterm",
        "version": 1,
        "kind": "sheet",
        "evaluation": "midterm",
        "title": words,
        "criteria": [
            {"code": "one_a", "weight": 60, **words},
            {"code": "one_b", "weight": 40, **words},
        ],
        **changes,
    }


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"criteria": [{"code": "one_a", "weight": 60, "zh": "一", "en": "One"}]}, "the weights"),
        ({"evaluation": None}, "a sheet names its evaluation, and has no domains"),
        ({"kind": "maturity"}, "a maturity model has domains, and nothing of a sheet"),
        (
            {"criteria": [{"code": "one_a", "weight": 50, "zh": "一", "en": "One"}] * 2},
            "stands twice",
        ),
    ],
)
def test_a_slip_in_a_sheet_is_named(tmp_path: Path, change: dict[str, Any], text: str) -> None:
    body = yaml.safe_dump([sheet(**change)])
    (tmp_path / "assessments.yaml").write_text(body, encoding="utf-8")
    found, faults = read_instruments(tmp_path)
    assert [one for one in faults if one.text.startswith(text)], faults
    assert found == []


def test_every_track_has_a_plan_whose_items_suit_each_case() -> None:
    for track in Track:
        found = find_plan(track)
        assert found is not None
        for applicants in Applicants:
            for mode in Mode:
                codes = {one.code for one in found.items if one.suits(applicants, mode)}
                assert {"needs", "baseline", "final"} <= codes
                assert ("apply_registration" in codes) is (applicants is Applicants.TEAM)
                assert ("premises" in codes) is (mode is Mode.PHYSICAL)
    assert find_plan("m99") is None


def test_items_of_a_plan_fall_into_the_stay() -> None:
    for found in read_plans(SHIPPED)[0]:
        months = {"m6": 6, "m12": 12}[found.track]
        for one in found.items:
            days = one.offset * {"day": 1, "workday": 2, "month": 31}[one.unit]
            assert timedelta(days=abs(days)) <= timedelta(days=31 * months), one.code


def test_the_model_has_ten_domains_and_every_sheet_a_hundred_points() -> None:
    model = newest_maturity()
    assert len(model.domains) == 10
    assert all(3 <= len(codes) <= 5 for codes in model.statements.values())
    for kind in EvaluationKind:
        assert sum(newest_sheet(kind).weights.values()) == 100
    computed = [
        one.code for one in newest_sheet(EvaluationKind.GRADUATION).criteria if one.computed
    ]
    assert computed == ["growth"]


def test_a_sheet_is_found_by_the_version_it_was_begun_on() -> None:
    assert find_instrument("maturity-1").code == "maturity"
    with pytest.raises(LookupError):
        find_instrument("maturity-99")
