"""The yearly report of a base: what it counts, that it stays as it was, who freezes it, who reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from tests.factories_incubator import NOON, TODAY, make_record
from tests.factories_listings import World, add, make_many, make_world
from tests.factories_yearly import base_of, figures_of, freeze, set_case
from tests.statements import counted
from trainingapp.accounts.export import collect_data
from trainingapp.extensions import db
from trainingapp.incubator import models as m
from trainingapp.incubator.actions.yearly import YearNotReportable, hash_of
from trainingapp.incubator.papers.yearly import tell_year
from trainingapp.incubator.queries.yearly import gather_year, list_years
from trainingapp.rules.incubation.words import Stage
from trainingapp.web.transactions import writing

ZH = {"Accept-Language": "zh"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


# what is counted

# moved in, left, year; at the begin, moved in, moved out, at the end (None: not in the report at all)
STAYS: list[tuple[str, date, date | None, int, tuple[int, int, int, int] | None]] = [
    ("moved in this year", date(2026, 5, 25), None, 2026, (0, 1, 0, 1)),
    ("on the first day of the year", date(2026, 1, 1), None, 2026, (0, 1, 0, 1)),
    ("on the last day of last year", date(2025, 12, 31), None, 2026, (1, 0, 0, 1)),
    ("today", TODAY, None, 2026, (0, 1, 0, 1)),
    ("tomorrow", TODAY + timedelta(days=1), None, 2026, None),
    ("left this year", date(2025, 3, 1), date(2026, 3, 1), 2026, (1, 0, 1, 0)),
    ("came and left this year", date(2026, 2, 1), date(2026, 9, 1), 2026, (0, 1, 1, 0)),
    ("left on the first day of the year", date(2025, 3, 1), date(2026, 1, 1), 2026, None),
    ("left on the second day of the year", date(2025, 3, 1), date(2026, 1, 2), 2026, (1, 0, 1, 0)),
    ("left today", date(2025, 3, 1), TODAY, 2026, (1, 0, 1, 0)),
    ("leaves later this year", date(2026, 3, 1), date(2026, 12, 1), 2026, (0, 1, 0, 1)),
    ("left in the year after", date(2025, 3, 1), date(2026, 1, 1), 2025, (0, 1, 0, 1)),
    ("of last year, still here", date(2025, 3, 1), None, 2025, (0, 1, 0, 1)),
    ("came in the year after", date(2026, 3, 1), None, 2025, None),
    ("over a leap day", date(2024, 2, 29), date(2024, 3, 1), 2024, (0, 1, 1, 0)),
]


@pytest.mark.parametrize(
    ("entered_on", "exit_on", "year", "expected"),
    [one[1:] for one in STAYS],
    ids=[one[0] for one in STAYS],
)
def test_a_stay_is_counted_in_the_years_it_touches(
    world: World,
    entered_on: date,
    exit_on: date | None,
    year: int,
    expected: tuple[int, int, int, int] | None,
) -> None:
    set_case(world, entered_on=entered_on, exit_on=exit_on)
    found = figures_of(world, year)
    flow = found["flow"]
    told = (flow["at_begin"], flow["moved_in"], flow["moved_out"], flow["at_end"])
    assert told == (expected or (0, 0, 0, 0))
    assert len(found["agencies"]) == (0 if expected is None else 1)
    assert flow["at_begin"] + flow["moved_in"] - flow["moved_out"] == flow["at_end"]


ACTS: list[tuple[str, str, str]] = [
    ("submit", "cases_submitted", "submitted"),
    ("admit", "cases_admitted", "notice"),
    ("graduate", "graduated", "followup"),
    ("close_exit", "terminated", "terminated"),
]


@pytest.mark.parametrize(("act", "name", "stage"), ACTS, ids=[one[0] for one in ACTS])
def test_what_happened_is_counted_in_its_year(
    world: World, act: str, name: str, stage: str
) -> None:
    case = db.session.get_one(m.Case, world.case_id)
    make_record(case, act, Stage(stage), at=NOON)
    assert figures_of(world)["flow"][name] == 1
    assert figures_of(world, 2025)["flow"][name] == 0


def test_an_agency_is_told_with_what_it_was_given(world: World) -> None:
    add(m.TeamDay, agency_id=world.agency_id, day=date(2026, 10, 31), qualified=1, full_time=4,
        is_met=False)  # fmt: skip
    [told] = figures_of(world)["agencies"]
    assert told["name"] == "春晖社会工作服务中心"
    assert (told["qualified"], told["full_time"]) == (1, 4)
    assert (told["red"], told["amber"]) == (1, 0)
    assert (told["meetings"], told["minutes"]) == (1, 90)
    assert (told["reports_due"], told["reports_on_time"]) == (1, 0)
    assert told["entered_on"] == "2026-05-25"
    assert told["exit_on"] is None
    assert told["stage"]["zh"] == "在孵"


def test_a_ratio_that_was_never_kept_is_no_nought(world: World) -> None:
    [told] = figures_of(world)["agencies"]
    assert told["qualified"] is None
    assert told["full_time"] is None


def test_a_ratio_of_after_the_year_does_not_count(world: World) -> None:
    set_case(world, entered_on=date(2025, 3, 1))
    add(m.TeamDay, agency_id=world.agency_id, day=date(2025, 12, 31), qualified=2, full_time=3,
        is_met=True)  # fmt: skip
    add(m.TeamDay, agency_id=world.agency_id, day=date(2026, 1, 1), qualified=0, full_time=3,
        is_met=False)  # fmt: skip
    [told] = figures_of(world, 2025)["agencies"]
    assert (told["qualified"], told["full_time"]) == (2, 3)


# found, replaced; counts at the end of 2025
FINDINGS: list[tuple[str, datetime, datetime | None, int]] = [
    ("found in the year", datetime(2025, 6, 1, 4, tzinfo=NOON.tzinfo), None, 1),
    ("found after it", datetime(2026, 1, 1, 4, tzinfo=NOON.tzinfo), None, 0),
    ("in the last minute, Shanghai", datetime(2025, 12, 31, 15, 59, tzinfo=NOON.tzinfo), None, 1),
    ("in the first of the next", datetime(2025, 12, 31, 16, 0, tzinfo=NOON.tzinfo), None, 0),
    (
        "put right before the end",
        datetime(2025, 6, 1, 4, tzinfo=NOON.tzinfo),
        datetime(2025, 12, 31, 15, 59, tzinfo=NOON.tzinfo),
        0,
    ),
    (
        "put right after the end",
        datetime(2025, 6, 1, 4, tzinfo=NOON.tzinfo),
        datetime(2025, 12, 31, 16, 0, tzinfo=NOON.tzinfo),
        1,
    ),
]


@pytest.mark.parametrize(
    ("found_at", "replaced_at", "count"),
    [one[1:] for one in FINDINGS],
    ids=[one[0] for one in FINDINGS],
)
def test_a_finding_counts_when_it_stood_at_the_end(
    world: World, found_at: datetime, replaced_at: datetime | None, count: int
) -> None:
    set_case(world, entered_on=date(2025, 3, 1))
    add(m.ComplianceResult, agency_id=world.agency_id, code="R13", status="breach",
        severity="amber", reason="no_record", parameters={}, terms={}, since=date(2025, 6, 1),
        found_at=found_at, replaced_at=replaced_at)  # fmt: skip
    found = figures_of(world, 2025)
    assert found["agencies"][0]["amber"] == count
    by_code = {one["code"]: one["by_status"] for one in found["checks"]}
    assert by_code.get("R13", {}).get("breach", 0) == count


def test_meetings_money_and_follow_ups_are_summed(world: World) -> None:
    found = figures_of(world)
    assert found["encounters"] == [{"kind": "visit", "count": 1, "minutes": 90}]
    assert found["money"]["payments"] == [{"kind": "trust_in", "count": 1, "amount": "800.00"}]
    assert found["money"]["contracts"] == {"count": 0, "amount": "0"}
    assert found["follow_ups"] == [{"month": 6, "by_answer": {"active": 1}}]


def test_a_payment_that_was_not_released_is_no_money(world: World) -> None:
    add(m.Payment, case_id=world.case_id, kind="grant", amount=7, moved_on=TODAY, purpose="x",
        proposed_by_id=world.people["finance"].id, proposed_at=NOON,
        grant_id=db.session.scalar(db.select(m.SmallGrant.id)))  # fmt: skip
    assert [one["kind"] for one in figures_of(world)["money"]["payments"]] == ["trust_in"]


def test_a_year_without_anything_has_figures_too(world: World) -> None:
    found = figures_of(world, 2020)
    assert found["agencies"] == found["checks"] == found["encounters"] == found["follow_ups"] == []
    assert found["is_over"] is True
    by_code = {one["code"]: one["value"] for one in found["measures"]}
    assert by_code["B08"] is None
    assert by_code["B01"] in ("0", "0.0000")


def test_another_base_is_not_counted(world: World) -> None:
    assert [one["name"] for one in figures_of(world)["agencies"]] == ["春晖社会工作服务中心"]


YEARS: list[tuple[str, date, str, bool]] = [
    ("while it runs", TODAY, "2026-11-23", False),
    ("on its last day", date(2026, 12, 31), "2026-12-31", True),
    ("the day after", date(2027, 1, 1), "2026-12-31", True),
]


@pytest.mark.parametrize(
    ("today", "last_day", "is_over"), [one[1:] for one in YEARS], ids=[one[0] for one in YEARS]
)
def test_a_year_is_told_as_far_as_it_is_over(
    world: World, today: date, last_day: str, is_over: bool
) -> None:
    found = figures_of(world, 2026, today)
    assert (found["last_day"], found["is_over"]) == (last_day, is_over)


def test_it_takes_as_many_statements_for_many_agencies(world: World) -> None:
    def count() -> int:
        db.session.remove()
        base = base_of(world)
        with counted() as statements:
            gather_year(base, 2026, today=TODAY)
        return len(statements)

    count()
    few = count()
    make_many(world, 25)
    assert count() == few


# freezing


def test_figures_are_frozen_with_their_hash(world: World) -> None:
    row = freeze(world)
    assert (row.year, row.number) == (2026, 1)
    assert row.sha256 == hash_of(row.figures) == hash_of(json.loads(json.dumps(row.figures)))


def test_a_report_stays_as_it_was_when_the_facts_change(world: World) -> None:
    first = freeze(world)
    before = tell_year(first)
    set_case(world, exit_on=date(2026, 11, 1))
    db.session.remove()
    kept = db.session.get_one(m.YearlySnapshot, first.id)
    assert tell_year(kept) == before
    sha256 = kept.sha256
    second = freeze(world)
    assert second.number == 2
    assert second.figures["flow"]["at_end"] == 0
    assert second.sha256 != sha256


def test_each_year_counts_its_own_reports(world: World) -> None:
    set_case(world, opened_at=datetime(2025, 3, 1, tzinfo=NOON.tzinfo))
    assert [freeze(world, year).number for year in (2026, 2025, 2026)] == [1, 1, 2]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "statement",
    ["UPDATE yearly_snapshot SET year = 2020", "DELETE FROM yearly_snapshot"],
    ids=["update", "delete"],
)
def test_the_database_keeps_what_was_frozen(world: World, statement: str) -> None:
    freeze(world)
    with pytest.raises(DatabaseError, match="stay as they are"), writing():
        db.session.execute(text(statement))
    db.session.rollback()
    assert db.session.scalars(db.select(m.YearlySnapshot)).one().year == 2026


@pytest.mark.parametrize("year", [2019, 2025, 2027, 0, -1], ids=str)
def test_a_year_with_nothing_to_report_is_refused(world: World, year: int) -> None:
    with pytest.raises(YearNotReportable):
        freeze(world, year)
    db.session.rollback()
    assert db.session.scalars(db.select(m.YearlySnapshot)).all() == []


def test_years_begin_with_the_first_case(world: World) -> None:
    assert list_years(base_of(world), today=TODAY) == [2026]
    set_case(world, opened_at=datetime(2023, 12, 31, 16, 0, tzinfo=NOON.tzinfo))
    db.session.remove()
    assert list_years(base_of(world), today=TODAY) == [2026, 2025, 2024]


def test_who_froze_a_report_has_it_in_their_export(world: World) -> None:
    freeze(world)
    told = collect_data(world.people["head"].id)["incubation_yearly_reports"]
    assert [(one["year"], one["number"]) for one in told] == [(2026, 1)]
    assert collect_data(world.people["officer"].id)["incubation_yearly_reports"] == []
