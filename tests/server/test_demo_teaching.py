"""The demonstration's class has people who keep up and people who do not, once however often it is made."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from tests.factories_accounts import make_user
from tests.factories_classes import EVENING, make_cohort, make_meeting, make_member
from tests.factories_courses import article, exercise, make_instructor, make_published
from tests.factories_exams import make_sitting, make_test_form
from tests.factories_itembank import make_specification
from tests.factories_teaching import committed
from trainingapp.accounts.models import User
from trainingapp.classes.models import Attendance, Cohort, CohortMessage
from trainingapp.classes.queries.knowledge import list_points
from trainingapp.classes.queries.progress import list_progress
from trainingapp.classes.queries.sorting import sum_up
from trainingapp.extensions import db
from trainingapp.rules.falling_behind import Band
from trainingapp.server.demo_teaching import LEARNERS, make_teaching

NOW = EVENING + timedelta(days=10)
KEYS = ("A", "B", "C", "D", "A", "B", "C", "AB", "CD", "ABCD")


def make(leader: User) -> None:
    with committed():
        make_teaching(leader_id=leader.id, now=NOW)


def test_the_class_shows_every_kind_of_member(app: Flask) -> None:
    wu = make_instructor()
    with committed():
        make_specification({"single": 7, "multiple": 3}, full_score="13", cut_score="7.8")
    make_sitting(make_test_form(KEYS))
    course = make_published(
        article("一"), exercise(points=["JC01"]), article("三"), subject="junior-comprehensive"
    )
    cohort_id = make_cohort(wu, course_id=course)
    make_member(cohort_id, make_user("林美华"), since=NOW - timedelta(days=20))
    for day in (0, 7):
        make_meeting(cohort_id, starts_at=EVENING + timedelta(days=day))
    for _time in range(2):
        make(wu)

    cohort = db.session.get_one(Cohort, cohort_id)
    overview = sum_up(list_progress(cohort, now=NOW))
    assert overview.members == len(LEARNERS) + 1
    assert all(overview.flags.values())
    assert all(overview.bands[band] for band in Band)
    points = list_points(cohort, now=NOW)
    assert [point.code for point in points] == ["JC01.1.01"]
    assert db.session.scalar(select(func.count()).select_from(CohortMessage)) == 1


def test_without_a_class_nothing_is_made(app: Flask) -> None:
    make(make_instructor())
    assert db.session.scalar(select(func.count()).select_from(Attendance)) == 0
    assert db.session.scalar(select(func.count()).select_from(User)) == 1
