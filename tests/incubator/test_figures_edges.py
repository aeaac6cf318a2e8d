"""Where the days of a figure begin and end, and what must not be counted twice, as tables for each fact."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from tests.factories_incubator import (
    NOON,
    Place,
    make_agency,
    make_case,
    make_place,
    make_record,
    written,
)
from tests.factories_money import (
    Q3,
    make_report,
)
from trainingapp.extensions import db
from trainingapp.incubator.indicator_files import find_entry
from trainingapp.incubator.models import (
    Case,
    ComplianceLook,
    ComplianceResult,
    DeskAssignment,
    Encounter,
    Incident,
    StageRecord,
)
from trainingapp.incubator.queries import figures
from trainingapp.rules.incubation.accounting_words import Level, ReportState
from trainingapp.rules.incubation.indicators import Figure
from trainingapp.rules.incubation.words import AgencyKind, Stage
from trainingapp.rules.intervals import Interval

D = Decimal
SPAN = Interval(*Q3)
YEAR = Interval(date(2026, 1, 1), date(2027, 1, 1))
FIRST = datetime(2026, 6, 30, 16, tzinfo=UTC)  # the first moment of the third quarter in Shanghai
LAST = datetime(2026, 9, 30, 15, 59, 59, tzinfo=UTC)  # the last second of it
SECOND = timedelta(seconds=1)
MOMENTS = [
    (FIRST - SECOND, 0),
    (FIRST, 1),
    (datetime(2026, 7, 1, tzinfo=UTC), 1),
    (LAST, 1),
    (LAST + SECOND, 0),
    (datetime(2026, 9, 30, 23, tzinfo=UTC), 0),
]
DAYS = [
    (date(2026, 6, 30), 0),
    (date(2026, 7, 1), 1),
    (date(2026, 9, 30), 1),
    (date(2026, 10, 1), 0),
]


def figure(level: Level, owner_id: int, code: str, span: Interval = SPAN) -> Figure:
    entry = find_entry(code)
    assert entry is not None
    return figures.compute_entries([entry], level, [owner_id], span)[owner_id][code]


def of_base(place: Place, code: str, span: Interval = SPAN) -> Figure:
    return figure(Level.BASE, place.base.id, code, span)


# what happens at a moment


@pytest.mark.parametrize(("at", "count"), MOMENTS)
def test_an_application_counts_on_its_day_in_shanghai(app: Flask, at: datetime, count: int) -> None:
    place = make_place()
    make_record(make_case(place, stage=Stage.DRAFT), "submit", Stage.SUBMITTED, at=at)
    assert of_base(place, "B01").value == count


@pytest.mark.parametrize(("at", "count"), MOMENTS)
def test_a_graduation_counts_on_its_day_in_shanghai(app: Flask, at: datetime, count: int) -> None:
    place = make_place()
    make_record(make_case(place, stage=Stage.GRADUATION), "graduate", Stage.FOLLOWUP, at=at)
    assert of_base(place, "B07").value == count


@pytest.mark.parametrize(
    ("act", "stage", "code", "shown"),
    [
        ("graduate", Stage.FOLLOWUP, "B07", Figure(D(0))),
        ("graduate", Stage.FOLLOWUP, "B08", Figure(None, D(0), D(0))),
        ("graduate", Stage.FOLLOWUP, "B09", Figure(None, D(0), D(0))),
        ("admit", Stage.NOTICE, "B03", Figure(None, D(0), D(0))),
        ("submit", Stage.SUBMITTED, "B01", Figure(D(0))),
        ("close_exit", Stage.TERMINATED, "B08", Figure(None, D(0), D(0))),
    ],
)
def test_what_was_undone_as_a_mistake_is_not_counted(
    app: Flask, act: str, stage: Stage, code: str, shown: Figure
) -> None:
    place = make_place()
    case = make_case(place, stage=Stage.GRADUATION)
    wrong = make_record(case, act, stage, at=LAST)
    make_record(case, "revert", Stage.GRADUATION, at=LAST, reverts_id=wrong.id)
    assert of_base(place, code) == shown
    make_record(db.session.get_one(Case, case.id), act, stage, at=LAST)
    assert of_base(place, code) != shown


def test_a_case_that_came_back_from_the_waiting_list_is_decided_once(app: Flask) -> None:
    place = make_place()
    case = make_case(place, stage=Stage.DECISION)
    make_record(case, "put_on_waitlist", Stage.WAITLIST, at=FIRST)
    make_record(case, "admit", Stage.NOTICE, at=LAST)
    assert of_base(place, "B03") == Figure(D(100), D(1), D(1))


def test_passages_of_another_base_do_not_count(app: Flask) -> None:
    place, other = make_place(), make_place()
    make_record(make_case(other, stage=Stage.DRAFT), "submit", Stage.SUBMITTED, at=LAST)
    assert of_base(place, "B01").value == 0
    assert db.session.query(StageRecord).count() == 1


# what happens on a day


@pytest.mark.parametrize(("day", "count"), DAYS)
def test_an_encounter_counts_on_its_day(app: Flask, day: date, count: int) -> None:
    place = make_place()
    meet(make_case(place, entered_on=date(2026, 5, 25)), day)
    assert of_base(place, "B13.times").value == count


def meet(case: Case, day: date, minutes: int = 45) -> None:
    written(
        Encounter(
            case_id=case.id,
            kind="visit",
            happened_on=day,
            minutes=minutes,
            purpose="走访",
            content="看了场地",
            entered_at=NOON,
        )
    )


@pytest.mark.parametrize(
    ("entered", "left", "shown"),
    [
        (date(2026, 5, 25), None, Figure(D(100), D(1), D(1))),
        (date(2026, 5, 25), date(2026, 10, 1), Figure(D(100), D(1), D(1))),
        (date(2026, 5, 25), date(2026, 9, 30), Figure(None, D(0), D(0))),
        (date(2026, 10, 1), None, Figure(None, D(0), D(0))),
        (None, None, Figure(None, D(0), D(0))),
    ],
)
def test_who_is_advised_is_measured_against_who_is_there(
    app: Flask, entered: date | None, left: date | None, shown: Figure
) -> None:
    place = make_place()
    case = make_case(place, entered_on=entered, exit_on=left)
    meet(case, date(2026, 8, 3))
    meet(case, date(2026, 8, 4))
    assert of_base(place, "B14") == shown
    assert of_base(place, "B13.times").value == 2


@pytest.mark.parametrize(("day", "count"), DAYS)
def test_an_incident_counts_on_the_day_it_happened(app: Flask, day: date, count: int) -> None:
    place = make_place()
    case = make_case(place)
    for closed_at in (None, NOON):
        written(
            Incident(
                agency_id=case.agency_id,
                case_id=case.id,
                kind="accident",
                happened_on=day,
                summary="摔倒",
                entered_at=NOON,
                closed_at=closed_at,
            )
        )
    assert of_base(place, "B25.all").value == 2 * count
    assert of_base(place, "B25.closed").value == (50 if count else None)


@pytest.mark.parametrize(("day", "count"), DAYS)
def test_a_report_is_due_on_its_last_day(app: Flask, day: date, count: int) -> None:
    place = make_place()
    make_report(make_case(place), due_on=day, first_submitted_at=FIRST, state=ReportState.APPROVED)
    assert of_base(place, "B18").denominator == count


@pytest.mark.parametrize(
    ("handed_in", "on_time"),
    [
        (None, 0),
        (datetime(2026, 9, 10, 15, 59, tzinfo=UTC), 1),
        (datetime(2026, 9, 10, 16, 0, tzinfo=UTC), 0),
        (datetime(2026, 9, 9, 16, 0, tzinfo=UTC), 1),
    ],
)
def test_a_report_is_on_time_until_midnight_in_shanghai(
    app: Flask, handed_in: datetime | None, on_time: int
) -> None:
    place = make_place()
    due = {"due_on": date(2026, 9, 10), "state": ReportState.SUBMITTED}
    make_report(make_case(place), first_submitted_at=handed_in, **due)
    assert of_base(place, "B18").numerator == on_time


@pytest.mark.parametrize(
    ("registered", "kind", "shown"),
    [
        (date(2026, 6, 30), AgencyKind.SERVICE, (0, 0)),
        (date(2026, 7, 1), AgencyKind.SERVICE, (1, 0)),
        (date(2026, 9, 30), AgencyKind.SERVICE, (1, 0)),
        (date(2026, 10, 1), AgencyKind.SERVICE, (0, 0)),
        (date(2026, 8, 1), AgencyKind.FILED_GROUP, (0, 1)),
        (date(2026, 10, 1), AgencyKind.FILED_GROUP, (0, 0)),
    ],
)
def test_registering_and_filing_count_on_their_day(
    app: Flask, registered: date, kind: AgencyKind, shown: tuple[int, int]
) -> None:
    place = make_place()
    make_case(place, make_agency(registered_on=registered, kind=kind))
    assert of_base(place, "B05").value == shown[0]
    assert of_base(place, "B06").value == shown[1]


@pytest.mark.parametrize(
    ("entered", "left", "is_there", "months"),
    [
        (date(2026, 9, 30), None, 1, None),
        (date(2026, 10, 1), None, 0, None),
        (date(2026, 5, 25), date(2026, 10, 1), 1, None),
        (date(2025, 9, 30), date(2026, 9, 30), 0, "11.9918"),
        (date(2026, 5, 25), date(2026, 6, 30), 0, None),
        (date(2024, 2, 29), date(2026, 7, 1), 0, "28.0246"),
    ],
)
def test_the_length_of_a_stay_counts_where_it_ended(
    app: Flask, entered: date, left: date | None, is_there: int, months: str | None
) -> None:
    place = make_place()
    make_case(place, entered_on=entered, exit_on=left)
    assert of_base(place, "B04.physical").value == is_there
    assert of_base(place, "B10").value == (None if months is None else D(months))


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 7, 1), None, 92),
        (date(2026, 1, 1), None, 92),
        (date(2026, 9, 30), None, 1),
        (date(2026, 10, 1), None, 0),
        (date(2026, 1, 1), date(2026, 7, 1), 0),
        (date(2026, 1, 1), date(2026, 7, 2), 1),
        (date(2026, 8, 1), date(2026, 9, 1), 31),
    ],
)
def test_a_desk_is_used_by_day(app: Flask, start: date, end: date | None, days: int) -> None:
    place = make_place(desks=2)
    case = make_case(place)
    written(
        DeskAssignment(
            base_id=place.base.id,
            case_id=case.id,
            desk=1,
            starts_on=start,
            ends_on=end,
        )
    )
    assert of_base(place, "B12").numerator == days
    assert of_base(place, "B12").denominator == 184


def test_a_base_without_desks_has_no_use_of_them(app: Flask) -> None:
    assert of_base(make_place(desks=0), "B12") == Figure(None, D(0), D(0))


# breaches


def find(agency_id: int, **changes: Any) -> None:
    values = {
        "code": "R01",
        "status": "breach",
        "severity": "red",
        "reason": "missing",
        "since": date(2026, 7, 10),
        "found_at": datetime(2026, 7, 10, tzinfo=UTC),
        **changes,
    }
    written(ComplianceResult(agency_id=agency_id, **values))


@pytest.mark.parametrize(
    ("cleared", "is_open", "days"),
    [
        (None, 1, None),
        (datetime(2026, 9, 30, 15, 59, tzinfo=UTC), 0, 82),
        (datetime(2026, 9, 30, 16, 0, tzinfo=UTC), 1, None),
        (datetime(2026, 7, 10, 5, tzinfo=UTC), 0, 0),
    ],
)
def test_a_breach_is_open_until_the_day_it_is_put_right(
    app: Flask, cleared: datetime | None, is_open: int, days: int | None
) -> None:
    place = make_place()
    find(make_case(place).agency_id, replaced_at=cleared)
    assert of_base(place, "B19.agencies").value == is_open
    assert of_base(place, "B19.days").value == days


def test_a_breach_found_again_with_other_words_is_not_put_right(app: Flask) -> None:
    place = make_place()
    agency_id = make_case(place).agency_id
    again = datetime(2026, 8, 1, tzinfo=UTC)
    find(agency_id, replaced_at=again)
    find(agency_id, found_at=again, reason="expired")
    assert of_base(place, "B19.agencies").value == 1
    assert of_base(place, "B19.days") == Figure(None, D(0), D(0))


def test_a_breach_put_right_after_other_words_counts_once_from_its_first_day(app: Flask) -> None:
    place = make_place()
    agency_id = make_case(place).agency_id
    again, right = datetime(2026, 8, 1, tzinfo=UTC), datetime(2026, 8, 9, 1, tzinfo=UTC)
    find(agency_id, replaced_at=again)
    find(agency_id, found_at=again, reason="expired", replaced_at=right)
    assert of_base(place, "B19.days") == Figure(D(30), D(30), D(1))


@pytest.mark.parametrize(
    ("severity", "status", "points"),
    [
        ("red", "breach", 85),
        ("amber", "breach", 95),
        ("info", "breach", 100),
        ("red", "waived", 100),
        ("red", "unknown", 100),
        ("red", "due_soon", 100),
    ],
)
def test_only_open_breaches_take_points(
    app: Flask, severity: str, status: str, points: int
) -> None:
    agency_id = make_agency().id
    written(ComplianceLook(agency_id=agency_id, looked_at=NOON))
    find(agency_id, severity=severity, status=status)
    assert figure(Level.AGENCY, agency_id, "A17").value == points
