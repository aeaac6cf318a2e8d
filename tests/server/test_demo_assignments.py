"""The demonstration's assignments: work that waits, work that went back, a second teacher; nothing twice."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_courses import NOON, make_instructor
from trainingapp.accounts.models import User
from trainingapp.courses.models import CourseTeacher, Submission
from trainingapp.courses.queries.marking import list_waiting_lessons
from trainingapp.extensions import db
from trainingapp.rules.assignments import count_words, read_task
from trainingapp.rules.permissions import Role
from trainingapp.server.demo_assignments import Cast, make_assignments
from trainingapp.web.transactions import writing


@pytest.fixture
def cast(app: Flask) -> Cast:
    place = make_organisation("滨江师范大学")
    cast = Cast(
        author=make_instructor("吴晓东", organisation=place),
        colleague=make_instructor("顾怀远", organisation=place),
        reviewer=make_user("赵文静", roles=[Role.ITEM_REVIEWER]),
        learners=(make_user("林美华"), make_user("王建国")),
    )
    for _time in range(2):  # a second start finds everything there
        with writing():
            make_assignments(cast, organisation_id=place.id, now=NOON)
            db.session.commit()
        db.session.remove()
    return cast


def states(user: User) -> list[str]:
    query = select(Submission).where(Submission.user_id == user.id).order_by(Submission.round)
    found = [str(work.state) for work in db.session.scalars(query)]
    db.session.remove()
    return found


def test_one_piece_waits_and_one_went_back_with_a_reason(cast: Cast) -> None:
    lin, wang = cast.learners
    assert states(lin) == ["handed-in"]
    assert states(wang) == ["revision", "draft"]
    query = select(Submission).where(Submission.state == "revision")
    assert "推测" in db.session.scalars(query).one().markings[0].comment


def test_the_second_teacher_sees_the_queue(cast: Cast) -> None:
    assert [row.can_edit for row in db.session.scalars(select(CourseTeacher))] == [True]
    waiting = list_waiting_lessons(cast.colleague.id)
    assert [(row.lesson["zh"], row.count) for row in waiting] == [("写一份接案记录", 1)]


def test_the_sample_work_is_as_long_as_the_task_asks_and_the_rubric_adds_up(cast: Cast) -> None:
    query = select(Submission).where(Submission.state == "handed-in")
    work = db.session.scalars(query).one()
    assert 200 <= count_words(work.text) <= 500
    task = read_task(work.lesson.content)
    assert sum(line.most for line in task.rubric) == task.points


def test_the_pages_of_the_demonstration_open(cast: Cast, app: Flask) -> None:
    work = db.session.scalars(select(Submission).where(Submission.state == "handed-in")).one()
    number, course, key = work.id, work.course_id, work.lesson_key
    db.session.remove()
    desk = sign_in(app.test_client(), cast.author)
    assert "阳台" in desk.get(f"/teaching/marking/{number}").text
    assert desk.get(f"/teaching/{course}/team").status_code == 200
    phone = sign_in(app.test_client(), cast.learners[1])
    assert "请修改后再交" in phone.get(f"/courses/{course}/lessons/{key}").text
