"""Computed figures of a month are kept once, some days after its end; what has no data stays without."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from tests.factories_incubator import make_agency, make_case, make_place
from tests.factories_money import make_period, make_value
from tests.factories_staffing import make_member, make_team
from tests.statements import counted
from trainingapp.extensions import db
from trainingapp.incubator.actions.freezing import BATCH, LOOKED_BACK, freeze_months
from trainingapp.incubator.indicator_files import entries
from trainingapp.incubator.models import Case, IndicatorPeriod, IndicatorValue
from trainingapp.incubator.reporting_jobs import freeze_months as night
from trainingapp.rules.incubation.accounting_words import (
    Every,
    Level,
    Source,
    ValueKind,
    ValueState,
)
from trainingapp.rules.incubation.indicators import standing_value
from trainingapp.rules.incubation.words import RESIDENT, Stage
from trainingapp.web.transactions import writing

OCTOBER = (date(2026, 10, 1), date(2026, 11, 1))
FIRST = datetime(2026, 11, 11, 4, 0, tzinfo=UTC)  # ten days after the month
DAY = timedelta(days=1)
COUNT = next(
    code
    for code, one in entries().items()
    if code.startswith("A01") and one.is_computed and one.indicator.level is Level.AGENCY
)
REPORTED = next(
    code
    for code, one in entries().items()
    if not one.is_computed and one.indicator.level is Level.AGENCY
)


def _case(**changes: Any) -> Case:
    agency = make_agency()
    make_team(agency, qualified=1, full_time=3)
    return make_case(make_place(), agency, **changes)


def _period(case: Case, **changes: Any) -> IndicatorPeriod:
    values: dict[str, Any] = {"span": OCTOBER, "every": Every.MONTH, "case_id": case.id, **changes}
    return make_period(values.pop("measure", COUNT), **values)


def _freeze(now: datetime = FIRST, **options: int) -> int | None:
    with writing():
        last = freeze_months(now=now, **options)
        db.session.commit()
    return last


def _values() -> list[IndicatorValue]:
    db.session.rollback()
    return list(db.session.scalars(db.select(IndicatorValue).order_by(IndicatorValue.id)))


def test_the_figure_of_a_month_is_kept_as_computed_and_approved(app: Flask) -> None:
    period = _period(_case()).id
    _freeze()
    value = _values()[0]
    assert (value.period_id, value.kind) == (period, ValueKind.ENTRY)
    assert (value.source, value.state) == (Source.COMPUTED, ValueState.APPROVED)
    assert value.value == 3
    assert value.entered_at == value.approved_at == FIRST


def test_it_stays_when_people_come_later(app: Flask) -> None:
    case = _case()
    number = _period(case).id
    _freeze()
    make_member(case.agency)
    _freeze(FIRST + DAY)
    assert [one.value for one in _values()] == [3]
    kept = standing_value(db.session.get_one(IndicatorPeriod, number).values)
    assert kept is not None


@pytest.mark.parametrize(
    ("days", "is_kept"),
    [
        pytest.param(-1, False, id="while late entries still come"),
        pytest.param(0, True, id="ten days after its end"),
        pytest.param(LOOKED_BACK.days - 1, True, id="on the last day looked back to"),
        pytest.param(LOOKED_BACK.days, False, id="too long ago"),
    ],
)
def test_a_month_is_kept_between_two_days(app: Flask, days: int, is_kept: bool) -> None:
    _period(_case())
    _freeze(FIRST + days * DAY)
    assert bool(_values()) is is_kept


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"measure": REPORTED}, id="what is reported"),
        pytest.param({"every": Every.QUARTER}, id="what is kept by quarter"),
        pytest.param({"every": Every.YEAR}, id="what is kept by year"),
        pytest.param({"span": (date(2026, 11, 1), date(2026, 12, 1))}, id="a month that goes on"),
    ],
)
def test_other_periods_are_left_alone(app: Flask, changes: dict[str, Any]) -> None:
    _period(_case(), **changes)
    assert _freeze() is None
    assert _values() == []


@pytest.mark.parametrize("stage", list(Stage))
def test_only_cases_in_incubation_are_looked_at(app: Flask, stage: Stage) -> None:
    _period(_case(stage=stage))
    _freeze()
    assert bool(_values()) is (stage in RESIDENT)


@pytest.mark.parametrize("state", list(ValueState))
def test_a_month_that_has_a_value_keeps_it(app: Flask, state: ValueState) -> None:
    make_value(_period(_case()), "9", state=state)
    _freeze()
    assert [one.value for one in _values()] == [9]


def test_a_locked_month_is_left_alone(app: Flask) -> None:
    number = _period(_case()).id
    with writing():
        db.session.get_one(IndicatorPeriod, number).locked_at = FIRST - DAY
        db.session.commit()
    assert _freeze() is None


def test_a_month_without_data_gets_no_value_and_stops_nothing(app: Flask) -> None:
    ratio = next(code for code in entries() if code.startswith("A02"))
    empty = make_case(make_place(), make_agency())
    _period(empty, measure=ratio)
    _period(_case())
    assert _freeze() is not None
    assert [one.value for one in _values()] == [3]


def test_a_night_goes_through_all_of_them_and_a_second_adds_nothing(app: Flask) -> None:
    for _number in range(3):
        _period(_case())
    night(now=FIRST)
    assert len(_values()) == 3
    night(now=FIRST + DAY)
    assert len(_values()) == 3


def test_batches_go_on_behind_the_last_one(app: Flask) -> None:
    numbers = [_period(_case()).id for _number in range(3)]
    first = _freeze(most=2)
    assert first == numbers[1]
    assert _freeze(after=first or 0, most=2) == numbers[2]
    assert _freeze(after=numbers[2]) is None
    assert len(_values()) == 3


def test_many_cases_cost_what_one_does_to_read(app: Flask) -> None:
    _period(_case())
    with writing(), counted() as few:
        freeze_months(now=FIRST)
        db.session.rollback()
    for _number in range(4):
        _period(_case())
    with writing(), counted() as many:
        freeze_months(now=FIRST)
        db.session.rollback()
    read = [one for one in many if one.lstrip().startswith("SELECT")]
    assert len(read) == len([one for one in few if one.lstrip().startswith("SELECT")])
    assert BATCH > 5


@pytest.mark.both_databases
def test_a_kept_figure_cannot_be_changed(app: Flask) -> None:
    _period(_case())
    _freeze()
    with writing(), pytest.raises(DBAPIError):
        db.session.execute(db.update(IndicatorValue).values(value=4))
    db.session.rollback()
