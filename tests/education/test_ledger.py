"""The ledger only grows: chain, triggers, corrections, sums, export and leaving."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, NoResultFound

from tests.factories_accounts import make_user
from tests.factories_courses import NOON
from tests.factories_education import (
    TODAY,
    entries_of,
    make_entry,
    make_officer,
    minutes_of,
)
from trainingapp.accounts.actions.privacy import anonymise
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import User
from trainingapp.education.actions import ledger as actions
from trainingapp.education.actions.ledger import Row
from trainingapp.education.models import CeEntry
from trainingapp.education.queries import ledger as queries
from trainingapp.education.triggers import TRIGGERS
from trainingapp.extensions import db
from trainingapp.rules.education import (
    Category,
    CorrectionOfCorrection,
    CorrectionTooLarge,
    RestorationTooLarge,
)
from trainingapp.web.transactions import writing


def correct(user: User, entry_id: int, minutes: int, *, officer: User | None = None) -> int:
    """A committed correction; its id."""
    actor = officer or make_officer()
    with writing():
        made = actions.correct_entry(
            user.id, entry_id, minutes=minutes, reason="签到记录有误", actor_id=actor.id, now=NOON
        )
        db.session.commit()
        found = made.id
        db.session.remove()
    return found


def run(statement: str) -> None:
    with writing():
        try:
            db.session.execute(text(statement))
            db.session.commit()
        finally:
            db.session.remove()


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ce_entry SET minutes = 600",
        "UPDATE ce_entry SET earned_on = '2020-01-01'",
        "UPDATE ce_entry SET hash = 'x'",
        "UPDATE ce_entry SET snapshot = '{}'",
        "UPDATE ce_entry SET user_id = user_id + 1",
        "UPDATE ce_entry SET reason = 'another'",
        "DELETE FROM ce_entry",
    ],
)
def test_the_database_refuses_to_change_or_remove_a_row(app: Flask, statement: str) -> None:
    lin = make_user()
    make_entry(lin)
    with pytest.raises(DatabaseError, match="append-only"):
        run(statement)
    assert minutes_of(lin) == [60]


@pytest.mark.both_databases
def test_the_database_refuses_a_correction_below_nothing_or_above_the_grant(app: Flask) -> None:
    lin = make_user()
    entry = make_entry(lin)
    for minutes in (-61, 1):
        with writing(), pytest.raises(DatabaseError, match="between nothing"):
            actions.append(lin.id, [correction(entry, minutes)], actor_id=None, now=NOON)
        db.session.rollback()
        db.session.remove()
    assert minutes_of(lin) == [60]


@pytest.mark.both_databases
def test_the_database_refuses_to_correct_somebody_elses_entry(app: Flask) -> None:
    entry = make_entry(make_user())
    wang = make_user()
    with writing(), pytest.raises(DatabaseError, match="between nothing"):
        actions.append(wang.id, [correction(entry, -10)], actor_id=None, now=NOON)
    db.session.rollback()
    db.session.remove()
    assert minutes_of(wang) == []


def correction(entry_id: int, minutes: int) -> Row:
    return Row(
        minutes=minutes,
        category=Category.TRAINING,
        title={"zh": "督导方法培训"},
        provider="滨江社工学院（演示）",
        earned_on=TODAY,
        snapshot={},
        corrects_id=entry_id,
    )


def test_both_databases_are_guarded_alike() -> None:
    names = ["ce_entry_unchangeable", "ce_entry_reason", "ce_entry_undeletable", "ce_entry_bounds"]
    for dialect in ("sqlite", "postgresql"):
        statements = "\n".join(TRIGGERS[dialect])
        assert all(f"CREATE TRIGGER {name}" in statements for name in names)


@pytest.mark.both_databases
def test_the_chain_of_a_person_holds_and_counts_from_one(app: Flask) -> None:
    lin, wang = make_user(), make_user()
    for minutes in (10, 20, 30):
        make_entry(lin, minutes)
        make_entry(wang, minutes)
    correct(lin, make_entry(lin, 40), -5)
    rows = sorted(entries_of(lin), key=lambda one: one.number)
    assert [row.number for row in rows] == [1, 2, 3, 4, 5]
    assert [row.previous for row in rows[1:]] == [row.hash for row in rows[:-1]]
    assert queries.find_broken(lin.id) is None
    assert queries.find_broken(wang.id) is None
    assert queries.find_broken(make_user().id) is None


@pytest.mark.parametrize(
    "change",
    [
        "minutes = 600",
        "provider = 'x'",
        "earned_on = '2026-11-21'",
        'title = \'{"zh": "x"}\'',
        'snapshot = \'{"source": "x"}\'',
        "number = 7",
        "recorded_at = recorded_at + 1",
    ],
)
def test_a_row_changed_behind_the_triggers_is_found(app: Flask, change: str) -> None:
    lin = make_user()
    for minutes in (10, 20, 30):
        make_entry(lin, minutes)
    with writing():
        guards = [one for one in TRIGGERS["sqlite"] if "UPDATE" in one.split(" ON ")[0]]
        for name in ("ce_entry_unchangeable", "ce_entry_reason"):
            db.session.execute(text(f"DROP TRIGGER {name}"))
        db.session.execute(text(f"UPDATE ce_entry SET {change} WHERE number = 2"))
        for one in guards:
            db.session.execute(text(one))
        db.session.commit()
        db.session.remove()
    assert queries.find_broken(lin.id) == 2


@pytest.mark.both_databases
def test_a_correction_is_a_row_of_its_own_on_the_day_of_its_entry(app: Flask) -> None:
    lin, officer = make_user(), make_officer()
    entry = make_entry(lin, 60, earned_on=date(2025, 3, 1))
    correct(lin, entry, -20, officer=officer)
    taken = next(row for row in entries_of(lin) if row.corrects_id)
    assert (taken.minutes, taken.earned_on, taken.corrects_id) == (-20, date(2025, 3, 1), entry)
    assert (taken.reason, taken.recorded_by_id) == ("签到记录有误", officer.id)
    assert queries.sum_minutes(lin.id) == 40


def test_corrections_leave_between_nothing_and_the_grant(app: Flask) -> None:
    lin = make_user()
    entry = make_entry(lin, 60)
    correct(lin, entry, -50)
    with pytest.raises(CorrectionTooLarge):
        correct(lin, entry, -11)
    with pytest.raises(RestorationTooLarge):
        correct(lin, entry, 51)
    correct(lin, entry, 30)
    assert queries.sum_minutes(lin.id) == 40


def test_a_correction_is_not_corrected(app: Flask) -> None:
    lin = make_user()
    taken = correct(lin, make_entry(lin, 60), -20)
    with pytest.raises(CorrectionOfCorrection):
        correct(lin, taken, 10)


def test_an_entry_is_corrected_under_its_owner_alone(app: Flask) -> None:
    entry = make_entry(make_user())
    with pytest.raises(NoResultFound):
        correct(make_user(), entry, -10)


@pytest.mark.both_databases
def test_minutes_are_summed_from_day_to_day_both_included(app: Flask) -> None:
    lin = make_user()
    for minutes, day in ((10, 1), (20, 15), (40, 30)):
        make_entry(lin, minutes, earned_on=date(2026, 6, day))
    make_entry(make_user(), 500, earned_on=date(2026, 6, 15))
    june = {"earned_from": date(2026, 6, 1), "earned_to": date(2026, 6, 30)}
    assert queries.sum_minutes(lin.id, **june) == 70
    assert queries.sum_minutes(lin.id, earned_from=date(2026, 6, 2)) == 60
    assert queries.sum_minutes(lin.id, earned_to=date(2026, 6, 29)) == 30
    assert queries.sum_minutes(lin.id, earned_from=date(2026, 7, 1)) == 0
    assert queries.sum_minutes(lin.id) == 70


@pytest.mark.both_databases
def test_sums_stand_by_year_and_category_without_what_was_taken(app: Flask) -> None:
    lin = make_user()
    make_entry(lin, 60, earned_on=date(2025, 12, 31))
    make_entry(lin, 30, earned_on=date(2026, 1, 1))
    make_entry(lin, 5400, category=Category.DEGREE, source_key="degree:7")
    correct(lin, make_entry(lin, 45, earned_on=date(2024, 5, 1)), -45)
    found = [(row.year, row.category, row.minutes) for row in queries.list_sums(lin.id)]
    assert found == [
        (2026, "degree", 5400),
        (2026, "training", 30),
        (2025, "training", 60),
    ]


def degree(**changes: object) -> Row:
    values: dict[str, object] = {
        "minutes": 5400,
        "category": Category.DEGREE,
        "title": {"zh": "社会工作硕士"},
        "provider": "滨江师范大学（演示）",
        "earned_on": date(2026, 7, 1),
        "snapshot": {"source": "民发〔2009〕123号"},
        "source_key": "degree:7",
        **changes,
    }
    return Row(**values)  # type: ignore[arg-type]


@pytest.mark.both_databases
def test_a_document_is_entered_once(app: Flask) -> None:
    lin, officer = make_user(), make_officer()
    for is_first in (True, False):
        with writing():
            found = actions.enter_document(lin.id, degree(), actor_id=officer.id, now=NOON)
            db.session.commit()
            assert (found is not None) is is_first
            db.session.remove()
    assert minutes_of(lin) == [5400]


@pytest.mark.parametrize("changes", [{"source_key": None}, {"unit": "whole"}, {"corrects_id": 1}])
def test_a_document_is_no_grant_and_no_correction(app: Flask, changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="source key"):
        actions.enter_document(1, degree(**changes), actor_id=1, now=NOON)


def test_everybody_takes_their_own_rows_along(app: Flask) -> None:
    lin, wang = make_user(), make_user()
    correct(lin, make_entry(lin, 60), -10)
    make_entry(wang, 30)
    rows = collect_data(lin.id)["education_ledger"]
    assert [row["minutes"] for row in rows] == [60, -10]
    assert rows[1]["reason"] == "签到记录有误"


@pytest.mark.both_databases
def test_who_leaves_leaves_rows_without_words_and_a_chain_that_holds(app: Flask) -> None:
    lin = make_user("林美华")
    correct(lin, make_entry(lin, 60), -10)
    with writing():
        anonymise(db.session.get_one(User, lin.id), now=NOON)
        db.session.commit()
        db.session.remove()
    rows = db.session.query(CeEntry).filter_by(user_id=lin.id).all()
    assert sorted(row.minutes for row in rows) == [-10, 60]
    assert {row.reason for row in rows} == {""}
    assert queries.find_broken(lin.id) is None
    assert db.session.get_one(User, lin.id).display_name == f"#{lin.id}"
