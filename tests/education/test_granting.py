"""What completing writes into the ledger: once, by the rule in force, in the same transaction."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import event

from tests.factories_accounts import make_user
from tests.factories_courses import (
    NOON,
    article,
    lesson_keys,
    live,
    make_enrolment,
    make_published,
)
from tests.factories_education import (
    CHECK,
    complete,
    end_rule,
    entries_of,
    make_provider,
    make_rule,
    minutes_of,
)
from trainingapp.education.actions import granting
from trainingapp.extensions import db
from trainingapp.rules.education import Basis, Terms
from trainingapp.web.transactions import writing

BY_KIND = Terms(Basis.LESSONS, by_kind={"article": 10})


@pytest.mark.both_databases
def test_a_completed_course_grants_its_minutes_once(app: Flask) -> None:
    lin, course = make_user("林美华"), make_published()
    rule = make_rule(course)
    make_enrolment(lin, course)
    first, second = lesson_keys(course)
    complete(lin, course, first)
    assert entries_of(lin) == []
    complete(lin, course, second, second, first)
    [entry] = entries_of(lin)
    assert (entry.minutes, entry.unit, entry.rule_id) == (90, "whole", rule)
    assert entry.earned_on == date(2026, 11, 22)
    assert entry.recorded_by_id is None


def test_without_a_rule_nothing_is_granted(app: Flask) -> None:
    lin, course = make_user(), make_published()
    make_enrolment(lin, course)
    complete(lin, course, *lesson_keys(course))
    assert entries_of(lin) == []


@pytest.mark.both_databases
def test_lessons_grant_one_by_one_by_their_kind(app: Flask) -> None:
    lin = make_user()
    course = make_published(article("第一课"), live(), article("第二课"))
    make_rule(course, BY_KIND)
    make_enrolment(lin, course)
    keys = lesson_keys(course)
    complete(lin, course, keys[2], keys[1], keys[2])
    assert minutes_of(lin) == [10]
    complete(lin, course, keys[0])
    assert minutes_of(lin) == [10, 10]
    assert {entry.unit for entry in entries_of(lin)} == {keys[0], keys[2]}


def test_a_rule_that_waits_grants_nothing(app: Flask) -> None:
    lin, course = make_user(), make_published()
    make_rule(course, is_approved=False)
    make_enrolment(lin, course)
    complete(lin, course, *lesson_keys(course))
    assert entries_of(lin) == []


def test_an_ended_rule_grants_nothing_more_and_takes_nothing_back(app: Flask) -> None:
    lin, wang = make_user("林美华"), make_user("王建国")
    course = make_published()
    rule = make_rule(course)
    for person in (lin, wang):
        make_enrolment(person, course)
    complete(lin, course, *lesson_keys(course))
    end_rule(rule)
    complete(wang, course, *lesson_keys(course))
    assert minutes_of(lin) == [90]
    assert minutes_of(wang) == []


@pytest.mark.parametrize(
    ("dates", "is_granted"),
    [
        ({"valid_from": date(2026, 11, 23)}, False),
        ({"valid_to": date(2026, 11, 21)}, False),
        ({"valid_from": date(2026, 11, 22), "valid_to": date(2026, 11, 22)}, True),
    ],
)
def test_a_rule_grants_on_its_days_alone(
    app: Flask, dates: dict[str, date], *, is_granted: bool
) -> None:
    lin, course = make_user(), make_published()
    make_rule(course, **dates)
    make_enrolment(lin, course)
    complete(lin, course, *lesson_keys(course))
    assert bool(entries_of(lin)) is is_granted


def test_a_provider_whose_recognition_has_ended_grants_nothing(app: Flask) -> None:
    lin, course = make_user(), make_published()
    make_rule(course, provider_id=make_provider(valid_to=date(2026, 11, 21)))
    make_enrolment(lin, course)
    complete(lin, course, *lesson_keys(course))
    assert entries_of(lin) == []


def test_the_day_is_the_one_in_shanghai(app: Flask) -> None:
    lin, course = make_user(), make_published()
    make_rule(course)
    make_enrolment(lin, course)
    late = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    complete(lin, course, *lesson_keys(course), now=late)
    assert entries_of(lin)[0].earned_on == date(2027, 1, 1)


def test_a_second_rule_does_not_grant_the_same_course_again(app: Flask) -> None:
    lin, course = make_user(), make_published()
    first = make_rule(course)
    make_enrolment(lin, course)
    complete(lin, course, *lesson_keys(course))
    end_rule(first)
    make_rule(course)
    with writing():
        assert granting.grant_for_course(lin.id, course, now=NOON) == []
        db.session.commit()
    assert minutes_of(lin) == [90]


def test_a_later_rule_for_the_whole_grants_what_lessons_have_not_brought(app: Flask) -> None:
    lin = make_user()
    course = make_published(article("第一课"), article("第二课"))
    first = make_rule(course, BY_KIND)
    make_enrolment(lin, course)
    keys = lesson_keys(course)
    complete(lin, course, keys[0])
    end_rule(first)
    make_rule(course, Terms(Basis.WHOLE, minutes=20))
    complete(lin, course, keys[1])
    assert minutes_of(lin) == [10, 10]
    assert {entry.unit for entry in entries_of(lin)} == {keys[0], "whole"}


def test_a_rule_with_a_check_grants_nothing_before_it_is_passed(app: Flask) -> None:
    lin, course = make_user(), make_published()
    make_rule(course, check=CHECK)
    make_enrolment(lin, course)
    complete(lin, course, *lesson_keys(course))
    assert entries_of(lin) == []


def test_who_knows_of_no_check_is_granted_nothing_by_a_rule_that_asks_for_one(app: Flask) -> None:
    lin, course = make_user(), make_published()
    make_rule(course, check=CHECK)
    with writing():
        assert granting.grant_for_course(lin.id, course, now=NOON) == []
        granted = granting.grant_for_course(lin.id, course, has_passed=lambda _: True, now=NOON)
        db.session.commit()
    assert [entry.minutes for entry in granted] == [90]


def test_a_row_keeps_the_rule_as_it_was_and_nothing_of_a_person(app: Flask) -> None:
    lin, course = make_user("林美华"), make_published()
    make_rule(course)
    make_enrolment(lin, course)
    complete(lin, course, *lesson_keys(course))
    entry = entries_of(lin)[0]
    kept = entry.snapshot
    assert kept["provider_document"] == "滨社工〔2026〕演示1号"
    assert kept["source"] == "滨社工〔2026〕演示2号"
    assert kept["documents"] == ["民发〔2009〕123号", "民发〔2009〕44号"]
    assert (kept["standard"], kept["is_verified"], kept["minutes"]) == ("cn-2009", True, 90)
    assert "林美华" not in str(kept)


def test_what_is_rolled_back_was_never_granted(app: Flask) -> None:
    lin, course = make_user(), make_published()
    make_rule(course)
    with writing():
        granting.grant_for_course(lin.id, course, now=NOON)
        db.session.rollback()
    assert entries_of(lin) == []


@pytest.mark.both_databases
def test_without_a_rule_granting_takes_one_statement(app: Flask) -> None:
    lin, course = make_user(), make_published()
    found: list[str] = []

    def note(*arguments: object) -> None:
        found.append(str(arguments[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        granting.grant_for_lesson(lin.id, course, key="abc", kind="article", now=NOON)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len([text for text in found if "ce_rule" in text]) == len(found) - found.count("BEGIN")
    assert len([text for text in found if text.startswith("SELECT")]) == 1


def test_granting_takes_as_many_statements_for_two_hundred_lessons_as_for_one(app: Flask) -> None:
    counts = []
    for number in (1, 200):
        lin, course = make_user(), make_published()
        rule = make_rule(course, BY_KIND)
        lessons = {f"key{one}": "article" for one in range(number)}
        found: list[str] = []

        def note(*arguments: object, found: list[str] = found) -> None:
            found.append(str(arguments[2]))

        with writing():
            event.listen(db.engine, "before_cursor_execute", note)
            try:
                granting.grant_for_check(lin.id, course, rule_id=rule, lessons=lessons, now=NOON)
            finally:
                event.remove(db.engine, "before_cursor_execute", note)
            db.session.commit()
        counts.append(len([text for text in found if text.startswith("SELECT")]))
    assert counts[0] == counts[1] <= 5
