"""What the demonstration's teacher sees of the running class: who came, who falls behind, whom they wrote to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import exists, select, update

from trainingapp.accounts.actions import accept_notice, create_user
from trainingapp.accounts.models import User
from trainingapp.accounts.passwords import hash_password
from trainingapp.classes.actions import joining, messages
from trainingapp.classes.actions.attendance import Word, mark_members
from trainingapp.classes.models import Attendance, Cohort, CohortDeadline, Meeting, Membership
from trainingapp.classes.queries.cohorts import member_ids
from trainingapp.courses.models import Enrolment, LessonProgress
from trainingapp.courses.queries.trees import find_published
from trainingapp.extensions import db
from trainingapp.rules.cohorts import AttendanceWay, JoinWay
from trainingapp.server.demo_mock_results import make_results
from trainingapp.server.demo_people import PASSWORD

MESSAGE = "这两周没有看到您学习。是工作忙，还是内容太难？回我一句，我们一起排一下时间。"
TOKEN = "d" * 32


@dataclass(frozen=True, slots=True)
class Learner:
    """A made-up member: how long away, when present, lessons done, and how many of ten items are answered rightly."""

    name: str
    days_away: int
    meetings: tuple[bool, ...]
    lessons: int
    right: int | None  # None: has not sat the mock exam


LEARNERS = (
    Learner("陈晓燕", 1, (True, True, True), 2, 8),
    Learner("刘洋", 2, (True, True, True), 2, 7),
    Learner("张秀兰", 3, (True, False, True), 1, 6),
    Learner("黄志强", 17, (False, False, False), 0, None),
    Learner("李敏", 5, (True, True, False), 2, 5),
    Learner("周建华", 9, (False, True, False), 0, 4),
    Learner("吴倩", 1, (True, True, True), 2, 9),
    Learner("何俊", 15, (True, False, False), 1, None),
)


def make_teaching(*, leader: User, now: datetime) -> None:
    """Fill the class that runs, unless attendance was ever taken in it."""
    query = select(Cohort).join(Cohort.teachers).where(Cohort.state == "open")
    cohort = db.session.scalars(query.where(Cohort.teachers.any(user_id=leader.id))).first()
    if cohort is None or db.session.scalar(select(exists().where(Attendance.user_id > 0))):
        return
    begun = now - timedelta(days=20)
    people = {_join(cohort, learner, now=now): learner for learner in LEARNERS}
    of_class = Membership.cohort_id == cohort.id
    db.session.execute(update(Membership).where(of_class).values(since=begun))
    _take_attendance(cohort, people, leader, now=now)
    _learn(cohort, people, now=now)
    make_results(cohort, {user: one.right for user, one in people.items()}, now=now)
    away = [user for user, one in people.items() if one.days_away > 14]
    messages.send_message(cohort, MESSAGE, to=away, token=TOKEN, author_id=leader.id, now=now)


@cache
def _hashed() -> str:
    return hash_password(PASSWORD)


def _join(cohort: Cohort, learner: Learner, *, now: datetime) -> int:
    address = f"class{LEARNERS.index(learner) + 1}@demo.example"
    user = create_user(learner.name, password_hash=_hashed(), email=address, now=now)
    accept_notice(user, purposes=[], now=now)
    joining.join(cohort.id, user.id, joining.Entry(JoinWay.CODE, user.id), now=now)
    seen = now - timedelta(days=learner.days_away)
    mine = Enrolment.user_id == user.id
    db.session.execute(update(Enrolment).where(mine).values(last_seen_at=seen))
    return user.id


def _take_attendance(
    cohort: Cohort, people: dict[int, Learner], leader: User, *, now: datetime
) -> None:
    held = select(Meeting).where(Meeting.cohort_id == cohort.id, Meeting.ends_at <= now)
    for place, meeting in enumerate(db.session.scalars(held.order_by(Meeting.starts_at))):
        others = [user for user in member_ids(cohort.id) if user not in people]
        came = [user for user, one in people.items() if place < 3 and one.meetings[place]]
        db.session.add_all(
            Attendance(
                meeting_id=meeting.id,
                user_id=user,
                way=AttendanceWay.CODE,
                is_present=True,
                noted_at=meeting.starts_at,
            )
            for user in [*others, *came]
        )
        excused = next(user for user, one in people.items() if one.name == "黄志强")
        words = {excused: Word(False, "值夜班，已请假")}
        mark_members(meeting, words, actor_id=leader.id, now=meeting.ends_at)


def _learn(cohort: Cohort, people: dict[int, Learner], *, now: datetime) -> None:
    version = find_published(cohort.course)
    lessons = version.lessons if version else []
    for place, lesson in enumerate(lessons[1:3]):
        due_at = now - timedelta(days=6 - 3 * place)
        db.session.add(CohortDeadline(cohort_id=cohort.id, lesson_key=lesson.key, due_at=due_at))
        db.session.add_all(
            LessonProgress(
                user_id=user,
                course_id=cohort.course_id,
                lesson_key=lesson.key,
                completed_at=due_at,
                updated_at=due_at,
            )
            for user, one in people.items()
            if one.lessons > place
        )
    db.session.flush()
