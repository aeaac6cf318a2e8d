"""Hours of continuing education of many people at once, and whether they keep the pace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import event

from tests.factories_accounts import make_user
from tests.factories_education import make_entry
from tests.factories_incubator import TODAY
from tests.factories_staffing import hold_certificate, register
from trainingapp.accounts.models import User
from trainingapp.credentials.queries.registration import list_held
from trainingapp.extensions import db
from trainingapp.incubator.queries.staff_hours import Pace, list_paces

pytestmark = pytest.mark.usefixtures("app")


def pace_of(user_id: int, on: date = TODAY) -> Pace | None:
    db.session.rollback()
    db.session.expire_all()
    return list_paces([user_id], on=on).get(user_id)


def holder(level: str = "junior") -> User:
    user = make_user()
    register(hold_certificate(user, level))
    return user


def test_who_has_no_registration_in_force_has_no_pace() -> None:
    user, lapsed = make_user(), make_user()
    register(hold_certificate(lapsed), ends_on=date(2026, 3, 1))
    ids = [user.id, lapsed.id]
    assert [pace_of(one) for one in ids] == [None, None]


def test_the_hours_of_a_registration_are_those_of_its_level() -> None:
    numbers = [holder("junior").id, holder("middle").id]
    found = [pace_of(one) for one in numbers]
    assert [one.required for one in found if one] == [72 * 60, 90 * 60]
    assert [one.is_on_pace for one in found if one] == [False, False]


def test_on_its_first_day_nobody_is_behind() -> None:
    number = holder().id
    found = pace_of(number, date(2024, 3, 1))
    assert found is not None
    assert found.is_on_pace


def test_hours_within_the_registration_count_and_others_do_not() -> None:
    user = holder()
    number = user.id
    make_entry(user, 600, earned_on=date(2025, 5, 1))
    make_entry(user, 300, earned_on=date(2023, 5, 1))
    found = pace_of(number)
    assert found is not None
    assert (found.earned, found.missing) == (600, 72 * 60 - 600)


@pytest.mark.both_databases
def test_it_is_what_the_person_reads_on_their_own_page() -> None:
    user = holder("middle")
    number = user.id
    for minutes, day in ((600, date(2024, 5, 1)), (900, date(2026, 5, 1))):
        make_entry(user, minutes, earned_on=day)
    found = pace_of(number)
    (held,) = list_held(number, today=TODAY)
    assert held.current is not None
    assert held.current.tally is not None
    assert found is not None
    assert (found.earned, found.required) == (
        held.current.tally.earned,
        held.current.tally.required,
    )


def test_the_hours_of_one_are_not_those_of_another() -> None:
    one, other = holder(), holder()
    ids = [one.id, other.id]
    make_entry(one, 600, earned_on=date(2025, 5, 1))
    db.session.rollback()
    found = list_paces(ids, on=TODAY)
    assert [found[number].earned for number in ids] == [600, 0]


def count_statements(act: Callable[[], object]) -> int:
    statements: list[str] = []

    def note(*arguments: object) -> None:
        if str(arguments[2]) != "BEGIN":
            statements.append(str(arguments[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(statements)


def test_any_number_of_people_take_three_statements() -> None:
    ids = [holder().id for _one in range(4)]
    db.session.rollback()
    db.session.expunge_all()
    assert count_statements(lambda: list_paces(ids[:1], on=TODAY)) == 3
    db.session.expunge_all()
    assert count_statements(lambda: list_paces(ids, on=TODAY)) == 3
