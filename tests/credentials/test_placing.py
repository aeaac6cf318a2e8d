"""Hours that count once: placed by day, moved by choice, a degree once, refused by the database otherwise."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, NoResultFound

from tests.committing import written
from tests.factories_accounts import make_user
from tests.factories_courses import make_published
from tests.factories_education import make_entry, make_rule
from tests.factories_eligibility import MASTER, make_claim
from tests.factories_registration import (
    END,
    NOON,
    START,
    TODAY,
    correct,
    make_certificate,
    make_cycle,
    place,
    places,
)
from trainingapp.accounts.models import User
from trainingapp.credentials.actions import registering
from trainingapp.credentials.actions.placing import (
    DegreeDoesNotCount,
    EntryDoesNotFit,
    credit_degree,
    list_creditable,
    move_entry,
)
from trainingapp.credentials.queries import registration as queries
from trainingapp.credentials.queries.hours import list_ledger, list_suggested
from trainingapp.credentials.queries.registration import CycleHours
from trainingapp.education.models import CeEntry
from trainingapp.education.queries.ledger import find_broken
from trainingapp.extensions import db
from trainingapp.rules.education import Basis, Category, Terms
from trainingapp.rules.registration_hours import Tally

DAY = date(2025, 5, 1)


def of_lin() -> tuple[User, int, int]:
    """A junior with a registration in force."""
    lin = make_user()
    certificate = make_certificate(lin)
    return lin, certificate, make_cycle(lin, certificate)


def counted(lin: User) -> list[CycleHours]:
    db.session.rollback()
    return [cycle for held in queries.list_held(lin.id, today=TODAY) for cycle in held.cycles]


def insert(entry: int, cycle: int) -> None:
    db.session.execute(
        text(
            "INSERT INTO ce_allocation (entry_id, cycle_id, allocated_at) "
            f"VALUES ({entry}, {cycle}, 0)"
        )
    )


# placing


def test_entries_count_in_the_cycle_of_their_day(app: Flask) -> None:
    lin, certificate, first = of_lin()
    second = make_cycle(lin, certificate, END)
    days = [START - timedelta(days=1), START, END - timedelta(days=1), END]
    ids = [make_entry(lin, 60, earned_on=day, source_key=str(day)) for day in days]
    assert place(lin) == 3
    assert places() == {ids[1]: first, ids[2]: first, ids[3]: second}
    assert place(lin) == 0


def test_the_page_counts_what_the_worker_has_not_placed_yet(app: Flask) -> None:
    lin, _certificate, _cycle = of_lin()
    make_entry(lin, 90, earned_on=DAY)
    assert places() == {}
    assert counted(lin)[0].tally == Tally(72 * 60, 0, 90)


def test_entering_a_registration_places_its_hours(app: Flask) -> None:
    lin = make_user()
    entry = make_entry(lin, 60, earned_on=DAY)
    cycle = make_cycle(lin, make_certificate(lin))
    assert places() == {entry: cycle}


@pytest.mark.parametrize(("level", "hours"), [("junior", 72), ("middle", 90), ("senior", 90)])
def test_each_level_asks_for_its_hours(app: Flask, level: str, hours: int) -> None:
    lin = make_user()
    make_cycle(lin, make_certificate(lin, level))
    found = counted(lin)[0]
    assert found.span is not None
    assert found.span.required == hours * 60


def test_corrections_go_with_their_entry(app: Flask) -> None:
    lin, _certificate, _cycle = of_lin()
    entry = make_entry(lin, 90, earned_on=DAY)
    correct(lin, entry, -30, make_user("韩立"))
    place(lin)
    assert counted(lin)[0].tally == Tally(72 * 60, 0, 60)
    assert len(places()) == 1


def test_what_is_corrected_to_nothing_counts_nowhere(app: Flask) -> None:
    lin, _certificate, _cycle = of_lin()
    entry = make_entry(lin, 90, earned_on=DAY)
    correct(lin, entry, -90, make_user("韩立"))
    assert list_ledger(lin.id) == []
    assert place(lin) == 0


def test_what_is_too_much_stays_in_its_cycle(app: Flask) -> None:
    lin, certificate, _cycle = of_lin()
    make_cycle(lin, certificate, END)
    make_entry(lin, 80 * 60, earned_on=DAY)
    place(lin)
    first, second = counted(lin)
    assert first.tally is not None
    assert first.tally.over == 8 * 60
    assert second.tally == Tally(72 * 60, 0, 0)


def test_hours_are_free_again_when_their_cycle_is_removed(app: Flask) -> None:
    lin, _certificate, cycle = of_lin()
    other = make_cycle(lin, make_certificate(lin, "middle"))
    entry = make_entry(lin, 60, earned_on=DAY)
    place(lin)
    written(lambda: registering.remove_cycle(queries.get_cycle(lin.id, cycle), now=NOON))
    assert places() == {entry: other}


def test_an_entry_whose_cycle_lost_its_day_is_placed_anew(app: Flask) -> None:
    lin, certificate, cycle = of_lin()
    entry = make_entry(lin, 60, earned_on=date(2027, 1, 15))
    place(lin)
    row = queries.get_cycle(lin.id, cycle)
    row.ends_on = date(2027, 1, 1)
    db.session.commit()
    later = make_cycle(lin, certificate, date(2027, 1, 1))
    assert places() == {entry: later}


# once


@pytest.mark.both_databases
def test_the_database_refuses_an_entry_that_counts_twice(app: Flask) -> None:
    lin, _certificate, cycle = of_lin()
    other = make_cycle(lin, make_certificate(lin, "middle"))
    entry = make_entry(lin, 60, earned_on=DAY)
    place(lin)
    for again in (cycle, other):
        with pytest.raises(DatabaseError):
            insert(entry, again)
        db.session.rollback()
    with pytest.raises(DatabaseError):
        db.session.execute(text(f"UPDATE ce_allocation SET cycle_id = {other}"))
    db.session.rollback()
    assert places() == {entry: cycle}


@pytest.mark.both_databases
def test_the_database_refuses_a_strangers_entry_another_day_and_a_correction(app: Flask) -> None:
    lin, _certificate, cycle = of_lin()
    wang = make_user("王强")
    stranger = make_entry(wang, 60, earned_on=DAY)
    outside = make_entry(lin, 60, earned_on=END, source_key="late")
    entry = make_entry(lin, 90, earned_on=DAY)
    correct(lin, entry, -30, wang)
    correction = db.session.query(CeEntry.id).filter(CeEntry.corrects_id == entry).one()[0]
    for wrong in (stranger, outside, correction):
        with pytest.raises(DatabaseError):
            insert(wrong, cycle)
        db.session.rollback()
    insert(entry, cycle)
    db.session.rollback()


# by choice


def test_somebody_lets_an_entry_count_for_the_other_certificate(app: Flask) -> None:
    lin, _certificate, cycle = of_lin()
    other = make_cycle(lin, make_certificate(lin, "middle"))
    entry = make_entry(lin, 60, earned_on=DAY)
    place(lin)
    assert places() == {entry: cycle}
    written(lambda: move_entry(lin.id, entry, other, now=NOON))
    assert places() == {entry: other}
    assert place(lin) == 0


def test_an_entry_is_not_moved_to_where_it_was_not_earned(app: Flask) -> None:
    lin, certificate, cycle = of_lin()
    later = make_cycle(lin, certificate, END)
    entry = make_entry(lin, 60, earned_on=DAY)
    strangers = make_entry(make_user("王强"), 60, earned_on=DAY)
    for number, target in ((entry, later), (strangers, cycle), (999_999, cycle)):
        with pytest.raises(EntryDoesNotFit):
            written(lambda n=number, t=target: move_entry(lin.id, n, t, now=NOON))  # type: ignore[misc]


def test_nothing_is_moved_to_a_strangers_registration(app: Flask) -> None:
    lin, _certificate, _cycle = of_lin()
    _wang, _other, strange = of_lin()
    entry = make_entry(lin, 60, earned_on=DAY)
    with pytest.raises(NoResultFound):
        written(lambda: move_entry(lin.id, entry, strange, now=NOON))


# degrees


def degree(lin: User, status: str = "verified", **changes: object) -> int:
    return make_claim(lin, "degree", {**MASTER, "awarded_on": DAY, **changes}, status)


def test_a_verified_degree_counts_ninety_hours_once(app: Flask) -> None:
    lin, _certificate, cycle = of_lin()
    number = degree(lin)
    assert [one.id for one, _cycle in list_creditable(lin.id)] == [number]
    written(lambda: credit_degree(lin.id, number, now=NOON))
    entry = db.session.query(CeEntry).one()
    assert (entry.minutes, entry.category, entry.earned_on) == (5400, Category.DEGREE, DAY)
    assert entry.snapshot["document"] == "民发〔2009〕123号"
    assert places() == {entry.id: cycle}
    assert find_broken(lin.id) is None
    assert counted(lin)[0].tally == Tally(72 * 60, 5400, 0)
    with pytest.raises(DegreeDoesNotCount):
        written(lambda: credit_degree(lin.id, number, now=NOON))


def test_diploma_and_degree_of_one_study_count_together(app: Flask) -> None:
    lin, _certificate, _cycle = of_lin()
    diploma = degree(lin)
    degree(lin, kind="degree", awarded_on=DAY + timedelta(days=9))
    assert len(list_creditable(lin.id)) == 1
    written(lambda: credit_degree(lin.id, diploma, now=NOON))
    assert list_creditable(lin.id) == []


def test_a_degree_that_was_taken_off_the_ledger_is_not_counted_again(app: Flask) -> None:
    lin, _certificate, _cycle = of_lin()
    number = degree(lin)
    written(lambda: credit_degree(lin.id, number, now=NOON))
    entry = db.session.query(CeEntry.id).one()[0]
    correct(lin, entry, -5400, make_user("韩立"))
    assert list_creditable(lin.id) == []


def test_a_degree_that_the_office_entered_is_not_counted_again(app: Flask) -> None:
    lin, _certificate, _cycle = of_lin()
    make_entry(lin, 5400, category=Category.DEGREE, earned_on=DAY, source_key="滨大〔2025〕7号")
    degree(lin)
    assert list_creditable(lin.id) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "claimed"},
        {"status": "document"},
        {"status": "rejected"},
        {"status": "expired"},
        {"is_social_work": False},
        {"kind": "completion"},
        {"level": "secondary"},
        {"awarded_on": START - timedelta(days=1)},
        {"awarded_on": END},
        {"awarded_on": None, "expected_on": DAY},
    ],
)
def test_only_a_verified_social_work_degree_of_the_cycle_counts(
    app: Flask, changes: dict[str, object]
) -> None:
    lin, _certificate, _cycle = of_lin()
    number = degree(lin, **changes)  # type: ignore[arg-type]
    assert list_creditable(lin.id) == []
    with pytest.raises(DegreeDoesNotCount):
        written(lambda: credit_degree(lin.id, number, now=NOON))


def test_somebody_elses_degree_does_not_count(app: Flask) -> None:
    lin, _certificate, _cycle = of_lin()
    number = degree(make_user("王强"))
    with pytest.raises(DegreeDoesNotCount):
        written(lambda: credit_degree(lin.id, number, now=NOON))


def test_without_a_registration_no_degree_counts(app: Flask) -> None:
    lin = make_user()
    make_certificate(lin)
    degree(lin)
    assert list_creditable(lin.id) == []


# courses


def test_courses_that_bring_most_are_suggested_until_they_have_brought_it(app: Flask) -> None:
    lin = make_user()
    short, long, hidden = (make_published() for _number in range(3))
    make_rule(short)
    make_rule(long, Terms(Basis.WHOLE, minutes=300))
    make_rule(hidden, is_approved=False)
    found = list_suggested(lin.id, on=TODAY)
    assert [(one.course.id, one.minutes) for one in found] == [(long, 300), (short, 90)]
    assert list_suggested(lin.id, on=TODAY, most=1)[0].course.id == long
    assert list_suggested(lin.id, on=date(2025, 12, 31)) == []
