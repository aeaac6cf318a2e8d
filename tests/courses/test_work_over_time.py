"""Work on assignments over editions of a course, in somebody's own export, and when they leave."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.factories_accounts import make_user
from tests.factories_assignments import add_file, assignment, hand_in, mark
from tests.factories_courses import (
    NOON,
    lesson_keys,
    make_course,
    make_enrolment,
    make_instructor,
    newest,
    publish,
)
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data, write_json, write_workbook
from trainingapp.accounts.models import User
from trainingapp.courses.actions.authoring import update_lesson
from trainingapp.courses.actions.versions import open_version
from trainingapp.courses.models import Course, Marking, Submission, SubmissionFile
from trainingapp.extensions import db
from trainingapp.files.models import StoredFile
from trainingapp.files.references import is_unreferenced, referring_columns
from trainingapp.rules.assignments import Verdict
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor("吴晓东")


@pytest.fixture
def zhao(app: Flask) -> User:
    return make_user("赵文静", roles=[Role.ITEM_REVIEWER])


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


def publish_again(course: int, zhao: User, **changes: object) -> tuple[int, int] | None:
    """A next version whose assignment has changed; its number."""
    db.session.rollback()
    with writing():
        row = db.session.get_one(Course, course)
        version = open_version(row, actor_id=row.owner_id, now=NOON)
        update_lesson(version.lessons[0], assignment(**changes))
        publish(row, zhao)
        db.session.commit()
        db.session.remove()
    number = newest(course).number
    db.session.remove()
    return number


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({}, (1, 1)),
        ({"markdown": "写两份预估。"}, (1, 1)),
        ({"points": "20"}, (1, 1)),
        ({"completes": "marked"}, (2, 0)),
        ({"completes": "points", "least": "6"}, (2, 0)),
    ],
)
def test_another_rule_of_completion_makes_another_edition(
    wu: User, zhao: User, changes: dict[str, str], number: tuple[int, int]
) -> None:
    course = make_course(wu, [assignment()], reviewer=zhao)
    assert publish_again(course, zhao, **changes) == number


def test_work_is_marked_by_the_points_it_was_handed_in_for(wu: User, zhao: User, lin: User) -> None:
    course = make_course(wu, [assignment(points="10")], reviewer=zhao)
    make_enrolment(lin, course)
    work = hand_in(lin, course, lesson_keys(course)[0])
    publish_again(course, zhao, points="5")
    mark(wu, work, points=Decimal(9))
    assert db.session.get_one(Submission, work).markings[-1].points == Decimal(9)


def make_marked(wu: User, zhao: User, lin: User) -> int:
    course = make_course(wu, [assignment()], reviewer=zhao)
    make_enrolment(lin, course)
    key = lesson_keys(course)[0]
    first = hand_in(lin, course, key, text="第一稿")
    add_file(first)
    mark(wu, first, comment="请写明依据", verdict=Verdict.REVISION)
    second = hand_in(lin, course, key, text="第二稿")
    mark(wu, second, points=Decimal("8.5"), comment="很好")
    return second


def test_ones_own_export_holds_work_and_what_was_said_of_it(
    wu: User, zhao: User, lin: User
) -> None:
    make_marked(wu, zhao, lin)
    data = collect_data(lin.id)
    rows = [
        (row["text"], row["state"], row["points"], row["comment"]) for row in data["course_work"]
    ]
    assert rows == [
        ("第一稿", "revision", None, "请写明依据"),
        ("第二稿", "marked", Decimal("8.5"), "很好"),
    ]
    assert [row["files"] for row in data["course_work"]] == ["预估.pdf"] * 2
    given = collect_data(wu.id)["markings_given"]
    assert [row["comment"] for row in given] == ["请写明依据", "很好"]
    assert collect_data(wu.id)["course_work"] == []
    assert "很好" in write_json(data, now=NOON).decode()
    assert write_workbook(data).startswith(b"PK")


@pytest.mark.both_databases
def test_who_leaves_takes_their_work_along_and_leaves_the_markings_they_gave(
    wu: User, zhao: User, lin: User
) -> None:
    make_marked(wu, zhao, lin)
    with writing():
        erase(wu.id)
        db.session.commit()
    db.session.remove()
    assert db.session.scalar(select(func.count(Marking.id))) == 2
    with writing():
        erase(lin.id)
        db.session.commit()
    db.session.remove()
    for table in (Submission, SubmissionFile, Marking):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0


def test_files_of_work_are_kept_as_long_as_the_work(wu: User, zhao: User, lin: User) -> None:
    make_marked(wu, zhao, lin)
    assert "submission_file.stored_file_id" in referring_columns()
    orphans = select(StoredFile.id).where(is_unreferenced())
    assert db.session.scalars(orphans).all() == []
    with writing():
        erase(lin.id)
        db.session.commit()
    db.session.remove()
    assert len(db.session.scalars(orphans).all()) == 1
